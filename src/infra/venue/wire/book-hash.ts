// The venue's hash of a whole book: SHA-1 of its compact JSON with an empty hash, in one order of names. Stream frames leave
// out half of what is hashed, so it is put together from market facts; prices and sizes on the wire are canonical decimals,
// so integers give back the very text. One vote of several: what the last trade was is not always known.
import { createHash } from 'node:crypto';
import type { MarketId, OutcomeId } from '#domain/ids.ts';
import type { Book } from '#domain/market/book.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Level } from '#domain/market/market-event.ts';
import { MICRO, microText, type Price, type Shares } from '#domain/units.ts';
import { type LastTrade, lastTradeText } from './scalars.ts';

/** What does not change with the book. */
export interface HashFacts {
  readonly market: MarketId;
  readonly asset: OutcomeId;
  readonly minSize: Shares;
  readonly negRisk: boolean;
}

/** Levels as the wire orders them: the best one last. */
export interface HashedBook extends HashFacts {
  readonly atMs: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly tick: Price;
}

/** Texts of prices, of which there are few. */
const TEXTS_MAX = 20_000;
const texts = new Map<number, string>();
/** Levels a side: as many as a book holds. */
const DEPTH_MAX = 100_000;
const DIGITS_15 = 1e15;

/** Lower-case hexadecimal. `lastTrade` as books print it: see `lastTradeText`. */
export function bookHash(book: HashedBook, lastTrade: string): string {
  return createHash('sha1').update(headText(book)).update(tailText(lastTrade)).digest('hex');
}

/** Which of these last trades makes the book hash to `hash`; undefined: none. Costs little more than one hash. */
export function lastTradeOf(book: HashedBook, hash: string, candidates: Iterable<LastTrade>): LastTrade | undefined {
  const head = createHash('sha1').update(headText(book));
  for (const candidate of candidates)
    if (
      head
        .copy()
        .update(tailText(lastTradeText(candidate)))
        .digest('hex') === hash
    )
      return candidate;
  return undefined;
}

/** A book of ours as the venue would hash it for one outcome, at the time of an event. */
export function hashedBook(book: Book, outcome: Outcome, facts: HashFacts, atMs: number): HashedBook {
  const bids = book.levelsOf(outcome, 'bid', DEPTH_MAX).toReversed();
  const asks = book.levelsOf(outcome, 'ask', DEPTH_MAX).toReversed();
  return { ...facts, atMs, bids, asks, tick: book.tick };
}

function headText(book: HashedBook): string {
  return `{"market":${JSON.stringify(book.market)},"asset_id":${JSON.stringify(book.asset)},"timestamp":"${book.atMs}","hash":"","bids":[${levelsText(book.bids)}],"asks":[${levelsText(book.asks)}],"min_order_size":"${textOf(book.minSize)}","tick_size":"${textOf(book.tick)}","neg_risk":${book.negRisk},"last_trade_price":"`;
}

function tailText(lastTrade: string): string {
  return `${lastTrade}"}`;
}

function levelsText(levels: readonly Level[]): string {
  let text = '';
  for (let index = 0; index < levels.length; index++) {
    const { price, size } = levels[index]!;
    text += `${index === 0 ? '' : ','}{"price":"${textOf(price)}","size":"${sizeText(size)}"}`;
  }
  return text;
}

/** As `microText`: a quotient of so few digits prints as the decimal it is. */
export function sizeText(size: Shares): string {
  return size < DIGITS_15 ? String(size / MICRO) : microText(size);
}

function textOf(micro: number): string {
  const known = texts.get(micro);
  if (known !== undefined) return known;
  const text = microText(micro);
  if (texts.size < TEXTS_MAX) texts.set(micro, text);
  return text;
}
