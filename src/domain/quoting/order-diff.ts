// The way from what rests to what should rest: what to cancel, what to place, what to leave its place in the queue. An order
// in danger goes at once; one merely out of place must have rested first (F-6.7) unless it was made for a better regime (F-12.1),
// and moves when a place at the end of the other queue is worth more than the one it has (F-8.6), where the view knows of queues.
// Whatever may still rest at the venue occupies its side: nothing is placed beside it and nothing that could meet it.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { isLive, type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO, type Price } from '#domain/units.ts';
import { onTick } from './quantize.ts';
import type { PlannedOrder, QuotePlan } from './quote-plan.ts';
import { moveCase, moveWords, type QueueOutlook } from './reprice.ts';

export interface DiffView {
  readonly nowMs: number;
  /** In force now. */
  readonly tick: Price;
  /** YES terms, own orders taken out; null: empty or unknown. */
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  /** What places in the queues are worth; left out: an order out of place moves by its price alone. Never keeps one in danger. */
  readonly queue?: QueueOutlook;
  /** When the regime last got worse: what was sent before then is out of place without having rested. Left out: it never did. */
  readonly worseMs?: number | null;
}

export interface DiffSettings {
  readonly minRestMs: number;
  /** A price closer than this many ticks to its target stays. */
  readonly repriceTicks: number;
}

export interface OrderDiff {
  /** Before any of `place`. */
  readonly cancel: readonly { readonly order: OrderId; readonly why: string }[];
  readonly place: readonly PlannedOrder[];
  readonly keep: readonly OrderId[];
}

/** A size so far below its target stays, and so far above what is allowed it is no danger; as a share of either. */
const SIZE_TOLERANCE = 0.2;
/** And as a share of what limits allow: most of them wobble with the book, and a place in the queue is not given up for that. What
 *  may be lost at most is the gateway's to keep, to the cent. */
const EXCESS_TOLERANCE = 0.05;
/** Dollars: limits are statistics, so a price this near one keeps to it. */
const NEAR = 1e-9;

/** `live`: the market's own orders. Ended ones are ignored. */
export function diffOrders(
  plan: QuotePlan,
  live: readonly OrderRow[],
  view: DiffView,
  settings: DiffSettings,
): OrderDiff {
  const rows = live.filter((row) => isLive(row.status));
  const cancel: { order: OrderId; why: string }[] = [];
  const keep: OrderId[] = [];
  for (const side of ['bid', 'ask'] as const) {
    const wanted = plannedOn(side, plan);
    const own = rows.filter((row) => sideOf(row) === side && !isBeingCancelled(row));
    const first = own.find((row) => row.slot === wanted?.slot) ?? own[0];
    for (const row of own) {
      const why =
        (row === first ? danger(row, plan, view) : 'a second order on its side') ??
        (wanted && hasRested(row, view, settings) ? outOfPlace(row, wanted, plan, view, settings) : null);
      if (why === null) keep.push(row.id);
      else cancel.push({ order: row.id, why });
    }
  }
  return { cancel, place: plan.orders.filter((order) => isFree(order, rows, view)), keep };
}

/** Why this order may not rest a moment longer, whether it has rested or not. */
function danger(row: OrderRow, plan: QuotePlan, view: DiffView): string | null {
  const side = sideOf(row);
  const wanted = plannedOn(side, plan);
  if (!wanted) return plan.refused[side] ?? 'nothing is planned here';
  if (!onTick(row.price, view.tick)) return 'off the tick in force';
  const moved = wanted.slot !== row.slot;
  if (moved && SLOTS[row.slot].side === 'sell') return 'sells what is kept or gone';
  const { limit, sizeMax, sizeAllowed } = plan.guards[side];
  if (!moved && remaining(row) > sizeMax) return 'larger than what covers it';
  if (remaining(row) > Math.round((1 + SIZE_TOLERANCE) * sizeAllowed)) return 'a fifth beyond what its limits allow';
  const inYes = yesPrice(row.slot, row.price);
  if (
    limit === null ||
    (isBetter(side, inYes / MICRO, limit, NEAR) && isBetter(side, inYes, yesPrice(wanted.slot, wanted.price), 0))
  )
    return 'the edge is gone';
  const book = side === 'bid' ? view.bestAsk : view.bestBid;
  if (book !== null && meets(side, inYes, book)) return 'the book has come through it';
  const other = plannedOn(side === 'bid' ? 'ask' : 'bid', plan);
  return other && meets(side, inYes, yesPrice(other.slot, other.price)) ? 'our other side would meet it' : null;
}

function outOfPlace(
  row: OrderRow,
  wanted: PlannedOrder,
  plan: QuotePlan,
  view: DiffView,
  settings: DiffSettings,
): string | null {
  const side = sideOf(row);
  const tooLarge = remaining(row) > Math.round((1 + EXCESS_TOLERANCE) * plan.guards[side].sizeAllowed);
  const what = misplaced(row, wanted, view, settings) ?? (tooLarge ? 'larger than its limits allow' : null);
  const outlook = view.queue?.[side];
  // Another slot is about capital, and a size above the plan about risk: neither waits for the queue.
  if (what === null || !outlook || row.slot !== wanted.slot || tooLarge || isLarger(row, wanted)) return what;
  const move = moveCase(row, wanted, { side, tick: view.tick }, outlook);
  if (!move) return what;
  return move.gain > move.cost ? `${what}: ${moveWords(move, wanted)}` : null;
}

/** Hysteresis is measured on the tick in force. */
function misplaced(row: OrderRow, wanted: PlannedOrder, view: DiffView, settings: DiffSettings): string | null {
  if (row.slot !== wanted.slot) return `moves to ${wanted.slot}`;
  const ticks = Math.abs(row.price - wanted.price) / view.tick;
  if (ticks > 0 && ticks >= settings.repriceTicks) return 'away from its target price';
  const off = Math.abs(remaining(row) - wanted.size) / wanted.size;
  return off >= SIZE_TOLERANCE ? 'away from its target size' : null;
}

function isLarger(row: OrderRow, wanted: PlannedOrder): boolean {
  return remaining(row) >= (1 + SIZE_TOLERANCE) * wanted.size;
}

/** An order without an answer is left alone until it has one, unless it is in danger. */
function hasRested(row: OrderRow, view: DiffView, settings: DiffSettings): boolean {
  if (row.status === 'intended' || row.status === 'sent') return false;
  if (row.sentMs < (view.worseMs ?? Number.NEGATIVE_INFINITY)) return true;
  return view.nowMs - (row.restingMs ?? row.sentMs) >= settings.minRestMs;
}

/** Nothing of ours may still rest on its side, and it meets neither the book nor ourselves. */
function isFree(order: PlannedOrder, rows: readonly OrderRow[], view: DiffView): boolean {
  const { economic } = SLOTS[order.slot];
  const inYes = yesPrice(order.slot, order.price);
  const book = economic === 'bid' ? view.bestAsk : view.bestBid;
  if (!onTick(order.price, view.tick) || (book !== null && meets(economic, inYes, book))) return false;
  return rows.every((row) => sideOf(row) !== economic && !meets(economic, inYes, yesPrice(row.slot, row.price)));
}

/** Its cancel is under way, perhaps without an answer: it occupies its side and is not asked again. */
function isBeingCancelled(row: OrderRow): boolean {
  return row.status === 'cancelling' || (row.status === 'unknown' && row.cancelSentMs !== null);
}

function plannedOn(side: BookSide, plan: QuotePlan): PlannedOrder | undefined {
  return plan.orders.find((order) => SLOTS[order.slot].economic === side);
}

function sideOf(row: OrderRow): BookSide {
  return SLOTS[row.slot].economic;
}

/** Better for whoever trades with us. */
function isBetter(side: BookSide, a: number, b: number, tolerance: number): boolean {
  return side === 'bid' ? a > b + tolerance : a < b - tolerance;
}

function meets(side: BookSide, price: number, opposite: number): boolean {
  return side === 'bid' ? price >= opposite : price <= opposite;
}
