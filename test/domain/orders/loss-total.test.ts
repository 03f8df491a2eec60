import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CostSum } from '#domain/cost-sum.ts';
import { type MarketId, marketId } from '#domain/ids.ts';
import { LossTotal } from '#domain/orders/loss-total.ts';
import { MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';

const MARKETS = ['m1', 'm2', 'm3', 'm4'].map((name) => marketId(name));

function lossOf(price: number, size: number): CostSum {
  const sum = new CostSum();
  sum.add(price as Price, size as Shares);
  return sum;
}

test('the total is what adding up all markets gives, whichever of them changed, came and went', () => {
  const change = fc.record({
    market: fc.constantFrom(...MARKETS),
    price: fc.integer({ min: 1, max: MICRO }),
    // Beyond what plain integers hold too.
    size: fc.oneof(fc.integer({ min: 0, max: 10 ** 9 }), fc.maxSafeNat(), fc.constant(null)),
    asks: fc.option(fc.constantFrom(...MARKETS)),
    again: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const losses = new Map<MarketId, CostSum>();
      const total = new LossTotal((market) => losses.get(market) ?? null);
      const added = (except: MarketId | null): Usd =>
        [...losses].reduce((sum, [market, loss]) => (market === except ? sum : sum.plus(loss.usd)), ZERO_USD);
      for (const { market, price, size, asks, again } of changes) {
        if (size === null) losses.delete(market);
        else losses.set(market, lossOf(price, size));
        total.changed(market);
        if (again) total.changed(market);
        assert.is(total.elsewhere(asks).toFixed(), added(asks).toFixed());
      }
      total.recount(losses.keys());
      assert.is(total.elsewhere(null).toFixed(), added(null).toFixed());
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('a market that nobody named is believed to stand still, until all are counted again', () => {
  let loss = lossOf(500_000, 2_000_000);
  const total = new LossTotal(() => loss);
  total.changed(marketId('m1'));
  assert.is(total.elsewhere(null).toFixed(), '1');
  loss = lossOf(500_000, 8_000_000);
  assert.is(total.elsewhere(null).toFixed(), '1');
  total.recount(MARKETS.slice(0, 2));
  assert.is(total.elsewhere(null).toFixed(), '8');
  assert.is(total.elsewhere(marketId('m1')).toFixed(), '4');
});

test.run();
