// Orders that a fault has the venue reject, one by one, and the answer to a request some of whose orders it struck. Promises
// an outcome for every order in the order of the request, whatever became of the others.
import type { RejectReason } from '#domain/failure.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { Answer, PlaceOutcome, Random } from '#domain/ports.ts';
import { cost } from '#domain/units.ts';
import type { ChaosBoard } from './chaos-board.ts';

export interface StrikeParts {
  readonly board: ChaosBoard;
  readonly random: Random;
  readonly nameOf: (market: MarketId) => string;
}

/** null: the venue may judge for itself. Draws only while a fault is active that strikes a share. */
export function strike(order: OrderIntent, { board, random, nameOf }: StrikeParts): PlaceOutcome | null {
  const market = nameOf(order.market);
  if (board.active('accountRestricted')) return rejected(order.id, 'accountRestricted', 'address in closed only mode');
  const allowance = board.active('allowanceDrift');
  if (allowance && SLOTS[order.slot].side === 'buy' && cost(order.price, order.size).gt(allowance.params.usd))
    return rejected(order.id, 'notCovered', 'not enough balance / allowance: the allowance is not enough');
  const crossing = board.active('postOnlyRejected', market);
  if (crossing && random.next() < crossing.params.share)
    return rejected(order.id, 'crossesBook', 'invalid post-only order: order crosses book');
  const failing = board.active('batchFails', market);
  if (failing && random.next() < failing.params.share) return rejected(order.id, 'other', 'could not insert order');
  return null;
}

/** The venue's answer about those that were not struck, together with the struck ones. */
export function withStruck(
  orders: readonly { readonly id: OrderId }[],
  struck: ReadonlyMap<OrderId, PlaceOutcome>,
  answer: Answer<readonly PlaceOutcome[]>,
): Answer<readonly PlaceOutcome[]> {
  if (!answer.ok || struck.size === 0) return answer;
  const outcomes = new Map(answer.value.map((outcome) => [outcome.order, outcome] as const));
  const value = orders.flatMap(({ id }) => struck.get(id) ?? outcomes.get(id) ?? []);
  return { ok: true, value };
}

function rejected(order: OrderId, reason: RejectReason, text: string): PlaceOutcome {
  return { order, result: 'rejected', reason, text };
}
