// News of our orders on the private stream. It carries no reason for a cancellation; sizes and times may be empty text.
import { list, type Of } from './codec.ts';
import {
  ASSET_ID,
  choice,
  ID,
  MARKET_ID,
  ORDER_ID,
  ORDER_TYPE,
  PRICE,
  SHARES,
  SIDE,
  TEXT,
  TRADE_ID,
} from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { ORDER_STATE } from './states.ts';
import { EXPIRATION, MS_TEXT, SECONDS_TEXT } from './times.ts';

export type UserOrder = Of<typeof USER_ORDER>;

/** `event_type: order`. */
export const USER_ORDER = shape(
  'user order',
  {
    id: at('id', ORDER_ID),
    /** `update`: part of it was filled; `filled` is what was matched so far. */
    news: at('type', choice({ PLACEMENT: 'placement', UPDATE: 'update', CANCELLATION: 'cancellation' })),
    market: at('market', MARKET_ID),
    asset: at('asset_id', ASSET_ID),
    side: at('side', SIDE),
    price: at('price', PRICE),
    size: at('original_size', SHARES),
    /** Not for counting fills: trades are. */
    filled: maybe('size_matched', SHARES, ''),
    status: maybe('status', ORDER_STATE),
    trades: maybe('associate_trades', list(TRADE_ID), null),
    owner: maybe('owner', ID),
    orderOwner: maybe('order_owner', ID),
    makerAddress: maybe('maker_address', ID),
    outcome: maybe('outcome', TEXT, ''),
    orderType: maybe('order_type', ORDER_TYPE),
    createdMs: maybe('created_at', SECONDS_TEXT, ''),
    expiresMs: unless(null, 'expiration', EXPIRATION, '0'),
    atMs: at('timestamp', MS_TEXT),
  },
  { event_type: 'order' },
);
