import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { KELLY_PART, kellyFraction, kellyShares, kellyStep, kellyTrust } from '#domain/pricing/kelly.ts';
import { near } from './oracle.ts';

const allIn = (cost: number, rate: number) => cost + rate * cost * (1 - cost);

test('the share of wealth an edge deserves, before and after fees (O-25)', () => {
  near(kellyFraction(0.6, 0.55), 0.1111111111, 1e-9);
  near(allIn(0.55, 0.04), 0.5599);
  near(kellyFraction(0.6, allIn(0.55, 0.04)), 0.09111565553, 1e-9);
  near((KELLY_PART * kellyFraction(0.6, 0.5599) * 10_000) / 0.5599, 406.8389692, 1e-9);
  near(kellyFraction(0.04, allIn(0.03, 0.05)), 0.008822512119, 1e-9);
  near(kellyShares(0.04, allIn(0.03, 0.05), 10_000), 701.2010903, 1e-9);
});

test('a position changes what is left to buy (O-25)', () => {
  near(kellyStep(0.6, 0.55, 9800, 9000) ?? 0, 1107.070707, 1e-9);
  assert.is(kellyStep(0.6, 1, 9800, 9000), null);
});

test('an uncertain edge counts for less (O-25)', () => {
  near(kellyTrust(0.6, 0.55, 0.04), 0.6097560976, 1e-9);
  near(kellyFraction(0.6, 0.55) * kellyTrust(0.6, 0.55, 0.04), 0.06775067751, 1e-9);
  assert.is(kellyTrust(0.6, 0.6, 0), 0);
});

test('what an edge justifies counts its uncertainty', () => {
  near(kellyShares(0.6, 0.55, 10_000, 0.04), (0.25 * 0.06775067751 * 10_000) / 0.55, 1e-9);
});

test('one market never gets more than two percent of our wealth', () => {
  near(kellyShares(0.9, 0.5, 10_000), 200 / 0.5);
});

test('no edge, no wealth, or a cost outside (0, 1) justify nothing', () => {
  assert.is(kellyShares(0.5, 0.5, 10_000), 0);
  assert.is(kellyShares(0.6, 0.5, -5), 0);
  for (const cost of [0, 1, -1, 2, Number.NaN]) assert.is(kellyShares(0.6, cost, 10_000), 0);
});

test('the cap is finite, never negative, and grows with the edge', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(unit, unit, fc.double({ min: 0.001, max: 0.999, noNaN: true }), unit, (p, other, cost, sd) => {
      const [low, high] = [Math.min(p, other), Math.max(p, other)];
      const shares = kellyShares(low, cost, 10_000, sd);
      assert.ok(Number.isFinite(shares) && shares >= 0);
      assert.ok(kellyShares(high, cost, 10_000, sd) >= shares);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
