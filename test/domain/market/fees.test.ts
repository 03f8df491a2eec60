import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makerRebate, rebatePerShare, takerFee } from '#domain/market/fees.ts';
import type { FeeSchedule } from '#domain/market/market.ts';
import { complement, Decimal, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';

const schedule = (rate: string, rebateRate = '0.15', exponent = 1): FeeSchedule => ({
  rate: new Decimal(rate),
  exponent,
  rebateRate: new Decimal(rebateRate),
});

function fee(rate: string, price: string, size: string): string | undefined {
  return takerFee(schedule(rate), parsePrice(price), parseShares(size))?.toString();
}

test('fees and rebates of a sports and a crypto market (O-1)', () => {
  assert.is(fee('0.05', '0.5', '100'), '1.25');
  assert.is(makerRebate(schedule('0.05'), parsePrice('0.5'), parseShares('100')).toString(), '0.1875');
  assert.is(fee('0.07', '0.3', '250'), '3.675');
  assert.is(makerRebate(schedule('0.07', '0.2'), parsePrice('0.3'), parseShares('250')).toString(), '0.735');
});

test('the fee of a real crypto fill on chain: 25 shares at 0.64', () => {
  assert.is(fee('0.07', '0.64', '25'), '0.4032');
});

test('tiny fees are rounded to five decimals and below that are nothing (O-1 edges)', () => {
  assert.is(fee('0.05', '0.001', '5'), '0.00025');
  assert.is(fee('0.05', '0.0001', '5'), '0.00002');
  assert.is(fee('0.05', '0.0001', '1'), '0');
});

test('a fee exactly between two roundings goes to the even one', () => {
  // 0.05 × 0.25 × n: 0.0012 shares make 0.000015, 0.002 shares make 0.000025.
  assert.is(fee('0.05', '0.5', '0.0012'), '0.00002');
  assert.is(fee('0.05', '0.5', '0.002'), '0.00002');
});

test('a missing fee schedule forbids taking and pays no rebate', () => {
  assert.is(takerFee(null, parsePrice('0.5'), parseShares('100')), null);
  assert.ok(makerRebate(null, parsePrice('0.5'), parseShares('100')).isZero());
  assert.is(rebatePerShare(null, 0.5), 0);
});

test('a market with rate zero may be taken for nothing', () => {
  assert.is(fee('0', '0.5', '100'), '0');
});

test('an exponent other than one is honoured', () => {
  const squared = schedule('0.25', '0.2', 2);
  assert.is(takerFee(squared, parsePrice('0.5'), parseShares('100'))?.toString(), '1.5625');
  assert.is(rebatePerShare(squared, 0.5, 0.9), 0.9 * 0.2 * 0.25 * 0.0625);
});

test('fees are the same for YES at p as for NO at 1−p, never negative, and grow with size', () => {
  const price = fc.integer({ min: 1, max: 999_999 }).map((micro) => micro as Price);
  const size = fc.integer({ min: 0, max: 1e15 }).map((micro) => micro as Shares);
  fc.assert(
    fc.property(price, size, size, (at, one, other) => {
      const some = schedule('0.07', '0.2');
      const paid = takerFee(some, at, one) ?? new Decimal(Number.NaN);
      assert.ok(paid.eq(takerFee(some, complement(at), one) ?? -1));
      assert.ok(paid.gte(0) && paid.decimalPlaces() <= 5);
      const more = takerFee(some, at, Math.max(one, other) as Shares) ?? new Decimal(-1);
      assert.ok(more.gte(paid));
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
