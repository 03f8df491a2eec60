// Markets on whether a price ends up or down, as their names tell: `btc-updown-5m-1787236800` is bitcoin from that second on for
// five minutes. Up when the reference at the end is at or above that at the beginning; YES is up. Both are averages of the minute
// before (venue economics: since August 2026).

import type { Market } from './market.ts';

export interface UpDown {
  /** Of the reference price, such as `btcusd`. */
  readonly symbol: string;
  readonly startMs: number;
  readonly endMs: number;
  /** What is averaged before either end. */
  readonly windowMs: number;
}

const NAME = /^([a-z]{3,6})-updown-(5m|15m|4h)-(\d{10})$/;
const LENGTH_MS: Readonly<Record<string, number>> = { '5m': 300_000, '15m': 900_000, '4h': 14_400_000 };
/** Settled on averages; of others nobody has said what decides them. */
const SYMBOLS: readonly string[] = ['btc', 'eth', 'sol', 'xrp', 'doge', 'hype', 'bnb', 'zec'];
const WINDOW_MS = 60_000;

/** null: another kind of market, or one whose end is not known to be such an average. */
export function upDownOf(slug: string): UpDown | null {
  const [, coin = '', length = '', second] = NAME.exec(slug) ?? [];
  const lengthMs = LENGTH_MS[length];
  if (lengthMs === undefined || !SYMBOLS.includes(coin)) return null;
  const startMs = Number(second) * 1_000;
  // Windows follow each other without a gap; one that does not begin with its like is no window.
  if (startMs % lengthMs !== 0) return null;
  return { symbol: `${coin}usd`, startMs, endMs: startMs + lengthMs, windowMs: WINDOW_MS };
}

/** Any name that says so, also of coins and lengths that we know no settlement of. */
const UP_OR_DOWN = /(?:^|-)up(?:down|-or-down)(?:-|$)/;
const SHORT_MS = 4 * 3_600_000;

/** Decided by a price within hours, or nobody says when: whoever quotes it without an opinion on that price is the last to know. */
export function isShortUpDown({ slug, endMs }: Pick<Market, 'slug' | 'endMs'>, nowMs: number): boolean {
  return UP_OR_DOWN.test(slug) && (endMs === null || endMs - nowMs <= SHORT_MS);
}
