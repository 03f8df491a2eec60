// Our orders as rows: who rests where, what is in flight, what ended lately. Written by the order gateway alone; quoters,
// risk and reports read it by reference. Ended rows stay as tombstones for a while, because a fill may cross a cancel.

import { CostSum } from '#domain/cost-sum.ts';
import { invariant } from '#domain/failure.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import { addShares, type Shares, type Usd, ZERO_SHARES } from '#domain/units.ts';
import {
  advance,
  isLive,
  type OrderIntent,
  type OrderNewsKind,
  type OrderRow,
  type OrderStatus,
  remaining,
} from './order.ts';
import { SLOTS } from './slot.ts';

/** Tombstones kept. Beyond it the oldest goes; a fill for it would then be news about an unknown order. */
export const ENDED_ROWS_MAX = 20_000;
const NO_ROWS: readonly OrderRow[] = [];
const NOTHING = new CostSum();

export interface OrderChange {
  readonly before: OrderStatus;
  readonly row: OrderRow;
}

export class OrderStore {
  readonly #rows = new Map<OrderId, OrderRow>();
  readonly #liveByMarket = new Map<MarketId, readonly OrderRow[]>();
  /** What the buys among them will take. */
  readonly #promised = new Map<MarketId, CostSum>();
  /** The same of all of them. */
  readonly #promisedInAll = new CostSum();
  /** What `promisedElsewhere` said since a row last changed: every plan asks, and few plans change a row. */
  readonly #elsewhere = new Map<MarketId, Usd>();
  /** Of all markets; null: to be put together again. */
  #live: readonly OrderRow[] | null = null;
  readonly #ended: OrderId[] = [];
  readonly #changed: (market: MarketId) => void;
  #oldestEnded = 0;

  /** `changed`: told whenever the live rows of a market became others. */
  constructor(changed: (market: MarketId) => void = () => {}) {
    this.#changed = changed;
  }

  /** A new row, `proposed`. The id must be new. */
  propose(intent: OrderIntent, nowMs: number): OrderRow {
    invariant(!this.#rows.has(intent.id), () => `order ${intent.id} is proposed twice`);
    const row: OrderRow = {
      ...intent,
      status: 'proposed',
      filled: ZERO_SHARES,
      decidedMs: nowMs,
      sentMs: nowMs,
      restingMs: null,
      cancelSentMs: null,
      goingWhy: null,
    };
    this.#rows.set(intent.id, row);
    return row;
  }

  /** A row of an earlier life: whether the venue has it is for a listing to tell. The id must be new. */
  restore(intent: OrderIntent, filled: Shares, sentMs: number): OrderRow {
    return this.#put({ ...this.propose(intent, sentMs), filled, status: 'unknown' });
  }

  /** Moves a row by the life table; null when the row is unknown or its table has no such arrow. `why`: of a cancel. */
  news(id: OrderId, kind: OrderNewsKind, nowMs: number, why: string | null = null): OrderChange | null {
    const before = this.#rows.get(id);
    const status = before && advance(before.status, kind);
    if (!before || !status) return null;
    const row = this.#put({
      ...before,
      status,
      sentMs: kind === 'SENT' ? nowMs : before.sentMs,
      restingMs: kind === 'ACCEPTED' ? (before.restingMs ?? nowMs) : before.restingMs,
      cancelSentMs: kind === 'CANCEL_SENT' ? nowMs : kind === 'CANCEL_REJECTED' ? null : before.cancelSentMs,
      goingWhy: kind === 'CANCEL_SENT' ? (why ?? before.goingWhy) : before.goingWhy,
    });
    return { before: before.status, row };
  }

  /** Adds to what is filled; the row is `filled` when nothing is left. Null: unknown order, one that no fill is expected
   *  of, or more than was ordered. */
  fill(id: OrderId, size: Shares, nowMs: number): OrderChange | null {
    const before = this.#rows.get(id);
    const complete = before && advance(before.status, 'FILLED');
    if (!before || !complete || before.filled + size > before.size) return null;
    const filled = addShares(before.filled, size);
    const status = filled === before.size ? complete : before.status;
    // A partial fill proves that the venue has it, whatever the answer will say.
    const seen = status === 'sent' || status === 'unknown' ? 'resting' : status;
    const row = this.#put({ ...before, filled, status: seen, restingMs: before.restingMs ?? nowMs });
    return { before: before.status, row };
  }

  get(id: OrderId): OrderRow | undefined {
    return this.#rows.get(id);
  }

  /** Orders that may rest now or in a moment: intended, sent, resting, cancelling, unknown. */
  live(market: MarketId): readonly OrderRow[] {
    return this.#liveByMarket.get(market) ?? NO_ROWS;
  }

  allLive(): readonly OrderRow[] {
    this.#live ??= [...this.#liveByMarket.values()].flat();
    return this.#live;
  }

  /** Dollars that live buys in other markets will take. */
  promisedElsewhere(market: MarketId): Usd {
    const known = this.#elsewhere.get(market);
    if (known) return known;
    const promised = new CostSum();
    promised.addAll(this.#promisedInAll);
    promised.takeOff(this.#promised.get(market) ?? NOTHING);
    const { usd } = promised;
    this.#elsewhere.set(market, usd);
    return usd;
  }

  #put(row: OrderRow): OrderRow {
    const before = this.#rows.get(row.id);
    this.#rows.set(row.id, row);
    const live = isLive(row.status);
    const rest = this.live(row.market).filter((each) => each.id !== row.id);
    if (live) rest.push(row);
    this.#promisedInAll.takeOff(this.#promised.get(row.market) ?? NOTHING);
    if (rest.length > 0) {
      const promised = costOfBuys(rest);
      this.#liveByMarket.set(row.market, rest);
      this.#promised.set(row.market, promised);
      this.#promisedInAll.addAll(promised);
    } else {
      this.#liveByMarket.delete(row.market);
      this.#promised.delete(row.market);
    }
    this.#live = null;
    this.#elsewhere.clear();
    this.#changed(row.market);
    if (!live && before?.status !== row.status) this.#bury(row.id);
    return row;
  }

  #bury(id: OrderId): void {
    this.#ended.push(id);
    if (this.#ended.length - this.#oldestEnded <= ENDED_ROWS_MAX) return;
    const oldest = this.#ended[this.#oldestEnded++];
    if (oldest && !isLive(this.#rows.get(oldest)?.status ?? 'filled')) this.#rows.delete(oldest);
    if (this.#oldestEnded <= ENDED_ROWS_MAX) return;
    this.#ended.splice(0, this.#oldestEnded);
    this.#oldestEnded = 0;
  }
}

function costOfBuys(rows: readonly OrderRow[]): CostSum {
  const sum = new CostSum();
  for (const row of rows) if (SLOTS[row.slot].side === 'buy') sum.add(row.price, remaining(row));
  return sum;
}
