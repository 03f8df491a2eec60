// The latch: which rung of the ladder was reached, why and when, as text that survives a restart. One file a mode. Promises
// that nothing but a missing file is no latch: whatever does not read is latched, and its problem is named.
import { type KillStage, LADDER } from './kill-rules.ts';
import { readStateText } from './state-text.ts';

/** What the latch file holds: the rung reached, why, and when. One file per mode. */
export interface Latch {
  readonly mode: string;
  readonly stage: KillStage;
  readonly reason: string;
  /** At `reduceOnly`: what is held was to be sold at the best price of a maker. */
  readonly flatten: boolean;
  readonly atMs: number;
}

export type LatchReading =
  | { readonly latch: null; readonly problem: null }
  | { readonly latch: Latch; readonly problem: string | null };

/** A longer file was not written by us. */
export const LATCH_TEXT_MAX = 65_536;

export function latchText(latch: Latch): string {
  const { mode, stage, reason, flatten, atMs } = latch;
  return `${JSON.stringify({ latch: 1, mode, stage, reason, ...(flatten ? { flatten } : {}), atMs })}\n`;
}

/** Reads the latch of `mode`; `text` null means that there is no file, which is the only way not to be latched. Whatever
 *  does not read is a latch at `cancelAll` with its problem named. */
export function parseLatch(text: string | null, mode: string): LatchReading {
  if (text === null) return { latch: null, problem: null };
  const read = readLatch(text, mode);
  if (typeof read !== 'string') return { latch: read, problem: null };
  const reason = `the latch file does not read (${read})`;
  return { latch: { mode, stage: 'cancelAll', reason, flatten: false, atMs: 0 }, problem: reason };
}

function readLatch(text: string, mode: string): Latch | string {
  const reading = readStateText(text, 'latch', mode, LATCH_TEXT_MAX);
  if ('problem' in reading) return reading.problem;
  const latch: { readonly [K in keyof Latch]?: unknown } = reading.found;
  const stage = LADDER.find((each) => each === latch.stage);
  if (stage === undefined || stage === 'armed') return 'stage: not a rung';
  if (typeof latch.reason !== 'string') return 'reason: not text';
  if (typeof latch.atMs !== 'number' || !Number.isSafeInteger(latch.atMs)) return 'atMs: not a time';
  if (latch.flatten !== undefined && typeof latch.flatten !== 'boolean') return 'flatten: neither true nor false';
  return { mode, stage, reason: latch.reason, flatten: latch.flatten ?? false, atMs: latch.atMs };
}
