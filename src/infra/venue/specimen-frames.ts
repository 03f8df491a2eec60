// Made-up frames of the public stream as the venue would send them, for benches: ids as long as real ones, a mirrored change,
// a book of many levels.
import { marketId, outcomeId } from '#domain/ids.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { SeededRandom } from '#infra/random.ts';
import type { HashedBook } from './wire/book-hash.ts';
import { BOOK_FRAME } from './wire/books.ts';
import { marketFrameText, PRICE_CHANGE } from './wire/market-channel.ts';
import type { Lookup } from './wire-market.ts';

/** Of each side. */
export const SPECIMEN_LEVELS = 60;
const CENT = 10_000 as Price;
const AT_MS = 1_795_132_800_000;
const HASH = 'f3cc31114e050a10b3d72e6f8a2233f63b19489c';

/** Follows all of them. */
export const SPECIMEN_LOOKUP: Lookup = (asset, condition) => ({
  market: marketId(condition),
  outcome: asset < '6' ? 'yes' : 'no',
});

/** Ids as long as the venue's, and as different. */
export function specimenNames(n: number) {
  const random = new SeededRandom(n + 1);
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random.next() * 10)).join('');
  return { market: marketId(`0x${digits(64)}`), yes: outcomeId(`5${digits(76)}`), no: outcomeId(`9${digits(76)}`) };
}

/** A level of each outcome, mirrored. */
export function specimenChangeText(n: number): string {
  const { market, yes, no } = specimenNames(n);
  const change = {
    size: (120_000_000 + n) as Shares,
    hash: HASH,
    bestBid: (49 * CENT) as Price,
    bestAsk: (51 * CENT) as Price,
  };
  const changes = [
    { ...change, asset: yes, price: (45 * CENT) as Price, side: 'buy' as const },
    { ...change, asset: no, price: (55 * CENT) as Price, side: 'sell' as const },
  ];
  return marketFrameText([PRICE_CHANGE.write({ market, changes, atMs: AT_MS + n })], false);
}

export function specimenBook(n: number): HashedBook {
  const { market, yes } = specimenNames(n);
  const side = (best: number, step: number) =>
    Array.from({ length: SPECIMEN_LEVELS }, (_, k) => ({
      price: (best + step * (SPECIMEN_LEVELS - 1 - k)) as Price,
      size: (5_000_000 + k * 12_340_000) as Shares,
    }));
  const tick = (CENT / 10) as Price;
  const [bids, asks] = [side(MICRO / 2 - tick, -tick), side(MICRO / 2 + tick, tick)];
  return { market, asset: yes, atMs: AT_MS, bids, asks, minSize: 5_000_000 as Shares, tick, negRisk: false };
}

export function specimenBookText(n: number): string {
  return marketFrameText([BOOK_FRAME.write({ ...specimenBook(n), hash: HASH, lastTrade: null, version: null })], false);
}
