import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MergeView, mergeSize } from '#domain/money/merge-policy.ts';
import type { Shares } from '#domain/units.ts';
import { shares } from './facts.ts';

const RICH: MergeView = {
  yesSettled: shares(80),
  noSettled: shares(60),
  lockedInFlight: shares(0),
  freeCashShare: 0.9,
  mergeMinShares: shares(50),
  mergeCashShareMin: 0.3,
};

function merged(view: Partial<MergeView>): number {
  return mergeSize({ ...RICH, ...view }) / 1e6;
}

test('fifty settled pairs are merged, all of them', () => {
  assert.is(merged({}), 60);
  assert.is(merged({ noSettled: shares(50) }), 50);
});

test('fewer wait, unless cash is short', () => {
  assert.is(merged({ noSettled: shares(49.999999) }), 0);
  assert.is(merged({ noSettled: shares(20), freeCashShare: 0.3 }), 0);
  assert.is(merged({ noSettled: shares(20), freeCashShare: 0.299 }), 20);
});

test('pairs promised to a merge in flight are not merged again', () => {
  assert.is(merged({ lockedInFlight: shares(10) }), 50);
  assert.is(merged({ lockedInFlight: shares(11) }), 0);
  assert.is(merged({ lockedInFlight: shares(70) }), 0);
});

test('one outcome alone is never merged, and crumbs are not worth a transaction', () => {
  assert.is(merged({ noSettled: shares(0), freeCashShare: 0 }), 0);
  assert.is(merged({ noSettled: shares(0.999999), freeCashShare: 0 }), 0);
  assert.is(merged({ noSettled: shares(1), freeCashShare: 0 }), 1);
});

test('a smaller minimum of the user holds when cash is short too', () => {
  assert.is(merged({ noSettled: shares(0.5), mergeMinShares: shares(0.5), freeCashShare: 0 }), 0.5);
  assert.is(merged({ noSettled: shares(0), mergeMinShares: shares(0), freeCashShare: 1 }), 0);
});

test('a cash share that is no number is not a shortage', () => {
  assert.is(merged({ noSettled: shares(20), freeCashShare: Number.NaN }), 0);
});

test('a merge never takes more than both outcomes have and nobody else was promised', () => {
  const some = fc.integer({ min: 0, max: 1e9 }).map((value) => value as Shares);
  fc.assert(
    fc.property(some, some, some, fc.double(), some, (yesSettled, noSettled, lockedInFlight, freeCashShare, min) => {
      const size = mergeSize({ ...RICH, yesSettled, noSettled, lockedInFlight, freeCashShare, mergeMinShares: min });
      assert.ok(size === 0 || size + lockedInFlight <= Math.min(yesSettled, noSettled));
    }),
    { seed: 42, numRuns: 500 },
  );
});

test.run();
