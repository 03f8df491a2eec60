// How much a binary price may still move (quant.md F-2.3). Held to resolution it is exactly p(1−p), whatever the time left; over
// a shorter horizon it is less. A prior by the clock when nothing was measured, an estimate from volatility and jumps
// otherwise. Variances in dollars squared a share, σ in logit per root second, times in milliseconds.
import { clipProbability, logit, outcomeVariance, sigmoid } from './logit.ts';
import { commonBoundCovariance, normalDensity, normalQuantile } from './normal.ts';
import { normalExpectation } from './quadrature.ts';

/** Arrivals a second, and the standard deviation of one jump in logit. */
export interface JumpRisk {
  readonly perSecond: number;
  readonly sd: number;
}

/** Closer to the end than this the clock prior says no more; it only keeps σ finite. */
const TIME_LEFT_MIN_MS = 1;

/** V_h when information arrives evenly until the end: Φ₂(u,u;h/τ) − p². Exactly p(1−p) once the horizon reaches the end. */
export function priorVariance(p: number, timeLeftMs: number, horizonMs: number): number {
  if (!(horizonMs > 0)) return 0;
  if (!(timeLeftMs > horizonMs)) return outcomeVariance(p);
  return Math.min(outcomeVariance(p), commonBoundCovariance(normalQuantile(p), horizonMs / timeLeftMs));
}

/** σ_p of the same clock, in dollars per root second. */
export function priorPriceSigma(p: number, timeLeftMs: number): number {
  return normalDensity(normalQuantile(p)) / Math.sqrt(Math.max(timeLeftMs, TIME_LEFT_MIN_MS) / 1000);
}

/** σ_b of the same clock, in logit per root second; p is clipped. */
export function priorSigma(p: number, timeLeftMs: number): number {
  const inside = clipProbability(p);
  return priorPriceSigma(inside, timeLeftMs) / outcomeVariance(inside);
}

export interface VarianceInput {
  readonly p: number;
  readonly sigma: number;
  readonly jumps: JumpRisk;
  /** null: unknown, so resolution may come at any time. */
  readonly timeLeftMs: number | null;
  readonly horizonMs: number;
}

/** V_h from what was measured: diffusion plus jumps, never above p(1−p), and exactly that when resolution falls inside h. */
export function varianceBudget({ p, sigma, jumps, timeLeftMs, horizonMs }: VarianceInput): number {
  const all = outcomeVariance(p);
  if (!(timeLeftMs !== null && timeLeftMs > horizonMs)) return all;
  const seconds = Math.max(0, horizonMs) / 1000;
  const diffusion = all ** 2 * sigma ** 2 * seconds;
  const jumping = jumps.perSecond > 0 ? jumps.perSecond * seconds * jumpVariance(p, jumps.sd) : 0;
  const budget = diffusion + jumping;
  // NaN is doubt, and doubt is the whole variance.
  return budget < all ? budget : all;
}

/** E[(S(x+J)−p)²] for a jump J ~ N(0, sd²) in logit. */
export function jumpVariance(p: number, sd: number): number {
  const x = logit(clipProbability(p));
  const from = sigmoid(x);
  return normalExpectation((z) => (sigmoid(x + sd * z) - from) ** 2);
}

/** E[S(x+J)−p]: how far a jump that is fair in logit moves the price on average. */
export function jumpDrift(p: number, sd: number): number {
  const x = logit(clipProbability(p));
  const from = sigmoid(x);
  return normalExpectation((z) => sigmoid(x + sd * z) - from);
}

/** w of F-2.6: the part of the held-to-resolution skew that a variance deserves, in [wMin, 1]. Doubt (NaN) means all of it. */
export function skewShare(variance: number, p: number, wMin: number): number {
  const share = variance / outcomeVariance(p);
  return share < 1 ? Math.max(wMin, share) : 1;
}
