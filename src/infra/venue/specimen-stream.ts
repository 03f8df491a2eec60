// The public stream of one made-up market, for benches: a book of many levels a side, and frames that change one level in both
// outcomes, spelled as the venue spells them. The same seed gives the same bytes. Promises: what a frame declares (best prices,
// and the hash of the whole book where that is wanted) is true of the book that it leaves behind. It keeps that book in plain
// arrays of its own, so that every other book can be held against it.
import type { MarketId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { Random } from '#domain/ports.ts';
import { complement, MICRO, microText, type Price, type Shares } from '#domain/units.ts';
import { SeededRandom } from '#infra/random.ts';
import { specimenNames } from './specimen-frames.ts';
import { bookHash, type HashedBook } from './wire/book-hash.ts';
import { BOOK_FRAME } from './wire/books.ts';
import { marketFrameText } from './wire/market-channel.ts';
import type { Lookup } from './wire-market.ts';

export interface SpecimenPlan {
  readonly seed: number;
  /** Of each side. At most 499. */
  readonly levels: number;
  /** 1: every level changes as often as any other. More: those near the touch change more often. */
  readonly nearness: number;
  /** A level that a frame changes is gone afterwards as often as this; one that was gone is there again. */
  readonly goneShare: number;
  /** Every frame has the true hashes of its book, which takes twenty times as long to write. */
  readonly hashed: boolean;
}

/** Of the changes in recorded sessions of real markets about every sixth takes a level away: one in five of those that find one. */
export const USUAL_GONE_SHARE = 0.2;
const TICK = 1_000 as Price;
const MIN_SIZE = 5_000_000 as Shares;
/** What rests at a level, in hundredths of a share: so much that one quote of ours makes no level empty. */
const SIZE_LEAST = 50_000;
const SIZE_SPREAD = 500_000;
const HUNDREDTH = 10_000;
/** Stand there whatever happens, so that both sides always have somebody. */
const FIRM = 3;
const HEX = '0123456789abcdef';

export class SpecimenStream {
  readonly market: MarketId;
  readonly outcomes: Market['outcomes'];
  readonly tick = TICK;
  readonly minSize = MIN_SIZE;
  readonly #plan: SpecimenPlan;
  readonly #random: Random;
  /** Sizes by distance from the middle; 0 for nothing. */
  readonly #sizes: Readonly<Record<BookSide, number[]>>;

  /** `n`: which of several markets of one seed. */
  constructor(n: number, plan: SpecimenPlan) {
    const { market, yes, no } = specimenNames(n);
    this.market = market;
    this.outcomes = { yes: { id: yes, name: 'Yes' }, no: { id: no, name: 'No' } };
    this.#plan = plan;
    this.#random = new SeededRandom(plan.seed).fork(`specimen ${n}`);
    const side = () => Array.from({ length: plan.levels }, () => this.#size());
    this.#sizes = { bid: side(), ask: side() };
  }

  /** In YES terms, best first. */
  levels(side: BookSide): readonly Level[] {
    return this.#sizes[side].flatMap((size, at) =>
      size > 0 ? [{ price: priceAt(side, at), size: size as Shares }] : [],
    );
  }

  /** The whole book as one outcome tells it. */
  bookText(outcome: Outcome, atMs: number): string {
    const book = this.#hashed(outcome, atMs);
    return marketFrameText(
      [BOOK_FRAME.write({ ...book, hash: bookHash(book, ''), lastTrade: null, version: null })],
      false,
    );
  }

  /** Changes one level, and tells it. */
  changeText(atMs: number): string {
    const random = this.#random;
    const side: BookSide = random.next() < 0.5 ? 'bid' : 'ask';
    const sizes = this.#sizes[side];
    const at = Math.floor(sizes.length * random.next() ** this.#plan.nearness);
    const goes = sizes[at] !== 0 && at >= FIRM && random.next() < this.#plan.goneShare;
    sizes[at] = goes ? 0 : this.#size();
    const price = priceAt(side, at);
    const size = microText(sizes[at] as Shares);
    const [bid, ask] = [this.#best('bid'), this.#best('ask')];
    const yes = { price, isBid: side === 'bid', bid, ask };
    const no = { price: complement(price), isBid: side === 'ask', bid: complement(ask), ask: complement(bid) };
    const rows = [this.#row('yes', yes, size, atMs), this.#row('no', no, size, atMs)].join(', ');
    return `{"market":"${this.market}", "price_changes":[${rows}], "timestamp":"${atMs}", "event_type":"price_change"}`;
  }

  #row(outcome: Outcome, { price, isBid, bid, ask }: Row, size: string, atMs: number): string {
    const hash = this.#plan.hashed ? bookHash(this.#hashed(outcome, atMs), '') : this.#anyHash();
    return (
      `{"asset_id":"${this.outcomes[outcome].id}", "price":"${microText(price)}", "size":"${size}", ` +
      `"side":"${isBid ? 'BUY' : 'SELL'}", "hash":"${hash}", "best_bid":"${microText(bid)}", "best_ask":"${microText(ask)}"}`
    );
  }

  #hashed(outcome: Outcome, atMs: number): HashedBook {
    const [bids, asks] = [this.levels('bid').toReversed(), this.levels('ask').toReversed()];
    const mirrored = (levels: readonly Level[]) =>
      levels.map(({ price, size }) => ({ price: complement(price), size }));
    const sides = outcome === 'yes' ? { bids, asks } : { bids: mirrored(asks), asks: mirrored(bids) };
    const facts = { market: this.market, asset: this.outcomes[outcome].id, minSize: MIN_SIZE, tick: TICK };
    return { ...facts, ...sides, negRisk: false, atMs };
  }

  #best(side: BookSide): Price {
    return priceAt(
      side,
      this.#sizes[side].findIndex((size) => size > 0),
    );
  }

  #size(): number {
    return (SIZE_LEAST + Math.floor(this.#random.next() * SIZE_SPREAD)) * HUNDREDTH;
  }

  #anyHash(): string {
    let hash = '';
    for (let digit = 0; digit < 40; digit++) hash += HEX[Math.floor(this.#random.next() * 16)];
    return hash;
  }
}

interface Row {
  readonly price: Price;
  readonly isBid: boolean;
  readonly bid: Price;
  readonly ask: Price;
}

/** Follows them, and nobody else. */
export function specimenPlaces(streams: readonly SpecimenStream[]): Lookup {
  const places = new Map(
    streams.flatMap(({ market, outcomes }) =>
      (['yes', 'no'] as const).map((outcome) => [String(outcomes[outcome].id), { market, outcome }] as const),
    ),
  );
  return (asset) => places.get(asset) ?? null;
}

/** In YES terms: the first tick beside the middle is nobody's. */
function priceAt(side: BookSide, at: number): Price {
  const distance = (at + 1) * TICK;
  return (MICRO / 2 + (side === 'bid' ? -distance : distance)) as Price;
}
