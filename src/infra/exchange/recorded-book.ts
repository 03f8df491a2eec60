// The book as the recording tells it, without us, and what every message moved in it.
// Promises: one authority, `domain/market/book.ts`, decides what counts (an overtaken snapshot moves nothing); a full-depth
// snapshot costs its readers only the difference; nothing is `believed` while the book is empty, in the middle of an engine
// update, crossed or otherwise suspect.
import { Book } from '#domain/market/book.ts';
import { LEVELS_MAX } from '#domain/market/ladder.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type {
  BookSide,
  DoubtEvent,
  Level,
  LevelChange,
  LevelsEvent,
  MarketEvent,
  SnapshotEvent,
  TopEvent,
} from '#domain/market/market-event.ts';
import { betterThan, oppositeSide } from '#domain/quoting/replay-fill.ts';
import { complement, type Price, type Shares, ZERO_SHARES } from '#domain/units.ts';
import type { Levels } from './level-book.ts';

/** One level that moved, in YES terms. */
export interface LevelMove {
  readonly side: BookSide;
  readonly price: Price;
  readonly before: Shares;
  readonly after: Shares;
}

/** The venue's own top of book after an update, in YES terms: null for an empty side, undefined when it did not say. */
export interface DeclaredTop {
  readonly bid: Price | null | undefined;
  readonly ask: Price | null | undefined;
}

/** In the terms of its outcome. */
type Vote = Pick<TopEvent, 'outcome'> & Partial<Pick<TopEvent, 'bestBid' | 'bestAsk'>>;

const UNDECLARED: DeclaredTop = { bid: undefined, ask: undefined };
const NO_VOTE: Vote = { outcome: 'yes' };
const NO_MOVES: readonly LevelMove[] = [];
/** Changes of one message. */
const FEW = 16;

export class RecordedBook implements Levels {
  readonly #book: Book;
  #declared = UNDECLARED;
  #declaredMs = Number.NEGATIVE_INFINITY;
  #believed = false;
  /** Sizes before the changes of one message: theirs only, for as long as it is taken. */
  readonly #before: Shares[] = [];

  constructor({ id, tick }: Market) {
    this.#book = new Book(id, tick);
  }

  /** After the last message, at its time. */
  get believed(): boolean {
    return this.#believed;
  }

  get known(): boolean {
    return this.#book.trust(this.#book.receivedMs) !== 'empty';
  }

  /** In force: declared, or betrayed by a finer price. */
  get tick(): Price {
    return this.#book.tick;
  }

  get epoch(): number {
    return this.#book.epoch;
  }

  /** The venue's time of the newest message that counted. */
  get atMs(): number {
    return this.#book.venueMs;
  }

  /** What the venue said of its top in the last update; a newer update starts afresh. */
  get declared(): DeclaredTop {
    return this.#declared;
  }

  /** `receivedMs`: when the recorder received it. */
  apply(event: MarketEvent, receivedMs: number): readonly LevelMove[] {
    const moves =
      event.type === 'SNAPSHOT' || (event.type === 'DOUBT' && event.seen)
        ? this.#replace(event, receivedMs)
        : event.type === 'LEVELS'
          ? this.#change(event, receivedMs)
          : this.#note(event, receivedMs);
    this.#believed = this.#book.trust(receivedMs) === 'trusted';
    return moves;
  }

  size(side: BookSide, price: Price): Shares {
    return this.#book.size(side, price);
  }

  bestPrice(side: BookSide): Price | null {
    return this.#book.bestPrice(side);
  }

  levels(side: BookSide, depth = LEVELS_MAX): readonly Level[] {
    return this.#book.levels(side, depth);
  }

  #replace(event: SnapshotEvent | DoubtEvent, receivedMs: number): readonly LevelMove[] {
    const [bids, asks] = [this.levels('bid'), this.levels('ask')];
    if (!this.#book.apply(event, receivedMs).changed) return NO_MOVES;
    this.#declare(this.#book.venueMs, NO_VOTE);
    const moves: LevelMove[] = [];
    difference('bid', bids, this.levels('bid'), moves);
    difference('ask', asks, this.levels('ask'), moves);
    return moves;
  }

  #change(event: LevelsEvent, receivedMs: number): readonly LevelMove[] {
    const { changes } = event;
    const before = this.#before;
    for (let at = 0; at < changes.length; at++) before[at] = this.#sizeOf(changes[at]!);
    const { changed } = this.#book.apply(event, receivedMs);
    for (const change of changes) this.#declare(event.atMs, change);
    if (!changed) return NO_MOVES;
    const moves: LevelMove[] = [];
    // Two or four are found faster by looking; a frame may have thousands.
    const told = changes.length > FEW ? new Set<number>() : null;
    for (let at = 0; at < changes.length; at++) {
      const change = changes[at]!;
      const after = this.#sizeOf(change);
      if (before[at] === after) continue;
      const side = sideOf(change.outcome, change.side);
      const price = priceOf(change.outcome, change.price);
      // Both outcomes tell of one level.
      const level = side === 'bid' ? price : -price;
      if (told ? told.has(level) : moves.some((move) => move.price === price && move.side === side)) continue;
      told?.add(level);
      moves.push({ side, price, before: before[at] ?? ZERO_SHARES, after });
    }
    return moves;
  }

  #sizeOf({ outcome, side, price }: LevelChange): Shares {
    return this.size(sideOf(outcome, side), priceOf(outcome, price));
  }

  #note(event: MarketEvent, receivedMs: number): readonly LevelMove[] {
    this.#book.apply(event, receivedMs);
    if (event.type === 'TOP') this.#declare(event.atMs, event);
    return NO_MOVES;
  }

  #declare(atMs: number, { outcome, bestBid, bestAsk }: Vote): void {
    if (atMs < this.#declaredMs) return;
    const known = atMs === this.#declaredMs ? this.#declared : UNDECLARED;
    const low = outcome === 'yes' ? bestBid : bestAsk && complement(bestAsk);
    const high = outcome === 'yes' ? bestAsk : bestBid && complement(bestBid);
    const bid = low === undefined ? known.bid : low;
    const ask = high === undefined ? known.ask : high;
    this.#declaredMs = atMs;
    if (bid !== this.#declared.bid || ask !== this.#declared.ask) this.#declared = { bid, ask };
  }
}

/** A level of `outcome` as the YES book shows it: a NO bid at q is a YES ask at 1 − q. */
function sideOf(outcome: Outcome, side: BookSide): BookSide {
  return outcome === 'yes' ? side : oppositeSide(side);
}

function priceOf(outcome: Outcome, price: Price): Price {
  return outcome === 'yes' ? price : complement(price);
}

/** Both lists best first: one walk over them. */
function difference(side: BookSide, before: readonly Level[], after: readonly Level[], moves: LevelMove[]): void {
  let [was, is] = [0, 0];
  while (was < before.length || is < after.length) {
    const [old, now] = [before[was], after[is]];
    if (old && now && old.price === now.price) {
      if (old.size !== now.size) moves.push({ side, price: now.price, before: old.size, after: now.size });
      was += 1;
      is += 1;
    } else if (old && (!now || betterThan(side, old.price, now.price))) {
      moves.push({ side, price: old.price, before: old.size, after: ZERO_SHARES });
      was += 1;
    } else if (now) {
      moves.push({ side, price: now.price, before: ZERO_SHARES, after: now.size });
      is += 1;
    }
  }
}
