// What one look at a book says: top, spread, depth, imbalance, and the micro-price over three levels (quant.md F-7.4). In YES
// terms, with our own orders taken out first by `withoutOwn`. A side that is missing gives no signal (null), and a crossed or
// locked book gives none at all: it is a sign of bad data, not a price.
import type { BookSide, Level } from '#domain/market/market-event.ts';
import { MICRO, type Price, type Shares, ZERO_SHARES } from '#domain/units.ts';

/** Dollars, in YES terms. */
export interface Features {
  readonly bid: number | null;
  readonly ask: number | null;
  readonly spreadTicks: number | null;
  readonly mid: number | null;
  readonly micro: number | null;
  /** Weighted share of the bid in the size near the touch: 0 all offered, 1 all bid. */
  readonly imbalance: number | null;
  /** Plain total of the three best levels. */
  readonly depthBid: Shares;
  readonly depthAsk: Shares;
  /** Best bid at or above best ask: the view cannot be trusted. */
  readonly crossed: boolean;
  readonly trace: Record<string, number | null>;
}

/** What we have resting on one side, in YES terms. */
export interface OwnLevel {
  readonly price: Price;
  readonly remaining: Shares;
}

/** The touch holds a small part of the depth, so two more levels count, each half as much as the one before. */
const LEVEL_WEIGHTS: readonly number[] = [1, 1 / 2, 1 / 4];

/** Levels may come in any order; empty ones are ignored. */
export function readFeatures(bids: readonly Level[], asks: readonly Level[], tick: Price): Features {
  const top = readTop(bids, asks);
  const bid = top.bid === null ? null : top.bid / MICRO;
  const ask = top.ask === null ? null : top.ask / MICRO;
  const trace = { bestBid: bid, bestAsk: ask, weightedBid: top.weightedBid, weightedAsk: top.weightedAsk };
  const depth = { depthBid: top.depthBid, depthAsk: top.depthAsk, trace };
  if (top.crossed) return { ...NOTHING, ...depth, crossed: true };
  const pair = twoSided(top);
  if (!pair) return { ...NOTHING, ...depth, bid, ask };
  return {
    ...depth,
    bid,
    ask,
    spreadTicks: tick > 0 ? (pair.ask - pair.bid) / tick : null,
    mid: (pair.bid + pair.ask) / 2 / MICRO,
    micro: pair.micro / MICRO,
    imbalance: pair.imbalance,
    crossed: false,
  };
}

/** The mark of a market: its two-sided micro-price to the nearest millionth; null without two uncrossed sides. */
export function microMark(bids: readonly Level[], asks: readonly Level[]): Price | null {
  const pair = twoSided(readTop(bids, asks));
  return pair && (Math.round(pair.micro) as Price);
}

/** One side of a book as if we were not in it. A level smaller than our order (the book lags our news) counts as empty. */
export function withoutOwn(levels: readonly Level[], own: readonly OwnLevel[]): Level[] {
  const others: Level[] = [];
  for (const level of levels) {
    let size: number = level.size;
    for (const order of own) if (order.price === level.price) size -= order.remaining;
    if (size > 0) others.push(size === level.size ? level : { price: level.price, size: size as Shares });
  }
  return others;
}

const NOTHING = {
  bid: null,
  ask: null,
  spreadTicks: null,
  mid: null,
  micro: null,
  imbalance: null,
  crossed: false,
} as const;

interface Top {
  readonly bid: Price | null;
  readonly ask: Price | null;
  readonly weightedBid: number;
  readonly weightedAsk: number;
  readonly depthBid: Shares;
  readonly depthAsk: Shares;
  readonly crossed: boolean;
}

function readTop(bids: readonly Level[], asks: readonly Level[]): Top {
  const bidLevels = bestLevels('bid', bids);
  const askLevels = bestLevels('ask', asks);
  const bid = bidLevels[0]?.price ?? null;
  const ask = askLevels[0]?.price ?? null;
  return {
    bid,
    ask,
    weightedBid: weighted(bidLevels),
    weightedAsk: weighted(askLevels),
    depthBid: total(bidLevels),
    depthAsk: total(askLevels),
    crossed: bid !== null && ask !== null && bid >= ask,
  };
}

/** Null unless both sides are there and do not touch. `micro` is in millionths. */
function twoSided(top: Top): { bid: Price; ask: Price; imbalance: number; micro: number } | null {
  if (top.bid === null || top.ask === null || top.crossed) return null;
  const imbalance = top.weightedBid / (top.weightedBid + top.weightedAsk);
  return { bid: top.bid, ask: top.ask, imbalance, micro: top.bid + imbalance * (top.ask - top.bid) };
}

/** The best few levels, best first, in one pass: books may be long and only the top matters here. */
function bestLevels(side: BookSide, levels: readonly Level[]): Level[] {
  const best: Level[] = [];
  for (const level of levels) {
    if (!(level.size > 0)) continue;
    let place = best.length;
    while (place > 0 && isBetter(side, level, best[place - 1] as Level)) place -= 1;
    if (place === LEVEL_WEIGHTS.length) continue;
    if (place === best.length) best.push(level);
    else best.splice(place, 0, level);
    if (best.length > LEVEL_WEIGHTS.length) best.pop();
  }
  return best;
}

function isBetter(side: BookSide, a: Level, b: Level): boolean {
  return side === 'bid' ? a.price > b.price : a.price < b.price;
}

function weighted(levels: readonly Level[]): number {
  let sum = 0;
  for (let index = 0; index < levels.length; index++)
    sum += ((LEVEL_WEIGHTS[index] ?? 0) * (levels[index] as Level).size) / MICRO;
  return sum;
}

function total(levels: readonly Level[]): Shares {
  let sum: number = ZERO_SHARES;
  for (const level of levels) sum += level.size;
  return Math.min(sum, Number.MAX_SAFE_INTEGER) as Shares;
}
