// One economic side of a plan, before it meets the other side and the cash box: which slot, at what price, how much.
// Everything is reckoned in the slot's own outcome terms, where a buy rounds down and a sell rounds up: so every price ends
// on its own grid, away from fair, on any tick.
import type { BookSide } from '#domain/market/market-event.ts';
import { floorToLot } from '#domain/orders/lot.ts';
import { SLOTS, type Slot, slotFor } from '#domain/orders/slot.ts';
import { complement, MICRO, type Price, type Shares } from '#domain/units.ts';
import { ceilToTick, floorToTick, onTick, stepTicks } from './quantize.ts';
import type { Drafted, LegConstraint, PlanInput } from './quote-plan.ts';

export interface SideDraft {
  readonly slot: Slot;
  /** In the slot's own outcome terms. */
  readonly price: Price;
  readonly size: Shares;
  /** Its price serves a pair trade beyond the plain target. */
  readonly forLeg: boolean;
  /** What set the price last. */
  readonly by: 'target' | 'postOnly' | 'leg' | 'legCost' | 'keptApart';
}

export function draftSide(side: BookSide, input: PlanInput): Drafted {
  const blocked = input.blocked[side];
  if (blocked !== null) return blocked;
  const leg = legOf(side, input);
  const plainSlot = cheapSlot(side, input);
  const draft = (leg && draftLeg(leg, side, input, plainSlot)) ?? draftPlain(plainSlot, input.size[side], input);
  return typeof draft === 'string' ? draft : fitSize(draft, side, input);
}

/** Lots of the slot's outcome that are free to sell. */
export function sellableSize(slot: Slot, { free }: PlanInput): Shares {
  return floorToLot(free[SLOTS[slot].outcome]);
}

/** The slot's price on its grid that is not better for others than `yesMicro`; null: no room. */
export function snap(slot: Slot, yesMicro: number, tick: Price): Price | null {
  const { outcome, side } = SLOTS[slot];
  const own = outcome === 'yes' ? yesMicro : MICRO - yesMicro;
  const price = ((side === 'buy' ? Math.floor(own / tick) : Math.ceil(own / tick)) * tick) as Price;
  return onTick(price, tick) ? price : null;
}

/** Sells what we hold before buying the other outcome (F-1.2): a sale frees capital, a purchase locks it. */
function cheapSlot(side: BookSide, input: PlanInput): Slot {
  const sell = side === 'bid' ? slotFor('no', 'sell') : slotFor('yes', 'sell');
  const buy = side === 'bid' ? slotFor('yes', 'buy') : slotFor('no', 'buy');
  return sellableSize(sell, input) >= input.market.minSize ? sell : buy;
}

function draftPlain(slot: Slot, size: Shares, input: PlanInput): Drafted {
  const target = targetIn(slot, input);
  return target === null ? 'noRoom' : guarded({ slot, price: target, size, forLeg: false, by: 'target' }, input);
}

interface Leg {
  readonly slot: Slot;
  readonly cap: Price;
  readonly size: number;
}

/** The oldest wish decides the slot; all wishes for that slot are served together, none beyond its price. */
function legOf(side: BookSide, input: PlanInput): Leg | null {
  const wishes = input.constraints.filter((wish) => SLOTS[wish.slot].economic === side && wish.size > 0);
  const first = wishes[0];
  if (!first) return null;
  const together = wishes.filter((wish) => wish.slot === first.slot);
  const cap = together.map((wish) => wish.maxCost).reduce((a, b) => shyer(first.slot, a, b));
  return { slot: first.slot, cap, size: together.reduce((sum: number, wish: LegConstraint) => sum + wish.size, 0) };
}

/**
 * Null: the leg's price is worse than the plain target, and its exposure is better worked in the other slot. A leg goes one
 * tick inside the best rival, where it is first in line; more would be given away.
 */
function draftLeg(leg: Leg, side: BookSide, input: PlanInput, plainSlot: Slot): Drafted | null {
  const { slot } = leg;
  const cap = snapOwn(slot, leg.cap, input.tick);
  const target = targetIn(slot, input);
  if (target === null || cap === null) return slot === plainSlot ? 'noRoom' : null;
  const wanted = Math.max(input.size[side], leg.size) as Shares;
  if (shyer(slot, cap, target) === cap && cap !== target)
    return slot === plainSlot ? guarded({ slot, price: cap, size: wanted, forLeg: true, by: 'legCost' }, input) : null;
  const plain = guarded({ slot, price: target, size: wanted, forLeg: false, by: 'target' }, input);
  const bold = shyer(slot, cap, bolder(slot, target, insideRival(slot, input) ?? target));
  if (bold === target || floorToLot(leg.size) < input.market.minSize) return plain;
  const drafted = guarded({ slot, price: bold, size: leg.size as Shares, forLeg: true, by: 'leg' }, input);
  return typeof drafted !== 'string' && drafted.price === target ? plain : drafted;
}

/** Never takes: a tick away from the best price it could meet. */
function guarded(draft: SideDraft, input: PlanInput): Drafted {
  const met = bestIn(draft.slot, input).opposite;
  if (met === null) return draft;
  const buys = SLOTS[draft.slot].side === 'buy';
  const limit = snapOwn(draft.slot, buys ? met - input.tick : met + input.tick, input.tick);
  if (limit === null) return 'noRoom';
  return shyer(draft.slot, limit, draft.price) === draft.price ? draft : { ...draft, price: limit, by: 'postOnly' };
}

/** Whole lots, no more than is held, no less than the market takes. Beyond the grid and under reduce-only just what brings |q| down. */
function fitSize(draft: SideDraft, side: BookSide, input: PlanInput): Drafted {
  const { free, market } = input;
  let size: number = draft.size;
  if (SLOTS[draft.slot].side === 'sell') size = Math.min(size, free[SLOTS[draft.slot].outcome]);
  if (input.reducible) size = Math.min(size, input.reducible[side]);
  if (isBeyondGrid(input)) {
    const reducible = side === 'bid' ? free.no - free.yes : free.yes - free.no;
    if (reducible < market.minSize) return 'fairBeyondGrid';
    size = Math.min(size, reducible);
  }
  const lots = floorToLot(size);
  return lots < market.minSize ? belowMinimum(draft, side, input) : { ...draft, size: lots };
}

/** Never rounded up to what the market takes: a limit is a limit. */
function belowMinimum({ size }: SideDraft, side: BookSide, { market, sizeBy }: PlanInput): string {
  return size < market.minSize && sizeBy ? `belowMinimumSize: ${sizeBy[side]}` : 'belowMinimumSize';
}

function isBeyondGrid({ bidTarget, askTarget, tick }: PlanInput): boolean {
  const middle = ((bidTarget + askTarget) / 2) * MICRO;
  return middle < tick || middle > MICRO - tick;
}

function targetIn(slot: Slot, input: PlanInput): Price | null {
  const { outcome, side, economic } = SLOTS[slot];
  const stand = input.stand?.[economic] ?? null;
  if (stand !== null) return snap(slot, stand, input.tick);
  const inYes = economic === 'bid' ? input.bidTarget : input.askTarget;
  const own = outcome === 'yes' ? inYes : 1 - inYes;
  return side === 'buy' ? floorToTick(own, input.tick) : ceilToTick(own, input.tick);
}

/** Best prices of the slot's outcome: `own` where the slot would stand, `opposite` what it could meet. */
function bestIn(slot: Slot, { bestBid, bestAsk }: PlanInput): { own: Price | null; opposite: Price | null } {
  const { outcome, side } = SLOTS[slot];
  const flip = (price: Price | null): Price | null => (price === null ? null : complement(price));
  const bid = outcome === 'yes' ? bestBid : flip(bestAsk);
  const ask = outcome === 'yes' ? bestAsk : flip(bestBid);
  return side === 'buy' ? { own: bid, opposite: ask } : { own: ask, opposite: bid };
}

function insideRival(slot: Slot, input: PlanInput): Price | null {
  const rival = bestIn(slot, input).own;
  return rival === null ? null : stepTicks(rival, input.tick, SLOTS[slot].side === 'buy' ? 1 : -1);
}

function snapOwn(slot: Slot, own: number, tick: Price): Price | null {
  return snap(slot, SLOTS[slot].outcome === 'yes' ? own : MICRO - own, tick);
}

/** Of two own prices the one that is worse for whoever trades with us. */
function shyer(slot: Slot, a: Price, b: Price): Price {
  return (SLOTS[slot].side === 'buy' ? Math.min(a, b) : Math.max(a, b)) as Price;
}

function bolder(slot: Slot, a: Price, b: Price): Price {
  return (SLOTS[slot].side === 'buy' ? Math.max(a, b) : Math.min(a, b)) as Price;
}
