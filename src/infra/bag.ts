// Things that come and go by the thousand, and are now and then wanted all together: timers, mostly. A Set would do, but for its
// memory: each table that a Set leaves behind keeps what was in it, and the next table, until a full collection.

export interface Bagged {
  /** In its bag; -1: in none. Only the bag writes it. */
  place: number;
}

export class Bag<Item extends Bagged> {
  #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** In no bag yet. */
  add(item: Item): void {
    item.place = this.#items.length;
    this.#items.push(item);
  }

  /** False when it is not in here. */
  remove(item: Item): boolean {
    const { place } = item;
    if (this.#items[place] !== item) return false;
    const last = this.#items.pop();
    if (last && last !== item) {
      this.#items[place] = last;
      last.place = place;
    }
    item.place = -1;
    return true;
  }

  /** Takes all of them out. */
  empty(): readonly Item[] {
    const items = this.#items;
    this.#items = [];
    for (const item of items) item.place = -1;
    return items;
  }
}
