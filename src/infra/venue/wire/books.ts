// Books, as the market channel and REST send them: whole, the best level last of each side. What a market event needs of them
// on the hot path is read by `../wire-market.ts`; these are the full messages, for REST, our own exchange and the hash.
import { type Codec, list, type Of } from './codec.ts';
import { ASSET_ID, BOOL, LAST_TRADE, MARKET_ID, PRICE, SHARES, TEXT } from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { TIMESTAMP } from './times.ts';

export type BookLevel = Of<typeof LEVEL>;
export type BookMessage = Of<typeof BOOK>;

export const LEVEL = shape('level', { price: at('price', PRICE), size: at('size', SHARES) });
const LEVELS = list(LEVEL) as Codec<readonly BookLevel[]>;

const FIELDS = {
  market: at('market', MARKET_ID),
  asset: at('asset_id', ASSET_ID),
  atMs: at('timestamp', TIMESTAMP),
  hash: maybe('hash', TEXT),
  bids: at('bids', LEVELS),
  asks: at('asks', LEVELS),
  minSize: maybe('min_order_size', SHARES),
  tick: maybe('tick_size', PRICE),
  negRisk: maybe('neg_risk', BOOL),
};

/** `GET /book` and a row of `POST /books`. The last trade is market-wide: it may be the price of the other outcome. */
export const BOOK = shape('book', {
  ...FIELDS,
  lastTrade: at('last_trade_price', LAST_TRADE),
  /** `v2` for the books of protocol V2; undocumented. */
  version: maybe('version', TEXT),
});
export const BOOKS = list(BOOK) as Codec<readonly BookMessage[]>;

/** `event_type: book`. After a trade it says nothing of tick and last trade, so an absent last trade is not an empty one. */
export const BOOK_FRAME = shape(
  'book frame',
  {
    ...FIELDS,
    lastTrade: unless(null, 'last_trade_price', LAST_TRADE),
    version: maybe('version', TEXT),
  },
  { event_type: 'book' },
);
