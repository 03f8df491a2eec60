// The pool of all rewarded markets over the days, as it is published: how many dollars a day and how many markets fall into each
// bucket of a dimension, some times a day. Says how much a market's pool and its crowd move from one day to another. It tells
// nothing of single markets; what is made of it here is what all markets of its buckets did on average.
import { bucketOf, POOL_DIMENSIONS, yieldEdges } from './reward-buckets.ts';
import type { RewardedMarket } from './rewarded-market.ts';

export interface BucketSum {
  readonly usd: number;
  readonly count: number;
}
export type Buckets = ReadonlyMap<string, BucketSum>;

export interface PoolReading {
  readonly atMs: number;
  /** Such as `2026-07-03`, in UTC. */
  readonly day: string;
  readonly dimensions: ReadonlyMap<string, Buckets>;
}

export interface PoolDay {
  readonly day: string;
  readonly readings: number;
  /** Sums over its readings. */
  readonly dimensions: ReadonlyMap<string, Buckets>;
  /** Half of the markets with a crowd pay less, dollars a day for $100; null: nobody told. */
  readonly medianYield: number | null;
}

const DAY_MS = 86_400_000;

/** In order. A reading that comes again counts once. */
export function poolDays(readings: readonly PoolReading[]): readonly PoolDay[] {
  const ofDay = new Map<string, Map<number, PoolReading>>();
  for (const reading of readings) {
    const day = ofDay.get(reading.day) ?? new Map<number, PoolReading>();
    ofDay.set(reading.day, day.set(reading.atMs, reading));
  }
  return [...ofDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, rows]) => poolDay(day, [...rows.values()]));
}

/** Those after `since` without the calendar day before them: nothing tells what was known when such a day began. */
export function daysWithoutBefore(days: readonly PoolDay[], since: string): readonly string[] {
  return days.flatMap(({ day }, at) => (day > since && !followsOn(days[at - 1], day) ? [day] : []));
}

/** `day` is the calendar day right after that one. */
export function followsOn(before: PoolDay | undefined, day: string): boolean {
  return before !== undefined && startMs(day) - startMs(before.day) === DAY_MS;
}

function startMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function poolDay(day: string, readings: readonly PoolReading[]): PoolDay {
  const dimensions = new Map<string, Map<string, BucketSum>>();
  for (const reading of readings)
    for (const [name, buckets] of reading.dimensions) {
      const sums = dimensions.get(name) ?? new Map<string, BucketSum>();
      dimensions.set(name, sums);
      for (const [bucket, { usd, count }] of buckets) {
        const sum = sums.get(bucket);
        sums.set(bucket, { usd: (sum?.usd ?? 0) + usd, count: (sum?.count ?? 0) + count });
      }
    }
  return { day, readings: readings.length, dimensions, medianYield: medianOf(dimensions.get('yb')) };
}

/** Inside its bucket on a scale of ratios. */
function medianOf(buckets: Buckets | undefined): number | null {
  const rows = [...(buckets ?? [])].flatMap(([bucket, { count }]) => {
    const edges = yieldEdges(bucket);
    return edges && count > 0 ? [{ edges, count }] : [];
  });
  rows.sort((a, b) => a.edges[0] - b.edges[0]);
  let left = rows.reduce((sum, { count }) => sum + count, 0) / 2;
  for (const { edges, count } of rows) {
    if (left <= count) return edges[0] * (edges[1] / edges[0]) ** (left / count);
    left -= count;
  }
  return null;
}

/** Rounds of raking: more change nothing that matters. */
const ROUNDS = 12;

/** What each market's pool is on that day for each dollar of it now: markets are weighed until they show the day's dollars and
 *  counts in every bucket of every dimension (iterative proportional fitting), and a market's factor is its dollars by its
 *  count. Buckets that either side lacks say nothing. */
export function poolFactors(markets: readonly RewardedMarket[], day: PoolDay): readonly number[] {
  const usd = markets.map(({ poolUsd }) => poolUsd);
  const count = markets.map(() => 1);
  const sides = POOL_DIMENSIONS.flatMap((dimension) => {
    const target = day.dimensions.get(dimension);
    if (!target) return [];
    const names = [...target.keys()];
    const place = new Map(names.map((name, at) => [name, at]));
    // The last place is for buckets that the day does not have.
    const places = markets.map((market) => place.get(bucketOf(market, dimension)) ?? names.length);
    const sums = [...target.values(), { usd: 0, count: 0 }];
    return [{ places, usd: sums.map((sum) => sum.usd), count: sums.map((sum) => sum.count) }];
  });
  for (let round = 0; round < ROUNDS; round += 1)
    for (const side of sides) {
      fit(usd, side.places, side.usd);
      fit(count, side.places, side.count);
    }
  return markets.map(({ poolUsd }, at) => (usd[at] as number) / poolUsd / (count[at] as number));
}

function fit(weights: number[], places: readonly number[], wanted: readonly number[]): void {
  const have = wanted.map(() => 0);
  for (let at = 0; at < weights.length; at += 1) {
    const place = places[at] as number;
    have[place] = (have[place] as number) + (weights[at] as number);
  }
  const scale = wanted.map((want, place) =>
    want > 0 && (have[place] as number) > 0 ? want / (have[place] as number) : 1,
  );
  for (let at = 0; at < weights.length; at += 1)
    weights[at] = (weights[at] as number) * (scale[places[at] as number] as number);
}
