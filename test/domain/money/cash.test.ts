import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fillCash } from '#domain/money/cash.ts';
import type { Price, Shares } from '#domain/units.ts';
import { price, shares } from './facts.ts';

test('a whole cost moves as it is and leaves no crumb', () => {
  const bought = fillCash('buy', price(0.48), shares(100));
  assert.is(bought.cash.toFixed(), '-48');
  assert.is(bought.crumb.toFixed(), '0');
  assert.is(fillCash('sell', price(0.49), shares(100)).cash.toFixed(), '49');
});

test('a debit is rounded up and a credit down, to the micro-dollar', () => {
  const oneAndAHalf = 1_500_001 as Shares; // 0.333333 x 1.500001 = 0.499999833333…
  const bought = fillCash('buy', 333_333 as Price, oneAndAHalf);
  assert.is(bought.cash.toFixed(), '-0.5');
  assert.is(bought.crumb.toFixed(), '0.000000166667');
  const sold = fillCash('sell', 333_333 as Price, oneAndAHalf);
  assert.is(sold.cash.toFixed(), '0.499999');
  assert.is(sold.crumb.toFixed(), '0.000000833333');
});

test('cash and crumb are together exactly the worth of the fill, and the crumb is always ours to lose', () => {
  const anyPrice = fc.integer({ min: 0, max: 1_000_000 });
  const anySize = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(anyPrice, anySize, fc.boolean(), (at, size, buys) => {
      const { cash, crumb } = fillCash(buys ? 'buy' : 'sell', at as Price, size as Shares);
      const exact = BigInt(at) * BigInt(size) * (buys ? -1n : 1n);
      assert.is(cash.plus(crumb).times('1e12').toFixed(), String(exact));
      assert.ok(cash.times('1e6').isInteger());
      assert.ok(crumb.gte(0) && crumb.lt('1e-6'));
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

test.run();
