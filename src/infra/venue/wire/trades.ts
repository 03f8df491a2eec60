// Our trades, as the private stream and REST tell them. The head of a trade is the taker's; what a maker did stands in the
// rows below it, in the maker's own outcome, which may be the other one (a mint or a merge).
import { type Codec, list, type Of } from './codec.ts';
import { page } from './pages.ts';
import { ASSET_ID, COUNT, choice, ID, MARKET_ID, ORDER_ID, PRICE, SHARES, SIDE, TEXT, TRADE_ID } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { REST_TRADE_STATE, TRADE_STATE } from './states.ts';
import { DATE, MS_TEXT, SECONDS_TEXT } from './times.ts';

export type MakerRow = Of<typeof MAKER_ROW>;
export type UserTrade = Of<typeof USER_TRADE>;
export type RestTrade = Of<typeof REST_TRADE>;

export const MAKER_ROW = shape('maker row', {
  order: at('order_id', ORDER_ID),
  owner: at('owner', ID),
  makerAddress: at('maker_address', ID),
  filled: at('matched_amount', SHARES),
  price: at('price', PRICE),
  feeRateBps: maybe('fee_rate_bps', TEXT, ''),
  asset: at('asset_id', ASSET_ID),
  outcome: maybe('outcome', TEXT, ''),
  outcomeIndex: maybe('outcome_index', COUNT),
  /** null in old frames: then it follows from the taker's. */
  side: maybe('side', SIDE),
  builderFee: maybe('builder_fee', TEXT),
  builderCode: maybe('builder_code', TEXT),
});

const HEAD = {
  id: at('id', TRADE_ID),
  takerOrder: at('taker_order_id', ORDER_ID),
  market: at('market', MARKET_ID),
  asset: at('asset_id', ASSET_ID),
  side: at('side', SIDE),
  size: at('size', SHARES),
  price: at('price', PRICE),
  feeRateBps: maybe('fee_rate_bps', TEXT, ''),
  matchMs: at(['match_time', 'matchtime'], SECONDS_TEXT),
  updateMs: maybe('last_update', SECONDS_TEXT),
  outcome: maybe('outcome', TEXT, ''),
  bucket: maybe('bucket_index', COUNT),
  /** The API key of whoever reads this. */
  owner: maybe('owner', ID),
  makerAddress: maybe('maker_address', ID),
  /** May be empty at first and change until the trade is confirmed. */
  transaction: maybe('transaction_hash', ID, ''),
  /** null: it follows from whose orders these are. */
  role: maybe('trader_side', choice({ TAKER: 'taker', MAKER: 'maker' })),
  makers: maybe('maker_orders', list(MAKER_ROW) as Codec<readonly MakerRow[]>),
};

/** `event_type: trade` of the private stream: one a change of status, with the same id. */
export const USER_TRADE = shape(
  'user trade',
  {
    ...HEAD,
    status: at('status', TRADE_STATE),
    tradeOwner: maybe('trade_owner', ID),
    atMs: maybe('timestamp', MS_TEXT),
  },
  { event_type: 'trade', type: 'TRADE' },
);

/** A row of `/data/trades`. */
export const REST_TRADE = shape('trade', {
  ...HEAD,
  status: at('status', REST_TRADE_STATE),
  matchNanos: maybe('match_time_nano', TEXT),
  error: maybe('err_msg', TEXT, null),
  createdMs: maybe('created_at', DATE),
});
export const REST_TRADES = page(REST_TRADE as Codec<RestTrade>);
