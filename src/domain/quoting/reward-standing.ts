// How our resting orders stand in a market's reward programme at this moment, as the venue would score them (quant.md F-6.1 to F-6.5),
// and what keeps a side from counting, in words. The visible book without us is taken for one competitor: a guess, because nobody
// sees whose orders they are.
import type { BookSide } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { adjustedMidpoint, distanceScore, rewardScore, rewardShare } from '#domain/market/rewards.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { microText, sharesText } from '#domain/units.ts';
import { othersShown, REWARD_DEPTH } from './reward-prospect.ts';

export interface RewardStanding {
  /** Our share of a sample taken now, in [0, 1], as far as we know the others. */
  readonly share: number;
  /** Scores of what counts of ours, and of everything else that is shown. */
  readonly own: number;
  readonly others: number;
  /** Why nothing that rests on a side counts; null: something does. */
  readonly lacks: Readonly<Record<BookSide, string | null>>;
}

export interface StandingView {
  readonly nowMs: number;
  /** An order counts from this age on, in market time; and how much faster than the clock that runs. */
  readonly ageMinMs: number;
  readonly pace: number;
}

const SIDES = ['bid', 'ask'] as const;

/** Null for a market without a programme. `live`: the market's own orders. */
export function rewardStanding(
  state: MarketState,
  live: readonly OrderRow[],
  view: StandingView,
): RewardStanding | null {
  const { reward } = state.facts;
  if (!reward) return null;
  const { book } = state;
  const all = { bids: book.levels('bid', REWARD_DEPTH), asks: book.levels('ask', REWARD_DEPTH) };
  const midpoint = adjustedMidpoint(all, reward.minSize);
  if (midpoint === null) {
    const lack = `the book has no two sides of ${sharesText(reward.minSize)} shares`;
    return { share: 0, own: 0, others: 0, lacks: { bid: lack, ask: lack } };
  }
  const resting = live.filter(({ status }) => status === 'resting');
  const lackOf = (row: OrderRow): string | null => {
    const { economic } = SLOTS[row.slot];
    const price = yesPrice(row.slot, row.price);
    const distance = economic === 'bid' ? midpoint - price : price - midpoint;
    const left = remaining(row);
    const ageMs = (view.nowMs - (row.restingMs ?? view.nowMs)) * view.pace;
    if (!(distanceScore(distance, reward.maxSpread) > 0))
      return `the ${economic} is ${microText(Math.round(distance))} from the middle, what counts is nearer than ${microText(reward.maxSpread)}`;
    if (left < reward.minSize)
      return `the ${economic} has ${sharesText(left)} shares left, what counts is ${sharesText(reward.minSize)} or more`;
    return ageMs < view.ageMinMs ? `the ${economic} is younger than ${view.ageMinMs / 1_000} s` : null;
  };
  const counting = resting.filter((row) => lackOf(row) === null);
  const ownOn = (side: BookSide) =>
    counting
      .filter((row) => SLOTS[row.slot].economic === side)
      .map((row) => ({ price: yesPrice(row.slot, row.price), size: remaining(row) }));
  const own = rewardScore({ bids: ownOn('bid'), asks: ownOn('ask') }, midpoint, reward);
  const theirs = rewardScore(othersShown(state), midpoint, reward).scored;
  const share = rewardShare(own.scored, theirs * state.rewardRivals.factor);
  const scores = { share, own: own.scored, others: theirs };
  const lacks = Object.fromEntries(SIDES.map((side) => [side, lackOn(side)])) as Record<BookSide, string | null>;
  if (own.scored > 0 || (lacks.bid === null) === (lacks.ask === null)) return { ...scores, lacks };
  const lonely = lacks.bid === null ? 'bid' : 'ask';
  return {
    ...scores,
    lacks: { ...lacks, [lonely]: `one side alone earns nothing at ${microText(Math.round(midpoint))}` },
  };

  function lackOn(side: BookSide): string | null {
    const rows = resting.filter((row) => SLOTS[row.slot].economic === side);
    if (rows.length === 0) return `no ${side} rests`;
    const found = rows.map(lackOf);
    return found.includes(null) ? null : (found[0] ?? null);
  }
}
