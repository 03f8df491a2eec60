// The buckets in which the pool of all rewarded markets is counted by those who publish its history, with their edges. A market
// finds its buckets by its own facts, so that a file need not tell them.
import type { RewardedMarket } from './rewarded-market.ts';

export type PoolDimension = 'c' | 'sb' | 'mpb' | 'vb' | 'msb' | 'ab' | 'rb';
export const POOL_DIMENSIONS: readonly PoolDimension[] = ['c', 'sb', 'mpb', 'vb', 'msb', 'ab', 'rb'];

/** Up to which value each bucket reaches; `isBelow`: the edge itself belongs to the next. */
interface Edges {
  readonly rows: readonly (readonly [number, string])[];
  readonly above: string;
  readonly isBelow: boolean;
}

const CENTS: Edges = {
  rows: [
    [5, '0–5¢'],
    [10, '5–10¢'],
    [20, '10–20¢'],
    [30, '20–30¢'],
    [50, '30–50¢'],
  ],
  above: '>50¢',
  isBelow: false,
};
const MIDDLES: Edges = {
  rows: [
    [0.1, '<10¢'],
    [0.3, '10–30¢'],
    [0.5, '30–50¢'],
    [0.7, '50–70¢'],
    [0.9, '70–90¢'],
  ],
  above: '>90¢',
  isBelow: true,
};
const SIZES: Edges = {
  rows: [
    [20, '≤20'],
    [50, '21–50'],
    [100, '51–100'],
    [250, '101–250'],
  ],
  above: '>250',
  isBelow: false,
};
const VOLUMES: Edges = {
  rows: [
    [1_000, '<1k'],
    [10_000, '1–10k'],
    [100_000, '10–100k'],
  ],
  above: '>100k',
  isBelow: true,
};
const DAYS: Edges = {
  rows: [
    [1, '<1d'],
    [7, '1–7d'],
    [30, '7–30d'],
  ],
  above: '>30d',
  isBelow: true,
};

/** What stands for a bucket of days: the middle on a scale of ratios [J]. */
const DAYS_OF: Readonly<Record<string, number>> = { '<1d': 0.5, '1–7d': 2.6, '7–30d': 14.5, '>30d': 90 };

export function bucketOf(market: RewardedMarket, dimension: PoolDimension): string {
  const { category, spread, mid, volumeUsd, minShares, ageDays, daysToEnd } = market;
  switch (dimension) {
    case 'c':
      return category ?? 'Other';
    case 'sb':
      return within(CENTS, Math.round(spread * 1e6) / 1e4);
    case 'mpb':
      return within(MIDDLES, mid);
    case 'vb':
      return volumeUsd === null || volumeUsd <= 0 ? '$0' : within(VOLUMES, volumeUsd);
    case 'msb':
      return within(SIZES, minShares);
    case 'ab':
      return ageDays === null ? 'unknown' : within(DAYS, ageDays);
    case 'rb':
      return daysToEnd === null ? 'no end' : within(DAYS, daysToEnd);
  }
}

/** null: it has none, or none is known; NaN: no such bucket. */
export function daysOf(bucket: string | null): number | null {
  if (bucket === null || bucket === 'no end' || bucket === 'unknown') return null;
  return DAYS_OF[bucket] ?? Number.NaN;
}

function within({ rows, above, isBelow }: Edges, value: number): string {
  return rows.find(([edge]) => (isBelow ? value < edge : value <= edge))?.[1] ?? above;
}

/** Edges of a yield bucket such as `$0.2–0.5`, in dollars a day for $100; null: no yield, such as `no farmers`. */
export function yieldEdges(bucket: string): readonly [number, number] | null {
  const [low, high] = (bucket.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  if (low === undefined) return null;
  if (bucket.startsWith('<')) return [low / 4, low];
  if (bucket.startsWith('>')) return [low, low * 4];
  return high !== undefined && high > low ? [low, high] : null;
}
