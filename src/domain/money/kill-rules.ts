// When trading must give way: measures of our money against their limits, the ladder of what follows, and the latch that
// remembers it across restarts. Promises: a measure that is no number trips, and a latch that does not read stays latched.
// Climbing, cancelling and writing the file belong to the kill-switch machine and its actor.
import type { Usd } from '#domain/units.ts';

/** From free to gone; each rung includes those below it. */
export const LADDER = ['armed', 'reduceOnly', 'noNewQuotes', 'cancelAll', 'drain', 'exit'] as const;
export type KillStage = (typeof LADDER)[number];

/** Dollars. `pnlToday` and its `peak` since the day began (peak is at least 0); `exposure` with orders in flight. */
export interface KillMeasures {
  readonly pnlToday: Usd;
  readonly peak: Usd;
  readonly exposure: Usd;
}

/** Dollars, positive. */
export interface KillLimits {
  readonly dailyLossMaxUsd: Usd;
  readonly drawdownMaxUsd: Usd;
  readonly exposureMaxUsd: Usd;
}

export type KillRule = 'dailyLoss' | 'drawdown' | 'exposure';

export interface Trip {
  readonly rule: KillRule;
  readonly limit: Usd;
  readonly found: Usd;
  readonly stage: KillStage;
}

/** In order of precedence. Too much risk is worked off by quoting one side; a falling day gets no new risk; a lost day ends. */
const RULES: readonly {
  readonly rule: KillRule;
  readonly stage: KillStage;
  readonly limit: keyof KillLimits;
  readonly found: (measures: KillMeasures) => Usd;
}[] = [
  { rule: 'dailyLoss', stage: 'cancelAll', limit: 'dailyLossMaxUsd', found: ({ pnlToday }) => pnlToday.negated() },
  {
    rule: 'drawdown',
    stage: 'noNewQuotes',
    limit: 'drawdownMaxUsd',
    found: ({ peak, pnlToday }) => peak.minus(pnlToday),
  },
  { rule: 'exposure', stage: 'reduceOnly', limit: 'exposureMaxUsd', found: ({ exposure }) => exposure },
];

/** Every limit that is passed now, worst rung first; standing exactly on a limit is not past it. A measure or limit that is
 *  not a finite number counts as passed, and cancels everything: we do not know what we are doing. */
export function trips(measures: KillMeasures, limits: KillLimits): readonly Trip[] {
  const found = RULES.flatMap(({ rule, stage, limit: name, found: measure }): Trip[] => {
    const trip = { rule, limit: limits[name], found: measure(measures) };
    if (!trip.found.isFinite() || !trip.limit.isFinite()) return [{ ...trip, stage: 'cancelAll' }];
    return trip.found.gt(trip.limit) ? [{ ...trip, stage }] : [];
  });
  return found.sort((a, b) => rung(b.stage) - rung(a.stage));
}

export function rung(stage: KillStage): number {
  return LADDER.indexOf(stage);
}

/** What the latch file holds: the rung reached, why, and when. One file per mode. */
export interface Latch {
  readonly mode: string;
  readonly stage: KillStage;
  readonly reason: string;
  readonly atMs: number;
}

export type LatchReading =
  | { readonly latch: null; readonly problem: null }
  | { readonly latch: Latch; readonly problem: string | null };

/** A longer file was not written by us. */
export const LATCH_TEXT_MAX = 65_536;

export function latchText(latch: Latch): string {
  const { mode, stage, reason, atMs } = latch;
  return `${JSON.stringify({ latch: 1, mode, stage, reason, atMs })}\n`;
}

/** Reads the latch of `mode`; `text` null means that there is no file, which is the only way not to be latched. Whatever
 *  does not read is a latch at `cancelAll` with its problem named. */
export function parseLatch(text: string | null, mode: string): LatchReading {
  if (text === null) return { latch: null, problem: null };
  const read = readLatch(text, mode);
  if (typeof read !== 'string') return { latch: read, problem: null };
  const reason = `the latch file does not read (${read})`;
  return { latch: { mode, stage: 'cancelAll', reason, atMs: 0 }, problem: reason };
}

function readLatch(text: string, mode: string): Latch | string {
  if (text.length > LATCH_TEXT_MAX) return `longer than ${LATCH_TEXT_MAX} characters`;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return 'not JSON'; // the parser's own words would put file content into a log line
  }
  if (typeof raw !== 'object' || raw === null) return 'not an object';
  const latch = raw as { [K in keyof Latch | 'latch']?: unknown };
  if (latch.latch !== 1) return 'latch: not version 1';
  if (latch.mode !== mode) return `mode: not ${mode}`;
  const stage = LADDER.find((each) => each === latch.stage);
  if (stage === undefined || stage === 'armed') return 'stage: not a rung';
  if (typeof latch.reason !== 'string') return 'reason: not text';
  if (typeof latch.atMs !== 'number' || !Number.isSafeInteger(latch.atMs)) return 'atMs: not a time';
  return { mode, stage, reason: latch.reason, atMs: latch.atMs };
}
