// The probability that a market on a reference price ends above its strike: at one moment (quant.md F-11.1), or by the average of
// the last seconds before its end (F-11.2), which moves far less than the price once the average has begun. Prices in any unit, the
// same for all; times in seconds; `sigma` is of log returns, per root second.
import { normalCdf, normalDensity } from './normal.ts';

export interface Settlement {
  readonly spot: number;
  readonly strike: number;
  readonly sigma: number;
  /** Until the end. */
  readonly leftS: number;
  /** What is averaged before the end; 0: the last price decides. */
  readonly windowS: number;
  /** Average of the part of the window that is over; not read before it begins. */
  readonly doneMean: number;
}

export interface SettlementOdds {
  /** Of an end at or above the strike, inside [0, 1]. */
  readonly probability: number;
  /** Standard deviations that the expected end lies above the strike. */
  readonly distance: number;
  /** Of the settlement price, as a share of the spot. */
  readonly deviation: number;
}

/** NaN in, NaN out; without any deviation left it is decided: 0 or 1. */
export function settlementOdds(settlement: Settlement): SettlementOdds {
  const { spot, strike, leftS, windowS } = settlement;
  const deviation = Math.sqrt(varianceToGo(settlement));
  const isAveraging = windowS > 0 && leftS < windowS;
  if (deviation === 0) {
    const end = isAveraging ? meanOf(settlement) : spot;
    const distance = end >= strike ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return { probability: end >= strike ? 1 : 0, distance, deviation };
  }
  // Before the average begins prices are taken as lognormal; within it the rest is too short to matter.
  const variance = deviation * deviation;
  const distance = isAveraging
    ? (meanOf(settlement) - strike) / (spot * deviation)
    : (Math.log(spot / strike) - variance / 2) / deviation;
  return { probability: normalCdf(distance), distance, deviation };
}

/** How far the probability moves when the deviation is wrong by this share of itself. */
export function oddsError({ distance }: SettlementOdds, share: number): number {
  return Number.isFinite(distance) ? normalDensity(distance) * Math.abs(distance) * share : 0;
}

/** Of the settlement price, as a share of the spot squared. */
function varianceToGo({ sigma, leftS, windowS }: Settlement): number {
  const left = Math.max(0, leftS);
  if (windowS <= 0) return sigma * sigma * left;
  if (left >= windowS) return sigma * sigma * (left - (2 * windowS) / 3);
  return (sigma * sigma * left ** 3) / (3 * windowS * windowS);
}

function meanOf({ spot, leftS, windowS, doneMean }: Settlement): number {
  const left = Math.max(0, leftS);
  return ((windowS - left) * doneMean + left * spot) / windowS;
}
