// Which facts a person should hear of, how urgently, and in which words. What is the same trouble has the same key. Whether and when
// it is sent is for others.
import type { Fact, FaultFact } from '../money/fact.ts';
import { LADDER } from '../money/kill-rules.ts';
import { shownText } from '../operator/redaction.ts';

/** From the least important to the most. `page` wants somebody now. */
export const SEVERITIES = ['info', 'warn', 'page'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Alert {
  readonly atMs: number;
  readonly severity: Severity;
  /** The same for the same trouble; its first word is the actor's. */
  readonly key: string;
  readonly text: string;
}

const TEXT_MAX = 600;
const KEY_MAX = 120;

/** By kind of fault; others are only news. null: somebody else tells of it in better words. */
const SEVERITY: Readonly<Record<string, Severity | null>> = {
  page: 'page',
  warn: 'warn',
  escalated: null,
  'unexpected event': null,
  'failed settlement': 'warn',
  journal: 'warn',
  'order without an owner': 'warn',
  'order with other terms': 'warn',
  'unexpected fill': 'warn',
  'torn line': 'warn',
};
const KILL_SWITCH = 'kill-switch';
const ACCOUNTS = 'accounts';
/** What the venue says when cash, shares or an allowance are missing. */
const NOT_COVERED = 'notCovered';

export function isAtLeast(severity: Severity, level: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(level);
}

export function alert(severity: Severity, key: string, text: string, atMs: number): Alert {
  return { atMs, severity, key: key.slice(0, KEY_MAX), text: shownText(text, TEXT_MAX) };
}

/** null: nobody needs to hear of it. */
export function alertOf(fact: Fact): Alert | null {
  switch (fact.fact) {
    case 'fault':
      return ofFault(fact);
    case 'order':
      return fact.status === 'rejected' && fact.reason?.startsWith(NOT_COVERED)
        ? alert(
            'warn',
            `venue ${NOT_COVERED}`,
            `the venue does not cover an order (${fact.reason}): cash, shares or an allowance are missing there; npm run doctor names which`,
            fact.atMs,
          )
        : null;
    case 'transition':
      return isRearmed(fact) ? alert('info', 'kill-switch resumed', 'resumed by an operator', fact.atMs) : null;
    default:
      return null;
  }
}

/** Trouble of this actor that comes again after this fact is new. */
export function isForgivenBy(fact: Fact): string | null {
  return fact.fact === 'transition' && isRearmed(fact) ? KILL_SWITCH : null;
}

function isRearmed({ actor, to }: { readonly actor: string; readonly to: string }): boolean {
  return actor === KILL_SWITCH && to === 'armed';
}

function ofFault({ actor, kind, detail, atMs }: FaultFact): Alert | null {
  const severity = severityOf(actor, kind);
  if (severity === null) return null;
  const plain = kind === 'page' || kind === 'warn';
  const text = `${actor}: ${plain ? '' : `${kind}: `}${detail}`;
  return alert(severity, `${actor} ${kind} ${alike(detail)}`, text, atMs);
}

function severityOf(actor: string, kind: string): Severity | null {
  if (actor === KILL_SWITCH && LADDER.some((rung) => rung === kind)) return null; // the page that follows says it
  // The books do not add up, or nobody knows what was latched before: nothing is admitted then.
  if (actor === ACCOUNTS || (actor === KILL_SWITCH && !(kind in SEVERITY))) return 'page';
  return kind in SEVERITY ? (SEVERITY[kind] as Severity | null) : 'info';
}

/** Without what differs from one time to the next: numbers and ids. */
function alike(detail: string): string {
  return detail.slice(0, KEY_MAX).replace(/0x[0-9a-f]+|[\w-]*\d[\w.-]*/gi, '#');
}
