// Exact numbers that know their unit. Prices and sizes are branded safe integers on one fixed grid (millionths),
// whatever a market's tick is; money is a Decimal in dollars. Statistics stay plain `number` and never enter here
// except through `domain/quoting/quantize.ts`, which states its rounding direction.
import { Decimal as DecimalBase } from 'decimal.js';

declare const unit: unique symbol;
type Unit<Base, Name extends string> = Base & { readonly [unit]: Name };

/** A safe integer: 0.52 dollars a share is 520_000. */
export type Price = Unit<number, 'micro-dollars per share'>;
/** A safe integer: 100 shares are 100_000_000. */
export type Shares = Unit<number, 'micro-shares'>;

/** Money arithmetic: 60 digits, so that sums and products of our magnitudes are exact. Never divide inside the ledger. */
export const Decimal = DecimalBase.clone({
  precision: 60,
  rounding: DecimalBase.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 40,
});
export type Decimal = DecimalBase;
/** Dollars. */
export type Usd = DecimalBase;

export const MICRO = 1_000_000;
/** What a winning share pays: one dollar. */
export const ONE = MICRO as Price;
export const ZERO_SHARES = 0 as Shares;
export const ZERO_USD: Usd = new Decimal(0);

/** Bad text or a value outside the unit's range; `what` names the field for whoever must mend it. */
export class UnitError extends Error {
  override readonly name = 'UnitError';
}

/** Plain decimal digits only: no sign, no exponent, no blanks, at most six decimals. */
const PLAIN = /^(\d{1,15})(?:\.(\d{1,18}))?$/;

/** Reads `text` as millionths without ever passing through a float. Throws UnitError naming `what`. */
export function parseMicro(text: unknown, what: string): number {
  const parts = typeof text === 'string' ? PLAIN.exec(text) : null;
  if (!parts) throw new UnitError(`${what}: ${JSON.stringify(text)} is not a plain decimal number`);
  const decimals = parts[2] ?? '';
  if (/[1-9]/.test(decimals.slice(6))) throw new UnitError(`${what}: ${text} is finer than a millionth`);
  const micro = Number(parts[1]) * MICRO + Number(decimals.slice(0, 6).padEnd(6, '0'));
  if (!Number.isSafeInteger(micro)) throw new UnitError(`${what}: ${text} is too large`);
  return micro;
}

/** A price strictly between 0 and 1, from text such as `"0.52"`. */
export function parsePrice(text: unknown, what = 'price'): Price {
  return priceOf(parseMicro(text, what), what);
}

/** A size of zero or more shares, from text such as `"100.5"`. */
export function parseShares(text: unknown, what = 'size'): Shares {
  return parseMicro(text, what) as Shares;
}

/** Takes millionths of a dollar, strictly between 0 and 1. */
export function priceOf(micro: number, what = 'price'): Price {
  if (!Number.isSafeInteger(micro) || micro <= 0 || micro >= MICRO)
    throw new UnitError(`${what}: ${micro / MICRO} is not between 0 and 1`);
  return micro as Price;
}

/** Takes millionths of a share, zero or more. */
export function sharesOf(micro: number, what = 'size'): Shares {
  if (!Number.isSafeInteger(micro) || micro < 0) throw new UnitError(`${what}: ${micro} is not a size`);
  return micro as Shares;
}

/** The same price seen from the other outcome: exact, because the grid is integers. */
export function complement(price: Price): Price {
  return (MICRO - price) as Price;
}

export function addShares(a: Shares, b: Shares): Shares {
  return sharesOf(a + b);
}

/** a − b; throws UnitError when it would go below zero. */
export function subtractShares(a: Shares, b: Shares): Shares {
  return sharesOf(a - b);
}

export function minShares(a: Shares, b: Shares): Shares {
  return a < b ? a : b;
}

/** What `size` shares are worth at `price`, exactly, in dollars. Accepts a payout price of 0 or 1 as well. */
export function cost(price: Price, size: Shares): Usd {
  const pico = price * size;
  return Number.isSafeInteger(pico) ? picoUsd(pico) : new Decimal(price).times(size).div('1e12');
}

/** Dollars from a safe integer of millionths of micro-dollars, which is what a price times a size is. */
export function picoUsd(pico: number): Usd {
  return pico === 0 ? ZERO_USD : new Decimal(`${pico}e-12`);
}

const doubles = new WeakMap<Usd, number>();

/** The nearest double, remembered: for amounts that are read with every plan, such as limits. */
export function aboutUsd(usd: Usd): number {
  let about = doubles.get(usd);
  if (about === undefined) {
    about = usd.toNumber();
    doubles.set(usd, about);
  }
  return about;
}

/** `"0.52"`: canonical, no trailing zeros. */
export function microText(micro: number): string {
  const sign = micro < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(micro) / MICRO);
  const rest = String(Math.abs(micro) % MICRO)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${sign}${whole}${rest ? `.${rest}` : ''}`;
}

export function priceText(price: Price): string {
  return microText(price);
}

export function sharesText(size: Shares): string {
  return microText(size);
}

/** Dollars from text such as `"12.5"` or `"-3"`. Throws UnitError naming `what`. */
export function parseUsd(text: unknown, what = 'dollars'): Usd {
  if (typeof text !== 'string' || !/^-?\d{1,18}(\.\d{1,18})?$/.test(text))
    throw new UnitError(`${what}: ${JSON.stringify(text)} is not a plain number of dollars`);
  return new Decimal(text);
}
