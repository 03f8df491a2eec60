// What a transaction costs, as the chain told a moment ago. Asked for when somebody wants to know, and believed for a while; who
// must decide and does not know waits for the answer.
import type { Chain, Clock } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';

const BELIEVED_MS = 15_000;
/** Older than this it is asked for again; not more often than that. */
const FRESH_MS = 3_000;

export class GasPrice {
  readonly #chain: Chain;
  readonly #clock: Clock;
  #usd: Usd | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(chain: Chain, clock: Clock) {
    this.#chain = chain;
    this.#clock = clock;
  }

  /** Dollars; null while nobody knows. The answer is there the next time. */
  now(): Usd | null {
    const nowMs = this.#clock.steadyMs();
    if (nowMs - Math.max(this.#toldMs, this.#askedMs) >= FRESH_MS) this.#ask(nowMs);
    return nowMs - this.#toldMs <= BELIEVED_MS ? this.#usd : null;
  }

  #ask(nowMs: number): void {
    this.#askedMs = nowMs;
    this.#chain.gas((answer) => {
      // A price that is none is not known.
      if (!answer.ok || !answer.value.isFinite() || answer.value.isNegative()) return;
      this.#usd = answer.value;
      this.#toldMs = this.#clock.steadyMs();
    });
  }
}
