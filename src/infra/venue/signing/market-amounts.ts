// The two amounts of an order that takes: dollars when it buys, shares when it sells, and what it wants at least for them at the
// price that protects it. A quotient cannot always be exact: it is cut to the decimals that the tick allows, as the official
// client cuts it, except where its floating point loses the last one.
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

/** Down to that many decimals of a quotient in millionths. */
function cut(dividend: bigint, divisor: bigint, decimals: number): bigint {
  const step = 10n ** BigInt(6 - decimals);
  return (dividend / (divisor * step)) * step;
}

function decimalsOf(tick: Price): number {
  let decimals = 6;
  while (decimals > 0 && tick % 10 ** (7 - decimals) === 0) decimals--;
  return decimals;
}
