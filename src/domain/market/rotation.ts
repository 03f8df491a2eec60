// What changes in the list of traded markets when discovery has looked again: a pure plan. Promises: a market that breaks a rule is
// retired at once, one that was merely overtaken only within a bound a look; a new one comes only into a place that is free, and
// the place of a retired one is free when nothing of it is left; the same input gives the same plan.
import type { Discovery } from './discovery.ts';

export interface Rota {
  /** Quoted now: by id, since when. */
  readonly trading: ReadonlyMap<string, number>;
  /** Only reduced. */
  readonly retired: ReadonlySet<string>;
  /** Something of that market is left: shares, or orders that may rest. */
  readonly isBusy: (market: string) => boolean;
}

export interface RotationLimits {
  /** Traded at a time, retired ones with something left counted. */
  readonly marketsMax: number;
  /** Of markets that come, and of those that are overtaken, a look. */
  readonly swapsMax: number;
}

export interface RotationPlan {
  readonly retire: readonly { readonly market: string; readonly why: string }[];
  /** Retired before, and chosen again. */
  readonly restore: readonly string[];
  /** Neither traded nor retired, best first. */
  readonly add: readonly string[];
  /** Chosen as well: one of them for each of `add` that may not come. */
  readonly next: readonly string[];
}

export function planRotation({ chosen, left }: Discovery, rota: Rota, limits: RotationLimits): RotationPlan {
  const wanted = new Set(chosen.map(({ market }) => market.id));
  const reasons = new Map(left.map(({ market, why, isFit }) => [market.id, { why, isFit: isFit === true }]));
  const retire: { market: string; why: string }[] = [];
  let overtaken = 0;
  for (const market of rota.trading.keys()) {
    if (wanted.has(market)) continue;
    const { why, isFit } = reasons.get(market) ?? { why: 'is listed no more', isFit: false };
    if (isFit && overtaken >= limits.swapsMax) continue;
    if (isFit) overtaken += 1;
    retire.push({ market, why });
  }
  const gone = new Set(retire.map(({ market }) => market));
  const stays = [...rota.trading.keys()].filter((market) => !gone.has(market)).length;
  // What is left of a retired market is in a place of its own, which it keeps when it comes back.
  const leaving = [...rota.retired, ...gone].filter((market) => rota.isBusy(market)).length;
  let free = Math.max(0, limits.marketsMax - stays - leaving);
  const restore: string[] = [];
  const strangers: string[] = [];
  for (const { market } of chosen) {
    if (rota.trading.has(market.id)) continue;
    if (!rota.retired.has(market.id)) strangers.push(market.id);
    else if (rota.isBusy(market.id)) restore.push(market.id);
    else if (free > 0) {
      restore.push(market.id);
      free -= 1;
    }
  }
  const places = Math.min(free, limits.swapsMax);
  return { retire, restore, add: strangers.slice(0, places), next: places > 0 ? strangers.slice(places) : [] };
}
