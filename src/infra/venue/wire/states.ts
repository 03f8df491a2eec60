// What the venue calls the state of an order and of a trade. REST puts a prefix before both, which is dropped; a cancelled
// order may carry its reason behind the word, as a constant or as a whole sentence.
import type { SettlementStatus } from '#domain/ports.ts';
import { WireFault } from '../wire-field.ts';
import type { Codec } from './codec.ts';

export type OrderStateWord = 'live' | 'matched' | 'delayed' | 'unmatched' | 'canceled' | 'invalid';

export interface OrderState {
  /** `matched`: at least in part. `invalid`: cancelled by the venue, mostly because it was not covered any more. */
  readonly word: OrderStateWord;
  /** What stood behind `CANCELED_`; else empty. */
  readonly detail: string;
}

const ORDER_WORDS: Readonly<Record<string, OrderStateWord>> = {
  LIVE: 'live',
  MATCHED: 'matched',
  DELAYED: 'delayed',
  UNMATCHED: 'unmatched',
  CANCELED: 'canceled',
  CANCELLED: 'canceled',
  INVALID: 'invalid',
};
const TRADE_WORDS: Readonly<Record<string, SettlementStatus>> = {
  MATCHED: 'matched',
  MATCHED_NOT_BROADCASTED: 'matched',
  MINED: 'mined',
  CONFIRMED: 'confirmed',
  RETRYING: 'retrying',
  FAILED: 'failed',
};
const DETAIL_MAX = 300;

/** As the private stream says it. */
export const ORDER_STATE: Codec<OrderState> = orderState('');
/** As REST may say it. */
export const REST_ORDER_STATE: Codec<OrderState> = orderState('ORDER_STATUS_');
export const TRADE_STATE: Codec<SettlementStatus> = tradeState('');
export const REST_TRADE_STATE: Codec<SettlementStatus> = tradeState('TRADE_STATUS_');

function orderState(prefix: string): Codec<OrderState> {
  return {
    kind: 'orderState',
    read(value) {
      if (typeof value !== 'string') throw new WireFault('', value);
      const text = value.startsWith('ORDER_STATUS_') ? value.slice('ORDER_STATUS_'.length) : value;
      const end = text.indexOf('_');
      const word = wordOf(ORDER_WORDS, end < 0 ? text : text.slice(0, end));
      if (word === null || (end >= 0 && word !== 'canceled')) throw new WireFault('', value);
      return { word, detail: end < 0 ? '' : text.slice(end + 1, end + 1 + DETAIL_MAX) };
    },
    write: ({ word, detail }) => `${prefix}${word.toUpperCase()}${detail === '' ? '' : `_${detail}`}`,
  };
}

function tradeState(prefix: string): Codec<SettlementStatus> {
  return {
    kind: 'choice',
    words: ['matched', 'mined', 'confirmed', 'retrying', 'failed'],
    read(value) {
      const text = typeof value === 'string' && value.startsWith('TRADE_STATUS_') ? value.slice(13) : value;
      const word = typeof text === 'string' ? wordOf(TRADE_WORDS, text) : null;
      if (word === null) throw new WireFault('', value);
      return word;
    },
    write: (value) => `${prefix}${value.toUpperCase()}`,
  };
}

function wordOf<T>(words: Readonly<Record<string, T>>, text: string): T | null {
  return Object.hasOwn(words, text) ? (words[text] ?? null) : null;
}
