// The position service, under a path of its own: what any wallet holds, settled, what that is worth, and what became of markets.
import { MICRO, type Shares } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { POSITIONS, type Position } from '#infra/venue/wire/data-api.ts';
import { RESOLUTIONS, WALLET_VALUE } from '#infra/venue/wire/data-state.ts';
import { addressIn } from './accounts.ts';
import { answer, refusal } from './answers.ts';
import { priceOf, resolutionOf } from './market-pages.ts';
import type { ShownMarket } from './market-register.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';

export const DATA = '/data-api';
const ROWS = 100;
const ROWS_MAX = 500;
const CONDITION = /^0x[\da-f]{64}$/i;
const STATUSES = new Set(['OPEN', 'REDEEMABLE', 'REDEEMABLE_LOST', 'MERGEABLE', 'CLOSED']);
/** What is less is not shown. */
const DUST = 100_000;

export const DATA_ROUTES: readonly Route[] = [
  { method: 'GET', path: `${DATA}/v2/positions`, access: 'anybody', limit: 'data', handle: positions },
  { method: 'GET', path: `${DATA}/v2/value`, access: 'anybody', limit: 'data', handle: value },
  { method: 'GET', path: `${DATA}/v2/resolutions`, access: 'anybody', limit: 'data', handle: resolutions },
];

/** Of one wallet, or of all that hold a market. */
function positions(parts: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const user = userIn(request);
  const condition = namedIn(query, ['condition', 'condition_id', 'conditionId']);
  if (query.get('user') && !user) return refuseUser();
  if (!user && condition === null)
    return refuseParameter('user', "required query param 'user' or 'condition' not provided");
  if (condition !== null && !CONDITION.test(condition)) return refuseParameter('condition', 'invalid condition id');
  const asked = query.get('status') || null;
  if (asked !== null && !STATUSES.has(asked))
    return refuseParameter('status', `status must be one of ${[...STATUSES].join(', ')}`);
  const rows = (user ? [user] : parts.accounts.wallets())
    .flatMap((wallet) => positionsOf(parts, wallet))
    .filter((row) => condition === null || row.market === condition.toLowerCase())
    .filter(
      (row) => asked === null || asked === row.status.toUpperCase() || isMergeable(asked, row) || isLost(asked, row),
    );
  return dataPage(request, rows, (page) => answer(POSITIONS, page));
}

function positionsOf(parts: ServerParts, user: Address): readonly Position[] {
  const wallet = parts.accounts.known(user);
  const purse = wallet === null ? null : parts.exchange.purse(wallet);
  const rows: Position[] = [];
  for (const [id, held] of purse?.positions ?? []) {
    const market = parts.markets.market(id);
    const [yes, no] = [held.yes.settled, held.no.settled];
    for (const outcome of ['yes', 'no'] as const) {
      const size = outcome === 'yes' ? yes : no;
      if (market && size >= DUST)
        rows.push(positionOf(parts, market, { user, outcome, size, pairs: Math.min(yes, no) }));
    }
  }
  return rows;
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
  const condition = namedIn(query, ['condition', 'condition_id', 'conditionId']);
  const question = namedIn(query, ['question_id', 'questionId']);
  const event = namedIn(query, ['event_id', 'eventId']);
  if ([condition, question, event].filter((text) => text !== null).length !== 1)
    return refuseParameter('condition', "provide exactly one of 'question_id', 'condition', or 'event_id'");
  const id = condition ?? question;
  if (id !== null && !CONDITION.test(id))
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

/** What a decided market left worthless. */
function isLost(asked: string, { redeemable, price }: Position): boolean {
  return asked === 'REDEEMABLE_LOST' && redeemable === true && price === 0;
}

function isMergeable(asked: string, { mergeable }: Position): boolean {
  return asked === 'MERGEABLE' && mergeable === true;
}

/** The first of several spellings that says something. */
function namedIn(query: URLSearchParams, spellings: readonly string[]): string | null {
  return spellings.map((name) => query.get(name)).find((text) => text) ?? null;
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

export function userIn({ query }: ServedRequest): Address | null {
  return addressIn(query.get('user'));
}

export function refuseUser(): ServedAnswer {
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
