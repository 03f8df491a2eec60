// Both layers of the venue's limits, kept on our side: windows per address of ours (rest.md §10 A), buckets per signer (§10 B).
// Whoever wants to ask looks how long it must wait, and takes what it uses.
import type { HttpAnswer } from '#domain/ports.ts';
import { type BucketName, SignerBudget } from './signer-budget.ts';
import { SlidingWindow, type WindowRule } from './sliding-window.ts';

const TEN_S = 10_000;
const TEN_MIN = 600_000;

/** By kind of request. The lower end where the venue gives a range; Data v2 is throttled well below what it states. */
const RULES = {
  status: [{ max: 100, windowMs: TEN_S }],
  book: [{ max: 1_500, windowMs: TEN_S }],
  books: [{ max: 500, windowMs: TEN_S }],
  facts: [{ max: 1_500, windowMs: TEN_S }],
  ledger: [{ max: 500, windowMs: TEN_S }],
  balance: [{ max: 200, windowMs: TEN_S }],
  balanceUpdate: [{ max: 50, windowMs: TEN_S }],
  keys: [{ max: 100, windowMs: TEN_S }],
  beat: [{ max: 500, windowMs: TEN_S }],
  postOrder: [
    { max: 5_000, windowMs: TEN_S },
    { max: 120_000, windowMs: TEN_MIN },
  ],
  postOrders: [
    { max: 2_000, windowMs: TEN_S },
    { max: 21_000, windowMs: TEN_MIN },
  ],
  cancelOrder: [
    { max: 5_000, windowMs: TEN_S },
    { max: 120_000, windowMs: TEN_MIN },
  ],
  cancelOrders: [
    { max: 2_000, windowMs: TEN_S },
    { max: 15_000, windowMs: TEN_MIN },
  ],
  cancelAll: [
    { max: 250, windowMs: TEN_S },
    { max: 6_000, windowMs: TEN_MIN },
  ],
  cancelMarket: [
    { max: 1_500, windowMs: TEN_S },
    { max: 21_000, windowMs: TEN_MIN },
  ],
  gammaMarkets: [{ max: 300, windowMs: TEN_S }],
  gammaEvents: [{ max: 500, windowMs: TEN_S }],
  data: [{ max: 200, windowMs: TEN_S }],
} as const satisfies Record<string, readonly WindowRule[]>;

export type RequestKind = keyof typeof RULES;

const CLOB_TOTAL: WindowRule = { max: 9_000, windowMs: TEN_S };
/** Others may use our address too, and counting is not quite the venue's. */
const SHARE = 0.9;

/** What one request uses. */
export interface Cost {
  readonly kind: RequestKind;
  /** Which bucket it is paid from, and how many orders it counts for. */
  readonly bucket?: BucketName;
  readonly orders?: number;
}

export class RequestBudget {
  readonly signer: SignerBudget;
  readonly #windows = new Map<RequestKind, readonly SlidingWindow[]>();
  readonly #total = new SlidingWindow(shared(CLOB_TOTAL));

  /** `nowMs`, here and below: a steady clock. */
  constructor(nowMs: number) {
    this.signer = new SignerBudget(nowMs);
  }

  /** 0: it may leave now. */
  waitMs({ kind, bucket, orders = 0 }: Cost, nowMs: number): number {
    let waitMs = this.#total.waitMs(1, nowMs);
    for (const window of this.#of(kind)) waitMs = Math.max(waitMs, window.waitMs(1, nowMs));
    return bucket ? Math.max(waitMs, this.signer.waitMs(bucket, orders, nowMs)) : waitMs;
  }

  take({ kind, bucket, orders = 0 }: Cost, nowMs: number): void {
    this.#total.take(1, nowMs);
    for (const window of this.#of(kind)) window.take(1, nowMs);
    if (bucket) this.signer.take(bucket, orders, nowMs);
  }

  /** Shares that are used up now: of all requests of this address, and of the buckets of the signer. */
  used(nowMs: number): { readonly requests: number; readonly orders: number; readonly cancels: number } {
    const [orders, cancels] = [this.signer.used('orders', nowMs), this.signer.used('cancels', nowMs)];
    return { requests: this.#total.used(nowMs), orders, cancels };
  }

  /** The answer to a request of that cost. */
  heard({ bucket }: Cost, answer: HttpAnswer, nowMs: number): void {
    if (answer.ok && bucket) this.signer.heard(bucket, answer, nowMs);
  }

  #of(kind: RequestKind): readonly SlidingWindow[] {
    const known = this.#windows.get(kind);
    if (known) return known;
    const windows = RULES[kind].map((rule) => new SlidingWindow(shared(rule)));
    this.#windows.set(kind, windows);
    return windows;
  }
}

function shared({ max, windowMs }: WindowRule): WindowRule {
  return { max: Math.floor(max * SHARE), windowMs };
}
