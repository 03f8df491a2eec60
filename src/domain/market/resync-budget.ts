// How often a fresh book may be asked for. Each market waits longer after every request in a row, and all together share one
// allowance, so that a venue in trouble is not asked for two hundred books at once. What is not granted now is asked again.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';

export interface ResyncLimits {
  /** Between the first two requests of a market. Doubles with each further one. */
  readonly apartMs: number;
  readonly apartMaxMs: number;
  /** A market that was quiet for this long starts anew. */
  readonly calmMs: number;
  /** Requests of all markets a second in the long run, and at once. */
  readonly perSecond: number;
  readonly burst: number;
}

export const RESYNC_LIMITS: ResyncLimits = {
  apartMs: 500,
  apartMaxMs: 30_000,
  calmMs: 60_000,
  perSecond: 5,
  burst: 20,
};

interface Asked {
  readonly atMs: number;
  readonly times: number;
}

export class ResyncBudget {
  readonly #limits: ResyncLimits;
  readonly #asked = new Map<MarketId, Asked>();
  #tokens: number;
  #refilledMs: number;

  constructor(limits: ResyncLimits, nowMs: number) {
    const { apartMs, apartMaxMs, perSecond, burst } = limits;
    invariant(apartMs > 0 && apartMaxMs >= apartMs, `fresh books ${apartMs} to ${apartMaxMs} ms apart`);
    invariant(perSecond > 0 && burst >= 1, `fresh books: ${perSecond} a second, ${burst} at once`);
    this.#limits = limits;
    this.#tokens = burst;
    this.#refilledMs = nowMs;
  }

  /** True: ask now. A clock that went back has waited long enough. */
  grant(market: MarketId, nowMs: number): boolean {
    const { calmMs } = this.#limits;
    const before = this.#asked.get(market);
    const waitedMs = before ? nowMs - before.atMs : Number.POSITIVE_INFINITY;
    if (before && waitedMs >= 0 && waitedMs < this.#apartMs(before.times)) return false;
    this.#refill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    const times = before && waitedMs >= 0 && waitedMs < calmMs ? before.times + 1 : 1;
    this.#asked.set(market, { atMs: nowMs, times });
    return true;
  }

  forget(market: MarketId): void {
    this.#asked.delete(market);
  }

  #apartMs(times: number): number {
    const { apartMs, apartMaxMs } = this.#limits;
    return Math.min(apartMaxMs, apartMs * 2 ** Math.min(times - 1, 30));
  }

  #refill(nowMs: number): void {
    const { perSecond, burst } = this.#limits;
    const passedMs = Math.max(0, nowMs - this.#refilledMs);
    this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / 1_000);
    this.#refilledMs = nowMs;
  }
}
