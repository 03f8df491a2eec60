// Capital over markets: never above what there is, nor above the caps; more never earns less; as good as trying everything.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Allocation, allocate, allocateWithin, rungsUpTo, upperBound } from '#domain/allocation/allocation.ts';
import { atRiskMax, type Caps, capsOf, isWithinCaps } from '#domain/allocation/caps.ts';
import type { IncomeCurve } from '#domain/allocation/market-income.ts';
import { lossPerShare } from '#domain/allocation/rewarded-market.ts';
import { kellyFraction } from '#domain/pricing/kelly.ts';
import { anyMarkets, knownCurve, rewardedMarket } from './rewarded-scene.ts';

const RUNS = { seed: 6, numRuns: 120 };
const wide = (wealthUsd = 1e6): Caps => ({ wealthUsd, perMarketUsd: 1e6, perEventUsd: 1e6 });
const anyCapital = fc.constantFrom(0, 7, 40, 99, 500, 730, 5_000, 20_000);

function heldWithin({ holdings }: Pick<Allocation, 'holdings'>, atRiskUsd: number, caps: Caps): void {
  let [lost, locked] = [0, 0];
  const events = new Map<string, number>();
  for (const { curve, shares } of holdings) {
    const loss = shares * lossPerShare(curve.market);
    lost += loss;
    locked += shares * curve.capitalPerShare;
    assert.ok(loss <= caps.perMarketUsd + 1e-9, 'the market');
    assert.ok(shares >= curve.market.minShares && Number.isInteger(shares), 'the least size, in whole shares');
    const { group } = curve.market;
    if (group !== null) events.set(group, (events.get(group) ?? 0) + loss);
  }
  for (const loss of events.values()) assert.ok(loss <= caps.perEventUsd + 1e-9, 'the event');
  assert.ok(lost <= atRiskUsd + 1e-9, `${lost} of ${atRiskUsd}`);
  assert.ok(locked <= 2 * lost + 1e-9, 'what is locked follows from what is at risk');
}

test('no allocation may lose above a quarter of the capital, nor above what a market or an event may', () => {
  fc.assert(
    fc.property(anyMarkets(12), anyCapital, (markets, capitalUsd) => {
      const dealt = allocate(markets.map(knownCurve), capitalUsd);
      heldWithin(dealt, capitalUsd / 4, capsOf(Math.max(capitalUsd, 1e-9)));
      assert.ok(dealt.usedUsd <= capitalUsd && dealt.atRiskUsd <= capitalUsd / 4 + 1e-9);
    }),
    RUNS,
  );
});

test('a capital never earns less than a smaller one would, dollar by dollar', () => {
  fc.assert(
    fc.property(anyMarkets(6), fc.integer({ min: 20, max: 900 }), (markets, from) => {
      const curves = markets.map((market) => knownCurve({ ...market, poolUsd: 100 * market.poolUsd, group: null }));
      let before = 0;
      for (let capitalUsd = from; capitalUsd < from + 60; capitalUsd += 1) {
        const { net } = allocate(curves, capitalUsd);
        assert.ok(net >= before - 1e-9, `${net} with ${capitalUsd}, ${before} with less`);
        before = net;
      }
    }),
    { ...RUNS, numRuns: 60 },
  );
});

test('nor does it within the same caps, whatever events allow', () => {
  fc.assert(
    fc.property(
      anyMarkets(10),
      fc.double({ min: 0, max: 300, noNaN: true }),
      fc.integer({ min: 1, max: 90 }),
      (markets, less, more) => {
        const curves = markets.map(knownCurve);
        const caps = { wealthUsd: 1e6, perMarketUsd: 60, perEventUsd: 90 };
        const [before, after] = [less, less + more].map((atRiskUsd) => allocateWithin(curves, atRiskUsd, caps));
        assert.ok((after?.net ?? 0) >= (before?.net ?? 0) - 1e-9);
        heldWithin(before as Allocation, less, caps);
        heldWithin(after as Allocation, less + more, caps);
      },
    ),
    { ...RUNS, numRuns: 300 },
  );
});

test('caps that grew with every dollar would earn less at $170 than at $169 here: rungs keep that from happening', () => {
  const rows = [
    [38_500, 20, 10, 0.01, null, null, 100_000],
    [134_200, 20, 10, 0.01, null, 'Crypto', 0],
    [62_400, 5, 20_000, 0.09, 90, 'Crypto', 100_000],
    [193_500, 20, 10, 0.01, 90, null, 500],
  ] as const;
  const curves = rows.map(([poolUsd, minShares, othersUsd, spread, daysToEnd, category, volumeUsd], at) =>
    knownCurve(
      rewardedMarket({
        ...{ slug: `market-${at}`, poolUsd, minShares, othersUsd, spread, daysToEnd, category, volumeUsd },
      }),
    ),
  );
  const growing = (capitalUsd: number) => allocateWithin(curves, atRiskMax(capitalUsd), capsOf(capitalUsd)).net;
  assert.ok(growing(170) < growing(169) - 100);
  assert.ok(allocate(curves, 170).net >= allocate(curves, 169).net);
});

test('what is held earns, in every market and in every step', () => {
  fc.assert(
    fc.property(anyMarkets(8), anyCapital, (markets, capitalUsd) => {
      for (const { curve, shares, income } of allocate(markets.map(knownCurve), capitalUsd).holdings) {
        assert.ok(income.net > 0);
        assert.ok(curve.net(shares) > curve.net(curve.leastShares) - 1e-9);
      }
    }),
    RUNS,
  );
});

/** Every combination of least sizes and steps, tried. */
function bestByTrying(curves: readonly IncomeCurve[], capitalUsd: number, caps: Caps): number {
  const ladders = curves.map((curve) => {
    const ladder = [0];
    for (let shares = curve.leastShares; shares <= 3 * curve.leastShares; ) {
      if (!isWithinCaps(curve, shares, curve.net(shares), caps)) break;
      ladder.push(shares);
      shares += Math.max(1, Math.ceil(curve.leastShares / 4), Math.floor(shares / 8));
    }
    return ladder;
  });
  const search = (at: number, leftUsd: number, events: ReadonlyMap<string, number>): number => {
    const curve = curves[at];
    if (!curve) return 0;
    let best = Number.NEGATIVE_INFINITY;
    for (const shares of ladders[at] ?? []) {
      const cost = shares * lossPerShare(curve.market);
      const { group } = curve.market;
      const loss = (events.get(group ?? '') ?? 0) + cost;
      if (cost > leftUsd || (group !== null && loss > caps.perEventUsd)) continue;
      const next = group === null ? events : new Map([...events, [group, loss]]);
      best = Math.max(best, curve.net(shares) + search(at + 1, leftUsd - cost, next));
    }
    return best;
  };
  return search(0, capitalUsd, new Map());
}

test('it is never better than the best of all combinations, nor worse by more than one step that did not fit', () => {
  fc.assert(
    fc.property(anyMarkets(3), fc.integer({ min: 5, max: 120 }), (markets, capitalUsd) => {
      const curves = markets.map((market) =>
        knownCurve({ ...market, group: null, minShares: Math.min(market.minShares, 20) }),
      );
      const caps = wide();
      // Nothing beyond three times the least size, so that trying comes to an end.
      const small = Math.min(
        capitalUsd,
        ...curves.map((curve) => 2.9 * curve.leastShares * lossPerShare(curve.market)),
      );
      const best = bestByTrying(curves, small, caps);
      const { net } = allocateWithin(curves, small, caps);
      const largest = Math.max(0, ...curves.map(({ leastNet }) => leastNet));
      assert.ok(net <= best + 1e-9, `${net} beats ${best}`);
      assert.ok(net >= best - largest - 1e-9, `${net} of ${best}`);
      assert.ok(upperBound(curves, small, caps) >= best - 1e-9, 'the bound is one');
    }),
    RUNS,
  );
});

test('where every step risks the same and what may be at risk is whole steps, it is the best of all combinations', () => {
  fc.assert(
    fc.property(anyMarkets(3), fc.integer({ min: 1, max: 6 }), (markets, steps) => {
      const curves = markets.map((market) => knownCurve({ ...market, mid: 0.5, group: null, minShares: 1 }));
      const atRiskUsd = steps * 0.485 + 1e-9;
      const caps = wide();
      const deep = curves.map((curve) => ({ curve, most: steps }));
      const search = (at: number, left: number): number => {
        const one = deep[at];
        if (!one) return 0;
        let best = Number.NEGATIVE_INFINITY;
        for (let shares = 0; shares <= left; shares += 1)
          best = Math.max(best, one.curve.net(shares) + search(at + 1, left - shares));
        return best;
      };
      const { net } = allocateWithin(curves, atRiskUsd, caps);
      assert.ok(Math.abs(net - Math.max(0, search(0, steps))) < 1e-6, `${net}, ${search(0, steps)}`);
    }),
    RUNS,
  );
});

test('an event is cut where it may lose no more, and what lies outside it goes on', () => {
  const markets = ['a', 'b', 'c'].map((slug) => rewardedMarket({ slug, group: 'election', poolUsd: 900 }));
  const curves = [...markets, rewardedMarket({ slug: 'd', poolUsd: 30 })].map(knownCurve);
  const caps = { ...wide(), perEventUsd: 25 };
  const { holdings } = allocateWithin(curves, 1_000, caps);
  heldWithin({ holdings }, 1_000, caps);
  assert.ok(holdings.some(({ curve }) => curve.market.slug === 'd'));
  assert.is(holdings.filter(({ curve }) => curve.market.group === 'election').length, 2);
});

test('a share that earns little is kept in numbers that a quarter of the Kelly bet justifies', () => {
  const curve = knownCurve(rewardedMarket({ poolUsd: 3, othersUsd: 100, minShares: 5, daysToEnd: 90 }));
  const wealth = 500;
  const { holdings } = allocateWithin([curve], wealth, wide(wealth));
  const [held] = holdings;
  assert.ok(held);
  const edge = held.income.net / held.shares;
  // f* of F-10.1 for a bet at 0.5 − edge, a quarter of it, in shares.
  assert.ok(held.shares * (0.5 - edge) <= 0.25 * kellyFraction(0.5, 0.5 - edge) * wealth + 1e-9);
  const rich = allocateWithin([curve], wealth, wide(1e9));
  assert.ok((rich.holdings[0]?.shares ?? 0) > held.shares, 'without it there would be more');
});

test('the Kelly bound holds on both outcomes: the dearer one is the stricter, whichever it is', () => {
  // Five cents of edge: at 0.10 a quarter of the bet is 263 shares, at 0.90 it is 98.
  for (const mid of [0.1, 0.9]) {
    const curve = knownCurve(rewardedMarket({ mid }));
    const holds = (shares: number) => isWithinCaps(curve, shares, 0.05 * shares, wide(1_000));
    assert.equal([holds(98), holds(99), holds(263)], [true, false, false], `${mid}`);
  }
});

test('rungs: what caps are reckoned for grows by 1, 2, 5', () => {
  assert.equal(rungsUpTo(700), [10, 20, 50, 100, 200, 500]);
  assert.equal(rungsUpTo(3), [3]);
  assert.equal(capsOf(5_000), { wealthUsd: 5_000, perMarketUsd: 100, perEventUsd: 250 });
  assert.equal(capsOf(500), { wealthUsd: 500, perMarketUsd: 50, perEventUsd: 50 });
  assert.is(atRiskMax(5_000), 1_250);
  assert.equal(capsOf(100), { wealthUsd: 100, perMarketUsd: 10, perEventUsd: 10 });
});

test('what would net less than the least payout is not worth holding', () => {
  const small = (poolUsd: number) =>
    allocate([knownCurve(rewardedMarket({ poolUsd, minShares: 5, othersUsd: 2_000, daysToEnd: 900 }))], 100);
  assert.equal(small(60).holdings, []);
  assert.ok(small(900).net >= 1);
});

test('no capital, no markets or none that earns: nothing is held', () => {
  assert.equal(allocate([knownCurve(rewardedMarket())], 0).holdings, []);
  assert.equal(allocate([], 500).holdings, []);
  const losing = knownCurve(rewardedMarket({ poolUsd: 1, othersUsd: 1e7, spread: 0.6 }));
  assert.ok(losing.leastNet < 0);
  assert.equal(allocate([losing], 500).holdings, []);
  assert.throws(() => allocate([], Number.NaN), RangeError);
  assert.throws(() => allocate([], -1), RangeError);
});

test.run();
