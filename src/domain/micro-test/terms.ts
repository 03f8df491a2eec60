// The terms of the micro-test: what a real account is tried with for a day, whatever configuration says. The least that a market
// pays rewards for, one complete pair, and a stop that latches. A market that would take more money is refused, in words.
import type { Market } from '#domain/market/market.ts';
import { LOT } from '#domain/orders/lot.ts';
import { Decimal, MICRO, type Shares, sharesOf, sharesText, type Usd } from '#domain/units.ts';

export const MICRO_BANKROLL_USD: Usd = new Decimal(25);
/** Lost since the test began, at the marks. */
export const MICRO_STOP_USD: Usd = new Decimal(5);
const PAIR = sharesOf(5 * MICRO);
/** Volatile times make quotes smaller, and one below the minimum counts for nothing: so a quarter more. */
const ROOM = 1.25;
const LOSS_SHARE = 0.65;

const stop = MICRO_STOP_USD.toFixed();
/** The kill switch knows each loss as dollars and as a share. */
const stopShare = MICRO_STOP_USD.div(MICRO_BANKROLL_USD).toFixed();

/** By key. Set as flags, so that no file, environment or market's own settings reach past them. */
export const MICRO_SETTINGS: Readonly<Record<string, string>> = {
  bankrollUsd: MICRO_BANKROLL_USD.toFixed(),
  exposureMaxUsd: MICRO_BANKROLL_USD.toFixed(),
  dailyLossMaxUsd: stop,
  dailyLossMaxShare: stopShare,
  weeklyLossMaxUsd: stop,
  weeklyLossMaxShare: stopShare,
  drawdownMaxUsd: stop,
  drawdownMaxShare: stopShare,
  tradeLossMaxUsd: stop,
  tradeLossMaxShare: stopShare,
  // Limits that follow from a bankroll or from the book would leave less than a market takes: the stop above is the limit here.
  riskBudgetUsd: stop,
  levelShareMax: '1',
  thinSpreadUsd: '1',
  thinDepthUsd: '0',
  // In real time a second leg may take hours, and the test wants its pair.
  legPatienceMs: '86400000',
  ordersPerSecond: '2',
  orderBurst: '10',
  'discovery.rewards': 'only',
  'chaos.allow': 'never',
};

export interface MicroTerms {
  /** Of each quote. */
  readonly shares: Shares;
  /** null: the market pays no rewards for resting orders. */
  readonly rewardedFrom: Shares | null;
  /** Complete pairs that must have come about. */
  readonly pairShares: Shares;
}

export function microTerms({ minSize, reward }: Pick<Market, 'minSize' | 'reward'>): MicroTerms {
  const rewardedFrom = reward?.minSize ?? null;
  const shares = sharesOf(Math.ceil((ROOM * leastOf({ minSize, reward })) / LOT) * LOT);
  return { shares, rewardedFrom, pairShares: sharesOf(Math.max(PAIR, minSize)) };
}

function leastOf({ minSize, reward }: Pick<Market, 'minSize' | 'reward'>): number {
  return Math.max(minSize, reward?.minSize ?? 0);
}

/** What follows from the size: one quote at 65 cents is as much as the market may lose, so that an exposure that grows with the
 *  price stays far below what is there, and latches nothing. */
export function sizeSettings({ shares }: Pick<MicroTerms, 'shares'>): Readonly<Record<string, string>> {
  const limit = dollarsFor(shares).times(LOSS_SHARE).toDecimalPlaces(2, Decimal.ROUND_UP).toFixed();
  return { quoteShares: sharesText(shares), lossPerMarketMaxUsd: limit, lossPerEventMaxUsd: limit };
}

/** Both sides at once, at any price. */
export function dollarsFor(shares: Shares): Usd {
  return new Decimal(shares).div(MICRO);
}

/** Why the market cannot be the one, with what it would take; null: it fits. */
export function microMisfit(market: Pick<Market, 'slug' | 'minSize' | 'reward'>): string | null {
  const { shares, rewardedFrom } = microTerms(market);
  const takesUsd = dollarsFor(shares);
  if (takesUsd.lte(MICRO_BANKROLL_USD)) return null;
  const why =
    rewardedFrom !== null && rewardedFrom >= market.minSize
      ? `pays rewards from ${sharesText(rewardedFrom)} shares on`
      : `takes no orders below ${sharesText(market.minSize)} shares`;
  const most = sharesText(sharesOf(MICRO_BANKROLL_USD.times(MICRO).div(ROOM).toNumber()));
  return `${market.slug} ${why}. Both sides of that, and a quarter more for volatile times, take up to $${takesUsd.toFixed()}; this test has $${MICRO_BANKROLL_USD.toFixed()}, which is enough for a minimum of ${most} shares`;
}

/** For people, before anything happens. */
export function termsText(slug: string, terms: MicroTerms, forMs: number): string {
  const { shares, rewardedFrom, pairShares } = terms;
  const rows = Object.entries({ ...MICRO_SETTINGS, ...sizeSettings(terms) });
  const rewards = rewardedFrom === null ? 'it pays no rewards' : `rewards count from ${sharesText(rewardedFrom)} on`;
  return [
    `micro-test: ${hoursText(forMs)} in ${slug}, quotes of ${sharesText(shares)} shares (${rewards}),`,
    `  at least one complete pair of ${sharesText(pairShares)} shares, and a latched stop at $${stop} of loss`,
    `  ${rows.map(([key, value]) => `${key} ${value}`).join(' · ')}`,
    '',
  ].join('\n');
}

/** `24 h`, `1.5 h`, `40 s`. */
export function hoursText(ms: number): string {
  if (ms >= 3_600_000) return `${Number((ms / 3_600_000).toFixed(2))} h`;
  return ms >= 60_000 ? `${Number((ms / 60_000).toFixed(1))} min` : `${Number((ms / 1_000).toFixed(1))} s`;
}
