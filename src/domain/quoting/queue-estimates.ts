// Where each of our resting orders of one market stands in line, moved by every print and level change. Plain RAM beside
// the book: the feed moves it, queue-tracker joins, leaves and recalibrates and says whether it may be believed, the quoter
// and the facts read it. Waits that a fill ends teach which share of the cancels stood before us.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { Price, Shares } from '#domain/units.ts';
import { type CancelShare, observeCancelShare, readCancelShare, UNKNOWN_SHARE } from './cancel-share.ts';
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
import {
  type EndedWait,
  endWait,
  evidenceOf,
  type QueueWait,
  startWait,
  waitAfterLevel,
  waitAfterPrint,
} from './queue-wait.ts';

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
  /** Until its first fill. */
  readonly wait: QueueWait | null;
}

/** The print that made a fill may still come. */
interface Ending {
  readonly order: OrderId;
  readonly side: BookSide;
  readonly price: Price;
  readonly seen: Shares;
  readonly wait: EndedWait;
}

/** An order that was sent: its level when last looked at, and whether it grew by just that order since. */
interface Coming {
  readonly seen: Shares;
  readonly within: boolean;
}

/** A YES level's total, our own orders included. */
export type LevelSize = (side: BookSide, price: Price) => Shares;

export class QueueEstimates {
  /** The tracker believes them: it is neither blind nor beginning anew. */
  sure = false;
  #rules: QueueRules;
  readonly #calibrates: boolean;
  #share = UNKNOWN_SHARE;
  #endings: Ending[] = [];
  readonly #places = new Map<OrderId, Place>();
  readonly #coming = new Map<OrderId, Coming>();
  #moves = 0;

  /** `calibrates`: what own fills taught replaces the model of `rules` once enough of them were seen. */
  constructor(rules: QueueRules, calibrates = false) {
    this.#rules = rules;
    this.#calibrates = calibrates;
  }

  get count(): number {
    return this.#places.size;
  }

  /** Something waits for the next look at the book. */
  get waits(): boolean {
    return this.#places.size > 0 || this.#endings.length > 0;
  }

  /** What our fills have taught. */
  cancelShare(nowMs: number): CancelShare {
    return readCancelShare(this.#share, nowMs);
  }

  /** How much faster than its size the queue ahead of us cancels; 1 until enough of our fills have told, where they may. */
  cancelPace(nowMs: number): number {
    const { known, pace } = this.cancelShare(nowMs);
    return this.#calibrates && known ? pace : 1;
  }

  /** Grows with everything that moved an estimate. */
  get moves(): number {
    return this.#moves;
  }

  /** Before a change of the book: orders that were sent and have no answer yet. */
  expect(orders: readonly OrderRow[], size: LevelSize): void {
    if (orders.length === 0 && this.#coming.size === 0) return; // as with nearly every frame
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
    this.#places.set(order.id, {
      side,
      price,
      left,
      seen,
      within,
      restingMs,
      position,
      wait: startWait(queueOf(position, this.#rules.model).front),
    });
  }

  leave(order: OrderId): void {
    // What was cancelled of the level was ours.
    this.#endings = this.#endings.filter((ending) => ending.order !== order || ending.wait.left <= 0);
    this.#places.delete(order);
    this.#coming.delete(order);
  }

  /** We were filled: less of the level is ours. */
  shrink(order: OrderRow, nowMs: number): void {
    const place = this.#places.get(order.id);
    if (!place) return;
    const left = remaining(order);
    const got = Math.max(0, place.left - left) as Shares;
    const { side, price, seen, wait } = place;
    if (wait && got > 0 && place.within) {
      const ended = endWait(wait, got, left, nowMs, this.#rules.windowMs);
      this.#endings.push({ order: order.id, side, price, seen, wait: ended });
    }
    if (left <= 0) this.#places.delete(order.id);
    else {
      const known = found(place, this.#rules); // nobody is filled who does not rest
      this.#places.set(order.id, { ...known, left, position: positionAfterFill(known.position, got), wait: null });
    }
  }

  clear(): void {
    this.#endings = [];
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
      const wait = place.wait && waitAfterPrint(place.wait, size, atMs);
      this.#places.set(order, {
        ...place,
        position: positionAfterPrint(place.position, size, atMs, this.#rules),
        wait,
      });
    }
    this.#endings = this.#endings.map((ending) =>
      ending.side === side && ending.price === price
        ? { ...ending, wait: waitAfterPrint(ending.wait, size, atMs) }
        : ending,
    );
  }

  /** After any change of the book; `expected`: the orders that were expected before it. */
  onBook(size: LevelSize, atMs: number, expected: readonly OrderRow[] = []): void {
    if (this.#endings.length > 0) this.#learn(size, atMs);
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
      this.#places.set(order, { ...known, seen, within, position, wait: this.#waitOf(place, known, seen, position) });
    }
  }

  /** A place that was found or begun anew waits from here on. */
  #waitOf(place: Place, known: Place, seen: Shares, position: QueuePosition): QueueWait | null {
    const { wait } = place;
    if (!wait) return null;
    if (known !== place || !known.within) return startWait(queueOf(position, this.#rules.model).front);
    const { front } = queueOf(place.position, this.#rules.model);
    return waitAfterLevel(wait, { from: place.seen, to: seen, front, left: place.left });
  }

  /** Waits whose print has come, or can no more. */
  #learn(size: LevelSize, atMs: number): void {
    const open: Ending[] = [];
    for (const ending of this.#endings) {
      const seen = size(ending.side, ending.price);
      if (atMs - ending.wait.filledMs <= this.#rules.windowMs) {
        const move = { from: ending.seen, to: seen, front: 0, left: ending.wait.left };
        open.push({ ...ending, seen, wait: waitAfterLevel(ending.wait, move) });
        continue;
      }
      const evidence = evidenceOf(ending.wait, seen);
      if (evidence) this.#share = observeCancelShare(this.#share, evidence);
    }
    this.#endings = open;
    const { known, exponent } = this.cancelShare(atMs);
    if (this.#calibrates && known) this.#rules = { ...this.#rules, model: { form: 'power3', exponent } };
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
