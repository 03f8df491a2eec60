// What samples say, as plain numbers: means with their standard errors, shares, how a series remembers itself. Samples of several
// market-days are pooled; a null in a series is a moment at which there was nothing to see.

export interface Estimate {
  readonly value: number;
  /** Standard error; NaN with fewer than two units. */
  readonly error: number;
}

/** Whether enough differed for an error to be told: one of nothing is no certainty. */
export function isEstimable({ value, error }: Estimate): boolean {
  return Number.isFinite(value) && Number.isFinite(error) && error > Number.EPSILON * Math.max(1, Math.abs(value));
}

export type Series = readonly (number | null)[];

/** 0 of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : sumOf(values) / values.length;
}

export function estimate(values: readonly number[]): Estimate {
  return ratio(values.map((value) => [value, 1] as const));
}

/** Σa/Σb of independent pairs, with the error of a ratio: each pair (a market-day) is one unit. NaN where Σb is 0. */
export function ratio(pairs: readonly (readonly [a: number, b: number])[]): Estimate {
  const whole = sumOf(pairs.map(([, b]) => b));
  const value = sumOf(pairs.map(([a]) => a)) / whole;
  const squares = sumOf(pairs.map(([a, b]) => (a - value * b) ** 2));
  const units = pairs.length;
  return { value, error: Math.sqrt((squares * units) / (units - 1)) / Math.abs(whole) };
}

/** The value at or below which that share of them lies: one that was really there; NaN of nothing. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Pearson's: 3 of a normal one; NaN when nothing moves. */
export function kurtosis(values: readonly number[]): number {
  const centre = meanOf(values);
  const moment = (power: number) => meanOf(values.map((value) => (value - centre) ** power));
  return moment(4) / moment(2) ** 2;
}

/** How much a value tells of the one `lag` later, each series around its own mean, all pooled; NaN when nothing moves. */
export function autocorrelation(all: readonly Series[], lag: number): number {
  let [together, pairs, squares, count] = [0, 0, 0, 0];
  for (const series of all) {
    const centre = meanOf(series.filter((value) => value !== null));
    const apart = series.map((value) => (value === null ? null : value - centre));
    apart.forEach((value, at) => {
      if (value === null) return;
      squares += value ** 2;
      count += 1;
      const later = apart[at + lag] ?? null;
      if (later === null) return;
      together += value * later;
      pairs += 1;
    });
  }
  return together / pairs / (squares / count);
}

/** Slope of y on x by least squares, its error allowing for a spread of y that depends on x. The error is NaN with fewer than three
 *  points: a line goes through any two. */
export function slope(points: readonly (readonly [x: number, y: number])[]): Estimate {
  const [xMean, yMean] = [meanOf(points.map(([x]) => x)), meanOf(points.map(([, y]) => y))];
  const spread = sumOf(points.map(([x]) => (x - xMean) ** 2));
  const value = sumOf(points.map(([x, y]) => (x - xMean) * (y - yMean))) / spread;
  const noise = sumOf(points.map(([x, y]) => ((x - xMean) * (y - yMean - value * (x - xMean))) ** 2));
  return { value, error: points.length < 3 ? Number.NaN : Math.sqrt(noise) / spread };
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
