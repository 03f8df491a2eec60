// The plainest market there is: cents, no fees, no rewards, no dates. Whoever needs another changes what matters to them.
import { marketId, outcomeId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { parsePrice, parseShares } from '#domain/units.ts';

export function plainMarket(slug: string, change: Partial<Market> = {}): Market {
  return {
    id: marketId(slug),
    slug,
    group: null,
    category: null,
    outcomes: { yes: { id: outcomeId(`${slug}-yes`), name: 'Yes' }, no: { id: outcomeId(`${slug}-no`), name: 'No' } },
    tick: parsePrice('0.01'),
    minSize: parseShares('5'),
    negRisk: false,
    fee: null,
    reward: null,
    endMs: null,
    gameStartMs: null,
    clearBookOnStart: false,
    eventMs: null,
    takerDelayMs: 0,
    payout: null,
    ...change,
  };
}
