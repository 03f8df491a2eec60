// Which of a venue's markets are worth trading, by rules that a person sets: a pure choice among candidates, with the reason for
// each that was left out. Promises: a market that breaks a rule is never chosen; one that was chosen stays for a while as long
// as it breaks none, so that the list does not flicker; the same input gives the same list.
import type { Settings } from '../settings.ts';
import type { Usd } from '../units.ts';
import { ZERO_USD } from '../units.ts';

/** What the venue's metadata say of one open market. Statistics: good enough to choose by, not to quote by. */
export interface Candidate {
  readonly id: string;
  readonly slug: string;
  readonly group: string | null;
  /** Of the last day; null: it does not say. */
  readonly volumeUsd: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly endMs: number | null;
  /** Rewards for resting orders, a day. */
  readonly rewardUsd: Usd;
  /** It has a book and takes orders. */
  readonly takesOrders: boolean;
}

export type DiscoveryRules = Settings['discovery'];

export interface Choice {
  readonly market: Candidate;
  /** When it was chosen first. */
  readonly sinceMs: number;
  /** Dollars a day that makers of this market might share, or, ranked by the scout, cents a day for a dollar at risk: an order, not
   *  a forecast. */
  readonly score: number;
}

export interface Discovery {
  readonly chosen: readonly Choice[];
  /** `isFit`: it breaks no rule, and others come first. */
  readonly left: readonly { readonly market: Candidate; readonly why: string; readonly isFit?: true }[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CENTS = 100;

/** `held`: what was chosen before, with since when. `worth`: by slug, what a dollar at risk there is expected to earn a day, where
 *  that ranks (`discovery.rank`); then whatever earns nothing is left out. Best score first; of equal ones the slug that comes first. */
export function discover(
  candidates: readonly Candidate[],
  rules: DiscoveryRules,
  held: ReadonlyMap<string, number>,
  nowMs: number,
  worth: ReadonlyMap<string, number> | null = null,
): Discovery {
  const left: { market: Candidate; why: string; isFit?: true }[] = [];
  const fit: Choice[] = [];
  for (const market of candidates) {
    const score = worth ? CENTS * (worth.get(market.slug) ?? 0) : scoreOf(market);
    const why =
      unfit(market, rules, nowMs) ?? (score > 0 || !worth ? null : 'would earn nothing (discovery.rank scout)');
    if (why !== null) left.push({ market, why });
    else fit.push({ market, sinceMs: held.get(market.id) ?? nowMs, score });
  }
  const keeps = ({ market, sinceMs }: Choice) => held.has(market.id) && nowMs - sinceMs < rules.keepHours * HOUR_MS;
  const byScore = (a: Choice, b: Choice) => b.score - a.score || (a.market.slug < b.market.slug ? -1 : 1);
  const ordered = [...fit.filter(keeps).sort(byScore), ...fit.filter((one) => !keeps(one)).sort(byScore)];
  const chosen = ordered.slice(0, rules.marketsMax).sort(byScore);
  for (const { market } of ordered.slice(rules.marketsMax))
    left.push({ market, why: `${rules.marketsMax} others come first (discovery.marketsMax)`, isFit: true });
  return { chosen, left };
}

/** The first rule that it breaks, in words with the setting; null: none. */
export function unfit(market: Candidate, rules: DiscoveryRules, nowMs: number): string | null {
  const { volumeUsd, bid, ask, endMs, rewardUsd, takesOrders } = market;
  if (!takesOrders) return 'takes no orders';
  if (bid === null || ask === null || !(bid > 0 && ask < 1 && bid < ask)) return 'has no book with two sides';
  const days = endMs === null ? Number.POSITIVE_INFINITY : (endMs - nowMs) / DAY_MS;
  if (days < rules.daysToEndMin)
    return `ends in ${days.toFixed(1)} days (discovery.daysToEndMin ${rules.daysToEndMin})`;
  if (days > rules.daysToEndMax)
    return `ends ${endMs === null ? 'at no known time' : `in ${days.toFixed(0)} days`} (discovery.daysToEndMax ${rules.daysToEndMax})`;
  const middle = (bid + ask) / 2;
  if (middle < rules.priceMin) return `stands at ${middle.toFixed(3)} (discovery.priceMin ${rules.priceMin})`;
  if (middle > rules.priceMax) return `stands at ${middle.toFixed(3)} (discovery.priceMax ${rules.priceMax})`;
  const spread = ask - bid;
  if (spread > rules.spreadMax + 1e-9) return `spread ${spread.toFixed(3)} (discovery.spreadMax ${rules.spreadMax})`;
  if (rules.volumeMinUsd.gt(volumeUsd ?? 0))
    return `traded $${(volumeUsd ?? 0).toFixed(0)} in a day (discovery.volumeMinUsd ${rules.volumeMinUsd.toFixed()})`;
  if (rules.rewards === 'only' && rewardUsd.lte(ZERO_USD)) return 'pays no rewards (discovery.rewards only)';
  return null;
}

/** Half of what takers pay in spread on what was traded, and the rewards. */
function scoreOf({ volumeUsd, bid, ask, rewardUsd }: Candidate): number {
  return ((volumeUsd ?? 0) * ((ask ?? 0) - (bid ?? 0))) / 2 + rewardUsd.toNumber();
}
