// The public book of a replay: the recorded book plus our own resting size, as a venue would show it with us in it.
// Promises: it is crossed only where the recording itself is; whoever applies the changes in order holds exactly this book.
// Recorded orders at or through our own opposite order are not shown while ours rests: they would have met it, and what they
// had was given to us by the fill rules.
import { LEVELS_MAX } from '#domain/market/ladder.ts';
import type { BookSide, Level, LevelChange } from '#domain/market/market-event.ts';
import { betterThan, meets, oppositeSide } from '#domain/quoting/replay-fill.ts';
import type { Price, Shares } from '#domain/units.ts';
import { LevelBook, type Levels } from './level-book.ts';
import type { DeclaredTop } from './recorded-book.ts';

interface Place {
  readonly side: BookSide;
  readonly price: Price;
}

const NO_CHANGES: readonly LevelChange[] = [];

export class ShownBook {
  readonly #recorded: Levels;
  readonly #own = new LevelBook();
  readonly #shown = new LevelBook();
  #touched: Place[] = [];

  constructor(recorded: Levels) {
    this.#recorded = recorded;
  }

  ownBest(side: BookSide): Price | null {
    return this.#own.bestPrice(side);
  }

  ownSize(side: BookSide, price: Price): Shares {
    return this.#own.size(side, price);
  }

  /** All of our own size at a level, in YES terms. */
  setOwn(side: BookSide, price: Price, size: Shares): void {
    const before = this.ownBest(side);
    this.#own.set(side, price, size);
    this.touch(side, price);
    if (before !== this.ownBest(side)) this.#touchMet(side, before, this.ownBest(side));
  }

  /** The recording changed this level; what the public sees of it is worked out by `changes`. */
  touch(side: BookSide, price: Price): void {
    this.#touched.push({ side, price });
  }

  /** What the public is to be told since last asked, in YES terms, with the top as the venue would declare it. */
  changes(declared: DeclaredTop): readonly LevelChange[] {
    if (this.#touched.length === 0) return NO_CHANGES;
    // Of two touches of one level the second finds nothing left to change.
    const moved = this.#touched.filter(({ side, price }) => this.#shown.set(side, price, this.#sizeAt(side, price)));
    this.#touched = [];
    if (moved.length === 0) return NO_CHANGES;
    const { bestBid, bestAsk } = this.top(declared);
    return moved.map(({ side, price }) => {
      const size = this.#shown.size(side, price);
      return { outcome: 'yes', side, price, size, bestBid, bestAsk, hash: null };
    });
  }

  /** The recording's declaration with our orders in it, so that a message which the recording lost still shows. */
  top({ bid, ask }: DeclaredTop): { readonly bestBid: Price | null; readonly bestAsk: Price | null } {
    return { bestBid: this.#declaredWithUs('bid', bid), bestAsk: this.#declaredWithUs('ask', ask) };
  }

  bestPrice(side: BookSide): Price | null {
    return this.#shown.bestPrice(side);
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
        [this.#recorded, this.#own, this.#shown].flatMap((book) => book.levels(side, LEVELS_MAX).map((l) => l.price)),
      );
      for (const price of prices) {
        const [shown, due] = [this.#shown.size(side, price), this.#sizeAt(side, price)];
        if (shown !== due) wrong.push(`${side} ${price} shows ${shown} and should show ${due}`);
      }
    }
    return wrong;
  }

  #declaredWithUs(side: BookSide, declared: Price | null | undefined): Price | null {
    const [own, against] = [this.ownBest(side), this.ownBest(oppositeSide(side))];
    if (declared === undefined || (declared !== null && meets(side, declared, against))) return this.bestPrice(side);
    if (declared === null || (own !== null && betterThan(side, own, declared))) return own;
    return declared;
  }

  #sizeAt(side: BookSide, price: Price): Shares {
    const recorded = meets(side, price, this.ownBest(oppositeSide(side))) ? 0 : this.#recorded.size(side, price);
    return Math.min(recorded + this.#own.size(side, price), Number.MAX_SAFE_INTEGER) as Shares;
  }

  /** Our best price on `side` moved: what stands against it comes into sight or leaves it. */
  #touchMet(side: BookSide, before: Price | null, after: Price | null): void {
    const other = oppositeSide(side);
    const concerned = (price: Price) => meets(other, price, before) || meets(other, price, after);
    const top = this.#recorded.bestPrice(other);
    if (top === null || !concerned(top)) return;
    for (const { price } of this.#recorded.levels(other, LEVELS_MAX)) {
      if (!concerned(price)) return;
      this.touch(other, price);
    }
  }
}
