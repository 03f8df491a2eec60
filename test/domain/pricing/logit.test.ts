import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clipProbability, logit, outcomeVariance, sigmoid } from '#domain/pricing/logit.ts';
import { parsePrice } from '#domain/units.ts';
import { near } from './oracle.ts';

test('known points of the logit scale', () => {
  assert.is(logit(0.5), 0);
  near(logit(0.9), Math.log(9), 1e-14);
  near(logit(0.1), -Math.log(9), 1e-14);
  near(logit(1e-300), Math.log(1e-300), 1e-14);
  near(logit(0.5 + 1e-12), 4e-12, 1e-4);
  assert.is(sigmoid(0), 0.5);
  near(sigmoid(-700), Math.exp(-700), 1e-12);
  assert.is(sigmoid(1e9), 1);
  assert.is(sigmoid(-1e9), 0);
  near(outcomeVariance(0.3), 0.21);
});

test('there and back again', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
      near(sigmoid(logit(p)), p, 1e-13);
      assert.ok(Math.abs(logit(1 - p) + logit(p)) <= 1e-6);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('probabilities are clipped half a tick from the edge, or a ten-thousandth where ticks are finer', () => {
  assert.is(clipProbability(0), 1e-4);
  assert.is(clipProbability(1), 1 - 1e-4);
  assert.is(clipProbability(0, parsePrice('0.01')), 0.005);
  assert.is(clipProbability(1, parsePrice('0.1')), 0.95);
  assert.is(clipProbability(0, parsePrice('0.0001')), 1e-4);
  assert.is(clipProbability(0.3, parsePrice('0.01')), 0.3);
  assert.is(clipProbability(Number.NEGATIVE_INFINITY), 1e-4);
  assert.ok(Number.isNaN(clipProbability(Number.NaN)));
});

test.run();
