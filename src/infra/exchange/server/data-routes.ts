// The position service, under a path of its own: what any wallet holds, settled, and what it was paid outside of trading.
import type { MarketId, WalletId } from '#domain/ids.ts';
import type { FlowKind } from '#domain/ports.ts';
import { Decimal, MICRO, type Shares } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { ACTIVITIES, type Activity, POSITIONS, type Position } from '#infra/venue/wire/data-api.ts';
import { RESOLUTIONS, WALLET_VALUE } from '#infra/venue/wire/data-state.ts';
import { addressIn } from './accounts.ts';
import { answer, refusal } from './answers.ts';
import type { Credit } from './credits.ts';
import { priceOf, resolutionOf } from './market-pages.ts';
import type { ShownMarket } from './market-register.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';

export const DATA = '/data-api';
const ROWS = 100;
const ROWS_MAX = 500;
/** What is less is not shown. */
const DUST = 100_000;

const TYPES: Readonly<Record<FlowKind, string>> = {
  reward: 'REWARD',
  rebate: 'MAKER_REBATE',
  holding: 'YIELD',
  deposit: 'DEPOSIT',
  withdrawal: 'WITHDRAWAL',
};

export const DATA_ROUTES: readonly Route[] = [
  { method: 'GET', path: `${DATA}/v2/positions`, access: 'anybody', limit: 'data', handle: positions },
  { method: 'GET', path: `${DATA}/v2/activity`, access: 'anybody', limit: 'data', handle: activity },
  { method: 'GET', path: `${DATA}/v2/value`, access: 'anybody', limit: 'data', handle: value },
  { method: 'GET', path: `${DATA}/v2/resolutions`, access: 'anybody', limit: 'data', handle: resolutions },
];

function positions(parts: ServerParts, { request }: Visit): ServedAnswer {
  const user = userIn(request);
  if (!user) return refuseUser();
  const wallet = parts.accounts.known(user);
  const purse = wallet === null ? null : parts.exchange.purse(wallet);
  const asked = request.query.get('status');
  const rows: Position[] = [];
  for (const [id, held] of purse?.positions ?? []) {
    const market = parts.markets.market(id);
    if (!market) continue;
    const [yes, no] = [held.yes.settled, held.no.settled];
    for (const outcome of ['yes', 'no'] as const) {
      const size = outcome === 'yes' ? yes : no;
      if (size < DUST) continue;
      const row = positionOf(parts, market, { user, outcome, size, pairs: Math.min(yes, no) });
      if (asked === null || asked === row.status.toUpperCase() || isMergeable(asked, row)) rows.push(row);
    }
  }
  return dataPage(request, rows, (page) => answer(POSITIONS, page));
}

/** Only what was paid outside of trading is remembered. */
function activity({ accounts, credits }: ServerParts, { request }: Visit): ServedAnswer {
  const user = userIn(request);
  if (!user) return refuseUser();
  const wallet: WalletId | null = accounts.known(user);
  const types = request.query.getAll('type').flatMap((text) => text.split(','));
  const rows = (wallet === null ? [] : credits.all(wallet))
    .filter(({ kind }) => types.length === 0 || types.includes(TYPES[kind]))
    .map((credit) => activityOf(user, credit));
  const newestFirst = request.query.get('sort_direction') !== 'ASC';
  return dataPage(request, newestFirst ? rows.toReversed() : rows, (page) => answer(ACTIVITIES, page));
}

/** Of shares, settled, at the middle of their books; to four decimals. */
function value(parts: ServerParts, { request }: Visit): ServedAnswer {
  const user = userIn(request);
  if (!user) return refuseUser();
  const wallet = parts.accounts.known(user);
  const purse = wallet === null ? null : parts.exchange.purse(wallet);
  if (!purse) return answer(WALLET_VALUE, { found: null });
  let sum = 0;
  for (const [id, held] of purse.positions) {
    const market = parts.markets.market(id);
    for (const outcome of ['yes', 'no'] as const)
      sum += market ? (held[outcome].settled / MICRO) * priceOf(parts.exchange, market, outcome) : 0;
  }
  return answer(WALLET_VALUE, { found: { wallet: user, value: Math.round(sum * 10_000) / 10_000 } });
}

/** By exactly one of three names. Questions are called as their markets are. */
function resolutions({ markets }: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const names = (aliases: readonly string[]) => aliases.map((name) => query.get(name)).find((text) => text) ?? null;
  const condition = names(['condition', 'condition_id', 'conditionId']);
  const [question, event] = [names(['question_id', 'questionId']), names(['event_id', 'eventId'])];
  if ([condition, question, event].filter((text) => text !== null).length !== 1)
    return refuseParameter('condition', "provide exactly one of 'question_id', 'condition', or 'event_id'");
  const id = condition ?? question;
  if (id !== null && !/^0x[\da-f]{64}$/i.test(id))
    return refuseParameter(condition === null ? 'question_id' : 'condition', 'invalid condition id');
  if (event !== null && !/^\d{1,15}$/.test(event)) return refuseParameter('event_id', 'invalid event id');
  const meant = markets
    .all()
    .filter((market) => (id === null ? String(market.event) === event : market.facts.id === id.toLowerCase()));
  return answer(RESOLUTIONS, { rows: meant.map((market) => resolutionOf(market, question === null)) });
}

function positionOf(
  { exchange }: ServerParts,
  market: ShownMarket,
  { user, outcome, size, pairs }: { user: Address; outcome: 'yes' | 'no'; size: number; pairs: number },
): Position {
  const { facts } = market;
  const price = priceOf(exchange, market, outcome);
  const other = outcome === 'yes' ? facts.outcomes.no : facts.outcomes.yes;
  return {
    wallet: user,
    asset: facts.outcomes[outcome].id,
    market: facts.id,
    status: facts.payout === null ? 'open' : 'redeemable',
    size: size as Shares,
    averagePrice: null,
    price,
    value: (price * size) / MICRO,
    entryCost: null,
    redeemable: facts.payout !== null,
    mergeable: pairs >= DUST && facts.payout === null,
    outcome: facts.outcomes[outcome].name,
    outcomeIndex: outcome === 'yes' ? 0 : 1,
    oppositeAsset: other.id,
    title: facts.slug,
    slug: facts.slug,
    negRisk: facts.negRisk,
    event: facts.group,
    endDate: null,
    lastEventMs: null,
  };
}

function activityOf(user: Address, { kind, market, usd, atMs }: Credit): Activity {
  return {
    wallet: user,
    type: TYPES[kind],
    market: market as MarketId | null,
    asset: null,
    side: null,
    size: null,
    cash: new Decimal(usd),
    price: null,
    atMs,
    transaction: null,
    outcomeIndex: null,
  };
}

function isMergeable(asked: string, { mergeable }: Position): boolean {
  return asked === 'MERGEABLE' && mergeable === true;
}

/** A page of what was found, by the words of the query. */
export function dataPage<Row>(
  { query }: ServedRequest,
  rows: readonly Row[],
  tell: (page: { rows: readonly Row[]; pagination: Pagination }) => ServedAnswer,
): ServedAnswer {
  const [offset, limit] = [wholeIn(query, 'offset', 0), Math.min(ROWS_MAX, Math.max(1, wholeIn(query, 'limit', ROWS)))];
  const at = query.has('cursor') ? wholeIn(query, 'cursor', 0) : offset;
  const more = at + limit < rows.length;
  return tell({
    rows: rows.slice(at, at + limit),
    pagination: { limit, offset: at, more, next: more ? String(at + limit) : null },
  });
}

interface Pagination {
  readonly limit: number;
  readonly offset: number;
  readonly more: boolean;
  readonly next: string | null;
}

function userIn({ query }: ServedRequest): Address | null {
  return addressIn(query.get('user'));
}

function refuseUser(): ServedAnswer {
  return refuseParameter('user', 'user must be an address');
}

/** In the way of this service. */
export function refuseParameter(parameter: string, text: string): ServedAnswer {
  return refusal(400, text, { code: 'invalid_request', retryable: false, parameter });
}

function wholeIn(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
