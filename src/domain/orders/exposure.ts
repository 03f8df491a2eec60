// What we can lose, by outcome, against our wealth at the mark (quant.md F-2.7, F-2.8 with orders in flight). A pending order
// counts at the dearer of its price and the mark: so no set of fills, of any part of the orders, raises a loss above what
// was counted before it. Losses already realised are not here; they belong to the kill switch.
import { CostSum } from '#domain/cost-sum.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { complement, Decimal, ONE, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import { SLOTS, type Slot, yesPrice } from './slot.ts';

/** What is left of an order that may still fill. `price` in the slot's own outcome terms. */
export interface Pending {
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
}

export interface Stake {
  /** YES; null: unknown, then each outcome is counted from the mark that hurts most. */
  readonly mark: Price | null;
  /** Held micro-shares, signed, every match counted. */
  readonly yes: number;
  readonly no: number;
  readonly pending: readonly Pending[];
}

/** Dollars lost if the market resolves so; below zero is a gain. */
export interface LossByOutcome {
  readonly yes: Usd;
  readonly no: Usd;
}

/** How the markets of a group hang together: at most one resolves YES, exactly one does, or anything may happen. */
export type GroupKind = 'exclusive' | 'exhaustive' | 'independent';

export const NO_LOSS: LossByOutcome = { yes: ZERO_USD, no: ZERO_USD };

/**
 * Loss if NO: q·p plus every pending bid; loss if YES: −q·(1−p) plus every pending ask (F-2.8). The other side's orders are
 * taken not to fill, which is the worse case for that outcome.
 */
export function lossByOutcome(stake: Stake): LossByOutcome {
  const { no, yes } = lossSums(stake);
  return { no: no.usd, yes: yes.usd };
}

/** What the worst outcome costs, never below zero, to be added to that of many others. */
export function worstLossSum(stake: Stake): CostSum {
  const { no, yes } = lossSums(stake);
  const worst = new CostSum();
  worst.addLargest(no, yes);
  return worst;
}

function lossSums(stake: Stake): { readonly no: CostSum; readonly yes: CostSum } {
  const net = stake.yes - stake.no;
  const markIfNo = stake.mark ?? ONE;
  const markIfYes = stake.mark ?? (0 as Price);
  return {
    no: lossOn('bid', markIfNo, net, stake.pending),
    yes: lossOn('ask', complement(markIfYes), -net, stake.pending),
  };
}

/** Dollars, never below zero. */
export function worstLoss(loss: LossByOutcome): Usd {
  return Decimal.max(loss.yes, loss.no, 0);
}

/**
 * The worst of a group's ends, in dollars, never below zero (F-2.7): one member resolves YES and the others NO, or none does
 * unless exactly one must. Independent members lose each on its own.
 */
export function groupLoss(members: readonly LossByOutcome[], kind: GroupKind): Usd {
  if (kind === 'independent') return members.reduce((sum, loss) => sum.plus(worstLoss(loss)), ZERO_USD);
  const allNo = members.reduce((sum, loss) => sum.plus(loss.no), ZERO_USD);
  const ends = members.map((loss) => allNo.minus(loss.no).plus(loss.yes));
  if (kind === 'exclusive') ends.push(allNo);
  return Decimal.max(0, ...ends);
}

/** `lostPrice`: what a share of this side is worth now and loses in that outcome. `net`: shares of this side that are held. */
function lossOn(side: BookSide, lostPrice: Price, net: number, pending: readonly Pending[]): CostSum {
  const sum = new CostSum();
  for (const order of pending) {
    if (SLOTS[order.slot].economic !== side) continue;
    const inYes = yesPrice(order.slot, order.price);
    const paid = side === 'bid' ? inYes : complement(inYes);
    sum.add(Math.max(paid, lostPrice) as Price, order.size);
  }
  sum.add(lostPrice, net);
  return sum;
}
