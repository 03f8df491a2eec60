// Two layers of limits, as the venue has them: requests of a visitor by kind of path, and orders and cancels of a signer by tier.
// Buckets that refill all the time. Promises a bounded memory: visitors and signers that were not seen longest start anew.

import { refusal } from './answers.ts';
import type { ServedAnswer } from './served.ts';

/** Requests in ten seconds. */
export const VISITOR_LIMITS = {
  general: 9_000,
  ok: 100,
  book: 1_500,
  books: 500,
  history: 1_000,
  own: 900,
  balance: 200,
  refresh: 50,
  keys: 100,
  order: 5_000,
  orders: 2_000,
  cancelAll: 250,
  cancelMarket: 1_500,
  gamma: 4_000,
  gammaEvents: 500,
  gammaMarkets: 300,
  data: 800,
} as const;
export type VisitorLimit = keyof typeof VISITOR_LIMITS;
const VISITOR_SECONDS = 10;

export interface Tier {
  readonly name: string;
  readonly orders: Allowance;
  readonly cancels: Allowance;
  /** Of cancels whose number is known only afterwards. */
  readonly mayOwe: boolean;
}

interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

export const STANDARD: Tier = {
  name: 'Standard',
  orders: { perSecond: 40, burst: 60 },
  cancels: { perSecond: 80, burst: 120 },
  mayOwe: true,
};

/** Buckets that are remembered. */
const BUCKETS_MAX = 20_000;

export class RateLimits {
  readonly #nowMs: () => number;
  readonly #tier: Tier | null;
  readonly #limitsVisitors: boolean;
  readonly #buckets = new Map<string, Bucket>();

  /** `tier` null: signers are not limited. */
  constructor(nowMs: () => number, tier: Tier | null, limitsVisitors: boolean) {
    this.#nowMs = nowMs;
    this.#tier = tier;
    this.#limitsVisitors = limitsVisitors;
  }

  /** Its name; where nobody is limited, the highest. */
  get tier(): string {
    return this.#tier?.name ?? 'Elite';
  }

  /** null: come in. */
  visit(from: string, kind: VisitorLimit): ServedAnswer | null {
    if (!this.#limitsVisitors) return null;
    for (const each of ['general', kind] as const) {
      const count = VISITOR_LIMITS[each];
      const bucket = this.#bucket(`${from} ${each}`, { perSecond: count / VISITOR_SECONDS, burst: count });
      const waitS = bucket.take(1, this.#nowMs(), false);
      if (waitS > 0) return refusal(429, 'Too Many Requests', {}, { 'retry-after': String(Math.ceil(waitS)) });
    }
    return null;
  }

  /** For so many orders or cancels: null, or the refusal. All or nothing; more than the bucket holds never passes. */
  spend(signer: string, kind: 'orders' | 'cancels', cost: number): ServedAnswer | null {
    const bucket = this.#of(signer, kind);
    const waitS = bucket?.take(cost, this.#nowMs(), false) ?? 0;
    if (waitS === 0) return null;
    const headers = { 'retry-after': String(Math.ceil(Math.min(waitS, 86_400))), ...this.headers(signer, kind) };
    return refusal(429, 'Rate limit exceeded', {}, headers);
  }

  /** Cancels that were counted afterwards. */
  debit(signer: string, cost: number): void {
    this.#of(signer, 'cancels')?.take(cost, this.#nowMs(), this.#tier?.mayOwe ?? true);
  }

  /** What is left, told with every answer to an order or a cancel. */
  headers(signer: string, kind: 'orders' | 'cancels'): Readonly<Record<string, string>> {
    const bucket = this.#of(signer, kind);
    if (!bucket || !this.#tier) return {};
    const nowMs = this.#nowMs();
    return {
      'poly-ratelimit-remaining': String(Math.max(0, Math.floor(bucket.left(nowMs)))),
      'poly-ratelimit-reset': String(Math.ceil(nowMs / 1_000 + bucket.untilFullS(nowMs))),
      'poly-ratelimit-tier': this.#tier.name,
    };
  }

  #of(signer: string, kind: 'orders' | 'cancels'): Bucket | null {
    return this.#tier && this.#bucket(`${kind} of ${signer}`, this.#tier[kind]);
  }

  #bucket(name: string, allowance: Allowance): Bucket {
    const known = this.#buckets.get(name);
    if (known) {
      // The last ones seen are the last to be forgotten.
      this.#buckets.delete(name);
      this.#buckets.set(name, known);
      return known;
    }
    const bucket = new Bucket(allowance, this.#nowMs());
    this.#buckets.set(name, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= BUCKETS_MAX) break;
      this.#buckets.delete(oldest);
    }
    return bucket;
  }
}

class Bucket {
  readonly #allowance: Allowance;
  #left: number;
  #atMs: number;

  constructor(allowance: Allowance, nowMs: number) {
    this.#allowance = allowance;
    this.#left = allowance.burst;
    this.#atMs = nowMs;
  }

  left(nowMs: number): number {
    const { perSecond, burst } = this.#allowance;
    const passedS = Math.max(0, nowMs - this.#atMs) / 1_000;
    this.#left = Math.min(burst, this.#left + passedS * perSecond);
    this.#atMs = nowMs;
    return this.#left;
  }

  untilFullS(nowMs: number): number {
    return (this.#allowance.burst - this.left(nowMs)) / this.#allowance.perSecond;
  }

  /** 0 when it was taken, else seconds to wait, without end when there will never be so many. */
  take(cost: number, nowMs: number, mayOwe: boolean): number {
    const left = this.left(nowMs);
    if (left < cost && !mayOwe) {
      const { perSecond, burst } = this.#allowance;
      return cost > burst ? Number.POSITIVE_INFINITY : (cost - left) / perSecond;
    }
    this.#left = left - cost;
    return 0;
  }
}
