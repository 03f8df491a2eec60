// Our clock under faults: it may show another time than the world's, and while the event loop is blocked no timer fires.
// Promises: timers measure real time whatever the clock shows, and those that a blocked loop held back fire in their order.
// Without a fault it is the clock beneath.
import type { Clock } from '#domain/ports.ts';
import type { ChaosBoard } from './chaos-board.ts';
import { blockedMs } from './slow-loop.ts';

interface Timer {
  handle: unknown;
}

export class ChaosClock implements Clock {
  readonly #clock: Clock;
  readonly #board: ChaosBoard;

  constructor(clock: Clock, board: ChaosBoard) {
    this.#clock = clock;
    this.#board = board;
  }

  /** What our clock shows beyond the world's. */
  get skewMs(): number {
    return this.#board.active('clockJump')?.params.byMs ?? 0;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  steadyMs(): number {
    return this.#clock.steadyMs();
  }

  setTimeout(run: () => void, delayMs: number): unknown {
    const timer: Timer = { handle: null };
    this.#arm(timer, run, delayMs);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    const timer = handle as Timer | null | undefined;
    if (timer) this.#clock.clearTimeout(timer.handle);
  }

  #arm(timer: Timer, run: () => void, delayMs: number): void {
    timer.handle = this.#clock.setTimeout(() => {
      const waitMs = blockedMs(this.#board, this.#clock.now());
      if (waitMs > 0) this.#arm(timer, run, waitMs);
      else run();
    }, delayMs);
  }
}
