// Two buys and one cash box: when both together need more than is free, a leg is served first, otherwise both shrink alike;
// one that would fall below the market's minimum leaves its cash to the other.
import { floorToLot, LOT } from '#domain/orders/lot.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { aboutUsd, cost, Decimal, type Price, type Shares, type Usd } from '#domain/units.ts';
import type { Drafted } from './quote-plan.ts';
import type { SideDraft } from './side-draft.ts';

interface Sides {
  readonly bid: Drafted;
  readonly ask: Drafted;
}

const NOT_COVERED = 'notCovered';
/** A share of a lot, and the micro-shares up to which a double is far finer than that. */
const NEAR_LOT = 1e-3;
const ABOUT_MAX = 1e15;
const NEARLY_ALL = 1 - 1e-9;

/** Sizes such that all buys together cost at most `cash`. Sells are left alone. */
export function coverBuys(sides: Sides, cash: Usd, minSize: Shares): Sides {
  const { bid, ask } = sides;
  if (!isBuy(bid) || !isBuy(ask)) {
    return { bid: isBuy(bid) ? fit(bid, cash, minSize) : bid, ask: isBuy(ask) ? fit(ask, cash, minSize) : ask };
  }
  const about = (bid.price * bid.size + ask.price * ask.size) / 1e12;
  if (about < aboutUsd(cash) * NEARLY_ALL) return sides; // so far below that no rounding of a double matters
  const total = costOf(bid).plus(costOf(ask));
  if (total.lte(cash)) return sides;
  if (bid.forLeg !== ask.forLeg) return bid.forLeg ? serve(bid, ask) : swap(serve(ask, bid));
  const alike = { bid: fit(bid, shareOf(bid), minSize), ask: fit(ask, shareOf(ask), minSize) };
  if (isBuy(alike.bid) && isBuy(alike.ask)) return alike;
  // Too little for both: the cheaper one leaves more of the cash in reach; at the same price the bid.
  if (isBuy(alike.bid) || (!isBuy(alike.ask) && bid.price <= ask.price)) return serve(bid, ask);
  return swap(serve(ask, bid));

  function shareOf(draft: SideDraft): Usd {
    return costOf(draft).times(cash).div(total);
  }
  function serve(first: SideDraft, second: SideDraft): Sides {
    const served = fit(first, cash, minSize);
    const rest = isBuy(served) ? cash.minus(costOf(served)) : cash;
    return { bid: served, ask: fit(second, rest, minSize) };
  }
}

/** Whole lots that `cash` buys at `price` once `before` was bought; zero for no cash. */
export function affordable(cash: Usd, price: Price, before: { price: Price; size: Shares } | null = null): Shares {
  const all = aboutUsd(cash) * 1e12;
  const about = (all - (before ? before.price * before.size : 0)) / price;
  const part = about / LOT - Math.floor(about / LOT);
  // So far from a whole lot that no rounding of a double matters.
  const doubt = NEAR_LOT + (4 * Number.EPSILON * all) / price / LOT;
  if (about < ABOUT_MAX && part > doubt && part < 1 - doubt) return floorToLot(about);
  const left = before ? cash.minus(cost(before.price, before.size)) : cash;
  const exact = left.times('1e12').div(price).toNumber();
  const size = floorToLot(Number.isFinite(exact) ? Math.min(exact, Number.MAX_SAFE_INTEGER) : 0);
  // The quotient is rounded; a lot less is always paid for.
  return cost(price, size).lte(left) ? size : floorToLot(size - 1);
}

function fit(draft: SideDraft, cash: Usd, minSize: Shares): Drafted {
  const size = Math.min(draft.size, affordable(Decimal.max(0, cash), draft.price)) as Shares;
  return size < minSize ? NOT_COVERED : { ...draft, size };
}

function swap({ bid, ask }: Sides): Sides {
  return { bid: ask, ask: bid };
}

function costOf({ price, size }: SideDraft): Usd {
  return cost(price, size);
}

function isBuy(draft: Drafted): draft is SideDraft {
  return typeof draft !== 'string' && SLOTS[draft.slot].side === 'buy';
}
