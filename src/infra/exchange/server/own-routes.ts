// What an account may read of itself: its orders and trades in pages, one order by id, balances, whether it may trade, whether
// its orders score; and the heartbeat that keeps them alive.
import { wholeNumber } from '#infra/venue/signing/headers.ts';
import { BALANCE, BEAT, CLOSED_ONLY, OK, RATE_TIER } from '#infra/venue/wire/account.ts';
import { readText } from '#infra/venue/wire/codec.ts';
import { NOTIFICATIONS } from '#infra/venue/wire/notifications.ts';
import { OPEN_ORDER, OPEN_ORDERS, type OpenOrder } from '#infra/venue/wire/own-orders.ts';
import { SCORING_QUERY } from '#infra/venue/wire/requests.ts';
import { SCORING, SCORINGS } from '#infra/venue/wire/rewards.ts';
import { REST_TRADES, type RestTrade } from '#infra/venue/wire/trades.ts';
import { addressIn, walletFor } from './accounts.ts';
import { answer, BAD_PAYLOAD, plainJson, refusal } from './answers.ts';
import { type Approved, sharesOf } from './approvals.ts';
import { type OrderRecord, sideOf } from './order-register.ts';
import { pageOf, secondsIn } from './paging.ts';
import { isScoring } from './scoring.ts';
import type { ServedAnswer } from './served.ts';
import type { KeyVisit, Route, ServerParts } from './server-parts.ts';
import { ownTrade } from './trade-pages.ts';
import type { TradeRecord } from './trade-register.ts';

const ORDERS_A_PAGE = 100;
const TRADES_A_PAGE = 100;

export const OWN_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/data/orders', access: 'reader', limit: 'own', handle: orders },
  { method: 'GET', path: '/data/order/:id', access: 'reader', limit: 'own', handle: oneOrder },
  { method: 'GET', path: '/data/pre-migration-orders', access: 'reader', limit: 'own', handle: noOrders },
  { method: 'GET', path: '/data/trades', access: 'reader', limit: 'own', handle: trades },
  { method: 'GET', path: '/notifications', access: 'reader', limit: 'own', handle: notifications },
  { method: 'DELETE', path: '/notifications', access: 'trader', limit: 'own', handle: dropNotifications },
  { method: 'GET', path: '/balance-allowance', access: 'reader', limit: 'balance', handle: balance },
  { method: 'GET', path: '/balance-allowance/update', access: 'reader', limit: 'refresh', handle: refresh },
  { method: 'GET', path: '/auth/ban-status/closed-only', access: 'reader', limit: 'own', handle: closedOnly },
  { method: 'GET', path: '/v1/user/rate-limit-tier', access: 'reader', limit: 'keys', handle: tier },
  { method: 'GET', path: '/order-scoring', access: 'reader', limit: 'own', handle: scoring },
  { method: 'POST', path: '/orders-scoring', access: 'reader', limit: 'own', handle: scorings },
  { method: 'POST', path: '/v1/heartbeats', access: 'trader', limit: 'own', handle: beat },
  { method: 'POST', path: '/heartbeats', access: 'trader', limit: 'own', handle: plainBeat },
];

/** What a key may read: its own, and a reader's what the trading keys of its owner have. */
function keysRead({ accounts }: ServerParts, { credential }: KeyVisit): readonly string[] {
  const { address, nonce, texts } = credential;
  return nonce === null ? accounts.keysOf(address, 'traders') : [texts.key];
}

function orders(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const { orders } = parts;
  const { query } = visit.request;
  const keys = keysRead(parts, visit);
  const id = query.get('id');
  const one = id === null ? null : orders.get(id);
  const all = () => keys.flatMap((key) => orders.live(key));
  const own = id === null ? all() : one && keys.includes(one.apiKey) ? [one] : [];
  const rows = own.filter((order) => isMeant(query, 'market', order.market) && isMeant(query, 'asset_id', order.asset));
  const page = pageOf(rows, query.get('next_cursor'), ORDERS_A_PAGE);
  return page ? answer(OPEN_ORDERS, { ...page, rows: page.rows.map(shown) }) : BAD_PAGE;
}

function noOrders(): ServedAnswer {
  return answer(OPEN_ORDERS, { rows: [], next: null, limit: ORDERS_A_PAGE, count: 0 });
}

function oneOrder(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const order = parts.orders.get(visit.word);
  const isRead = order && keysRead(parts, visit).includes(order.apiKey);
  return isRead ? answer(OPEN_ORDER, shown(order)) : refusal(404, 'order not found');
}

/** Newest first, so that what is new while pages are turned appears again and is never missed. */
function trades(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const { trades } = parts;
  const { query } = visit.request;
  const [before, after] = ['before', 'after'].map((name) => secondsIn(query.get(name)));
  if (before === undefined || after === undefined) return refusal(400, 'invalid query');
  const maker = addressIn(query.get('maker_address'));
  const isAsked = (record: TradeRecord) => {
    const { trade, matchMs } = record;
    if ((before !== null && matchMs >= before) || (after !== null && matchMs < after)) return false;
    return isMeant(query, 'id', trade.id) && isMeant(query, 'market', trade.market);
  };
  const asset = query.get('asset_id');
  const concerns = ({ asset: first, makerAddress, makers }: RestTrade) =>
    (asset === null || first === asset || makers?.some((row) => row.asset === asset)) &&
    (maker === null || makerAddress === maker || makers?.some((row) => row.makerAddress === maker));
  const keys = keysRead(parts, visit);
  const rows = keys
    .flatMap((key) =>
      trades
        .of(key)
        .toReversed()
        .map((record) => ({ record, key })),
    )
    .filter(({ record }) => isAsked(record))
    .sort((one, other) => other.record.matchMs - one.record.matchMs);
  const isWhole = asset === null && maker === null;
  const meant = isWhole ? rows : rows.filter(({ record, key }) => concerns(ownTrade(record, key)));
  const page = pageOf(meant, query.get('next_cursor'), TRADES_A_PAGE);
  return page
    ? answer(REST_TRADES, { ...page, rows: page.rows.map(({ record, key }) => ownTrade(record, key)) })
    : BAD_PAGE;
}

function notifications(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  const rows = keysRead(parts, visit).flatMap((key) => parts.notifications.of(key));
  return answer(NOTIFICATIONS, rows);
}

/** Those that are named, and all where none is. */
function dropNotifications({ notifications: all }: ServerParts, { request, credential }: KeyVisit): ServedAnswer {
  const named = (request.query.get('ids') ?? '').split(',').filter((text) => text !== '');
  const ids = named.map(wholeNumber);
  if (ids.includes(null)) return refusal(400, 'invalid ids');
  all.drop(credential.texts.key, named.length > 0 ? new Set(ids as number[]) : null);
  return answer(OK, 'OK');
}

/** What the chain says: matches that are not settled are not in it. */
function balance(
  { exchange, accounts, approvals, markets }: ServerParts,
  { request, credential }: KeyVisit,
): ServedAnswer {
  const { query } = request;
  const type = wholeNumber(query.get('signature_type') ?? '0');
  const maker = type === null ? null : walletFor(credential.address, type);
  if (!maker) return refusal(400, 'invalid signature_type');
  const wallet = accounts.wallet(maker);
  const purse = wallet === null ? null : exchange.purse(wallet);
  const told = (units: number, what: Approved) =>
    answer(BALANCE, {
      balance: BigInt(Math.max(0, units)),
      allowances: approvals.of(maker, what),
      allowance: null,
    });
  const kind = query.get('asset_type');
  if (kind === 'COLLATERAL') return told(purse?.cash.settled ?? 0, 'collateral');
  if (kind !== 'CONDITIONAL' && kind !== 'CONDITIONAL-V2') return refusal(400, 'invalid asset_type');
  const place = markets.outcome(query.get('token_id') ?? '');
  if (!place) return refusal(400, 'Invalid token id');
  const { facts, contract } = place.market;
  return told(purse?.positions.get(facts.id)?.[place.outcome].settled ?? 0, sharesOf(contract));
}

/** Nothing is cached here, so there is nothing to refresh. */
function refresh(parts: ServerParts, visit: KeyVisit): ServedAnswer {
  return balance(parts, visit);
}

function closedOnly({ closedOnly: half }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  const wallets = [0, 1, 2, 3].map((type) => walletFor(credential.address, type));
  return answer(CLOSED_ONLY, { closedOnly: wallets.some((wallet) => wallet !== null && half.has(wallet)) });
}

function tier({ limits }: ServerParts): ServedAnswer {
  return answer(RATE_TIER, { tier: limits.tier });
}

function scoring(parts: ServerParts, { request, credential }: KeyVisit): ServedAnswer {
  return answer(SCORING, { scoring: isScoring(parts, credential, request.query.get('order_id') ?? '') });
}

/** The official client sends its list as a text inside of a text. */
function scorings(parts: ServerParts, { request, credential }: KeyVisit): ServedAnswer {
  const asked = readText(SCORING_QUERY, unquoted(request.body ?? ''));
  if (!asked.ok) return BAD_PAYLOAD;
  return answer(SCORINGS, new Map(asked.value.map((id) => [id, isScoring(parts, credential, id)])));
}

function beat({ beats }: ServerParts, { request, credential }: KeyVisit): ServedAnswer {
  const asked = readText(BEAT, request.body ?? '{}');
  if (!asked.ok) return refusal(400, 'Invalid payload');
  const result = beats.beat(credential.texts.key, asked.value.id === '' ? null : asked.value.id);
  if (result.result === 'taken') return answer(BEAT, { id: result.id });
  const body = JSON.stringify({ error_msg: 'Invalid Heartbeat ID', heartbeat_id: result.expected });
  return { status: 400, headers: { 'content-type': 'application/json' }, body };
}

function plainBeat({ beats }: ServerParts, { credential }: KeyVisit): ServedAnswer {
  beats.plain(credential.texts.key);
  return plainJson({ status: 'ok' });
}

const BAD_PAGE = refusal(400, 'invalid next_cursor');

export function shown(order: OrderRecord): OpenOrder {
  const { id, state, apiKey, maker, market, asset, size, matched, price, trades, outcome, createdMs, expiresMs, kind } =
    order;
  return {
    id,
    status: state,
    owner: apiKey,
    makerAddress: maker,
    market,
    asset,
    side: sideOf(order),
    size,
    filled: matched,
    price,
    trades,
    outcome,
    createdMs,
    expiresMs,
    orderType: kind,
  };
}

function isMeant(query: URLSearchParams, name: string, value: string): boolean {
  const asked = query.get(name);
  return asked === null || asked === '' || asked === value;
}

function unquoted(body: string): string {
  if (!body.startsWith('"')) return body;
  try {
    const text: unknown = JSON.parse(body);
    return typeof text === 'string' ? text : body;
  } catch {
    return body;
  }
}
