// Trades that everybody may read: the latest of a market, those of a wallet or of markets once they are on the chain, and those
// of the orders that a builder brought in. Newest first, and only as far back as the register goes.
import { cost, Decimal, MICRO } from '#domain/units.ts';
import { readBytes32, ZERO_BYTES32 } from '#infra/venue/signing/hex.ts';
import { BUILDER_TRADES, FEED_TRADES, LIVE_TRADES } from '#infra/venue/wire/public-trades.ts';
import { addressIn } from './accounts.ts';
import { answer, NO_MARKET, refusal } from './answers.ts';
import { DATA, dataPage, refuseParameter } from './data-routes.ts';
import { pageOf, secondsIn } from './paging.ts';
import type { ServedAnswer } from './served.ts';
import type { Route, ServerParts, Visit } from './server-parts.ts';
import {
  addressOf,
  builderTrade,
  feedTrade,
  liveTrade,
  sidesOf,
  type TradeSide,
  transactionOf,
} from './trade-pages.ts';
import type { TradeRecord } from './trade-register.ts';

const LIVE_ROWS = 100;
const BUILDER_ROWS = 300;
/** Markets in one question. */
const CONDITIONS_MAX = 20;
const CONDITION = /^0x[\da-f]{62,64}$/i;

export const PUBLIC_TRADE_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/markets/live-activity/:id', access: 'anybody', limit: 'general', handle: live },
  { method: 'GET', path: '/builder/trades', access: 'anybody', limit: 'general', handle: ofBuilder },
  { method: 'GET', path: `${DATA}/v2/trades`, access: 'anybody', limit: 'data', handle: feed },
];

/** What takers did. A failed trade never happened. */
function live({ markets, trades }: ServerParts, { word }: Visit): ServedAnswer {
  if (!CONDITION.test(word)) return refusal(400, 'invalid condition id');
  const market = markets.market(word.toLowerCase());
  if (!market) return NO_MARKET;
  const rows: TradeSide[] = [];
  for (const record of newestFirst(trades.recent())) {
    const [taker] = record.market === market && record.status !== 'failed' ? sidesOf(record) : [];
    if (taker) rows.push(taker);
    if (rows.length >= LIVE_ROWS) break;
  }
  return answer(LIVE_TRADES, rows.map(liveTrade));
}

function ofBuilder({ trades }: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const code = readBytes32(query.get('builder_code')?.toLowerCase());
  if (code === null || code === ZERO_BYTES32) return refusal(400, 'invalid builder_code');
  const [before, after] = ['before', 'after'].map((name) => secondsIn(query.get(name)));
  if (before === undefined || after === undefined) return refusal(400, 'invalid query');
  const [id, market, asset] = ['id', 'market', 'asset_id'].map((name) => query.get(name) || null);
  const maker = query.get('maker_address') ? addressIn(query.get('maker_address')) : null;
  if (query.get('maker_address') && !maker) return refusal(400, 'invalid maker_address');
  const rows = [...newestFirst(trades.recent())]
    .filter(({ matchMs }) => (before === null || matchMs < before) && (after === null || matchMs >= after))
    .flatMap(sidesOf)
    .flatMap((side) => (side.owner?.builder === code ? [builderTrade(side, side.owner)] : []))
    .filter(
      (row) =>
        (id === null || row.id === id) &&
        (market === null || row.market === market) &&
        (asset === null || row.asset === asset) &&
        (maker === null || row.makerAddress === maker),
    );
  const page = pageOf(rows, query.get('next_cursor'), BUILDER_ROWS);
  return page ? answer(BUILDER_TRADES, page) : refusal(400, 'invalid next_cursor');
}

/** Without being asked for makers it tells of takers alone, as the venue does. */
function feed({ trades }: ServerParts, { request }: Visit): ServedAnswer {
  const { query } = request;
  const asked = feedQuery(query);
  if ('status' in asked) return asked;
  const { user, conditions, side, takerOnly, startMs, endMs, dust } = asked;
  const rows = [...newestFirst(trades.recent())].flatMap((record) => {
    const { market, matchMs, status } = record;
    const transaction = status === 'mined' || status === 'confirmed' ? transactionOf(record) : null;
    if (transaction === null || (conditions && !conditions.has(market.facts.id))) return [];
    if ((startMs !== null && matchMs < startMs) || (endMs !== null && matchMs > endMs)) return [];
    return sidesOf(record)
      .filter(({ role, leg, owner }) => (!takerOnly || role === 'taker') && (!user || addressOf(leg, owner) === user))
      .filter((each) => dust(each))
      .map((each) => feedTrade(each, transaction))
      .filter((row) => side === null || row.side === side);
  });
  return dataPage(request, rows, (page) => answer(FEED_TRADES, page));
}

function feedQuery(query: URLSearchParams) {
  const user = addressIn(query.get('user'));
  if (query.get('user') && !user) return refuseParameter('user', 'user must be an address');
  const named = ['condition', 'condition_id', 'conditionId']
    .flatMap((name) => query.getAll(name))
    .flatMap((text) => text.split(','))
    .filter((text) => text !== '');
  if (named.length > CONDITIONS_MAX) return refuseParameter('condition', `at most ${CONDITIONS_MAX} conditions`);
  if (!named.every((text) => CONDITION.test(text))) return refuseParameter('condition', 'invalid condition id');
  const side = query.get('side') || null;
  if (side !== null && side !== 'BUY' && side !== 'SELL') return refuseParameter('side', 'side must be BUY or SELL');
  const takers = query.get('taker_only') || query.get('takerOnly') || 'true';
  if (takers !== 'true' && takers !== 'false') return refuseParameter('taker_only', 'taker_only must be true or false');
  const [startMs, endMs] = ['start', 'end'].map((name) => secondsIn(query.get(name)));
  if (startMs === undefined) return refuseParameter('start', 'start must be seconds');
  if (endMs === undefined) return refuseParameter('end', 'end must be seconds');
  const dust = dustIn(query);
  if (typeof dust !== 'function') return dust;
  return {
    user,
    conditions: named.length > 0 ? new Set(named.map((text) => text.toLowerCase())) : null,
    side: side === null ? null : side === 'BUY' ? ('buy' as const) : ('sell' as const),
    takerOnly: takers === 'true',
    startMs,
    endMs,
    dust,
  };
}

/** Trades of at least so many dollars or shares. */
function dustIn(query: URLSearchParams): ((side: TradeSide) => boolean) | ServedAnswer {
  const type = query.get('filter_type') || query.get('filterType') || null;
  const amount = query.get('filter_amount') || query.get('filterAmount') || '0';
  if (type !== null && type !== 'CASH' && type !== 'TOKENS')
    return refuseParameter('filter_type', 'filterType must be CASH or TOKENS');
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(amount)) return refuseParameter('filter_amount', 'filterAmount must be a number');
  const least = new Decimal(amount);
  return ({ leg: { price, size } }) => (type === 'CASH' ? cost(price, size) : new Decimal(size).div(MICRO)).gte(least);
}

function* newestFirst(records: readonly TradeRecord[]): Iterable<TradeRecord> {
  for (let at = records.length - 1; at >= 0; at--) {
    const record = records[at];
    if (record) yield record;
  }
}
