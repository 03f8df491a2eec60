// Capital over markets: never above what there is, nor above the caps; more never earns less; as good as trying everything.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Allocation, allocate, allocateWithin, rungsUpTo, upperBound } from '#domain/allocation/allocation.ts';
import { type Caps, capsOf, isWithinCaps } from '#domain/allocation/caps.ts';
import type { IncomeCurve } from '#domain/allocation/market-income.ts';
import { lossPerShare } from '#domain/allocation/rewarded-market.ts';
import { kellyFraction } from '#domain/pricing/kelly.ts';
import { anyMarkets, knownCurve, rewardedMarket } from './rewarded-scene.ts';

const RUNS = { seed: 6, numRuns: 120 };
const wide = (wealthUsd = 1e6): Caps => ({ wealthUsd, perMarketUsd: 1e6, perEventUsd: 1e6 });
const anyCapital = fc.constantFrom(0, 7, 40, 99, 500, 730, 5_000, 20_000);

function heldWithin({ holdings, usedUsd }: Allocation, capitalUsd: number, caps: Caps): void {
  assert.ok(usedUsd <= capitalUsd + 1e-9, `${usedUsd} of ${capitalUsd}`);
  const events = new Map<string, number>();
  for (const { curve, shares } of holdings) {
    const loss = shares * lossPerShare(curve.market);
    assert.ok(loss <= caps.perMarketUsd + 1e-9, 'the market');
    assert.ok(shares >= curve.market.minShares && Number.isInteger(shares), 'the least size, in whole shares');
    const { group } = curve.market;
    if (group !== null) events.set(group, (events.get(group) ?? 0) + loss);
  }
  for (const loss of events.values()) assert.ok(loss <= caps.perEventUsd + 1e-9, 'the event');
}

test('no allocation is above the capital, nor above what a market or an event may lose', () => {
  fc.assert(
    fc.property(anyMarkets(12), anyCapital, (markets, capitalUsd) => {
      heldWithin(allocate(markets.map(knownCurve), capitalUsd), capitalUsd, capsOf(Math.max(capitalUsd, 1e-9)));
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
        const [before, after] = [less, less + more].map((capitalUsd) => allocateWithin(curves, capitalUsd, caps));
        assert.ok((after?.net ?? 0) >= (before?.net ?? 0) - 1e-9);
        heldWithin(before as Allocation, less, caps);
        heldWithin(after as Allocation, less + more, caps);
      },
    ),
    { ...RUNS, numRuns: 300 },
  );
});

test('caps that grew with every dollar would earn less at $422 than at $421 here: rungs keep that from happening', () => {
  const rows = [
    [57_000, 50, 300, 0.01, 90, 'Crypto', null],
    [2_400, 20, 10, 0.01, 90, 'Crypto', 0],
    [69_900, 50, 10, 0.09, 90, 'Crypto', 100_000],
    [166_600, 20, 20_000, 0.01, 3, 'Crypto', 100_000],
    [132_600, 5, 10, 0.09, 3, 'Sports', 0],
    [117_100, 50, 20_000, 0.09, null, null, 500],
  ] as const;
  const curves = rows.map(([poolUsd, minShares, othersUsd, spread, daysToEnd, category, volumeUsd], at) =>
    knownCurve(
      rewardedMarket({
        ...{ slug: `market-${at}`, poolUsd, minShares, othersUsd, spread, daysToEnd, category, volumeUsd },
      }),
    ),
  );
  const growing = (capitalUsd: number) => allocateWithin(curves, capitalUsd, capsOf(capitalUsd)).net;
  assert.ok(growing(422) < growing(421) - 100);
  assert.ok(allocate(curves, 422).net >= allocate(curves, 421).net);
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
      const cost = shares * curve.capitalPerShare;
      const { group } = curve.market;
      const loss = (events.get(group ?? '') ?? 0) + shares * lossPerShare(curve.market);
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
      const small = Math.min(capitalUsd, ...curves.map((curve) => 2.9 * curve.leastShares * curve.capitalPerShare));
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

test('where every step costs the same and the capital is whole steps, it is the best of all combinations', () => {
  fc.assert(
    fc.property(anyMarkets(3), fc.integer({ min: 1, max: 6 }), (markets, steps) => {
      const curves = markets.map((market) => knownCurve({ ...market, group: null, minShares: 1 }));
      const capitalUsd = steps * 0.97 + 1e-9;
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
      const { net } = allocateWithin(curves, capitalUsd, caps);
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
  heldWithin({ holdings, usedUsd: 0, reward: 0, net: 0 }, 1_000, caps);
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

test('rungs: what caps are reckoned for grows by 1, 2, 5', () => {
  assert.equal(rungsUpTo(700), [10, 20, 50, 100, 200, 500]);
  assert.equal(rungsUpTo(3), [3]);
  assert.equal(capsOf(5_000), { wealthUsd: 5_000, perMarketUsd: 100, perEventUsd: 250 });
  assert.equal(capsOf(500), { wealthUsd: 500, perMarketUsd: 50, perEventUsd: 50 });
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
