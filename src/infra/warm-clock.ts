// A clock that begins in the past, hurries through it in virtual time, and from then on is the real one: for a world that shall
// have a history before anybody looks at it. Promises: it never goes back, no timer is lost or comes twice on the way.
import { invariant } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';
import { VirtualClock } from './virtual-clock.ts';

interface Waiting {
  readonly run: () => void;
  readonly dueMs: number;
  /** Of the clock that it waits on now. */
  handle: unknown;
}

export class WarmClock implements Clock {
  readonly #real: Clock;
  /** null: the past is over. */
  #past: VirtualClock | null;
  /** Added to the real steady clock. */
  #steadyShiftMs = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(real: Clock, pastMs: number) {
    this.#real = real;
    this.#past = new VirtualClock(Math.floor(real.now() - pastMs));
  }

  now(): number {
    return this.#past?.now() ?? this.#real.now();
  }

  steadyMs(): number {
    return this.#past?.steadyMs() ?? this.#real.steadyMs() + this.#steadyShiftMs;
  }

  setTimeout(run: () => void, delayMs: number): unknown {
    const waiting: Waiting = { run, dueMs: this.now() + (delayMs > 0 ? delayMs : 0), handle: null };
    this.#waiting.add(waiting);
    this.#arm(waiting, delayMs);
    return waiting;
  }

  clearTimeout(handle: unknown): void {
    const waiting = handle as Waiting | null | undefined;
    if (!waiting || !this.#waiting.delete(waiting)) return;
    (this.#past ?? this.#real).clearTimeout(waiting.handle);
  }

  /** Everything until now happens at once; what waits goes on waiting in real time. */
  catchUp(): void {
    const past = this.#past;
    invariant(past !== null, 'a clock catches up once');
    // It takes a while, in which time goes on.
    for (let nowMs = this.#real.now(); past.now() < nowMs; nowMs = this.#real.now()) past.advanceTo(Math.floor(nowMs));
    this.#past = null;
    this.#steadyShiftMs = past.steadyMs() - this.#real.steadyMs();
    for (const waiting of this.#waiting) {
      past.clearTimeout(waiting.handle);
      this.#arm(waiting, waiting.dueMs - this.#real.now());
    }
  }

  #arm(waiting: Waiting, delayMs: number): void {
    waiting.handle = (this.#past ?? this.#real).setTimeout(() => {
      this.#waiting.delete(waiting);
      waiting.run();
    }, delayMs);
  }
}
