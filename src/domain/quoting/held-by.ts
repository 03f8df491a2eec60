// Which of our rules holds an order where it stands: what set the price that is wanted there, or, where the order is not there,
// why it stays all the same. Read when it is filled, so that people see which rule brings good fills and which brings bad ones.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { QuotePlan } from './quote-plan.ts';

export interface HoldView {
  readonly nowMs: number;
  readonly minRestMs: number;
  /** Sides that stand where they do to count for rewards. */
  readonly reward: Readonly<Record<BookSide, boolean>>;
  /** What price alone would move: whatever of it stays does so for its place in the queue. */
  readonly moving: readonly { readonly order: OrderId }[];
}

/** By slot: a new order's rule is its plan's (`target`, `reward`, `postOnly`, `leg` …); an old one beside its plan is kept by
 *  `minRest` while it has not rested, later by `queueValue` or, when it is too near to move, by `hysteresis`. */
export function heldBy(
  plan: QuotePlan,
  live: readonly OrderRow[],
  { nowMs, minRestMs, reward, moving }: HoldView,
): Readonly<Partial<Record<Slot, string>>> {
  const held: Partial<Record<Slot, string>> = {};
  for (const { slot } of plan.orders) {
    const side = SLOTS[slot].economic;
    const by = plan.by?.[side] ?? 'target';
    held[slot] = by === 'target' && reward[side] ? 'reward' : by;
  }
  for (const row of live) {
    const wanted = plan.orders.find(({ slot }) => slot === row.slot);
    if (wanted?.price === row.price) continue;
    const hasRested = row.restingMs !== null && nowMs - row.restingMs >= minRestMs;
    const wouldMove = moving.some(({ order }) => order === row.id);
    held[row.slot] = !hasRested ? 'minRest' : wouldMove ? 'queueValue' : 'hysteresis';
  }
  return held;
}
