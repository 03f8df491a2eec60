// Which reader each file of the data folder belongs to. A file is either payloads of the venue, taken apart here into
// (reader, payload), or somebody's own format, refused for a reason that is written beside it.

import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import * as account from '#infra/venue/wire/account.ts';
import { BOOK, BOOK_FRAME, BOOKS } from '#infra/venue/wire/books.ts';
import * as clob from '#infra/venue/wire/clob-markets.ts';
import type { Codec } from '#infra/venue/wire/codec.ts';
import * as data from '#infra/venue/wire/data-api.ts';
import * as gamma from '#infra/venue/wire/gamma.ts';
import * as market from '#infra/venue/wire/market-channel.ts';
import * as orders from '#infra/venue/wire/own-orders.ts';
import { page } from '#infra/venue/wire/pages.ts';
import { RTDS_FRAME } from '#infra/venue/wire/price-streams.ts';
import { REST_TRADE, USER_TRADE } from '#infra/venue/wire/trades.ts';
import { USER_RESUBSCRIBE, USER_SUBSCRIBE } from '#infra/venue/wire/user-channel.ts';
import { USER_ORDER } from '#infra/venue/wire/user-orders.ts';

export interface Piece {
  readonly what: string;
  readonly codec: Codec<unknown>;
  readonly payload: unknown;
}

export type Verdict =
  | {
      readonly kind: 'payloads';
      readonly pieces: readonly Piece[] /** Left out, by reason. */;
      readonly left?: Readonly<Record<string, number>>;
    }
  /** An answer that is no success: body and status. */
  | { readonly kind: 'refusals'; readonly rows: readonly { readonly status: number; readonly body: string }[] }
  | { readonly kind: 'foreign'; readonly why: string };

/** One frame in so many is compared value by value: a hash that verifies has lost nothing either, and is quicker. */
const CRONOS_SHARE = 10;

type Row = Readonly<Record<string, unknown>>;
type Taker = (text: string) => Verdict;

const payloads = (pieces: readonly Piece[], left?: Readonly<Record<string, number>>): Verdict =>
  left ? { kind: 'payloads', pieces, left } : { kind: 'payloads', pieces };
const one =
  (codec: Codec<unknown>): Taker =>
  (text) =>
    payloads([{ what: 'it', codec, payload: JSON.parse(text) }]);
const foreign =
  (why: string): Taker =>
  () => ({ kind: 'foreign', why });
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);

/** The first pattern that fits decides. */
const FILES: readonly (readonly [pattern: RegExp, taker: Taker])[] = [
  [/^ws-market\/session_.*raw_messages/, session],
  [/^ws-market\/session_.*markets\.jsonl$/, foreign("a recorder's list of markets, made from Gamma")],
  [/^ws-market\/nautilus_py_book\.json$/, one(BOOK_FRAME)],
  [/best_bid_ask_msg/, one(market.BEST_BID_ASK)],
  [/market_resolved_msg/, one(market.MARKET_RESOLVED)],
  [/tick_size_msg/, one(market.TICK_SIZE_CHANGE)],
  [/official_docs_asyncapi_examples/, examples(['market'])],
  [/official_docs_asyncapi_user_examples/, examples(['user'])],
  [/^ws-user\/nautilus_(py_order_placement|rs_ws_user_order)/, one(USER_ORDER)],
  [/^ws-user\/nautilus_py_trades/, one(REST_TRADE)],
  [/^ws-user\/nautilus_.*user_trade/, one(USER_TRADE)],
  [/clob-books\.json$/, one(BOOKS)],
  [/clob-markets\.json$/, each(clob.COMPACT_MARKET)],
  [/gamma-event\.json$/, one(gamma.GAMMA_EVENT)],
  [/gamma-search|public_search/, one(gamma.GAMMA_SEARCH)],
  [/^rest\/2026-03-22_book/, one(BOOK)],
  [/last_trade_price/, one(clob.LAST_PRICE)],
  [/market_detail|gamma_market_/, one(gamma.GAMMA_MARKET)],
  [/market_search/, one(gamma.GAMMA_MARKETS)],
  [/midpoint/, one(clob.MIDPOINT)],
  [/price_history/, one(clob.PRICE_HISTORY)],
  [/^rest\/2026-03-22_trades/, one(data.PUBLIC_TRADES)],
  [/12-endpoints_probe/, probe],
  [/clob_markets_2024/, one(page(clob.CLOB_MARKET))],
  [/gamma_active_markets/, one(gamma.GAMMA_EVENTS)],
  [
    /production_type_shapes/,
    foreign('types of fields, not payloads: held against the shapes in production-types.test.ts'),
  ],
  [/fee_rate_response/, one(clob.FEE_RATE)],
  [/data_api_positions/, one(data.OLD_POSITIONS)],
  [/batch_cancel_response/, one(orders.CANCEL_ANSWER)],
  [/balance_allowance/, one(account.BALANCE)],
  [/open_orders_page/, one(orders.OPEN_ORDERS)],
  [/rewarded_markets_snapshot|^rest\/rewards-history\//, foreign("somebody's own aggregate of the reward programme")],
  [/poly_full_fill_real|poly_order_status_full_real/, exchanged],
  [/^orders-errors\/live-log/, liveLog],
  [/^orders-errors\/(official_error_codes|observed_error_bodies)/, errorTable],
  [/^recordings\/cronos-l2/, cronos],
  [/^recordings\/btc-5m-markets/, rawMarkets],
  [/^recordings\/bbo-and-prints/, foreign("a recorder's rows of best prices and prints")],
  [
    /^recordings\/(two-region-l1|top5-both|final-minutes|half-second|one-second|ws-l1|multi-market)/,
    foreign("a recorder's rows of best prices"),
  ],
  [/^recordings\/(ladder|maker_probe|session_btc|five-minute)/, foreign("a bot's own samples")],
  [/^vectors\/book_hash_/, foreign('vectors: held against the hash in book-hashes.test.ts')],
  [/^vectors\//, foreign('vectors of signing, amounts and rewards')],
];

/** null: nobody reads this file. */
export function takerOf(file: string): Taker | null {
  return FILES.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}

function each(codec: Codec<unknown>): Taker {
  return (text) => payloads((JSON.parse(text) as unknown[]).map((payload) => ({ what: 'row', codec, payload })));
}

function session(text: string): Verdict {
  const pieces: Piece[] = [];
  const left: Record<string, number> = {};
  for (const row of rowsOf(text)) {
    const { source, payload } = row as { source: string; payload: string };
    if (source !== 'polymarket_clob' && source !== 'polymarket_rtds_chainlink') {
      const why = `a frame of ${source}, another venue`;
      left[why] = (left[why] ?? 0) + 1;
      continue;
    }
    const parsed = JSON.parse(payload) as Row | Row[];
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      const type = String(message.event_type ?? (message.bids === undefined ? message.topic : 'rest book'));
      const codec = type === 'rest book' ? BOOK : (market.MARKET_MESSAGES[type] ?? RTDS_FRAME);
      pieces.push({ what: type, codec, payload: message });
    }
  }
  return payloads(pieces, left);
}

function examples(channels: readonly string[]): Taker {
  const byName: Readonly<Record<string, Codec<unknown>>> = channels.includes('user')
    ? {
        userSubscriptionRequest: USER_SUBSCRIBE,
        userSubscriptionRequestUpdate: USER_RESUBSCRIBE,
        order: USER_ORDER,
        trade: USER_TRADE,
      }
    : {
        subscriptionRequest: market.MARKET_SUBSCRIBE,
        subscriptionRequestUpdate: market.MARKET_RESUBSCRIBE,
        book: BOOK_FRAME,
        priceChange: market.PRICE_CHANGE,
        lastTradePrice: market.LAST_TRADE_PRICE,
        tickSizeChange: market.TICK_SIZE_CHANGE,
        bestBidAsk: market.BEST_BID_ASK,
        newMarket: market.NEW_MARKET,
        marketResolved: market.MARKET_RESOLVED,
      };
  return (text) =>
    payloads(
      (JSON.parse(text) as { at: string; examples: { name: string; payload: unknown }[] }[]).flatMap((message) => {
        const codec = byName[message.at.split('/').at(-1) ?? ''];
        if (!codec) throw new Error(`no reader of ${message.at}`);
        return message.examples.map(({ name, payload }) => ({ what: name, codec, payload }));
      }),
    );
}

function probe(text: string): Verdict {
  const codecs: readonly (readonly [RegExp, Codec<unknown>])[] = [
    [/gamma.*\/events\?/, gamma.GAMMA_EVENTS],
    [/gamma.*\/events\/\d/, gamma.GAMMA_EVENT],
    [/gamma.*\/markets\?/, gamma.GAMMA_MARKETS],
    [/gamma.*\/markets\/\d/, gamma.GAMMA_MARKET],
    [/\/midpoint/, clob.MIDPOINT],
    [/\/spread/, clob.SPREAD],
    [/\/book/, BOOK],
    [/\/last-trade-price/, clob.LAST_PRICE],
    [/\/prices-history/, clob.PRICE_HISTORY],
    [/\/time/, account.SERVER_TIME],
  ];
  const { results } = JSON.parse(text) as { results: { url: string; status: number; sampleData: unknown }[] };
  const bad = results.filter(({ status }) => status !== 200);
  const pieces = results
    .filter(({ status }) => status === 200)
    .map(({ url, sampleData }) => {
      const codec = codecs.find(([what]) => what.test(url))?.[1];
      if (!codec) throw new Error(`no reader of ${url}`);
      return { what: url, codec, payload: sampleData };
    });
  return payloads(pieces, { 'a 404 of plain text, sorted by the classifier': bad.length });
}

function exchanged(text: string): Verdict {
  const { request, response } = JSON.parse(text) as {
    request: { method: string; body: unknown };
    response: { body_raw: string };
  };
  const answer = JSON.parse(response.body_raw) as unknown;
  if (request.method === 'GET') return payloads([{ what: 'order', codec: orders.OPEN_ORDER, payload: answer }]);
  const posted = readPostedOrder(request.body);
  if (posted.ok) throw new Error('an order of version 1 was taken for one of version 2');
  return payloads([{ what: 'order answer', codec: orders.ORDER_ANSWER, payload: answer }], {
    [`a request of version 1: ${posted.field} is ${posted.found}`]: 1,
  });
}

function liveLog(text: string): Verdict {
  const rows = rowsOf(text) as unknown as readonly { kind: string; body: unknown }[];
  const answers = rows.filter(({ kind }) => kind === 'post_order_response');
  return payloads(
    answers.map(({ body }) => ({ what: 'order answer', codec: orders.ORDER_ANSWER, payload: body })),
    { 'a refusal, sorted by the classifier in failures.test.ts': rows.length - answers.length },
  );
}

function errorTable(text: string): Verdict {
  const rows = JSON.parse(text) as { status: number; body: unknown }[];
  return {
    kind: 'refusals',
    rows: rows.map(({ status, body }) => ({ status, body: body === null ? '' : JSON.stringify(body) })),
  };
}

function cronos(text: string): Verdict {
  const rows = rowsOf(text);
  const some = rows.filter((_, n) => n % CRONOS_SHARE === 0);
  return payloads(
    some.map(({ m }) => ({ what: 'book', codec: BOOK_FRAME, payload: m })),
    { 'held to its hash instead, in book-hashes.test.ts': rows.length - some.length },
  );
}

function rawMarkets(text: string): Verdict {
  return payloads(rowsOf(text).map(({ raw }) => ({ what: 'market', codec: gamma.GAMMA_MARKET, payload: raw })));
}
