// How long ago something was, for whoever waits for a sign of life. A clock can be set, and a machine can sleep: the wall clock
// forgets the one and the steady clock the other. This one goes on by the longer of the two and never goes back, so that no
// silence ever looks shorter than it was. It may look longer: after a jump forward everything is old.
import type { Clock } from './ports.ts';

export class Elapsed {
  readonly #clock: Pick<Clock, 'now' | 'steadyMs'>;
  #wallMs: number;
  #steadyMs: number;
  #elapsedMs: number;

  constructor(clock: Pick<Clock, 'now' | 'steadyMs'>) {
    this.#clock = clock;
    this.#wallMs = this.#elapsedMs = clock.now();
    this.#steadyMs = clock.steadyMs();
  }

  /** Milliseconds; only differences mean anything. */
  nowMs(): number {
    const wallMs = this.#clock.now();
    const steadyMs = this.#clock.steadyMs();
    this.#elapsedMs += Math.max(0, wallMs - this.#wallMs, steadyMs - this.#steadyMs);
    this.#wallMs = wallMs;
    this.#steadyMs = steadyMs;
    return this.#elapsedMs;
  }
}
