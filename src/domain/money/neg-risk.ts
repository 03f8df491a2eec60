// Exclusive markets of one group: several NO can be turned into cash and the YES of the others (quant.md F-9.5, F-9.6).
// Kept as arithmetic and as an alarm about data: over the venue's history almost nothing of it could be executed.
import { invariant } from '#domain/failure.ts';
import { takerFee } from '#domain/market/fees.ts';
import type { FeeSchedule } from '#domain/market/market.ts';
import { complement, cost, Decimal, MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';

export interface Conversion {
  /** Shares the adapter keeps of every leg. */
  readonly fee: Shares;
  readonly cash: Usd;
  /** YES received in each market whose NO was not given. */
  readonly yesEach: Shares;
}

/** `size` NO of each of `legs` different markets, one way only. The fee is rounded down, as the contract does (F-9.5). */
export function convert(size: Shares, legs: number, feeBips: number): Conversion {
  invariant(Number.isSafeInteger(legs) && legs >= 1, `${legs} is not a number of legs`);
  invariant(Number.isSafeInteger(feeBips) && feeBips >= 0 && feeBips <= 10_000, `${feeBips} is not a fee in bips`);
  const fee = new Decimal(size).times(feeBips).div(10_000).floor().toNumber() as Shares;
  const yesEach = (size - fee) as Shares;
  return { fee, cash: new Decimal(yesEach).times(legs - 1).div(MICRO), yesEach };
}

export interface ConversionTrade {
  /** Best YES bid of every market of the group; selling YES there and buying NO at its complement are the same order. */
  readonly bids: readonly Price[];
  /** Which markets' NO to buy, by index. */
  readonly legs: readonly number[];
  readonly size: Shares;
  readonly schedule: FeeSchedule | null;
  readonly feeBips: number;
}

export interface ConversionProfit {
  readonly cost: Usd;
  readonly receipts: Usd;
  readonly profit: Usd;
  /** Profit over cost: a ratio, not money. */
  readonly returnOnCost: number;
}

/** NO of the legs bought as a taker, converted, the YES of the others sold at their bids (F-9.6). Null without a schedule. */
export function convertProfit({ bids, legs, size, schedule, feeBips }: ConversionTrade): ConversionProfit | null {
  invariant(
    legs.every((leg) => bids[leg] !== undefined),
    'a leg outside the group',
  );
  const { cash, yesEach } = convert(size, new Set(legs).size, feeBips);
  let spent = ZERO_USD;
  let receipts = cash;
  for (const [index, bid] of bids.entries()) {
    const buys = legs.includes(index);
    const fee = takerFee(schedule, bid, buys ? size : yesEach);
    if (!fee) return null;
    if (buys) spent = spent.plus(cost(complement(bid), size)).plus(fee);
    else receipts = receipts.plus(cost(bid, yesEach)).minus(fee);
  }
  const profit = receipts.minus(spent);
  return { cost: spent, receipts, profit, returnOnCost: profit.div(spent).toNumber() };
}
