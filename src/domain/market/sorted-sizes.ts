// Sizes in ascending order, for the middle one of a window that moves: putting one in or taking one out moves memory, and sorts
// nothing. Grows with what it holds; whoever fills it keeps it bounded.
import { invariant } from '#domain/failure.ts';
import type { Shares } from '#domain/units.ts';

const ROOM_AT_FIRST = 64;

export class SortedSizes {
  #sizes = new Float64Array(ROOM_AT_FIRST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The lower of the two middle ones; null when there is none. */
  get median(): Shares | null {
    return this.#count === 0 ? null : (this.#sizes[(this.#count - 1) >> 1] as Shares);
  }

  add(size: Shares): void {
    if (this.#count === this.#sizes.length) this.#grow();
    const at = this.#place(size);
    this.#sizes.copyWithin(at + 1, at, this.#count);
    this.#sizes[at] = size;
    this.#count += 1;
  }

  /** One of that size, which must be there. */
  remove(size: Shares): void {
    const at = this.#place(size);
    invariant(at < this.#count && this.#sizes[at] === size, () => `no size ${size} is among them`);
    this.#sizes.copyWithin(at, at + 1, this.#count);
    this.#count -= 1;
  }

  /** Of the first that is not smaller. */
  #place(size: Shares): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sizes[middle]! < size) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const sizes = new Float64Array(2 * this.#sizes.length);
    sizes.set(this.#sizes);
    this.#sizes = sizes;
  }
}
