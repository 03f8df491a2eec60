import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FeeSchedule } from '#domain/market/market.ts';
import { isDataGap, legRiskValue, makerTaker, splitSell, takerTakerBuy } from '#domain/money/pair.ts';
import { Decimal, type Price } from '#domain/units.ts';
import { price, shares } from './facts.ts';

const schedule = (rate: string, rebateRate = '0.25'): FeeSchedule => ({
  rate: new Decimal(rate),
  exponent: 1,
  rebateRate: new Decimal(rebateRate),
});
const gas = new Decimal('0.02');

test('O-22: taking both asks at 0.47 and 0.49 earns two of the four cents, the fee takes the rest', () => {
  const profit = takerTakerBuy(price(0.47), price(0.49), { size: shares(500), schedule: schedule('0.04'), gas });
  assert.is(profit?.toFixed(), '10');
});

test('O-22: splitting and hitting both bids at 0.56 and 0.48', () => {
  const profit = splitSell(price(0.56), price(0.48), { size: shares(400), schedule: schedule('0.05'), gas });
  assert.is(profit?.toFixed(), '6.06');
});

test('taking the second leg is selling at the bid and paying the fee', () => {
  const profit = makerTaker(price(0.48), price(0.5), shares(100), schedule('0.05', '0.15'));
  assert.is(profit?.toFixed(), '0.9372'); // 2.00 - 1.25 + 0.1872
});

test('without a fee schedule nobody takes', () => {
  const terms = { size: shares(100), schedule: null, gas };
  assert.is(takerTakerBuy(price(0.4), price(0.4), terms), null);
  assert.is(splitSell(price(0.6), price(0.6), terms), null);
  assert.is(makerTaker(price(0.4), price(0.6), shares(100), null), null);
});

test('O-23: the value of bidding for both legs counts what a single leg costs', () => {
  const value = legRiskValue({
    both: 0.55,
    yesOnly: 0.2,
    noOnly: 0.15,
    bidYes: 0.48,
    bidNo: 0.49,
    fair: 0.5,
    adverseMove: 0.02,
    rebate: 0.0025,
  });
  assert.ok(Math.abs(value / 0.018625 - 1) <= 1e-9);
});

test('one book seen from both sides is never a gap, two views of different moments may be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_998 }), fc.integer({ min: 1, max: 999_999 }), (bid, ask) => {
      fc.pre(bid < ask);
      const mirrored = { bidYes: bid, askYes: ask, bidNo: 1_000_000 - ask, askNo: 1_000_000 - bid };
      assert.not(isDataGap(mirrored as Record<keyof typeof mirrored, Price>));
    }),
    { seed: 42, numRuns: 200 },
  );
  const touch = { bidYes: price(0.45), askYes: price(0.47), bidNo: price(0.47), askNo: price(0.49) };
  assert.ok(isDataGap(touch));
  assert.ok(isDataGap({ ...touch, askNo: price(0.6), bidNo: price(0.58) }));
});

test.run();
