// How much of a market an account may quote: what one market, one event and all together may lose (quant.md F-2.8, F-10.4,
// section 17), and what the market's income justifies (F-10.1, F-10.4). Shares on either side, dollars.
import { KELLY_PART, kellyFraction } from '#domain/pricing/kelly.ts';
import type { IncomeCurve } from './market-income.ts';
import { lossPerShare } from './rewarded-market.ts';

export interface Caps {
  readonly wealthUsd: number;
  readonly perMarketUsd: number;
  readonly perEventUsd: number;
}

export const MARKET_PART = 0.02;
const EVENT_PART = 0.05;
/** Of all markets together (F-10.4). */
const TOTAL_PART = 0.25;
/** A small account may lose this in one market, though no more than a tenth of it: two percent would not pay for the least size
 *  of any market [J]. */
const SMALL_LOSS_USD = 50;
const SMALL_LOSS_PART = 0.1;
/** Kelly prices a share at what it costs less what it earns, and no share is free. */
const COST_MIN = 1e-6;

export function capsOf(wealthUsd: number): Caps {
  const small = Math.min(SMALL_LOSS_USD, SMALL_LOSS_PART * wealthUsd);
  return {
    wealthUsd,
    perMarketUsd: Math.max(MARKET_PART * wealthUsd, small),
    perEventUsd: Math.max(EVENT_PART * wealthUsd, small),
  };
}

/** What all markets together may lose where each goes against us: a quarter of the wealth (F-10.4). */
export function atRiskMax(wealthUsd: number): number {
  return TOTAL_PART * wealthUsd;
}

/** The market's own caps; its event is the allocation's business. `net`: what the shares earn a day. */
export function isWithinCaps({ market }: IncomeCurve, shares: number, net: number, caps: Caps): boolean {
  if (shares * lossPerShare(market) > caps.perMarketUsd) return false;
  const edge = net / shares;
  return edge > 0 && isWithinKelly(market.mid, edge, shares, caps.wealthUsd);
}

/** A fill leaves us with the shares of one side. Each is worth the middle and earns what quoting it earns in a day: that is the edge
 *  which a quarter of a Kelly bet must justify, on either outcome. */
function isWithinKelly(mid: number, edge: number, shares: number, wealthUsd: number): boolean {
  return isJustified(mid, edge, shares, wealthUsd) && isJustified(1 - mid, edge, shares, wealthUsd);
}

function isJustified(p: number, edge: number, shares: number, wealthUsd: number): boolean {
  const cost = Math.max(COST_MIN, p - edge);
  return shares * cost <= KELLY_PART * kellyFraction(p, cost) * wealthUsd;
}
