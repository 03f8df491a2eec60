// The public stream in full: what we say to it and every message it sends, field by field. A client reads market events
// through `../frames.ts`; these shapes are what our exchange sends, and what the census holds the stream against.

import { BOOK_FRAME } from './books.ts';
import { type Codec, type Json, list, type Of } from './codec.ts';
import { STREAM_FEE } from './fee-schedules.ts';
import { ASSET_ID, BOOL, choice, ID, MARKET_ID, PAYOUT, PRICE, SHARES, SIDE, TEXT } from './scalars.ts';
import { at, maybe, type Shape, shape, unless } from './shape.ts';
import { TIMESTAMP } from './times.ts';

export type PriceChange = Of<typeof PRICE_CHANGE>;
export type LastTradePrice = Of<typeof LAST_TRADE_PRICE>;
export type MarketSubscribe = Of<typeof MARKET_SUBSCRIBE>;

/** The first frame we send. */
export const MARKET_SUBSCRIBE = shape(
  'market subscription',
  {
    assets: at('assets_ids', list(ASSET_ID)),
    /** Adds best_bid_ask, new_market (of all markets) and market_resolved. */
    custom: unless(false, 'custom_feature_enabled', BOOL),
    /** A book of each asset at once. */
    dump: unless(true, 'initial_dump', BOOL),
  },
  { type: 'market' },
);

export const MARKET_RESUBSCRIBE = shape('market subscription change', {
  operation: at('operation', choice({ subscribe: 'subscribe', unsubscribe: 'unsubscribe' })),
  assets: at('assets_ids', list(ASSET_ID)),
  custom: unless(false, 'custom_feature_enabled', BOOL),
});

/** A best price as the stream declares it: `0` for no bid, `1` for no ask. */
export const LEVEL_CHANGE = shape('level change', {
  asset: at('asset_id', ASSET_ID),
  price: at('price', PRICE),
  /** What rests there now; 0 takes the level away. */
  size: at('size', SHARES),
  side: at('side', SIDE),
  /** Of the whole book of this asset, after all changes of the update. */
  hash: maybe('hash', TEXT),
  bestBid: maybe('best_bid', PAYOUT),
  bestAsk: maybe('best_ask', PAYOUT),
});

export const PRICE_CHANGE = shape(
  'price change',
  {
    market: at('market', MARKET_ID),
    changes: at('price_changes', list(LEVEL_CHANGE) as Codec<readonly Of<typeof LEVEL_CHANGE>[]>),
    atMs: at('timestamp', TIMESTAMP),
  },
  { event_type: 'price_change' },
);

/** From the taker's side. Without a price there was no trade yet. */
export const LAST_TRADE_PRICE = shape(
  'last trade price',
  {
    market: at('market', MARKET_ID),
    asset: at('asset_id', ASSET_ID),
    price: maybe('price', PRICE, ''),
    size: maybe('size', SHARES, ''),
    side: maybe('side', SIDE, ''),
    feeRateBps: maybe('fee_rate_bps', TEXT),
    atMs: at('timestamp', TIMESTAMP),
    transaction: maybe('transaction_hash', ID),
  },
  { event_type: 'last_trade_price' },
);

export const TICK_SIZE_CHANGE = shape(
  'tick size change',
  {
    market: at('market', MARKET_ID),
    asset: at('asset_id', ASSET_ID),
    oldTick: maybe('old_tick_size', PRICE),
    newTick: at('new_tick_size', PRICE),
    atMs: at('timestamp', TIMESTAMP),
  },
  { event_type: 'tick_size_change' },
);

export const BEST_BID_ASK = shape(
  'best bid and ask',
  {
    market: at('market', MARKET_ID),
    asset: at('asset_id', ASSET_ID),
    bestBid: maybe('best_bid', PAYOUT, ''),
    bestAsk: maybe('best_ask', PAYOUT, ''),
    spread: maybe('spread', PAYOUT, ''),
    atMs: at('timestamp', TIMESTAMP),
  },
  { event_type: 'best_bid_ask' },
);

const EVENT_MESSAGE = shape('event message', {
  id: at('id', ID),
  ticker: maybe('ticker', TEXT),
  slug: maybe('slug', TEXT),
  title: maybe('title', TEXT),
  description: maybe('description', TEXT),
});

/** Comes for every market of the venue. */
export const NEW_MARKET = shape(
  'new market',
  {
    id: at('id', ID),
    question: at('question', TEXT),
    market: at('market', MARKET_ID),
    slug: at('slug', TEXT),
    description: maybe('description', TEXT),
    assets: at('assets_ids', list(ASSET_ID)),
    outcomes: at('outcomes', list(TEXT)),
    event: maybe('event_message', EVENT_MESSAGE),
    atMs: at('timestamp', TIMESTAMP),
    tags: maybe('tags', list(TEXT)),
    condition: maybe('condition_id', MARKET_ID),
    active: maybe('active', BOOL),
    clobAssets: maybe('clob_token_ids', list(ASSET_ID)),
    sportsType: maybe('sports_market_type', TEXT, ''),
    line: maybe('line', TEXT, ''),
    gameStart: maybe('game_start_time', TEXT, ''),
    tick: maybe('order_price_min_tick_size', PRICE),
    groupItem: maybe('group_item_title', TEXT, ''),
    takerBaseFee: maybe('taker_base_fee', TEXT),
    feesEnabled: maybe('fees_enabled', BOOL),
    fee: maybe('fee_schedule', STREAM_FEE),
  },
  { event_type: 'new_market' },
);

export const MARKET_RESOLVED = shape(
  'market resolved',
  {
    id: maybe('id', ID),
    market: at('market', MARKET_ID),
    assets: at('assets_ids', list(ASSET_ID)),
    winner: at('winning_asset_id', ASSET_ID),
    winningOutcome: maybe('winning_outcome', TEXT),
    atMs: at('timestamp', TIMESTAMP),
    tags: maybe('tags', list(TEXT)),
  },
  { event_type: 'market_resolved' },
);

/** By `event_type`. */
export const MARKET_MESSAGES: Readonly<Record<string, Shape<unknown>>> = {
  book: BOOK_FRAME,
  price_change: PRICE_CHANGE,
  last_trade_price: LAST_TRADE_PRICE,
  tick_size_change: TICK_SIZE_CHANGE,
  best_bid_ask: BEST_BID_ASK,
  new_market: NEW_MARKET,
  market_resolved: MARKET_RESOLVED,
};

/** What our exchange puts on the socket: one message as an object, the answer to a subscription as a list. */
export function marketFrameText(messages: readonly Json[], asList: boolean): string {
  const [only] = messages;
  return JSON.stringify(!asList && messages.length === 1 ? only : messages);
}
