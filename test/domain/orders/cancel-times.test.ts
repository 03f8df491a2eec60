// How long cancels take: a guess until twenty were answered, then the slowest of the last two hundred.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CANCELS_KEPT, CancelTimes } from '#domain/orders/cancel-times.ts';

const [GUESS_95, GUESS_99] = [400, 1_000];

function after(...took: readonly number[]): readonly number[] {
  const times = new CancelTimes();
  for (const ms of took) times.note(ms);
  return [times.p95Ms(GUESS_95), times.p99Ms(GUESS_99)];
}

const many = (count: number, ms: number) => Array.from({ length: count }, () => ms);

test('nineteen answers are too few to give up the guess, twenty are enough', () => {
  assert.equal(after(), [GUESS_95, GUESS_99]);
  assert.equal(after(...many(19, 50)), [GUESS_95, GUESS_99]);
  assert.equal(after(...many(20, 50)), [50, 50]);
});

test('of a hundred cancels five may be slower than the one, and one than the other, in whatever order they came', () => {
  const rising = Array.from({ length: 100 }, (_, at) => (at + 1) * 10);
  assert.equal(after(...rising), [950, 990]);
  assert.equal(after(...rising.toReversed()), [950, 990]);
  assert.equal(after(...many(95, 50), ...many(5, 9_000)), [50, 9_000]);
  assert.equal(after(...many(94, 50), ...many(6, 9_000)), [9_000, 9_000]);
});

test('only the last two hundred count', () => {
  assert.equal(after(...many(1_000, 9_000), ...many(CANCELS_KEPT, 60)), [60, 60]);
  assert.equal(after(...many(1_000, 60), ...many(11, 9_000)), [9_000, 9_000]);
});

test('a time that is none is not counted, and a clock that went back took no time', () => {
  assert.equal(after(...many(19, 50), Number.NaN, Number.POSITIVE_INFINITY), [GUESS_95, GUESS_99]);
  assert.equal(after(...many(20, -5)), [0, 0]);
});

test('what came after a look is seen by the next', () => {
  const times = new CancelTimes();
  for (const ms of many(20, 50)) times.note(ms);
  assert.is(times.p95Ms(GUESS_95), 50);
  times.note(700);
  times.note(700);
  assert.is(times.p95Ms(GUESS_95), 700);
});

test.run();
