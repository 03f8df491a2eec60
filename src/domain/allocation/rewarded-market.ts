// What is known of a market with rewards when capital is dealt out: facts of one moment, each of them checked, whatever page or
// file they came from. What does not make a market is left out with a reason, never guessed. Money in dollars, prices and
// distances in dollars a share.

/** Facts as somebody tells them. null: he does not say. */
export interface ToldMarket {
  readonly slug: string;
  /** Of exclusive outcomes, or of whatever is lost together. */
  readonly group: string | null;
  readonly category: string | null;
  /** A day. */
  readonly poolUsd: number | null;
  readonly minShares: number | null;
  readonly mid: number | null;
  /** Of the book, from best bid to best ask. */
  readonly spread: number | null;
  /** Traded in the last day. */
  readonly volumeUsd: number | null;
  readonly ageDays: number | null;
  /** null: there is no end. */
  readonly daysToEnd: number | null;
  /** From the middle, where rewards end (v of F-6.1). */
  readonly maxSpread: number | null;
  /** From the middle, where we would quote either side. */
  readonly distance: number | null;
  /** What the others have in orders that score, in dollars that score as ours would there. null: nobody read their book. */
  readonly othersUsd: number | null;
}

/** A market one can quote for rewards. */
export interface RewardedMarket extends ToldMarket {
  readonly poolUsd: number;
  readonly minShares: number;
  readonly mid: number;
  readonly spread: number;
  readonly maxSpread: number;
  readonly distance: number;
}

export interface LeftMarket {
  readonly slug: string;
  readonly why: string;
}

export interface Survey {
  readonly markets: readonly RewardedMarket[];
  readonly left: readonly LeftMarket[];
}

/** As the venue names markets: what people type and lists print. */
const SLUG = /^[A-Za-z0-9][\w.-]{0,299}$/;
/** Less is not paid out (F-6.4). */
export const PAYOUT_MIN_USD = 1;

/** All programmes of the venue together pay a few per cent of this a day: more in one market is a slip [J]. */
const POOL_MAX_USD = 1e7;

/** Sorts what can be quoted from what cannot. Slugs that come again are left out, the first stays. */
export function surveyOf(told: readonly ToldMarket[]): Survey {
  const markets: RewardedMarket[] = [];
  const left: LeftMarket[] = [];
  const slugs = new Set<string>();
  for (const market of told) {
    const why = slugs.has(market.slug) ? 'the slug came before' : unquotable(market);
    slugs.add(market.slug);
    if (why === null) markets.push(market as RewardedMarket);
    else left.push({ slug: market.slug, why });
  }
  return { markets, left };
}

/** In words that can be counted: no figures. null: it can be quoted. */
export function unquotable(told: ToldMarket): string | null {
  const { poolUsd, minShares, mid, spread, distance, maxSpread, othersUsd, volumeUsd, daysToEnd } = told;
  if (!SLUG.test(told.slug)) return 'its name is no slug';
  if (poolUsd === null || poolUsd === 0) return 'it has no pool';
  if (!(Number.isFinite(poolUsd) && poolUsd > 0)) return 'its pool is no amount';
  if (poolUsd > POOL_MAX_USD) return 'its pool is above $10 million a day, which nobody pays';
  if (poolUsd < PAYOUT_MIN_USD) return 'its pool is below the least payout of $1';
  if (minShares === null || minShares === 0) return 'it names no least size for rewards';
  if (!(Number.isFinite(minShares) && minShares > 0)) return 'its least size is no size';
  if (maxSpread === 0) return 'its greatest distance for rewards is zero';
  if (maxSpread === null || !(maxSpread > 0 && maxSpread < 1))
    return 'its greatest distance for rewards is no distance';
  if (mid === null || spread === null) return 'its book has not two sides';
  if (!(mid > 0 && mid < 1)) return 'its middle is not between 0 and 1';
  if (!(spread > 0)) return 'its spread is not above zero';
  if (!(spread <= 2 * Math.min(mid, 1 - mid) + 1e-3)) return 'its spread does not fit its middle';
  if (distance === null || !(distance > 0 && distance < maxSpread)) return 'no price of ours would score';
  if (!(mid - distance > 0 && mid + distance < 1)) return 'no room for two sides within the rewards';
  if (othersUsd !== null && !(othersUsd >= 0 && othersUsd < Number.POSITIVE_INFINITY))
    return 'what others have in it is no amount';
  if (volumeUsd !== null && !(volumeUsd >= 0 && volumeUsd < Number.POSITIVE_INFINITY)) return 'its volume is no amount';
  if (daysToEnd !== null && Number.isNaN(daysToEnd)) return 'its end is no time';
  return null;
}

/** Dollars that one share on either side locks: bids for both outcomes (F-1.2). What is merged comes back as one dollar. */
export function capitalPerShare({ distance }: RewardedMarket): number {
  return 1 - 2 * distance;
}

/** Dollars that one share of the dearer side loses at most: what F-2.8 limits. */
export function lossPerShare({ mid, distance }: RewardedMarket): number {
  return Math.max(mid, 1 - mid) - distance;
}
