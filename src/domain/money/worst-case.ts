// What trading may cost at most, by outcome and in dollars, as the limits have it: what an operator must have read before real
// money trades. The limits are kept by the risk rules, orders in flight counted; a market that gaps through every quote at
// once is in them, a venue that does not pay is not.
import type { Market } from '../market/market.ts';
import type { Settings } from '../settings.ts';
import { Decimal, type Usd, ZERO_USD } from '../units.ts';

export interface OutcomeLoss {
  readonly market: string;
  readonly outcome: string;
  /** Dollars, never below zero. */
  readonly lossUsd: Usd;
}

export interface WorstCase {
  /** Two rows a market: if this outcome wins. */
  readonly outcomes: readonly OutcomeLoss[];
  /** Everything together; the number that an operator types back. */
  readonly totalUsd: Usd;
}

/** Without markets everything that may be traded counts as one: then only the limits of the whole bound it. */
export function worstCase(settings: Settings, markets: readonly Market[]): WorstCase {
  const byGroup = new Map<string, Usd>();
  const outcomes: OutcomeLoss[] = [];
  for (const market of markets) {
    const lossUsd = Decimal.min(settings.lossPerMarketMaxUsd, settings.bankrollUsd);
    for (const { name } of [market.outcomes.yes, market.outcomes.no])
      outcomes.push({ market: market.slug, outcome: name, lossUsd });
    const group = market.group ?? market.slug;
    byGroup.set(group, (byGroup.get(group) ?? ZERO_USD).plus(lossUsd));
  }
  const whole = Decimal.min(settings.exposureMaxUsd, settings.bankrollUsd);
  if (markets.length === 0) return { outcomes, totalUsd: whole };
  let sum = ZERO_USD;
  for (const loss of byGroup.values()) sum = sum.plus(Decimal.min(loss, settings.lossPerEventMaxUsd));
  return { outcomes, totalUsd: Decimal.min(sum, whole) };
}

/** Whether `typed` is that number, to the cent. */
export function isTypedBack(typed: string, { totalUsd }: WorstCase): boolean {
  const digits = typed.trim().replace(/^\$/, '');
  return /^\d{1,12}(\.\d{1,2})?$/.test(digits) && new Decimal(digits).eq(totalUsd.toDecimalPlaces(2, Decimal.ROUND_UP));
}

/** `500` or `12.35`, as it is to be typed. */
export function worstCaseText({ totalUsd }: WorstCase): string {
  const cents = totalUsd.toDecimalPlaces(2, Decimal.ROUND_UP);
  return cents.isInteger() ? cents.toFixed(0) : cents.toFixed(2);
}
