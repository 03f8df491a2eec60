// Pair trades as people follow them: each with its way through the states, folded from facts, and how they fare together. Those that
// ended are kept for a while; the funnel counts all of them.
import type { MarketId, PairTradeId } from '#domain/ids.ts';
import type { PairTradeFact } from '#domain/money/fact.ts';
import { PAIR_TRADE_ENDS } from '#domain/money/pair-tally.ts';
import type { PairNow } from '#domain/operator/door-news.ts';
import type { PairLegView, PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import {
  cost,
  Decimal,
  MICRO,
  type Price,
  priceText,
  type Shares,
  sharesText,
  type Usd,
  ZERO_USD,
} from '#domain/units.ts';
import type { SlugOf } from './event-lines.ts';

export const PAIR_TRADES_MAX = 3_000;
const TIMELINE_MAX = 60;
const TIMES_MAX = 2_000;

interface Row {
  readonly id: PairTradeId;
  readonly market: MarketId;
  newest: PairTradeFact;
  readonly timeline: { state: string; atMs: number }[];
  /** Furthest it came. */
  bothFilledMs: number | null;
  /** As they were seen last; null: never. */
  legs: PairNow['legs'] | null;
  earned: string | null;
}

export class PairTradeShelf {
  readonly #slugOf: SlugOf;
  readonly #rows = new Map<PairTradeId, Row>();
  readonly #counts = { planned: 0, firstLeg: 0, bothFilled: 0, merged: 0, sold: 0, abandoned: 0, failed: 0 };
  readonly #firstLegs = new Set<PairTradeId>();
  readonly #times = new Map<string, number[]>();
  readonly #cashFree: number[] = [];
  readonly #changed = new Set<PairTradeId>();
  /** Of merged pair trades that are shown no more. */
  #profit: Usd = ZERO_USD;

  constructor(slugOf: SlugOf) {
    this.#slugOf = slugOf;
  }

  apply(fact: PairTradeFact): void {
    const row = this.#rows.get(fact.pairTrade) ?? this.#begin(fact);
    const last = row.timeline.at(-1);
    if (last && last.state !== fact.state) keep(this.#timesOf(last.state), fact.atMs - last.atMs);
    if (last?.state !== fact.state) {
      row.timeline.push({ state: fact.state, atMs: fact.atMs });
      if (row.timeline.length > TIMELINE_MAX) row.timeline.splice(1, 1);
      this.#count(row, fact);
    }
    row.newest = fact;
    this.#changed.add(row.id);
  }

  /** How far they have come by now. What was seen last is kept when they end: nobody tells of their legs any more then. */
  see(pairs: readonly PairNow[]): void {
    for (const { id, legs, earned } of pairs) {
      const row = this.#rows.get(id as PairTradeId);
      if (!row || (isSame(row.legs, legs) && row.earned === earned)) continue;
      row.legs = legs;
      row.earned = earned;
      this.#changed.add(row.id);
    }
  }

  takeChanged(): readonly PairTradeView[] {
    const changed = [...this.#changed].flatMap((id) => this.#rows.get(id) ?? []);
    this.#changed.clear();
    return changed.map((row) => this.#view(row));
  }

  /** Newest first. */
  find(wanted: {
    market: string | null;
    state: string | null;
    open: boolean | null;
    limit: number;
  }): readonly PairTradeView[] {
    const found: PairTradeView[] = [];
    for (const row of [...this.#rows.values()].reverse()) {
      if (found.length >= wanted.limit) break;
      if (wanted.market !== null && row.market !== wanted.market && this.#slugOf(row.market) !== wanted.market)
        continue;
      if (wanted.state !== null && row.newest.state !== wanted.state) continue;
      if (wanted.open !== null && wanted.open === isEnd(row.newest.state)) continue;
      found.push(this.#view(row));
    }
    return found;
  }

  summary(): PairTradesSummary {
    const open: Record<string, number> = {};
    for (const { newest } of this.#rows.values())
      if (!isEnd(newest.state)) open[newest.state] = (open[newest.state] ?? 0) + 1;
    return {
      ...this.#counts,
      open,
      timeInStateMs: Object.fromEntries([...this.#times].map(([state, times]) => [state, spread(times)])),
      cashFreeMs: this.#cashFree.length > 0 ? spread(this.#cashFree) : null,
      profit: this.#merged().toFixed(),
    };
  }

  #begin(fact: PairTradeFact): Row {
    const row: Row = {
      id: fact.pairTrade,
      market: fact.market,
      newest: fact,
      timeline: [],
      bothFilledMs: null,
      legs: null,
      earned: null,
    };
    this.#rows.set(row.id, row);
    this.#counts.planned += 1;
    if (this.#rows.size > PAIR_TRADES_MAX) this.#forgetOne();
    return row;
  }

  /** The oldest that ended; if none has, the oldest. */
  #forgetOne(): void {
    let victim: PairTradeId | null = null;
    for (const [id, { newest }] of this.#rows) {
      victim ??= id;
      if (!isEnd(newest.state)) continue;
      victim = id;
      break;
    }
    if (victim === null) return;
    const row = this.#rows.get(victim);
    if (row?.newest.state === 'merged') this.#profit = this.#profit.plus(profitOf(row) ?? ZERO_USD);
    this.#rows.delete(victim);
    this.#firstLegs.delete(victim);
  }

  #count(row: Row, fact: PairTradeFact): void {
    const { state } = fact;
    if (fact.size > 0 && !this.#firstLegs.has(row.id)) {
      this.#firstLegs.add(row.id);
      this.#counts.firstLeg += 1;
    }
    if ((state === 'bothFilled' || state === 'merged') && row.bothFilledMs === null) {
      row.bothFilledMs = fact.atMs;
      this.#counts.bothFilled += 1;
    }
    if (state === 'merged') {
      keep(this.#cashFree, fact.atMs - (row.bothFilledMs ?? fact.atMs));
    }
    if (state === 'merged' || state === 'sold' || state === 'abandoned' || state === 'failed') this.#counts[state] += 1;
  }

  #merged(): Usd {
    let sum = this.#profit;
    for (const row of this.#rows.values()) if (row.newest.state === 'merged') sum = sum.plus(profitOf(row) ?? ZERO_USD);
    return sum;
  }

  #timesOf(state: string): number[] {
    const known = this.#times.get(state) ?? [];
    this.#times.set(state, known);
    return known;
  }

  #view(row: Row): PairTradeView {
    const { newest, timeline } = row;
    const profit = isComplete(newest.state) ? profitOf(row) : null;
    return {
      id: row.id,
      market: row.market,
      slug: this.#slugOf(row.market),
      state: newest.state,
      sinceMs: timeline.at(-1)?.atMs ?? newest.atMs,
      ended: isEnd(newest.state),
      size: sharesText(newest.size),
      legs: legsOf(row),
      timeline: [...timeline],
      profit: profit?.toFixed() ?? null,
    };
  }
}

function legsOf({ newest, legs }: Row): readonly PairLegView[] {
  if (legs === null) return legsTold(newest);
  const ended = isEnd(newest.state);
  return legs
    .filter(({ filled }) => filled > 0 || !ended) // nobody works for it any more
    .map(({ slot, price, size, filled, fills, ahead }) => ({
      slot,
      price: priceText(price),
      size: sharesText(size as Shares),
      filled: sharesText(filled as Shares),
      queueAhead: ended || ahead === null ? null : sharesText(ahead as Shares),
      fills,
    }));
}

/** By its facts alone: a single leg is the first one and filled, of two that are not complete nobody knows which is. */
function legsTold({ state, size, yesPrice, noPrice }: PairTradeFact): readonly PairLegView[] {
  const told = [
    ['yesBid', yesPrice],
    ['noBid', noPrice],
  ] as const;
  const isFilled = isComplete(state) || yesPrice === null || noPrice === null;
  const filled = isFilled ? sharesText(size) : null;
  return told.flatMap(([slot, price]) =>
    price === null
      ? []
      : [{ slot, price: priceText(price), size: sharesText(size), filled, queueAhead: null, fills: null }],
  );
}

function isSame(before: PairNow['legs'] | null, legs: PairNow['legs']): boolean {
  return JSON.stringify(before) === JSON.stringify(legs);
}

/** What complete sets of both legs bring beyond their cost. Of an earlier life only the prices that were told last are known. */
function profitOf({ earned, newest: { size, yesPrice, noPrice } }: Row): Usd | null {
  if (earned !== null) return new Decimal(earned);
  if (yesPrice === null || noPrice === null) return null;
  const edge = MICRO - yesPrice - noPrice;
  return edge < 0 ? cost(-edge as Price, size).negated() : cost(edge as Price, size);
}

function isEnd(state: string): boolean {
  return PAIR_TRADE_ENDS.some((end) => end === state);
}

function isComplete(state: string): boolean {
  return state === 'bothFilled' || state === 'merging' || state === 'merged';
}

function keep(times: number[], ms: number): void {
  times.push(Math.max(0, ms));
  if (times.length > TIMES_MAX) times.shift();
}

function spread(times: readonly number[]): { median: number; p90: number; n: number } {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), p90: at(0.9), n: sorted.length };
}
