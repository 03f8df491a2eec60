import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FeeSchedule } from '#domain/market/market.ts';
import { convert, convertProfit } from '#domain/money/neg-risk.ts';
import { Decimal, type Shares } from '#domain/units.ts';
import { price, shares } from './facts.ts';

const schedule = (rate: string): FeeSchedule => ({ rate: new Decimal(rate), exponent: 1, rebateRate: new Decimal(0) });
const BIDS = [0.4, 0.3, 0.2, 0.15].map(price);
const ALL = [0, 1, 2, 3];

test('one NO alone turns into the YES of all others and no cash', () => {
  assert.equal(convert(shares(100), 1, 0), { fee: 0, cash: new Decimal(0), yesEach: shares(100) });
});

test('the fee is rounded down and taken before cash and shares', () => {
  const odd = convert(1_234_567 as Shares, 3, 100);
  assert.is(odd.fee, 12_345);
  assert.is(odd.yesEach, 1_222_222);
  assert.is(odd.cash.toFixed(), '2.444444');
  const large = convert(Number.MAX_SAFE_INTEGER as Shares, 2, 3);
  assert.is(large.fee, Number((BigInt(Number.MAX_SAFE_INTEGER) * 3n) / 10_000n));
});

test('numbers that are no legs or no bips are refused', () => {
  assert.throws(() => convert(shares(1), 0, 0), /legs/);
  assert.throws(() => convert(shares(1), 1, 10_001), /bips/);
  const trade = { bids: BIDS, legs: [4], size: shares(1), schedule: schedule('0.04'), feeBips: 0 };
  assert.throws(() => convertProfit(trade), /outside/);
});

test('O-24: all four NO for 2979.50 give three dollars a set', () => {
  const trade = { bids: BIDS, legs: ALL, size: shares(1_000), schedule: schedule('0.04'), feeBips: 0 };
  const all = convertProfit(trade);
  assert.equal([all?.cost.toFixed(), all?.receipts.toFixed(), all?.profit.toFixed()], ['2979.5', '3000', '20.5']);
  assert.ok(Math.abs((all?.returnOnCost ?? 0) / 0.006880349052 - 1) <= 1e-9);
  const some = convertProfit({ ...trade, legs: [0, 1] });
  assert.equal([some?.cost.toFixed(), some?.receipts.toFixed(), some?.profit.toFixed()], ['1318', '1338.5', '20.5']);
});

test('O-24: at the crypto fee the same bids are a loss', () => {
  const loss = convertProfit({ bids: BIDS, legs: ALL, size: shares(1_000), schedule: schedule('0.07'), feeBips: 0 });
  assert.is(loss?.profit.toFixed(), '-1.625');
});

test('without a fee schedule there is nothing to convert', () => {
  assert.is(convertProfit({ bids: BIDS, legs: ALL, size: shares(1), schedule: null, feeBips: 0 }), null);
});

test.run();
