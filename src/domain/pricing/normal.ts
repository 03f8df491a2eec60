// The normal distribution: density, probability, its inverse, and two correlated normals below one common bound (quant.md
// F-2.3). Relative accuracy about 1e-13 also deep in the lower tail; the bivariate form better than 1e-9.
import { integrate } from './quadrature.ts';

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Below the switch the power series keeps its digits; above it the continued fraction needs few terms. */
const SERIES_TO = 3;
const SERIES_TERMS_MAX = 60;
const FRACTION_TERMS = 120;
/** Halley steps: the start is right to 4.5e-4 and each step cubes the error. */
const INVERSE_STEPS = 3;

/** φ(z). */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_TWO_PI;
}

/** Φ(z). */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (Math.abs(z) < SERIES_TO) return 0.5 + normalDensity(z) * oddSeries(z);
  const tail = upperTail(Math.abs(z));
  return z > 0 ? 1 - tail : tail;
}

/** Φ⁻¹(p); ±Infinity at 1 and 0, NaN outside [0, 1]. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p); // exact: 1 − p loses nothing here
  if (p === 0.5) return 0;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (!(p > 0)) return Number.NaN;
  let z = roughQuantile(p);
  for (let step = 0; step < INVERSE_STEPS; step += 1) {
    const miss = (normalCdf(z) - p) / normalDensity(z);
    z -= miss / (1 + 0.5 * z * miss);
  }
  return z;
}

/** Cov(1{A<u}, 1{B<u}) = Φ₂(u,u;ρ) − Φ(u)² for standard normals with correlation ρ in [0, 1]. Without cancellation: Plackett's identity integrated. */
export function commonBoundCovariance(u: number, correlation: number): number {
  const rho = Math.min(1, Math.max(0, correlation));
  const density = (angle: number): number => Math.exp((-u * u) / (1 + Math.sin(angle)));
  return integrate(density, 0, Math.asin(rho), 2) / (2 * Math.PI);
}

/** Φ₂(u,u;ρ): both of two standard normals with correlation ρ in [0, 1] lie below u. */
export function normalCdfBivariate(u: number, correlation: number): number {
  const p = normalCdf(u);
  return p * p + commonBoundCovariance(u, correlation);
}

/** z + z³/3 + z⁵/15 + …: Φ(z) = ½ + φ(z) times this. */
function oddSeries(z: number): number {
  let term = z;
  let total = z;
  for (let n = 1; n <= SERIES_TERMS_MAX; n += 1) {
    term *= (z * z) / (2 * n + 1);
    if (total + term === total) break;
    total += term;
  }
  return total;
}

/** 1 − Φ(z) for z ≥ 3 by Laplace's continued fraction, summed from its far end. */
function upperTail(z: number): number {
  if (z > 40) return 0;
  let rest = z;
  for (let n = FRACTION_TERMS; n >= 1; n -= 1) rest = z + n / rest;
  return normalDensity(z) / rest;
}

/** Abramowitz and Stegun 26.2.23, for 0 < p < ½. */
function roughQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}
