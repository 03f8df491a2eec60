// The levels of one condition's book in YES terms, kept exactly as told: no judgement, no votes, no integrity.
// Promises: `apply` reports what really changed, once per level, so that a full snapshot costs its listeners only the difference.
// Leaves to `domain/market/book.ts` everything a trader needs to know before trusting a book.
import type { Outcome } from '#domain/market/market.ts';
import type { BookSide, Level, LevelsEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { complement, type Price, type Shares, ZERO_SHARES } from '#domain/units.ts';

/** One level that moved, in YES terms. */
export interface LevelMove {
  readonly side: BookSide;
  readonly price: Price;
  readonly before: Shares;
  readonly after: Shares;
}

export const oppositeSide = (side: BookSide): BookSide => (side === 'bid' ? 'ask' : 'bid');

/** A level of `outcome` as the YES book shows it: a NO bid at q is a YES ask at 1 − q. */
export function inYesTerms(outcome: Outcome, side: BookSide, price: Price): { side: BookSide; price: Price } {
  return outcome === 'yes' ? { side, price } : { side: oppositeSide(side), price: complement(price) };
}

/** Whether `price` stands before `other` among the orders of `side`. */
export function betterThan(side: BookSide, price: Price, other: Price): boolean {
  return side === 'bid' ? price > other : price < other;
}

export class LevelBook {
  readonly #sides: Readonly<Record<BookSide, SideLevels>> = { bid: new SideLevels('bid'), ask: new SideLevels('ask') };

  /** Returns the levels whose size differs from before, in the order of the message; a later mention of a level wins. */
  apply(event: SnapshotEvent | LevelsEvent): readonly LevelMove[] {
    const moves: LevelMove[] = [];
    if (event.type === 'SNAPSHOT') {
      const mirrored = event.outcome === 'no';
      this.#sides.bid.replace(mirrored ? event.asks : event.bids, mirrored, moves);
      this.#sides.ask.replace(mirrored ? event.bids : event.asks, mirrored, moves);
      return moves;
    }
    for (const change of event.changes) {
      const { side, price } = inYesTerms(change.outcome, change.side, change.price);
      const before = this.set(side, price, change.size);
      if (before !== change.size) moves.push({ side, price, before, after: change.size });
    }
    return moves;
  }

  /** Returns the size that stood there before. A size of 0 removes the level. */
  set(side: BookSide, price: Price, size: Shares): Shares {
    return this.#sides[side].set(price, size);
  }

  size(side: BookSide, price: Price): Shares {
    return this.#sides[side].size(price);
  }

  best(side: BookSide): Price | null {
    return this.#sides[side].best();
  }

  /** Best first. Builds an array: for snapshots and audits, not for every frame. */
  levels(side: BookSide): readonly Level[] {
    return this.#sides[side].sorted();
  }

  /** The best bid stands at or above the best ask: in the middle of an engine update, or nonsense. */
  get locked(): boolean {
    const [bid, ask] = [this.best('bid'), this.best('ask')];
    return bid !== null && ask !== null && bid >= ask;
  }
}

/** The top of `book` as one outcome shows it: an empty side is null. */
export function topFor(
  book: LevelBook,
  outcome: Outcome,
): { readonly bestBid: Price | null; readonly bestAsk: Price | null } {
  const [bid, ask] = [book.best('bid'), book.best('ask')];
  if (outcome === 'yes') return { bestBid: bid, bestAsk: ask };
  return { bestBid: ask === null ? null : complement(ask), bestAsk: bid === null ? null : complement(bid) };
}

interface Standing {
  size: Shares;
  /** The last whole-book message that named it. */
  named: number;
}

class SideLevels {
  readonly #side: BookSide;
  readonly #levels = new Map<Price, Standing>();
  /** null: empty; undefined: the best level went and nobody asked since. */
  #best: Price | null | undefined = null;
  #messages = 0;

  constructor(side: BookSide) {
    this.#side = side;
  }

  size(price: Price): Shares {
    return this.#levels.get(price)?.size ?? ZERO_SHARES;
  }

  set(price: Price, size: Shares): Shares {
    const standing = this.#levels.get(price);
    if (standing !== undefined && size > 0) {
      const before = standing.size;
      standing.size = size;
      return before;
    }
    if (size > 0) this.#add(price, size);
    else if (standing !== undefined) this.#remove(price);
    return standing?.size ?? ZERO_SHARES;
  }

  /** Makes this side exactly `levels` and reports the difference into `moves`. */
  replace(levels: readonly Level[], mirrored: boolean, moves: LevelMove[]): void {
    this.#messages += 1;
    for (const level of levels) {
      const price = mirrored ? complement(level.price) : level.price;
      const before = this.set(price, level.size);
      if (before !== level.size) moves.push({ side: this.#side, price, before, after: level.size });
      const standing = this.#levels.get(price);
      if (standing !== undefined) standing.named = this.#messages;
    }
    for (const [price, standing] of this.#levels) {
      if (standing.named === this.#messages) continue;
      this.#remove(price);
      moves.push({ side: this.#side, price, before: standing.size, after: ZERO_SHARES });
    }
  }

  best(): Price | null {
    if (this.#best !== undefined) return this.#best;
    let best: Price | null = null;
    for (const price of this.#levels.keys()) if (best === null || betterThan(this.#side, price, best)) best = price;
    this.#best = best;
    return best;
  }

  sorted(): readonly Level[] {
    const levels = Array.from(this.#levels, ([price, { size }]) => ({ price, size }));
    return levels.sort((a, b) => (this.#side === 'bid' ? b.price - a.price : a.price - b.price));
  }

  #add(price: Price, size: Shares): void {
    this.#levels.set(price, { size, named: 0 });
    if (this.#best === undefined) return;
    if (this.#best === null || betterThan(this.#side, price, this.#best)) this.#best = price;
  }

  #remove(price: Price): void {
    this.#levels.delete(price);
    if (this.#levels.size === 0) this.#best = null;
    else if (this.#best === price) this.#best = undefined;
  }
}
