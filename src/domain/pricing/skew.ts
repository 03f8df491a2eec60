// What inventory does to our price (quant.md F-2.4 to F-2.6). The exact certainty-equivalent price of a binary is a shift of
// −γq on the logit scale; it never leaves (0, 1) and needs no limit by hand. γ in 1/dollar, inventories in shares of YES exposure
// (YES less NO), prices in dollars. Events of several exclusive outcomes are in `event-skew.ts`.
import { logit, outcomeVariance, sigmoid } from './logit.ts';
import { skewShare } from './variance-budget.ts';

/** A reservation price keeps this far from 0 and 1, where a double would round it onto them. */
const PRICE_EDGE = 1e-12;

/** CE(q) of F-2.4: the sure dollars worth as much as `q` shares that pay 1 with probability p. */
export function certaintyEquivalent(p: number, gamma: number, q: number): number {
  return sureWorth(logit(p), gamma, q);
}

/** dCE/dq = S(x − γq). */
export function marginalPrice(p: number, gamma: number, q: number): number {
  return sigmoid(logit(p) - gamma * q);
}

/** The most a block of `n` more shares is worth a share: [CE(q+n) − CE(q)]/n. */
export function blockBid(p: number, gamma: number, q: number, n: number): number {
  // The block is worth its own certainty equivalent at the marginal price, which spares a difference of large numbers.
  return sureWorth(logit(p) - gamma * q, gamma, n) / n;
}

/** The least a block of `n` shares may be sold for a share: [CE(q) − CE(q−n)]/n. */
export function blockAsk(p: number, gamma: number, q: number, n: number): number {
  return blockBid(p, gamma, q, -n);
}

/** F-2.5: the γ with which the worst loss from no inventory at a fixed fair value `p0` is `lossUsd`. */
export function gammaFromLossBudget(p0: number, lossUsd: number): number {
  return -Math.log(Math.min(p0, 1 - p0)) / lossUsd;
}

export interface ReservationInput {
  /** Fair value on the logit scale. */
  readonly x: number;
  readonly gamma: number;
  readonly q: number;
  /** The part of the held-to-resolution skew that applies, from `inventoryWeight`. */
  readonly w: number;
}

/** F-2.6: r = S(x − γqw), strictly inside (0, 1). NaN in, NaN out. */
export function reservation({ x, gamma, q, w }: ReservationInput): number {
  const price = sigmoid(x - gamma * q * w);
  return Math.min(1 - PRICE_EDGE, Math.max(PRICE_EDGE, price));
}

/** −ln(1−p+p·e^(−γq))/γ with p = S(x). Small weights by expm1, large ones by softplus: neither overflows nor cancels. */
function sureWorth(x: number, gamma: number, q: number): number {
  const weight = gamma * q;
  if (weight === 0) return sigmoid(x) * q;
  if (Math.abs(weight) < 1) return -Math.log1p(sigmoid(x) * Math.expm1(-weight)) / gamma;
  return softplusFall(x, weight) / gamma;
}

/** softplus(x) − softplus(x−fall), where the large parts cancel by hand. */
function softplusFall(x: number, fall: number): number {
  const to = x - fall;
  const straight = x >= 0 && to >= 0 ? fall : Math.max(x, 0) - Math.max(to, 0);
  return straight + Math.log1p(Math.exp(-Math.abs(x))) - Math.log1p(Math.exp(-Math.abs(to)));
}

const HORIZON_MIN_MS = 10 * 60_000;
/** Nothing sells, or no end is known: a month is for ever. */
const HORIZON_MAX_MS = 30 * 86_400_000;

export interface HorizonInput {
  readonly q: number;
  /** Fills a second that would reduce the inventory. */
  readonly fillRate: number;
  /** Shares an order. */
  readonly orderSize: number;
  readonly timeLeftMs: number | null;
}

/** h of F-2.6: how long it takes to trade out of `q`, at least ten minutes, never past the end. */
export function holdingHorizonMs({ q, fillRate, orderSize, timeLeftMs }: HorizonInput): number {
  const pace = fillRate * orderSize;
  const needed = pace > 0 ? (Math.abs(q) / pace) * 1000 : HORIZON_MAX_MS;
  const wanted = Math.min(HORIZON_MAX_MS, Math.max(HORIZON_MIN_MS, needed));
  return timeLeftMs === null ? wanted : Math.max(0, Math.min(wanted, timeLeftMs));
}

const LAST_STRETCH_MS = 60 * 60_000;
export const WEIGHT_MIN = 0.02;

export interface WeightInput {
  readonly p: number;
  /** V_h over the holding horizon. */
  readonly variance: number;
  /** null: unknown; zero: passed. */
  readonly timeLeftMs: number | null;
  /** Resolution can come at any time: a "happens by" market, or a game in play. */
  readonly hazard: boolean;
  readonly weightMin?: number;
}

/** w of F-2.6, in [weightMin, 1]. Whole in the last hour, after the end, without a known end, and under hazard. */
export function inventoryWeight({ p, variance, timeLeftMs, hazard, weightMin = WEIGHT_MIN }: WeightInput): number {
  if (hazard || timeLeftMs === null || !(timeLeftMs > LAST_STRETCH_MS)) return 1;
  return skewShare(variance, p, weightMin);
}

/** F-2.9: what "it happens within `timeLeft`" is worth at a constant hazard rate; both in the same unit of time. */
export function hazardPrice(rate: number, timeLeft: number): number {
  return -Math.expm1(-rate * timeLeft);
}

/** How fast that price falls while nothing happens, per unit of time: −rate·(1−p). */
export function hazardDecay(rate: number, timeLeft: number): number {
  return -rate * Math.exp(-rate * timeLeft);
}

/** F-2.10: the drift of x that keeps the price a martingale. `jumpMove` is E[S(x+J)−p], see `jumpDrift`. */
export function martingaleDrift(p: number, sigma: number, jumpsPerTime: number, jumpMove: number): number {
  return -((1 - 2 * p) * sigma ** 2) / 2 - (jumpsPerTime * jumpMove) / outcomeVariance(p);
}
