// Whether a merge or a redemption is worth its gas.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeIsWorth, type RedemptionView, redemptionIsWorth } from '#domain/money/gas-policy.ts';
import { Decimal, parseShares, type Shares } from '#domain/units.ts';

const usd = (text: string) => new Decimal(text);
const EDGE = usd('0.002');

test('a merge is worth gas up to what the next pair earns and the risk that goes, and any merge without gas', () => {
  const size = parseShares('10');
  assert.is(mergeIsWorth(size, usd('0'), usd('0')), true);
  assert.is(mergeIsWorth(size, usd('0.03'), EDGE), true);
  assert.is(mergeIsWorth(size, usd('0.030001'), EDGE), false);
  assert.is(mergeIsWorth(size, usd('50'), EDGE), false);
  assert.is(mergeIsWorth(parseShares('20000'), usd('50'), EDGE), true);
  assert.is(mergeIsWorth(0 as Shares, usd('0'), EDGE), false);
});

test('whatever the price, more sets are worth more gas', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 0, max: 1e9 }), (size, gas) => {
      const price = usd(String(gas)).div(1e6);
      const two = mergeIsWorth((size * 2) as Shares, price.times(2), EDGE);
      assert.is(mergeIsWorth(size as Shares, price, EDGE), two);
      if (mergeIsWorth(size as Shares, price, EDGE)) assert.ok(mergeIsWorth((size + 1) as Shares, price, EDGE));
    }),
    { seed: 42, numRuns: 200 },
  );
});

const redemption = (view: Partial<Record<'cash' | 'gas', string>> & { latched?: boolean }): boolean => {
  const { cash = '10', gas = '0', latched = false } = view;
  const full: RedemptionView = { cash: usd(cash), gas: usd(gas), gasMax: usd('0.25'), latched };
  return redemptionIsWorth(full);
};

test('a redemption that brings more than its gas leaves, a worthless one only where tidying up is cheap', () => {
  assert.is(redemption({ gas: '9.99' }), true);
  assert.is(redemption({ gas: '10' }), false);
  assert.is(redemption({ cash: '0', gas: '0.25' }), true);
  assert.is(redemption({ cash: '0', gas: '0.250001' }), false);
});

test('above a latched kill switch a redemption leaves within the gas that tidying up may cost, and no other', () => {
  assert.is(redemption({ latched: true, gas: '0.25' }), true);
  assert.is(redemption({ latched: true, cash: '1000', gas: '0.26' }), false);
});

test.run();
