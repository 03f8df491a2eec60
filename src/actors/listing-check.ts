// Compares what the venue says rests with our rows. What nobody owns is cancelled; a row that the venue does not know any
// more ends, once two looks in a row agree, because its own news may still be on the way. A failed read compares nothing.
import type { OrderId } from '#domain/ids.ts';
import { isLive, type OrderRow } from '#domain/orders/order.ts';
import type { VenueOrder } from '#domain/ports.ts';
import { GATEWAY, type Listing } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';
import type { OrderNewsDesk } from './order-news.ts';

/** Whoever died with a request in its hands: it arrives within this time or never. Listings lag as long behind what was posted:
 *  none says of a younger order that it is not there, however many agree. */
const IN_FLIGHT_MS = 2_000;

export class ListingCheck {
  readonly #desk: Desk;
  readonly #news: OrderNewsDesk;
  readonly #cancelUnowned: (orders: readonly OrderId[]) => void;
  /** Rows that the last listing did not name. */
  #missing = new Set<OrderId>();

  constructor(desk: Desk, news: OrderNewsDesk, cancelUnowned: (orders: readonly OrderId[]) => void) {
    this.#desk = desk;
    this.#news = news;
    this.#cancelUnowned = cancelUnowned;
  }

  /** `certain`: nothing was on its way when it was asked for. */
  compare(listing: Listing, certain: boolean): void {
    // A trade tells that its order rested, not that it still does: rows are judged by what was known before.
    const rested = new Map(this.#desk.orders.allLive().map(({ id, restingMs }) => [id, restingMs]));
    for (const trade of listing.trades) this.#news.trade(trade);
    const listed = new Map(listing.orders.map((order) => [order.id, order]));
    this.#cancelStrangers(listing.orders);
    const missing = new Set<OrderId>();
    for (const row of this.#desk.orders.allLive()) {
      if (listed.has(row.id)) this.#confirm(row);
      else if (this.#gone({ ...row, restingMs: rested.get(row.id) ?? null }, listing.askedMs, certain))
        missing.add(row.id);
    }
    this.#missing = missing;
    if (missing.size > 0) this.#news.lookAgain = true;
  }

  #cancelStrangers(orders: readonly VenueOrder[]): void {
    const strangers = orders.filter(({ id }) => {
      const row = this.#desk.orders.get(id);
      return !row || !isLive(row.status);
    });
    // A row that ended while the listing was under way is no stranger; cancelling it again does no harm.
    const unowned = strangers.filter(({ id }) => !this.#desk.orders.get(id));
    for (const { id, market } of unowned) this.#desk.fault(GATEWAY, 'order without an owner', `${id} in ${market}`);
    if (strangers.length > 0) this.#cancelUnowned(strangers.map(({ id }) => id));
  }

  #confirm(row: OrderRow): void {
    if (row.status === 'unknown' || row.status === 'sent') this.#news.move(row.id, 'ACCEPTED', 'listed');
  }

  /** True when the row should have been listed. The second time in a row it is believed. */
  #gone(row: OrderRow, askedMs: number, certain: boolean): boolean {
    if (row.status === 'intended' || row.status === 'sent' || row.sentMs >= askedMs || (row.restingMs ?? 0) >= askedMs)
      return false;
    // A request of an earlier life may still be on its way: the first look proves nothing.
    if (askedMs - row.sentMs < IN_FLIGHT_MS || (!certain && !this.#missing.has(row.id))) return true;
    if (row.status === 'unknown' && row.restingMs === null && row.filled === 0)
      this.#news.move(row.id, 'NEVER_ARRIVED', 'not listed');
    else this.#news.move(row.id, 'CANCELLED', 'not listed');
    return false;
  }
}
