// What the market did after our fills: side·(mid after a while − price) per share (quant.md F-7.6), share-weighted, at fixed
// horizons and at resolution. Promises: each fill is looked at once per horizon, a missing mid is counted and never guessed.
// A fill whose settlement fails later keeps its markout: the market moved all the same. The caller brings time and mids.
import type { MarketId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import type { FillFact } from './fact.ts';

export const HORIZONS_S = [1, 5, 30, 300] as const;
export type HorizonS = (typeof HORIZONS_S)[number];

/** Fills waiting for one horizon. Beyond it a new fill is not looked at there, and counted as dropped. */
export const PENDING_MAX = 20_000;
/** Markets kept apart; fills of further ones are only in the total. */
export const MARKOUT_MARKETS_MAX = 20_000;

/** In YES terms: `bid` bought YES or sold NO at `price`, the YES price. */
export interface MarkedFill {
  readonly market: MarketId;
  readonly side: BookSide;
  readonly price: Price;
  readonly size: Shares;
  /** The YES mark when it filled. */
  readonly mark: Price;
  readonly atMs: number;
  /** What it was booked as; left out: nobody asks for its groups. */
  readonly fact?: FillFact;
}

export type OnLook = (fill: MarkedFill, horizon: HorizonS, mid: number) => void;

/** Dollars a share, weighted by shares over the fills that were observed; null while there are none. */
export interface Markout {
  /** Above zero: the price came our way by more than we paid for it. */
  readonly mean: number | null;
  /** Edge at the fill minus `mean`: above zero, the flow knew more than we did. */
  readonly adverse: number | null;
  readonly fills: number;
  readonly shares: number;
  /** Observed without a mid: a one-sided or untrusted book, or a market that had ended. */
  readonly missing: number;
  readonly dropped: number;
}

export interface MarkoutSummary {
  /** All that were ever handed in. */
  readonly added: number;
  readonly horizons: Readonly<Record<HorizonS, Markout>>;
  readonly resolution: Markout;
}

interface Sums {
  fills: number;
  shares: number;
  gain: number;
  edge: number;
  missing: number;
  dropped: number;
}

interface Row {
  added: number;
  readonly horizons: Record<HorizonS, Sums>;
  readonly resolution: Sums;
  /** Of the fills not yet resolved: enough to value them at any payout. */
  fills: number;
  shares: number;
  net: number;
  spent: number;
  edge: number;
}

interface Pending {
  readonly dueMs: number;
  readonly fill: MarkedFill;
}

export class Markouts {
  readonly #rows = new Map<MarketId, Row>();
  readonly #total = emptyRow();
  /** One line per horizon, by due time. */
  readonly #lines: Record<HorizonS, Pending[]> = { 1: [], 5: [], 30: [], 300: [] };

  readonly #onLook: OnLook;

  /** `onLook` hears of every look that found a mid. */
  constructor(onLook: OnLook = () => {}) {
    this.#onLook = onLook;
  }

  add(fill: MarkedFill): void {
    const sign = signOf(fill);
    const size = fill.size / MICRO;
    for (const row of this.#both(fill.market)) {
      row.added += 1;
      row.fills += 1;
      row.shares += size;
      row.net += sign * size;
      row.spent += (sign * size * fill.price) / MICRO;
      row.edge += (sign * size * (fill.mark - fill.price)) / MICRO;
    }
    for (const horizon of HORIZONS_S) {
      const line = this.#lines[horizon];
      if (line.length < PENDING_MAX) insert(line, { dueMs: fill.atMs + horizon * 1_000, fill });
      else for (const row of this.#both(fill.market)) row.horizons[horizon].dropped += 1;
    }
  }

  /** When `observe` has something to do next; null: nothing waits. */
  nextDueMs(): number | null {
    let next: number | null = null;
    for (const horizon of HORIZONS_S) {
      const dueMs = this.#lines[horizon][0]?.dueMs;
      if (dueMs !== undefined && (next === null || dueMs < next)) next = dueMs;
    }
    return next;
  }

  /** Looks at every fill that is due. `mid` in dollars of YES, without our own orders; null or no number: none to be had. */
  observe(nowMs: number, mid: (market: MarketId) => number | null): void {
    for (const horizon of HORIZONS_S) {
      const line = this.#lines[horizon];
      const waiting = line.findIndex(({ dueMs }) => dueMs > nowMs);
      for (const { fill } of line.splice(0, waiting < 0 ? line.length : waiting)) {
        const found = mid(fill.market);
        for (const row of this.#both(fill.market)) look(row.horizons[horizon], fill, found);
        if (found !== null && Number.isFinite(found)) this.#onLook(fill, horizon, found);
      }
    }
  }

  /** The last horizon of a market; fills after it start a new reckoning that only another resolution would close. */
  resolve(market: MarketId, payout: Price): void {
    const row = this.#rows.get(market);
    if (!row) return;
    const { fills, shares, edge } = row;
    const gain = (row.net * payout) / MICRO - row.spent;
    for (const { resolution } of [row, this.#total]) {
      resolution.fills += fills;
      resolution.shares += shares;
      resolution.gain += gain;
      resolution.edge += edge;
    }
    Object.assign(row, { fills: 0, shares: 0, net: 0, spent: 0, edge: 0 });
  }

  /** Fills still waiting for at least their longest horizon. */
  get pending(): number {
    return this.#lines[300].length;
  }

  market(market: MarketId): MarkoutSummary {
    return summarise(this.#rows.get(market) ?? emptyRow());
  }

  total(): MarkoutSummary {
    return summarise(this.#total);
  }

  #both(market: MarketId): readonly Row[] {
    const known = this.#rows.get(market);
    if (known) return [known, this.#total];
    if (this.#rows.size >= MARKOUT_MARKETS_MAX) return [this.#total];
    const row = emptyRow();
    this.#rows.set(market, row);
    return [row, this.#total];
  }
}

function look(sums: Sums, fill: MarkedFill, mid: number | null): void {
  if (mid === null || !Number.isFinite(mid)) {
    sums.missing += 1;
    return;
  }
  const size = fill.size / MICRO;
  sums.fills += 1;
  sums.shares += size;
  sums.gain += signOf(fill) * size * (mid - fill.price / MICRO);
  sums.edge += (signOf(fill) * size * (fill.mark - fill.price)) / MICRO;
}

function signOf(fill: MarkedFill): 1 | -1 {
  return fill.side === 'bid' ? 1 : -1;
}

/** News comes nearly in order, so its place is near the end. */
function insert(line: Pending[], pending: Pending): void {
  const before = line.findLastIndex(({ dueMs }) => dueMs <= pending.dueMs);
  line.splice(before + 1, 0, pending);
}

function emptySums(): Sums {
  return { fills: 0, shares: 0, gain: 0, edge: 0, missing: 0, dropped: 0 };
}

function emptyRow(): Row {
  return {
    added: 0,
    horizons: { 1: emptySums(), 5: emptySums(), 30: emptySums(), 300: emptySums() },
    resolution: emptySums(),
    fills: 0,
    shares: 0,
    net: 0,
    spent: 0,
    edge: 0,
  };
}

function summarise(row: Row): MarkoutSummary {
  const { 1: one, 5: five, 30: thirty, 300: threeHundred } = row.horizons;
  return {
    added: row.added,
    horizons: { 1: meanOf(one), 5: meanOf(five), 30: meanOf(thirty), 300: meanOf(threeHundred) },
    resolution: meanOf(row.resolution),
  };
}

function meanOf({ fills, shares, gain, edge, missing, dropped }: Sums): Markout {
  const seen = shares > 0;
  return {
    mean: seen ? gain / shares : null,
    adverse: seen ? (edge - gain) / shares : null,
    fills,
    shares,
    missing,
    dropped,
  };
}
