// Our own fills of one market, matched first in first out across its outcomes: one share of YES and one of NO are a complete
// set, whichever came first. Promises: a share is in one place at a time (open, paired, sold, merged), both outcomes are
// never open at once, and a failed settlement undoes only what it touched. What follows from a pair is complete-set's.
import type { OrderId, TradeId } from '#domain/ids.ts';
import { type Outcome, otherOutcome } from '#domain/market/market.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { MICRO, type Shares } from '#domain/units.ts';
import type { FillFact } from './fact.ts';
import type { Lot, LotNews, LotPair } from './lot-news.ts';

/** Open lots, live pairs and unconfirmed sales kept, each. Beyond it the oldest is no longer followed: `forgotten`. */
export const LOTS_MAX = 2_000;

interface LotRow {
  readonly lot: Lot;
  readonly number: number;
  confirmed: boolean;
  /** Micro-shares: unmatched, in live pairs, in sales that are not confirmed. */
  open: number;
  paired: number;
  selling: number;
}

interface PairRow {
  readonly id: number;
  readonly yes: LotRow;
  readonly no: LotRow;
  left: number;
}

export class LotMatcher {
  readonly #rows = new Map<string, LotRow>();
  readonly #open: Record<Outcome, LotRow[]> = { yes: [], no: [] };
  readonly #sales = new Map<string, { row: LotRow; size: number }[]>();
  #pairs: PairRow[] = [];
  #count = 0;
  #news: LotNews[] = [];

  /** Live pairs, oldest first. */
  pairs(): readonly LotPair[] {
    return this.#pairs.map(shown);
  }

  /** Micro-shares of `outcome` that wait for their other leg. */
  openShares(outcome: Outcome): Shares {
    return this.#open[outcome].reduce((sum, row) => sum + row.open, 0) as Shares;
  }

  /** Micro-shares of this lot that wait for their other leg. */
  openOf(lot: Lot): Shares {
    return (this.#rows.get(keyOf(lot.trade, lot.order))?.open ?? 0) as Shares;
  }

  /** One counted fill; the same one told again is nothing. */
  add(fill: FillFact): readonly LotNews[] {
    const key = keyOf(fill.trade, fill.order);
    if (this.#rows.has(key) || this.#sales.has(key)) return [];
    const { outcome, side } = SLOTS[fill.slot];
    if (side === 'sell') this.#sell(key, outcome, fill);
    else this.#buy(key, outcome, fill);
    return this.#told();
  }

  /** The settlement of a fill is final: its lot may count for a merge, its sale cannot come back. */
  confirmed(trade: TradeId, order: OrderId): void {
    const key = keyOf(trade, order);
    const row = this.#rows.get(key);
    if (row) row.confirmed = true;
    for (const part of this.#sales.get(key) ?? []) this.#release(part.row, 'selling', part.size);
    this.#sales.delete(key);
  }

  /** The settlement failed: a bought lot is gone with its pairs, a sale gives its lots back. */
  voided(trade: TradeId, order: OrderId): readonly LotNews[] {
    const key = keyOf(trade, order);
    const row = this.#rows.get(key);
    if (row) this.#voidLot(key, row);
    for (const part of this.#sales.get(key) ?? []) {
      part.row.selling -= part.size;
      if (!this.#rows.has(rowKey(part.row))) continue; // its own settlement failed meanwhile
      this.#reopen(part.row, part.size);
      this.#news.push({ news: 'reopened', lot: part.row.lot, size: part.size as Shares });
    }
    this.#sales.delete(key);
    this.#match();
    return this.#told();
  }

  /** `size` sets became cash: the oldest pairs whose both legs are confirmed go first, because only those could. */
  merged(size: Shares): readonly LotNews[] {
    let left: number = size;
    for (const sure of [true, false]) {
      for (const pair of this.#pairs) {
        const taken = Math.min(left, pair.left);
        if (taken === 0 || (pair.yes.confirmed && pair.no.confirmed) !== sure) continue;
        this.#news.push({ news: 'merged', pair: shown(pair), size: taken as Shares });
        pair.left -= taken;
        left -= taken;
        for (const row of [pair.yes, pair.no]) this.#release(row, 'paired', taken);
      }
      this.#pairs = this.#pairs.filter((pair) => pair.left > 0);
    }
    return this.#told();
  }

  #buy(key: string, outcome: Outcome, fill: FillFact): void {
    const { trade, order, price, size, atMs } = fill;
    const lot: Lot = { trade, order, outcome, price, size, atMs };
    this.#count += 1;
    const row = { lot, number: this.#count, confirmed: false, open: size, paired: 0, selling: 0 };
    this.#rows.set(key, row);
    this.#open[outcome].push(row);
    this.#match();
    if (row.open > 0) this.#news.push({ news: 'opened', lot, size: row.open as Shares });
    this.#forgetOldest(outcome);
  }

  #sell(key: string, outcome: Outcome, fill: FillFact): void {
    let left: number = fill.size;
    const parts: { row: LotRow; size: number }[] = [];
    const take = (row: LotRow) => {
      const size = Math.min(left, row.open);
      if (size === 0) return;
      row.open -= size;
      row.selling += size;
      left -= size;
      parts.push({ row, size });
      this.#news.push({ news: 'sold', lot: row.lot, size: size as Shares, price: fill.price });
    };
    for (const row of [...this.#open[outcome]]) take(row);
    // Only pairs are left: the newest is broken first, because the oldest is nearest to its merge.
    for (const pair of this.#pairs.toReversed()) {
      if (left === 0) break;
      this.#unpair(pair, Math.min(left, pair.left), outcome, 'sold');
      take(pair[outcome]);
    }
    if (left > 0) this.#news.push({ news: 'uncovered', outcome, size: left as Shares });
    this.#sales.set(key, parts);
    this.#sweep();
    for (const oldest of this.#sales.keys()) {
      if (this.#sales.size <= LOTS_MAX) break;
      for (const part of this.#sales.get(oldest) ?? []) this.#release(part.row, 'selling', part.size);
      this.#sales.delete(oldest);
    }
  }

  /** Oldest YES with oldest NO until one side has nothing open. */
  #match(): void {
    for (;;) {
      const [yes, no] = [this.#open.yes[0], this.#open.no[0]];
      if (!yes || !no) break;
      const size = Math.min(yes.open, no.open);
      this.#count += 1;
      const pair: PairRow = { id: this.#count, yes, no, left: size };
      for (const row of [yes, no]) {
        row.open -= size;
        row.paired += size;
      }
      this.#pairs.push(pair);
      this.#news.push({ news: 'paired', pair: shown(pair) });
      this.#sweep();
    }
    const forgotten = this.#pairs.splice(0, Math.max(0, this.#pairs.length - LOTS_MAX));
    for (const pair of forgotten) {
      for (const row of [pair.yes, pair.no]) {
        this.#news.push({ news: 'forgotten', lot: row.lot, size: pair.left as Shares });
        this.#release(row, 'paired', pair.left);
      }
    }
  }

  /** Both lots are open again; `lost` is the one that its caller takes away next. */
  #unpair(pair: PairRow, size: number, lost: Outcome, because: 'voided' | 'sold'): void {
    this.#news.push({ news: 'unpaired', pair: { ...shown(pair), size: size as Shares }, because });
    pair.left -= size;
    for (const row of [pair.yes, pair.no]) {
      row.paired -= size;
      this.#reopen(row, size);
    }
    const { lot } = pair[otherOutcome(lost)];
    this.#news.push({ news: 'reopened', lot, size: size as Shares });
    this.#pairs = this.#pairs.filter((each) => each.left > 0);
  }

  #voidLot(key: string, row: LotRow): void {
    for (const pair of this.#pairs.filter((each) => each.yes === row || each.no === row))
      this.#unpair(pair, pair.left, row.lot.outcome, 'voided');
    const size = row.open + row.selling;
    row.open = 0;
    this.#rows.delete(key);
    this.#sweep();
    this.#news.push({ news: 'voided', lot: row.lot, size: size as Shares });
  }

  /** Back to its place in the line, by age. */
  #reopen(row: LotRow, size: number): void {
    const line = this.#open[row.lot.outcome];
    if (row.open === 0) {
      const at = line.findIndex((each) => each.number > row.number);
      line.splice(at < 0 ? line.length : at, 0, row);
    }
    row.open += size;
  }

  #release(row: LotRow, from: 'paired' | 'selling', size: number): void {
    row[from] -= size;
    if (row.open === 0 && row.paired === 0 && row.selling === 0) this.#rows.delete(rowKey(row));
  }

  #sweep(): void {
    for (const outcome of ['yes', 'no'] as const)
      this.#open[outcome] = this.#open[outcome].filter((row) => row.open > 0);
  }

  #forgetOldest(outcome: Outcome): void {
    const [oldest] = this.#open[outcome];
    if (!oldest || this.#open[outcome].length <= LOTS_MAX) return;
    this.#news.push({ news: 'forgotten', lot: oldest.lot, size: oldest.open as Shares });
    oldest.open = 0;
    this.#sweep();
    this.#release(oldest, 'selling', 0);
  }

  #told(): readonly LotNews[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }
}

function shown({ id, yes, no, left }: PairRow): LotPair {
  const profitPerShare = MICRO - yes.lot.price - no.lot.price;
  const first = yes.number < no.number ? 'yes' : 'no';
  return { id, yes: yes.lot, no: no.lot, size: left as Shares, profitPerShare, first };
}

function rowKey({ lot }: LotRow): string {
  return keyOf(lot.trade, lot.order);
}

function keyOf(trade: TradeId, order: OrderId): string {
  return `${trade} ${order}`;
}
