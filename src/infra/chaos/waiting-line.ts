// Things that may have to wait before they are handed on, and never overtake each other. Promises: with nothing to wait for,
// handing on is immediate; what waits is handed on in order, each no earlier than it must.
import { invariant } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';

/** More than this waiting means that a delay has no end: the owner fails. */
export const WAITING_MAX = 100_000;

export class WaitingLine<Item> {
  readonly #clock: Clock;
  readonly #deliver: (item: Item) => void;
  #items: { readonly item: Item; readonly dueMs: number }[] = [];
  #timer: unknown = null;
  #closed = false;

  constructor(clock: Clock, deliver: (item: Item) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  get waiting(): number {
    return this.#items.length;
  }

  /** After `waitMs`, and after everything that waits already. */
  push(item: Item, waitMs: number): void {
    if (this.#closed) return;
    if (waitMs <= 0 && this.#items.length === 0) {
      this.#deliver(item);
      return;
    }
    invariant(this.#items.length < WAITING_MAX, `${WAITING_MAX} things wait in one line`);
    const dueMs = Math.max(this.#clock.now() + Math.max(0, waitMs), this.#items.at(-1)?.dueMs ?? 0);
    this.#items.push({ item, dueMs });
    this.#arm();
  }

  /** What waits is lost. */
  close(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#items = [];
  }

  #arm(): void {
    const first = this.#items[0];
    if (this.#timer !== null || !first || this.#closed) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#release();
    }, first.dueMs - this.#clock.now());
  }

  #release(): void {
    const nowMs = this.#clock.now();
    try {
      for (let first = this.#items[0]; first && first.dueMs <= nowMs; first = this.#items[0]) {
        this.#items.shift();
        this.#deliver(first.item);
      }
    } finally {
      this.#arm();
    }
  }
}
