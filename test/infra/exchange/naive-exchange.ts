// The obvious exchange: one list of orders, searched from end to end for every decision, cash as exact decimals. No settlement,
// no cover, no fees: what it says about matching, books and prices is what the fast one must say.
import type { OrderId } from '#domain/ids.ts';
import { fillCash } from '#domain/money/cash.ts';
import { SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { Decimal, type Price, type Shares, type Usd } from '#domain/units.ts';

export interface NaiveOrder {
  readonly id: OrderId;
  readonly wallet: string;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly kind: 'postOnly' | 'limit' | 'fak';
  left: number;
}

export interface NaiveFill {
  readonly maker: OrderId;
  readonly taker: OrderId;
  readonly yesPrice: Price;
  readonly size: number;
}

export class NaiveExchange {
  resting: NaiveOrder[] = [];
  readonly fills: NaiveFill[] = [];
  readonly cash = new Map<string, Usd>();

  submit(order: NaiveOrder): void {
    const met = () => this.#bestAgainst(order);
    if (order.kind === 'postOnly' && met()) return;
    for (let maker = met(); maker && order.left > 0; maker = met()) {
      if (maker.wallet === order.wallet) this.cancel(maker.id);
      else this.#match(order, maker);
    }
    if (order.left > 0 && order.kind !== 'fak') this.resting.push(order);
  }

  cancel(id: OrderId): void {
    this.resting = this.resting.filter((order) => order.id !== id);
  }

  /** `0.52 x 100`, best first, in YES terms. */
  levels(side: 'bid' | 'ask'): { price: number; size: number }[] {
    const sizes = new Map<number, number>();
    for (const order of this.resting) {
      if (SLOTS[order.slot].economic !== side) continue;
      const price = yesPrice(order.slot, order.price);
      sizes.set(price, (sizes.get(price) ?? 0) + order.left);
    }
    const sign = side === 'bid' ? -1 : 1;
    return Array.from(sizes, ([price, size]) => ({ price, size })).sort((a, b) => sign * (a.price - b.price));
  }

  /** The resting order with the best price for `order`, the oldest of those; undefined when none is good enough. */
  #bestAgainst(order: NaiveOrder): NaiveOrder | undefined {
    const { side, outcome } = SLOTS[order.slot];
    const good = this.resting.filter((maker) => {
      const its = SLOTS[maker.slot];
      if (its.economic === SLOTS[order.slot].economic) return false;
      // In words: a swap needs bid >= ask, two buyers must pay a dollar together, two sellers must ask at most one.
      if (its.outcome === outcome) return side === 'buy' ? order.price >= maker.price : order.price <= maker.price;
      return side === 'buy' ? order.price + maker.price >= 1_000_000 : order.price + maker.price <= 1_000_000;
    });
    const rank = (maker: NaiveOrder) => {
      const price = yesPrice(maker.slot, maker.price);
      return SLOTS[maker.slot].economic === 'ask' ? price : -price;
    };
    return good.reduce<NaiveOrder | undefined>(
      (best, one) => (best && rank(best) <= rank(one) ? best : one),
      undefined,
    );
  }

  #match(taker: NaiveOrder, maker: NaiveOrder): void {
    const size = Math.min(taker.left, maker.left);
    const at = yesPrice(maker.slot, maker.price);
    taker.left -= size;
    maker.left -= size;
    if (maker.left === 0) this.cancel(maker.id);
    this.fills.push({ maker: maker.id, taker: taker.id, yesPrice: at, size });
    this.#pay(maker.wallet, maker.slot, at, size);
    this.#pay(taker.wallet, taker.slot, at, size);
  }

  #pay(wallet: string, slot: Slot, at: Price, size: number): void {
    const { cash } = fillCash(SLOTS[slot].side, yesPrice(slot, at), size as Shares);
    this.cash.set(wallet, (this.cash.get(wallet) ?? new Decimal(0)).plus(cash));
  }
}
