// Our orders as REST tells them: listings, one order by id, and what answers a request to place or to cancel. Accepting is
// judged in `order-outcomes.ts`: an answer that calls itself a success need not be one.
import { byName, type Codec, list, type Of } from './codec.ts';
import { page } from './pages.ts';
import {
  ASSET_ID,
  BOOL,
  ID,
  MARKET_ID,
  ORDER_ID,
  ORDER_TYPE,
  PRICE,
  SHARES,
  SIDE,
  TEXT,
  TRADE_ID,
  USD,
} from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { REST_ORDER_STATE } from './states.ts';
import { EXPIRATION, SECONDS_NUMBER } from './times.ts';

export type OpenOrder = Of<typeof OPEN_ORDER>;
export type OrderAnswer = Of<typeof ORDER_ANSWER>;
export type CancelAnswer = Of<typeof CANCEL_ANSWER>;

/** A row of `/data/orders`, and the answer of `/data/order/{id}`. Sizes are shares. */
export const OPEN_ORDER = shape('order', {
  id: at('id', ORDER_ID),
  status: at('status', REST_ORDER_STATE),
  owner: maybe('owner', ID),
  makerAddress: maybe('maker_address', ID),
  market: at('market', MARKET_ID),
  asset: at('asset_id', ASSET_ID),
  side: at('side', SIDE),
  size: at('original_size', SHARES),
  filled: at('size_matched', SHARES),
  price: at('price', PRICE),
  trades: maybe('associate_trades', list(TRADE_ID), null),
  outcome: maybe('outcome', TEXT, ''),
  createdMs: maybe('created_at', SECONDS_NUMBER),
  expiresMs: unless(null, 'expiration', EXPIRATION, '0'),
  orderType: maybe('order_type', ORDER_TYPE),
});

/** The answer to `POST /order`, and one leg of the answer to `POST /orders`. */
export const ORDER_ANSWER = shape('order answer', {
  success: at('success', BOOL),
  error: unless('', 'errorMsg', TEXT, ''),
  id: maybe('orderID', ORDER_ID, ''),
  /** Our four words, or whatever it said: see `order-outcomes.ts`. */
  status: unless('', 'status', TEXT, ''),
  /** Units moved by a match at once: dollars or shares, by the side. */
  making: maybe('makingAmount', USD, ''),
  taking: maybe('takingAmount', USD, ''),
  trades: maybe('tradeIDs', list(TRADE_ID)),
  transactions: maybe('transactionsHashes', list(ID)),
});

export const ORDER_ANSWERS = list(ORDER_ANSWER) as Codec<readonly OrderAnswer[]>;

/** The answer to all four ways to cancel. */
export const CANCEL_ANSWER = shape('cancel answer', {
  cancelled: at('canceled', list(ORDER_ID)),
  /** By order id: why not. */
  refused: maybe('not_canceled', byName(TEXT)),
});

export const OPEN_ORDERS = page(OPEN_ORDER as Codec<OpenOrder>);
