// Where each side stands on the tick grid (quant.md F-4.6 and F-6.6): of some prices from the best that may be quoted outwards,
// the pair that earns most a second. Trading earns g of F-4.1 with the cost under which the distance of F-4.6 is its best one;
// a reward programme earns what the venue would pay for both quotes together (F-6.5), less what moving there costs (F-6.7).
// Promises: no price better than the floors of F-4.3, none that would take, both inside the grid; the same case, the same answer.
// A side that does not quote stays out of it, and what the other earns alone is reckoned so.
import type { RewardProgramme } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { distanceScore, rewardPerDay, weakerSide } from '#domain/market/rewards.ts';
import type { FillCurve } from '#domain/pricing/spread.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { ceilToTick, floorToTick, stepTicks } from './quantize.ts';

type Both<T> = Readonly<Record<BookSide, T>>;

/** Dollars of YES, and shares in millionths. */
export interface TickCase {
  readonly fair: number;
  readonly reservation: number;
  readonly tick: Price;
  readonly fills: FillCurve;
  /** From the reservation price, as F-4.6 says. */
  readonly distance: Both<number>;
  /** The best prices that keep the least edge over fair. */
  readonly floor: Both<number>;
  /** Of the others; null: that side is empty. */
  readonly best: Both<Price | null>;
  /** null: that side does not quote. */
  readonly size: Both<Shares | null>;
  /** null: there is nothing to earn. */
  readonly reward: RewardCase | null;
}

/** What a programme would pay, and for what. */
export interface RewardCase {
  readonly programme: RewardProgramme;
  /** Best prices of the others that the midpoint is made of. */
  readonly pillars: Both<Price>;
  /** Score of all others, taken for one competitor. */
  readonly others: number;
  /** What the smaller sizes may be raised to, to count; null: no more than the size. */
  readonly raised: Both<Shares | null>;
  /** Where our quotes stand that are old enough, or grow so; null: none. */
  readonly standing: Both<Price | null>;
  /** F-6.7: share of the time that a quote counts which moves as often as ours do. */
  readonly eligible: number;
  /** Share of the estimate that is counted on. */
  readonly haircut: number;
}

export interface TickChoice {
  /** null: no room, or not asked for. */
  readonly stand: Both<Price | null>;
  readonly size: Both<Shares | null>;
  /** Dollars a day that the venue would pay, haircut and moving taken off; and dollars a second of trading. */
  readonly rewardPerDay: number;
  readonly trading: number;
}

/** Prices that are weighed on each side, at most. */
const CANDIDATES = 10;
/** Looked at beyond the distance of F-4.6. */
const OUTER_TICKS = 1;
const DAY_S = 86_400;

interface Candidate {
  readonly price: Price | null;
  /** Dollars a second of trading, each share. */
  readonly trading: number;
}

const NOWHERE: readonly Candidate[] = [{ price: null, trading: 0 }];

export function chooseTicks(one: TickCase): TickChoice {
  const candidates = { bid: candidatesOn('bid', one), ask: candidatesOn('ask', one) };
  const plain = bestOf(candidates, one.size, one);
  if (!one.reward || one.reward.programme.dailyUsd.isZero()) return plain;
  const { raised } = one.reward;
  if (raised.bid === null && raised.ask === null) return plain;
  const larger = bestOf(candidates, { bid: raised.bid ?? one.size.bid, ask: raised.ask ?? one.size.ask }, one);
  return isWorthRaising(plain, larger) ? larger : plain;
}

/** F-6.8: more shares for the reward's sake only where it pays for what they are expected to lose; a gain does not count. */
function isWorthRaising(plain: TickChoice, larger: TickChoice): boolean {
  const earned = (larger.rewardPerDay - plain.rewardPerDay) / DAY_S;
  return earned > Math.max(0, plain.trading - larger.trading);
}

function bestOf(candidates: Both<readonly Candidate[]>, size: Both<Shares | null>, one: TickCase): TickChoice {
  let best: TickChoice | null = null;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (const bid of size.bid === null ? NOWHERE : candidates.bid)
    for (const ask of size.ask === null ? NOWHERE : candidates.ask) {
      if (bid.price !== null && ask.price !== null && bid.price >= ask.price) continue;
      const trading = (bid.trading * (size.bid ?? 0) + ask.trading * (size.ask ?? 0)) / MICRO;
      const stand = { bid: bid.price, ask: ask.price };
      const perDay = one.reward ? rewardAt(stand, size, one.reward) : 0;
      const value = trading + perDay / DAY_S;
      if (value <= bestValue) continue;
      bestValue = value;
      best = { stand, size, rewardPerDay: perDay, trading };
    }
  return best ?? { stand: { bid: null, ask: null }, size, rewardPerDay: 0, trading: 0 };
}

/** The outermost first: of two that are worth the same the one further out. */
function candidatesOn(side: BookSide, one: TickCase): readonly Candidate[] {
  const { tick, reservation, floor, distance, best } = one;
  const away = side === 'bid' ? -1 : 1;
  const limit =
    side === 'bid'
      ? Math.min(floor.bid, reservation - tick / 2 / MICRO, best.ask === null ? 1 : (best.ask - tick) / MICRO)
      : Math.max(floor.ask, reservation + tick / 2 / MICRO, best.bid === null ? 0 : (best.bid + tick) / MICRO);
  const onGrid = (value: number) => (side === 'bid' ? floorToTick(value, tick) : ceilToTick(value, tick));
  const inner = onGrid(limit);
  const target = onGrid(reservation + away * distance[side]);
  // A target beyond the grid means that this side has no room: it is never clamped to the last price.
  if (inner === null || target === null) return NOWHERE;
  const outer = stepTicks(target, tick, away * OUTER_TICKS) ?? target;
  const span = Math.max(0, Math.round((away * (outer - inner)) / tick));
  const step = Math.max(1, Math.ceil(span / (CANDIDATES - 3)));
  const ticks = new Set<number>([0, span, Math.max(0, span - OUTER_TICKS), Math.max(0, span - OUTER_TICKS - 1)]);
  for (let at = 0; at < span; at += step) ticks.add(at);
  const standing = one.reward?.standing[side] ?? null;
  if (standing !== null) {
    const at = (away * (standing - inner)) / tick;
    if (Number.isInteger(at) && at >= 0) ticks.add(at);
  }
  return [...ticks]
    .sort((a, b) => b - a)
    .map((at) => stepTicks(inner, tick, away * at) ?? null)
    .filter((price) => price !== null)
    .map((price) => ({ price, trading: tradingAt(side, price / MICRO, one) }));
}

/** F-4.1 for a share: fills thin out with the distance from fair, what one earns is the distance from the reservation price. The
 *  cost is the one under which the distance of F-4.6 is best: risk, jumps and error are part of it. */
function tradingAt(side: BookSide, price: number, { fair, reservation, fills, distance }: TickCase): number {
  const away = side === 'bid' ? -1 : 1;
  const rate = fills.rate * Math.exp(-fills.decay * Math.max(0, away * (price - fair)));
  const cost = distance[side] - 1 / fills.decay;
  return rate * (away * (price - reservation) - cost);
}

/** Dollars a day. Quotes of ours that are large enough are part of the midpoint, as they are at the venue. */
function rewardAt(stand: Both<Price | null>, size: Both<Shares | null>, reward: RewardCase): number {
  const { programme, pillars, others, standing, eligible, haircut } = reward;
  const counts = (side: BookSide) => stand[side] !== null && (size[side] ?? 0) >= programme.minSize;
  const bid = counts('bid') ? (stand.bid as Price) : null;
  const ask = counts('ask') ? (stand.ask as Price) : null;
  if (bid === null && ask === null) return 0;
  const middle = (Math.max(pillars.bid, bid ?? 0) + Math.min(pillars.ask, ask ?? MICRO)) / 2;
  const score = (distance: number, shares: Shares | null) =>
    (distanceScore(distance, programme.maxSpread, programme.multiplier) * (shares ?? 0)) / MICRO;
  const bids = bid === null ? 0 : score(middle - bid, size.bid);
  const asks = ask === null ? 0 : score(ask - middle, size.ask);
  const own = weakerSide(bids, asks, middle);
  const stays = (bid === null || bid === standing.bid) && (ask === null || ask === standing.ask);
  return haircut * (stays ? 1 : eligible) * rewardPerDay(programme, own, others);
}
