// The venue's hash of a whole book: SHA-1 of its compact JSON with an empty hash, in one order of names. Stream frames leave
// out half of what is hashed, so it is put together from market facts; prices and sizes on the wire are canonical decimals,
// so integers give back the very text. One vote of several: what the last trade was is not always known.
import { createHash, type Hash, hash as hashAtOnce } from 'node:crypto';
import type { MarketId, OutcomeId } from '#domain/ids.ts';
import type { Book } from '#domain/market/book.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Level } from '#domain/market/market-event.ts';
import type { Price, Shares } from '#domain/units.ts';
import { type LastTrade, lastTradeText } from './scalars.ts';
import { phrase, TextBytes } from './text-bytes.ts';

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

/** Levels a side: as many as a book holds. */
const DEPTH_MAX = 100_000;
const PRICE = phrase('{"price":"');
const SIZE = phrase('","size":"');
const END = phrase('"}');
const NEXT = phrase(',');
/** Of one book after the other: nobody reads them beyond the step that spelled them. */
const bytes = new TextBytes();

/** Lower-case hexadecimal. `lastTrade` as books print it: see `lastTradeText`. */
export function bookHash(book: HashedBook, lastTrade: string): string {
  spellHead(book);
  return hashWith(lastTrade);
}

/** Which of these last trades makes the book hash to `hash`; undefined: none. Costs little more than one hash. */
export function lastTradeOf(book: HashedBook, hash: string, candidates: Iterable<LastTrade>): LastTrade | undefined {
  spellHead(book);
  let head: Hash | null = null;
  let isFirst = true;
  for (const candidate of candidates) {
    const lastTrade = lastTradeText(candidate);
    // It is nearly always the first one, and then nothing is prepared for others.
    if (!isFirst) head ??= createHash('sha1').update(bytes.view);
    if ((head?.copy().update(tailText(lastTrade)).digest('hex') ?? hashWith(lastTrade)) === hash) return candidate;
    isFirst = false;
  }
  return undefined;
}

/** A book of ours as the venue would hash it for one outcome, at the time of an event. */
export function hashedBook(book: Book, outcome: Outcome, facts: HashFacts, atMs: number): HashedBook {
  const bids = book.levelsOf(outcome, 'bid', DEPTH_MAX).toReversed();
  const asks = book.levelsOf(outcome, 'ask', DEPTH_MAX).toReversed();
  return { ...facts, atMs, bids, asks, tick: book.tick };
}

/** All before the last trade. */
function spellHead(book: HashedBook): void {
  bytes.cut(0);
  const { market, asset, atMs, negRisk } = book;
  bytes.text(
    `{"market":${JSON.stringify(market)},"asset_id":${JSON.stringify(asset)},"timestamp":"${atMs}","hash":"","bids":[`,
  );
  spellLevels(book.bids);
  bytes.text('],"asks":[');
  spellLevels(book.asks);
  bytes.text('],"min_order_size":"');
  bytes.micro(book.minSize);
  bytes.text('","tick_size":"');
  bytes.micro(book.tick);
  bytes.text(`","neg_risk":${negRisk},"last_trade_price":"`);
}

/** Of what was spelled, which is left as it was. */
function hashWith(lastTrade: string): string {
  const { length } = bytes;
  bytes.text(tailText(lastTrade));
  const hash = hashAtOnce('sha1', bytes.view, 'hex');
  bytes.cut(length);
  return hash;
}

function tailText(lastTrade: string): string {
  return `${lastTrade}"}`;
}

function spellLevels(levels: readonly Level[]): void {
  for (let index = 0; index < levels.length; index++) {
    const { price, size } = levels[index]!;
    if (index > 0) bytes.phrase(NEXT);
    bytes.phrase(PRICE);
    bytes.micro(price);
    bytes.phrase(SIZE);
    bytes.micro(size);
    bytes.phrase(END);
  }
}
