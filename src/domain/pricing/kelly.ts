// How much an edge may justify at most (quant.md §10). A cap on the inventory a maker keeps, never a wish to hold it. Costs are
// all-in dollars a share, fee included; wealth in dollars. Everything is for buying YES: for NO pass 1 − p and the cost of NO.

/** F-10.4: the part of the full Kelly bet we allow, and the most of our wealth in one market. */
export const KELLY_PART = 0.25;
export const MARKET_SHARE_MAX = 0.02;

/** F-10.1: the share of wealth to spend, (p−c)/(1−c); zero without an edge or for a cost outside (0, 1). */
export function kellyFraction(p: number, cost: number): number {
  return cost > 0 && cost < 1 && p > cost ? (p - cost) / (1 - cost) : 0;
}

/** F-10.3: how far to trust an edge whose p has this standard deviation, in [0, 1]. */
export function kellyTrust(p: number, cost: number, sd: number): number {
  const edge = (p - cost) ** 2;
  return edge > 0 ? edge / (edge + sd ** 2) : 0;
}

/** F-10.2: shares to add (negative: to sell) when wealth would be `ifYes` and `ifNo`. Null for a cost outside (0, 1). */
export function kellyStep(p: number, cost: number, ifYes: number, ifNo: number): number | null {
  return cost > 0 && cost < 1 ? (p * ifNo) / cost - ((1 - p) * ifYes) / (1 - cost) : null;
}

/** Shares a fair-value edge may justify: a quarter of Kelly, cut to the share of wealth one market may have. */
export function kellyShares(p: number, cost: number, wealth: number, sd = 0): number {
  const part = KELLY_PART * kellyFraction(p, cost) * kellyTrust(p, cost, sd);
  return part > 0 ? (Math.min(MARKET_SHARE_MAX, part) * Math.max(0, wealth)) / cost : 0;
}
