// Our orders as REST tells them: listings, one order by id, and what answers a request to place or to cancel. Accepting is
// judged in `order-outcomes.ts`: an answer that calls itself a success need not be one.
import { at, byName, type Codec, list, maybe, type Of, type Shape, shape, unless } from './codec.ts';
import {
  ASSET_ID,
  BOOL,
  COUNT,
  EXPIRATION,
  ID,
  MARKET_ID,
  ORDER_ID,
  ORDER_TYPE,
  PRICE,
  SECONDS_NUMBER,
  SHARES,
  SIDE,
  TEXT,
  TRADE_ID,
  USD,
} from './scalars.ts';
import { REST_ORDER_STATE } from './states.ts';

export type OpenOrder = Of<typeof OPEN_ORDER>;
export type OrderAnswer = Of<typeof ORDER_ANSWER>;
export type CancelAnswer = Of<typeof CANCEL_ANSWER>;

export interface Page<T> {
  readonly rows: readonly T[];
  /** null: this was the last one. */
  readonly next: string | null;
  readonly limit: number | null;
  readonly count: number | null;
}

/** base64 of 0 and of −1. */
export const FIRST_CURSOR = 'MA==';
export const LAST_CURSOR = 'LTE=';

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

/** A page of the CLOB. A missing cursor is a fault: nobody could tell whether more follows. */
export function page<T>(of: Codec<T>): Shape<Page<T>> {
  return shape('page', {
    rows: at('data', list(of)),
    next: at('next_cursor', CURSOR),
    limit: maybe('limit', COUNT),
    count: maybe('count', COUNT),
  }) as Shape<Page<T>>;
}

const CURSOR: Codec<string | null> = {
  kind: 'cursor',
  read(value) {
    const cursor = TEXT.read(value);
    return cursor === LAST_CURSOR || cursor === '' ? null : cursor;
  },
  write: (value) => value ?? LAST_CURSOR,
};

export const OPEN_ORDERS = page(OPEN_ORDER as Codec<OpenOrder>);
