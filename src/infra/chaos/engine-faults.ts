// Faults that belong to the matching engine itself: the board's commands, turned into what our exchange does unasked. Promises
// that the exchange's own books stay right, and that chance is drawn only for a fault that is active. What lives on the wire
// between the engine and us is `chaos-venue.ts`, which asks for a few things here.

import type { FaultName } from '#domain/chaos/fault.ts';
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import { orderId } from '#domain/ids.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { AccountNews, Random, VenueOrder } from '#domain/ports.ts';
import { Decimal, MICRO, type Price, type Shares } from '#domain/units.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Trouble } from '../exchange/settlement.ts';
import { BUYING } from '../exchange/synthetic/pit.ts';
import type { Trade } from '../exchange/trade.ts';
import { type ActiveFault, type ChaosBoard, strikes } from './chaos-board.ts';

/** What a fault on the wire needs done behind it. */
export interface EngineFaults {
  /** Somebody takes this order of ours, whole, as soon as it rests. */
  takeOnArrival(order: OrderId): void;
  /** Somebody takes half of what is left of it, now. False when it does not rest or nobody can. */
  takeHalf(order: OrderId): boolean;
  /** The venue removes a share of our resting orders where the fault strikes. Returns which. */
  removeSome(fault: ActiveFault<'venueCancel'>): readonly OrderId[];
  close(): void;
}

export interface EngineFaultsParts {
  readonly board: ChaosBoard;
  readonly exchange: Exchange;
  readonly whom: Whom;
  /** Trades against us when a fault wants it; has cash to do so. */
  readonly stranger: WalletId;
  readonly random: Random;
  readonly nameOf: (market: MarketId) => string;
}

/** Whose accounts faults strike. */
export interface Whom {
  victims(fault: ActiveFault): readonly WalletId[];
  /** null: nobody's who could be struck. */
  ownerOf(order: OrderId): WalletId | null;
  /** News of everybody who could be struck. Returns the way to stop listening. */
  onNews(listener: (news: AccountNews) => void): () => void;
}

/** The one account there is. */
export function oneWallet(exchange: Exchange, wallet: WalletId): Whom {
  return {
    victims: () => [wallet],
    ownerOf: () => wallet,
    onNews: (listener) => exchange.onAccount(wallet, listener),
  };
}

/** Ticks that a market may have: each divides a dollar. */
const TICKS: readonly number[] = [100_000, 50_000, 20_000, 10_000, 5_000, 2_500, 2_000, 1_000, 500, 200, 100];
/** Orders waiting to be taken; one more and the oldest is let off. */
const TAKEN_MAX = 1_000;
/** A marketable buy must be worth a dollar. */
const WORTH_MIN = MICRO;

export function engineFaults(parts: EngineFaultsParts): EngineFaults {
  return new Engine(parts);
}

class Engine implements EngineFaults {
  readonly #parts: EngineFaultsParts;
  readonly #taken = new Set<OrderId>();
  readonly #hangUps: readonly (() => void)[];
  #sent = 0;

  constructor(parts: EngineFaultsParts) {
    const { board, exchange, whom } = parts;
    this.#parts = parts;
    exchange.operations.onSettle((trade) => this.#trouble(trade));
    this.#hangUps = [
      board.onInject((fault) => this.#begin(fault)),
      board.onEnd((fault, early) => {
        if (early) this.#endEarly(fault);
      }),
      whom.onNews((news) => {
        if (news.type === 'ORDER_GONE') this.#taken.delete(news.order);
        if (news.type === 'ORDER_RESTING' && this.#taken.delete(news.order)) this.#take(news.order, 1);
      }),
    ];
  }

  takeOnArrival(order: OrderId): void {
    this.#taken.add(order);
    for (const oldest of this.#taken) {
      if (this.#taken.size <= TAKEN_MAX) break;
      this.#taken.delete(oldest);
    }
  }

  takeHalf(order: OrderId): boolean {
    return this.#take(order, 0.5);
  }

  removeSome(fault: ActiveFault<'venueCancel'>): readonly OrderId[] {
    const { exchange, whom, random, nameOf } = this.#parts;
    return whom.victims(fault).flatMap((wallet) => {
      const struck = exchange
        .openOrders(wallet)
        .filter(({ market }) => strikes(fault, nameOf(market)) && random.next() < fault.params.share);
      const orders = struck.map(({ id }) => id);
      return exchange.operations.removeOrders({ wallet, market: null, orders }, 'other');
    });
  }

  close(): void {
    for (const hangUp of this.#hangUps) hangUp();
    this.#parts.exchange.operations.onSettle(() => null);
  }

  #begin(fault: ActiveFault): void {
    const { operations } = this.#parts.exchange;
    const victims = this.#parts.whom.victims(fault);
    switch (fault.fault) {
      case 'engineRestart': {
        const { retryAfterMs, postOnlyMs, ordersLost } = fault.params;
        const keepOrders = ordersLost === 'no';
        operations.restart({ forMs: fault.forMs, keepOrders, postOnlyMs, retryAfterMs: retryAfterMs || null });
        return;
      }
      case 'postOnlyMode':
        operations.postOnly(fault.forMs);
        return;
      case 'cancelOnly':
        operations.cancelOnly(fault.forMs);
        return;
      case 'tradingDisabled':
        operations.disabled(fault.forMs);
        return;
      case 'heartbeatExpired':
        for (const wallet of victims) operations.expire(wallet);
        return;
      case 'balanceDrift':
        for (const wallet of victims) operations.driftCash(wallet, new Decimal(fault.params.usd));
        return;
      case 'holdingDrift':
        for (const market of this.#struck(fault))
          for (const wallet of victims)
            operations.driftShares(wallet, market, fault.params.outcome, Math.round(fault.params.shares * MICRO));
        return;
      case 'midnightPayouts':
        for (const wallet of victims) this.#payOut(fault, wallet);
        return;
      case 'tickChange':
        for (const market of this.#struck(fault)) this.#parts.exchange.setTick(market, nearestTick(fault.params.tick));
    }
  }

  /** Only when no other fault of the kind still wants it. */
  #endEarly({ fault }: ActiveFault): void {
    const { board, exchange } = this.#parts;
    const { phases } = exchange.operations;
    if (board.active(fault)) return;
    if (fault === 'engineRestart') phases.end('restarting');
    else if (fault === 'tradingDisabled') phases.end('disabled');
    else if (fault === 'postOnlyMode' || fault === 'cancelOnly')
      phases.end(fault === 'cancelOnly' ? 'cancelOnly' : 'postOnly');
  }

  /** Markets that still take orders. */
  #struck(fault: ActiveFault): readonly MarketId[] {
    const { exchange } = this.#parts;
    return exchange
      .markets()
      .filter((market) => market.payout === null && strikes(fault, market.slug))
      .map(({ id }) => id);
  }

  #payOut({ params }: ActiveFault<'midnightPayouts'>, wallet: WalletId): void {
    const { exchange } = this.#parts;
    const { rewardUsd, rebateUsd, depositUsd } = params;
    const { operations } = exchange;
    operations.credit(wallet, 'reward', new Decimal(rewardUsd));
    operations.credit(wallet, 'rebate', new Decimal(rebateUsd));
    operations.credit(wallet, depositUsd < 0 ? 'withdrawal' : 'deposit', new Decimal(depositUsd).abs());
  }

  #trouble(trade: Trade): Trouble | null {
    const { random } = this.#parts;
    const failed = this.#strikesTrade('settlementFailed', trade);
    if (failed && random.next() < failed.params.share) return { retryMs: 0, ends: 'failed' };
    const retrying = this.#strikesTrade('settlementRetrying', trade);
    if (!retrying) return null;
    const { retryMs, endsFailed } = retrying.params;
    return { retryMs, ends: random.next() < endsFailed ? 'failed' : 'confirmed' };
  }

  /** The latest of several. */
  #strikesTrade<Name extends FaultName>(name: Name, { market, legs }: Trade): ActiveFault<Name> | null {
    const { board, whom, nameOf } = this.#parts;
    if (board.idle) return null;
    const found = board.list().findLast((fault) => {
      if (fault.fault !== name || !strikes(fault, nameOf(market))) return false;
      const victims = whom.victims(fault);
      return legs.some(({ wallet }) => victims.includes(wallet.id));
    });
    return (found as ActiveFault<Name> | undefined) ?? null;
  }

  /** The stranger takes everything that stands before the order, and so much of it. */
  #take(id: OrderId, share: number): boolean {
    const { exchange, whom, stranger } = this.#parts;
    const wallet = whom.ownerOf(id);
    if (wallet === null) return false;
    const order = exchange.openOrders(wallet).find((one) => one.id === id);
    const ahead = exchange.operations.aheadOf(wallet, id);
    const facts = order && exchange.market(order.market);
    if (!order || !facts || ahead === null) return false;
    this.#sent += 1;
    const terms = opposite(order);
    const wanted = ahead + Math.ceil((order.size - order.filled) * share);
    const size = Math.max(wanted, Math.ceil((WORTH_MIN * MICRO) / terms.price), facts.minSize) as Shares;
    const answer = exchange.submit(stranger, { id: orderId(`${stranger}-${this.#sent}`), ...terms, size, kind: 'fak' });
    return answer.result !== 'rejected' && answer.filled > ahead;
  }
}

/** The terms on which a buyer with nothing but cash meets `order`. */
function opposite({ market, slot, price }: VenueOrder): Pick<VenueOrder, 'market' | 'slot' | 'price'> {
  const taker = BUYING[SLOTS[slot].economic === 'bid' ? 'ask' : 'bid'];
  return { market, slot: taker, price: yesPrice(taker, yesPrice(slot, price)) };
}

/** Of a number of dollars. */
export function nearestTick(usd: number): Price {
  const wanted = usd * MICRO;
  return TICKS.reduce((best, tick) => (Math.abs(tick - wanted) < Math.abs(best - wanted) ? tick : best)) as Price;
}
