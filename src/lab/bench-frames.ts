// What one frame of the public stream costs before a book takes it, in real time: the fast path of level changes beside the
// plain one in the same run, a whole book, and its hash.
import { marketId, outcomeId } from '#domain/ids.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { SeededRandom } from '#infra/random.ts';
import { stopwatch } from '#infra/stopwatch.ts';
import { readMarketFrame, readPlainFrame } from '#infra/venue/frames.ts';
import { bookHash, type HashedBook } from '#infra/venue/wire/book-hash.ts';
import { BOOK_FRAME } from '#infra/venue/wire/books.ts';
import { marketFrameText, PRICE_CHANGE } from '#infra/venue/wire/market-channel.ts';
import type { Lookup } from '#infra/venue/wire-market.ts';
import { type Figure, figure } from './bench-figure.ts';

export interface FramesBench {
  readonly runs: number;
  /** Frames of each kind in a run. */
  readonly frames: number;
}

const MARKETS = 200;
const LEVELS = 60;
const CENT = 10_000 as Price;
const AT_MS = 1_795_132_800_000;
/** Books cost twenty times as much. */
const BOOKS_SHARE = 20;
const HASH = 'f3cc31114e050a10b3d72e6f8a2233f63b19489c';

/** Microseconds a frame; a sample is the mean of one run. */
export function benchFrames({ runs, frames }: FramesBench): readonly Figure[] {
  // As from a socket: texts of their own, not pieces of one another.
  const changes = Array.from({ length: MARKETS }, (_, n) => Buffer.from(changeText(n)));
  const books = Array.from({ length: MARKETS }, (_, n) => Buffer.from(bookText(n)));
  const hashed = bookOf(0);
  const kinds: readonly (readonly [what: string, count: number, once: (n: number) => unknown])[] = [
    ['a change of two levels, plain reader', frames, (n) => readPlainFrame(textAt(changes, n), LOOKUP)],
    ['a change of two levels, scanned', frames, (n) => readMarketFrame(textAt(changes, n), LOOKUP)],
    [`a book of ${2 * LEVELS} levels`, frames / BOOKS_SHARE, (n) => readMarketFrame(textAt(books, n), LOOKUP)],
    ['the hash of that book', frames / BOOKS_SHARE, () => bookHash(hashed, '0.500')],
  ];
  const values = kinds.map((): number[] => []);
  for (let run = 0; run <= runs; run++)
    for (const [index, [, count, once]] of kinds.entries()) {
      const whole = Math.max(1, Math.floor(count));
      const ms = stopwatch();
      for (let n = 0; n < whole; n++) once(n);
      if (run > 0) values[index]?.push((ms() * 1_000) / whole); // the first run only warms up
    }
  return kinds.map(([what], index) => figure({ bench: 'frames', what, unit: 'µs', values: values[index] ?? [] }));
}

const LOOKUP: Lookup = (asset, condition) => ({ market: marketId(condition), outcome: asset < '6' ? 'yes' : 'no' });

function textAt(frames: readonly Buffer[], n: number): string {
  return frames[n % frames.length]?.toString('latin1') ?? '';
}

/** Ids as long as the venue's, and as different. */
function namesOf(n: number) {
  const random = new SeededRandom(n + 1);
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random.next() * 10)).join('');
  return { market: marketId(`0x${digits(64)}`), yes: outcomeId(`5${digits(76)}`), no: outcomeId(`9${digits(76)}`) };
}

function changeText(n: number): string {
  const { market, yes, no } = namesOf(n);
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

function bookOf(n: number): HashedBook {
  const { market, yes } = namesOf(n);
  const side = (best: number, step: number) =>
    Array.from({ length: LEVELS }, (_, k) => ({
      price: (best + step * (LEVELS - 1 - k)) as Price,
      size: (5_000_000 + k * 12_340_000) as Shares,
    }));
  const tick = (CENT / 10) as Price;
  const [bids, asks] = [side(MICRO / 2 - tick, -tick), side(MICRO / 2 + tick, tick)];
  return { market, asset: yes, atMs: AT_MS, bids, asks, minSize: 5_000_000 as Shares, tick, negRisk: false };
}

function bookText(n: number): string {
  return marketFrameText([BOOK_FRAME.write({ ...bookOf(n), hash: HASH, lastTrade: null, version: null })], false);
}
