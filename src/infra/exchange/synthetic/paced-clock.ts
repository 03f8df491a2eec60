// Market time: milliseconds since one market was listed, running `pace` times as fast as the clock beneath. Every delay a
// synthetic trader waits goes through here, so one `stop` ends a market's whole activity and leaves no timer behind.
import { invariant } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';
import { Bag } from '#infra/bag.ts';

interface Timer {
  handle: unknown;
  place: number;
}

export class PacedClock {
  readonly pace: number;
  readonly originMs: number;
  readonly #clock: Clock;
  readonly #timers = new Bag<Timer>();
  #stopped = false;

  /** Market time 0 is now. */
  constructor(clock: Clock, pace: number) {
    invariant(Number.isFinite(pace) && pace > 0, 'a pace is a positive number');
    this.#clock = clock;
    this.pace = pace;
    this.originMs = clock.now();
  }

  /** Market time. */
  now(): number {
    return (this.#clock.now() - this.originMs) * this.pace;
  }

  /** The clock beneath, at market time `ms`: never before it. */
  realMs(ms: number): number {
    return this.originMs + Math.ceil(ms / this.pace);
  }

  /** Runs at market time `ms` or just after; at the earliest one real millisecond from now. Returns the way to call it off. */
  at(ms: number, run: () => void): () => void {
    if (this.#stopped) return () => {};
    const delayMs = Math.max(1, this.realMs(ms) - this.#clock.now());
    const timer: Timer = { handle: null, place: -1 };
    timer.handle = this.#clock.setTimeout(() => {
      this.#timers.remove(timer);
      if (!this.#stopped) run();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      if (this.#timers.remove(timer)) this.#clock.clearTimeout(timer.handle);
    };
  }

  after(delayMs: number, run: () => void): () => void {
    return this.at(this.now() + delayMs, run);
  }

  /** Nothing runs any more. */
  stop(): void {
    this.#stopped = true;
    for (const { handle } of this.#timers.empty()) this.#clock.clearTimeout(handle);
  }
}
