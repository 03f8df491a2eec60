// How many pair trades stand in which state, per market: a fold over their facts. What has ended is only a number; of those
// under way the latest state is remembered.
import type { MarketId, PairTradeId } from '#domain/ids.ts';
import type { PairTradeFact } from './fact.ts';

/** States that nothing leads out of. */
export const PAIR_TRADE_ENDS = ['merged', 'sold', 'abandoned', 'failed'] as const;
/** Pair trades under way. Beyond it the oldest is counted in the state it has, for good. */
export const OPEN_PAIR_TRADES_MAX = 20_000;
/** Markets kept apart; pair trades that end in further ones are only in the total. */
export const TALLIED_MARKETS_MAX = 20_000;
const OTHERS = '' as MarketId;

export class PairTally {
  readonly #open = new Map<PairTradeId, PairTradeFact>();
  readonly #ended = new Map<MarketId, Map<string, number>>();

  apply(fact: PairTradeFact): void {
    this.#open.set(fact.pairTrade, fact);
    if (PAIR_TRADE_ENDS.some((end) => end === fact.state)) this.#end(fact);
    for (const oldest of this.#open.values()) {
      if (this.#open.size <= OPEN_PAIR_TRADES_MAX) break;
      this.#end(oldest);
    }
  }

  /** Counts by state, states in alphabetical order. */
  market(market: MarketId): Readonly<Record<string, number>> {
    return this.#count((each) => each === market);
  }

  total(): Readonly<Record<string, number>> {
    return this.#count(() => true);
  }

  #end(fact: PairTradeFact): void {
    const apart = this.#ended.has(fact.market) || this.#ended.size < TALLIED_MARKETS_MAX;
    const market = apart ? fact.market : OTHERS;
    const states = this.#ended.get(market) ?? new Map<string, number>();
    states.set(fact.state, (states.get(fact.state) ?? 0) + 1);
    this.#ended.set(market, states);
    this.#open.delete(fact.pairTrade);
  }

  #count(wanted: (market: MarketId) => boolean): Readonly<Record<string, number>> {
    const counts = new Map<string, number>();
    const add = (state: string, count: number) => counts.set(state, (counts.get(state) ?? 0) + count);
    for (const [market, states] of this.#ended)
      if (wanted(market)) for (const [state, count] of states) add(state, count);
    for (const { market, state } of this.#open.values()) if (wanted(market)) add(state, 1);
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
