// What an answer means for an order: taken, refused, gone, or not to be told from it. Promises: doubt is never read as a no,
// so that nothing which may rest is forgotten.
import type { RejectReason } from '#domain/failure.ts';
import type { OrderId } from '#domain/ids.ts';
import type { AccountNews, CancelOutcome, GoneReason, PlaceOutcome } from '#domain/ports.ts';
import type { CancelAnswer, OrderAnswer } from './own-orders.ts';
import { coverIn, reasonOf } from './reject-reasons.ts';
import type { UserOrder } from './user-orders.ts';

const TAKEN: ReadonlySet<string> = new Set(['live', 'matched', 'delayed']);
const OUT_OF_BOOK = /already (canceled|cancelled|matched)|canceled or matched|not found/i;

/** For an answer of 200 or one leg of it. null: only a look by id can tell. A `delayed` order counts as taken: it is not on
 *  the book yet and cannot be cancelled meanwhile. */
export function placeOutcome(order: OrderId, answer: OrderAnswer): PlaceOutcome | null {
  if (answer.success && answer.error === '' && answer.id !== null && TAKEN.has(answer.status.toLowerCase()))
    return { order, result: 'resting' };
  return answer.error === '' ? null : refusal(order, answer.error);
}

/** For the text of a refusal, in a leg or as a body. null: it does not prove that the order is not there. */
export function refusal(order: OrderId, text: string): PlaceOutcome | null {
  const reason: RejectReason | 'unsure' = reasonOf(text);
  if (reason === 'unsure' || reason === 'duplicateId') return null;
  const headroom = reason === 'notCovered' ? coverIn(text) : null;
  return { order, result: 'rejected', reason, text, ...(headroom === null ? {} : { headroom }) };
}

/** One outcome for each order asked for; what the answer leaves out is left out here too. */
export function cancelOutcomes(asked: readonly OrderId[], answer: CancelAnswer): readonly CancelOutcome[] {
  const gone = new Set(answer.cancelled);
  const outcomes: CancelOutcome[] = [];
  for (const order of asked) {
    const why = answer.refused?.get(order);
    if (gone.has(order)) outcomes.push({ order, result: 'cancelled' });
    else if (why !== undefined) outcomes.push({ order, result: OUT_OF_BOOK.test(why) ? 'notFound' : 'tooLate' });
  }
  return outcomes;
}

/** null for an update: fills are told by trades alone. */
export function orderNews({ id, news, status, atMs }: UserOrder): AccountNews | null {
  if (news === 'update') return null;
  if (news === 'placement') return { type: 'ORDER_RESTING', order: id, atMs };
  return { type: 'ORDER_GONE', order: id, reason: goneReason(status), atMs };
}

/** The wire gives no reason; two statuses hint at one. */
function goneReason(status: UserOrder['status']): GoneReason {
  if (status?.word === 'invalid') return 'uncovered';
  return status?.detail === 'MARKET_RESOLVED' ? 'resolved' : 'other';
}
