import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logistic, logit, normalCdf, normalQuantile } from '#infra/exchange/synthetic/probit.ts';

const near = (actual: number, expected: number, relative = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);

test('the normal distribution has its tabled values in the middle and in both tails', () => {
  near(normalCdf(0), 0.5);
  near(normalCdf(1), 0.841344746068543);
  near(normalCdf(1.96), 0.975002104851779);
  near(normalCdf(-5), 2.866515718791939e-7);
  near(normalCdf(-8), 6.220960574271785e-16);
  assert.is(normalCdf(-40), 0);
  assert.is(normalCdf(40), 1);
});

test('the quantile undoes the distribution', () => {
  near(normalQuantile(0.975), 1.959963984540054);
  near(normalQuantile(0.3), -0.524400512708041);
  for (const p of [1e-8, 1e-4, 0.02, 0.024, 0.025, 0.3, 0.5001, 0.9, 0.976, 0.9999])
    near(normalCdf(normalQuantile(p)), p);
});

test('log-odds and probability undo each other', () => {
  near(logit(0.3), -0.847297860387204);
  for (const p of [1e-6, 0.04, 0.5, 0.96]) near(logistic(logit(p)), p);
  assert.is(logistic(-800), 0);
  assert.is(logistic(800), 1);
});

test.run();
