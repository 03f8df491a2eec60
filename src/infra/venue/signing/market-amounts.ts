// The two amounts of an order that takes: dollars when it buys, shares when it sells, and what it wants at least for them at the
// price that protects it. Here a quotient cannot always be exact; it is cut as the venue's own clients cut it, towards a better
// price for nobody but the last decimal.
import { MICRO, type Price } from '#domain/units.ts';
import { type Amounts, SIZE_STEP } from './amounts.ts';

export interface MarketTerms {
  readonly side: 'buy' | 'sell';
  /** Millionths of a dollar to spend, or of a share to sell; cut to two decimals. */
  readonly amount: number;
  /** At worst; cut to the tick's decimals. */
  readonly price: Price;
}

/** null when nothing is left of them after cutting, or when they are no millionths. */
export function marketAmounts({ side, amount, price }: MarketTerms, tick: Price): Amounts | null {
  if (![amount, price, tick].every((each) => Number.isSafeInteger(each) && each > 0)) return null;
  const decimals = decimalsOf(tick);
  const step = 10 ** (6 - decimals);
  const worst = BigInt(price - (price % step));
  const given = BigInt(amount - (amount % SIZE_STEP));
  if (worst === 0n || given === 0n) return null;
  const [dividend, divisor] = side === 'buy' ? [given * BigInt(MICRO), worst] : [given * worst, BigInt(MICRO)];
  const wanted = cut(dividend, divisor, Math.min(6, decimals + 2));
  return wanted > 0n && wanted <= BigInt(Number.MAX_SAFE_INTEGER)
    ? { makerAmount: Number(given), takerAmount: Number(wanted) }
    : null;
}

/** Up to four decimals more than there may be, then down to those: what lies just below a number becomes that number. */
function cut(dividend: bigint, divisor: bigint, decimals: number): bigint {
  const finer = 10n ** BigInt(decimals + 4);
  const up = (dividend * finer + divisor * BigInt(MICRO) - 1n) / (divisor * BigInt(MICRO));
  return (up / 10_000n) * 10n ** BigInt(6 - decimals);
}

function decimalsOf(tick: Price): number {
  let decimals = 6;
  while (decimals > 0 && tick % 10 ** (7 - decimals) === 0) decimals--;
  return decimals;
}
