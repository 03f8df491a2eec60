// The dead-man's switch of every wallet that ever beat (venue rest.md §8): ids chain, a wrong one is answered with the one
// expected, and who has not beaten validly for ten seconds loses all orders at the next look. Promises a look every five
// seconds on the clock's own grid while anybody is armed, and none before. What losing means is its owner's business.
import type { WalletId } from '#domain/ids.ts';
import type { Clock } from '#domain/ports.ts';
import type { BeatResult } from './engine.ts';

export const BEAT_VALID_MS = 10_000;
export const LOOK_EVERY_MS = 5_000;

interface Pulse {
  /** What the next beat must say; an empty one is also how the first beat of a chain may be written. */
  expected: string;
  validMs: number;
}

export class Heartbeats {
  readonly #clock: Clock;
  /** Called at every look for every wallet that is silent, not only at the first. */
  readonly #onSilent: (wallet: WalletId) => void;
  readonly #pulses = new Map<WalletId, Pulse>();
  #beats = 0;
  #timer: unknown = null;

  constructor(clock: Clock, onSilent: (wallet: WalletId) => void) {
    this.#clock = clock;
    this.#onSilent = onSilent;
  }

  /** The first beat, with no id, arms. A wrong one changes nothing and keeps nobody alive. */
  beat(wallet: WalletId, previous: string | null): BeatResult {
    const pulse = this.#pulses.get(wallet) ?? { expected: '', validMs: 0 };
    if ((previous ?? '') !== pulse.expected) return { result: 'wrong', expected: pulse.expected };
    this.#beats += 1;
    pulse.expected = `beat-${this.#beats}`;
    pulse.validMs = this.#clock.now();
    this.#pulses.set(wallet, pulse);
    this.#arm();
    return { result: 'taken', id: pulse.expected };
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
    for (const [wallet, { validMs }] of this.#pulses) if (nowMs - validMs >= BEAT_VALID_MS) this.#onSilent(wallet);
  }
}
