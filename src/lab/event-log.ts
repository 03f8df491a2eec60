// Everything that happened in one night, in order: facts of the tree, faults from outside, and what the night itself did. Keeps
// a running hash of all of it and the last few lines as text; two nights of one seed have the same hash or something depends
// on the machine they ran on.
import { createHash } from 'node:crypto';
import type { Fact } from '#domain/money/fact.ts';
import { microText } from '#domain/units.ts';

/** Events kept as they were, for whoever looks at a failure. */
export const LAST_EVENTS = 50;

type Event = { readonly fact: Fact } | { readonly note: string };

export class EventLog {
  readonly #hash = createHash('sha256');
  readonly #startMs: number;
  readonly #last: { readonly atMs: number; readonly event: Event }[] = [];
  #count = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  get count(): number {
    return this.#count;
  }

  /** `nowMs`: the world's time; the fact carries that of our own clock, which may be wrong. */
  fact(nowMs: number, fact: Fact): void {
    this.#hash.update(`${JSON.stringify(fact)}\n`);
    this.#keep(nowMs, { fact });
  }

  note(nowMs: number, note: string): void {
    this.#hash.update(`${nowMs} ${note}\n`);
    this.#keep(nowMs, { note });
  }

  /** SHA-256 of everything so far, in hex. */
  hash(): string {
    return this.#hash.copy().digest('hex');
  }

  /** The last events, oldest first, one line each. */
  last(): readonly string[] {
    return this.#last.map(({ atMs, event }) => {
      const text = 'fact' in event ? factText(event.fact) : event.note;
      return `${timeText(atMs - this.#startMs)}  ${text}`;
    });
  }

  #keep(atMs: number, event: Event): void {
    this.#count += 1;
    this.#last.push({ atMs, event });
    if (this.#last.length > LAST_EVENTS) this.#last.shift();
  }
}

/** Milliseconds since the night began, as people read them: `83.412 s`. */
export function timeText(ms: number): string {
  return `${(ms / 1_000).toFixed(3).padStart(8)} s`;
}

export function factText(fact: Fact): string {
  const { fact: kind, atMs: _, ...fields } = fact;
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    value === null || name === 'trace' ? [] : [`${name} ${valueText(name, value)}`],
  );
  return `${kind}: ${parts.join(', ')}`;
}

const MILLIONTHS = new Set([
  'price',
  'size',
  'filled',
  'mark',
  'queueAhead',
  'yesPrice',
  'noPrice',
  'yes',
  'no',
  'payout',
]);

function valueText(name: string, value: unknown): string {
  if (typeof value === 'number' && MILLIONTHS.has(name)) return microText(value);
  const text = String(value);
  return /^0x[0-9a-f]{20,}$/.test(text) ? text.slice(0, 10) : text;
}
