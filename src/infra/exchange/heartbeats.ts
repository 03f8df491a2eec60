// The dead-man's switch of everybody who ever beat (venue rest.md §8): ids chain, a wrong one is answered with the one
// expected, and who has not beaten validly for ten seconds loses all orders at the next look. Promises a look every five
// seconds on the clock's own grid while anybody is armed, and none before. What losing means is its owner's business.
import type { Clock } from '#domain/ports.ts';
import type { BeatResult } from './engine.ts';

export const BEAT_VALID_MS = 10_000;
export const LOOK_EVERY_MS = 5_000;

interface Pulse {
  /** What the next beat must say; an empty one is also how the first beat of a chain may be written. */
  expected: string;
  validMs: number;
}

/** Keyed by wallet in the engine, by API key where credentials beat. */
export class Heartbeats<Owner extends string> {
  readonly #clock: Clock;
  /** Called at every look for everybody who is silent, not only at the first. */
  readonly #onSilent: (owner: Owner) => void;
  readonly #pulses = new Map<Owner, Pulse>();
  /** Of the so-manieth beat here. */
  readonly #idOf: (beats: number) => string;
  #beats = 0;
  #timer: unknown = null;

  constructor(clock: Clock, onSilent: (owner: Owner) => void, idOf = (beats: number) => `beat-${beats}`) {
    this.#clock = clock;
    this.#onSilent = onSilent;
    this.#idOf = idOf;
  }

  /** The first beat, with no id, arms. A wrong one changes nothing and keeps nobody alive. */
  beat(owner: Owner, previous: string | null): BeatResult {
    const pulse = this.#pulses.get(owner) ?? { expected: '', validMs: 0 };
    if ((previous ?? '') !== pulse.expected) return { result: 'wrong', expected: pulse.expected };
    this.#beats += 1;
    pulse.expected = this.#idOf(this.#beats);
    pulse.validMs = this.#clock.now();
    this.#pulses.set(owner, pulse);
    this.#arm();
    return { result: 'taken', id: pulse.expected };
  }

  /** A beat without a chain, as it once was: always valid, and the next chain begins anew. */
  plain(owner: Owner): void {
    this.#pulses.set(owner, { expected: '', validMs: this.#clock.now() });
    this.#arm();
  }

  /** There is no such owner any more. */
  forget(owner: Owner): void {
    this.#pulses.delete(owner);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#timer ??= this.#clock.setTimeout(
      () => {
        this.#timer = null;
        this.#arm();
        this.#look();
      },
      LOOK_EVERY_MS - (this.#clock.now() % LOOK_EVERY_MS),
    );
  }

  #look(): void {
    const nowMs = this.#clock.now();
    for (const [owner, { validMs }] of this.#pulses) if (nowMs - validMs >= BEAT_VALID_MS) this.#onSilent(owner);
  }
}
