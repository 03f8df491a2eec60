// The back-test is honest: a choice does not know the day it is made for, nor the crowds that its game hides, and hindsight is never
// beaten.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { backTest, type Play } from '#domain/allocation/back-test.ts';
import {
  daysWithoutBefore,
  type PoolDay,
  type PoolReading,
  poolDays,
  poolFactors,
} from '#domain/allocation/pool-history.ts';
import { bucketOf, daysOf, POOL_DIMENSIONS, yieldEdges } from '#domain/allocation/reward-buckets.ts';
import type { RewardedMarket } from '#domain/allocation/rewarded-market.ts';
import { slugDraw } from '#domain/slug-draw.ts';
import { anyMarkets, rewardedMarket } from './rewarded-scene.ts';

const DAYS = ['2026-07-03', '2026-07-04', '2026-07-05'] as const;
const HOUR_MS = 3_600_000;

/** All markets in their buckets, each pool times `scale` of its market. */
function reading(
  markets: readonly RewardedMarket[],
  day: string,
  scale: (market: RewardedMarket) => number = () => 1,
  median = '$1–2',
): PoolReading {
  const dimensions = new Map(
    POOL_DIMENSIONS.map((dimension) => {
      const sums = new Map<string, { usd: number; count: number }>();
      for (const market of markets) {
        const bucket = bucketOf(market, dimension);
        const sum = sums.get(bucket) ?? { usd: 0, count: 0 };
        sums.set(bucket, { usd: sum.usd + market.poolUsd * scale(market), count: sum.count + 1 });
      }
      return [dimension as string, sums] as const;
    }),
  );
  dimensions.set(
    'yb',
    new Map([
      [median, { usd: 10, count: 4 }],
      ['no farmers', { usd: 9, count: 90 }],
    ]),
  );
  return { atMs: Date.parse(`${day}T12:00:00Z`), day, dimensions };
}

const many: readonly RewardedMarket[] = Array.from({ length: 80 }, (_, at) =>
  rewardedMarket({
    slug: `market-${at}`,
    poolUsd: 5 + ((at * 37) % 90),
    othersUsd: (at * 53) % 400,
    mid: 0.2 + (at % 7) / 10,
    category: at % 3 === 0 ? 'Sports' : 'Weather',
  }),
);
const chosen = ({ measure, game, day, half, capitalUsd, markets, usedUsd, expected }: Play) => ({
  measure,
  game,
  day,
  half,
  capitalUsd,
  markets,
  usedUsd,
  expected,
});
const usual = DAYS.map((day) => reading(many, day));

test('changing the future does not change the choice', () => {
  const otherwise = [
    usual[0],
    usual[1],
    reading(many, DAYS[2], ({ category }) => (category === 'Sports' ? 0.1 : 5), '$0.1–0.2'),
  ];
  const plays = backTest(many, DAYS[0], poolDays(usual), [500]).filter(({ day }) => day === DAYS[2]);
  const changed = backTest(many, DAYS[0], poolDays(otherwise as PoolReading[]), [500]).filter(
    ({ day }) => day === DAYS[2],
  );
  assert.equal(changed.map(chosen), plays.map(chosen));
  assert.ok(
    changed.some(({ paid }, at) => paid !== plays[at]?.paid),
    'but it changes what the choice is paid',
  );
});

test('where no crowd is read, the crowds of these markets do not change the choice', () => {
  for (const half of [0, 1]) {
    const moved = many.map((market) =>
      slugDraw(market.slug, 2, 'half') === half ? { ...market, othersUsd: (market.othersUsd ?? 0) * 7 + 300 } : market,
    );
    const plays = (markets: readonly RewardedMarket[], game: Play['game']) =>
      backTest(markets, DAYS[0], poolDays(usual), [500])
        .filter((play) => play.half === half && play.game === game)
        .map(chosen);
    assert.is(plays(many, 'none').length, 4);
    assert.equal(plays(moved, 'none'), plays(many, 'none'));
    assert.not.equal(plays(moved, 'right'), plays(many, 'right'));
  }
});

test('no choice is paid more than the best in hindsight, whatever the markets', () => {
  fc.assert(
    fc.property(anyMarkets(40), fc.constantFrom(60, 500, 5_000), (markets, capitalUsd) => {
      const days = poolDays(DAYS.map((day, at) => reading(markets, day, () => 1 + at / 2)));
      for (const { measure, paid, best, ...play } of backTest(markets, DAYS[0], days, [capitalUsd])) {
        assert.ok(play.usedUsd <= capitalUsd / 2 + 1e-9 && play.atRiskUsd <= capitalUsd / 4 + 1e-9);
        assert.ok(play.large <= play.markets);
        if (capitalUsd > 2_500) assert.is(play.large, 0, 'two percent is more than $50 there');
        assert.ok(paid <= best + 1e-9, `${paid} of ${best} (${measure})`);
      }
    }),
    { seed: 6, numRuns: 25 },
  );
});

test('days at or before the snapshot, and a first day without one before it, are not played', () => {
  const days = poolDays(usual);
  assert.equal([...new Set(backTest(many, DAYS[0], days, [500]).map(({ day }) => day))], [DAYS[1], DAYS[2]]);
  assert.equal(backTest(many, DAYS[2], days, [500]), []);
  assert.equal(backTest(many, '2026-01-01', days.slice(0, 1), [500]), []);
});

test('a day whose day before is missing is not played, over the end of a month either, and is told', () => {
  const dates = ['2026-07-30', '2026-07-31', '2026-08-01', '2026-08-03', '2026-08-04', '2026-09-04'];
  const days = poolDays(dates.map((day) => reading(many, day)));
  const played = backTest(many, '2026-07-30', days, [500]).map(({ day }) => day);
  assert.equal([...new Set(played)], ['2026-07-31', '2026-08-01', '2026-08-04']);
  assert.equal(daysWithoutBefore(days, '2026-07-30'), ['2026-08-03', '2026-09-04']);
  assert.equal(daysWithoutBefore(days, '2026-07-29'), ['2026-07-30', '2026-08-03', '2026-09-04']);
});

test('raking: buckets of a day are met, and a pool that doubles in all buckets doubles everywhere', () => {
  const [same, doubled] = [usual[0], reading(many, DAYS[1], () => 2)].map(
    (one) => poolDays([one as PoolReading])[0] as PoolDay,
  );
  for (const factor of poolFactors(many, same as PoolDay)) assert.ok(Math.abs(factor - 1) < 1e-9);
  for (const factor of poolFactors(many, doubled as PoolDay)) assert.ok(Math.abs(factor - 2) < 1e-9);
  const sports = poolDays([reading(many, DAYS[1], ({ category }) => (category === 'Sports' ? 3 : 1))])[0] as PoolDay;
  const factors = poolFactors(many, sports);
  for (const [at, { category }] of many.entries())
    assert.ok(Math.abs((factors[at] ?? 0) - (category === 'Sports' ? 3 : 1)) < 0.15);
});

test('a reading that comes twice counts once, and the median yield lies in its bucket', () => {
  const [day] = poolDays([usual[0], usual[0], { ...(usual[0] as PoolReading), atMs: 7 * HOUR_MS }] as PoolReading[]);
  assert.is(day?.readings, 2);
  const median = day?.medianYield ?? 0;
  assert.ok(median > 1 && median < 2);
});

test('buckets: edges as they are published', () => {
  const bucket = (facts: Partial<RewardedMarket>, dimension: (typeof POOL_DIMENSIONS)[number]) =>
    bucketOf(rewardedMarket(facts), dimension);
  assert.equal(
    [0.05, 0.051, 0.5, 0.51].map((spread) => bucket({ spread }, 'sb')),
    ['0–5¢', '5–10¢', '30–50¢', '>50¢'],
  );
  assert.equal(
    [0.0999, 0.1, 0.9].map((mid) => bucket({ mid }, 'mpb')),
    ['<10¢', '10–30¢', '>90¢'],
  );
  assert.equal(
    [null, 0, 999, 1_000].map((volumeUsd) => bucket({ volumeUsd }, 'vb')),
    ['$0', '$0', '<1k', '1–10k'],
  );
  assert.equal(
    [20, 21, 251].map((minShares) => bucket({ minShares }, 'msb')),
    ['≤20', '21–50', '>250'],
  );
  for (const name of ['<1d', '1–7d', '7–30d', '>30d']) assert.is(bucket({ daysToEnd: daysOf(name) }, 'rb'), name);
  assert.is(bucket({ daysToEnd: null }, 'rb'), 'no end');
  assert.is(bucket({ ageDays: null }, 'ab'), 'unknown');
  assert.ok(Number.isNaN(daysOf('soon')));
  assert.equal(yieldEdges('$0.2–0.5'), [0.2, 0.5]);
  assert.is(yieldEdges('no farmers'), null);
});

test.run();
