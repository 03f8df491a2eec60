// What everybody may read of the CLOB: time and version, markets in two forms and in pages, and small facts of one outcome.
import { OK, SERVER_TIME } from '#infra/venue/wire/account.ts';
import {
  CLOB_MARKET,
  type ClobMarket,
  COMPACT_MARKET,
  FEE_RATE,
  MARKET_OF_ASSET,
  NEG_RISK,
  TICK_SIZE,
  VERSION,
} from '#infra/venue/wire/clob-markets.ts';
import type { Codec } from '#infra/venue/wire/codec.ts';
import { page } from '#infra/venue/wire/pages.ts';
import { answer, BAD_OUTCOME, NO_BOOK, NO_MARKET, plainJson, refusal } from './answers.ts';
import { clobMarket, compactMarket, LEGACY_FEE } from './market-pages.ts';
import type { ShownMarket, ShownOutcome } from './market-register.ts';
import { pageOf } from './paging.ts';
import type { ServedAnswer } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';

type Handle = (parts: ServerParts, visit: Visit) => ServedAnswer;

const CLOB_MARKETS = page(CLOB_MARKET as Codec<ClobMarket>);
const MARKETS_A_PAGE = 500;
/** Of orders. */
const ORDER_VERSION = 2;

export const MARKET_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/ok', access: 'anybody', limit: 'ok', handle: () => answer(OK, 'OK') },
  row('/', () => answer(OK, 'OK')),
  row('/time', ({ clock }) => answer(SERVER_TIME, clock.now())),
  row('/version', () => answer(VERSION, { version: ORDER_VERSION })),
  ...ofOutcomes('/tick-size', ({ exchange }, { market }) =>
    answer(TICK_SIZE, { tick: exchange.tick(market.facts.id) }),
  ),
  ...ofOutcomes('/neg-risk', (_, { market }) => answer(NEG_RISK, { negRisk: market.facts.negRisk })),
  ...ofOutcomes('/fee-rate', (_, { market }) => answer(FEE_RATE, { base: market.facts.fee ? LEGACY_FEE : 0 })),
  row(
    '/markets',
    markets(() => true),
  ),
  row(
    '/simplified-markets',
    markets(() => true),
  ),
  row(
    '/sampling-markets',
    markets(({ facts }) => facts.reward !== null),
  ),
  row(
    '/sampling-simplified-markets',
    markets(({ facts }) => facts.reward !== null),
  ),
  row(
    '/markets/:id',
    ofMarket(({ exchange }, market) => answer(CLOB_MARKET, clobMarket(exchange, market))),
  ),
  row(
    '/clob-markets/:id',
    ofMarket(({ exchange }, market) => answer(COMPACT_MARKET, compactMarket(exchange, market))),
  ),
  row('/markets-by-token/:id', marketOfOutcome),
  row('/fees/builder-fees/:id', () => plainJson({ builder_maker_fee_rate_bps: 0, builder_taker_fee_rate_bps: 0 })),
  row('/api/geoblock', (_, { request }) => plainJson({ blocked: false, ip: request.from, country: 'IE', region: 'L' })),
];

type TellOutcome = (parts: ServerParts, place: ShownOutcome, visit: Visit) => ServedAnswer;

/** Asked for by `token_id`, or in the path. */
function ofOutcomes(path: string, tell: TellOutcome): readonly Route[] {
  return [row(path, ofOutcome(tell)), row(`${path}/:id`, ofOutcome(tell))];
}

/** For whoever asks by `token_id`, or by the word that the path ends in. */
export function ofOutcome(tell: TellOutcome): Handle {
  return (parts, visit) => {
    const id = visit.word || (visit.request.query.get('token_id') ?? '');
    if (!/^\d{1,78}$/.test(id)) return BAD_OUTCOME;
    const place = parts.markets.outcome(id);
    return place && parts.exchange.snapshot(place.market.facts.id) ? tell(parts, place, visit) : NO_BOOK;
  };
}

function ofMarket(tell: (parts: ServerParts, market: ShownMarket) => ServedAnswer): Handle {
  return (parts, { word }) => {
    const market = parts.markets.market(word);
    return market && parts.exchange.snapshot(market.facts.id) ? tell(parts, market) : NO_MARKET;
  };
}

function markets(isMeant: (market: ShownMarket) => boolean): Handle {
  return ({ exchange, markets: register }, { request }) => {
    const page = pageOf(register.all().filter(isMeant), request.query.get('next_cursor'), MARKETS_A_PAGE);
    if (!page) return refusal(400, 'invalid next_cursor');
    return answer(CLOB_MARKETS, { ...page, rows: page.rows.map((market) => clobMarket(exchange, market)) });
  };
}

/** Which of the two ids is smaller, not which is YES. */
function marketOfOutcome({ markets: register }: ServerParts, { word }: Visit): ServedAnswer {
  const place = register.outcome(word);
  if (!place) return NO_MARKET;
  const { id, outcomes } = place.market.facts;
  const [primary, secondary] = [outcomes.yes.id, outcomes.no.id].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  if (primary === undefined || secondary === undefined) return NO_MARKET;
  return answer(MARKET_OF_ASSET, { market: id, primary, secondary });
}

function row(path: string, handle: Handle): Route {
  return { method: 'GET', path, access: 'anybody', limit: 'general', handle };
}
