import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shareNotAboveZero } from '#domain/money/bootstrap.ts';
import { normalCdf } from '#domain/pricing/normal.ts';
import { SeededRandom } from '#infra/random.ts';
import { normal } from '#infra/random-draws.ts';

test('days that all earn never end without a profit, and days that all lose always do', () => {
  assert.is(shareNotAboveZero([1, 2, 3]), 0);
  assert.is(shareNotAboveZero([-1, -2, -3]), 1);
  assert.is(shareNotAboveZero([0, 0]), 1, 'nothing earned is no profit');
  assert.is(shareNotAboveZero([]), null);
});

test('it is the chance of two days exactly: both bad, or one of each', () => {
  // +3 and -1: only two bad ones (a quarter) lose. +1 and -3: all but two good ones.
  assert.ok(Math.abs((shareNotAboveZero([3, -1]) ?? 0) - 0.25) < 0.03);
  assert.ok(Math.abs((shareNotAboveZero([1, -3]) ?? 0) - 0.75) < 0.03);
});

test('for many days it is what the normal law says of their mean', () => {
  const random = new SeededRandom('days');
  const days = Array.from({ length: 200 }, () => 0.1 + normal(random));
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length;
  const sd = Math.sqrt(days.reduce((sum, day) => sum + (day - mean) ** 2, 0) / days.length);
  const expected = normalCdf((-mean / sd) * Math.sqrt(days.length));
  assert.ok(Math.abs((shareNotAboveZero(days) ?? 1) - expected) < 0.03, `${shareNotAboveZero(days)} for ${expected}`);
});

test('the same days give the same answer', () => {
  const days = [1, -2, 3, -1, 0.5];
  assert.is(shareNotAboveZero(days), shareNotAboveZero([...days]));
});

test.run();
