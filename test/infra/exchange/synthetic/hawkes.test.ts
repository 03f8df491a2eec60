import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HawkesArrivals, hawkesIntensity, hawkesLogLikelihood } from '#infra/exchange/synthetic/hawkes.ts';
import { SeededRandom } from '#infra/random.ts';

const near = (actual: number, expected: number, relative = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not ${expected}`);

test('likelihood and intensity of four orders are those of the oracle O-37', () => {
  const rates = { mu: 0.2, branching: 0.3 / 0.8, beta: 0.8 };
  near(rates.branching, 0.375);
  near(hawkesLogLikelihood([1, 2.5, 3, 7], rates, 10), -8.583433839);
  near(hawkesIntensity([1, 2.5, 3, 7], rates, 10), 0.2292923465);
});

test('without any order the likelihood is that of silence', () => {
  near(hawkesLogLikelihood([], { mu: 0.2, branching: 0.5, beta: 1 }, 10), -2);
});

test('orders call forth orders: the long-run rate is mu over one less the branching', () => {
  const rates = { mu: 0.004, branching: 0.6, beta: 0.02 };
  const arrivals = new HawkesArrivals(rates, new SeededRandom('hawkes'));
  let spanS = 0;
  const count = 40_000;
  for (let order = 0; order < count; order++) spanS += arrivals.nextGapS();
  const rate = count / spanS;
  assert.ok(Math.abs(rate / 0.01 - 1) < 0.05, `rate ${rate}`);
});

test('the rates that drew the orders explain them better than others', () => {
  const rates = { mu: 0.004, branching: 0.6, beta: 0.02 };
  const arrivals = new HawkesArrivals(rates, new SeededRandom('fit'));
  const times: number[] = [];
  let atS = 0;
  for (let order = 0; order < 5000; order++) {
    atS += arrivals.nextGapS();
    times.push(atS);
  }
  const truth = hawkesLogLikelihood(times, rates, atS);
  assert.ok(truth > hawkesLogLikelihood(times, { mu: 0.01, branching: 0, beta: 0.02 }, atS) + 50);
  assert.ok(truth > hawkesLogLikelihood(times, { mu: 0.004, branching: 0.6, beta: 0.06 }, atS) + 50);
  assert.ok(truth > hawkesLogLikelihood(times, { mu: 0.006, branching: 0.4, beta: 0.02 }, atS) + 50);
});

test.run();
