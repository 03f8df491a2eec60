import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Signal } from '#domain/ports.ts';
import { logit } from '#domain/pricing/logit.ts';
import { usable } from '#domain/pricing/signals.ts';
import { near } from './oracle.ts';

const SETTINGS = { staleAfterMs: 10_000, sigma: 0.01 };
const opinion: Signal = { fair: 0.6, variance: 0.04, ageMs: 0, source: 'model' };

function faultOf(changes: Partial<Signal>): string | null {
  const reading = usable({ ...opinion, ...changes }, SETTINGS);
  return reading.ok ? null : reading.fault;
}

test('a fresh signal becomes an observation with its own variance', () => {
  const reading = usable(opinion, SETTINGS);
  assert.ok(reading.ok);
  near(reading.observation.x, logit(0.6));
  near(reading.observation.variance, 0.04);
  assert.is(reading.observation.source, 'model');
});

test('an ageing signal counts for less', () => {
  const reading = usable({ ...opinion, ageMs: 10_000 }, SETTINGS);
  assert.ok(reading.ok);
  near(reading.observation.variance, 0.04 + 10 * 0.0001);
});

test('a stale signal is left out', () => {
  assert.is(faultOf({ ageMs: 10_001 }), 'stale');
});

test('a signal from the future is left out', () => {
  assert.is(faultOf({ ageMs: -1 }), 'fromTheFuture');
});

test('a signal with NaN or infinity anywhere is left out', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    for (const field of ['fair', 'variance', 'ageMs']) assert.is(faultOf({ [field]: bad }), 'notFinite');
});

test('a signal that is not strictly between 0 and 1 is left out', () => {
  for (const fair of [0, 1, -0.2, 1.2]) assert.is(faultOf({ fair }), 'outsideRange');
});

test('a signal without doubt is left out', () => {
  for (const variance of [0, -1]) assert.is(faultOf({ variance }), 'badVariance');
});

test('a signal that doubts everything is no opinion: a standard deviation of all that a probability can be', () => {
  for (const [fair, most] of [
    [0.5, 16],
    [0.9, 1 / 0.09 ** 2],
  ] as const) {
    assert.is(faultOf({ fair, variance: 0.999 * most }), null);
    assert.is(faultOf({ fair, variance: 1.001 * most }), 'badVariance');
  }
  for (const variance of [1e300, Number.MAX_VALUE])
    for (const fair of [1e-300, 0.5, 1 - 1e-16]) assert.is(faultOf({ fair, variance }), 'badVariance');
});

test('a signal at the very edge is clipped, not infinite', () => {
  const reading = usable({ ...opinion, fair: 1e-12 }, SETTINGS);
  assert.ok(reading.ok);
  near(reading.observation.x, logit(1e-4));
});

test.run();
