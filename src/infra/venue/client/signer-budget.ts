// The venue's limiter per signer: two buckets that count orders, one for placing and one for cancelling, whose size depends on the
// tier of the account. We keep the same buckets, believe what the answers say of them, and never ask for more than a bucket
// holds: a batch above the burst can never pass, however long one waits.
import type { HttpAnswer } from '#domain/ports.ts';
import { retryAfterMs } from '../wire/failures.ts';

export type BucketName = 'orders' | 'cancels';

/** Orders and cancels a second; each bucket holds one and a half times as many. The lowest tier until an answer names ours. */
const TIERS: Readonly<Record<string, Readonly<Record<BucketName, number>>>> = {
  standard: { orders: 40, cancels: 80 },
  copper: { orders: 60, cancels: 120 },
  bronze: { orders: 80, cancels: 160 },
  silver: { orders: 200, cancels: 400 },
  gold: { orders: 400, cancels: 800 },
  platinum: { orders: 450, cancels: 900 },
  diamond: { orders: 525, cancels: 1_050 },
  elite: { orders: 600, cancels: 1_200 },
};
const BURST = 1.5;

/** null: no tier that we know. */
export function ordersPerSecondOf(tier: string): number | null {
  const name = tier.toLowerCase();
  return Object.hasOwn(TIERS, name) ? (TIERS[name]?.orders ?? null) : null;
}

/** A refusal that does not say for how long. */
const PAUSE_MS = 1_000;
/** Whatever the venue says and whatever is owed. An order may wait; a cancel that is too many is refused and nothing else, one
 *  that does not leave rests on. */
const WAIT_MAX_MS: Readonly<Record<BucketName, number>> = { orders: 60_000, cancels: 2_000 };

interface Bucket {
  level: number;
  atMs: number;
  /** Refused until then. */
  closedUntilMs: number;
}

export class SignerBudget {
  #tier = 'standard';
  readonly #buckets: Readonly<Record<BucketName, Bucket>>;

  /** `nowMs`, here and below: a steady clock. */
  constructor(nowMs: number) {
    const full = (name: BucketName) => ({ level: this.burst(name), atMs: nowMs, closedUntilMs: nowMs });
    this.#buckets = { orders: full('orders'), cancels: full('cancels') };
  }

  get tier(): string {
    return this.#tier;
  }

  /** The most that one request may ask for. */
  burst(name: BucketName): number {
    return Math.floor(this.#rate(name) * BURST);
  }

  waitMs(name: BucketName, cost: number, nowMs: number): number {
    const bucket = this.#filled(name, nowMs);
    const missing = Math.min(cost, this.burst(name)) - bucket.level;
    const fillMs = missing > 0 ? Math.ceil((missing * 1_000) / this.#rate(name)) : 0;
    return Math.max(fillMs, bucket.closedUntilMs - nowMs, 0);
  }

  /** Share of the bucket that is used up now; more than one when it is below nothing. */
  used(name: BucketName, nowMs: number): number {
    return 1 - this.#filled(name, nowMs).level / this.burst(name);
  }

  /** May leave the bucket below nothing: what a broad cancel costs is known only afterwards. */
  take(name: BucketName, cost: number, nowMs: number): void {
    this.#lower(name, this.#filled(name, nowMs).level - cost, nowMs);
  }

  /** What an answer says of the bucket that its request was paid from. */
  heard(name: BucketName, answer: Extract<HttpAnswer, { ok: true }>, nowMs: number): void {
    const { headers } = answer;
    const tier = headers['poly-ratelimit-tier']?.toLowerCase() ?? '';
    if (Object.hasOwn(TIERS, tier)) this.#tier = tier;
    const bucket = this.#filled(name, nowMs);
    const remaining = headers['poly-ratelimit-remaining'] ?? '';
    if (/^-?\d{1,6}(\.\d+)?$/.test(remaining)) this.#lower(name, Number(remaining), nowMs);
    if (answer.status !== 429) return;
    this.#lower(name, 0, nowMs);
    bucket.closedUntilMs = nowMs + Math.min(WAIT_MAX_MS[name], retryAfterMs(headers, answer.body) ?? PAUSE_MS);
  }

  /** Never so low that the first order or cancel would wait for too long. */
  #lower(name: BucketName, level: number, nowMs: number): void {
    const bucket = this.#filled(name, nowMs);
    const least = 1 - (WAIT_MAX_MS[name] * this.#rate(name)) / 1_000;
    bucket.level = Math.min(bucket.level, Math.max(level, least));
  }

  #rate(name: BucketName): number {
    return (TIERS[this.#tier] ?? { orders: 40, cancels: 80 })[name];
  }

  #filled(name: BucketName, nowMs: number): Bucket {
    const bucket = this.#buckets[name];
    const gained = (Math.max(0, nowMs - bucket.atMs) * this.#rate(name)) / 1_000;
    bucket.level = Math.min(this.burst(name), bucket.level + gained);
    bucket.atMs = Math.max(bucket.atMs, nowMs);
    return bucket;
  }
}
