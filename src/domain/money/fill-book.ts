// Every fill of ours once, and how far its settlement is. The same trade comes back with each status, statuses come late,
// twice, or before the fill they speak of; this is where that ends. Promises: a fill is counted once, settled at most once,
// voided at most once, never both. Bounded: ended fills and early statuses are forgotten oldest first.
import { invariant } from '#domain/failure.ts';
import { SLOTS, type SlotMeaning } from '#domain/orders/slot.ts';
import type { SettlementStatus } from '#domain/ports.ts';
import { parseUsd, type Usd } from '#domain/units.ts';
import { type CashMove, fillCash } from './cash.ts';
import type { FillFact, SettlementFact } from './fact.ts';
import { Recent } from './recent.ts';

/** Fills waiting for the chain. More is no operating trouble: settlement news does not reach us at all. */
export const UNSETTLED_FILLS_MAX = 100_000;
/** Ended fills recognised when they are told again; an older one would be counted a second time. */
export const ENDED_FILLS_MAX = 100_000;
/** Statuses that outran their fill. Beyond it the oldest is forgotten, and its fill waits for the next status. */
export const EARLY_STATUSES_MAX = 10_000;

/** One status's life. Read a row as: in this status, that news leads to …; news without an arrow is late or repeated. */
export const settling: Readonly<Record<SettlementStatus, Partial<Record<SettlementStatus, SettlementStatus>>>> = {
  matched: { mined: 'mined', retrying: 'retrying', confirmed: 'confirmed', failed: 'failed' },
  mined: { retrying: 'retrying', confirmed: 'confirmed', failed: 'failed' },
  retrying: { mined: 'mined', confirmed: 'confirmed', failed: 'failed' },
  confirmed: {},
  failed: {},
};

/** A fill with what it moves, worked out once. */
export interface CountedFill {
  readonly fact: FillFact;
  readonly meaning: SlotMeaning;
  readonly move: CashMove;
  readonly fee: Usd;
  /** Micro-shares of its outcome: positive when bought. */
  readonly shares: number;
}

export type FillNews =
  | { readonly news: 'new'; readonly fill: CountedFill; readonly settled: boolean }
  /** Its failure was known before it: nothing moves. */
  | { readonly news: 'stillborn' }
  | { readonly news: 'repeat' }
  | { readonly news: 'contradiction' };

export type SettlementNews =
  | { readonly news: 'settled' | 'voided'; readonly fill: CountedFill }
  | { readonly news: 'nothing' }
  | { readonly news: 'contradiction' };

export class FillBook {
  readonly #open = new Map<string, { readonly fill: CountedFill; readonly status: SettlementStatus }>();
  readonly #ended = new Recent<string, { readonly print: string; readonly status: SettlementStatus }>(ENDED_FILLS_MAX);
  readonly #early = new Recent<string, SettlementStatus>(EARLY_STATUSES_MAX);

  /** Fills that are neither confirmed nor failed. */
  get unsettled(): number {
    return this.#open.size;
  }

  /** A readable fill fact. */
  fill(fact: FillFact): FillNews {
    const key = keyOf(fact);
    const known = this.#open.get(key)?.fill.fact;
    const print = known ? printOf(known) : this.#ended.get(key)?.print;
    if (print !== undefined) return { news: print === printOf(fact) ? 'repeat' : 'contradiction' };
    const early = this.#early.get(key) ?? 'matched';
    this.#early.delete(key);
    if (early === 'failed' || early === 'confirmed') this.#ended.set(key, { print: printOf(fact), status: early });
    if (early === 'failed') return { news: 'stillborn' };
    const fill = count(fact);
    if (early !== 'confirmed') this.#open.set(key, { fill, status: early });
    invariant(this.#open.size <= UNSETTLED_FILLS_MAX, 'settlement news does not arrive: too many fills are unsettled');
    return { news: 'new', fill, settled: early === 'confirmed' };
  }

  settlement(fact: SettlementFact): SettlementNews {
    const key = keyOf(fact);
    const open = this.#open.get(key);
    const before = open?.status ?? this.#ended.get(key)?.status ?? this.#early.get(key) ?? 'matched';
    if (contradicts(before, fact.status)) return { news: 'contradiction' };
    const status = settling[before][fact.status] ?? before;
    if (!open) {
      if (!this.#ended.get(key)) this.#early.set(key, status);
      return { news: 'nothing' };
    }
    if (status !== 'confirmed' && status !== 'failed') {
      this.#open.set(key, { fill: open.fill, status });
      return { news: 'nothing' };
    }
    this.#open.delete(key);
    this.#ended.set(key, { print: printOf(open.fill.fact), status });
    return { news: status === 'confirmed' ? 'settled' : 'voided', fill: open.fill };
  }
}

/** One trade may touch several orders of ours. */
function keyOf(fact: FillFact | SettlementFact): string {
  return `${fact.trade} ${fact.order}`;
}

/** What must be the same when a fill is told again; the mark and the times are ours and may differ. */
function printOf(fact: FillFact): string {
  return `${fact.market} ${fact.slot} ${fact.price} ${fact.size} ${fact.fee}`;
}

function contradicts(before: SettlementStatus, news: SettlementStatus): boolean {
  return (before === 'confirmed' && news === 'failed') || (before === 'failed' && news === 'confirmed');
}

function count(fact: FillFact): CountedFill {
  const meaning = SLOTS[fact.slot];
  return {
    fact,
    meaning,
    move: fillCash(meaning.side, fact.price, fact.size),
    fee: parseUsd(fact.fee, 'fee'),
    shares: meaning.side === 'buy' ? fact.size : -fact.size,
  };
}
