// The trading floor: where accepted orders meet, rest, wait in their taker delay, and go. Every change to a book or to what an
// order is backed by happens here. Promises: after `finish` every resting order is covered, and everybody has been told.
// Self-trades: a wallet's own resting orders that its taker order would meet are cancelled first (post-only ones never get here).
// Leaves admission to `admission.ts`, the way through the chain to `settlement.ts`, and operators and readers to `exchange.ts`.
import { invariant } from '#domain/failure.ts';
import type { MarketId, OrderId, TradeId, WalletId } from '#domain/ids.ts';
import type { FeeSchedule } from '#domain/market/market.ts';
import type { MarketEvent, PrintEvent } from '#domain/market/market-event.ts';
import { fillCash } from '#domain/money/cash.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { AccountNews, Clock, GoneReason } from '#domain/ports.ts';
import type { Price, Shares } from '#domain/units.ts';
import { onGrid } from './admission.ts';
import type { EngineOrder } from './engine.ts';
import { drainLevels, type HeldOrder, type Listing } from './listing.ts';
import { type LevelMatch, sweep } from './matching.ts';
import type { Outbox } from './outbox.ts';
import type { BookedOrder } from './resting-book.ts';
import { makeTrade, microsOf, settle, type Trade, voidTrade } from './trade.ts';
import type { TradingPhase } from './trading-phases.ts';
import { type Cover, free, type Wallet } from './wallet.ts';

export interface FloorParts {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly cover: Cover;
  readonly wallets: ReadonlyMap<WalletId, Wallet>;
  readonly listings: ReadonlyMap<MarketId, Listing>;
  readonly marketListeners: ReadonlySet<(event: MarketEvent) => void>;
  /** Micro-dollars. */
  readonly fee: (schedule: FeeSchedule | null, price: Price, size: Shares) => number;
  /** While the engine restarts, books stand still and the public hears nothing; only an open one lets takers in. */
  readonly phase: () => TradingPhase;
  /** Of the so-manieth trade here. */
  readonly tradeIdOf: (trades: number) => TradeId;
  /** A new trade sets out for the chain. */
  readonly onTrade: (trade: Trade) => void;
}

export class Floor {
  readonly #parts: FloorParts;
  /** Micro-dollars collected from takers, and what rounding left over. */
  fees = 0;
  crumbs = 0;
  #trades = 0;
  /** Changed, and poorer, since the last `finish`. Few, but for those of a market that is cleared. */
  #dirty: Listing[] = [];
  #poorer: Wallet[] = [];
  #prints: PrintEvent[] = [];
  /** What the public will hear once the engine is back. */
  #withheld: MarketEvent[] = [];

  constructor(parts: FloorParts) {
    this.#parts = parts;
  }

  /** An admitted order takes what it can; the rest rests or is gone. Returns what was filled. */
  enter(wallet: Wallet, listing: Listing, order: BookedOrder, rests: boolean): Shares {
    const { levels, own } = sweep(listing.book, order);
    for (const mine of own) this.remove(mine, 'other');
    const paid = levels.every((level) => this.#take(wallet, listing, order, level));
    if (!paid) this.#goneUnseen(wallet, order, 'uncovered');
    else if (order.remaining > 0 && rests) this.#rest(wallet, listing, order);
    else if (order.remaining > 0) this.#goneUnseen(wallet, order, 'other');
    return (order.size - order.remaining) as Shares;
  }

  /** Keeps a marketable order back for the market's taker delay; `fee` micro-dollars are set aside with it. */
  hold(wallet: Wallet, listing: Listing, order: BookedOrder, rests: boolean, fee: number): void {
    wallet.reserve(order, SLOTS[order.slot].side === 'buy' ? fee : 0);
    const timer = this.#parts.clock.setTimeout(() => this.#release(listing, order.id), listing.facts.takerDelayMs);
    listing.held.set(order.id, { wallet, order, rests, timer });
  }

  /** An order that waits in its market's taker delay. */
  isHeld(wallet: Wallet, id: OrderId): boolean {
    for (const { held } of this.#parts.listings.values()) if (held.get(id)?.wallet === wallet) return true;
    return false;
  }

  /** A resting order leaves the book. */
  remove(order: BookedOrder, reason: GoneReason): void {
    const listing = this.#parts.listings.get(order.market);
    const wallet = this.#parts.wallets.get(order.wallet);
    invariant(listing && wallet, () => `the market and wallet of order ${order.id} exist while it rests`);
    listing.book.remove(order);
    note(this.#dirty, listing);
    this.#forget(wallet, order, reason);
  }

  /** Everything leaves the market: resting orders, and those in their taker delay. */
  clear(listing: Listing, reason: GoneReason): void {
    for (const side of ['bid', 'ask'] as const)
      for (const order of [...listing.book.orders(side)]) this.remove(order, reason);
    for (const held of [...listing.held.values()]) this.#letGo(listing, held, reason);
  }

  /** The chain has confirmed a trade, or refused it for good. */
  conclude(trade: Trade, confirmed: boolean): void {
    if (confirmed) settle(trade);
    else {
      voidTrade(trade);
      this.fees -= trade.fee;
      this.crumbs -= trade.crumb;
    }
    for (const { wallet } of trade.legs) note(this.#poorer, wallet);
  }

  /** Something else took cash or shares from this wallet: its orders are looked at again. */
  spent(wallet: Wallet): void {
    note(this.#poorer, wallet);
  }

  tell(wallet: Wallet, news: AccountNews): void {
    this.#parts.outbox.post(wallet.listeners, news);
  }

  announce(event: MarketEvent): void {
    if (this.#isDown()) this.#withheld.push(event);
    else this.#parts.outbox.post(this.#parts.marketListeners, event);
  }

  /** Ends one engine update: uncovered orders go, then the public hears of levels and prints, all of one instant. */
  finish(): void {
    if (this.#isDown()) return;
    for (const wallet of this.#poorer)
      for (const order of wallet.uncovered(this.#parts.cover)) this.remove(order, 'uncovered');
    this.#poorer = [];
    const atMs = this.#now();
    for (const listing of this.#dirty) {
      const levels = drainLevels(listing, atMs);
      if (levels) this.announce(levels);
    }
    this.#dirty = [];
    if (this.#prints.length === 0 && this.#withheld.length === 0) return;
    const rest = [...this.#prints, ...this.#withheld];
    this.#prints = [];
    this.#withheld = [];
    for (const event of rest) this.announce(event);
  }

  #isDown(): boolean {
    return this.#parts.phase() === 'restarting';
  }

  #now(): number {
    return this.#parts.clock.now();
  }

  #rest(wallet: Wallet, listing: Listing, order: BookedOrder): void {
    wallet.reserve(order);
    wallet.orders.set(order.id, order);
    order.restsFromMs = this.#now();
    listing.book.add(order);
    note(this.#dirty, listing);
    note(this.#poorer, wallet);
    this.tell(wallet, { type: 'ORDER_RESTING', order: order.id, atMs: this.#now() });
  }

  /** One level. False when the taker cannot pay for it: rounding made the way here dearer than its limit said. */
  #take(wallet: Wallet, listing: Listing, order: BookedOrder, { yesPrice: at, size, makers }: LevelMatch): boolean {
    const { slot } = order;
    const { side, outcome } = SLOTS[slot];
    const price = yesPrice(slot, at);
    const cash = microsOf(fillCash(side, price, size).cash);
    let fee = this.#parts.fee(listing.facts.fee, price, size);
    if (side === 'sell') fee = Math.min(fee, cash);
    else if (fee - cash > free(wallet.cash)) return false;
    this.#trades += 1;
    const [market, atMs] = [listing.facts.id, this.#now()];
    const parties = makers.map((maker) => ({
      ...maker,
      wallet: this.#parts.wallets.get(maker.order.wallet) as Wallet,
    }));
    const trade = makeTrade(
      { id: this.#parts.tradeIdOf(this.#trades), market, atMs },
      { wallet, order, size, price, cash, fee },
      parties,
    );
    order.remaining = (order.remaining - size) as Shares;
    for (const maker of parties) this.#reduce(listing, maker.wallet, maker.order, maker.size);
    this.fees += trade.fee;
    this.crumbs += trade.crumb;
    note(this.#dirty, listing);
    note(this.#poorer, wallet);
    for (const leg of trade.legs) this.tell(leg.wallet, { type: 'FILL', fill: leg.memory.fill });
    this.#prints.push({ type: 'PRINT', market, outcome, side, price, size, atMs });
    this.#parts.onTrade(trade);
    return true;
  }

  #reduce(listing: Listing, wallet: Wallet, order: BookedOrder, by: Shares): void {
    listing.book.reduce(order, by);
    wallet.reserve(order);
    if (order.remaining === 0) wallet.orders.delete(order.id);
    note(this.#poorer, wallet);
  }

  /** The taker delay is over: the order is judged again, by what is true now. */
  #release(listing: Listing, id: OrderId): void {
    const held = listing.held.get(id);
    if (!held) return;
    const { wallet, order, rests } = held;
    listing.held.delete(id);
    const backed = order.reserved;
    wallet.release(order);
    const { cover, phase } = this.#parts;
    if (phase() !== 'open') this.#goneUnseen(wallet, order, 'other');
    else if (!onGrid(order.price, listing.tick)) this.#goneUnseen(wallet, order, 'tick');
    else if (!wallet.covers(cover, order.market, order.slot, backed)) this.#goneUnseen(wallet, order, 'uncovered');
    else this.enter(wallet, listing, order, rests);
    this.finish();
    this.#parts.outbox.flush();
  }

  #letGo(listing: Listing, held: HeldOrder, reason: GoneReason): void {
    this.#parts.clock.clearTimeout(held.timer);
    listing.held.delete(held.order.id);
    held.wallet.release(held.order);
    this.#goneUnseen(held.wallet, held.order, reason);
  }

  #forget(wallet: Wallet, order: BookedOrder, reason: GoneReason): void {
    wallet.release(order);
    wallet.orders.delete(order.id);
    this.#goneUnseen(wallet, order, reason);
  }

  #goneUnseen(wallet: Wallet, order: BookedOrder, reason: GoneReason): void {
    this.tell(wallet, { type: 'ORDER_GONE', order: order.id, reason, atMs: this.#now() });
  }
}

function note<Item>(items: Item[], item: Item): void {
  if (!items.includes(item)) items.push(item);
}

/** An order as it enters: nothing filled, nothing set aside, no place. */
export function booked(wallet: Wallet, order: EngineOrder): BookedOrder {
  const { id, market, slot, price, size } = order;
  const { economic: side } = SLOTS[slot];
  const at = yesPrice(slot, price);
  return {
    id,
    wallet: wallet.id,
    market,
    slot,
    side,
    price,
    yesPrice: at,
    size,
    remaining: size,
    reserved: 0,
    restsFromMs: 0,
    place: null,
  };
}
