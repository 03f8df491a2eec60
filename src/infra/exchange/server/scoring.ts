// Whether an order counts for the liquidity rewards of its market just now: old, large and near enough.
import { SLOTS } from '#domain/orders/slot.ts';
import type { Credential } from './accounts.ts';
import type { ServerParts } from './server-parts.ts';
import { midpoint, shownTop } from './wire-books.ts';

/** Younger orders do not count. */
const AGE_MIN_MS = 30_000;

export function isScoring({ orders, markets, exchange, clock }: ServerParts, owner: Credential, id: string): boolean {
  const order = orders.get(id);
  if (order?.apiKey !== owner.texts.key || order.state.word !== 'live') return false;
  const market = markets.market(order.market);
  const reward = market?.facts.reward;
  if (!market || !reward || clock.now() - order.createdMs < AGE_MIN_MS) return false;
  const mid = midpoint(shownTop(exchange, { market, outcome: SLOTS[order.slot].outcome }));
  const left = order.size - order.matched;
  return mid !== null && left >= reward.minSize && Math.abs(order.price - mid) <= reward.maxSpread;
}
