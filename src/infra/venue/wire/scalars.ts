// Single values of the wire: decimal texts and numbers, times in four spellings, ids, choices. Readers take a number for a
// text and the other way round, since the venue's services disagree; writers keep to the spelling of their name.
import type { MarketId, OrderId, OutcomeId, TradeId } from '#domain/ids.ts';
import { microOf } from '#domain/micro-text.ts';
import { Decimal, MICRO, microText, type Price, type Shares, type Usd } from '#domain/units.ts';
import { WireFault } from '../wire-field.ts';
import type { Codec } from './codec.ts';

/** Descriptions of markets are the longest texts. */
const TEXT_MAX = 100_000;
const ID_MAX = 256;
/** A cent, in millionths of a dollar. */
const CENT = 10_000;
export type LastTrade = Price | 'none';

const DECIMAL = /^-?\d{1,40}(\.\d{1,60})?(e[+-]?\d{1,3})?$/;
const PLAIN_DECIMAL = /^-?\d{1,40}(\.\d{1,60})?$/;

export const TEXT: Codec<string> = { kind: 'text', read: textOf, write: (value) => value };
export const BOOL: Codec<boolean> = { kind: 'bool', read: boolOf, write: (value) => value };
/** A statistic: nothing exact hangs on it. */
export const NUMBER: Codec<number> = { kind: 'number', read: numberOf, write: (value) => value };
/** A statistic as text. */
export const NUMBER_TEXT: Codec<number> = { kind: 'number', read: numberOf, write: String };
/** Zero or more. */
export const COUNT: Codec<number> = { kind: 'count', read: countOf, write: (value) => value };

export const ID: Codec<string> = idCodec<string>();
export const MARKET_ID: Codec<MarketId> = idCodec<MarketId>();
export const ASSET_ID: Codec<OutcomeId> = idCodec<OutcomeId>();
export const ORDER_ID: Codec<OrderId> = idCodec<OrderId>();
export const TRADE_ID: Codec<TradeId> = idCodec<TradeId>();

/** Strictly between 0 and 1, as text. */
export const PRICE: Codec<Price> = { kind: 'price', read: priceOf, write: microText };
export const PRICE_NUMBER: Codec<Price> = { kind: 'price', read: priceOf, write: (value) => value / MICRO };
/** What a share may pay: 0 and 1 included. */
export const PAYOUT: Codec<Price> = { kind: 'payout', read: payoutOf, write: microText };
export const PAYOUT_NUMBER: Codec<Price> = { kind: 'payout', read: payoutOf, write: (value) => value / MICRO };
export const SHARES: Codec<Shares> = { kind: 'shares', read: sharesOf, write: microText };
export const SHARES_NUMBER: Codec<Shares> = { kind: 'shares', read: sharesOf, write: (value) => value / MICRO };
/** The last trade as books print it: three decimals at least, empty before the first trade. */
export const LAST_TRADE: Codec<LastTrade> = {
  kind: 'lastTrade',
  read: (value) => (value === '' ? 'none' : payoutOf(value)),
  write: lastTradeText,
};

/** A distance in cents, as a number. */
export const CENTS: Codec<Price> = { kind: 'payout', read: centsOf, write: (value) => value / CENT };
/** Shares as a statistic: a number that may be finer than ours, taken to the nearest millionth. */
export const SHARES_ABOUT: Codec<Shares> = { kind: 'shares', read: sharesAbout, write: (value) => value / MICRO };

/** Dollars as text. */
export const USD: Codec<Usd> = { kind: 'usd', read: usdOf, write: (value) => value.toFixed() };
/** Dollars, or a rate in dollars, as a number. */
export const USD_NUMBER: Codec<Usd> = { kind: 'usd', read: usdOf, write: (value) => value.toNumber() };
/** A rate, exact, as a number. */
export const RATE: Codec<Decimal> = { kind: 'usd', read: usdOf, write: (value) => value.toNumber() };
/** Whole units on the chain, as text: millionths of a dollar or a share, up to 2^256. */
export const UNITS: Codec<bigint> = { kind: 'units', read: unitsOf, write: String };

export const SIDE = choice({ BUY: 'buy', SELL: 'sell' });
export const ORDER_TYPE = choice({ GTC: 'GTC', GTD: 'GTD', FOK: 'FOK', FAK: 'FAK' });

/** One word of a list, the wire's to ours. `prefix` is dropped where it stands. */
export function choice<const W extends Readonly<Record<string, string>>>(words: W, prefix = ''): Codec<W[keyof W]> {
  const ours = new Map<string, W[keyof W]>(Object.entries(words) as [string, W[keyof W]][]);
  const theirs = new Map(Object.entries(words).map(([theirs, word]) => [word, theirs]));
  return {
    kind: 'choice',
    words: [...theirs.keys()],
    read(value) {
      const word = typeof value === 'string' && value.startsWith(prefix) ? value.slice(prefix.length) : value;
      const found = typeof word === 'string' ? ours.get(word) : undefined;
      if (found === undefined) throw new WireFault('', value);
      return found;
    },
    write: (value) => theirs.get(value) ?? value,
  };
}

/** As books print a last trade: `"0.510"`, `""` for none yet. */
export function lastTradeText(price: LastTrade): string {
  if (price === 'none') return '';
  const [whole = '0', decimals = ''] = microText(price).split('.');
  return `${whole}.${decimals.padEnd(3, '0')}`;
}

function idCodec<T extends string>(): Codec<T> {
  return {
    kind: 'id',
    read(value) {
      if (typeof value !== 'string' || value === '' || value.length > ID_MAX) throw new WireFault('', value);
      return value as T;
    },
    write: (value) => value,
  };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > TEXT_MAX) throw new WireFault('', value);
  return value;
}

function boolOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new WireFault('', value);
  return value;
}

function numberOf(value: unknown): number {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new WireFault('', value);
  return number;
}

function countOf(value: unknown): number {
  const number = numberOf(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new WireFault('', value);
  return number;
}

/** A number is taken by its shortest decimal text, which is what was written. */
function microIn(value: unknown, least: number, most: number): number {
  const micro = microOf(typeof value === 'number' ? String(value) : value);
  if (micro < least || micro > most) throw new WireFault('', value);
  return micro;
}

function priceOf(value: unknown): Price {
  return microIn(value, 1, MICRO - 1) as Price;
}

function payoutOf(value: unknown): Price {
  return microIn(value, 0, MICRO) as Price;
}

function sharesOf(value: unknown): Shares {
  return microIn(value, 0, Number.MAX_SAFE_INTEGER) as Shares;
}

function centsOf(value: unknown): Price {
  const micro = microIn(value, 0, 100 * MICRO);
  if (micro % (MICRO / CENT) !== 0) throw new WireFault('', value);
  return (micro / 100) as Price;
}

function sharesAbout(value: unknown): Shares {
  const micro = Math.round(numberOf(value) * MICRO);
  if (!Number.isSafeInteger(micro) || micro < 0) throw new WireFault('', value);
  return micro as Shares;
}

function usdOf(value: unknown): Usd {
  if (typeof value === 'number' && Number.isFinite(value)) return new Decimal(value);
  if (typeof value !== 'string' || !PLAIN_DECIMAL.test(value)) throw new WireFault('', value);
  return new Decimal(value);
}

function unitsOf(value: unknown): bigint {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,78}$/.test(text)) throw new WireFault('', value);
  return BigInt(text);
}
