import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeededRandom } from '#infra/random.ts';
import { normal } from '#infra/random-draws.ts';
import { autocorrelation, estimate, kurtosis, meanOf, quantileOf, ratio, slope } from '#lab/sample-statistics.ts';

const near = (found: number, wanted: number, by = 1e-9) =>
  assert.ok(Math.abs(found - wanted) <= by, `${found} is not ${wanted}`);

const random = new SeededRandom('samples');
const noise = Array.from({ length: 20_000 }, () => normal(random));

test('a mean has its standard error', () => {
  const { value, error } = estimate([1, 2, 3, 4]);
  near(value, 2.5);
  near(error, Math.sqrt(5 / 3 / 4));
  assert.ok(Number.isNaN(estimate([1]).error), 'one unit says nothing of the spread');
  assert.is(meanOf([]), 0);
});

test('a ratio of sums weighs the units, and its error is that of a resampled one', () => {
  const pairs = Array.from({ length: 400 }, (_, n) => [1 + (noise[n] ?? 0), 2 + (noise[n + 400] ?? 0) / 4] as const);
  const { value, error } = ratio(pairs);
  const again = Array.from({ length: 300 }, () => {
    const drawn = pairs.map(() => pairs[Math.floor(random.next() * pairs.length)] ?? ([0, 0] as const));
    return ratio(drawn).value;
  });
  near(value, 0.5, 0.1);
  near(Math.sqrt(meanOf(again.map((each) => (each - value) ** 2))), error, error / 5);
});

test('a quantile is a value that was there', () => {
  assert.is(quantileOf([3, 1, 2, 4], 0.5), 2);
  assert.is(quantileOf([3, 1, 2, 4], 1), 4);
  assert.is(quantileOf([3, 1, 2, 4], 0), 1);
  assert.ok(Number.isNaN(quantileOf([], 0.5)));
});

test('normal samples have a kurtosis of three, a coin of one', () => {
  near(kurtosis(noise), 3, 0.15);
  near(kurtosis([1, -1, 1, -1]), 1);
});

test('a series that forgets by half at each step is seen to', () => {
  let at = 0;
  const series = noise.map((each) => (at = at / 2 + each));
  near(autocorrelation([series], 1), 0.5, 0.03);
  near(autocorrelation([series], 2), 0.25, 0.03);
  near(autocorrelation([noise], 1), 0, 0.03);
});

test('what cannot be seen is left out, and each series has its own mean', () => {
  near(autocorrelation([[1, -1, null, 1, -1]], 1), -1);
  near(
    autocorrelation(
      [
        [1, -1, 1, -1],
        [101, 99, 101, 99],
      ],
      1,
    ),
    -1,
  );
});

test('a slope is found through its noise', () => {
  const points = noise.slice(0, 5_000).map((x, n) => [x, 2 * x + (noise[n + 5_000] ?? 0)] as const);
  const { value, error } = slope(points);
  near(value, 2, 4 * error);
  near(error, 1 / Math.sqrt(5_000), 0.002);
});

test.run();
