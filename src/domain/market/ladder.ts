// One side of a book as two sorted columns. Keys ascend and the best level is the last: a bid's key is its price, an ask's
// key the complement of its price, so one outcome's asks are, key by key, the other outcome's bids.
// Promises no allocation for a change of a level. Knows nothing of trust, ticks or time: that is `book.ts`.
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import type { BookSide, Level } from './market-event.ts';

/** Levels a side may hold. The finest tick the venue has known (0.0001) fills 9,999. What does not fit is left out and reported. */
export const LEVELS_MAX = 10_000;

/** Levels from the best one on whose changes are counted apart. */
export const NEAR = 8;

export type LadderOutcome = 'same' | 'changed' | 'full';

export class Ladder {
  #keys = new Int32Array(128);
  #sizes = new Float64Array(128);
  #count = 0;
  /** Where the last search ended: both outcomes tell of one level, one after the other. */
  #last = 0;
  #nearMoves = 0;

  /** Grows with every change of one of the best levels: as long as it stands still, so do they. */
  get nearMoves(): number {
    return this.#nearMoves;
  }

  get count(): number {
    return this.#count;
  }

  /** Millionths; 0 when empty. */
  get bestKey(): number {
    return this.#count === 0 ? 0 : this.#keys[this.#count - 1]!;
  }

  /** 0 when empty. */
  get bestSize(): number {
    return this.#count === 0 ? 0 : this.#sizes[this.#count - 1]!;
  }

  /** 0 when absent. */
  sizeAt(key: number): number {
    const index = this.#find(key);
    return index >= 0 ? this.#sizes[index]! : 0;
  }

  /** The absolute size of a level; 0 removes it. */
  set(key: number, size: number): LadderOutcome {
    const index = this.#find(key);
    if (index >= 0) {
      if (this.#sizes[index] === size) return 'same';
      if (this.#count - index <= NEAR) this.#nearMoves++;
      if (size === 0) this.#removeAt(index);
      else this.#sizes[index] = size;
      return 'changed';
    }
    if (size === 0) return 'same';
    if (this.#count === LEVELS_MAX) return 'full';
    this.#insertAt(~index, key, size);
    if (this.#count + index < NEAR) this.#nearMoves++;
    return 'changed';
  }

  /** Replaces every level. `levels` may come in any order; the last of two entries for one price counts; zero sizes are
   *  left out. `full`: more than LEVELS_MAX remained and the worst were left out. */
  load(levels: readonly Level[], side: BookSide): LadderOutcome {
    const sorted = isInOrder(levels, side) ? levels : inOrder(levels, side);
    const surplus = Math.max(0, sorted.length - LEVELS_MAX);
    const before = this.#count;
    const count = sorted.length - surplus;
    this.#reserve(count);
    let same = before === count;
    for (let index = 0; index < count; index++) {
      const level = sorted[surplus + index]!;
      const key = keyOf(side, level.price);
      if (same && (this.#keys[index] !== key || this.#sizes[index] !== level.size)) same = false;
      this.#keys[index] = key;
      this.#sizes[index] = level.size;
    }
    this.#count = count;
    this.#nearMoves++;
    if (surplus > 0) return 'full';
    return same ? 'same' : 'changed';
  }

  /** `visit` gets up to `depth` levels, best first. */
  walk(depth: number, visit: (key: number, size: number) => void): void {
    const end = Math.max(0, this.#count - depth);
    for (let index = this.#count - 1; index >= end; index--) visit(this.#keys[index]!, this.#sizes[index]!);
  }

  /** The index of `key`, or the complement (~) of where it belongs. */
  #find(key: number): number {
    const last = this.#last;
    if (last < this.#count && this.#keys[last] === key) return last;
    let low = 0;
    let high = this.#count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#keys[middle]!;
      if (found === key) {
        this.#last = middle;
        return middle;
      }
      if (found < key) low = middle + 1;
      else high = middle - 1;
    }
    this.#last = low;
    return ~low;
  }

  #insertAt(index: number, key: number, size: number): void {
    this.#reserve(this.#count + 1);
    // A plain loop beats copyWithin here: nearly all changes are a few levels from the best.
    for (let at = this.#count; at > index; at--) {
      this.#keys[at] = this.#keys[at - 1]!;
      this.#sizes[at] = this.#sizes[at - 1]!;
    }
    this.#keys[index] = key;
    this.#sizes[index] = size;
    this.#count++;
  }

  #removeAt(index: number): void {
    this.#count--;
    for (let at = index; at < this.#count; at++) {
      this.#keys[at] = this.#keys[at + 1]!;
      this.#sizes[at] = this.#sizes[at + 1]!;
    }
  }

  #reserve(count: number): void {
    if (count <= this.#keys.length) return;
    let length = this.#keys.length;
    while (length < count) length *= 2;
    const keys = new Int32Array(length);
    const sizes = new Float64Array(length);
    keys.set(this.#keys);
    sizes.set(this.#sizes);
    this.#keys = keys;
    this.#sizes = sizes;
  }
}

/** Its own inverse for each side. */
export function keyOf(side: BookSide, price: Price): number {
  return side === 'bid' ? price : MICRO - price;
}

export function levelOf(side: BookSide, key: number, size: number): Level {
  return { price: keyOf(side, key as Price) as Price, size: size as Shares };
}

/** Ascending keys, one entry a price, no zero sizes: what the wire sends, and what `load` can copy as it is. */
function isInOrder(levels: readonly Level[], side: BookSide): boolean {
  let last = 0;
  for (let index = 0; index < levels.length; index++) {
    const level = levels[index]!;
    const key = keyOf(side, level.price);
    if (key <= last || level.size === 0) return false;
    last = key;
  }
  return true;
}

function inOrder(levels: readonly Level[], side: BookSide): readonly Level[] {
  const byPrice = new Map<Price, Level>();
  for (const level of levels) byPrice.set(level.price, level);
  const sorted = [...byPrice.values()].filter((level) => level.size > 0);
  return sorted.sort((a, b) => keyOf(side, a.price) - keyOf(side, b.price));
}
