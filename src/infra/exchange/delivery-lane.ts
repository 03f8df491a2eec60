// Messages that take their time and never overtake each other: one stream, one connection. Messages of the same instant travel
// together and are delivered in one go, so that an engine update arrives whole.
// A receiver that throws does not lose the messages behind the one it choked on.
import { invariant } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';

/** More in flight than this means that nobody advances the clock or that delays have no bound: the owner fails. */
export const IN_FLIGHT_MAX = 1_000_000;

interface Bundle<Message> {
  readonly sentMs: number;
  readonly dueMs: number;
  readonly messages: Message[];
}

export class DeliveryLane<Message> {
  readonly #clock: Clock;
  readonly #delayMs: () => number;
  readonly #deliver: (message: Message) => void;
  /** Oldest first; those before `#next` are delivered. */
  #bundles: (Bundle<Message> | null)[] = [];
  #next = 0;
  #inFlight = 0;
  #timer: unknown = null;
  /** A receiver may send again: what it sends is armed when it is done. */
  #delivering = false;
  #closed = false;

  constructor(clock: Clock, delayMs: () => number, deliver: (message: Message) => void) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#deliver = deliver;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Arrives later, never inside this call. */
  send(message: Message): void {
    if (this.#closed) return;
    invariant(this.#inFlight < IN_FLIGHT_MAX, () => `${IN_FLIGHT_MAX} messages are in flight`);
    this.#inFlight += 1;
    const sentMs = this.#clock.now();
    const last = this.#bundles.at(-1);
    if (last && last.sentMs === sentMs && this.#bundles.length > this.#next) {
      last.messages.push(message);
      return;
    }
    // May be due before the one ahead of it: it waits its turn.
    this.#bundles.push({ sentMs, dueMs: sentMs + this.#delayMs(), messages: [message] });
    this.#arm();
  }

  /** What is in flight is lost. */
  close(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#timer);
    this.#bundles = [];
    this.#inFlight = 0;
  }

  #arm(): void {
    const first = this.#bundles[this.#next];
    if (this.#timer !== null || this.#delivering || !first || this.#closed) return;
    this.#timer = this.#clock.setTimeout(this.#arrive, first.dueMs - this.#clock.now());
  }

  readonly #arrive = (): void => {
    const bundle = this.#bundles[this.#next];
    if (!bundle) return;
    this.#timer = null;
    this.#delivering = true;
    try {
      for (let message = bundle.messages.shift(); message !== undefined; message = bundle.messages.shift()) {
        this.#inFlight -= 1;
        this.#deliver(message);
        if (this.#closed) return;
      }
      this.#drop();
    } finally {
      this.#delivering = false;
      this.#arm();
    }
  };

  #drop(): void {
    this.#bundles[this.#next] = null;
    this.#next += 1;
    if (this.#next < 1_000) return;
    this.#bundles = this.#bundles.slice(this.#next);
    this.#next = 0;
  }
}
