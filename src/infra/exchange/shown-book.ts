// The public book of a replay: the recorded book plus our own resting size, as a venue would show it with us in it.
// Promises: it is crossed only where the recording itself is; whoever applies the changes in order holds exactly this book.
// Recorded orders at or through our own opposite order are not shown while ours rests: they would have met it, and what they
// had was given to us by the fill rules.
import type { BookSide, Level, LevelChange } from '#domain/market/market-event.ts';
import type { Price, Shares } from '#domain/units.ts';
import { betterThan, LevelBook, oppositeSide } from './level-book.ts';

interface Place {
  readonly side: BookSide;
  readonly price: Price;
}

export class ShownBook {
  readonly #recorded: LevelBook;
  readonly #own = new LevelBook();
  readonly #shown = new LevelBook();
  readonly #touched = new Map<number, Place>();

  constructor(recorded: LevelBook) {
    this.#recorded = recorded;
  }

  ownBest(side: BookSide): Price | null {
    return this.#own.best(side);
  }

  /** All of our own size at a level, in YES terms. */
  setOwn(side: BookSide, price: Price, size: Shares): void {
    const before = this.#own.best(side);
    this.#own.set(side, price, size);
    const after = this.#own.best(side);
    this.touch(side, price);
    if (before !== after) this.#touchMet(side, before, after);
  }

  /** The recording changed this level; what the public sees of it is worked out by `changes`. */
  touch(side: BookSide, price: Price): void {
    this.#touched.set(side === 'bid' ? price : -price, { side, price });
  }

  /** What the public is to be told since last asked, in YES terms and with our own view of the top after all of it. */
  changes(): readonly LevelChange[] {
    const moved: Place[] = [];
    for (const place of this.#touched.values()) {
      const size = this.#sizeAt(place.side, place.price);
      if (this.#shown.set(place.side, place.price, size) !== size) moved.push(place);
    }
    this.#touched.clear();
    const votes = { bestBid: this.#shown.best('bid'), bestAsk: this.#shown.best('ask') };
    return moved.map(({ side, price }) => ({
      outcome: 'yes',
      side,
      price,
      size: this.#shown.size(side, price),
      ...votes,
      hash: null,
    }));
  }

  best(side: BookSide): Price | null {
    return this.#shown.best(side);
  }

  /** Best first. */
  levels(side: BookSide): readonly Level[] {
    return this.#shown.levels(side);
  }

  /** A sentence per level that the public sees otherwise than the recording and our orders say. */
  check(): readonly string[] {
    const wrong: string[] = [];
    for (const side of ['bid', 'ask'] as const) {
      const prices = new Set(
        [this.#recorded, this.#own, this.#shown].flatMap((book) => book.levels(side).map((l) => l.price)),
      );
      for (const price of prices) {
        const [shown, due] = [this.#shown.size(side, price), this.#sizeAt(side, price)];
        if (shown !== due) wrong.push(`${side} ${price} shows ${shown} and should show ${due}`);
      }
    }
    return wrong;
  }

  #sizeAt(side: BookSide, price: Price): Shares {
    const recorded = meets(price, side, this.#own.best(oppositeSide(side))) ? 0 : this.#recorded.size(side, price);
    return Math.min(recorded + this.#own.size(side, price), Number.MAX_SAFE_INTEGER) as Shares;
  }

  /** Our best price on `side` moved: what stands against it comes into sight or leaves it. */
  #touchMet(side: BookSide, before: Price | null, after: Price | null): void {
    const other = oppositeSide(side);
    const top = this.#recorded.best(other);
    if (top === null || !(meets(top, other, before) || meets(top, other, after))) return;
    for (const { price } of this.#recorded.levels(other)) {
      if (!meets(price, other, before) && !meets(price, other, after)) return;
      this.touch(other, price);
    }
  }
}

/** Whether an order of `side` at `price` would trade with an opposite one at `met`. */
export function meets(price: Price, side: BookSide, met: Price | null): boolean {
  return met !== null && !betterThan(oppositeSide(side), price, met);
}
