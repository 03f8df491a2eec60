import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isLate, isTooLate, newestOf } from '#domain/market/venue-time.ts';

const NOW = 1_700_000_000_000;

test('what is a little older came late, what is much older shows that the newest was dated wrong', () => {
  assert.not(isLate(NOW, NOW));
  assert.ok(isLate(NOW - 1, NOW));
  assert.ok(isLate(NOW - 30_000, NOW));
  assert.not(isLate(NOW - 30_001, NOW));
  assert.ok(isTooLate(NOW - 30_001, NOW));
  assert.not(isTooLate(NOW - 30_000, NOW));
  assert.not(isTooLate(NOW, Number.NEGATIVE_INFINITY));
  assert.is(newestOf(Number.NEGATIVE_INFINITY, NOW), NOW);
});

test('times that come in order, or nearly, give the newest of them', () => {
  const law = fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1 }), (times) => {
    const newest = times.reduce((found, at) => newestOf(found, NOW + at), Number.NEGATIVE_INFINITY);
    assert.is(newest, NOW + Math.max(...times));
  });
  fc.assert(law, { seed: 42 });
});

test('one wrong date ahead is forgotten with the next right one, however far ahead beyond that it was', () => {
  const law = fc.property(fc.integer({ min: 30_001, max: 1e12 }), fc.nat(1_000), (ahead, later) => {
    assert.is(newestOf(newestOf(NOW, NOW + later + ahead), NOW + later), NOW + later);
  });
  fc.assert(law, { seed: 42 });
});

test.run();
