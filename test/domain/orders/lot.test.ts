import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { floorToLot, LOT } from '#domain/orders/lot.ts';
import { parseShares } from '#domain/units.ts';

test('a lot is a hundredth of a share', () => {
  assert.is(LOT, parseShares('0.01'));
});

test('sizes are cut to whole lots, never rounded up', () => {
  const rows = [
    ['100', '100'],
    ['4.109999', '4.10'],
    ['0.009999', '0'],
    ['0', '0'],
  ] as const;
  for (const [size, lots] of rows) assert.is(floorToLot(parseShares(size)), parseShares(lots), size);
});

test('less than nothing, and what is no number, is no lot', () => {
  for (const size of [-1, -20_000, Number.NaN, Number.NEGATIVE_INFINITY]) assert.is(floorToLot(size), 0);
});

test.run();
