// Who an incoming order meets, and at what price: price-time priority over one book in YES terms, so that all four slots
// meet each other (quant.md F-1.2). Promises the maker's price, level by level: whatever is better than the limit belongs to
// the taker. Decides only; nothing moves here. Own orders in the way are named and stepped over: they are cancelled first.
import type { WalletId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { BookedOrder, RestingBook } from './resting-book.ts';

/** A swap of one outcome's shares; two buyers who make a complete set; two sellers who unmake one. */
export type MatchKind = 'complementary' | 'mint' | 'merge';

/** What the incoming order takes at one price. */
export interface LevelMatch {
  readonly yesPrice: Price;
  readonly size: Shares;
  readonly makers: readonly { readonly order: BookedOrder; readonly size: Shares }[];
}

export interface Sweep {
  readonly levels: readonly LevelMatch[];
  /** The same wallet's orders that it would have met. */
  readonly own: readonly BookedOrder[];
  readonly filled: Shares;
}

export interface Incoming {
  readonly wallet: WalletId;
  readonly side: BookSide;
  readonly yesPrice: Price;
  readonly remaining: Shares;
}

const NOTHING: Sweep = { levels: [], own: [], filled: 0 as Shares };

/** Everything `incoming` would take from `book` as it stands, best price first, oldest order first at each price. */
export function sweep(book: RestingBook, incoming: Incoming): Sweep {
  if (!book.crosses(incoming.side, incoming.yesPrice)) return NOTHING;
  const against: BookSide = incoming.side === 'bid' ? 'ask' : 'bid';
  const levels: LevelMatch[] = [];
  const own: BookedOrder[] = [];
  let left: number = incoming.remaining;
  for (let n = 0; left > 0; n++) {
    const first = book.firstAt(against, n);
    if (first === null || !within(incoming, first.yesPrice)) break;
    const makers: { order: BookedOrder; size: Shares }[] = [];
    let taken = 0;
    for (let order: BookedOrder | null = first; order !== null && left > 0; order = order.place?.behind ?? null) {
      if (order.wallet === incoming.wallet) {
        own.push(order);
        continue;
      }
      const size = Math.min(left, order.remaining) as Shares;
      makers.push({ order, size });
      taken += size;
      left -= size;
    }
    if (taken > 0) levels.push({ yesPrice: first.yesPrice, size: taken as Shares, makers });
  }
  return { levels, own, filled: (incoming.remaining - left) as Shares };
}

/** How a taker's slot meets a maker's on the other side of the book. */
export function matchKind(taker: Slot, maker: Slot): MatchKind {
  const [a, b] = [SLOTS[taker], SLOTS[maker]];
  if (a.outcome === b.outcome) return 'complementary';
  return a.side === 'buy' ? 'mint' : 'merge';
}

function within(incoming: Incoming, yesPrice: Price): boolean {
  return incoming.side === 'bid' ? yesPrice <= incoming.yesPrice : yesPrice >= incoming.yesPrice;
}
