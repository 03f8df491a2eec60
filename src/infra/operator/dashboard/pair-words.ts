// Why a pair trade shows no profit of its own, in words. Only what two bought legs bring together is told of a pair trade; whatever
// ended otherwise moved the profit of its market, and which part of that was whose nobody keeps. Pure.
import type { PairTradeView } from '#domain/operator/views.ts';
import { numberOf } from './words.ts';

const IN_MARKET = 'what that brought or cost is in the P&L of its market';
/** Once it was split, both legs are for sale and none is missing. */
const SPLIT = ['splitting', 'split', 'selling'];

/** null: it has a profit. */
export function noProfitWords({ state, profit, size, timeline }: PairTradeView): string | null {
  if (profit !== null) return null;
  const wasSplit = timeline.some((stretch) => SPLIT.includes(stretch.state));
  if (state === 'sold')
    return wasSplit ? `both legs of its split were sold; ${IN_MARKET}` : `its first leg was sold again; ${IN_MARKET}`;
  if (state === 'failed')
    return wasSplit ? `its split failed; ${IN_MARKET}` : `the fill of its first leg did not settle; ${IN_MARKET}`;
  if (state === 'abandoned') {
    if (wasSplit) return `its market ended before the split was sold; ${IN_MARKET}`;
    return numberOf(size) === 0
      ? 'nothing of it was filled: it brought and cost nothing'
      : `it ended without a second leg; ${IN_MARKET}`;
  }
  return wasSplit ? 'no profit yet: the legs of its split are for sale' : 'no profit yet: a leg is missing';
}

/** In a column of profits, where there is none; null: nothing can be said yet. */
export function outcomeWords(pair: PairTradeView): string | null {
  return pair.ended && pair.profit === null && noProfitWords(pair)?.endsWith(IN_MARKET) ? 'in its market' : null;
}
