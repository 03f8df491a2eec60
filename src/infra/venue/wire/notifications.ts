// What the venue tells an account of its orders between two visits: fills, orders that it took out, fills that failed. Other
// kinds there are have payloads of their own.
import { type Codec, list, type Of } from './codec.ts';
import { ASSET_ID, COUNT, choice, ID, MARKET_ID, ORDER_ID, ORDER_TYPE, PRICE, SHARES, SIDE, TEXT } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { MS_NUMBER } from './times.ts';

export type Notification = Of<typeof NOTIFICATION>;

const KINDS: Readonly<Record<number, 'cancelled' | 'filled' | 'failed'>> = { 1: 'cancelled', 2: 'filled', 8: 'failed' };
const BY_NAME = choice(KINDS);

/** Numbers on the wire. */
const KIND: typeof BY_NAME = {
  ...BY_NAME,
  read: (value) => BY_NAME.read(typeof value === 'number' ? String(value) : value),
  write: (value) => Number(BY_NAME.write(value)),
};

/** A row of `GET /notifications`. */
export const NOTIFICATION = shape('notification', {
  id: at('id', COUNT),
  kind: at('type', KIND),
  /** The API key. */
  owner: at('owner', ID),
  atMs: at('timestamp', MS_NUMBER),
  order: at(
    'payload',
    shape('order of a notification', {
      id: at('order_id', ORDER_ID),
      market: at('market', MARKET_ID),
      asset: at('asset_id', ASSET_ID),
      outcome: at('outcome', TEXT),
      outcomeIndex: at('outcome_index', COUNT),
      side: at('side', SIDE),
      price: at('price', PRICE),
      size: at('original_size', SHARES),
      filled: at('matched_size', SHARES),
      left: at('remaining_size', SHARES),
      orderType: maybe('type', ORDER_TYPE, ''),
      trade: maybe('trade_id', ID, ''),
      transaction: maybe('transaction_hash', ID, ''),
      question: maybe('question', TEXT, ''),
      slug: maybe('market_slug', TEXT, ''),
      event: maybe('eventSlug', TEXT, ''),
      series: maybe('seriesSlug', TEXT, ''),
      icon: maybe('icon', TEXT, ''),
      image: maybe('image', TEXT, ''),
    }),
  ),
});
export const NOTIFICATIONS = list(NOTIFICATION) as Codec<readonly Notification[]>;
