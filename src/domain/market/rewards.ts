// Liquidity reward scores (quant.md F-6.1 to F-6.8; venue page on economics). Orders are given in YES terms, so a bid stands for
// "bid on YES or ask on NO" and both outcomes are scored by one book. Distances are compared as integers: an order exactly
// at the maximum distance scores nothing. The result is an estimate and never part of profit.
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import type { RewardProgramme } from './market.ts';
import type { BookSide, Level } from './market-event.ts';

/** Quoting one side only counts this much less, and only in the middle zone. */
const ONE_SIDED_DIVISOR = 3;
/** The middle zone, both ends included; outside it one side earns nothing. */
const MIDDLE_FROM = 100_000;
const MIDDLE_TO = 900_000;

export interface Quotes {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Scores in weighted shares. */
export interface RewardScore {
  readonly bids: number;
  readonly asks: number;
  /** Q_min: what competes for the pool. */
  readonly scored: number;
}

/** F-6.1: ((v−s)/v)²·b. `distance` and `maxSpread` in millionths; the distance may end in a half. */
export function distanceScore(distance: number, maxSpread: Price, multiplier = 1): number {
  if (!(distance >= 0 && distance < maxSpread)) return 0;
  return ((maxSpread - distance) / maxSpread) ** 2 * multiplier;
}

/** F-6.2 and F-6.3. `midpoint` in millionths, see `adjustedMidpoint`. An order on the far side of it scores nothing. */
export function rewardScore(quotes: Quotes, midpoint: number, programme: RewardProgramme): RewardScore {
  const side = (levels: readonly Level[], away: 1 | -1): number =>
    levels.reduce((sum, { price, size }) => {
      if (size < programme.minSize) return sum;
      const score = distanceScore(away * (price - midpoint), programme.maxSpread, programme.multiplier);
      return sum + (score * size) / MICRO;
    }, 0);
  const bids = side(quotes.bids, -1);
  const asks = side(quotes.asks, 1);
  return { bids, asks, scored: weakerSide(bids, asks, midpoint) };
}

/** The middle of the best levels that are at least `minSize`, so that dust moves nothing. Null without both, or crossed. */
export function adjustedMidpoint(book: Quotes, minSize: Shares): number | null {
  let [bid, ask] = [0, MICRO as number];
  for (const level of book.bids) if (level.size > 0 && level.size >= minSize) bid = Math.max(bid, level.price);
  for (const level of book.asks) if (level.size > 0 && level.size >= minSize) ask = Math.min(ask, level.price);
  return bid > 0 && ask < MICRO && bid < ask ? (bid + ask) / 2 : null;
}

/** Our share of a sample, in [0, 1]: `others` is the visible book without us, taken for one competitor. */
export function rewardShare(own: number, others: number): number {
  return own > 0 ? own / (own + Math.max(0, others)) : 0;
}

/** F-6.5: dollars a day for a score held all day. Zero without a programme. */
export function rewardPerDay(programme: RewardProgramme | null, own: number, others: number): number {
  return programme ? programme.dailyUsd.toNumber() * rewardShare(own, others) : 0;
}

/** dR/dQ: dollars a day for one more weighted share. */
export function marginalReward(programme: RewardProgramme | null, own: number, others: number): number {
  return programme && own + others > 0 ? (programme.dailyUsd.toNumber() * others) / (own + others) ** 2 : 0;
}

/** F-6.7: the part of the time an order counts when it is replaced `perSecond` times a second and must first rest. */
export function eligibleShare(perSecond: number, restSeconds = 3.5): number {
  return Math.max(0, 1 - restSeconds * perSecond);
}

/** An order that may be replaced, among all of ours. Sizes are what is left of them, prices in YES terms. */
export interface MoveCase {
  readonly programme: RewardProgramme | null;
  /** See `adjustedMidpoint`; null: there is none, and nobody earns. */
  readonly midpoint: number | null;
  /** What rests of ours, the order itself included. */
  readonly own: Quotes;
  readonly moving: { readonly side: BookSide } & Level;
  /** Score of all others. */
  readonly others: number;
  /** How long it has rested, and how old an order must be to count. Both in milliseconds of one clock. */
  readonly restedMs: number;
  readonly ageMinMs: number;
}

const DAY_MS = 86_400_000;

/** F-6.7 for F-8.6: dollars that replacing an order costs. The new one must grow old before it counts; the old one would have
 *  counted from its own coming of age on, so what is lost is the age it has, at most the age that counts, at the rate that
 *  it adds to ours. Zero for an order that earns nothing where it is. */
export function rewardLostByMoving({ programme, midpoint, own, moving, others, ...age }: MoveCase): number {
  const lostMs = Math.min(age.restedMs, age.ageMinMs);
  if (!programme || midpoint === null || !(lostMs > 0)) return 0;
  const side = moving.side === 'bid' ? 'bids' : 'asks';
  const levels = own[side];
  const at = levels.findIndex(({ price, size }) => price === moving.price && size === moving.size);
  const left = { ...own, [side]: levels.filter((_, each) => each !== at) };
  const perDay = (quotes: Quotes) => rewardPerDay(programme, rewardScore(quotes, midpoint, programme).scored, others);
  return (Math.max(0, perDay(own) - perDay(left)) * lostMs) / DAY_MS;
}

/** What F-6.6 weighs at one distance from fair, both sides quoted alike. Dollars and shares; rates per second. */
export interface TighteningCase {
  readonly distance: number;
  /** A: fills a second per side at distance zero. */
  readonly fillRate: number;
  /** k: how fast fills thin out with distance, per dollar. */
  readonly decay: number;
  readonly size: number;
  readonly adverse: number;
  readonly rebate: number;
  readonly programme: RewardProgramme | null;
  /** Score of all others. */
  readonly others: number;
}

/** J of F-6.6 in dollars a second: trading profit of both sides plus the reward, if there is a programme. */
export function quotingValue(one: TighteningCase): number {
  const edge = one.distance - one.adverse + one.rebate;
  const trading = 2 * one.size * one.fillRate * Math.exp(-one.decay * one.distance) * edge;
  if (!one.programme) return trading;
  const distance = Math.round(one.distance * MICRO);
  const own = one.size * distanceScore(distance, one.programme.maxSpread, one.programme.multiplier);
  return trading + (rewardPerDay(one.programme, own, one.others) * 1_000) / DAY_MS;
}

/** Q_min of F-6.3. */
export function weakerSide(bids: number, asks: number, midpoint: number): number {
  const weaker = Math.min(bids, asks);
  if (!(midpoint >= MIDDLE_FROM && midpoint <= MIDDLE_TO)) return weaker;
  return Math.max(weaker, Math.max(bids, asks) / ONE_SIDED_DIVISOR);
}
