// When settled pairs are turned back into cash (quant.md F-9.9): when there are enough of them, or when cash is short.
// A merge never needs more than what both outcomes have settled and no other merge was promised.
import { MICRO, type Shares, ZERO_SHARES } from '#domain/units.ts';

/** Even short of cash, less than this is not worth a transaction: relayed merges are limited by the minute. */
export const MERGE_SHORT_OF_CASH_MIN = (1 * MICRO) as Shares;

export interface MergeView {
  readonly yesSettled: Shares;
  readonly noSettled: Shares;
  /** Sets promised to merges that are not answered yet. */
  readonly lockedInFlight: Shares;
  /** Free cash as a share of all our money, 0 to 1. What is no number is not a shortage. */
  readonly freeCashShare: number;
  readonly mergeMinShares: Shares;
  readonly mergeCashShareMin: number;
}

/** Sets to merge now, all or none; 0: not yet. */
export function mergeSize(view: MergeView): Shares {
  const sets = Math.min(view.yesSettled, view.noSettled) - view.lockedInFlight;
  const shortOfCash = view.freeCashShare < view.mergeCashShareMin;
  const enough = shortOfCash ? Math.min(view.mergeMinShares, MERGE_SHORT_OF_CASH_MIN) : view.mergeMinShares;
  return sets > 0 && sets >= enough ? (sets as Shares) : ZERO_SHARES;
}
