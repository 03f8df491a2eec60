// What order-diff must know of a market to weigh a move (F-8.6): rates and own places from the market's RAM, costs from the
// spread model that made the plan. While the queue-tracker is blind or begins anew, every own order counts as last in line.
import type { OrderId } from '#domain/ids.ts';
import type { RewardProgramme } from '#domain/market/market.ts';
import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { adjustedMidpoint, rewardLostByMoving, rewardScore } from '#domain/market/rewards.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { SpreadTargets } from '#domain/pricing/spread.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { ownOutcome } from './queue-rates.ts';
import type { PlannedOrder, QuotePlan } from './quote-plan.ts';
import type { QueueOutlook, SideOutlook } from './reprice.ts';
import { othersShown } from './reward-prospect.ts';

/** How the plan's prices came about, dollars a share. */
export interface QuoteWorth {
  readonly reservation: number;
  readonly bidTarget: number;
  readonly askTarget: number;
  /** k of F-4.1, per dollar. */
  readonly decay: number;
  /** a of F-4.1: expected move against us given a fill. */
  readonly adverse: number;
  /** ρ of F-4.1. */
  readonly rebate: number;
}

/** Null without a fill curve: then nothing can be weighed. */
export function quoteWorth(
  { fills, trace: { reservation } }: SpreadTargets,
  { bidTarget, askTarget }: Pick<QuoteWorth, 'bidTarget' | 'askTarget'>,
  terms: Pick<QuoteWorth, 'adverse' | 'rebate'>,
): QuoteWorth | null {
  if (!fills || reservation === undefined) return null;
  return { reservation, bidTarget, askTarget, decay: fills.decay, ...terms };
}

export interface RewardTerms {
  /** How long an order rests before it counts. */
  readonly ageMs: number;
  /** Share of the estimated reward that is believed. */
  readonly haircut: number;
}

/** An endless line costs so much more of the adverse move than the front of it: weak, and never the whole patience of F-4.2. */
const BACK_OF_LINE = 0.25;

export function queueOutlook(
  state: MarketState,
  plan: QuotePlan,
  {
    worth,
    live,
    nowMs,
    reward,
  }: {
    readonly worth: QuoteWorth;
    readonly live: readonly OrderRow[];
    readonly nowMs: number;
    readonly reward: RewardTerms;
  },
): QueueOutlook {
  const resting = live.filter(({ restingMs }) => restingMs !== null);
  const scene = rewardScene(state, resting);
  const outlook = (side: BookSide): SideOutlook | null => {
    const wanted = plan.orders.find(({ slot }) => SLOTS[slot].economic === side);
    if (!wanted || plan.legs[side] || (scene && earnsMore(scene, side, wanted))) return null;
    const rates = state.rates.rates(side);
    return {
      terms: {
        rates: { ...rates, cancels: rates.cancels * state.queue.cancelPace(nowMs) },
        outcome: ownOutcome(side, state.bestOther('bid'), state.bestOther('ask')),
        decay: worth.decay,
        adverse: adverseOf(side, yesPrice(wanted.slot, wanted.price), worth),
        rebate: worth.rebate,
      },
      reservation: worth.reservation,
      orderSize: state.rates.orderSize(side),
      best: state.bestOther(side),
      lastInLine: othersAt(state, side, yesPrice(wanted.slot, wanted.price), resting),
      ahead: placesOf(state, side, resting),
      rewardLost: scene ? rewardLost(scene, side, { ...reward, nowMs }) : 0,
    };
  };
  return { bid: outlook('bid'), ask: outlook('ask') };
}

/** The plan's own distance is a + 1/k − ρ and what jumps, errors and rewards ask for: so what it takes a fill to cost is that less
 *  1/k, and a planned price at the front of its queue is worth 1/k a fill. A price that is planned nearer than its target (for
 *  a reward) is taken for the target. */
function adverseOf(
  side: BookSide,
  planned: Price,
  worth: QuoteWorth,
): { readonly front: number; readonly back: number } {
  const wanted = planned / MICRO;
  const distance =
    side === 'bid'
      ? worth.reservation - Math.max(worth.bidTarget, wanted)
      : Math.min(worth.askTarget, wanted) - worth.reservation;
  const front = distance - 1 / worth.decay + worth.rebate;
  return { front, back: front + BACK_OF_LINE * Math.max(0, worth.adverse) };
}

function placesOf(state: MarketState, side: BookSide, resting: readonly OrderRow[]): ReadonlyMap<OrderId, Shares> {
  const places = new Map<OrderId, Shares>();
  for (const row of resting) {
    if (SLOTS[row.slot].economic !== side) continue;
    const known = state.queue.sure ? state.ahead(row.id) : null;
    places.set(row.id, known ?? othersAt(state, side, yesPrice(row.slot, row.price), resting));
  }
  return places;
}

function othersAt(state: MarketState, side: BookSide, price: Price, resting: readonly OrderRow[]): Shares {
  let others: number = state.book.size(side, price);
  for (const row of ownLevels(side, resting)) if (row.price === price) others -= row.size;
  return Math.max(0, others) as Shares;
}

function ownLevels(side: BookSide, resting: readonly OrderRow[]): Level[] {
  return resting
    .filter(({ slot }) => SLOTS[slot].economic === side)
    .map((row) => ({ price: yesPrice(row.slot, row.price), size: remaining(row) }));
}

/** What both sides' rewards are reckoned from. */
interface RewardScene {
  readonly programme: RewardProgramme;
  /** Null: the others have no two sides that count. */
  readonly midpoint: number | null;
  /** Score of all others. */
  readonly others: number;
  readonly resting: readonly OrderRow[];
}

/** Null without a programme, or with nothing that could move. */
function rewardScene(state: MarketState, resting: readonly OrderRow[]): RewardScene | null {
  const programme = state.facts.reward;
  if (!programme || resting.length === 0) return null;
  const book = othersShown(state);
  const midpoint = adjustedMidpoint(book, programme.minSize);
  const others = midpoint === null ? 0 : rewardScore(book, midpoint, programme).scored;
  return { programme, midpoint, others, resting };
}

/** A planned order that scores better than the one that rests is wanted for its reward, which no queue outweighs here. */
function earnsMore({ programme, midpoint, resting }: RewardScene, side: BookSide, wanted: PlannedOrder): boolean {
  const row = restingOn(side, resting);
  if (!row || midpoint === null) return false;
  const score = (level: Level) => {
    const own = side === 'bid' ? { bids: [level], asks: [] } : { bids: [], asks: [level] };
    return rewardScore(own, midpoint, programme)[side === 'bid' ? 'bids' : 'asks'];
  };
  const planned = score({ price: yesPrice(wanted.slot, wanted.price), size: wanted.size });
  return planned > score({ price: yesPrice(row.slot, row.price), size: remaining(row) });
}

/** A share of the order that rests there, what a new one loses while it is too young to count. */
function rewardLost(
  { resting, ...scene }: RewardScene,
  side: BookSide,
  { ageMs, haircut, nowMs }: RewardTerms & { readonly nowMs: number },
): number {
  const row = restingOn(side, resting);
  if (!row || remaining(row) === 0) return 0;
  const lost = rewardLostByMoving({
    ...scene,
    own: { bids: ownLevels('bid', resting), asks: ownLevels('ask', resting) },
    moving: { side, price: yesPrice(row.slot, row.price), size: remaining(row) },
    restedMs: nowMs - (row.restingMs ?? nowMs),
    ageMinMs: ageMs,
  });
  return (haircut * lost * MICRO) / remaining(row);
}

function restingOn(side: BookSide, resting: readonly OrderRow[]): OrderRow | undefined {
  return resting.find(({ slot }) => SLOTS[slot].economic === side);
}
