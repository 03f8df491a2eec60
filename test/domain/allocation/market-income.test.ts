// What a day in a market is worth: reward by share, spread, jumps; and what makes a market unfit to be quoted at all.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { excess, jumpLoss, wideBookLoss } from '#domain/allocation/jump-loss.ts';
import { CrowdMemory } from '#domain/allocation/likely-others.ts';
import { IncomeCurve } from '#domain/allocation/market-income.ts';
import { bestPlaced, placedAt } from '#domain/allocation/placement.ts';
import { type RewardedMarket, surveyOf, unquotable } from '#domain/allocation/rewarded-market.ts';
import { distanceScore, rewardPerDay } from '#domain/market/rewards.ts';
import { Decimal, type Price, type Shares } from '#domain/units.ts';
import { anyMarket, anyMarkets, knownCurve, rewardedMarket } from './rewarded-scene.ts';

const near = (a: number, b: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} instead of ${b}`);

test('the reward is the pool by our share (F-6.5), nothing below the least size', () => {
  const market = rewardedMarket({ poolUsd: 120, othersUsd: 800 });
  const curve = knownCurve(market);
  const programme = {
    dailyUsd: new Decimal(120),
    maxSpread: 45_000 as Price,
    minSize: 20_000_000 as Shares,
    multiplier: 1,
  };
  near(curve.at(100).reward, rewardPerDay(programme, 97, 800));
  assert.is(curve.at(19).reward, 0);
  assert.is(curve.at(19).net, 0);
  near(
    new IncomeCurve(market, [{ usd: 800, weight: 1 }], { rewardPart: 0.7 }).at(100).reward,
    0.7 * curve.at(100).reward,
  );
});

test('nobody stays alone: an empty pool is shared with one other of the least size', () => {
  near(knownCurve(rewardedMarket({ othersUsd: 0 })).at(20).share, 0.5);
});

test('a market that ends within the day pays only until then', () => {
  const curve = knownCurve(rewardedMarket({ daysToEnd: 0.5 }));
  near(curve.at(20).reward, knownCurve(rewardedMarket()).at(20).reward / 2);
  assert.is(knownCurve(rewardedMarket({ daysToEnd: 0 })).at(20).reward, 0);
  assert.is(knownCurve(rewardedMarket({ daysToEnd: -3 })).at(20).reward, 0, 'nor one whose end is past');
});

test('income is concave: the next share is never worth more than the last', () => {
  fc.assert(
    fc.property(anyMarket, fc.integer({ min: 1, max: 400 }), (market, step) => {
      const curve = knownCurve(market);
      const from = curve.leastShares;
      const [first, second] = [
        curve.net(from + step) - curve.net(from),
        curve.net(from + 2 * step) - curve.net(from + step),
      ];
      assert.ok(second <= first + 1e-9);
      assert.ok(first / step <= curve.leastNet / from + 1e-9, 'nor more than the shares before it on average');
    }),
    { seed: 6, numRuns: 300 },
  );
});

test('where we stand: the share of the pool is that of the scores (F-6.1, F-6.5), whatever the distance', () => {
  const told = { ...rewardedMarket({ minShares: 5 }), distance: null, othersUsd: null };
  const programme = {
    dailyUsd: new Decimal(120),
    maxSpread: 30_000 as Price,
    minSize: 5_000_000 as Shares,
    multiplier: 1,
  };
  for (const distance of [5_000, 10_000, 25_000] as Price[]) {
    const market = placedAt(told, distance, 800, programme) as RewardedMarket;
    const own = 100 * distanceScore(distance, programme.maxSpread);
    near(knownCurve({ ...market, poolUsd: 120 }).at(100).reward, rewardPerDay(programme, own, 800), 1e-9);
  }
});

test('where we stand: of all ticks the one that earns most, as trying each of them finds', () => {
  fc.assert(
    fc.property(anyMarket, fc.constantFrom(0, 40, 900), fc.constantFrom(10_000, 1_000), (market, score, tick) => {
      const dailyUsd = new Decimal(market.poolUsd);
      const programme = {
        dailyUsd,
        maxSpread: 45_000 as Price,
        minSize: (market.minShares * 1e6) as Shares,
        multiplier: 1,
      };
      const best = bestPlaced(market, score, programme, tick as Price);
      for (let distance = tick; distance < 45_000; distance += tick) {
        const other = placedAt(market, distance as Price, score, programme);
        if (unquotable(other) !== null) continue;
        const [mine, its] = [best, other].map((one) => knownCurve(one as RewardedMarket).leastNet);
        assert.ok((mine ?? 0) >= (its ?? 0) - 1e-9);
      }
    }),
    { seed: 6, numRuns: 60 },
  );
});

test('jump loss: the oracle of F-4.4 within its model, and each part at its bounds', () => {
  // E[(|X|−d)⁺] of a normal by integration.
  const byHand = (sd: number, d: number) => {
    let sum = 0;
    for (let x = d; x < 12 * sd; x += sd / 2_000) sum += (x - d) * Math.exp(-(x * x) / (2 * sd * sd)) * (sd / 2_000);
    return (2 * sum) / (sd * Math.sqrt(2 * Math.PI));
  };
  near(excess(0.1, 0.02), byHand(0.1, 0.02), 1e-5);
  assert.is(excess(0, 0.02), 0);
  assert.is(wideBookLoss(0.01, 0.015), 0);
  near(wideBookLoss(0.25, 0.05), 0.04 / 0.5);
});

test('jumps cost more the nearer the end, in games most, and less the farther we stand', () => {
  const loss = (facts: Parameters<typeof rewardedMarket>[0]) => jumpLoss(rewardedMarket(facts));
  assert.ok(loss({ daysToEnd: 90 }) < loss({ daysToEnd: 7 }) && loss({ daysToEnd: 7 }) < loss({ daysToEnd: 0.5 }));
  assert.ok(loss({ daysToEnd: 0.5, category: 'Sports' }) > loss({ daysToEnd: 0.5, category: 'Politics' }));
  assert.ok(loss({ distance: 0.03 }) < loss({ distance: 0.015 }));
  assert.ok(loss({ spread: 0.5 }) > loss({ spread: 0.02 }));
  assert.is(loss({ daysToEnd: -2 }), loss({ daysToEnd: 0 }), 'a past end is the end');
});

test('what cannot be quoted is left out, each with its reason', () => {
  const reasons: readonly (readonly [object, RegExp])[] = [
    [{ slug: '' }, /no slug/],
    [{ slug: '\u001b[2J' }, /no slug/],
    [{ poolUsd: null }, /no pool/],
    [{ poolUsd: 0 }, /no pool/],
    [{ poolUsd: 0.99 }, /below the least payout/],
    [{ poolUsd: -5 }, /no amount/],
    [{ poolUsd: Number.NaN }, /no amount/],
    [{ minShares: 0 }, /no least size/],
    [{ minShares: Number.NaN }, /no size/],
    [{ maxSpread: 0 }, /greatest distance for rewards is zero/],
    [{ maxSpread: null }, /no distance/],
    [{ mid: null }, /not two sides/],
    [{ spread: null }, /not two sides/],
    [{ mid: 0 }, /between 0 and 1/],
    [{ mid: 1.2 }, /between 0 and 1/],
    [{ mid: Number.NaN }, /between 0 and 1/],
    [{ spread: 0 }, /not above zero/],
    [{ spread: Number.NaN }, /not above zero/],
    [{ spread: 1.5 }, /does not fit/],
    [{ distance: 0.045 }, /would score/],
    [{ mid: 0.01 }, /no room/],
    [{ othersUsd: -1 }, /what others have/],
    [{ othersUsd: Number.NaN }, /what others have/],
    [{ volumeUsd: Number.NaN }, /volume/],
    [{ daysToEnd: Number.NaN }, /end is no time/],
  ];
  for (const [facts, why] of reasons) assert.match(unquotable({ ...rewardedMarket(), ...facts }) ?? '', why);
  assert.is(unquotable(rewardedMarket()), null);
  assert.is(unquotable(rewardedMarket({ poolUsd: 1, othersUsd: null, daysToEnd: -1 })), null);
});

test('of two markets with one slug the first stays', () => {
  const { markets, left } = surveyOf([rewardedMarket(), rewardedMarket({ poolUsd: 9 })]);
  assert.equal(
    markets.map(({ poolUsd }) => poolUsd),
    [50],
  );
  assert.equal(left, [{ slug: 'rain-tomorrow', why: 'the slug came before' }]);
});

test('likely others: weights add up to one, a reading is believed in part, a market is not its own neighbour', () => {
  fc.assert(
    fc.property(anyMarkets(30), (markets) => {
      const memory = new CrowdMemory(markets);
      for (const market of markets) {
        const cases = memory.othersOf(market);
        near(
          cases.reduce((sum, { weight }) => sum + weight, 0),
          1,
        );
        assert.ok(cases.every(({ usd, weight }) => usd >= 0 && weight > 0));
      }
    }),
    { seed: 6, numRuns: 30 },
  );
  const alone = rewardedMarket({ othersUsd: 77 });
  assert.equal(new CrowdMemory([alone]).crowdsLike(alone), []);
  assert.equal(new CrowdMemory([alone]).othersOf({ ...alone, othersUsd: null }), [{ usd: 12_500, weight: 1 }]);
});

test('a market whose book was not read is taken for one of its like', () => {
  const like = (slug: string, category: string, othersUsd: number) => rewardedMarket({ slug, category, othersUsd });
  const games = Array.from({ length: 40 }, (_, at) => like(`game-${at}`, 'Sports', 4_000));
  const rain = Array.from({ length: 40 }, (_, at) => like(`rain-${at}`, 'Weather', 10));
  const memory = new CrowdMemory([...games, ...rain]);
  const unread = { ...rewardedMarket({ slug: 'new', category: 'Sports' }), othersUsd: null };
  assert.ok(memory.othersOf(unread).every(({ usd }) => usd === 4_000));
});

test.run();
