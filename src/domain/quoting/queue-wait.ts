// One order's wait in its queue, kept so that its first fill can tell which share of the cancels stood before it (`cancel-share`):
// what stood ahead at first, what printed, what vanished. All in micro-shares, the level with us in it.
// A fill and the print that made it come on different lines, a second apart at most; until then the wait is `over` but open.
import { MICRO, type Shares } from '#domain/units.ts';
import type { CancelEvidence } from './cancel-share.ts';

export interface QueueWait {
  /** When it became last in line. */
  readonly ahead: number;
  /** All prints at our price so far. */
  readonly printed: number;
  readonly lastPrint: { readonly size: number; readonly atMs: number } | null;
  /** What the level lost, step by step. */
  readonly dropped: number;
  readonly drops: number;
  /** Σ of each drop times our believed share of the level before us. */
  readonly proRata: number;
}

/** A wait that a fill of `got` ended. */
export interface EndedWait extends QueueWait {
  readonly got: number;
  /** What is left of the order. */
  readonly left: number;
  readonly filledMs: number;
  /** The print that filled us, and what had printed before it; null: not heard of yet. */
  readonly hit: { readonly size: number; readonly before: number } | null;
}

export function startWait(ahead: number): QueueWait {
  return { ahead, printed: 0, lastPrint: null, dropped: 0, drops: 0, proRata: 0 };
}

export function waitAfterPrint<Wait extends QueueWait | EndedWait>(wait: Wait, size: Shares, atMs: number): Wait {
  const printed = wait.printed + size;
  const heard = { ...wait, printed, lastPrint: { size, atMs } };
  return 'hit' in wait && wait.hit === null ? { ...heard, hit: { size, before: wait.printed } } : heard;
}

/** The level went from `from` to `to`; `front` of it is believed to stand before us, `left` of it is ours. */
export function waitAfterLevel<Wait extends QueueWait>(
  wait: Wait,
  {
    from,
    to,
    front,
    left,
  }: { readonly from: number; readonly to: number; readonly front: number; readonly left: number },
): Wait {
  const drop = from - to;
  if (!(drop > 0)) return wait;
  const others = Math.max(0, from - left);
  const share = others > 0 ? Math.min(1, Math.max(0, front / others)) : 0;
  return { ...wait, dropped: wait.dropped + drop, drops: wait.drops + 1, proRata: wait.proRata + drop * share };
}

export function endWait(wait: QueueWait, got: number, left: number, atMs: number, windowMs: number): EndedWait {
  const { lastPrint, printed } = wait;
  const isIts = lastPrint !== null && lastPrint.size >= got && atMs - lastPrint.atMs <= windowMs;
  return {
    ...wait,
    got,
    left,
    filledMs: atMs,
    hit: isIts ? { size: lastPrint.size, before: printed - lastPrint.size } : null,
  };
}

/**
 * Null: it tells nothing. A fill without a print at our price, or one after which the level was empty, came by a move through
 * us, whatever still stood ahead. Of a print that filled all of us the rest went to either side of us: half is assumed before.
 */
export function evidenceOf(wait: EndedWait, levelNow: number): CancelEvidence | null {
  const { ahead, got, left, hit, dropped, drops, printed, proRata, filledMs } = wait;
  if (hit === null || levelNow - left <= 0) return null;
  const beyond = Math.max(0, hit.size - got);
  const served = left > 0 ? beyond : beyond / 2;
  const cancelled = Math.max(0, dropped - printed);
  if (!(cancelled > 0)) return null;
  const gone = Math.min(cancelled, Math.max(0, ahead - hit.before - served));
  return {
    cancelled: cancelled / MICRO,
    ahead: gone / MICRO,
    proRata: (cancelled * (proRata / dropped)) / MICRO,
    cancels: Math.max(1, Math.round(drops * (cancelled / dropped))),
    atMs: filledMs,
  };
}
