// The resting orders of one condition in YES terms: price levels, and a queue of orders at each, first come first served.
// Promises: adding, reducing and removing an order cost the same however long its queue is; `drainTouched` names every level
// that changed since it was last asked, once. Leaves matching to `matching.ts` and what an order must be backed by to `wallets.ts`.
import { invariant } from '#domain/failure.ts';
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { Price, Shares } from '#domain/units.ts';

/** An order from its acceptance on. `price` is in the slot's own outcome terms, `yesPrice` and `side` in the book's. */
export interface BookedOrder {
  readonly id: OrderId;
  readonly wallet: WalletId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly side: BookSide;
  readonly price: Price;
  readonly yesPrice: Price;
  readonly size: Shares;
  remaining: Shares;
  /** Micro-dollars (a buy) or micro-shares (a sell) set aside for it. Only its wallet writes it. */
  reserved: number;
  /** When it came to rest; 0 before. Only the floor writes it. */
  restsFromMs: number;
  /** Its place in a queue; null while it does not rest. Only the book writes it. */
  place: Place | null;
}

interface Place {
  readonly queue: LevelQueue;
  ahead: BookedOrder | null;
  behind: BookedOrder | null;
}

interface LevelQueue {
  readonly price: Price;
  total: number;
  first: BookedOrder | null;
  last: BookedOrder | null;
}

export interface TouchedLevel extends Level {
  readonly side: BookSide;
}

/** Shares that would be matched before it at its price; null when it does not rest. */
export function aheadOf({ place }: BookedOrder): Shares | null {
  if (!place) return null;
  let sum = 0;
  for (let at = place.ahead; at; at = at.place?.ahead ?? null) sum += at.remaining;
  return sum as Shares;
}

export class RestingBook {
  readonly #sides: Readonly<Record<BookSide, HalfBook>> = { bid: new HalfBook(1), ask: new HalfBook(-1) };
  /** Bid prices, and ask prices below zero; as often as they were touched. */
  #touched: number[] = [];
  #count = 0;

  /** Orders that rest. */
  get count(): number {
    return this.#count;
  }

  best(side: BookSide): Price | null {
    return this.#sides[side].best();
  }

  /** Would an order of `side` at `yesPrice` meet somebody? */
  crosses(side: BookSide, yesPrice: Price): boolean {
    if (side === 'bid') {
      const ask = this.#sides.ask.best();
      return ask !== null && yesPrice >= ask;
    }
    const bid = this.#sides.bid.best();
    return bid !== null && yesPrice <= bid;
  }

  size(side: BookSide, yesPrice: Price): Shares {
    return (this.#sides[side].queue(yesPrice)?.total ?? 0) as Shares;
  }

  /** Best first, at most `depth` of them. */
  levels(side: BookSide, depth = Number.POSITIVE_INFINITY): Level[] {
    return this.#sides[side].levels(depth);
  }

  /** The orders of one side in the order in which they would be matched. The book must not change meanwhile. */
  *orders(side: BookSide): Generator<BookedOrder> {
    for (const queue of this.#sides[side].queues())
      for (let order = queue.first; order !== null; order = order.place?.behind ?? null) yield order;
  }

  /** The first order at the `n`th best price, or null: for the matching walk, which must not pay for a generator. */
  firstAt(side: BookSide, n: number): BookedOrder | null {
    return this.#sides[side].nth(n)?.first ?? null;
  }

  /** Takes its place at the end of its price's queue. */
  add(order: BookedOrder): void {
    invariant(order.place === null && order.remaining > 0, 'an order rests once, with something left');
    const queue = this.#sides[order.side].openQueue(order.yesPrice);
    order.place = { queue, ahead: queue.last, behind: null };
    if (queue.last?.place) queue.last.place.behind = order;
    else queue.first = order;
    queue.last = order;
    queue.total += order.remaining;
    this.#count += 1;
    this.#touch(order);
  }

  /** Part of it was filled: it keeps its place, or leaves when nothing is left. */
  reduce(order: BookedOrder, by: Shares): void {
    invariant(order.place !== null && by <= order.remaining, 'a resting order gives what it has');
    order.place.queue.total -= by;
    order.remaining = (order.remaining - by) as Shares;
    if (order.remaining === 0) this.#unlink(order, order.place);
    this.#touch(order);
  }

  remove(order: BookedOrder): void {
    invariant(order.place !== null, 'only a resting order can be removed');
    order.place.queue.total -= order.remaining;
    this.#unlink(order, order.place);
    this.#touch(order);
  }

  /** Every level that changed since the last call, in the order in which it first did, with its size now. */
  drainTouched(): TouchedLevel[] {
    const levels: TouchedLevel[] = [];
    for (const key of new Set(this.#touched)) {
      const side: BookSide = key > 0 ? 'bid' : 'ask';
      const price = Math.abs(key) as Price;
      levels.push({ side, price, size: this.size(side, price) });
    }
    this.#touched = [];
    return levels;
  }

  #touch(order: BookedOrder): void {
    this.#touched.push(order.side === 'bid' ? order.yesPrice : -order.yesPrice);
  }

  #unlink(order: BookedOrder, place: Place): void {
    const { queue, ahead, behind } = place;
    if (ahead?.place) ahead.place.behind = behind;
    else queue.first = behind;
    if (behind?.place) behind.place.ahead = ahead;
    else queue.last = ahead;
    order.place = null;
    // A place that is left holds nobody: it would be a chain of all who ever stood here.
    place.ahead = null;
    place.behind = null;
    this.#count -= 1;
    if (queue.first === null) this.#sides[order.side].closeQueue(queue.price);
  }
}

/** One side. Prices are kept sorted with the best last, so that the top of the book comes and goes without moving others. */
class HalfBook {
  /** 1 where a higher price is better, -1 where a lower one is. */
  readonly #sign: 1 | -1;
  readonly #ranks: number[] = [];
  /** One for each rank. */
  readonly #queues: LevelQueue[] = [];

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  best(): Price | null {
    const rank = this.#ranks.at(-1);
    return rank === undefined ? null : ((rank * this.#sign) as Price);
  }

  queue(price: Price): LevelQueue | undefined {
    const queue = this.#queues[this.#position(price)];
    return queue?.price === price ? queue : undefined;
  }

  nth(n: number): LevelQueue | undefined {
    return this.#queues[this.#queues.length - 1 - n];
  }

  *queues(): Generator<LevelQueue> {
    for (let n = 0; ; n++) {
      const queue = this.nth(n);
      if (queue === undefined) return;
      yield queue;
    }
  }

  levels(depth: number): Level[] {
    const levels: Level[] = [];
    for (const { price, total } of this.queues()) {
      if (levels.length >= depth) break;
      levels.push({ price, size: total as Shares });
    }
    return levels;
  }

  openQueue(price: Price): LevelQueue {
    const at = this.#position(price);
    const open = this.#queues[at];
    if (open?.price === price) return open;
    const queue: LevelQueue = { price, total: 0, first: null, last: null };
    this.#queues.splice(at, 0, queue);
    this.#ranks.splice(at, 0, price * this.#sign);
    return queue;
  }

  closeQueue(price: Price): void {
    const at = this.#position(price);
    this.#queues.splice(at, 1);
    this.#ranks.splice(at, 1);
  }

  /** Where `price` stands among the ranks, or where it would. */
  #position(price: Price): number {
    const rank = price * this.#sign;
    let low = 0;
    let high = this.#ranks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranks[middle] as number) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
