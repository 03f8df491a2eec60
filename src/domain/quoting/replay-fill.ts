// Whether a resting order of ours would have traded in a market that was recorded without it (quant.md 16.4 i, F-8.4).
// Promises no fill without evidence: a print at our price that the queue ahead did not use up, a print through our price, or
// recorded opposite orders that came to our price. What merely vanishes from the book never fills. Everything in YES terms.
// A print gives at most its own size, through our price too: a seller who had five shares for the next best bid had no more
// for us. When a small print was the start of a real move, the opposite side follows it and `stakeAfterMeeting` fills the rest.
import type { BookSide } from '#domain/market/market-event.ts';
import { minShares, type Price, type Shares, subtractShares, ZERO_SHARES } from '#domain/units.ts';
import {
  executableAt,
  joinPosition,
  positionAfterFill,
  positionAfterLevel,
  positionAfterPrint,
  type QueuePosition,
  type QueueRules,
} from './queue-position.ts';

/** A print as the book felt it: `hit` is the side whose resting orders were taken. */
export interface HitPrint {
  readonly hit: BookSide;
  readonly price: Price;
  readonly size: Shares;
  /** The venue's clock. */
  readonly atMs: number;
}

/** One resting order of ours among recorded ones. */
export interface Stake {
  readonly side: BookSide;
  readonly price: Price;
  readonly remaining: Shares;
  readonly position: QueuePosition;
  /** Recorded opposite size at our own price that was there when last judged: it cannot fill us a second time. */
  readonly met: Shares;
}

export interface Evidence {
  readonly stake: Stake;
  /** Evidence for so much; `remaining` follows when the fill is made. */
  readonly filled: Shares;
}

/** Queue estimates carry fractions; fills of a queue come in hundredths of a share, as order sizes do. */
export const LOT = 10_000 as Shares;

export const oppositeSide = (side: BookSide): BookSide => (side === 'bid' ? 'ask' : 'bid');

/** Whether `price` stands before `other` among the orders of `side`. */
export function betterThan(side: BookSide, price: Price, other: Price): boolean {
  return side === 'bid' ? price > other : price < other;
}

/** Whether an order of `side` at `price` would trade with an opposite one at `other`; null: there is none. */
export function meets(side: BookSide, price: Price, other: Price | null): boolean {
  return other !== null && !betterThan(oppositeSide(side), price, other);
}

/** Accepted behind `levelSize` recorded shares at its price. */
export function newStake(side: BookSide, price: Price, size: Shares, levelSize: Shares): Stake {
  return { side, price, remaining: size, position: joinPosition(levelSize), met: ZERO_SHARES };
}

/** `fresh`: what of the print is news to this order and not yet given to an order of ours before it. */
export function stakeAfterPrint(stake: Stake, print: HitPrint, fresh: Shares, rules: QueueRules): Evidence {
  const { side, price, remaining } = stake;
  if (print.hit !== side || fresh === 0 || betterThan(side, print.price, price)) return { stake, filled: ZERO_SHARES };
  if (print.price !== price) {
    // Nobody trades below a bid that still stands: what was ahead of us is gone, whichever message says so first.
    const position = positionAfterLevel(stake.position, ZERO_SHARES, print.atMs, rules);
    return { stake: { ...stake, position }, filled: minShares(remaining, fresh) };
  }
  const printed = positionAfterPrint(stake.position, fresh, print.atMs, rules);
  const filled = minShares(executableAt(printed, remaining, LOT, rules.model), fresh);
  return { stake: { ...stake, position: positionAfterFill(printed, filled) }, filled };
}

/** Our price level has a new recorded total. Moves the queue, fills nothing. */
export function stakeAfterLevel(stake: Stake, newSize: Shares, atMs: number, rules: QueueRules): Stake {
  return { ...stake, position: positionAfterLevel(stake.position, newSize, atMs, rules) };
}

/**
 * The recorded opposite side as it stands now: `best` of it, and its size at our price. Strictly through us it fills us; at our
 * price it gives what it grew by since last judged, less what it already `gave` to an order of ours before this one.
 */
export function stakeAfterMeeting(stake: Stake, best: Price | null, sizeHere: Shares, gave: Shares): Evidence {
  const { side, price, remaining } = stake;
  if (!meets(side, price, best))
    return { stake: stake.met === 0 ? stake : { ...stake, met: ZERO_SHARES }, filled: ZERO_SHARES };
  if (best !== price) return { stake, filled: remaining };
  const grown = Math.max(0, sizeHere - stake.met - gave) as Shares;
  return { stake: { ...stake, met: sizeHere }, filled: minShares(remaining, grown) };
}

/** Nothing stands against it, nor did when it was last judged: `stakeAfterMeeting` would leave it as it is. */
export function isApart({ side, price, met }: Stake, best: Price | null): boolean {
  return met === 0 && !meets(side, price, best);
}

/** `by` of it was filled; null when nothing is left. */
export function reducedStake(stake: Stake, by: Shares): Stake | null {
  return by >= stake.remaining ? null : { ...stake, remaining: subtractShares(stake.remaining, by) };
}
