import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keepUnchanged } from '../../../../src/infra/operator/dashboard/unchanged.ts';

const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

test('a market whose row did not change is the very same row, and the others are new', () => {
  const old = {
    markets: [
      { id: 'a', bid: '0.5' },
      { id: 'b', bid: '0.4' },
    ],
  };
  const fresh = copy(old);
  fresh.markets[1]!.bid = '0.41';
  const kept = keepUnchanged(old, fresh);
  assert.is(kept.markets[0], old.markets[0]);
  assert.is.not(kept.markets[1], old.markets[1]);
  assert.equal(kept, fresh);
});

test('a market that came or left moves the others and changes none of them', () => {
  const old = [
    { id: 'a', n: [1] },
    { id: 'b', n: [2] },
    { id: 'c', n: [3] },
  ];
  const kept = keepUnchanged(old, copy([old[2]!, old[0]!, { id: 'd', n: [4] }]));
  assert.is(kept[0], old[2]);
  assert.is(kept[1], old[0]);
  assert.equal(
    kept.map(({ id }) => id),
    ['c', 'a', 'd'],
  );
});

test('whatever the two are, what comes out equals the fresh one, and is the old one when they are equal', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      assert.equal(keepUnchanged(a, b), b);
      assert.is(keepUnchanged(a, copy(a)), a);
    }),
    { seed: 7 },
  );
});

test.run();
