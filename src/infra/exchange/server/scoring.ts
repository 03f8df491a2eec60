// Whether an order counts for the liquidity rewards of its market just now, as the exchange that samples them says.
import type { Credential } from './accounts.ts';
import type { ServerParts } from './server-parts.ts';

export function isScoring({ orders, exchange }: ServerParts, owner: Credential, id: string): boolean {
  const order = orders.get(id);
  if (order?.apiKey !== owner.texts.key || order.state.word !== 'live') return false;
  return exchange.operations.rewards.isScoring(order);
}
