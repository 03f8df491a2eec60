// Orders that nobody answered for are asked for by their id, which is the venue's own name for them: at once, and again with each
// sweep while they are `unknown`. What is found is proven; a failed read and an order that is not named prove nothing, because it
// may not have come yet or be forgotten: that is for two listings to tell. An order that was filled or let go ends only when all
// that was filled of it is booked, which its trades tell.
import type { OrderId } from '#domain/ids.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import type { Answer, FoundOrder } from '#domain/ports.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';
import type { OrderNewsDesk } from './order-news.ts';

/** Asked for one by one; whoever comes beyond that is told by the listing, which names all of them in one read. */
export const LOOKUPS_MAX = 10;
/** An answer that takes longer than this is none. */
const ANSWER_MAX_MS = 10_000;

export class OrderLookup {
  readonly #desk: Desk;
  readonly #news: OrderNewsDesk;
  /** On their way, with when they were asked for (steady clock). */
  readonly #asked = new Map<OrderId, number>();

  constructor(desk: Desk, news: OrderNewsDesk) {
    this.#desk = desk;
    this.#news = news;
  }

  /** Those of them that are unknown and not asked for yet. */
  ask(orders: readonly OrderId[]): void {
    const { orders: rows, venue, clock } = this.#desk;
    for (const [id, askedMs] of this.#asked) if (clock.steadyMs() - askedMs > ANSWER_MAX_MS) this.#asked.delete(id);
    for (const order of orders) {
      if (this.#asked.size >= LOOKUPS_MAX) return;
      if (rows.get(order)?.status !== 'unknown' || this.#asked.has(order)) continue;
      this.#asked.set(order, clock.steadyMs());
      venue.order(order, (answer) => this.#desk.post(GATEWAY, { type: 'ORDER_LOOKED_UP', order, answer }));
    }
  }

  told(id: OrderId, answer: Answer<FoundOrder | null>): void {
    this.#asked.delete(id);
    const row = this.#desk.orders.get(id);
    // Somebody else was faster.
    if (row?.status !== 'unknown') return;
    if (!answer.ok || answer.value === null) return;
    const found = answer.value;
    if (!isSame(row, found)) {
      this.#desk.fault(GATEWAY, 'order with other terms', `${id} in ${found.market}`);
      return;
    }
    if (found.standing === 'resting') this.#news.move(id, 'ACCEPTED', 'found by its id');
    else if (found.standing === 'gone' && found.filled <= row.filled) this.#news.move(id, 'CANCELLED', 'found gone');
    // Its fills are to be booked first.
    else this.#news.lookAgain = true;
  }
}

function isSame(row: OrderRow, found: FoundOrder): boolean {
  return row.market === found.market && row.slot === found.slot && row.price === found.price && row.size === found.size;
}
