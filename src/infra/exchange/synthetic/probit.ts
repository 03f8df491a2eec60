// The normal distribution as a pair of functions, and the log-odds beside it: the belief lives on the first scale, makers
// quote on the second. Plain statistics; nothing here knows of ticks or orders.

/** P(N(0,1) <= u), with a relative error near 1e-15 (Hart's rational form as given by West, 2005). Finite for every finite u. */
export function normalCdf(u: number): number {
  const tail = upperTail(Math.abs(u));
  return u > 0 ? 1 - tail : tail;
}

/** The u with normalCdf(u) = p, for p in (0, 1): Acklam's approximation and one Halley step, relative error near 1e-15. */
export function normalQuantile(p: number): number {
  const rough = p < LOW ? tailQuantile(p) : p > 1 - LOW ? -tailQuantile(1 - p) : centralQuantile(p - 0.5);
  const miss = (normalCdf(rough) - p) * Math.sqrt(2 * Math.PI) * Math.exp((rough * rough) / 2);
  return rough - miss / (1 + (rough * miss) / 2);
}

/** Log-odds of p in (0, 1). */
export function logit(p: number): number {
  return Math.log(p / (1 - p));
}

/** The probability with log-odds x; inside [0, 1] for every x. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

const NUMERATOR = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const DENOMINATOR = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/** Of the continued fraction beyond seven standard deviations. */
const FRACTION_TERMS = 30;

function upperTail(u: number): number {
  if (u > 37) return 0;
  const density = Math.exp((-u * u) / 2);
  if (u < 7.07106781186547) return (density * polynomial(NUMERATOR, u)) / polynomial(DENOMINATOR, u);
  let fraction = u;
  for (let term = FRACTION_TERMS; term > 0; term--) fraction = u + term / fraction;
  return density / fraction / Math.sqrt(2 * Math.PI);
}

/** Where Acklam's tail form takes over. */
const LOW = 0.02425;
const CENTRAL_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const CENTRAL_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
];
const TAIL_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

function centralQuantile(centred: number): number {
  const square = centred * centred;
  return (polynomial(CENTRAL_TOP, square) * centred) / polynomial(CENTRAL_BOTTOM, square);
}

function tailQuantile(p: number): number {
  const depth = Math.sqrt(-2 * Math.log(p));
  return polynomial(TAIL_TOP, depth) / polynomial(TAIL_BOTTOM, depth);
}

/** Highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
