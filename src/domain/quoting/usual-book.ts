// What a market's book usually looks like, without our own orders: spread, dollars near the middle and the size of a level, each
// as an average that forgets half within a minute of market time. One flicker of the book changes neither regime nor size.
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { Features } from '#domain/pricing/features.ts';
import { MICRO } from '#domain/units.ts';

export interface UsualBook {
  readonly atMs: number;
  /** Dollars; null before there were two sides. */
  readonly spread: number | null;
  /** Dollars within three cents of the middle, what each side's orders lock; null before a look. */
  readonly depthUsd: Readonly<Record<BookSide, number | null>>;
  /** Shares, the mean of the three best levels; null before that side had any. */
  readonly level: Readonly<Record<BookSide, number | null>>;
}

const HALF_LIFE_MS = 60_000;
const NEAR_USD = 0.03;
const LEVELS = 3;
const LEVELS_MIN = 10;
const LEVELS_MAX = 40;

export function startUsualBook(): UsualBook {
  const nobody = { bid: null, ask: null };
  return { atMs: 0, spread: null, depthUsd: nobody, level: nobody };
}

/** How many levels a side must be read to see three cents deep; of a very fine tick only the nearest. */
export function levelsToSee(tick: number): number {
  return Math.min(LEVELS_MAX, Math.max(LEVELS_MIN, Math.ceil((NEAR_USD * MICRO) / tick) + 1));
}

/** `bids`, `asks`: best first, in YES terms. A crossed book says nothing. */
export function observeUsualBook(
  state: UsualBook,
  { bid, ask, mid, crossed }: Features,
  bids: readonly Level[],
  asks: readonly Level[],
  nowMs: number,
): UsualBook {
  if (crossed) return state;
  const fade = 2 ** (-Math.max(0, nowMs - state.atMs) / HALF_LIFE_MS);
  const smooth = (before: number | null, now: number | null) =>
    now === null ? before : before === null ? now : fade * before + (1 - fade) * now;
  return {
    atMs: Math.max(nowMs, state.atMs),
    spread: smooth(state.spread, bid === null || ask === null ? null : ask - bid),
    depthUsd: {
      bid: smooth(state.depthUsd.bid, depth('bid', bids, mid ?? bid)),
      ask: smooth(state.depthUsd.ask, depth('ask', asks, mid ?? ask)),
    },
    level: { bid: smooth(state.level.bid, meanLevel(bids)), ask: smooth(state.level.ask, meanLevel(asks)) },
  };
}

/** An empty side is no depth. */
function depth(side: BookSide, levels: readonly Level[], middle: number | null): number {
  if (middle === null) return 0;
  let usd = 0;
  for (const { price, size } of levels) {
    const inYes = price / MICRO;
    if (Math.abs(inYes - middle) > NEAR_USD + 1e-9) break;
    usd += ((side === 'bid' ? inYes : 1 - inYes) * size) / MICRO;
  }
  return usd;
}

function meanLevel(levels: readonly Level[]): number | null {
  const best = levels.slice(0, LEVELS);
  return best.length === 0 ? null : best.reduce((sum, { size }) => sum + size, 0) / best.length / MICRO;
}
