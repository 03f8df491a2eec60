// What a place in a queue is worth (quant.md F-8.5, F-8.6): how likely an order there is filled before the price leaves it, and
// what a fill brings. Promises that fewer orders ahead are never worth less, and that every answer is finite. Where the
// numbers come from, and what is done about them, is the business of `queue-rates` and `order-diff`.
import { logit } from '#domain/pricing/logit.ts';

/** Per second, of one side of a book. */
export interface QueueRates {
  /** Orders at the touch that trade (μ). */
  readonly executions: number;
  /** Of each order ahead: that it is cancelled (θ). */
  readonly cancels: number;
  /** That the touch leaves us behind (ν), of an outcome at even odds. */
  readonly away: number;
}

export interface ValueTerms {
  readonly rates: QueueRates;
  /** How likely the outcome is that a fill of ours would collect; 0 to 1. */
  readonly outcome: number;
  /** How fast fills thin out behind the touch, per dollar (k of F-4.1). */
  readonly decay: number;
  /** a of F-8.6, dollars a share: given a fill at the front, and given one from the end of an endless line. */
  readonly adverse: { readonly front: number; readonly back: number };
  /** ρ, dollars a share. */
  readonly rebate: number;
}

/** Where an order stands. */
export interface Standing {
  /** d: dollars a share between its price and what the share is worth to us. */
  readonly distance: number;
  /** Dollars between the best price of others on its side and its own; not above zero at or inside the touch. */
  readonly behind: number;
  /** Before it at its price; fractions are allowed. */
  readonly ordersAhead: number;
}

export interface OrderValue {
  /** In [0, 1]. */
  readonly fill: number;
  /** Dollars a share. */
  readonly value: number;
}

/** Longer lines are as good as never; a bound for the time it takes. */
const LINE_MAX = 10_000;
/** Of a tick: what any move costs besides its queue (F-8.6). */
const MOVE_TICKS = 0.1;
/** k: ν goes with the k-th power of the odds. A prior, not a law of markets: what 173 probe quotes in the last two minutes of
 *  five-minute markets taught (docs/evidence/queue.md), where a favourite's bid mostly waits for what does not come. */
export const ODDS_POWER = 0.64;
/** Surer than this nobody is of an outcome: some 150 to 1. */
const LOGIT_MAX = 5;

/** (o/(1−o))^k of an outcome that is o likely: how much sooner its touch leaves than that of one at even odds, where this is 1. */
export function oddsFactor(outcome: number, power: number = ODDS_POWER): number {
  return Math.exp(power * Math.min(LOGIT_MAX, Math.max(-LOGIT_MAX, logit(Math.min(1, Math.max(0, outcome))))));
}

/**
 * F-8.5: F(n) = μ/(μ+ν) · Π_{j=1..n} (μ+jθ)/(μ+jθ+ν), between whole n on the curve that joins them. In [0, 1], falling in n. ν is
 * `away` times `oddsFactor` of the outcome: F-8.5 itself at even odds. What is not a number, or a market in which nothing ever
 * happens, has no fill.
 */
export function fillProbability(
  ordersAhead: number,
  { executions, cancels, away }: QueueRates,
  outcome = 0.5,
  power: number = ODDS_POWER,
): number {
  const [mu, theta] = [Math.max(0, executions), Math.max(0, cancels)];
  const nu = Math.max(0, away) * oddsFactor(outcome, power);
  if (!(mu > 0) || Number.isNaN(theta + nu + ordersAhead)) return 0;
  const n = Math.min(LINE_MAX, Math.max(0, ordersAhead));
  const passes = (j: number): number => {
    const leaves = j === 0 ? mu : mu + j * theta;
    return leaves === Number.POSITIVE_INFINITY ? 1 : leaves / (leaves + nu);
  };
  const whole = Math.floor(n);
  let fill = passes(0);
  for (let j = 1; j <= whole && fill > 0; j += 1) fill *= passes(j);
  return n > whole ? fill * passes(whole + 1) ** (n - whole) : fill;
}

/**
 * F-8.6: V = F(n)·(d − a(n) + ρ), thinned out behind the touch. a(n) rises as the fill gets less likely: who is filled from the
 * end of a line is filled by a move against him. A loss counts in full: nobody keeps a bad order because it may not be filled.
 */
export function orderValue({ distance, behind, ordersAhead }: Standing, terms: ValueTerms): OrderValue {
  const { rates, outcome, decay, adverse, rebate } = terms;
  const first = fillProbability(0, rates, outcome);
  const inLine = fillProbability(ordersAhead, rates, outcome);
  const late = first > 0 ? 1 - inLine / first : 1;
  const margin = distance - (adverse.front + (adverse.back - adverse.front) * late) + rebate;
  const fill = inLine * Math.exp(-decay * Math.max(0, behind));
  return { fill, value: margin > 0 ? fill * margin : margin };
}

/** c_move of F-8.6, dollars a share: a tenth of a tick as often as the new order fills, and the reward lost while it is too young
 *  to count (F-6.7). */
export function moveCost(tick: number, fill: number, rewardLost: number): number {
  return MOVE_TICKS * tick * fill + Math.max(0, rewardLost);
}
