// Shares that we have sold and that have not left yet: matched, not confirmed. They are still counted as settled, and may
// not be promised again: neither to another sell nor to a merge.
import type { MarketId, OrderId, TradeId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { Shares } from '#domain/units.ts';

interface Sale {
  readonly trade: TradeId;
  readonly order: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly size: Shares;
}

export class Outgoing {
  /** One row a sale under way; settlement takes each out again. */
  readonly #sales = new Map<string, Sale>();

  add(sale: Sale): void {
    const { trade, order, market, slot, size } = sale;
    this.#sales.set(`${trade} ${order}`, { trade, order, market, slot, size });
  }

  /** Confirmed or failed: either way it is not under way any more. */
  settle(trade: TradeId, order: OrderId): void {
    this.#sales.delete(`${trade} ${order}`);
  }

  /** Micro-shares. */
  of(market: MarketId, outcome: Outcome): number {
    let sum = 0;
    for (const sale of this.#sales.values())
      if (sale.market === market && SLOTS[sale.slot].outcome === outcome) sum += sale.size;
    return sum;
  }
}
