// Every order that came over the wire, alive or over, as its owner may ask for it: by id, by key, with how much was matched and
// what became of it. Follows the exchange's news and tells each change; takes good-till-date orders out when their time has come.
import type { MarketId, OrderId, OutcomeId, TradeId, WalletId } from '#domain/ids.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { AccountNews, Clock, GoneReason } from '#domain/ports.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import type { Bytes32 } from '#infra/venue/signing/hex.ts';
import type { OrderKind } from '#infra/venue/signing/order-body.ts';
import type { OrderState } from '#infra/venue/wire/states.ts';
import type { Exchange } from '../exchange.ts';
import type { Leg, TradeNews } from '../trade.ts';
import type { Accounts } from './accounts.ts';

export interface OrderRecord {
  readonly id: OrderId;
  readonly apiKey: string;
  readonly maker: Address;
  readonly wallet: WalletId;
  readonly market: MarketId;
  readonly asset: OutcomeId;
  readonly outcome: string;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly kind: OrderKind;
  /** Who brought it in; mostly zero: nobody. */
  readonly builder: Bytes32;
  readonly createdMs: number;
  /** As posted; it goes a minute before. */
  readonly expiresMs: number | null;
  state: OrderState;
  matched: Shares;
  /** The first ones. */
  readonly trades: TradeId[];
  timer: unknown;
}

export type OrderChange = 'placement' | 'update' | 'cancellation';
/** `reason` of a cancellation. */
type ChangeListener = (order: OrderRecord, change: OrderChange, reason: GoneReason | null) => void;

/** Orders that are over and can still be asked for; the oldest are forgotten. */
export const FINISHED_MAX = 20_000;
/** Trades that an order names. */
const TRADES_MAX = 500;
/** So long before its expiration a good-till-date order goes. */
const GTD_EARLY_MS = 60_000;
const DOWN_RETRY_MS = 1_000;

const LIVE: OrderState = { word: 'live', detail: '' };
const MATCHED: OrderState = { word: 'matched', detail: '' };

export class OrderRegister {
  readonly #clock: Clock;
  readonly #exchange: Exchange;
  readonly #orders = new Map<OrderId, OrderRecord>();
  readonly #live = new Map<string, Set<OrderRecord>>();
  readonly #finished = new Set<OrderRecord>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #stops: (() => void)[] = [];

  constructor(clock: Clock, exchange: Exchange, accounts: Accounts) {
    this.#clock = clock;
    this.#exchange = exchange;
    accounts.onWallet((wallet) => {
      this.#stops.push(exchange.onAccount(wallet, (news) => this.#hear(news)));
    });
    this.#stops.push(exchange.onTrade((news) => this.#match(news)));
  }

  get(id: string): OrderRecord | null {
    return this.#orders.get(id as OrderId) ?? null;
  }

  /** Of one key, oldest first: resting, and those in their market's delay. */
  live(apiKey: string): readonly OrderRecord[] {
    return [...(this.#live.get(apiKey) ?? [])];
  }

  /** Before the exchange gets it, so that what happens at once is known to be its. */
  open(order: OrderRecord): void {
    this.#orders.set(order.id, order);
    const own = this.#live.get(order.apiKey) ?? new Set<OrderRecord>();
    this.#live.set(order.apiKey, own.add(order));
    const { expiresMs } = order;
    if (expiresMs === null) return;
    const leftMs = expiresMs - GTD_EARLY_MS - this.#clock.now();
    order.timer = this.#clock.setTimeout(() => this.#expire(order), leftMs);
  }

  /** The exchange did not take it: it never was. */
  withdraw(order: OrderRecord): void {
    this.#leave(order);
    this.#orders.delete(order.id);
  }

  /** It waits in its market's delay. */
  delay(order: OrderRecord): void {
    order.state = { word: 'delayed', detail: '' };
  }

  onChange(listener: ChangeListener): void {
    this.#listeners.add(listener);
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    for (const { timer } of this.#orders.values()) this.#clock.clearTimeout(timer);
  }

  #hear(news: AccountNews): void {
    if (news.type === 'ORDER_RESTING') this.#rest(this.get(news.order));
    else if (news.type === 'ORDER_GONE') this.#gone(this.get(news.order), news.reason);
  }

  #rest(order: OrderRecord | null): void {
    if (!order || this.#finished.has(order)) return;
    order.state = LIVE;
    this.#tell(order, 'placement');
  }

  #gone(order: OrderRecord | null, reason: GoneReason): void {
    if (!order || this.#finished.has(order)) return;
    order.state = stateOf(order, reason);
    this.#finish(order);
    this.#tell(order, 'cancellation', reason);
  }

  #match({ trade, status }: TradeNews): void {
    if (status !== 'matched') return;
    for (const leg of trade.legs) {
      const order = this.get(leg.memory.fill.order);
      if (order) this.#fill(order, leg);
    }
  }

  #fill(order: OrderRecord, { size, memory }: Leg): void {
    order.matched = (order.matched + size) as Shares;
    if (order.trades.length < TRADES_MAX) order.trades.push(memory.fill.trade);
    if (order.matched >= order.size) {
      order.state = MATCHED;
      this.#finish(order);
    }
    this.#tell(order, 'update');
  }

  /** Books stand still while the engine is down: then a little later. */
  #expire(order: OrderRecord): void {
    const { wallet, market } = order;
    if (this.#exchange.phase() === 'restarting') {
      order.timer = this.#clock.setTimeout(() => this.#expire(order), DOWN_RETRY_MS);
      return;
    }
    this.#exchange.operations.removeOrders({ wallet, market, orders: [order.id] }, 'other');
  }

  #finish(order: OrderRecord): void {
    this.#leave(order);
    this.#finished.add(order);
    for (const oldest of this.#finished) {
      if (this.#finished.size <= FINISHED_MAX) break;
      this.#finished.delete(oldest);
      this.#orders.delete(oldest.id);
    }
  }

  #leave(order: OrderRecord): void {
    this.#clock.clearTimeout(order.timer);
    const own = this.#live.get(order.apiKey);
    own?.delete(order);
    if (own?.size === 0) this.#live.delete(order.apiKey);
  }

  #tell(order: OrderRecord, change: OrderChange, reason: GoneReason | null = null): void {
    for (const listener of this.#listeners) listener(order, change, reason);
  }
}

/** Of what is left of an order; one that takes and does not rest has no rest to lose. */
function stateOf({ kind, matched }: OrderRecord, reason: GoneReason): OrderState {
  if (kind === 'FAK' && matched > 0) return MATCHED;
  if (kind === 'FOK' && matched === 0)
    return { word: 'canceled', detail: "order couldn't be fully filled. FOK orders are fully filled or killed." };
  if (reason === 'uncovered') return { word: 'invalid', detail: '' };
  return { word: 'canceled', detail: reason === 'resolved' ? 'MARKET_RESOLVED' : '' };
}

export const sideOf = ({ slot }: { readonly slot: Slot }): 'buy' | 'sell' => SLOTS[slot].side;
