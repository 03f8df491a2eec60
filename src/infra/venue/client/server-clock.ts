// The venue's clock as far as we can tell: `GET /time` gives whole seconds, so each answer bounds how far ours is off, and several
// narrow it down. As long as our own clock may be right it is believed.
import type { Clock } from '#domain/ports.ts';

/** An old bound loosens by so much with each new answer: clocks drift. */
const DRIFT_MS = 50;
/** A clock that was set while an answer was on its way makes that answer worthless. */
const SET_MS = 100;

export class ServerClock {
  readonly #clock: Clock;
  /** Theirs less ours lies between. */
  #least = Number.NEGATIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What our clock must be corrected by. */
  get offsetMs(): number {
    if (this.#least <= 0 && this.#most >= 0) return 0;
    return Math.round((this.#least + this.#most) / 2);
  }

  /** The venue's time, in whole milliseconds. */
  nowMs(): number {
    return Math.floor(this.#clock.now()) + this.offsetMs;
  }

  seconds(): number {
    return Math.floor(this.nowMs() / 1_000);
  }

  /** Call it when asking; the result takes the answer, in whole seconds as milliseconds. */
  asking(): (serverMs: number) => void {
    const [askedMs, steadyMs] = [this.#clock.now(), this.#clock.steadyMs()];
    return (serverMs) => {
      const nowMs = this.#clock.now();
      if (Math.abs(nowMs - askedMs - (this.#clock.steadyMs() - steadyMs)) > SET_MS) return;
      this.#heard(serverMs - nowMs, serverMs + 1_000 - askedMs);
    };
  }

  #heard(least: number, most: number): void {
    const [from, to] = [Math.max(least, this.#least - DRIFT_MS), Math.min(most, this.#most + DRIFT_MS)];
    // They exclude each other when somebody's clock was set.
    [this.#least, this.#most] = from <= to ? [from, to] : [least, most];
  }
}
