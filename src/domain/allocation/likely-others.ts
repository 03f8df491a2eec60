// What others may have in a market's book: what was read there, held with some doubt, and what similar markets have that were
// read. Similar in what everybody can see before he reads a book. A reading is of one moment and the reward of a whole day, so it
// is believed in part only; that also tames the pools that look as if nobody wanted them. Promises: depends on nothing but the
// markets given; a market never counts as its own neighbour.
import type { LikelyOthers } from './market-income.ts';
import type { RewardedMarket } from './rewarded-market.ts';

/** How far a reading is believed for the day to come [J]: with the back-test's games of right, half wrong and no readings, this
 *  is between what each of them would like. */
export const READING_BELIEVED = 0.5;
const NEIGHBOURS = 24;
/** Markets that are looked at for neighbours: more tell nothing new and take their time. */
const LOOKED_AT_MAX = 2_000;
/** Dollars of others for each dollar of the daily pool, where no book at all was read: 0.4 % a day [J]. */
const CROWD_PER_POOL_USD = 250;

/** A market as its neighbours see it. */
interface Look {
  readonly slug: string;
  readonly category: string | null;
  /** Each on a scale on which one is a notable difference. */
  readonly scales: readonly number[];
  readonly crowd: number;
}

/** `known`: markets whose books were read. */
export class CrowdMemory {
  readonly #looks: readonly Look[];

  constructor(known: readonly RewardedMarket[]) {
    const read = known.filter(({ othersUsd }) => othersUsd !== null);
    const sparse = Math.max(1, Math.ceil(read.length / LOOKED_AT_MAX));
    const ordered = read.toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
    this.#looks = ordered.filter((_, at) => at % sparse === 0).map((market) => lookOf(market));
  }

  othersOf(market: RewardedMarket): readonly LikelyOthers[] {
    return CrowdMemory.cases(market, this.crowdsLike(market));
  }

  /** `crowds`: of similar markets, for each dollar of pool. Weights add up to 1. */
  static cases(market: RewardedMarket, crowds: readonly number[]): readonly LikelyOthers[] {
    const read = market.othersUsd;
    const trust = read === null ? 0 : READING_BELIEVED;
    const cases = (crowds.length > 0 ? crowds : [CROWD_PER_POOL_USD]).map((crowd, _, { length }) => ({
      usd: crowd * market.poolUsd,
      weight: (1 - trust) / length,
    }));
    return read !== null ? [{ usd: read, weight: trust }, ...cases] : cases;
  }

  /** Dollars for each dollar of pool, of the most similar markets, the most similar first. */
  crowdsLike(market: RewardedMarket): readonly number[] {
    const look = lookOf(market);
    const nearest: { readonly far: number; readonly crowd: number }[] = [];
    for (const other of this.#looks) {
      if (other.slug === look.slug) continue;
      const far = distance(look, other);
      const last = nearest.at(-1);
      if (nearest.length === NEIGHBOURS && last && far >= last.far) continue;
      let at = nearest.length;
      while (at > 0 && (nearest[at - 1]?.far ?? 0) > far) at -= 1;
      nearest.splice(at, 0, { far, crowd: other.crowd });
      if (nearest.length > NEIGHBOURS) nearest.pop();
    }
    return nearest.map(({ crowd }) => crowd);
  }
}

function distance(a: Look, b: Look): number {
  let far = a.category === b.category ? 0 : 1;
  for (let at = 0; at < a.scales.length; at += 1) far += ((a.scales[at] as number) - (b.scales[at] as number)) ** 2;
  return far;
}

function lookOf(market: RewardedMarket): Look {
  const { slug, category, poolUsd, minShares, mid, spread, volumeUsd, daysToEnd, ageDays, othersUsd } = market;
  return {
    slug,
    category,
    scales: [
      Math.log(poolUsd) / 1.2,
      Math.log(minShares) / 1.2,
      Math.log(spread + 0.002) / 0.7,
      Math.log1p(volumeUsd ?? 0) / 3,
      Math.log(Math.min(daysToEnd ?? 365, 365) + 0.3) / 1.5,
      Math.log(Math.min(ageDays ?? 30, 365) + 0.3) / 2,
      Math.abs(mid - 0.5) / 0.25,
    ],
    crowd: (othersUsd ?? 0) / poolUsd,
  };
}
