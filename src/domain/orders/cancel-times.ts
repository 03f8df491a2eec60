// How long our cancels take: the last answers of the venue to them, for whoever must be gone in time (quant.md F-12.4, F-12.5).
// Of the account as a whole, in real time by the steady clock, whatever the pace of a market.

/** Answers remembered; the oldest give way. */
export const CANCELS_KEPT = 200;
/** Fewer say nothing about the slowest of them. */
export const CANCELS_MIN = 20;

export class CancelTimes {
  readonly #took: number[] = [];
  #noted = 0;
  /** Rising; null: something came since. */
  #sorted: readonly number[] | null = null;

  /** Milliseconds. A time that is none is not counted. */
  note(tookMs: number): void {
    if (!Number.isFinite(tookMs)) return;
    this.#took[this.#noted % CANCELS_KEPT] = Math.max(0, tookMs);
    this.#noted += 1;
    this.#sorted = null;
  }

  /** The time that one cancel of twenty exceeds, in milliseconds; `priorMs` while too few were measured. */
  p95Ms(priorMs: number): number {
    return this.#slowest(0.95) ?? priorMs;
  }

  /** One of a hundred. */
  p99Ms(priorMs: number): number {
    return this.#slowest(0.99) ?? priorMs;
  }

  #slowest(share: number): number | null {
    if (this.#took.length < CANCELS_MIN) return null;
    this.#sorted ??= this.#took.toSorted((a, b) => a - b);
    return this.#sorted[Math.ceil(this.#sorted.length * share) - 1] ?? null;
  }
}
