// All shapes of the wire and the fields each of them is known by, written by hand from the venue's documents and real
// payloads: the list that the code is held against. A needed field is plain, one that may be absent ends with `?`.
import * as account from '#infra/venue/wire/account.ts';
import type { Codec, Shape } from '#infra/venue/wire/codec.ts';
import * as orders from '#infra/venue/wire/own-orders.ts';
import * as trades from '#infra/venue/wire/trades.ts';
import { USER_RESUBSCRIBE, USER_SUBSCRIBE } from '#infra/venue/wire/user-channel.ts';
import { USER_ORDER } from '#infra/venue/wire/user-orders.ts';

const TRADE =
  'id taker_order_id market asset_id side size price fee_rate_bps? match_time last_update? outcome? bucket_index? owner? maker_address? transaction_hash? trader_side? maker_orders? status';

export const CENSUS: readonly (readonly [shape: Shape<unknown>, fields: string])[] = [
  [
    USER_ORDER,
    'id type market asset_id side price original_size size_matched? status? associate_trades? owner? order_owner? maker_address? outcome? order_type? created_at? expiration? timestamp',
  ],
  [trades.USER_TRADE, `${TRADE} trade_owner? timestamp?`],
  [trades.REST_TRADE, `${TRADE} match_time_nano? err_msg? created_at?`],
  [
    trades.MAKER_ROW,
    'order_id owner maker_address matched_amount price fee_rate_bps? asset_id outcome? outcome_index? side? builder_fee? builder_code?',
  ],
  [USER_SUBSCRIBE, 'auth markets?'],
  [USER_RESUBSCRIBE, 'operation markets'],
  [
    orders.OPEN_ORDER,
    'id status owner? maker_address? market asset_id side original_size size_matched price associate_trades? outcome? created_at? expiration? order_type?',
  ],
  [orders.OPEN_ORDERS, 'data next_cursor limit? count?'],
  [orders.ORDER_ANSWER, 'success errorMsg? orderID? status? makingAmount? takingAmount? tradeIDs? transactionsHashes?'],
  [orders.CANCEL_ANSWER, 'canceled not_canceled?'],
  [account.BALANCE, 'balance allowances? allowance?'],
  [account.BEAT, 'heartbeat_id?'],
  [account.BEAT_REFUSED, 'error_msg heartbeat_id'],
  [account.API_KEY, 'apiKey secret passphrase'],
  [account.API_KEYS, 'apiKeys'],
  [account.CLOSED_ONLY, 'closed_only'],
  [account.REGION, 'blocked ip? country region?'],
];

/** Codecs that are no shapes, for the same properties. */
export const BARE: readonly (readonly [name: string, codec: Codec<unknown>])[] = [
  ['server time', account.SERVER_TIME],
  ['ok', account.OK],
  ['order answers', orders.ORDER_ANSWERS],
];
