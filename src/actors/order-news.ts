// What happens to our orders, booked in this order: row, accounts, facts, and only then everybody else. News may come before
// the answer to the request that caused it, twice, or after a confirmed cancel; what the life table does not expect is a
// fault that sends the gateway to look at the venue's listing.
import type { MarketId, OrderId, TraceId } from '#domain/ids.ts';
import { UNSEEN_MARK } from '#domain/market/market-state.ts';
import type { FillFact } from '#domain/money/fact.ts';
import { circumstancesOf } from '#domain/money/fill-circumstances.ts';
import { isLive, type OrderNewsKind, type OrderRow } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { AccountNews, VenueFill, VenueTrade } from '#domain/ports.ts';
import { completeSetAddress } from '#machines/complete-set.machine.ts';
import { GATEWAY, type OrderNews } from '#machines/order-gateway.protocol.ts';
import { queueTrackerAddress } from '#machines/queue-tracker.machine.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { RECONCILER } from '#machines/reconciler.machine.ts';
import type { Desk } from './desk.ts';

/** A fill so old is not on its way any more. */
const MISSED_MS = 5_000;
const NO_TRACE = 'unknown' as TraceId;

type Settled = Omit<Extract<AccountNews, { type: 'SETTLEMENT' }>, 'type'>;

export class OrderNewsDesk {
  readonly #desk: Desk;
  /** A row or a fill contradicts what we knew: the listing must be read. */
  lookAgain = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  take(news: AccountNews): void {
    switch (news.type) {
      case 'ORDER_RESTING':
        this.move(news.order, 'ACCEPTED', null);
        return;
      case 'ORDER_GONE':
        this.move(news.order, 'CANCELLED', news.reason);
        return;
      case 'FILL':
        this.fill(news.fill);
        return;
      case 'SETTLEMENT':
        this.#settle(news);
        return;
      case 'CREDIT':
        this.#desk.book({
          fact: 'flow',
          atMs: news.atMs,
          kind: news.kind,
          market: news.market,
          cash: news.cash.toFixed(),
        });
    }
  }

  /** One step of a row's life, told to whoever cares when it changed. */
  move(id: OrderId, kind: OrderNewsKind, why: string | null): OrderRow | null {
    const desk = this.#desk;
    const change = desk.orders.news(id, kind, desk.clock.now(), why);
    if (!change) {
      const status = desk.orders.get(id)?.status ?? 'unknown to us';
      desk.fault(GATEWAY, 'unexpected order news', `${kind} for ${id}, which is ${status}`);
      this.lookAgain = true;
      return null;
    }
    if (change.before === change.row.status) return change.row;
    this.#record(change.row, why);
    if (change.row.status === 'resting' && change.before !== 'cancelling')
      this.tell(change.row.market, { type: 'ORDER_RESTING', order: change.row });
    if (isLive(change.before) && !isLive(change.row.status)) this.ended(change.row, why ?? kind);
    return change.row;
  }

  ended(row: OrderRow, why: string): void {
    this.#measureUptime(row.market);
    this.tell(row.market, { type: 'ORDER_ENDED', order: row, why });
  }

  /** Books a fill once, whatever told us of it. Money moves even when the row is a riddle. */
  fill(fill: VenueFill): void {
    const desk = this.#desk;
    if (!desk.trades.meet(fill.trade, fill.order, fill.market)) return;
    const nowMs = desk.clock.now();
    const state = desk.markets.get(fill.market);
    const queueAhead = state?.ahead(fill.order) ?? null;
    const circumstances = state && circumstancesOf(state, desk.orders.get(fill.order) ?? null, nowMs);
    const change = desk.orders.fill(fill.order, fill.size, nowMs);
    if (!change) {
      desk.fault(GATEWAY, 'unexpected fill', `${fill.size} of ${fill.order}`);
      this.lookAgain = true;
    }
    const row = change?.row ?? desk.orders.get(fill.order) ?? null;
    const fact: FillFact = {
      fact: 'fill',
      atMs: nowMs,
      trade: fill.trade,
      order: fill.order,
      market: fill.market,
      slot: fill.slot,
      price: fill.price,
      size: fill.size,
      role: fill.role,
      fee: fill.fee.toFixed(),
      mark: state?.mark ?? yesPrice(fill.slot, fill.price),
      queueAhead,
      ...(circumstances ? { circumstances } : {}),
      trace: row?.trace ?? NO_TRACE,
    };
    desk.book(fact);
    if (SLOTS[fill.slot].side === 'sell') desk.outgoing.add(fill);
    desk.pairBook(fill.market)?.filled(fact);
    if (change && change.before !== change.row.status) this.#record(change.row, 'filled');
    desk.post(RECONCILER, { type: 'MOVED' });
    this.tell(fill.market, { type: 'FILL_ARRIVED', fill: fact, order: row });
    if (change && isLive(change.before) && !isLive(change.row.status)) this.ended(change.row, 'filled');
  }

  tell(market: MarketId, news: OrderNews): void {
    const slug = this.#desk.markets.get(market)?.facts.slug;
    if (slug === undefined) return;
    this.#measureUptime(market);
    if (news.type !== 'REDEEMED' && news.type !== 'SETS_MERGED') {
      this.#desk.post(queueTrackerAddress(slug), news);
      this.#desk.post(quoterAddress(slug), news);
    }
    this.#desk.post(completeSetAddress(slug), news);
  }

  /** A listed trade: its fill, and how far it has settled. */
  trade({ status, ...fill }: VenueTrade): void {
    const { vitals, clock, trades } = this.#desk;
    if (trades.marketOf(fill.trade, fill.order) === null && clock.now() - fill.atMs > MISSED_MS)
      vitals.reconciliation.note(
        clock.now(),
        'repaired',
        `fill ${fill.trade} of ${fill.order} was found in the listing`,
      );
    this.fill(fill);
    const { trade, order } = fill;
    if (status !== 'matched') this.#settle({ trade, order, status, atMs: this.#desk.clock.now() });
  }

  #settle({ trade, order, status, atMs }: Settled): void {
    const desk = this.#desk;
    const market = desk.trades.marketOf(trade, order);
    if (!market) {
      // Its fill is still on the way, or lost: the listing tells of both.
      this.lookAgain = true;
      return;
    }
    if (desk.trades.isFinal(trade, order)) return;
    desk.book({
      fact: 'settlement',
      atMs,
      trade,
      order,
      status,
      market,
      mark: desk.markets.get(market)?.mark ?? UNSEEN_MARK,
    });
    if (status !== 'confirmed' && status !== 'failed') return;
    desk.trades.conclude(trade, order);
    desk.outgoing.settle(trade, order);
    desk.pairBook(market)?.settled(trade, order, status === 'failed');
    if (status === 'failed') desk.fault(GATEWAY, 'failed settlement', `${trade} of ${order}`);
    const slug = desk.markets.get(market)?.facts.slug;
    if (slug !== undefined) desk.post(completeSetAddress(slug), { type: 'SETTLEMENT_ARRIVED', trade, order, status });
  }

  #record(row: OrderRow, reason: string | null): void {
    const { id, market, slot, price, size, filled, status, trace } = row;
    const atMs = this.#desk.clock.now();
    this.#desk.tell({ fact: 'order', atMs, order: id, market, slot, price, size, filled, status, reason, trace });
  }

  #measureUptime(market: MarketId): void {
    const resting = this.#desk.orders.live(market).filter((row) => row.status === 'resting');
    const bid = resting.some((row) => SLOTS[row.slot].economic === 'bid');
    const ask = resting.some((row) => SLOTS[row.slot].economic === 'ask');
    this.#desk.uptime.onOrders(market, this.#desk.clock.now(), bid, ask);
  }
}
