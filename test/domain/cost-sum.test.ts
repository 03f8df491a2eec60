import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CostSum } from '#domain/cost-sum.ts';
import { Decimal, MICRO, type Price } from '#domain/units.ts';

function summed(...parts: readonly (readonly [price: number, shares: number])[]): string {
  const sum = new CostSum();
  for (const [price, shares] of parts) sum.add(price as Price, shares);
  return sum.usd.toString();
}

test('buys are summed to the last digit', () => {
  assert.is(summed(), '0');
  assert.is(summed([520_000, 100_000_000], [1, 1]), '52.000000000001');
  assert.is(summed([400_000, -5_000_000]), '-2');
});

test('what is beyond plain integers is summed as exactly', () => {
  const most = Number.MAX_SAFE_INTEGER;
  assert.is(summed([999_999, most], [1, 1]), '9007190247.54173625901');
  assert.is(summed([999_999, most], [999_999, -most], [3, 7]), '0.000000000021');
  assert.is(summed([1, most], [1, most]), '18014.398509481982');
});

test('whatever is summed, the sum is that of Decimals', () => {
  const shares = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -200_000_000, max: 200_000_000 }));
  const part = fc.tuple(fc.integer({ min: 0, max: MICRO }), shares);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const naive = parts.reduce((sum, [p, n]) => sum.plus(new Decimal(p).times(n).div('1e12')), new Decimal(0));
      assert.is(summed(...parts), naive.toString());
    }),
    { seed: 42, numRuns: 500 },
  );
});

test('the largest of several sums is added, and nothing when all are below zero', () => {
  const sumOf = (...parts: readonly (readonly [price: number, shares: number])[]) => {
    const sum = new CostSum();
    for (const [price, shares] of parts) sum.add(price as Price, shares);
    return sum;
  };
  const shares = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -200_000_000, max: 200_000_000 }));
  const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: MICRO }), shares), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(parts, parts), { maxLength: 6 }), (pairs) => {
      const total = new CostSum();
      let naive = new Decimal(0);
      for (const [a, b] of pairs) {
        total.addLargest(sumOf(...a), sumOf(...b));
        naive = naive.plus(Decimal.max(0, sumOf(...a).usd, sumOf(...b).usd));
      }
      assert.is(total.usd.toString(), naive.toString());
    }),
    { seed: 42, numRuns: 500 },
  );
});

test('what is taken off again leaves the rest, to the last digit, in whatever order it came and went', () => {
  const shares = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -200_000_000, max: 200_000_000 }));
  const part = fc.record({ price: fc.integer({ min: 0, max: MICRO }), shares, goes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const sums = parts.map(({ price, shares }) => {
        const sum = new CostSum();
        sum.add(price as Price, shares);
        return sum;
      });
      const total = new CostSum();
      for (const sum of sums) total.addAll(sum);
      for (const [at, { goes }] of parts.entries()) if (goes) total.takeOff(sums[at] ?? new CostSum());
      const stays = parts.filter(({ goes }) => !goes).map(({ price, shares }) => [price, shares] as const);
      assert.ok(total.usd.eq(summed(...stays)), `${total.usd} is not ${summed(...stays)}`);
    }),
    { seed: 43, numRuns: 300 },
  );
});

test.run();
