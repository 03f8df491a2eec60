// What should rest now in one market: at most one order on each economic side, in the slot that locks least capital, rounded
// away from fair, never crossing the book or ourselves. A side without room stays empty and says why; nothing is clamped.
// Pure: when to plan, and how to get from what rests to what should, are others' business (the quoter, order-diff).
import type { Market } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { MICRO, type Price, priceText, type Shares, sharesText, type Usd } from '#domain/units.ts';
import { affordable, coverBuys } from './cash-share.ts';
import { draftSide, type SideDraft, sellableSize, snap } from './side-draft.ts';

export interface PlannedOrder {
  readonly slot: Slot;
  /** In the slot's own outcome terms. */
  readonly price: Price;
  readonly size: Shares;
}

/** A pair trade's wish for its second leg. For a sell slot `maxCost` is the least it may bring. */
export interface LegConstraint {
  readonly slot: Slot;
  /** In the slot's own outcome terms. */
  readonly maxCost: Price;
  readonly size: Shares;
  /** The caller drops what has run out. */
  readonly untilMs: number;
}

export interface PlanInput {
  readonly market: Market;
  /** In force now. */
  readonly tick: Price;
  /** YES terms, own orders taken out; null: that side is empty. */
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  /** Dollars, YES terms, before rounding (F-4.6). */
  readonly bidTarget: number;
  readonly askTarget: number;
  /** Where a side stands on the grid instead of its target, in YES terms; null: at the target. */
  readonly stand?: Readonly<Record<BookSide, Price | null>>;
  /** The best prices, in YES dollars, that still keep the least edge over fair (F-4.3). Without them: the targets' middle. */
  readonly floor?: { readonly bid: number; readonly ask: number };
  readonly size: { readonly bid: Shares; readonly ask: Shares };
  /** Which limit made them so small; left out: nobody knows. */
  readonly sizeBy?: { readonly bid: string; readonly ask: string };
  /** Under reduce-only: a larger order would turn the position around. Left out: no order is bound by it. */
  readonly reducible?: { readonly bid: Shares; readonly ask: Shares };
  /** Not locked by anything but these very quotes. */
  readonly free: { readonly cash: Usd; readonly yes: Shares; readonly no: Shares };
  /** Several for one slot: the strictest price holds, the sizes add up. */
  readonly constraints: readonly LegConstraint[];
  /** Why a side may not be quoted at all; null: it may. */
  readonly blocked: { readonly bid: string | null; readonly ask: string | null };
}

/** What a live order of a side may be at most; beyond it, it is in danger and goes at once. */
export interface SideGuard {
  /** YES dollars; null: nothing may rest on this side. */
  readonly limit: number | null;
  /** What holdings or cash could carry, and what there is to reduce. */
  readonly sizeMax: Shares;
  /** What the limits on risk leave now, or as much as is planned here for a second leg. */
  readonly sizeAllowed: Shares;
}

export interface QuotePlan {
  /** At most one per economic side. */
  readonly orders: readonly PlannedOrder[];
  /** Why a side is empty; null: it is not. */
  readonly refused: Readonly<Record<BookSide, string | null>>;
  readonly guards: Readonly<Record<BookSide, SideGuard>>;
  /** The side's order serves a pair trade: worth more than its own fill. */
  readonly legs: Readonly<Record<BookSide, boolean>>;
  /** Which rule set each side's price; null: the side is empty. */
  readonly by?: Readonly<Record<BookSide, SideDraft['by'] | null>>;
  readonly trace: Readonly<Record<string, number | string | null>>;
}

/** A side's order so far, or the reason why there is none. */
export type Drafted = SideDraft | string;

export function planQuotes(input: PlanInput): QuotePlan {
  const broken = brokenInput(input);
  if (broken) return planOf(input, broken, broken);
  const drafted = keepApart(input, draftSide('bid', input), draftSide('ask', input));
  const covered = coverBuys(drafted, input.free.cash, input.market.minSize);
  return planOf(input, covered.bid, covered.ask);
}

/** A number that is none discredits both sides, whichever it came from. */
function brokenInput({ bidTarget, askTarget, floor, tick }: PlanInput): string | null {
  const numbers = [bidTarget, askTarget, floor?.bid ?? 0, floor?.ask ?? 0];
  if (!numbers.every(Number.isFinite)) return 'notFinite';
  return Number.isSafeInteger(tick) && tick > 0 && tick < MICRO ? null : 'badTick';
}

/** Own bid below own ask, strictly. A leg keeps its price; otherwise the side nearer to fair gives way, at a tie both. */
function keepApart(input: PlanInput, bid: Drafted, ask: Drafted): { bid: Drafted; ask: Drafted } {
  if (typeof bid === 'string' || typeof ask === 'string') return { bid, ask };
  const bidYes = yesPrice(bid.slot, bid.price);
  const askYes = yesPrice(ask.slot, ask.price);
  if (bidYes < askYes) return { bid, ask };
  const { tick } = input;
  const middle = ((input.bidTarget + input.askTarget) / 2) * MICRO;
  // Positive: the bid stands nearer to fair.
  const nearer = bid.forLeg === ask.forLeg ? bidYes + askYes - 2 * middle : ask.forLeg ? 1 : -1;
  if (Math.abs(nearer) < 1e-3)
    return { bid: below(bid, Math.ceil(middle) - 1, tick), ask: above(ask, Math.floor(middle) + 1, tick) };
  return nearer > 0 ? { bid: below(bid, askYes - tick, tick), ask } : { bid, ask: above(ask, bidYes + tick, tick) };
}

function below(bid: SideDraft, micro: number, tick: Price): Drafted {
  return moved(bid, Math.min(micro, yesPrice(bid.slot, bid.price)), tick);
}

function above(ask: SideDraft, micro: number, tick: Price): Drafted {
  return moved(ask, Math.max(micro, yesPrice(ask.slot, ask.price)), tick);
}

function moved(draft: SideDraft, yesMicro: number, tick: Price): Drafted {
  const price = snap(draft.slot, yesMicro, tick);
  return price === null ? 'noRoom' : { ...draft, price, by: 'keptApart' };
}

function planOf(input: PlanInput, bid: Drafted, ask: Drafted): QuotePlan {
  return {
    orders: [bid, ask].flatMap((side) => (typeof side === 'string' ? [] : [orderOf(side)])),
    refused: { bid: typeof bid === 'string' ? bid : null, ask: typeof ask === 'string' ? ask : null },
    by: { bid: typeof bid === 'string' ? null : bid.by, ask: typeof ask === 'string' ? null : ask.by },
    guards: { bid: guardOf('bid', input, bid, ask), ask: guardOf('ask', input, ask, bid) },
    legs: { bid: servesLeg(bid), ask: servesLeg(ask) },
    // Words for whoever looks, which with most plans is nobody.
    get trace() {
      return traceOf(input, bid, ask);
    },
  };
}

function traceOf(input: PlanInput, bid: Drafted, ask: Drafted): QuotePlan['trace'] {
  return {
    bidTarget: traced(input.bidTarget),
    askTarget: traced(input.askTarget),
    tick: traced(input.tick),
    bestBid: input.bestBid,
    bestAsk: input.bestAsk,
    bid: draftText(bid),
    ask: draftText(ask),
    bidSize: sizeText('bid', input, bid),
    askSize: sizeText('ask', input, ask),
  };
}

/** `forLeg` is only told of a price beyond the target; one below it for the cap of a leg serves it as well. */
function servesLeg(side: Drafted): boolean {
  return typeof side !== 'string' && (side.forLeg || side.by === 'legCost');
}

function orderOf({ slot, price, size }: SideDraft): PlannedOrder {
  return { slot, price, size };
}

function guardOf(side: BookSide, input: PlanInput, own: Drafted, other: Drafted): SideGuard {
  if (typeof own === 'string') return { limit: null, sizeMax: 0 as Shares, sizeAllowed: 0 as Shares };
  const limit = input.floor?.[side] ?? (input.bidTarget + input.askTarget) / 2;
  const carried = carriedSize(own, other, input);
  return {
    limit,
    sizeMax: Math.min(carried, input.reducible?.[side] ?? carried) as Shares,
    // Cash that is short now may be there in a moment, so a plan that it made smaller does not make its limits smaller.
    sizeAllowed: Math.max(input.size[side], own.size) as Shares,
  };
}

function carriedSize(own: SideDraft, other: Drafted, input: PlanInput): Shares {
  if (SLOTS[own.slot].side === 'sell') return sellableSize(own.slot, input);
  const before = typeof other !== 'string' && SLOTS[other.slot].side === 'buy' ? other : null;
  return affordable(input.free.cash, own.price, before);
}

/** A reader of logs sees which guard moved a price. */
function draftText(side: Drafted): string {
  if (typeof side === 'string') return `none: ${side}`;
  return `${side.slot} ${priceText(side.price)} x ${sharesText(side.size)} by ${side.by}`;
}

/** Which limit a side's size stands at: of those that were reckoned before, or of what covers it. */
function sizeText(side: BookSide, { size, sizeBy }: PlanInput, draft: Drafted): string {
  const by = sizeBy?.[side] ?? 'wanted';
  if (typeof draft === 'string') return by;
  if (draft.size > size[side]) return 'leg';
  return draft.size < size[side] ? 'collateral' : by;
}

function traced(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
