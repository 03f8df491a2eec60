import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  jumpDrift,
  jumpVariance,
  priorPriceSigma,
  priorSigma,
  priorVariance,
  skewShare,
  varianceBudget,
} from '#domain/pricing/variance-budget.ts';
import { near } from './oracle.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NO_JUMPS = { perSecond: 0, sd: 0.3 };

test('half of a day at even odds (O-4)', () => {
  near(priorPriceSigma(0.5, DAY), 0.0013572292, 1e-9);
  near(priorVariance(0.5, DAY, DAY / 2), 1 / 12);
  near(skewShare(priorVariance(0.5, DAY, DAY / 2), 0.5, 0.02), 1 / 3);
});

test('an hour of a long shot with a week to go (O-4)', () => {
  const variance = priorVariance(0.1, 7 * DAY, HOUR);
  near(priorPriceSigma(0.1, 7 * DAY), 0.0002256665044, 1e-9);
  near(priorSigma(0.1, 7 * DAY), 0.002507405605, 1e-9);
  near(variance, 0.0001842279151, 1e-9);
  near(skewShare(variance, 0.1, 0), 0.002046976834, 1e-9);
  assert.is(skewShare(variance, 0.1, 0.02), 0.02);
});

test('sizes of the clock prior at even odds (F-2.3)', () => {
  const perHour = (leftMs: number) => priorSigma(0.5, leftMs) * 60;
  near(perHour(30 * DAY), 0.0595, 2e-3);
  near(perHour(DAY), 0.326, 2e-3);
  near(perHour(HOUR), 1.596, 2e-3);
  near(perHour(5 * 60_000), 5.53, 2e-3);
});

test('resolution inside the horizon leaves exactly p(1−p)', () => {
  for (const p of [0.02, 0.31, 0.5, 0.97])
    for (const leftMs of [0, 1, HOUR]) {
      assert.is(priorVariance(p, leftMs, HOUR), p * (1 - p));
      const input = { p, sigma: 1e-9, jumps: NO_JUMPS, timeLeftMs: leftMs, horizonMs: HOUR };
      assert.is(varianceBudget(input), p * (1 - p));
      assert.is(skewShare(varianceBudget(input), p, 0.02), 1);
    }
});

test('an unknown end may come at any time: the whole variance', () => {
  const input = { p: 0.3, sigma: 0.001, jumps: NO_JUMPS, timeLeftMs: null, horizonMs: HOUR };
  assert.is(varianceBudget(input), 0.3 * 0.7);
});

test('diffusion alone is [p(1−p)]²σ²h', () => {
  const input = { p: 0.3, sigma: 0.001, jumps: NO_JUMPS, timeLeftMs: DAY, horizonMs: HOUR };
  near(varianceBudget(input), 0.21 ** 2 * 0.001 ** 2 * 3600);
  assert.is(varianceBudget({ ...input, horizonMs: 0 }), 0);
});

test('jumps add their own variance, for small ones that of the tangent', () => {
  near(jumpVariance(0.3, 1e-4), (0.21 * 1e-4) ** 2, 1e-6);
  const jumps = { perSecond: 2 / 86_400, sd: 0.3 };
  const input = { p: 0.3, sigma: 0, jumps, timeLeftMs: 7 * DAY, horizonMs: DAY };
  near(varianceBudget(input), 2 * jumpVariance(0.3, 0.3));
});

test('a huge jump decides the market: half the distance to either end', () => {
  near(jumpVariance(0.5, 1e6), 0.25, 1e-4);
  assert.ok(Math.abs(jumpDrift(0.5, 2)) < 1e-15);
});

test('the average price move of a symmetric jump (O-8)', () => {
  near(jumpDrift(0.3, 0.6), 0.0133479299, 1e-9);
});

test('broken measurements count as full doubt', () => {
  const input = { p: 0.3, sigma: Number.NaN, jumps: NO_JUMPS, timeLeftMs: DAY, horizonMs: HOUR };
  assert.is(varianceBudget(input), 0.3 * 0.7);
  assert.is(skewShare(Number.NaN, 0.3, 0.02), 1);
});

const probability = fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true });
const duration = fc.double({ min: 0, max: 1e11, noNaN: true });

test('the variance is never above p(1−p), the share lies in [w_min, 1], and YES mirrors NO', () => {
  fc.assert(
    fc.property(probability, duration, duration, fc.double({ min: 0, max: 1e3, noNaN: true }), (p, left, h, sigma) => {
      const prior = priorVariance(p, left, h);
      const measured = varianceBudget({ p, sigma, jumps: NO_JUMPS, timeLeftMs: left, horizonMs: h });
      for (const variance of [prior, measured]) {
        assert.ok(variance >= 0 && variance <= p * (1 - p));
        const share = skewShare(variance, p, 0.02);
        assert.ok(share >= 0.02 && share <= 1);
      }
      near(priorVariance(1 - p, left, h), prior, 1e-8);
      assert.ok(Number.isFinite(priorSigma(p, left)));
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('a longer horizon never holds less variance', () => {
  fc.assert(
    fc.property(probability, duration, duration, duration, (p, left, one, other) => {
      const [short, long] = one < other ? [one, other] : [other, one];
      assert.ok(priorVariance(p, left, short) <= priorVariance(p, left, long) + 1e-15);
    }),
    { seed: 42, numRuns: 5000 },
  );
});

test.run();
