// Whether an order that is merely out of place is worth its move (quant.md F-8.6): what it would be worth last in line at the
// planned price against what its place in the queue is worth now. Pure: everything known about the queue comes as data.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { yesPrice } from '#domain/orders/slot.ts';
import { MICRO, type Price, priceText, type Shares, sharesText } from '#domain/units.ts';
import { moveCost, type OrderValue, orderValue, type ValueTerms } from './queue-value.ts';
import type { PlannedOrder } from './quote-plan.ts';

/** One side of a market as its orders see it. */
export interface SideOutlook {
  readonly terms: ValueTerms;
  /** What a share is worth to us, dollars of YES (F-2.6). */
  readonly reservation: number;
  /** Shares of a usual order: so many shares ahead are one order ahead. Positive. */
  readonly orderSize: number;
  /** The best price of others on this side, YES; null: nobody. */
  readonly best: Price | null;
  /** Before an order that joins at the planned price now. */
  readonly lastInLine: Shares;
  /** Before each of our own resting orders; one that is missing cannot be judged. */
  readonly ahead: ReadonlyMap<OrderId, Shares>;
  /** Dollars a share that a move costs in rewards (F-6.7). */
  readonly rewardLost: number;
}

/** null: that side is moved by price alone. */
export type QueueOutlook = Readonly<Record<BookSide, SideOutlook | null>>;

export interface MoveCase {
  readonly next: OrderValue;
  readonly keep: OrderValue;
  readonly ahead: Shares;
  /** Dollars a share: V_new − V_keep, each for as much as it is of the planned size, and c_move. */
  readonly gain: number;
  readonly cost: number;
}

/** Null: its place is not known, so its price alone must decide. */
export function moveCase(
  row: OrderRow,
  wanted: PlannedOrder,
  { side, tick }: { readonly side: BookSide; readonly tick: Price },
  outlook: SideOutlook,
): MoveCase | null {
  const ahead = outlook.ahead.get(row.id);
  if (ahead === undefined || !(wanted.size > 0)) return null;
  const next = valueAt(side, yesPrice(wanted.slot, wanted.price), outlook.lastInLine, outlook);
  const keep = valueAt(side, yesPrice(row.slot, row.price), ahead, outlook);
  const part = Math.min(1, remaining(row) / wanted.size);
  return {
    next,
    keep,
    ahead,
    gain: next.value - keep.value * part,
    cost: moveCost(tick / MICRO, next.fill, outlook.rewardLost),
  };
}

/** `0.41 c a share last in line at 0.48, 0.36 c here behind 120, 0.03 c to move`. */
export function moveWords({ next, keep, ahead, cost }: MoveCase, wanted: PlannedOrder): string {
  const there = `${cents(next.value)} a share last in line at ${priceText(wanted.price)}`;
  return `${there}, ${cents(keep.value)} here behind ${sharesText(ahead)}, ${cents(cost)} to move`;
}

function valueAt(side: BookSide, price: Price, ahead: Shares, outlook: SideOutlook): OrderValue {
  const own = price / MICRO;
  const best = outlook.best === null ? own : outlook.best / MICRO;
  const sign = side === 'bid' ? 1 : -1;
  return orderValue(
    {
      distance: sign * (outlook.reservation - own),
      behind: sign * (best - own),
      ordersAhead: ahead / MICRO / outlook.orderSize,
    },
    outlook.terms,
  );
}

function cents(dollars: number): string {
  return `${(dollars * 100).toFixed(3)} c`;
}
