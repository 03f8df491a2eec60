import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { floorToLot, LOT } from '#domain/orders/lot.ts';
import { affordable } from '#domain/quoting/cash-share.ts';
import { cost, Decimal, MICRO, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';

/** Digit by digit, and a lot less when the quotient was rounded up. */
function naive(cash: Decimal, price: Price): Shares {
  const most = Math.min(cash.times('1e12').div(price).toNumber(), Number.MAX_SAFE_INTEGER);
  const lots = floorToLot(most);
  return cost(price, lots).lte(cash) ? lots : floorToLot(lots - 1);
}

test('cash buys whole lots, and never one more than it pays for', () => {
  assert.is(affordable(new Decimal(50), parsePrice('0.5')), parseShares('100'));
  assert.is(affordable(new Decimal('49.999999'), parsePrice('0.5')), parseShares('99.99'));
  assert.is(affordable(new Decimal('49.9999999999'), parsePrice('0.5')), parseShares('99.99'));
  assert.is(affordable(new Decimal('50.000000000001'), parsePrice('0.5')), parseShares('100'));
  assert.is(affordable(new Decimal(0), parsePrice('0.5')), 0);
  assert.is(affordable(new Decimal(-5), parsePrice('0.3')), 0);
});

test('whatever the cash and the price, as many lots are affordable as by exact division', () => {
  const price = fc.integer({ min: 1, max: MICRO - 1 }).map((micro) => micro as Price);
  const loose = fc.tuple(fc.integer({ min: -1_000_000, max: 2_000_000_000_000 }), fc.nat(999_999));
  const law = fc.property(
    price,
    loose,
    fc.nat(1_000_000),
    fc.integer({ min: -1, max: 1 }),
    (at, [micros, rest], n, off) => {
      const cash = new Decimal(micros).div(MICRO).plus(new Decimal(rest).div('1e12'));
      assert.is(affordable(cash, at), naive(cash, at));
      // Exactly a number of lots, and a hair beside it.
      const lots = cost(at, (n * LOT) as Shares).plus(new Decimal(off).div('1e12'));
      assert.is(affordable(lots, at), naive(lots, at));
      // The same beside what was bought before.
      const before = { price: at, size: ((n % 1_000) * LOT + rest) as Shares };
      const all = lots.plus(cost(before.price, before.size));
      assert.is(affordable(all, at, before), naive(lots, at));
      assert.is(affordable(cash, at, before), naive(cash.minus(cost(before.price, before.size)), at));
    },
  );
  fc.assert(law, { seed: 42, numRuns: 2_000 });
});

test.run();
