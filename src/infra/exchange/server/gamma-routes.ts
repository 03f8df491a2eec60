// The metadata service, under a path of its own: markets and events by filters, by number, by slug, and in pages by cursor.
import {
  GAMMA_EVENT,
  GAMMA_EVENTS,
  GAMMA_EVENTS_PAGE,
  GAMMA_MARKET,
  GAMMA_MARKETS,
  GAMMA_MARKETS_PAGE,
} from '#infra/venue/wire/gamma.ts';
import { answer, refusal } from './answers.ts';
import { gammaEvent, gammaMarket } from './gamma-pages.ts';
import type { ShownMarket } from './market-register.ts';
import type { VisitorLimit } from './rate-limits.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';

export const GAMMA = '/gamma-api';
/** Asking for more gets this many, without a word. */
const PAGE_MAX = 100;
const PAGE = 20;
const NOT_FOUND = refusal(404, 'id not found');

export const GAMMA_ROUTES: readonly Route[] = [
  row('/markets', 'gammaMarkets', (parts, { request }) => {
    const rows = turned(found(parts, request), request);
    return answer(
      GAMMA_MARKETS,
      rows.map((market) => gammaMarket(parts.exchange, market)),
    );
  }),
  row('/markets/keyset', 'gammaMarkets', (parts, { request }) => {
    const page = afterCursor(found(parts, request), ({ number }) => number, request);
    if (!page) return refusal(422, 'offset is not supported');
    return answer(GAMMA_MARKETS_PAGE, {
      ...page,
      rows: page.rows.map((market) => gammaMarket(parts.exchange, market)),
    });
  }),
  row('/markets/:id', 'gammaMarkets', (parts, { word }) => oneMarket(parts, ({ number }) => String(number) === word)),
  row('/markets/slug/:slug', 'gammaMarkets', (parts, { word }) => oneMarket(parts, ({ facts }) => facts.slug === word)),
  row('/events', 'gammaEvents', (parts, { request }) => {
    const rows = turned(groups(found(parts, request)), request);
    return answer(
      GAMMA_EVENTS,
      rows.map((group) => gammaEvent(parts.exchange, group)),
    );
  }),
  row('/events/keyset', 'gammaEvents', (parts, { request }) => {
    const page = afterCursor(groups(found(parts, request)), ([first]) => first.number, request);
    if (!page) return refusal(422, 'offset is not supported');
    return answer(GAMMA_EVENTS_PAGE, { ...page, rows: page.rows.map((group) => gammaEvent(parts.exchange, group)) });
  }),
  row('/events/:id', 'gammaEvents', (parts, { word }) => oneEvent(parts, ([first]) => String(first.number) === word)),
  row('/events/slug/:slug', 'gammaEvents', (parts, { word }) =>
    oneEvent(parts, ([{ facts }]) => (facts.group ?? facts.slug) === word),
  ),
];

/** Markets of one event, of which there is at least one. */
export type Group = readonly [ShownMarket, ...ShownMarket[]];

/** What is closed is only shown to whoever asks for it. */
function found({ markets }: ServerParts, { query }: ServedRequest): readonly ShownMarket[] {
  const closed = query.get('closed') === 'true';
  const [conditions, outcomes, slugs, numbers] = ['condition_ids', 'clob_token_ids', 'slug', 'id'].map((name) =>
    listIn(query, name),
  );
  const isAmong = (asked: ReadonlySet<string> | null | undefined, ...values: readonly string[]) =>
    !asked || values.some((value) => asked.has(value));
  return markets
    .all()
    .filter(
      ({ facts, number }) =>
        (facts.payout !== null) === closed &&
        isAmong(conditions, facts.id) &&
        isAmong(outcomes, facts.outcomes.yes.id, facts.outcomes.no.id) &&
        isAmong(slugs, facts.slug, facts.group ?? facts.slug) &&
        isAmong(numbers, String(number)),
    );
}

function groups(markets: readonly ShownMarket[]): readonly Group[] {
  const byName = new Map<string, [ShownMarket, ...ShownMarket[]]>();
  for (const market of markets) {
    const name = market.facts.group ?? market.facts.slug;
    const known = byName.get(name);
    if (known) known.push(market);
    else byName.set(name, [market]);
  }
  return [...byName.values()];
}

function oneMarket({ markets, exchange }: ServerParts, isMeant: (market: ShownMarket) => boolean): ServedAnswer {
  const market = markets.all().find(isMeant);
  return market ? answer(GAMMA_MARKET, gammaMarket(exchange, market)) : NOT_FOUND;
}

function oneEvent({ markets, exchange }: ServerParts, isMeant: (group: Group) => boolean): ServedAnswer {
  const group = groups(markets.all()).find(isMeant);
  return group ? answer(GAMMA_EVENT, gammaEvent(exchange, group)) : NOT_FOUND;
}

function turned<Row>(rows: readonly Row[], { query }: ServedRequest): readonly Row[] {
  const offset = wholeIn(query, 'offset', 0);
  return rows.slice(offset, offset + Math.min(PAGE_MAX, wholeIn(query, 'limit', PAGE)));
}

/** The cursor is the number of the last row. null for whoever counts rows instead. */
function afterCursor<Row>(rows: readonly Row[], numberOf: (row: Row) => number, { query }: ServedRequest) {
  if (query.has('offset')) return null;
  const after = wholeIn(query, 'after_cursor', 0);
  const left = rows.filter((each) => numberOf(each) > after);
  const page = left.slice(0, Math.max(1, Math.min(PAGE_MAX, wholeIn(query, 'limit', PAGE))));
  const last = page.at(-1);
  return { rows: page, next: last && page.length < left.length ? String(numberOf(last)) : null };
}

function wholeIn(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

/** Repeated, or with commas between; null: not asked. */
function listIn(query: URLSearchParams, name: string): ReadonlySet<string> | null {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((text) => text.split(','));
  return values.length > 0 ? new Set(values) : null;
}

function row(path: string, limit: VisitorLimit, handle: (parts: ServerParts, visit: Visit) => ServedAnswer): Route {
  return { method: 'GET', path: `${GAMMA}${path}`, access: 'anybody', limit, handle };
}
