import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import {
  type AmountProblem,
  type LimitTerms,
  limitAmounts,
  limitTerms,
  SIZE_STEP,
  sizeOnGrid,
} from '#infra/venue/signing/amounts.ts';

const terms = (side: 'buy' | 'sell', size: string, price: string): LimitTerms => ({
  side,
  size: parseShares(size),
  price: parsePrice(price),
});
const at = (tick: string) => parsePrice(tick);

test('the worked examples of the venue give its amounts', () => {
  for (const [side, size, price, tick, maker, taker] of [
    ['buy', '100', '0.52', '0.01', 52_000_000, 100_000_000],
    ['sell', '100', '0.52', '0.01', 100_000_000, 52_000_000],
    ['buy', '21.23', '0.057', '0.001', 1_210_110, 21_230_000],
    ['sell', '12.34', '0.0325', '0.0025', 12_340_000, 401_050],
    ['buy', '7.77', '0.9999', '0.0001', 7_769_223, 7_770_000],
  ] as const)
    assert.equal(limitAmounts(terms(side, size, price), at(tick)), {
      ok: true,
      value: { makerAmount: maker, takerAmount: taker },
    });
});

/** Any tick of up to six decimals, not only those the venue has today. */
const ticks = fc.integer({ min: 1, max: 500_000 }) as fc.Arbitrary<number> as fc.Arbitrary<Price>;
const sides = fc.constantFrom('buy' as const, 'sell' as const);

test('amounts give the price exactly, whatever the tick, or there are none', () => {
  let given = 0;
  let refused = 0;
  fc.assert(
    fc.property(
      ticks,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 900_000_000_000 }),
      sides,
      (tick, where, hundredths, side) => {
        const price = (tick * Math.max(1, Math.floor((where * 1_000_000) / tick))) as Price;
        const size = (hundredths * SIZE_STEP) as Shares;
        fc.pre(price <= 1_000_000 - tick);
        const answer = limitAmounts({ side, price, size }, tick);
        const exact = BigInt(size) * BigInt(price);
        if (!answer.ok) {
          refused += 1;
          assert.is(answer.problem, 'costTooFine');
          assert.is.not(exact % 1_000_000n, 0n);
          return;
        }
        given += 1;
        const { makerAmount, takerAmount } = answer.value;
        const [usd, shares] = side === 'buy' ? [makerAmount, takerAmount] : [takerAmount, makerAmount];
        assert.is(shares, size);
        assert.is(BigInt(usd) * 1_000_000n, exact);
        assert.equal(limitTerms(side === 'buy' ? 'BUY' : 'SELL', answer.value), { side, price, size });
      },
    ),
    { seed: 42, numRuns: 2_000 },
  );
  assert.ok(given > 100 && refused > 100, `${given} given, ${refused} refused`);
});

test('with a tick of up to four decimals every size in hundredths can be ordered', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 1_000_000_000 }),
      sides,
      (tickUnits, steps, hundredths, side) => {
        const tick = (tickUnits * 100) as Price;
        const price = (tick * steps) as Price;
        fc.pre(price <= 1_000_000 - tick);
        assert.ok(limitAmounts({ side, price, size: (hundredths * SIZE_STEP) as Shares }, tick).ok);
      },
    ),
    { seed: 42, numRuns: 1_000 },
  );
});

const REFUSED: readonly (readonly [AmountProblem, string, number, number, number])[] = [
  ['nothing', 'no shares', 0, 500_000, 10_000],
  ['nothing', 'fewer than none', -10_000, 500_000, 10_000],
  ['sizeTooFine', 'a thousandth of a share', 1_001_000, 500_000, 10_000],
  ['priceOffTick', 'half a tick', 1_000_000, 505_000, 10_000],
  ['priceOutOfRange', 'less than a tick', 1_000_000, 5_000, 10_000],
  ['priceOutOfRange', 'more than one less a tick', 1_000_000, 995_000, 10_000],
  ['priceOutOfRange', 'zero', 1_000_000, 0, 10_000],
  ['priceOutOfRange', 'a dollar', 1_000_000, 1_000_000, 10_000],
  ['costTooFine', 'seven decimals of cost', 10_000, 12_345, 1],
  ['tooLarge', 'no integer', 10_000.5, 500_000, 10_000],
  ['tooLarge', 'not a number', Number.NaN, 500_000, 10_000],
  ['tooLarge', 'more than can be counted', 2 ** 53, 500_000, 10_000],
  ['tooLarge', 'no price', 10_000, Number.NaN, 10_000],
  ['tooLarge', 'no tick', 10_000, 500_000, 0],
  ['tooLarge', 'an endless price', 10_000, Number.POSITIVE_INFINITY, 10_000],
];

for (const [problem, what, size, price, tick] of REFUSED)
  test(`${what} cannot be ordered: ${problem}`, () => {
    const answer = limitAmounts({ side: 'buy', size: size as Shares, price: price as Price }, tick as Price);
    assert.is(answer.ok ? 'ordered' : answer.problem, problem);
  });

test('the largest size that can be counted is exact', () => {
  const size = (Math.floor(Number.MAX_SAFE_INTEGER / SIZE_STEP) * SIZE_STEP) as Shares;
  const answer = limitAmounts({ side: 'buy', size, price: at('0.9999') }, at('0.0001'));
  assert.ok(answer.ok);
  if (answer.ok) assert.is(BigInt(answer.value.makerAmount), (BigInt(size) * 9_999n) / 10_000n);
});

test('amounts that give no price in millionths have no terms', () => {
  for (const [maker, taker] of [
    [1, 3],
    [0, 5],
    [5, 0],
    [5, 5],
    [6, 5],
    [-1, 5],
    [1.5, 5],
    [Number.NaN, 5],
    [1, 2 ** 53],
    [1, 9_000_000_000_000],
  ] as const) {
    assert.is(limitTerms('BUY', { makerAmount: maker, takerAmount: taker }), null);
    assert.is(limitTerms('SELL', { makerAmount: taker, takerAmount: maker }), null);
  }
});

test('a size is cut to its two decimals and never rounded up', () => {
  assert.is(sizeOnGrid(parseShares('2.019999')), parseShares('2.01'));
  assert.is(sizeOnGrid(parseShares('2.01')), parseShares('2.01'));
  assert.is(sizeOnGrid(parseShares('0.009')), 0);
});

test.run();
