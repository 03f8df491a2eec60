// What quoting a market for a day loses to those who know more: jumps that reach our order before our cancel does, and a middle
// that nobody vouches for. Priors by category and time left, for a market of which nothing was measured; figures marked [J] are
// judgement. Dollars a day for one share on either side.
import { normalCdf, normalDensity } from '#domain/pricing/normal.ts';
import { priorVariance } from '#domain/pricing/variance-budget.ts';
import type { RewardedMarket } from './rewarded-market.ts';

const DAY_MS = 86_400_000;
/** A market without an end is taken for one that ends then [J]. */
const DAYS_WITHOUT_END = 90;

/** How what is still to be known comes out: the part of it at once, and in how many pieces a day. */
interface JumpPrior {
  readonly part: number;
  readonly perDay: number;
}

/** Far from the end: F-5.4 and the part of quant.md 16.3. */
const USUAL: JumpPrior = { part: 0.3, perDay: 2 };
const FAST: JumpPrior = { part: 0.3, perDay: 4 };
/** On the last day everything that is left comes out [J]: forecasts and news in a few pieces, prices in more, and a game is
 *  nothing but pieces. */
const LAST_DAY: JumpPrior = { part: 0.6, perDay: 8 };
const LAST_PRICES: JumpPrior = { part: 0.6, perDay: 16 };
const GAME: JumpPrior = { part: 1, perDay: 30 };
const LAST_DAYS = 1;
const FAST_CATEGORIES: ReadonlySet<string> = new Set(['crypto', 'finance']);
const GAME_CATEGORIES: ReadonlySet<string> = new Set(['sports', 'esports']);

/** F-4.4 with every race lost (π = 1), and the wide book of `wideBookLoss`. */
export function jumpLoss(market: RewardedMarket): number {
  const { mid, distance, spread, daysToEnd } = market;
  const daysLeft = Math.max(0, daysToEnd ?? DAYS_WITHOUT_END);
  const { part, perDay } = jumpPrior(market.category, daysLeft);
  // F-2.3: what a day may move is never more than what is left to be known.
  const variance = part * priorVariance(mid, daysLeft * DAY_MS, DAY_MS);
  return perDay * excess(Math.sqrt(variance / perDay), distance) + wideBookLoss(spread / 2, distance);
}

function jumpPrior(category: string | null, daysLeft: number): JumpPrior {
  const name = (category ?? '').toLowerCase();
  const isFast = FAST_CATEGORIES.has(name);
  if (daysLeft > LAST_DAYS) return isFast ? FAST : USUAL;
  if (GAME_CATEGORIES.has(name)) return GAME;
  return isFast ? LAST_PRICES : LAST_DAY;
}

/** E[(|X|−d)⁺] of X ~ N(0, sd²). */
export function excess(sd: number, distance: number): number {
  if (!(sd > 0)) return 0;
  const z = distance / sd;
  return Math.max(0, 2 * (sd * normalDensity(z) - distance * normalCdf(-z)));
}

/** Fair is anywhere between the best prices (F-5.1 reads the same out of a spread), and once a day somebody knows where [J]:
 *  E[(|e|−d)⁺] for e even in ±half. Nothing while we stand outside it. */
export function wideBookLoss(half: number, distance: number): number {
  return half > distance ? (half - distance) ** 2 / (2 * half) : 0;
}
