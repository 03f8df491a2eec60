// The metadata service, under a path of its own: markets and events by filters, by number, by slug, in pages by cursor and by
// words, and the tags they carry.
import {
  GAMMA_EVENT,
  GAMMA_EVENTS,
  GAMMA_EVENTS_PAGE,
  GAMMA_MARKET,
  GAMMA_MARKETS,
  GAMMA_MARKETS_PAGE,
  GAMMA_TAG,
  GAMMA_TAGS,
} from '#infra/venue/wire/gamma.ts';
import { isObject } from '#infra/venue/wire-field.ts';
import { answer, plainJson, refusal } from './answers.ts';
import { gammaEvent, gammaMarket, gammaTag } from './gamma-pages.ts';
import { flagIn, readGammaQuery, wholeIn } from './gamma-query.ts';
import { eventRows, GammaOrder, type GammaRow, marketRow } from './gamma-rows.ts';
import type { VisitorLimit } from './rate-limits.ts';
import type { ServedAnswer } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';

export const GAMMA = '/gamma-api';
/** Who wants to count further takes cursors. */
const OFFSET_MAX = 2_000;
const NUMBER = /^\d{1,15}$/;

export const GAMMA_ROUTES: readonly Route[] = [
  row('/markets', 'gammaMarkets', (parts, { request }) => listed(parts, request.query, 'markets')),
  row('/markets/keyset', 'gammaMarkets', (parts, { request }) => paged(parts, request.query, 'markets')),
  row('/markets/:id', 'gammaMarkets', (parts, { word }) => oneByNumber(parts, word, 'markets')),
  row('/markets/slug/:slug', 'gammaMarkets', (parts, { word }) => one(parts, 'markets', 'slug', word)),
  { ...row('/markets/information', 'gammaMarkets', information), method: 'POST' },
  row('/events', 'gammaEvents', (parts, { request }) => listed(parts, request.query, 'events')),
  row('/events/keyset', 'gammaEvents', (parts, { request }) => paged(parts, request.query, 'events')),
  row('/events/:id', 'gammaEvents', (parts, { word }) => oneByNumber(parts, word, 'events')),
  row('/events/slug/:slug', 'gammaEvents', (parts, { word }) => one(parts, 'events', 'slug', word)),
  row('/markets/:id/tags', 'gammaMarkets', (parts, { word }) => tagsOfOne(parts, word, 'markets')),
  row('/events/:id/tags', 'gammaEvents', (parts, { word }) => tagsOfOne(parts, word, 'events')),
  row('/tags', 'gamma', (parts) => answer(GAMMA_TAGS, tagsOf(parts))),
  row('/tags/:id', 'gamma', (parts, { word }) => oneTag(parts, 'id', word)),
  row('/tags/slug/:slug', 'gamma', (parts, { word }) => oneTag(parts, 'slug', word)),
  row('/public-search', 'gamma', search),
];

type Kind = 'markets' | 'events';

function rowsOf(parts: ServerParts, kind: Kind): readonly GammaRow[] {
  const all = parts.markets.all();
  return kind === 'events' ? eventRows(parts, all) : all.map((market) => marketRow(parts, market));
}

/** Those that are asked for, in their order; or what was asked wrongly. */
function found(parts: ServerParts, query: URLSearchParams, kind: Kind) {
  const asked = readGammaQuery(query);
  if ('problem' in asked) return invalid(asked.problem);
  const order = GammaOrder.read(query);
  if (!order) return invalid('order fields are not valid');
  return { rows: rowsOf(parts, kind).filter(asked.keeps), order, limit: asked.limit };
}

function listed(parts: ServerParts, query: URLSearchParams, kind: Kind): ServedAnswer {
  const list = found(parts, query, kind);
  if ('status' in list) return list;
  const offset = wholeIn(query, 'offset', 0);
  if (offset === null) return invalid('offset is invalid');
  if (offset > OFFSET_MAX) return invalid(`offset too large, use /${kind}/keyset for deeper pagination`);
  const rows = list.order.sorted(list.rows).slice(offset, offset + list.limit);
  return kind === 'markets'
    ? answer(GAMMA_MARKETS, marketsOf(parts, rows))
    : answer(GAMMA_EVENTS, eventsOf(parts, rows, query));
}

function paged(parts: ServerParts, query: URLSearchParams, kind: Kind): ServedAnswer {
  if (query.has('offset')) return invalid('offset is not allowed on keyset endpoints');
  const list = found(parts, query, kind);
  if ('status' in list) return list;
  const page = list.order.page(list.rows, query.get('after_cursor') ?? '', Math.max(1, list.limit));
  if (!page) return invalid('cursor is invalid');
  const { rows, next } = page;
  return kind === 'markets'
    ? answer(GAMMA_MARKETS_PAGE, { rows: marketsOf(parts, rows), next })
    : answer(GAMMA_EVENTS_PAGE, { rows: eventsOf(parts, rows, query), next });
}

const marketsOf = (parts: ServerParts, rows: readonly GammaRow[]) =>
  rows.map(({ markets: [market] }) => gammaMarket(parts, market));

function eventsOf(parts: ServerParts, rows: readonly GammaRow[], query: URLSearchParams) {
  const withMarkets = flagIn(query, 'include_markets') !== false;
  return rows.map(({ markets }) => gammaEvent(parts, markets, withMarkets));
}

function oneByNumber(parts: ServerParts, word: string, kind: Kind): ServedAnswer {
  return NUMBER.test(word) ? one(parts, kind, 'number', word) : invalid('id is invalid');
}

function one(parts: ServerParts, kind: Kind, by: 'number' | 'slug', word: string): ServedAnswer {
  const row = rowsOf(parts, kind).find((each) => String(each[by]) === word);
  if (!row) return notFound(by === 'slug' ? 'slug' : 'id');
  const { markets } = row;
  return kind === 'markets'
    ? answer(GAMMA_MARKET, gammaMarket(parts, markets[0]))
    : answer(GAMMA_EVENT, gammaEvent(parts, markets));
}

/** Filters in a body instead of a query. What it does not know is no filter. */
function information(parts: ServerParts, { request }: Visit): ServedAnswer {
  const asked = bodyOf(request.body);
  if (!asked) return invalid('body is invalid');
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    const word = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'object' && each !== null) return invalid(`${word} is invalid`);
      if (each !== null) query.append(word, String(each));
    }
  }
  return listed(parts, query, 'markets');
}

function tagsOf(parts: ServerParts) {
  return [...parts.markets.tags().keys()].map((category) => gammaTag(parts, category));
}

function tagsOfOne(parts: ServerParts, word: string, kind: Kind): ServedAnswer {
  if (!NUMBER.test(word)) return invalid('id is invalid');
  const row = rowsOf(parts, kind).find(({ number }) => String(number) === word);
  if (!row) return notFound('id');
  return answer(GAMMA_TAGS, row.category === null ? [] : [gammaTag(parts, row.category)]);
}

function oneTag(parts: ServerParts, by: 'id' | 'slug', word: string): ServedAnswer {
  const tag = tagsOf(parts).find((each) => each[by] === word);
  return tag ? answer(GAMMA_TAG, tag) : notFound(by);
}

/** Open events that say these words anywhere. Where there are none, the list is left out. */
function search(parts: ServerParts, { request }: Visit): ServedAnswer {
  const words = (request.query.get('q') ?? '').trim().toLowerCase();
  if (words === '') return invalid('query argument "q": empty');
  const limit = wholeIn(request.query, 'limit_per_type', PAGE_OF_SEARCH);
  if (limit === null) return invalid('limit_per_type is invalid');
  const said = ({ closed, title, markets }: GammaRow) =>
    !closed && [title, ...markets.map(({ facts }) => facts.slug)].some((text) => text.toLowerCase().includes(words));
  const rows = rowsOf(parts, 'events').filter(said);
  const events = rows.slice(0, limit).map(({ markets }) => GAMMA_EVENT.write(gammaEvent(parts, markets)));
  const pagination = { hasMore: rows.length > limit, totalResults: rows.length };
  return plainJson(events.length > 0 ? { events, pagination } : { pagination });
}

const PAGE_OF_SEARCH = 20;

function bodyOf(text: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const body: unknown = JSON.parse(text || '{}');
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

function invalid(error: string): ServedAnswer {
  return refusal(422, error, { type: 'validation error' });
}

function notFound(what: string): ServedAnswer {
  return refusal(404, `${what} not found`, { type: 'not found error' });
}

function row(path: string, limit: VisitorLimit, handle: (parts: ServerParts, visit: Visit) => ServedAnswer) {
  return { method: 'GET', path: `${GAMMA}${path}`, access: 'anybody', limit, handle } as const;
}
