// What scheduled news may do to a price (quant.md F-12.4). Nobody knows its two outcomes beforehand, so they are the ones that a
// share of what is still open leaves: p moves the part √share of the way to its truth. Fair on average, and at a share of one
// the whole question is decided. Dollars of YES.

/** After the news was due it still spreads, and it may be late. */
export const NEWS_SPREADS_MS = 60_000;
/** A jump finds our order first unless the venue holds takers back longer than a cancel takes (F-4.4). */
const LATE = { held: 0.1, open: 1 };
const CANCEL_USUAL_MS = 400;

/** π_s: the chance that a jump finds our order before our cancel does. `takerDelayMs`: as the market says. */
export function lateShareOf(takerDelayMs: number): number {
  return takerDelayMs >= CANCEL_USUAL_MS ? LATE.held : LATE.open;
}

export interface EventMove {
  /** Var of F-12.4: π(1−π)(p_u−p_d)². */
  readonly variance: number;
  /** E|Δp|. */
  readonly expected: number;
}

/** p_u = p + √share·(1−p) with chance p, p_d = p − √share·p otherwise. A share outside [0, 1], NaN too, counts as one. */
export function eventMove(p: number, share: number): EventMove {
  const open = p * (1 - p);
  const part = share >= 0 && share <= 1 ? share : 1;
  return { variance: part * open, expected: 2 * Math.sqrt(part) * open };
}
