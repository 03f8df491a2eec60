// Rewarded markets for tests: one that can be quoted, and arbitrary ones.
import * as fc from 'fast-check';
import { IncomeCurve } from '#domain/allocation/market-income.ts';
import type { RewardedMarket } from '#domain/allocation/rewarded-market.ts';

export function rewardedMarket(facts: Partial<RewardedMarket> = {}): RewardedMarket {
  return {
    slug: 'rain-tomorrow',
    group: null,
    category: 'Weather',
    poolUsd: 50,
    minShares: 20,
    mid: 0.5,
    spread: 0.02,
    volumeUsd: 0,
    ageDays: 3,
    daysToEnd: 30,
    maxSpread: 0.045,
    distance: 0.015,
    othersUsd: 100,
    ...facts,
  };
}

export const anyMarket: fc.Arbitrary<RewardedMarket> = fc
  .record({
    poolUsd: fc.integer({ min: 1, max: 2_000 }),
    minShares: fc.constantFrom(5, 20, 50, 200),
    mid: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    spread: fc.constantFrom(0.001, 0.01, 0.03, 0.09),
    volumeUsd: fc.constantFrom(null, 0, 500, 100_000),
    daysToEnd: fc.constantFrom(null, 0.5, 3, 90),
    othersUsd: fc.constantFrom(0, 10, 300, 20_000),
    category: fc.constantFrom('Sports', 'Politics', 'Crypto', null),
    group: fc.constantFrom(null, 'one event', 'another'),
  })
  .map(rewardedMarket);

/** Each with a name of its own. */
export const anyMarkets = (maxLength: number): fc.Arbitrary<readonly RewardedMarket[]> =>
  fc
    .array(anyMarket, { minLength: 1, maxLength })
    .map((markets) => markets.map((market, at) => ({ ...market, slug: `market-${at}` })));

/** As whoever knows the others exactly and believes all of a reward. */
export function knownCurve(market: RewardedMarket): IncomeCurve {
  return new IncomeCurve(market, [{ usd: market.othersUsd ?? 0, weight: 1 }], { rewardPart: 1 });
}
