import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Price, parsePrice } from '#domain/units.ts';
import { marketAmounts } from '#infra/venue/signing/market-amounts.ts';

const at = (text: string) => parsePrice(text);

test('a purchase spends whole cents and wants at least what they buy at its worst price', () => {
  const terms = { side: 'buy', amount: 434_687_800, price: at('0.6') } as const;
  assert.equal(marketAmounts(terms, at('0.1')), { makerAmount: 434_680_000, takerAmount: 724_466_000 });
  assert.equal(marketAmounts({ ...terms, price: at('0.66') }, at('0.1')), marketAmounts(terms, at('0.1')));
});

test('a sale gives hundredths of shares and wants exactly their price', () => {
  const terms = { side: 'sell', amount: 40_054_241, price: at('0.1') } as const;
  assert.equal(marketAmounts(terms, at('0.1')), { makerAmount: 40_050_000, takerAmount: 4_005_000 });
});

test('a quotient that is exact keeps its last decimal however large it is', () => {
  // The official client asks for 1346770.799999.
  const terms = { side: 'buy', amount: 33_669_270_000, price: at('0.025') } as const;
  assert.is(marketAmounts(terms, at('0.0025'))?.takerAmount, 1_346_770_800_000);
});

test('what is wanted is never worse than the price by more than the last decimal', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001'),
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 10 ** 12 }),
      fc.constantFrom('buy' as const, 'sell' as const),
      (tickText, steps, given, side) => {
        const tick = at(tickText);
        const price = (tick * (1 + (steps % (1_000_000 / tick - 1)))) as Price;
        const amounts = marketAmounts({ side, amount: given, price }, tick);
        if (amounts === null) return;
        const { makerAmount, takerAmount } = amounts;
        assert.ok(makerAmount % 10_000 === 0 && given - makerAmount < 10_000);
        const exact = side === 'buy' ? (makerAmount * 1e6) / price : (makerAmount * price) / 1e6;
        assert.ok(takerAmount <= exact * (1 + 1e-12) && exact - takerAmount < 1_001, `${takerAmount} of ${exact}`);
      },
    ),
    { seed: 42, numRuns: 500 },
  );
});

test('nothing, and what is no millionth, has no amounts', () => {
  for (const [given, price, tick] of [
    [9_999, 500_000, 10_000],
    [0, 500_000, 10_000],
    [-10_000, 500_000, 10_000],
    [10_000.5, 500_000, 10_000],
    [10_000, 0, 10_000],
    [10_000, 5_000, 10_000],
    [10_000, 500_000, 0],
    [Number.NaN, 500_000, 10_000],
    [2 ** 53, 500_000, 10_000],
    [9_007_199_250_000_000, 1, 1],
  ] as const)
    for (const side of ['buy', 'sell'] as const) {
      const amounts = marketAmounts({ side, amount: given, price: price as Price }, tick as Price);
      assert.ok(amounts === null || (side === 'sell' && given > 1e15));
    }
});

test.run();
