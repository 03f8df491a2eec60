// The two amounts of a limit order. The venue has no field for a price: it divides the amounts, so they must give the price to
// the last digit. All in integers; what six decimals cannot hold is refused by name instead of being rounded. Ticks are an open
// set: nothing here knows which ones exist.
import { MICRO, type Price, priceText, type Shares, sharesText } from '#domain/units.ts';

export interface LimitTerms {
  readonly side: 'buy' | 'sell';
  readonly price: Price;
  readonly size: Shares;
}

export interface Amounts {
  /** What we give, in millionths: dollars when we buy, shares when we sell. */
  readonly makerAmount: number;
  /** What we want. */
  readonly takerAmount: number;
}

export type AmountProblem =
  | 'nothing'
  /** Sizes have two decimals. */
  | 'sizeTooFine'
  | 'priceOffTick'
  /** Outside of one tick to one less a tick. */
  | 'priceOutOfRange'
  /** The cost has more than six decimals. */
  | 'costTooFine'
  | 'tooLarge';

export type AmountsAnswer =
  | { readonly ok: true; readonly value: Amounts }
  | { readonly ok: false; readonly problem: AmountProblem; readonly text: string };

/** Millionths of a share in a hundredth of one. */
export const SIZE_STEP = 10_000;

/** Exact amounts for `size` shares at `price`, or why there are none. */
export function limitAmounts({ side, price, size }: LimitTerms, tick: Price): AmountsAnswer {
  const refuse = (problem: AmountProblem, why: string) =>
    ({ ok: false, problem, text: `${sharesText(size)} at ${priceText(price)}: ${why}` }) as const;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(price) || !Number.isSafeInteger(tick) || tick <= 0)
    return { ok: false, problem: 'tooLarge', text: `size ${size}, price ${price}, tick ${tick}: not in millionths` };
  if (size <= 0) return refuse('nothing', 'there is nothing to trade');
  if (size % SIZE_STEP !== 0) return refuse('sizeTooFine', 'a size has two decimals');
  if (price < tick || price > MICRO - tick) return refuse('priceOutOfRange', `the tick is ${priceText(tick)}`);
  if (price % tick !== 0) return refuse('priceOffTick', `the tick is ${priceText(tick)}`);
  const usd = exactUsd(price, size);
  if (usd === null) return refuse('costTooFine', 'the cost has more than six decimals');
  return { ok: true, value: side === 'buy' ? amounts(usd, size) : amounts(size, usd) };
}

/** The price that two amounts give, exactly; null when they give none that millionths can hold. */
export function limitTerms(side: 'BUY' | 'SELL', { makerAmount, takerAmount }: Amounts): LimitTerms | null {
  const [usd, size] = side === 'BUY' ? [makerAmount, takerAmount] : [takerAmount, makerAmount];
  if (!Number.isSafeInteger(usd) || !Number.isSafeInteger(size) || usd <= 0 || size <= usd) return null;
  const price = Number((BigInt(usd) * BigInt(MICRO)) / BigInt(size));
  if (price <= 0 || !givesPrice(price as Price, size as Shares, usd)) return null;
  return { side: side === 'BUY' ? 'buy' : 'sell', price: price as Price, size: size as Shares };
}

/** Whether `usd` millionths for `size` is that price, exactly. */
export function givesPrice(price: Price, size: Shares, usd: number): boolean {
  return BigInt(usd) * BigInt(MICRO) === BigInt(size) * BigInt(price);
}

/** Down to the two decimals of a size. */
export function sizeOnGrid(size: Shares): Shares {
  return (size - (size % SIZE_STEP)) as Shares;
}

/** Whole millionths of a dollar, or null. `size` is a multiple of a hundredth share. */
function exactUsd(price: Price, size: Shares): number | null {
  const product = (size / SIZE_STEP) * price;
  if (Number.isSafeInteger(product)) return product % 100 === 0 ? product / 100 : null;
  const exact = BigInt(size / SIZE_STEP) * BigInt(price);
  return exact % 100n === 0n ? Number(exact / 100n) : null;
}

function amounts(makerAmount: number, takerAmount: number): Amounts {
  return { makerAmount, takerAmount };
}
