// The facts file read back: what an earlier life wrote down, in order. Promises that a file which was cut off in its last line
// is still read, and that anything else wrong is named by its line: accounts that begin with a guess are worse than none.
import { BadInput } from '#domain/failure.ts';
import type { Fact } from './fact.ts';
import { unreadable } from './fact-problem.ts';

export const FACTS_FILE = 'facts.jsonl';

export interface ReadFacts {
  readonly facts: readonly Fact[];
  /** The last line was cut off: what is left of it, which is no fact. */
  readonly torn: string | null;
}

const KINDS: Readonly<Record<Fact['fact'], true>> = {
  opening: true,
  order: true,
  fill: true,
  settlement: true,
  merge: true,
  split: true,
  resolution: true,
  redemption: true,
  flow: true,
  pairTrade: true,
  transition: true,
  fault: true,
};
const TORN_SHOWN_MAX = 80;

/** Throws BadInput naming the line that does not read. Only what follows the last line's end may be torn. */
export function readFacts(content: string): ReadFacts {
  const lines = content.split('\n');
  const rest = lines.pop() ?? '';
  const facts = lines.map((line, at) => {
    const fact = readFact(line);
    if (typeof fact === 'string') throw refusal(at + 1, fact);
    return fact;
  });
  const [first] = facts;
  if (first && first.fact !== 'opening') throw refusal(1, 'the first fact is not the opening');
  return { facts, torn: rest === '' ? null : rest.slice(0, TORN_SHOWN_MAX) };
}

/** The file as it would be without its torn end. */
export function factsText(facts: readonly Fact[]): string {
  return facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');
}

function refusal(line: number, what: string): BadInput {
  return new BadInput(
    `${FACTS_FILE} line ${line}: ${what}; nothing was changed: without it nobody knows what we own, so mend the line first`,
  );
}

/** A fact, or what is wrong with it. */
function readFact(line: string): Fact | string {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (typeof found !== 'object' || found === null) return 'not an object';
  const { fact, atMs } = found as { fact?: unknown; atMs?: unknown };
  if (typeof fact !== 'string' || !Object.hasOwn(KINDS, fact)) return 'fact: not a kind of fact';
  if (!Number.isSafeInteger(atMs)) return 'atMs: not a time';
  return unreadable(found as Fact)?.detail ?? (found as Fact);
}
