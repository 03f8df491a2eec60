// What was read of our account at the venue, and when: what rests and what was filled, asked for together. A read counts when both
// answers to one asking came. Fed by the witness; believes nothing that the house says of itself.
import type { Clock, Reply } from '#domain/ports.ts';

const NEVER_MS = Number.NEGATIVE_INFINITY;

export class ListingWord {
  readonly #clock: Clock;
  readonly #onOrders: (askedMs: number) => void;
  /** When the newest ones that were read had been asked for. */
  #read = { orders: NEVER_MS, fills: NEVER_MS };
  /** When one failed last, and when both of one asking were read last. */
  failedMs = NEVER_MS;
  wholeMs = NEVER_MS;

  /** `clock`: the world's. */
  constructor(clock: Clock, onOrders: (askedMs: number) => void) {
    this.#clock = clock;
    this.#onOrders = onOrders;
  }

  /** When the older of the two had been asked for. */
  get readMs(): number {
    return Math.min(this.#read.orders, this.#read.fills);
  }

  reading<T>(what: 'orders' | 'fills', reply: Reply<T>): Reply<T> {
    const askedMs = this.#clock.now();
    return (answer) => {
      if (!answer.ok) this.failedMs = this.#clock.now();
      else {
        this.#read[what] = Math.max(this.#read[what], askedMs);
        if (what === 'orders') this.#onOrders(askedMs);
        if (this.#read.orders === this.#read.fills) this.wholeMs = this.#clock.now();
      }
      reply(answer);
    };
  }

  /** Whoever read all this is another process. */
  forget(): void {
    this.#read = { orders: NEVER_MS, fills: NEVER_MS };
    this.failedMs = this.wholeMs = NEVER_MS;
  }
}
