// Sizes by level in YES terms, exactly as told: no votes, no judgement, no time.
// Leaves to `domain/market/book.ts` everything a trader needs to know before trusting a book.
import { keyOf, Ladder, LEVELS_MAX, levelOf } from '#domain/market/ladder.ts';
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { Price, Shares } from '#domain/units.ts';

/** What a book of any kind can be asked. Prices in YES terms. */
export interface Levels {
  size(side: BookSide, price: Price): Shares;
  bestPrice(side: BookSide): Price | null;
  /** Best first. */
  levels(side: BookSide, depth: number): readonly Level[];
}

/** A side holds at most LEVELS_MAX; a further level is not kept. */
export class LevelBook implements Levels {
  readonly #sides: Readonly<Record<BookSide, Ladder>> = { bid: new Ladder(), ask: new Ladder() };

  /** True when something changed. A size of 0 removes the level. */
  set(side: BookSide, price: Price, size: Shares): boolean {
    return this.#sides[side].set(keyOf(side, price), size) === 'changed';
  }

  size(side: BookSide, price: Price): Shares {
    return this.#sides[side].sizeAt(keyOf(side, price)) as Shares;
  }

  bestPrice(side: BookSide): Price | null {
    const { count, bestKey } = this.#sides[side];
    return count === 0 ? null : (keyOf(side, bestKey as Price) as Price);
  }

  levels(side: BookSide, depth = LEVELS_MAX): readonly Level[] {
    const levels: Level[] = [];
    this.#sides[side].walk(depth, (key, size) => levels.push(levelOf(side, key, size)));
    return levels;
  }
}
