// The pair trades of one market, told by its fills. Lots are matched first in first out (`lots.ts`); each lot that opens is
// the first leg of a pair trade, and what then happens to it becomes steps for that pair trade's machine. The book outlives
// a crash of complete-set: steps wait here, and `history` brings a fresh machine to where its pair trade stands.
import type { OrderId, PairTradeId, TradeId } from '#domain/ids.ts';
import { otherOutcome } from '#domain/market/market.ts';
import { slotFor } from '#domain/orders/slot.ts';
import type { LegConstraint } from '#domain/quoting/quote-plan.ts';
import { MICRO, type Price, type Shares, type Usd } from '#domain/units.ts';
import type { FillFact } from './fact.ts';
import { firstLeg, type Lot, type LotNews, type LotPair, secondLeg } from './lot-news.ts';
import { LotMatcher } from './lots.ts';
import { lotsOf, newRow, type PairTradeRow, type Row } from './pair-row.ts';
import type { PairTradeEvent } from './pair-trade-event.ts';

export interface PairStep {
  readonly pairTrade: PairTradeId;
  readonly event: PairTradeEvent;
}

/** Steps kept of one pair trade; at the maximum the oldest are folded away, a fresh machine then starts further on. */
const HISTORY_MAX = 400;
/** Ended pair trades kept: their last word is told a moment later. */
const ENDED_MAX = 50;

export class PairBook {
  readonly #lots = new LotMatcher();
  readonly #newId: () => PairTradeId;
  readonly #openMax: number;
  readonly #rows = new Map<PairTradeId, Row>();
  readonly #byLot = new Map<Lot, Row>();
  #planned: Row | null = null;
  #steps: PairStep[] = [];
  #ended: PairTradeRow[] = [];

  /** `openMax`: pair trades at once. Beyond it lots are still matched, without a pair trade of their own. */
  constructor(newId: () => PairTradeId, openMax: number) {
    this.#newId = newId;
    this.#openMax = openMax;
  }

  /** Steps since the last call, in order. */
  takeSteps(): readonly PairStep[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  open(): readonly PairTradeRow[] {
    return [...this.#rows.values()];
  }

  /** Those that ended last, as they were at their end, newest last. */
  endedLately(): readonly PairTradeRow[] {
    return this.#ended;
  }

  /** Orders of ours rest: the next pair trade is under way. */
  working(): void {
    this.#planned ??= this.#begin();
    if (this.#planned && this.#planned.history.length === 0) this.#step(this.#planned, { type: 'LEG_WORKING' });
  }

  filled(fill: FillFact): void {
    this.#read(this.#lots.add(fill));
  }

  settled(trade: TradeId, order: OrderId, failed: boolean): void {
    if (failed) this.#read(this.#lots.voided(trade, order));
    else this.#lots.confirmed(trade, order);
  }

  mergeSent(size: Shares): void {
    let left: number = size;
    for (const row of this.#rows.values()) {
      if (left <= 0) break;
      if (row.waiting > 0 || row.paired - row.merged <= 0) continue;
      left -= row.paired - row.merged;
      if (row.merging) continue; // its answer was given up
      row.merging = true;
      this.#step(row, { type: 'MERGE_SENT' });
    }
  }

  merged(size: Shares): void {
    this.#read(this.#lots.merged(size));
    // What was sent and not reached by this merge stands as before.
    this.mergeFailed();
  }

  mergeFailed(): void {
    for (const row of this.#rows.values()) {
      if (!row.merging) continue;
      row.merging = false;
      this.#step(row, { type: 'MERGE_FAILED' });
      // As if it had never been sent: a merge that fails every second must not push the fills out of the history.
      if (row.history.at(-2)?.type === 'MERGE_SENT') row.history.splice(-2);
    }
  }

  /** The market is over: whole pairs were redeemed as sets, single legs at the payout. */
  ended(): void {
    for (const row of [...this.#rows.values()]) {
      this.#step(row, { type: 'MARKET_ENDED' });
      this.#end(row);
    }
  }

  /** Nobody asks for this second leg any more. */
  impatient(id: PairTradeId): void {
    const row = this.#rows.get(id);
    if (!row || row.impatient) return;
    row.impatient = true;
    this.#step(row, { type: 'PATIENCE_OVER' });
  }

  wanted(id: PairTradeId): void {
    const row = this.#rows.get(id);
    if (row) this.#step(row, { type: 'LEG2_WANTED' });
  }

  /** What the second leg of a pair trade may cost, so that the set costs at least `edge` dollars a share less than one. */
  constraint(id: PairTradeId, edge: Usd, patienceMs: number): LegConstraint | null {
    const row = this.#rows.get(id);
    if (!row?.lot || row.waiting <= 0 || row.impatient) return null;
    const maxCost = MICRO - row.lot.price - edge.times(MICRO).ceil().toNumber();
    if (maxCost <= 0) return null;
    return {
      slot: slotFor(otherOutcome(row.lot.outcome), 'buy'),
      maxCost: maxCost as Price,
      size: row.waiting as Shares,
      untilMs: row.lot.atMs + patienceMs,
    };
  }

  #read(news: readonly LotNews[]): void {
    const pairsBroke = news.some((each) => each.news === 'unpaired' || each.news === 'voided');
    for (const each of news) {
      if (each.news !== 'reopened') this.#readOne(each);
      else if (!pairsBroke) this.#saleVoided(each.lot, each.size);
    }
    for (const lot of new Set(news.flatMap(lotsOf))) this.#agree(lot);
  }

  #readOne(news: LotNews): void {
    switch (news.news) {
      case 'paired':
        this.#paired(news.pair);
        return;
      case 'unpaired': {
        const row = this.#ownerOf(news.pair);
        if (!row) return;
        row.waiting += news.pair.size;
        row.paired -= news.pair.size;
        const leg = row.pairs.get(news.pair.id);
        if (leg) row.pairs.set(news.pair.id, { ...leg, size: (leg.size - news.pair.size) as Shares });
        row.impatient = false;
        this.#step(row, { type: 'VOIDED', leg: 2, size: news.pair.size });
        return;
      }
      case 'merged': {
        const row = this.#ownerOf(news.pair);
        if (!row) return;
        row.merged += news.size;
        this.#step(row, { type: 'MERGED', size: news.size });
        this.#endIfDone(row);
        return;
      }
      case 'sold': {
        const row = this.#byLot.get(news.lot);
        const size = Math.min(news.size, row?.waiting ?? 0) as Shares;
        if (!row || size <= 0) return; // it was the second leg of another pair trade
        row.waiting -= size;
        row.sold += size;
        this.#step(row, { type: 'LEG_SOLD', size });
        this.#endIfDone(row);
        return;
      }
      case 'voided':
      case 'forgotten': {
        const row = this.#byLot.get(news.lot);
        if (!row) return;
        const event = news.news === 'voided' ? { type: 'VOIDED' as const, leg: 1 as const, size: news.size } : END;
        this.#step(row, event);
        this.#end(row);
      }
    }
  }

  /** The pair belongs to the pair trade that waited for it. After a failed settlement that need not be the older lot's. */
  #paired(pair: LotPair): void {
    for (const [lot, other] of [
      [firstLeg(pair), secondLeg(pair)],
      [secondLeg(pair), firstLeg(pair)],
    ] as const) {
      const row = this.#byLot.get(lot);
      if (!row || row.waiting < pair.size) continue;
      row.waiting -= pair.size;
      row.paired += pair.size;
      row.pairs.set(pair.id, { lot: other, size: pair.size });
      const leg = { outcome: other.outcome, price: other.price, filled: pair.size };
      this.#step(row, { type: 'LEG2_FILLED', leg });
      return;
    }
  }

  #saleVoided(lot: Lot, back: Shares): void {
    const row = this.#byLot.get(lot);
    const size = Math.min(back, row?.sold ?? 0) as Shares;
    if (!row || size <= 0) return;
    row.waiting += size;
    row.sold -= size;
    row.impatient = false;
    this.#step(row, { type: 'SALE_VOIDED', size });
  }

  /** What a pair trade waits with is what its lot has open: failed settlements move shares between lots without a fill. */
  #agree(lot: Lot): void {
    const open = this.#lots.openOf(lot);
    const row = this.#byLot.get(lot);
    if (!row && open > 0) this.#openLot(lot, open);
    if (!row || row.waiting === open) return;
    row.size += open - row.waiting;
    row.waiting = open;
    const leg = { outcome: lot.outcome, price: lot.price, filled: row.size as Shares };
    this.#step(row, { type: 'LEG1_FILLED', leg });
    this.#endIfDone(row);
  }

  #ownerOf(pair: LotPair): Row | undefined {
    return [pair.yes, pair.no].map((lot) => this.#byLot.get(lot)).find((row) => row?.pairs.has(pair.id));
  }

  #openLot(lot: Lot, size: Shares): void {
    const row = this.#planned ?? this.#begin();
    this.#planned = null;
    if (!row) return;
    row.lot = lot;
    row.size = size;
    row.waiting = size;
    this.#byLot.set(lot, row);
    this.#step(row, { type: 'LEG1_FILLED', leg: { outcome: lot.outcome, price: lot.price, filled: size } });
  }

  #begin(): Row | null {
    if (this.#rows.size >= this.#openMax) return null;
    const row = newRow(this.#newId());
    this.#rows.set(row.id, row);
    return row;
  }

  #step(row: Row, event: PairTradeEvent): void {
    row.history.push(event);
    if (row.history.length > HISTORY_MAX) row.history.splice(2, 1);
    this.#steps.push({ pairTrade: row.id, event });
  }

  #endIfDone(row: Row): void {
    if (row.waiting <= 0 && row.merged >= row.paired) this.#end(row);
  }

  #end(row: Row): void {
    this.#rows.delete(row.id);
    if (row.lot) this.#byLot.delete(row.lot);
    if (this.#planned === row) this.#planned = null;
    this.#ended = [...this.#ended.slice(1 - ENDED_MAX), row];
  }
}

const END: PairTradeEvent = { type: 'MARKET_ENDED' };
