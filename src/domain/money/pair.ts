// What a complete set earns by each way of getting or giving its two legs (quant.md F-9.1 to F-9.4). Exact dollars, fees as
// the venue charges them; only the value of leg risk is a statistic. Without a fee schedule nobody takes: null, not free.
import { makerRebate, takerFee } from '#domain/market/fees.ts';
import type { FeeSchedule } from '#domain/market/market.ts';
import { cost, MICRO, type Price, type Shares, type Usd } from '#domain/units.ts';

/** What is the same for both legs. `gas` in dollars for the merge or split. */
export interface SetTerms {
  readonly size: Shares;
  readonly schedule: FeeSchedule | null;
  readonly gas: Usd;
}

/** Asks of both outcomes bought as a taker, then merged: n(1 − aY − aN) − fees − gas (F-9.2). Null without a schedule. */
export function takerTakerBuy(askYes: Price, askNo: Price, terms: SetTerms): Usd | null {
  const fees = bothFees(askYes, askNo, terms);
  return (
    fees &&
    cost((MICRO - askYes - askNo) as Price, terms.size)
      .minus(fees)
      .minus(terms.gas)
  );
}

/** Split first, then both bids hit as a taker: n(bY + bN − 1) − fees − gas (F-9.2). Null without a schedule. */
export function splitSell(bidYes: Price, bidNo: Price, terms: SetTerms): Usd | null {
  const fees = bothFees(bidYes, bidNo, terms);
  return (
    fees &&
    cost((bidYes + bidNo - MICRO) as Price, terms.size)
      .minus(fees)
      .minus(terms.gas)
  );
}

/** YES bought as a maker at `bought`, its NO taken against the YES bid: what selling at the bid earns after the fee, with
 *  our rebate for the first leg (F-9.3; merge gas apart). Null without a schedule. */
export function makerTaker(bought: Price, bidYes: Price, size: Shares, schedule: FeeSchedule | null): Usd | null {
  const fee = takerFee(schedule, bidYes, size);
  return (
    fee &&
    cost((bidYes - bought) as Price, size)
      .minus(fee)
      .plus(makerRebate(schedule, bought, size))
  );
}

/** Chances that both, only YES or only NO of our two bids fill; dollars a share. `adverseMove` is how far fair goes against
 *  the leg that filled alone; `rebate` is ρ of F-1.8. */
export interface LegRisk {
  readonly both: number;
  readonly yesOnly: number;
  readonly noOnly: number;
  readonly bidYes: number;
  readonly bidNo: number;
  readonly fair: number;
  readonly adverseMove: number;
  readonly rebate: number;
}

/** Expected dollars a share of bidding for both legs, a single leg valued at fair after the adverse move (F-9.4). */
export function legRiskValue(risk: LegRisk): number {
  const { both, yesOnly, noOnly, bidYes, bidNo, fair, adverseMove, rebate } = risk;
  const pair = 1 - bidYes - bidNo + 2 * rebate;
  const yesLeft = fair - adverseMove - bidYes + rebate;
  const noLeft = 1 - fair - adverseMove - bidNo + rebate;
  return both * pair + yesOnly * yesLeft + noOnly * noLeft;
}

/** Both outcomes are one book, so at one instant two asks never cost less than a dollar and two bids never more (F-9.1).
 *  True means that the two views were not taken at one instant: an alarm about data, not a trade. */
export function isDataGap(touch: { askYes: Price; askNo: Price; bidYes: Price; bidNo: Price }): boolean {
  return touch.askYes + touch.askNo < MICRO || touch.bidYes + touch.bidNo > MICRO;
}

function bothFees(yes: Price, no: Price, { size, schedule }: SetTerms): Usd | null {
  const [one, other] = [takerFee(schedule, yes, size), takerFee(schedule, no, size)];
  return one && other && one.plus(other);
}
