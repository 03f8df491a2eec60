// What a place in a queue is worth (quant.md F-8.5, F-8.6): how likely an order there is filled before the price leaves it, and
// what a fill brings. Promises that fewer orders ahead are never worth less, and that every answer is finite. Where the
// numbers come from, and what is done about them, is the business of `queue-rates` and `order-diff`.

/** Per second, of one side of a book. */
export interface QueueRates {
  /** Orders at the touch that trade (μ). */
  readonly executions: number;
  /** Of each order ahead: that it is cancelled (θ). */
  readonly cancels: number;
  /** That the touch leaves us behind (ν). */
  readonly away: number;
}

export interface ValueTerms {
  readonly rates: QueueRates;
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

/**
 * F-8.5: F(n) = μ/(μ+ν) · Π_{j=1..n} (μ+jθ)/(μ+jθ+ν), between whole n on the curve that joins them. In [0, 1], falling in n.
 * What is not a number, or a market in which nothing ever happens, has no fill.
 */
export function fillProbability(ordersAhead: number, { executions, cancels, away }: QueueRates): number {
  const [mu, theta, nu] = [Math.max(0, executions), Math.max(0, cancels), Math.max(0, away)];
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
  const { rates, decay, adverse, rebate } = terms;
  const first = fillProbability(0, rates);
  const inLine = fillProbability(ordersAhead, rates);
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
