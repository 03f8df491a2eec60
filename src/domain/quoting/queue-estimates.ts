// Where each of our resting orders of one market stands in line, moved by every print and level change. Plain RAM beside
// the book: the feed moves it, queue-tracker joins, leaves and recalibrates, the quoter and the facts read it.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { Price, Shares } from '#domain/units.ts';
import {
  joinPosition,
  positionAfterFill,
  positionAfterLevel,
  positionAfterPrint,
  type QueuePosition,
  type QueueRules,
  queueOf,
} from './queue-position.ts';

interface Place {
  readonly side: BookSide;
  readonly price: Price;
  readonly left: Shares;
  /** The level's total when last looked at, ours included. */
  readonly seen: Shares;
  readonly position: QueuePosition;
}

/** A YES level's total, our own orders included. */
export type LevelSize = (side: BookSide, price: Price) => Shares;

export class QueueEstimates {
  readonly #rules: QueueRules;
  readonly #places = new Map<OrderId, Place>();
  #moves = 0;

  constructor(rules: QueueRules) {
    this.#rules = rules;
  }

  get count(): number {
    return this.#places.size;
  }

  /** Grows with everything that moved an estimate. */
  get moves(): number {
    return this.#moves;
  }

  /** Last in line. Whether the total already contains us is not known at this moment, so it counts as others': the next
   *  change of the level corrects it downwards. */
  join(order: OrderRow, size: LevelSize): void {
    const side = SLOTS[order.slot].economic;
    const price = yesPrice(order.slot, order.price);
    const seen = size(side, price);
    this.#places.set(order.id, { side, price, left: remaining(order), seen, position: joinPosition(seen) });
  }

  leave(order: OrderId): void {
    this.#places.delete(order);
  }

  /** We were filled: less of the level is ours. */
  shrink(order: OrderRow): void {
    const place = this.#places.get(order.id);
    if (!place) return;
    const left = remaining(order);
    const got = Math.max(0, place.left - left) as Shares;
    if (left <= 0) this.#places.delete(order.id);
    else this.#places.set(order.id, { ...place, left, position: positionAfterFill(place.position, got) });
  }

  clear(): void {
    this.#places.clear();
  }

  /** Micro-shares before us; null when the order is not tracked. */
  ahead(order: OrderId): Shares | null {
    const place = this.#places.get(order);
    if (!place) return null;
    return Math.max(0, Math.round(queueOf(place.position, this.#rules.model).front)) as Shares;
  }

  /** A print in YES terms: takers that buy eat the asks. */
  onPrint(taker: 'buy' | 'sell', price: Price, size: Shares, atMs: number): void {
    const side: BookSide = taker === 'buy' ? 'ask' : 'bid';
    for (const [order, place] of this.#places) {
      if (place.side !== side || place.price !== price) continue;
      this.#moves += 1;
      this.#places.set(order, { ...place, position: positionAfterPrint(place.position, size, atMs, this.#rules) });
    }
  }

  /** After any change of the book. */
  onBook(size: LevelSize, atMs: number): void {
    for (const [order, place] of this.#places) {
      const seen = size(place.side, place.price);
      if (seen === place.seen) continue;
      this.#moves += 1;
      const others = Math.max(0, seen - place.left) as Shares;
      const position = positionAfterLevel(place.position, others, atMs, this.#rules);
      this.#places.set(order, { ...place, seen, position });
    }
  }
}
