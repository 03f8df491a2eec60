// What the venue's answers to orders and cancels said of its engine, and what was read of it since: is it down, does it take
// orders, has anybody looked at what rests. Fed by the witness; believes nothing that the house says of itself.
import type { VenueFailure } from '#domain/failure.ts';

const NEVER_MS = Number.NEGATIVE_INFINITY;

export class EngineWord {
  /** When the newest request that was answered with 425 had been made; null: a later one got another answer. */
  downSinceMs: number | null = null;
  /** When a 425 was told last. */
  restartToldMs = NEVER_MS;
  /** Of the newest request that was answered with 425, and never taken back. */
  #downMs = NEVER_MS;
  /** When an order was turned away last because no orders are taken. */
  #refusedMs = NEVER_MS;
  /** When the newest listing that was read had been asked for. */
  #listedMs = NEVER_MS;

  /** Nobody has read what rests since the engine was down. */
  get unread(): boolean {
    return this.#listedMs < this.#downMs;
  }

  /** Nobody has asked what rests since an order was told that none are taken, and read it. */
  get refused(): boolean {
    return this.#listedMs < this.#refusedMs;
  }

  /** A 429 comes from the door, a lost answer from nobody: neither says whether the engine is back. */
  answered(askedMs: number, nowMs: number, failure: VenueFailure | null): void {
    if (failure?.kind === 'restarting') {
      this.downSinceMs = Math.max(this.downSinceMs ?? askedMs, askedMs);
      this.#downMs = Math.max(this.#downMs, askedMs);
      this.restartToldMs = nowMs;
    } else if (failure?.kind === 'rateLimited' || failure?.kind === 'unreachable' || failure?.kind === 'unreadable')
      return;
    else if (this.downSinceMs !== null && askedMs >= this.downSinceMs) this.downSinceMs = null;
  }

  /** An order, by the venue as a whole. */
  turnedAway(nowMs: number, failure: VenueFailure): void {
    if (failure.kind === 'cancelOnly' || failure.kind === 'disabled') this.#refusedMs = nowMs;
  }

  listed(askedMs: number): void {
    this.#listedMs = Math.max(this.#listedMs, askedMs);
  }

  /** Whoever heard of all this is another process. */
  forget(): void {
    this.downSinceMs = null;
    this.#downMs = this.#refusedMs = this.restartToldMs = NEVER_MS;
  }
}
