// Whether what a transaction does is worth its gas. Nobody decides without knowing the price.
import { Decimal, MICRO, type Shares, type Usd } from '#domain/units.ts';

/** Dollars a set: a set that is cash again no longer waits for a result that may be disputed or late. */
export const RISK_OF_A_SET: Usd = new Decimal('0.001');

/** Is merging `size` micro-sets worth `gas` dollars? A set that is merged frees a dollar, which buys the next set at the least
 *  profit a pair may have (`pairEdge`, dollars), and rids us of the risk of waiting. Sets that are not merged are redeemed in
 *  the end, so nothing is lost by waiting. Without gas a merge is always worth it. */
export function mergeIsWorth(size: Shares, gas: Usd, pairEdge: Usd): boolean {
  const worth = pairEdge.plus(RISK_OF_A_SET).times(size).div(MICRO);
  return size > 0 && gas.lte(worth);
}

/** Dollars. */
export interface RedemptionView {
  /** What it would bring. */
  readonly cash: Usd;
  readonly gas: Usd;
  /** What tidying up may cost. */
  readonly gasMax: Usd;
  /** The kill switch is latched. */
  readonly latched: boolean;
}

/** Is a redemption worth its gas? When it brings more than it costs, or costs no more than tidying up may. While the kill switch
 *  is latched only within that: the result is certain and can wait for a better price or an operator. */
export function redemptionIsWorth({ cash, gas, gasMax, latched }: RedemptionView): boolean {
  return gas.lte(gasMax) || (!latched && gas.lt(cash));
}
