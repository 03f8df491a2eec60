import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logit } from '#domain/pricing/logit.ts';
import {
  blockAsk,
  blockBid,
  certaintyEquivalent,
  gammaFromLossBudget,
  hazardDecay,
  hazardPrice,
  holdingHorizonMs,
  inventoryWeight,
  marginalPrice,
  martingaleDrift,
  reservation,
} from '#domain/pricing/skew.ts';
import { jumpDrift } from '#domain/pricing/variance-budget.ts';
import { near } from './oracle.ts';

const MINUTE = 60_000;

test('prices of a risk-averse holder (O-5)', () => {
  for (const [p, gamma, q, n, r, bid, ask, first, sure] of [
    [0.5, 0.002, 200, 50, 0.4013123399, 0.3893826822, 0.4133999207, 0.4, 90.06596408],
    [0.05, 0.002, -400, 100, 0.1048520241, 0.09594695878, 0.1147458456, 0.088, -29.73647188],
    [0.97, 0.002, 500, 100, 0.9224491706, 0.9148788526, 0.9292133795, 0.9409, 474.8681016],
  ] as const) {
    near(marginalPrice(p, gamma, q), r, 1e-9);
    near(blockBid(p, gamma, q, n), bid, 1e-9);
    near(blockAsk(p, gamma, q, n), ask, 1e-9);
    near(p - gamma * q * p * (1 - p), first);
    near(certaintyEquivalent(p, gamma, q), sure, 1e-9);
  }
});

test('a tenth of the skew (O-5, w-version)', () => {
  near(reservation({ x: logit(0.62), gamma: 0.002, q: 300, w: 0.1 }), 0.6057657837, 1e-9);
});

test('γ from a loss budget keeps the worst loss inside it (F-2.5)', () => {
  near(gammaFromLossBudget(0.5, 500), 0.001386294361, 1e-9);
  for (const p of [0.5, 0.2, 0.9]) {
    const gamma = gammaFromLossBudget(p, 500);
    // Buying without end at our own price costs at most CE, and pays nothing.
    near(certaintyEquivalent(p, gamma, p <= 0.5 ? -1e9 : 1e9) - (p <= 0.5 ? -1e9 : 0), 500, 1e-6);
  }
});

test('without inventory the reservation price is the fair value exactly', () => {
  for (const p of [0.001, 0.3, 0.5, 0.97]) near(reservation({ x: logit(p), gamma: 0.01, q: 0, w: 1 }), p, 1e-13);
});

test('γq of 700 and far beyond does not overflow', () => {
  near(certaintyEquivalent(0.5, 1, 700), -Math.log(0.5), 1e-9);
  near(certaintyEquivalent(0.5, 1, -700), -700 - Math.log(0.5), 1e-9);
  for (const weight of [-1e300, -1e5, -700, 700, 1e5, 1e300])
    for (const p of [1e-4, 0.5, 1 - 1e-4]) {
      assert.ok(Number.isFinite(certaintyEquivalent(p, 1, weight)));
      assert.ok(Number.isFinite(blockBid(p, 1, weight, 100)));
      const price = reservation({ x: logit(p), gamma: 1, q: weight, w: 1 });
      assert.ok(price > 0 && price < 1);
    }
  const overflow = reservation({ x: 0, gamma: 1e300, q: 1e300, w: 1 });
  assert.ok(overflow > 0 && overflow < 1);
});

test('the certainty equivalent does not jump where its two forms meet', () => {
  near(certaintyEquivalent(0.3, 0.001, 1000 - 1e-6), certaintyEquivalent(0.3, 0.001, 1000), 1e-8);
  near(certaintyEquivalent(0.3, 1e-15, 100), 30, 1e-9);
  assert.is(certaintyEquivalent(0.3, 0, 100), 30);
});

test('the horizon is the time to trade out, within ten minutes and the end', () => {
  const input = { q: 500, fillRate: 0.01, orderSize: 50, timeLeftMs: 1e9 };
  near(holdingHorizonMs(input), 1_000_000);
  near(holdingHorizonMs({ ...input, q: -500 }), 1_000_000);
  assert.is(holdingHorizonMs({ ...input, q: 10 }), 10 * MINUTE);
  assert.is(holdingHorizonMs({ ...input, timeLeftMs: 5 * MINUTE }), 5 * MINUTE);
  assert.is(holdingHorizonMs({ ...input, timeLeftMs: 0 }), 0);
  assert.is(holdingHorizonMs({ ...input, fillRate: 0, timeLeftMs: null }), 30 * 86_400_000);
});

test('the skew does not vanish at the end: the whole weight in the last hour, after the end, and without one', () => {
  const input = { p: 0.5, variance: 0.01, timeLeftMs: 1e9, hazard: false };
  near(inventoryWeight(input), 0.04);
  assert.is(inventoryWeight({ ...input, timeLeftMs: 60 * MINUTE }), 1);
  near(inventoryWeight({ ...input, timeLeftMs: 61 * MINUTE }), 0.04);
  assert.is(inventoryWeight({ ...input, timeLeftMs: 0 }), 1);
  assert.is(inventoryWeight({ ...input, timeLeftMs: null }), 1);
  assert.is(inventoryWeight({ ...input, hazard: true }), 1);
  assert.is(inventoryWeight({ ...input, variance: 1e-9 }), 0.02);
  assert.is(inventoryWeight({ ...input, variance: Number.NaN }), 1);
});

test('a market on something happening decays while it does not (O-7)', () => {
  near(hazardPrice(0.02, 30), 0.4511883639, 1e-9);
  near(hazardDecay(0.02, 30), -0.01097623272, 1e-9);
});

test('the drift that makes a logit walk a fair game (O-8)', () => {
  near(martingaleDrift(0.3, 0.2, 0, 0), -0.008);
  near(martingaleDrift(0.3, 0.2, 0.5, jumpDrift(0.3, 0.6)), -0.03978078547, 1e-9);
});

const logits = fc.double({ min: -9, max: 9, noNaN: true });
const inventory = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const aversion = fc.double({ min: 1e-6, max: 0.1, noNaN: true });
const weight = fc.double({ min: 0.02, max: 1, noNaN: true });

test('reservation: YES mirrors NO, falls with inventory, rises with fair value, stays inside (0, 1)', () => {
  fc.assert(
    fc.property(logits, logits, inventory, inventory, aversion, weight, (x, y, q, more, gamma, w) => {
      const price = reservation({ x, gamma, q, w });
      assert.ok(price > 0 && price < 1);
      assert.ok(Math.abs(price + reservation({ x: -x, gamma, q: -q, w }) - 1) < 1e-12);
      assert.ok(reservation({ x, gamma, q: q + Math.abs(more), w }) <= price);
      assert.ok(reservation({ x: Math.max(x, y), gamma, q, w }) >= price);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('block prices: bid below marginal below ask, and YES mirrors NO', () => {
  fc.assert(
    fc.property(logits, inventory, aversion, fc.double({ min: 1, max: 1e4, noNaN: true }), (x, q, gamma, n) => {
      const p = 1 / (1 + Math.exp(-x));
      const [bid, ask] = [blockBid(p, gamma, q, n), blockAsk(p, gamma, q, n)];
      assert.ok(bid <= marginalPrice(p, gamma, q) + 1e-12 && ask >= marginalPrice(p, gamma, q) - 1e-12);
      assert.ok(bid >= 0 && ask <= 1 + 1e-12);
      assert.ok(Math.abs(bid + blockAsk(1 - p, gamma, -q, n) - 1) < 1e-9);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('infinite doubt about an input is not hidden', () => {
  assert.ok(Number.isNaN(reservation({ x: Number.NaN, gamma: 0.1, q: 1, w: 1 })));
});

test.run();
