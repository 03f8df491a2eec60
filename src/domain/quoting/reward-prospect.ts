// What a market's reward programme holds for our quotes: the case that the choice of ticks weighs (quant.md F-6.5 to F-6.8), or the
// reason why there is none. And afterwards which sides were meant to count, so that somebody can tell when they do not. A
// programme that cannot pay us is no programme: an empty pool, no distance that counts, sizes beyond ours, others without two
// sides, a market in which we only reduce.
import type { RewardProgramme } from '#domain/market/market.ts';
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { NO_AIM, type RewardAim } from '#domain/market/reward-aim.ts';
import { adjustedMidpoint, distanceScore, type Quotes, rewardScore, weakerSide } from '#domain/market/rewards.ts';
import { LOT } from '#domain/orders/lot.ts';
import { remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { Settings } from '#domain/settings.ts';
import { MICRO, type Price, type Shares, sharesText } from '#domain/units.ts';
import type { QuotePlan } from './quote-plan.ts';
import type { RewardCase } from './tick-choice.ts';

type Both<T> = Readonly<Record<BookSide, T>>;

export type RewardProspect =
  | { readonly case: RewardCase; readonly why: null }
  | { readonly case: null; readonly why: string };

export interface ProspectParts {
  readonly settings: Pick<Settings, 'rewardChoice' | 'rewardHaircut'>;
  /** Of each side before the programme is looked at; null: it does not quote. */
  readonly size: Both<Shares | null>;
  /** Most that a side's quote may be raised to. */
  readonly sizeMax: Both<Shares>;
  readonly reducesOnly: boolean;
  /** F-6.7, see `MoveRate`. */
  readonly eligible: number;
}

/** Levels of each side that are looked at. */
export const REWARD_DEPTH = 50;

/** What others show, as far as a programme looks. */
export function othersShown(state: MarketState): Quotes {
  return { bids: state.others('bid', REWARD_DEPTH), asks: state.others('ask', REWARD_DEPTH) };
}

/** An order is replaced only when it is a fifth too small, and must count until then: so a quarter more than the least. */
const ROOM = 1.25;

/** Null for a market without a programme. */
export function rewardProspect(state: MarketState, parts: ProspectParts): RewardProspect | null {
  const { reward } = state.facts;
  if (!reward) return null;
  const why = hopeless(reward, parts);
  if (why !== null) return { case: null, why };
  const raised = { bid: raisedTo('bid', reward, parts), ask: raisedTo('ask', reward, parts) };
  const counts = (side: BookSide) => raised[side] !== null || (parts.size[side] ?? 0) >= reward.minSize;
  if (!counts('bid') && !counts('ask'))
    return { case: null, why: `counts from ${sharesText(reward.minSize)} shares on, more than we may quote` };
  const book = othersShown(state);
  const middle = adjustedMidpoint(book, reward.minSize);
  const pillars = { bid: pillar(book.bids, reward), ask: pillar(book.asks, reward) };
  if (middle === null || pillars.bid === null || pillars.ask === null)
    return { case: null, why: `the others have no two sides of ${sharesText(reward.minSize)} shares` };
  return {
    case: {
      programme: reward,
      pillars: { bid: pillars.bid, ask: pillars.ask },
      others: rewardScore(book, middle, reward).scored * state.rewardRivals.factor,
      raised,
      standing: { bid: standing(state, 'bid', reward), ask: standing(state, 'ask', reward) },
      eligible: parts.eligible,
      haircut: parts.settings.rewardHaircut,
    },
    why: null,
  };
}

/** Reckoned from the plan itself, so that whatever changed it after the choice is in it. */
export function aimOf(prospect: RewardProspect | null, plan: QuotePlan, perDay: number): RewardAim {
  if (!prospect) return NO_AIM;
  if (!prospect.case) return { ...NO_AIM, why: prospect.why };
  const { programme, pillars } = prospect.case;
  const prices: Record<BookSide, Price | null> = { bid: null, ask: null };
  const sizes: Record<BookSide, number> = { bid: 0, ask: 0 };
  for (const { slot, price, size } of plan.orders) {
    if (size < programme.minSize) continue;
    prices[SLOTS[slot].economic] = yesPrice(slot, price);
    sizes[SLOTS[slot].economic] = size;
  }
  const middle = (Math.max(pillars.bid, prices.bid ?? 0) + Math.min(pillars.ask, prices.ask ?? MICRO)) / 2;
  const score = (side: BookSide) => {
    const price = prices[side];
    if (price === null) return 0;
    const distance = side === 'bid' ? middle - price : price - middle;
    return distanceScore(distance, programme.maxSpread, programme.multiplier) * sizes[side];
  };
  const [bids, asks] = [score('bid'), score('ask')];
  const isPaid = weakerSide(bids, asks, middle) > 0;
  const aim = { bid: isPaid && bids > 0, ask: isPaid && asks > 0 };
  return { ...aim, why: aim.bid && aim.ask ? null : whyNot(aim, isPaid), perDay: isPaid ? perDay : 0 };
}

function whyNot({ bid, ask }: { readonly bid: boolean; readonly ask: boolean }, isPaid: boolean): string {
  if (!isPaid) return 'not worth standing so near, or so large';
  return bid ? 'the bid alone' : ask ? 'the ask alone' : 'not worth standing so near, or so large';
}

function hopeless(reward: RewardProgramme, { settings, reducesOnly }: ProspectParts): string | null {
  if (settings.rewardChoice === 'ignore') return 'rewards are ignored (rewardChoice)';
  if (!(reward.dailyUsd.gt(0) && reward.multiplier > 0)) return 'the pool is empty';
  if (!(reward.maxSpread > 0)) return 'no distance counts: its maximum spread is zero';
  return reducesOnly ? 'only what reduces is quoted' : null;
}

function raisedTo(side: BookSide, { minSize }: RewardProgramme, { size, sizeMax }: ProspectParts): Shares | null {
  const base = size[side];
  if (base === null || base >= minSize || sizeMax[side] < minSize) return null;
  return Math.min(Math.ceil((minSize * ROOM) / LOT) * LOT, sizeMax[side]) as Shares;
}

function pillar(levels: readonly Level[], { minSize }: RewardProgramme): Price | null {
  return levels.find(({ size }) => size > 0 && size >= minSize)?.price ?? null;
}

function standing(state: MarketState, side: BookSide, { minSize }: RewardProgramme): Price | null {
  const row = state.resting(side);
  return row && remaining(row) >= minSize ? yesPrice(row.slot, row.price) : null;
}
