// Probabilities on the logit scale, where a move of a given size means the same near 0.5 and near the edges (quant.md F-1.3).
// Every form is stable: no argument a double can hold overflows, and NaN is the only way to get NaN.
import { MICRO, type Price } from '#domain/units.ts';

/** No probability we work with is closer to 0 or 1 than this. */
const EDGE_MIN = 1e-4;

/** ln(p/(1−p)); ±Infinity at 1 and 0, so clip first. */
export function logit(p: number): number {
  // Near one half the difference of two logarithms loses digits; atanh does not.
  if (p > 0.25 && p < 0.75) return 2 * Math.atanh(2 * p - 1);
  return Math.log(p) - Math.log1p(-p);
}

/** 1/(1+e^−x), in [0, 1]. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** dp/dx at probability p: p(1−p). Also the variance of an outcome that pays 1 with probability p. */
export function outcomeVariance(p: number): number {
  return p * (1 - p);
}

/** p moved into [ε, 1−ε] with ε = max(tick/2, 1e-4), so that its logit is finite. */
export function clipProbability(p: number, tick: Price | null = null): number {
  const edge = Math.min(0.5, Math.max(EDGE_MIN, (tick ?? 0) / (2 * MICRO)));
  return Math.min(1 - edge, Math.max(edge, p));
}
