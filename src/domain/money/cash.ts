// What a fill moves in cash. The contracts move whole micro-dollars, rounded against whoever trades with us: a debit up,
// a credit down. Promises exactness: cash + crumb is the signed worth of the fill. The exchange uses the same function.
import { cost, Decimal, type Price, type Shares, type Usd } from '#domain/units.ts';

export type Side = 'buy' | 'sell';

export interface CashMove {
  /** Dollars as they arrive in our account: negative for a buy, positive for a sell, whole micro-dollars. */
  readonly cash: Usd;
  /** What the rounding took from us: `cash + crumb` is exactly ∓price·size. In [0, 0.000001) dollars. */
  readonly crumb: Usd;
}

/** Price in the bought or sold outcome's own terms, size in micro-shares. Fees are apart. */
export function fillCash(side: Side, price: Price, size: Shares): CashMove {
  const worth = cost(price, size);
  return moved(side === 'buy' ? worth.negated() : worth);
}

/** Rounds a signed exact sum of dollars to what moves: towards minus infinity, which is against us both ways. */
export function moved(exact: Usd): CashMove {
  const cash = exact.toDecimalPlaces(6, Decimal.ROUND_FLOOR);
  return { cash, crumb: exact.minus(cash) };
}
