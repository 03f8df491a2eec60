// What a reference price says of an up or down market: the odds that the closing average is at least the opening one, and how far
// that opinion may be wrong. Says nothing where something is missing: the opening average, the last prices, or how fast they move.
import type { UpDown } from '../market/up-down.ts';
import type { Signal } from '../ports.ts';
import { normalDensity } from './normal.ts';
import type { ReferenceTrack } from './reference-track.ts';
import { oddsError, type SettlementOdds, settlementOdds } from './settlement-price.ts';

/** How wrong the measured deviation may be, as a share of itself. */
const DEVIATION_ERROR = 0.25;
/** How wrong the shift between the two sources may be, as a share of the price: measured in recorded windows. */
const SHIFT_ERROR = 6e-5;
/** Nobody is surer than this of anything. */
const SURE = 0.999;
/** Of logit: opinions are never sharper. */
const VARIANCE_MIN = 0.0025;

/** The source is named by what settles. null: nothing can be said. */
export function upDownSignal(track: ReferenceTrack, market: UpDown, nowMs: number): Signal | null {
  const { startMs, endMs, windowMs, symbol } = market;
  const spot = track.spot(windowMs);
  const strike = track.averageAt(startMs);
  const sigma = track.sigma();
  if (spot === null || strike === null || sigma === null || spot.atMs < startMs || spot.atMs >= endMs) return null;
  const beganMs = endMs - windowMs;
  const done = spot.atMs > beganMs ? track.mean(beganMs, spot.atMs, windowMs) : spot.value;
  if (done === null) return null;
  const [leftS, windowS] = [(endMs - spot.atMs) / 1_000, windowMs / 1_000];
  const odds = settlementOdds({ spot: spot.value, strike, sigma, leftS, windowS, doneMean: done });
  const fair = Math.min(SURE, Math.max(1 - SURE, odds.probability));
  return { fair, variance: varianceOf(odds, fair), ageMs: nowMs - spot.atMs, source: `${symbol} twap` };
}

/** Of logit(fair). */
function varianceOf(odds: SettlementOdds, fair: number): number {
  const shifted = Number.isFinite(odds.distance) ? (normalDensity(odds.distance) * SHIFT_ERROR) / odds.deviation : 0;
  const error = Math.hypot(oddsError(odds, DEVIATION_ERROR), shifted) / (fair * (1 - fair));
  return Math.max(VARIANCE_MIN, error * error);
}
