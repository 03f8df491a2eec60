// How long money stays in pair trades: from the first leg to the second, and from both legs to cash that is free again, with the
// dollars that waited. A fold over the facts of pair trades; a second leg that is voided begins its wait anew. Milliseconds, dollars.
import type { MarketId, PairTradeId } from '#domain/ids.ts';
import { MICRO } from '#domain/units.ts';
import type { PairTradeFact } from './fact.ts';
import { PAIR_TRADE_ENDS } from './pair-tally.ts';

/** Pair trades under way; beyond it the oldest is forgotten. */
export const OPEN_MAX = 20_000;
/** Markets kept apart; further ones are in the total alone. */
export const CAPITAL_MARKETS_MAX = 20_000;

export interface CapitalTimes {
  /** Ended with both legs filled. */
  readonly pairTrades: number;
  /** From both legs filled to cash: the mean of a pair trade, and the longest. null: none has ended. */
  readonly meanMs: number | null;
  readonly longestMs: number;
  /** Σ dollars · seconds of that wait. */
  readonly dollarSeconds: number;
  /** From the first leg to the second; null: no pair trade came so far. */
  readonly meanLegMs: number | null;
  /** Both legs filled, and not cash yet: how many, and with how much money. */
  readonly open: number;
  readonly openUsd: number;
}

interface Waiting {
  readonly market: MarketId;
  readonly firstMs: number | null;
  readonly bothMs: number | null;
  readonly usd: number;
}

interface Sums {
  ended: number;
  ms: number;
  longestMs: number;
  dollarSeconds: number;
  paired: number;
  legMs: number;
}

/** In these one leg is filled and the other is not. */
const ONE_LEG: readonly string[] = ['leg1Filled', 'leg2Working', 'unwinding'];
const BOTH: readonly string[] = ['bothFilled', 'merging'];

export class CapitalTime {
  readonly #open = new Map<PairTradeId, Waiting>();
  readonly #rows = new Map<MarketId, Sums>();
  readonly #total = emptySums();

  apply(fact: PairTradeFact): void {
    const { pairTrade, market, state, atMs } = fact;
    const before = this.#open.get(pairTrade) ?? { market, firstMs: null, bothMs: null, usd: 0 };
    if (PAIR_TRADE_ENDS.some((end) => end === state)) {
      this.#open.delete(pairTrade);
      if (before.bothMs !== null) this.#end(before, before.bothMs, atMs);
      return;
    }
    if (ONE_LEG.includes(state)) this.#keep(pairTrade, { ...before, firstMs: before.firstMs ?? atMs, bothMs: null });
    if (!BOTH.includes(state)) return;
    if (before.bothMs === null && before.firstMs !== null) this.#pair(market, atMs - before.firstMs);
    this.#keep(pairTrade, { ...before, bothMs: before.bothMs ?? atMs, usd: dollarsOf(fact) });
  }

  market(market: MarketId): CapitalTimes {
    return this.#summary(this.#rows.get(market) ?? emptySums(), (waiting) => waiting.market === market);
  }

  total(): CapitalTimes {
    return this.#summary(this.#total, () => true);
  }

  #keep(pairTrade: PairTradeId, waiting: Waiting): void {
    this.#open.set(pairTrade, waiting);
    const [oldest] = this.#open.keys();
    if (this.#open.size > OPEN_MAX && oldest !== undefined) this.#open.delete(oldest);
  }

  #pair(market: MarketId, legMs: number): void {
    for (const sums of this.#both(market)) {
      sums.paired += 1;
      sums.legMs += Math.max(0, legMs);
    }
  }

  #end({ market, usd }: Waiting, bothMs: number, atMs: number): void {
    const ms = Math.max(0, atMs - bothMs);
    for (const sums of this.#both(market)) {
      sums.ended += 1;
      sums.ms += ms;
      sums.longestMs = Math.max(sums.longestMs, ms);
      sums.dollarSeconds += (usd * ms) / 1_000;
    }
  }

  #both(market: MarketId): readonly Sums[] {
    const known = this.#rows.get(market);
    if (known) return [known, this.#total];
    if (this.#rows.size >= CAPITAL_MARKETS_MAX) return [this.#total];
    const sums = emptySums();
    this.#rows.set(market, sums);
    return [sums, this.#total];
  }

  #summary(sums: Sums, concerned: (waiting: Waiting) => boolean): CapitalTimes {
    const open = [...this.#open.values()].filter((each) => each.bothMs !== null && concerned(each));
    return {
      pairTrades: sums.ended,
      meanMs: sums.ended > 0 ? sums.ms / sums.ended : null,
      longestMs: sums.longestMs,
      dollarSeconds: sums.dollarSeconds,
      meanLegMs: sums.paired > 0 ? sums.legMs / sums.paired : null,
      open: open.length,
      openUsd: open.reduce((sum, { usd }) => sum + usd, 0),
    };
  }
}

/** What both legs cost together. */
function dollarsOf({ size, yesPrice, noPrice }: PairTradeFact): number {
  return ((size / MICRO) * ((yesPrice ?? 0) + (noPrice ?? 0))) / MICRO;
}

function emptySums(): Sums {
  return { ended: 0, ms: 0, longestMs: 0, dollarSeconds: 0, paired: 0, legMs: 0 };
}
