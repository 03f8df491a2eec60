// One account at our exchange: cash and shares as the chain knows them, what matched trades will still bring and take, and
// what open orders are backed by. Amounts are integers: micro-dollars and micro-shares.
// The cover rule (venue rest.md §5.3): an order needs `settled − outgoing` of cash or of that outcome's shares. Matched but
// unsettled trades count with what they take and never with what they bring: nothing is sold that may yet turn out void.
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { AccountNews, Holding, VenueOrder } from '#domain/ports.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import type { BookedOrder } from './resting-book.ts';
import { FillHistory, RecentIds } from './wallet-memory.ts';

/** `perMarket`: the same cash may back orders in several markets. `perWallet`: every order needs cash of its own. */
export type Cover = 'perMarket' | 'perWallet';

export interface Balance {
  /** What the chain says. */
  settled: number;
  /** Matched, not yet confirmed. */
  incoming: number;
  outgoing: number;
  /** Set aside for open orders. */
  reserved: number;
}

/** A wallet in one market. `cashReserved` is for its buys there. */
export interface WalletPosition extends Readonly<Record<Outcome, Balance>> {
  readonly market: MarketId;
  cashReserved: number;
}

/** As if every match were already confirmed: what the venue calls the balance. */
export const held = (balance: Balance): number => balance.settled + balance.incoming - balance.outgoing;

/** What may be sold, spent or moved on chain. */
export const free = (balance: Balance): number => balance.settled - balance.outgoing;

/** Micro-dollars a buy of `size` takes at `price`, rounded up; exact beyond 2^53 because the size is split. */
export function debitMicros(price: Price, size: Shares): number {
  const whole = Math.floor(size / MICRO);
  return price * whole + Math.ceil((price * (size - whole * MICRO)) / MICRO);
}

/** What backs an order with `size` left: micro-dollars for a buy, micro-shares for a sell. */
export function collateral(slot: Slot, price: Price, size: Shares): number {
  return SLOTS[slot].side === 'buy' ? debitMicros(price, size) : size;
}

export class Wallet {
  readonly id: WalletId;
  /** `reserved` counts the buys of all markets. */
  readonly cash: Balance;
  readonly positions = new Map<MarketId, WalletPosition>();
  /** Resting, oldest first. */
  readonly orders = new Map<OrderId, BookedOrder>();
  readonly seen = new RecentIds();
  readonly fills = new FillHistory();
  readonly listeners = new Set<(news: AccountNews) => void>();
  /** Micro-dollars that came from outside the exchange, less what left it again. */
  deposited: number;
  gasPaid = 0;

  constructor(id: WalletId, deposited: number) {
    this.id = id;
    this.deposited = deposited;
    this.cash = { settled: deposited, incoming: 0, outgoing: 0, reserved: 0 };
  }

  position(market: MarketId): WalletPosition {
    const known = this.positions.get(market);
    if (known) return known;
    const position = { market, cashReserved: 0, yes: nothing(), no: nothing() };
    this.positions.set(market, position);
    return position;
  }

  openOrders(): VenueOrder[] {
    return Array.from(this.orders.values(), ({ id, market, slot, price, size, remaining }) => {
      return { id, market, slot, price, size, filled: (size - remaining) as Shares };
    });
  }

  /** Micro-dollars, and the shares of every market in which there are any; unsettled trades are included. */
  holdings(): { readonly cash: number; readonly holdings: ReadonlyMap<MarketId, Holding> } {
    const holdings = new Map<MarketId, Holding>();
    for (const { market, yes, no } of this.positions.values())
      if (held(yes) !== 0 || held(no) !== 0) holdings.set(market, { yes: held(yes) as Shares, no: held(no) as Shares });
    return { cash: held(this.cash), holdings };
  }

  /** Could a further order with this collateral be accepted beside those that are open? */
  covers(cover: Cover, market: MarketId, slot: Slot, amount: number): boolean {
    const { outcome, side } = SLOTS[slot];
    const position = this.position(market);
    if (side === 'sell') return position[outcome].reserved + amount <= free(position[outcome]);
    const reserved = cover === 'perMarket' ? position.cashReserved : this.cash.reserved;
    return reserved + amount <= free(this.cash);
  }

  /** Sets aside what the rest of `order` needs, and `extra` micro-dollars; replaces what was set aside for it before. */
  reserve(order: BookedOrder, extra = 0): void {
    this.#setAside(order, collateral(order.slot, order.price, order.remaining) + extra);
  }

  release(order: BookedOrder): void {
    this.#setAside(order, 0);
  }

  /** The orders that must go so that the others are covered: the newest first, of those that share the missing collateral. */
  uncovered(cover: Cover): readonly BookedOrder[] {
    const gone: BookedOrder[] = [];
    if (this.orders.size === 0) return gone;
    const cash = free(this.cash);
    if (cover === 'perWallet') this.#shed(this.cash.reserved - cash, isBuy, gone);
    for (const position of this.positions.values()) {
      const here = (order: BookedOrder) => order.market === position.market;
      if (cover === 'perMarket') this.#shed(position.cashReserved - cash, (order) => here(order) && isBuy(order), gone);
      for (const outcome of ['yes', 'no'] as const) {
        const missing = position[outcome].reserved - free(position[outcome]);
        if (missing <= 0) continue;
        const sells = (order: BookedOrder) => here(order) && !isBuy(order) && SLOTS[order.slot].outcome === outcome;
        this.#shed(missing, sells, gone);
      }
    }
    return gone;
  }

  #shed(missing: number, concerned: (order: BookedOrder) => boolean, gone: BookedOrder[]): void {
    if (missing <= 0) return;
    let left = missing;
    for (const order of [...this.orders.values()].reverse()) {
      if (left <= 0) return;
      if (!concerned(order)) continue;
      gone.push(order);
      left -= order.reserved;
    }
  }

  #setAside(order: BookedOrder, amount: number): void {
    const change = amount - order.reserved;
    const position = this.position(order.market);
    order.reserved = amount;
    if (isBuy(order)) {
      this.cash.reserved += change;
      position.cashReserved += change;
    } else position[SLOTS[order.slot].outcome].reserved += change;
  }
}

const isBuy = (order: BookedOrder): boolean => SLOTS[order.slot].side === 'buy';

const nothing = (): Balance => ({ settled: 0, incoming: 0, outgoing: 0, reserved: 0 });
