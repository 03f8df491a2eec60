import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { volatilityMultipliers, volatilityScore } from '#domain/pricing/volatility-score.ts';
import { near } from './oracle.ts';

test('the score runs from a slow month to the last quarter of an hour (O-13)', () => {
  near(volatilityScore(0.9266169065 / 60), 74.48894825, 1e-9);
  assert.ok(volatilityScore(0.03 / 60) < 1e-9);
  near(volatilityScore(3 / 60), 100);
  assert.is(volatilityScore(0), 0);
  assert.is(volatilityScore(1e9), 100);
});

test('quotes widen and shrink along the knots', () => {
  const rows: [number, number, number][] = [
    [0, 1, 1],
    [25, 1, 1],
    [37.5, 1.25, 0.85],
    [50, 1.5, 0.7],
    [75, 2.25, 0.4],
    [87.5, 2.625, 0.275],
    [100, 3, 0.15],
    [-5, 1, 1],
    [900, 3, 0.15],
  ];
  for (const [score, spread, size] of rows) {
    const found = volatilityMultipliers(score);
    near(found.spread, spread);
    near(found.size, size);
  }
});

test.run();
