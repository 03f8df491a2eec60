// How far from the reservation price each side quotes (quant.md F-4.1 to F-4.6): the best distance for our fills, plus what
// jumps and our own error cost, and never inside the Glosten-Milgrom floor around fair value. The answer is two targets in
// dollars of YES; putting them on a grid, and leaving out those outside it, is the plan's work.
import { logit, outcomeVariance, sigmoid } from './logit.ts';
import { normalExpectation } from './quadrature.ts';
import type { JumpRisk } from './variance-budget.ts';

/** Fills a second at distance d: rate·e^(−decay·d), with the decay per dollar. */
export interface FillCurve {
  readonly rate: number;
  readonly decay: number;
}

export interface SpreadInput {
  /** Fair value and its standard deviation, on the logit scale. */
  readonly x: number;
  readonly sd: number;
  /** Dollars, from F-2.6 or F-2.7. */
  readonly reservation: number;
  readonly tick: number;
  readonly gamma: number;
  /** m = μ(2θ−1): how often the next taker knows, times how much better than chance he is right. */
  readonly informed: number;
  /** null when it could not be estimated. */
  readonly fills: FillCurve | null;
  /** Expected move against us given a fill, dollars a share; negative would be a gift and is believed. */
  readonly adverse: number;
  /** ρ, dollars a share, after any haircut. */
  readonly rebate: number;
  readonly jumps: JumpRisk;
  /** Chance that a jump finds our order before our cancel does. */
  readonly lateShare: number;
  /** z of F-4.5. */
  readonly errorSds: number;
  /** Toxicity, events and regime together, held to [1, MULTIPLIER_MAX]. */
  readonly multiplier: number;
}

export interface SpreadTargets {
  /** Bid at or below, ask at or above. Either may lie outside (0, 1): then that side does not quote. */
  readonly bidTarget: number;
  readonly askTarget: number;
  /** From the reservation price, before the floors: what F-4.6 asks for. */
  readonly distance: { readonly bid: number; readonly ask: number };
  /** As it was believed; null: it is unknown. */
  readonly fills: FillCurve | null;
  /** The fill curve is unknown: these are limits only, so join the touch and never step inside it. */
  readonly joinTouchOnly: boolean;
  readonly trace: Record<string, number>;
}

export const MULTIPLIER_MAX = 4;
const INFORMED_MAX = 0.99;
/** A whole dollar away is no quote; the jump premium may ask for more where fills are too rare to pay for it. */
const DISTANCE_MAX = 1;
const JUMP_ROUNDS = 2;
const DECAY_MIN = 1;

/** Null when any number is not finite or the tick is not positive: such a quote must not leave. Otherwise
 *  bidTarget < askTarget, bidTarget ≤ floorBid and askTarget ≥ floorAsk. */
export function halfSpread(input: SpreadInput): SpreadTargets | null {
  const { x, reservation, tick } = input;
  const fills = identified(input.fills);
  const fair = sigmoid(x);
  const floors = { bid: floorBid(x, input.informed), ask: floorAsk(x, input.informed) };
  const model = input.errorSds * input.sd * outcomeVariance(fair);
  const best = fills ? bestDistance(fills, input.gamma, input.adverse, input.rebate) : input.adverse - input.rebate;
  const jumpAsk = fills ? jumpPremium(x, best + model, fills, input) : 0;
  const jumpBid = fills ? jumpPremium(-x, best + model, fills, input) : 0;
  const multiplier = Math.min(MULTIPLIER_MAX, Math.max(1, input.multiplier));
  const distance = (floor: number, jump: number): number =>
    Math.min(DISTANCE_MAX, multiplier * Math.max(tick / 2, floor, best + jump + model));
  const distanceBid = distance(fair - floors.bid, jumpBid);
  const distanceAsk = distance(floors.ask - fair, jumpAsk);
  const bidTarget = Math.min(reservation - distanceBid, floors.bid);
  const askTarget = Math.max(reservation + distanceAsk, floors.ask);
  const trace = {
    ...{ fair, reservation, floorBid: floors.bid, floorAsk: floors.ask, best, model, jumpBid, jumpAsk },
    ...{ multiplier, distanceBid, distanceAsk, bidTarget, askTarget },
  };
  const given = [x, input.sd, input.errorSds, input.gamma, tick];
  if (!(tick > 0) || !given.every(Number.isFinite) || !Object.values(trace).every(Number.isFinite)) return null;
  return {
    bidTarget,
    askTarget,
    distance: { bid: distanceBid, ask: distanceAsk },
    fills,
    joinTouchOnly: !fills,
    trace,
  };
}

/** F-4.3: what the next seller's arrival would make the fair value; h = 2·artanh m is constant in logit. */
export function floorBid(x: number, informed: number): number {
  return sigmoid(x - informedShift(informed));
}

export function floorAsk(x: number, informed: number): number {
  return sigmoid(x + informedShift(informed));
}

/** h of F-4.3, in logit. */
export function informedShift(informed: number): number {
  return 2 * Math.atanh(Math.min(INFORMED_MAX, Math.max(0, informed)));
}

/** F-4.2: 1/k + a − ρ for γ = 0, else ln(1+γ/k)/γ + a − ρ. */
export function bestDistance(fills: FillCurve, gamma: number, adverse: number, rebate: number): number {
  const patience = gamma > 0 ? Math.log1p(gamma / fills.decay) / gamma : 1 / fills.decay;
  return patience + adverse - rebate;
}

/** F-4.1: dollars a second one side earns with `size` shares at `distance` from fair. */
export function profitRate(fills: FillCurve, size: number, distance: number, adverse: number, rebate: number): number {
  return size * fills.rate * Math.exp(-fills.decay * distance) * (distance - adverse + rebate);
}

/** E[(ΔP − distance)⁺] for an upward jump of N(0, sd²) in logit; for a downward one pass −x. Dollars. */
export function pickOffLoss(x: number, distance: number, sd: number): number {
  const limit = sigmoid(x) + distance;
  if (!(limit < 1 && sd > 0)) return 0;
  const from = limit <= 0 ? Number.NEGATIVE_INFINITY : (logit(limit) - x) / sd;
  return normalExpectation((z) => sigmoid(x + sd * z) - limit, from);
}

/** The chance of a jump within a latency. */
export function jumpChance(perSecond: number, seconds: number): number {
  return -Math.expm1(-perSecond * seconds);
}

/** F-4.4, two rounds: the loss to late cancels shared among the fills that pay for it. Not above DISTANCE_MAX. */
function jumpPremium(x: number, start: number, fills: FillCurve, input: SpreadInput): number {
  const { jumps, lateShare } = input;
  if (!(jumps.perSecond * lateShare > 0)) return 0;
  let premium = 0;
  for (let round = 0; round < JUMP_ROUNDS; round += 1) {
    const distance = Math.min(DISTANCE_MAX, start + premium);
    const lossRate = jumps.perSecond * lateShare * pickOffLoss(x, distance, jumps.sd);
    const fillRate = fills.rate * Math.exp(-fills.decay * distance);
    premium = lossRate > 0 ? Math.min(DISTANCE_MAX, lossRate / fillRate) : 0;
  }
  return premium;
}

/** A curve that hardly thins out over a whole dollar was fitted to nothing. */
function identified(fills: FillCurve | null): FillCurve | null {
  if (!fills || !(fills.rate > 0 && fills.decay > DECAY_MIN)) return null;
  return Number.isFinite(fills.rate) && Number.isFinite(fills.decay) ? fills : null;
}
