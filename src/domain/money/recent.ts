// A map that forgets its oldest entry when it is full. For everything that must recognise repeats without growing for ever.
// An entry keeps its age when it is written again.

export class Recent<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #max: number;
  #forgotten = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Entries pushed out so far. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      this.#forgotten += 1;
      return;
    }
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }
}
