// Pair trades as people see them: the latest word on each. Beyond the maximum the oldest that ended is shown no more; the tally
// keeps counting.
import type { PairTradeId } from '#domain/ids.ts';
import type { PairTradeFact } from '#domain/money/fact.ts';
import { PAIR_TRADE_ENDS } from '#domain/money/pair-tally.ts';

const SHOWN_MAX = 2_000;

export class ShownPairTrades extends Map<PairTradeId, PairTradeFact> {
  show(fact: PairTradeFact): void {
    this.set(fact.pairTrade, fact);
    if (this.size <= SHOWN_MAX) return;
    for (const [id, { state }] of this) {
      if (!PAIR_TRADE_ENDS.some((end) => end === state)) continue;
      this.delete(id);
      return;
    }
  }
}
