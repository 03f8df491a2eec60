import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  bookObservation,
  type FairValue,
  OBSERVATIONS_MAX,
  type Observation,
  observeFairValue,
  startFairValue,
} from '#domain/pricing/fair-value.ts';
import { readFeatures } from '#domain/pricing/features.ts';
import { logit, sigmoid } from '#domain/pricing/logit.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { near } from './oracle.ts';

const level = (price: string, size: string) => ({ price: parsePrice(price), size: parseShares(size) });
const book = (x: number, variance = 0.0004): Observation => ({ x, variance, source: 'book' });

function after(batches: readonly (readonly Observation[])[], sigma = 0.001, everyMs = 1000): FairValue {
  return batches.reduce<FairValue>(
    (state, observations, index) => observeFairValue(state, { nowMs: index * everyMs, observations, sigma }),
    startFairValue(),
  );
}

test('an empty book gives no fair value until somebody offers an opinion', () => {
  const silent = after([[], [], []]);
  assert.is(silent.p, null);
  assert.is(silent.sd, null);
  const spoken = after([[], [], [book(0.2)]]);
  near(spoken.p ?? 0, sigmoid(0.2));
  near(spoken.sd ?? 0, 0.02);
  assert.equal(spoken.sources, ['book']);
});

test('two opinions are weighed by their variances as Kalman would', () => {
  const state = observeFairValue(after([[book(0.2, 0.04)]]), {
    nowMs: 10_000,
    observations: [{ x: 0.4, variance: 0.05, source: 'model' }],
    sigma: Math.sqrt(0.001),
  });
  // Doubt has grown to 0.04 + 10 × 0.001 = 0.05, so both count the same.
  near(state.x ?? 0, 0.3);
  near(state.sd ?? 0, Math.sqrt(0.025));
});

test('doubt grows while nothing is heard, and the value stays', () => {
  const heard = after([[book(0.2)]]);
  const later = observeFairValue(heard, { nowMs: 3_600_000, observations: [], sigma: 0.005 });
  assert.is(later.x, heard.x);
  near(later.sd ?? 0, Math.sqrt(0.0004 + 3600 * 0.005 ** 2));
  assert.equal(later.sources, []);
  const never = observeFairValue(heard, { nowMs: 1e15, observations: [], sigma: 1e6 });
  assert.is(never.sd, 5);
});

test('time going back adds no doubt and no harm', () => {
  const heard = observeFairValue(startFairValue(), { nowMs: 5000, observations: [book(0.2)], sigma: 1 });
  const back = observeFairValue(heard, { nowMs: 1000, observations: [], sigma: 1 });
  assert.is(back.sd, heard.sd);
  assert.is(back.atMs, 5000);
});

test('a wild reading raises the jump flag and is not averaged in', () => {
  const state = after([[book(0.2)], [book(0.2)], [book(1.5)]]);
  near(state.x ?? 0, 0.2);
  assert.is(state.jump, true);
  assert.ok((state.sd ?? 0) > 0.6, 'the open contradiction widens the doubt');
  const calm = observeFairValue(state, { nowMs: 3000, observations: [book(0.2)], sigma: 0.001 });
  assert.is(calm.jump, false);
});

test('a second reading at the new level moves the fair value there at once', () => {
  const state = after([[book(0.2)], [book(0.2)], [book(1.5)], [book(1.51)]]);
  near(state.x ?? 0, 1.51);
  assert.is(state.jump, true);
  const next = observeFairValue(state, { nowMs: 4000, observations: [book(1.5)], sigma: 0.001 });
  assert.is(next.jump, false);
});

test('readings that contradict even each other re-anchor the filter after three, with the doubt they deserve', () => {
  const state = after([[book(0.2)], [book(0.2)], [book(1.5)], [book(-1)], [book(1.5)]]);
  near(state.x ?? 0, 1.5);
  near(state.sd ?? 0, Math.sqrt(0.0004 + 2.5 ** 2));
});

test('a good reading between two wild ones means no new anchor', () => {
  const state = after([[book(0.2)], [book(1.5)], [book(0.2)], [book(1.5)]]);
  near(state.x ?? 0, 0.2);
});

test('a model that keeps contradicting the book widens the doubt but raises the jump flag only once', () => {
  const model: Observation = { x: 2, variance: 0.01, source: 'model' };
  const first = after([[book(0.2)], [book(0.2), model]]);
  assert.is(first.jump, true);
  const second = observeFairValue(first, { nowMs: 2000, observations: [book(0.2), model], sigma: 0.001 });
  assert.is(second.jump, false);
  near(second.x ?? 0, 0.2);
  near(second.sd ?? 0, 0.9);
  assert.equal(second.dissenters, ['model']);
});

test('the same book read a thousand times is not a thousand opinions', () => {
  const state = after(
    Array.from({ length: 1000 }, () => [book(0.2)]),
    0,
  );
  near(state.sd ?? 0, Math.sqrt(0.0004 / 10));
});

test('unusable numbers are passed over and a flood of opinions is cut', () => {
  const bad = [book(Number.NaN), book(0.1, 0), book(0.1, -1), book(Number.POSITIVE_INFINITY), book(0.1, Number.NaN)];
  assert.is(after([bad]).p, null);
  const flood = Array.from({ length: 100 }, (_, index) => ({ x: 0.1, variance: 0.01, source: `s${index}` }));
  assert.is(after([flood]).sources.length, OBSERVATIONS_MAX);
});

test('a book is as sure as its spread is narrow and its news fresh', () => {
  const features = readFeatures([level('0.49', '100')], [level('0.51', '100')], parsePrice('0.01'));
  const fresh = bookObservation(features, 0, 0.01);
  near(fresh?.variance ?? 0, (0.01 / 0.25) ** 2 / 3);
  near(bookObservation(features, 5000, 0.01)?.variance ?? 0, (0.01 / 0.25) ** 2 / 3 + 5 * 0.0001);
  assert.is(bookObservation(readFeatures([level('0.49', '100')], [], parsePrice('0.01')), 0, 0.01), null);
});

test('whatever is observed, the fair value is a probability with finite doubt, and YES mirrors NO', () => {
  const observation = fc.record({
    x: fc.double({ min: -12, max: 12, noNaN: true }),
    variance: fc.double({ min: 1e-9, max: 10, noNaN: true }),
    source: fc.constantFrom('book', 'model', 'feed'),
  });
  const batches = fc.array(fc.array(observation, { maxLength: 3 }), { maxLength: 12 });
  fc.assert(
    fc.property(batches, fc.double({ min: 0, max: 2, noNaN: true }), (days, sigma) => {
      const yes = after(days, sigma);
      const no = after(
        days.map((day) => day.map((one) => ({ ...one, x: -one.x }))),
        sigma,
      );
      if (yes.x === null) return assert.is(no.x, null);
      assert.ok(Number.isFinite(yes.x) && Number.isFinite(yes.sd) && yes.sd > 0 && yes.sd <= 5);
      assert.ok(yes.p >= 0 && yes.p <= 1);
      near(no.p ?? 0, 1 - yes.p, 1e-9);
      assert.is(no.jump, yes.jump);
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test('a market that really moved is never lost: three looks and the filter is there', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (from, to) => {
        const looks = Array.from({ length: 3 }, () => [book(logit(to))]);
        const state = after([[book(logit(from))], ...looks]);
        assert.ok(Math.abs((state.x ?? 0) - logit(to)) < 6 * 0.03);
      },
    ),
    { seed: 42, numRuns: 2000 },
  );
});

test.run();
