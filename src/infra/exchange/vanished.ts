// What a book that comes without prints may have traded: the optimistic bound of quant.md 16.4. Promises to name only what a
// taker could have taken, best price first: what the touch lost, and what the next level lost once all before it was gone.
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { HitPrint } from '#domain/quoting/replay-fill.ts';
import { subtractShares } from '#domain/units.ts';
import type { Levels } from './level-book.ts';

/** Levels a single taker may have gone through; what vanishes deeper is taken as cancelled. */
export const SWEEP_MAX = 10;

/**
 * `before`: the side as it stood, best first; `after`: the book now. Everything in YES terms.
 * A side that is empty afterwards was cleared by the venue or left by its makers, as at the end of a market: nothing of it traded.
 */
export function vanishedPrints(
  hit: BookSide,
  before: readonly Level[],
  after: Pick<Levels, 'size' | 'bestPrice'>,
  atMs: number,
): readonly HitPrint[] {
  if (after.bestPrice(hit) === null) return [];
  const prints: HitPrint[] = [];
  for (const { price, size } of before) {
    const left = after.size(hit, price);
    if (left < size) prints.push({ hit, price, size: subtractShares(size, left), atMs });
    if (left > 0) break;
  }
  return prints;
}
