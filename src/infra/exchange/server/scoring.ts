// Whether an order counts for the liquidity rewards of its market just now: old, large and near enough to the middle of what is
// large enough to count itself.
import { adjustedMidpoint } from '#domain/market/rewards.ts';
import { yesPrice } from '#domain/orders/slot.ts';
import type { Credential } from './accounts.ts';
import type { ServerParts } from './server-parts.ts';

/** Younger orders do not count. */
export const SCORING_AGE_S = 30;
/** Levels of each side that are looked at. */
const DEPTH = 200;

export function isScoring({ orders, markets, exchange, clock }: ServerParts, owner: Credential, id: string): boolean {
  const order = orders.get(id);
  if (order?.apiKey !== owner.texts.key || order.state.word !== 'live') return false;
  const market = markets.market(order.market);
  const reward = market?.facts.reward;
  if (!market || !reward || clock.now() - order.createdMs < SCORING_AGE_S * 1_000) return false;
  const levels = (side: 'bid' | 'ask') => exchange.levels(market.facts.id, side, DEPTH);
  const middle = adjustedMidpoint({ bids: levels('bid'), asks: levels('ask') }, reward.minSize);
  const left = order.size - order.matched;
  if (middle === null || left < reward.minSize) return false;
  return Math.abs(yesPrice(order.slot, order.price) - middle) < reward.maxSpread;
}
