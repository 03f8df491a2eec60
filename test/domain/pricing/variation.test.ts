import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { logit } from '#domain/pricing/logit.ts';
import { bipowerVariation, jumpVariation, realisedVariation, rollVariation } from '#domain/pricing/variation.ts';
import { near } from './oracle.ts';

const prices = [0.5, 0.52, 0.51, 0.55, 0.54, 0.6];
const moves = prices.slice(1).map((p, index) => logit(p) - logit(prices[index] as number));

test('six prices: all variation, bipower, jump part and Roll’s correction (O-13)', () => {
  near(realisedVariation(moves), 0.09553455515, 1e-9);
  near(bipowerVariation(moves), 0.05105470613, 1e-9);
  near(jumpVariation(moves), 0.04447984902, 1e-9);
  near(rollVariation(moves), 0.04353065852, 1e-9);
});

test('pure bounce has no variance left, and nothing goes below zero', () => {
  assert.is(rollVariation([0.1, -0.1, 0.1, -0.1, 0.1]), 0);
  assert.is(jumpVariation([0.1, 0.1, 0.1]), 0);
});

test('fewer than two moves have no bipower variation', () => {
  assert.is(bipowerVariation([]), 0);
  assert.is(bipowerVariation([0.3]), 0);
  assert.is(jumpVariation([0.5]), 0.25);
});

test.run();
