// Timers that end together: whoever owns them forgets them all in one call and can tell how many are still to come.
import type { Clock } from '#domain/ports.ts';

export class Timers {
  readonly #clock: Clock;
  readonly #handles = new Set<unknown>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#handles.size;
  }

  /** Returns its handle. */
  after(delayMs: number, run: () => void): unknown {
    if (this.#closed) return null;
    const handle = this.#clock.setTimeout(() => {
      this.#handles.delete(handle);
      run();
    }, delayMs);
    this.#handles.add(handle);
    return handle;
  }

  cancel(handle: unknown): void {
    if (this.#handles.delete(handle)) this.#clock.clearTimeout(handle);
  }

  /** None comes any more. */
  close(): void {
    this.#closed = true;
    for (const handle of this.#handles) this.#clock.clearTimeout(handle);
    this.#handles.clear();
  }
}
