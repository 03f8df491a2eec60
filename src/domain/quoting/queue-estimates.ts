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
  positionWithin,
  type QueuePosition,
  type QueueRules,
  queueOf,
} from './queue-position.ts';

interface Place {
  readonly side: BookSide;
  readonly price: Price;
  readonly left: Shares;
  /** The level's total when last looked at. */
  readonly seen: Shares;
  /** We are part of `seen`: books and answers come on different lines, either may be first. */
  readonly within: boolean;
  readonly restingMs: number;
  readonly position: QueuePosition;
}

/** An order that was sent: its level when last looked at, and whether it grew by just that order since. */
interface Coming {
  readonly seen: Shares;
  readonly within: boolean;
}

/** A YES level's total, our own orders included. */
export type LevelSize = (side: BookSide, price: Price) => Shares;

export class QueueEstimates {
  readonly #rules: QueueRules;
  readonly #places = new Map<OrderId, Place>();
  readonly #coming = new Map<OrderId, Coming>();
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

  /** Before a change of the book: orders that were sent and have no answer yet. */
  expect(orders: readonly OrderRow[], size: LevelSize): void {
    for (const id of this.#coming.keys()) if (!orders.some((order) => order.id === id)) this.#coming.delete(id);
    for (const order of orders) {
      if (this.#coming.has(order.id)) continue;
      this.#coming.set(order.id, { seen: levelOf(order, size), within: false });
    }
  }

  /** Last in line. The level has us already when it grew by just our size while we waited for the answer, when we were
   *  filled, or when its news is overdue; otherwise its next growth has. */
  join(order: OrderRow, size: LevelSize, nowMs: number): void {
    const side = SLOTS[order.slot].economic;
    const price = yesPrice(order.slot, order.price);
    const seen = size(side, price);
    const left = remaining(order);
    const restingMs = order.restingMs ?? nowMs;
    const within =
      this.#coming.get(order.id)?.within === true || order.filled > 0 || nowMs - restingMs > this.#rules.windowMs;
    this.#coming.delete(order.id);
    const position = joinPosition(within ? without(seen, left) : seen);
    this.#places.set(order.id, { side, price, left, seen, within, restingMs, position });
  }

  leave(order: OrderId): void {
    this.#places.delete(order);
    this.#coming.delete(order);
  }

  /** We were filled: less of the level is ours. */
  shrink(order: OrderRow): void {
    const place = this.#places.get(order.id);
    if (!place) return;
    const left = remaining(order);
    const got = Math.max(0, place.left - left) as Shares;
    if (left <= 0) this.#places.delete(order.id);
    else {
      const known = found(place, this.#rules); // nobody is filled who does not rest
      this.#places.set(order.id, { ...known, left, position: positionAfterFill(known.position, got) });
    }
  }

  clear(): void {
    this.#places.clear();
    this.#coming.clear();
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

  /** After any change of the book; `expected`: the orders that were expected before it. */
  onBook(size: LevelSize, atMs: number, expected: readonly OrderRow[] = []): void {
    for (const order of expected) this.#lookFor(order, size);
    for (const [order, place] of this.#places) {
      const seen = size(place.side, place.price);
      const overdue = !place.within && atMs - place.restingMs > this.#rules.windowMs;
      if (seen === place.seen && !overdue) continue;
      this.#moves += 1;
      const known = overdue ? found(place, this.#rules) : place;
      const within = known.within || seen - place.seen === place.left;
      const others = within ? without(seen, place.left) : seen;
      const position =
        seen === place.seen
          ? known.position
          : !within && seen > place.seen
            ? joinPosition(seen) // the book tells in order: what it tells before us came before us
            : positionAfterLevel(known.position, others, atMs, this.#rules);
      this.#places.set(order, { ...known, seen, within, position });
    }
  }

  #lookFor(order: OrderRow, size: LevelSize): void {
    const before = this.#coming.get(order.id);
    if (!before || before.within) return;
    const seen = levelOf(order, size);
    this.#coming.set(order.id, { seen, within: seen - before.seen === remaining(order) });
  }
}

/** The level had us all along: nobody stands ahead who is not in it, and nobody has left it. */
function found(place: Place, { model }: QueueRules): Place {
  if (place.within) return place;
  return { ...place, within: true, position: positionWithin(place.position, without(place.seen, place.left), model) };
}

function without(seen: Shares, left: Shares): Shares {
  return Math.max(0, seen - left) as Shares;
}

function levelOf(order: OrderRow, size: LevelSize): Shares {
  return size(SLOTS[order.slot].economic, yesPrice(order.slot, order.price));
}
