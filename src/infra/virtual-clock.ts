// Time that moves only when told. Timers run one at a time, each at its own due time and, when due together, in the order
// they were set; so a run under this clock is the same every time. Whoever drives it lets promises settle between steps.
import { invariant } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';

/** More timers than this at one instant is an endless loop of zero delays. */
const TIMERS_PER_INSTANT_MAX = 1_000_000;

interface Timer {
  readonly dueMs: number;
  /** Order of setting. */
  readonly turn: number;
  readonly run: () => void;
  /** Place in the heap; -1 when it is not waiting. */
  place: number;
}

export class VirtualClock implements Clock {
  #nowMs: number;
  #turns = 0;
  #stepping = false;
  #atThisInstant = 0;
  readonly #heap: Timer[] = [];

  constructor(startMs: number) {
    invariant(Number.isSafeInteger(startMs), `a clock starts at a whole millisecond, not at ${startMs}`);
    this.#nowMs = startMs;
  }

  /** While a timer runs: its due time. */
  now(): number {
    return this.#nowMs;
  }

  /** Nobody sets this clock back. */
  steadyMs(): number {
    return this.#nowMs;
  }

  /** Timers waiting. */
  get pending(): number {
    return this.#heap.length;
  }

  /** A negative or NaN delay is 0, a fraction counts as a whole millisecond, an infinite delay never comes. */
  setTimeout(run: () => void, delayMs: number): unknown {
    const delay = delayMs > 0 ? Math.ceil(delayMs) : 0;
    const timer: Timer = { dueMs: this.#nowMs + delay, turn: this.#turns++, run, place: -1 };
    if (delay !== Infinity) this.#lift(timer, this.#heap.length);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    const timer = handle as Timer | null | undefined;
    if (timer && timer.place >= 0 && this.#heap[timer.place] === timer) this.#remove(timer);
  }

  /** null when nothing waits. */
  nextDueMs(): number | null {
    return this.#heap[0]?.dueMs ?? null;
  }

  /** Moves to the next timer and runs it; false when nothing waits. What the timer throws comes out here, and the clock
   *  goes on from there. */
  step(): boolean {
    invariant(!this.#stepping, 'a timer must not move the clock it runs on');
    const timer = this.#heap[0];
    if (!timer) return false;
    this.#remove(timer);
    this.#atThisInstant = timer.dueMs === this.#nowMs ? this.#atThisInstant + 1 : 0;
    invariant(this.#atThisInstant < TIMERS_PER_INSTANT_MAX, () => `timers re-arm for ever at ${timer.dueMs}`);
    this.#nowMs = timer.dueMs;
    this.#stepping = true;
    try {
      timer.run();
    } finally {
      this.#stepping = false;
    }
    return true;
  }

  /** Runs everything due until then, what the timers themselves set included, and stops exactly there. */
  advanceTo(ms: number): void {
    const isAhead = Number.isSafeInteger(ms) && ms >= this.#nowMs;
    invariant(isAhead, () => `the clock cannot go from ${this.#nowMs} to ${ms}`);
    invariant(!this.#stepping, 'a timer must not move the clock it runs on');
    for (let due = this.nextDueMs(); due !== null && due <= ms; due = this.nextDueMs()) this.step();
    this.#nowMs = ms;
  }

  advanceBy(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  #remove(timer: Timer): void {
    const place = timer.place;
    const last = this.#heap.pop();
    timer.place = -1;
    if (!last || last === timer) return;
    const parent = this.#heap[(place - 1) >> 1];
    if (place > 0 && parent && before(last, parent)) this.#lift(last, place);
    else this.#sink(last, place);
  }

  /** Puts `timer` at `place` and lets it rise to where it belongs. */
  #lift(timer: Timer, place: number): void {
    let at = place;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = this.#heap[up];
      if (!parent || !before(timer, parent)) break;
      this.#put(parent, at);
      at = up;
    }
    this.#put(timer, at);
  }

  #sink(timer: Timer, place: number): void {
    let at = place;
    for (;;) {
      const left = 2 * at + 1;
      const a = this.#heap[left];
      const b = this.#heap[left + 1];
      const down = a && b && before(b, a) ? left + 1 : left;
      const child = this.#heap[down];
      if (!child || !before(child, timer)) break;
      this.#put(child, at);
      at = down;
    }
    this.#put(timer, at);
  }

  #put(timer: Timer, place: number): void {
    this.#heap[place] = timer;
    timer.place = place;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.turn < b.turn);
}
