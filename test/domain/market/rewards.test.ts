import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RewardProgramme } from '#domain/market/market.ts';
import type { Level } from '#domain/market/market-event.ts';
import {
  adjustedMidpoint,
  distanceScore,
  eligibleShare,
  marginalReward,
  quotingValue,
  rewardLostByMoving,
  rewardPerDay,
  rewardScore,
  rewardShare,
} from '#domain/market/rewards.ts';
import { complement, Decimal, MICRO, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { near } from '../pricing/oracle.ts';

const level = (price: string, size: string): Level => ({ price: parsePrice(price), size: parseShares(size) });
const onNo = (price: string, size: string): Level => {
  const { price: own, size: shares } = level(price, size);
  return { price: complement(own), size: shares };
};
const programme = (daily: number, minSize = '20', maxSpread = '0.03'): RewardProgramme => ({
  dailyUsd: new Decimal(daily),
  maxSpread: parsePrice(maxSpread),
  minSize: parseShares(minSize),
  multiplier: 1,
});

test('the venue’s own example (O-14)', () => {
  const quotes = {
    bids: [level('0.49', '100'), level('0.48', '200'), onNo('0.51', '100')],
    asks: [level('0.515', '100'), level('0.505', '200'), onNo('0.48', '100')],
  };
  const score = rewardScore(quotes, 500_000, programme(120));
  near(score.bids, 111.11111111111111);
  near(score.asks, 175);
  near(score.scored, 111.11111111111111);
  near(rewardShare(score.scored, 800), 0.1219512195, 1e-9);
  near(rewardPerDay(programme(120), score.scored, 800) / 1440, 0.01016260163, 1e-9);
  near(marginalReward(programme(120), score.scored, 800), 0.1156454491, 1e-9);
});

test('one cent away of four and a half scores 0.605 a share (venue page)', () => {
  near(distanceScore(10_000, parsePrice('0.045')), (3.5 / 4.5) ** 2);
});

test('one side alone earns a third in the middle, also exactly at 0.10 and 0.90, and nothing outside', () => {
  const bidsFor = (midpoint: number) => ({
    bids: [{ price: midpoint as Price, size: parseShares('90') }],
    asks: [],
  });
  for (const [midpoint, expected] of [
    [500_000, 30],
    [100_000, 30],
    [900_000, 30],
    [99_999.5, 0],
    [900_000.5, 0],
    [950_000, 0],
  ] as const)
    near(rewardScore(bidsFor(Math.floor(midpoint)), midpoint, programme(50)).scored, expected, 1e-4);
});

test('an order exactly at the maximum distance, or beyond, or across the midpoint scores nothing', () => {
  const score = (bid: string) => rewardScore({ bids: [level(bid, '100')], asks: [] }, 500_000, programme(50)).bids;
  assert.is(score('0.47'), 0);
  assert.is(score('0.46'), 0);
  assert.is(score('0.501'), 0);
  near(score('0.470001'), 100 * (1 / 30_000) ** 2);
  assert.is(distanceScore(-1, parsePrice('0.03')), 0);
  assert.is(distanceScore(Number.NaN, parsePrice('0.03')), 0);
});

test('an order below the minimum size scores nothing', () => {
  const score = (size: string) => rewardScore({ bids: [level('0.5', size)], asks: [] }, 500_000, programme(50)).bids;
  assert.is(score('19.999999'), 0);
  assert.is(score('20'), 20);
});

test('dust does not move the midpoint', () => {
  const book = {
    bids: [level('0.49', '1'), level('0.47', '100')],
    asks: [level('0.5', '2'), level('0.51', '20'), level('0.55', '100')],
  };
  assert.is(adjustedMidpoint(book, parseShares('20')), 490_000);
  assert.is(adjustedMidpoint(book, parseShares('100')), 510_000);
  assert.is(adjustedMidpoint(book, parseShares('200')), null);
  assert.is(adjustedMidpoint({ bids: [], asks: book.asks }, parseShares('20')), null);
  assert.is(adjustedMidpoint({ bids: book.asks, asks: book.bids }, parseShares('20')), null);
});

test('how far to tighten for the reward: the best of five distances (O-15)', () => {
  const hourly = (distance: number, reward: RewardProgramme | null = programme(50)) =>
    3600 *
    quotingValue({
      distance,
      fillRate: 0.005,
      decay: 100,
      size: 100,
      adverse: 0.006,
      rebate: 0.0025,
      programme: reward,
      others: 500,
    });
  near(hourly(0.005), 3.529330603);
  near(hourly(0.01), 8.778446951);
  near(hourly(0.015), 9.336794979);
  near(hourly(0.02), 8.084205679);
  near(hourly(0.025), 6.364889022);
});

test('without a programme, or with an empty pool, only trading counts', () => {
  const one = { distance: 0.01, fillRate: 0.005, decay: 100, size: 100, adverse: 0.006, rebate: 0.0025, others: 500 };
  const trading = 2 * 100 * 0.005 * Math.exp(-1) * 0.0065;
  near(quotingValue({ ...one, programme: null }), trading);
  near(quotingValue({ ...one, programme: programme(0) }), trading);
  assert.is(rewardPerDay(null, 100, 0), 0);
  assert.is(marginalReward(null, 100, 10), 0);
  assert.is(rewardShare(0, 0), 0);
});

test('quotes that flicker earn nothing (F-6.7)', () => {
  near(eligibleShare(0.05), 0.825);
  assert.is(eligibleShare(1), 0);
});

test('moving an order costs the reward of the time that the new one takes to count', () => {
  const [bid, ask] = [level('0.49', '100'), level('0.51', '100')];
  const reward = programme(86_400);
  const one = {
    programme: reward,
    midpoint: 500_000,
    own: { bids: [bid], asks: [ask] },
    moving: { side: 'bid', ...bid },
    others: 100,
    restedMs: 60_000,
    ageMinMs: 30_000,
  } as const;
  const score = 100 * (2 / 3) ** 2;
  // A dollar a second is paid; alone, our ask would still score a third.
  const perSecond = score / (score + 100) - score / 3 / (score / 3 + 100);
  near(rewardLostByMoving(one), 30 * perSecond);
  near(rewardLostByMoving({ ...one, restedMs: 5_000 }), 5 * perSecond);
  assert.is(rewardLostByMoving({ ...one, restedMs: 0 }), 0);
  assert.is(rewardLostByMoving({ ...one, programme: null }), 0);
  assert.is(rewardLostByMoving({ ...one, midpoint: null }), 0);
  const far = level('0.46', '100');
  assert.is(
    rewardLostByMoving({ ...one, own: { bids: [far], asks: [ask] }, moving: { side: 'bid', ...far } }),
    0,
    'an order beyond the maximum spread has nothing to lose',
  );
});

test('near the ends, where one side alone earns nothing, moving either side costs all of it', () => {
  const [bid, ask] = [level('0.94', '100'), level('0.96', '100')];
  const own = { bids: [bid], asks: [ask] };
  const one = { programme: programme(86_400), midpoint: 950_000, own, others: 0, restedMs: 30_000, ageMinMs: 30_000 };
  near(rewardLostByMoving({ ...one, moving: { side: 'ask', ...ask } }), 30);
  near(rewardLostByMoving({ ...one, moving: { side: 'bid', ...bid } }), 30);
});

const anyLevel = fc.record({
  price: fc.integer({ min: 1, max: MICRO - 1 }).map((price) => price as Price),
  size: fc.integer({ min: 0, max: 1e12 }).map((size) => size as Shares),
});
const levels = fc.array(anyLevel, { maxLength: 5 });

test('scores mirror when YES and NO are swapped, and never fall when an order grows', () => {
  const reward = programme(50, '20', '0.1');
  const mirror = (side: readonly Level[]) => side.map(({ price, size }) => ({ price: complement(price), size }));
  fc.assert(
    fc.property(levels, levels, fc.integer({ min: 1, max: 2 * MICRO - 1 }), (bids, asks, twice) => {
      const yes = rewardScore({ bids, asks }, twice / 2, reward);
      const no = rewardScore({ bids: mirror(asks), asks: mirror(bids) }, MICRO - twice / 2, reward);
      assert.equal([no.bids, no.asks, no.scored], [yes.asks, yes.bids, yes.scored]);
      const grown = bids.map(({ price, size }) => ({ price, size: (size + 1_000_000) as Shares }));
      assert.ok(rewardScore({ bids: grown, asks }, twice / 2, reward).scored >= yes.scored);
      assert.ok(yes.scored <= Math.max(yes.bids, yes.asks));
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
