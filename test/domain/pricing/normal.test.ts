import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  commonBoundCovariance,
  normalCdf,
  normalCdfBivariate,
  normalDensity,
  normalQuantile,
} from '#domain/pricing/normal.ts';
import { integrate, normalExpectation } from '#domain/pricing/quadrature.ts';
import { near } from './oracle.ts';

test('the normal probability agrees with printed tables on both sides and deep in the tail', () => {
  near(normalDensity(0), 0.3989422804014327, 1e-14);
  const table: [number, number][] = [
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145705],
    [-2.999, 0.001354344],
    [-3, 0.0013498980316300946],
    [-5, 2.866515718791939e-7],
    [-8, 6.220960574271785e-16],
    [3, 0.9986501019683699],
  ];
  for (const [z, p] of table) near(normalCdf(z), p, z === -2.999 ? 1e-3 : 1e-12);
  assert.is(normalCdf(-50), 0);
  assert.is(normalCdf(50), 1);
  assert.ok(Number.isNaN(normalCdf(Number.NaN)));
});

test('the two ways of computing the normal probability meet without a step', () => {
  const below = normalCdf(-3 + 1e-9);
  const above = normalCdf(-3 - 1e-9);
  near(below - above, 2e-9 * normalDensity(3), 1e-3);
});

test('the inverse undoes the normal probability', () => {
  near(normalQuantile(0.975), 1.959963984540054, 1e-13);
  near(normalQuantile(1e-4), -3.719016485455709, 1e-12);
  assert.is(normalQuantile(0.5), 0);
  assert.is(normalQuantile(0), Number.NEGATIVE_INFINITY);
  assert.is(normalQuantile(1), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(normalQuantile(-0.1)) && Number.isNaN(normalQuantile(1.1)));
  fc.assert(
    fc.property(fc.double({ min: -30, max: 7, noNaN: true }), (z) => {
      near(normalCdf(normalQuantile(normalCdf(z))), normalCdf(z), 1e-11);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('two outcomes below a common bound: no correlation, full correlation and the arcsine law', () => {
  for (const u of [-3.5, -1, 0, 0.3, 2]) {
    const p = normalCdf(u);
    assert.is(commonBoundCovariance(u, 0), 0);
    near(commonBoundCovariance(u, 1), p * (1 - p), 1e-11);
    near(normalCdfBivariate(u, 1), p, 1e-11);
  }
  near(commonBoundCovariance(0, 0.5), Math.asin(0.5) / (2 * Math.PI), 1e-13);
});

test('the bivariate probability agrees with integrating one normal against the other', () => {
  for (const u of [-3.7, -1.2, 0.4, 2.5])
    for (const rho of [0.01, 0.3, 0.8]) {
      const given = (z: number): number => normalCdf((u - rho * z) / Math.sqrt(1 - rho * rho));
      near(normalCdfBivariate(u, rho), normalExpectation(given, -9, u), 1e-9);
    }
});

test('quadrature is exact for polynomials, and an empty range is worth nothing', () => {
  near(
    integrate((x) => x ** 31 + 3 * x * x, 0, 1),
    1 / 32 + 1,
    1e-14,
  );
  near(
    normalExpectation((z) => z ** 4),
    3,
    1e-12,
  );
  assert.is(
    normalExpectation(() => 1, 2, 1),
    0,
  );
});

test.run();
