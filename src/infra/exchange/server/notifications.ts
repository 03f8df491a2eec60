// What each key is told between two visits: its fills, its orders that went without its asking, and its fills that failed. Kept
// until it is dropped, and no longer than there is room for.
import { SLOTS } from '#domain/orders/slot.ts';
import type { Shares } from '#domain/units.ts';
import type { Notification } from '#infra/venue/wire/notifications.ts';
import { questionOf } from './market-pages.ts';
import type { MarketRegister } from './market-register.ts';
import { type OrderRecord, type OrderRegister, sideOf } from './order-register.ts';
import type { TradeRegister } from './trade-register.ts';

/** Of one key, and keys with any: the oldest are forgotten. */
const OF_ONE_MAX = 200;
const KEYS_MAX = 2_000;

export class Notifications {
  readonly #markets: MarketRegister;
  readonly #now: () => number;
  readonly #byKey = new Map<string, Notification[]>();
  #told = 0;

  constructor(markets: MarketRegister, orders: OrderRegister, trades: TradeRegister, now: () => number) {
    this.#markets = markets;
    this.#now = now;
    orders.onChange((order, change, reason) => {
      if (change === 'update') this.#tell(order, 'filled', order.trades.at(-1) ?? null);
      else if (change === 'cancellation' && reason !== 'asked') this.#tell(order, 'cancelled', null);
    });
    trades.onChange(({ trade, status, owners }) => {
      if (status === 'failed') for (const order of owners) if (order) this.#tell(order, 'failed', trade.id);
    });
  }

  /** Oldest first. */
  of(apiKey: string): readonly Notification[] {
    return this.#byKey.get(apiKey) ?? [];
  }

  /** null: all of them. */
  drop(apiKey: string, ids: ReadonlySet<number> | null): void {
    const left = ids === null ? [] : this.of(apiKey).filter(({ id }) => !ids.has(id));
    if (left.length > 0) this.#byKey.set(apiKey, left);
    else this.#byKey.delete(apiKey);
  }

  #tell(order: OrderRecord, kind: Notification['kind'], trade: string | null): void {
    const market = this.#markets.market(order.market);
    if (!market) return;
    const { facts } = market;
    this.#told += 1;
    const row: Notification = {
      id: this.#told,
      kind,
      owner: order.apiKey,
      atMs: this.#now(),
      order: {
        id: order.id,
        market: order.market,
        asset: order.asset,
        outcome: order.outcome,
        outcomeIndex: SLOTS[order.slot].outcome === 'yes' ? 0 : 1,
        side: sideOf(order),
        price: order.price,
        size: order.size,
        filled: order.matched,
        left: Math.max(0, order.size - order.matched) as Shares,
        orderType: order.kind,
        trade,
        transaction: null,
        question: questionOf(facts),
        slug: facts.slug,
        event: facts.group ?? facts.slug,
        series: null,
        icon: null,
        image: null,
      },
    };
    const own = [...this.of(order.apiKey), row].slice(-OF_ONE_MAX);
    this.#byKey.delete(order.apiKey);
    this.#byKey.set(order.apiKey, own);
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= KEYS_MAX) break;
      this.#byKey.delete(oldest);
    }
  }
}
