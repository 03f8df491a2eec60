// Facts of a market and its prices as the CLOB tells them. The compact form is the one to poll: the long one may be stale.
import { byName, type Codec, list, type Of } from './codec.ts';
import { SHORT_FEE } from './fee-schedules.ts';
import {
  ASSET_ID,
  BOOL,
  CENTS,
  COUNT,
  choice,
  ID,
  MARKET_ID,
  NUMBER,
  PAYOUT,
  PRICE_NUMBER,
  RATE,
  SHARES_NUMBER,
  SIDE,
  TEXT,
} from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { DATE, SECONDS_NUMBER } from './times.ts';

export type CompactMarket = Of<typeof COMPACT_MARKET>;
export type ClobMarket = Of<typeof CLOB_MARKET>;

/** `GET /clob-markets/{condition_id}`; an omitted boolean is false. Outcome 0 is YES. */
export const COMPACT_MARKET = shape('compact market', {
  id: at('c', MARKET_ID),
  /** `v1` or `v2`, the protocol; undocumented. */
  version: maybe('v', TEXT),
  outcomes: at('t', list(shape('compact outcome', { asset: at('t', ASSET_ID), name: at('o', TEXT) }))),
  tick: at('mts', PRICE_NUMBER),
  minSize: at('mos', SHARES_NUMBER),
  negRisk: unless(false, 'nr', BOOL),
  fee: maybe('fd', SHORT_FEE),
  /** Legacy, not fees. */
  makerBase: maybe('mbf', NUMBER),
  takerBase: maybe('tbf', NUMBER),
  reward: maybe(
    'r',
    shape('compact reward', {
      minSize: maybe('mi', SHARES_NUMBER),
      maxSpread: maybe('ma', CENTS),
      enabled: maybe('e', BOOL),
      /** Probably the least age of a scoring order, in seconds. */
      minAge: maybe('moas', COUNT),
      smoa: maybe('smoa', COUNT),
    }),
  ),
  accepting: unless(false, 'ao', BOOL),
  acceptingSinceMs: maybe('aot', DATE),
  takerDelaySeconds: unless(0, 'sd', NUMBER),
  gameStartMs: maybe('gst', DATE),
  clearsOnStart: unless(false, 'cbos', BOOL),
  rfq: unless(false, 'rfqe', BOOL),
  takerDelay: unless(false, 'itode', BOOL),
  screened: unless(false, 'ibce', BOOL),
  oas: maybe('oas', NUMBER),
});

/** `GET /markets/{condition_id}` and rows of `/markets`. */
export const CLOB_MARKET = shape('clob market', {
  id: at('condition_id', TEXT),
  question: maybe('question', TEXT),
  questionId: maybe('question_id', TEXT),
  slug: at('market_slug', TEXT),
  outcomes: at(
    'tokens',
    list(
      shape('clob outcome', {
        asset: at('token_id', TEXT),
        name: at('outcome', TEXT),
        price: maybe('price', NUMBER),
        winner: maybe('winner', BOOL),
      }),
    ),
  ),
  tick: at('minimum_tick_size', PRICE_NUMBER),
  minSize: at('minimum_order_size', SHARES_NUMBER),
  negRisk: at('neg_risk', BOOL),
  negRiskMarket: maybe('neg_risk_market_id', TEXT, ''),
  negRiskRequest: maybe('neg_risk_request_id', TEXT, ''),
  accepting: at('accepting_orders', BOOL),
  acceptingSinceMs: maybe('accepting_order_timestamp', DATE, null),
  active: at('active', BOOL),
  closed: at('closed', BOOL),
  archived: at('archived', BOOL),
  hasBook: at('enable_order_book', BOOL),
  endMs: maybe('end_date_iso', DATE, null),
  gameStartMs: maybe('game_start_time', DATE, null),
  takerDelaySeconds: at('seconds_delay', NUMBER),
  makerBase: maybe('maker_base_fee', NUMBER),
  takerBase: maybe('taker_base_fee', NUMBER),
  splitPayout: maybe('is_50_50_outcome', BOOL),
  rewards: maybe(
    'rewards',
    shape('clob reward', {
      minSize: at('min_size', SHARES_NUMBER),
      maxSpread: at('max_spread', CENTS),
      rates: maybe(
        'rates',
        list(shape('clob reward rate', { asset: at('asset_address', ID), daily: at('rewards_daily_rate', RATE) })),
        null,
      ),
    }),
  ),
  tags: maybe('tags', list(TEXT), null),
});

export const TICK_SIZE = shape('tick size', { tick: at('minimum_tick_size', PRICE_NUMBER) });
export const NEG_RISK = shape('neg risk', { negRisk: at('neg_risk', BOOL) });
/** A legacy number, not the fee. */
export const FEE_RATE = shape('fee rate', { base: at('base_fee', NUMBER) });
/** Of orders, not of the protocol. */
export const VERSION = shape('version', { version: at('version', COUNT) });

/** Which is the numerically smaller id, not which is YES. */
export const MARKET_OF_ASSET = shape('market of an asset', {
  market: at('condition_id', MARKET_ID),
  primary: at('primary_token_id', ASSET_ID),
  secondary: at('secondary_token_id', ASSET_ID),
});

export const ONE_PRICE = shape('price', { price: at('price', PAYOUT) });
export const MIDPOINT = shape('midpoint', { mid: at('mid', PAYOUT) });
export const SPREAD = shape('spread', { spread: at('spread', PAYOUT) });
/** `0.5` without a side before the first trade. */
export const LAST_PRICE = shape('last price', { price: at('price', PAYOUT), side: maybe('side', SIDE, '') });
export const LAST_PRICES = list(
  shape('last price of an asset', {
    asset: at('token_id', ASSET_ID),
    price: at('price', PAYOUT),
    side: maybe('side', SIDE, ''),
  }),
) as Codec<readonly unknown[]>;

/** Asked for by asset; by market it answers an empty list. */
const POINTS = list(shape('price point', { atMs: at('t', SECONDS_NUMBER), price: at('p', NUMBER) }));
export const PRICE_HISTORY = shape('price history', { points: at('history', POINTS) });
/** `POST /batch-prices-history`, by asset. */
export const PRICE_HISTORIES = shape('price histories', { points: at('history', byName(POINTS)) });

/** A word of a query that asks for one side. */
export const BOOK_SIDE = choice({ BUY: 'buy', SELL: 'sell' });
