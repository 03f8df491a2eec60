// Placing and cancelling over REST: one order, a batch with an outcome for each of its legs, and the four ways to cancel.
import type { VenueFailure } from '#domain/failure.ts';
import type { OrderId } from '#domain/ids.ts';

import { readText } from '#infra/venue/wire/codec.ts';
import { CANCEL_ANSWER, ORDER_ANSWER, ORDER_ANSWERS, type OrderAnswer } from '#infra/venue/wire/own-orders.ts';
import { CANCEL_MARKET, CANCEL_ONE, CANCEL_SOME } from '#infra/venue/wire/requests.ts';
import { answer, BAD_PAYLOAD, refusal, withHeaders } from './answers.ts';
import { type Intake, movedBy, takeOrder } from './order-intake.ts';
import type { OrderRefusal } from './order-refusals.ts';
import { type OrderRecord, sideOf } from './order-register.ts';
import type { ServedAnswer } from './served.ts';
import type { KeyVisit, Route, ServerParts } from './server-parts.ts';

const BATCH_MAX = 15;
const CANCELS_MAX = 1_000;
const ORDER_HASH = /^0x[\da-f]{64}$/i;
const BAD_ORDER_ID = refusal(400, 'Invalid orderID');

export const ORDER_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/order', access: 'trader', limit: 'order', handle: postOne },
  { method: 'POST', path: '/orders', access: 'trader', limit: 'orders', handle: postSome },
  { method: 'DELETE', path: '/order', access: 'trader', limit: 'order', handle: cancelOne },
  { method: 'DELETE', path: '/orders', access: 'trader', limit: 'orders', handle: cancelSome },
  { method: 'DELETE', path: '/cancel-all', access: 'trader', limit: 'cancelAll', handle: cancelAll },
  { method: 'DELETE', path: '/cancel-market-orders', access: 'trader', limit: 'cancelMarket', handle: cancelMarket },
];

function postOne(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const body = parsed(visit);
  return order(parts, visit, 'orders', 1, () => {
    const taken = body === undefined ? null : takeOrder(parts, visit.credential, body);
    if (!taken) return BAD_PAYLOAD;
    return taken.ok ? answer(ORDER_ANSWER, acceptance(parts, taken)) : refused(taken.refusal);
  });
}

function postSome(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const body = parsed(visit);
  if (!Array.isArray(body) || body.length === 0) return BAD_PAYLOAD;
  const { length } = body;
  if (length > BATCH_MAX) return refusal(400, `Too many orders in payload: ${length}, max allowed: ${BATCH_MAX}`);
  return order(parts, visit, 'orders', length, () => {
    const legs = body.map((each: unknown) => leg(parts, takeOrder(parts, visit.credential, each)));
    return answer(ORDER_ANSWERS, legs);
  });
}

function cancelOne(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const asked = readText(CANCEL_ONE, visit.request.body ?? '');
  if (!asked.ok) return asked.problem.field === 'orderID' ? BAD_ORDER_ID : BAD_PAYLOAD;
  if (!ORDER_HASH.test(asked.value.order)) return BAD_ORDER_ID;
  return order(parts, visit, 'cancels', 1, () => cancelled(parts, visit, [asked.value.order]));
}

function cancelSome(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const asked = readText(CANCEL_SOME, visit.request.body ?? '');
  if (!asked.ok) return BAD_PAYLOAD;
  const ids = [...new Set(asked.value)];
  if (ids.length > CANCELS_MAX) return refusal(400, `Too many orders in payload, max allowed: ${CANCELS_MAX}`);
  return order(parts, visit, 'cancels', ids.length, () => cancelled(parts, visit, ids));
}

function cancelAll(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  return cancelWhere(parts, visit, () => true);
}

function cancelMarket(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const asked = readText(CANCEL_MARKET, visit.request.body ?? '');
  if (!asked.ok) return BAD_PAYLOAD;
  const { market, asset } = asked.value;
  const isMeant = (record: OrderRecord) =>
    (market === null || record.market === market) && (asset === null || record.asset === asset);
  return cancelWhere(parts, visit, isMeant);
}

/** How many go is known afterwards, and paid for then. */
function cancelWhere(parts: ServerParts, visit: KeyVisit, isMeant: (order: OrderRecord) => boolean): ServedAnswer {
  const { credential } = visit;
  return order(parts, visit, 'cancels', 1, () => {
    const ids = parts.orders
      .live(credential.texts.key)
      .filter(isMeant)
      .map(({ id }) => id);
    parts.limits.debit(credential.address, ids.length);
    return cancelled(parts, visit, ids);
  });
}

/** Through the limits and the hours of trading. */
function order(
  { limits, exchange }: ServerParts,
  { credential }: KeyVisit,
  kind: 'orders' | 'cancels',
  cost: number,
  run: () => ServedAnswer,
): ServedAnswer {
  const closed = exchange.closed(kind === 'orders' ? 'place' : 'cancel');
  if (closed) return outOfHours(closed);
  const { address } = credential;
  return limits.spend(address, kind, cost) ?? withHeaders(run(), limits.headers(address, kind));
}

function outOfHours(failure: VenueFailure): ServedAnswer {
  if (failure.kind === 'restarting') {
    const { retryAfterMs } = failure;
    const headers: Readonly<Record<string, string>> =
      retryAfterMs === null ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
    return { status: 425, headers, body: '' };
  }
  if (failure.kind === 'cancelOnly')
    return refusal(503, 'Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.');
  return refusal(503, 'Trading is currently disabled. Check polymarket.com for updates');
}

function cancelled(parts: ServerParts, { credential }: KeyVisit, ids: readonly OrderId[]): ServedAnswer {
  const gone: OrderId[] = [];
  const why = new Map<string, string>();
  for (const id of ids) {
    const record = parts.orders.get(id);
    if (record?.apiKey !== credential.texts.key) {
      why.set(id, 'Order not found or already canceled');
      continue;
    }
    const [outcome] = parts.exchange.cancel(record.wallet, [id]);
    if (outcome?.result === 'cancelled') gone.push(id);
    else if (outcome?.result === 'tooLate') why.set(id, 'Order is being matched and cannot be canceled');
    else why.set(id, record.state.word === 'matched' ? 'Order already matched' : 'Order not found or already canceled');
  }
  return answer(CANCEL_ANSWER, { cancelled: gone, refused: why });
}

function refused({ status, text, code, retryAfterS }: OrderRefusal): ServedAnswer {
  if (code === undefined || retryAfterS === undefined) return refusal(status, text);
  const more = { code, retry_after_seconds: retryAfterS };
  return refusal(status, text, more, { 'retry-after': String(retryAfterS) });
}

function acceptance(parts: ServerParts, { order, result }: Extract<Intake, { readonly ok: true }>): OrderAnswer {
  const head = { success: true, error: '', id: order.id, transactions: [] };
  if (order.trades.length === 0)
    return { ...head, status: result === 'delayed' ? 'delayed' : 'live', making: null, taking: null, trades: [] };
  const { usd, shares } = movedBy(parts, order);
  const [making, taking] = sideOf(order) === 'buy' ? [usd, shares] : [shares, usd];
  return { ...head, status: 'matched', making, taking, trades: order.trades };
}

/** A leg that was refused for want of money calls itself a success, as the venue's does. */
function leg(parts: ServerParts, taken: Intake): OrderAnswer {
  if (taken.ok) return acceptance(parts, taken);
  const success = taken.reason === 'notCovered';
  return {
    success,
    error: taken.refusal.text,
    id: null,
    status: '',
    making: null,
    taking: null,
    trades: null,
    transactions: null,
  };
}

/** undefined: no JSON. */
function parsed({ request }: KeyVisit): unknown {
  try {
    return JSON.parse(request.body ?? '');
  } catch {
    return undefined;
  }
}
