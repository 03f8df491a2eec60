// How fast a market moves, as a pure reducer over its logit (quant.md F-5.2 to F-5.5): the larger of a fast and a slow average,
// corrected for bounce and for runs, floored by the clock prior, with jumps set apart and flagged. One-tick flicker does not count. The
// window is bounded; nothing here decides what to do about a fast market.
import { outcomeVariance, sigmoid } from './logit.ts';
import { type JumpRisk, priorSigma } from './variance-budget.ts';
import { bipowerVariation, realisedVariation, rollVariation } from './variation.ts';
import { volatilityScore } from './volatility-score.ts';

export interface VolatilitySettings {
  readonly fastHalfLifeMs: number;
  readonly slowHalfLifeMs: number;
  /** A jump is this many times the usual move, and at least so many ticks. */
  readonly jumpMoves: number;
  readonly jumpTicks: number;
  /** The flag stays up this long. */
  readonly jumpHoldMs: number;
}

export const VOLATILITY_DEFAULTS: VolatilitySettings = {
  fastHalfLifeMs: 5 * 60_000,
  slowHalfLifeMs: 60 * 60_000,
  jumpMoves: 5,
  jumpTicks: 3,
  jumpHoldMs: 2_000,
};

interface Sample {
  readonly x: number;
  readonly atMs: number;
  /** One tick, in logit, there. */
  readonly tick: number;
}

export interface VolatilityState {
  /** The last sample that counted. */
  readonly anchor: Sample | null;
  /** Small moves since, that may yet turn out to be flicker. At most PENDING_MAX. */
  readonly pending: readonly Sample[];
  /** What the first minute added up to: it starts both averages. */
  readonly firstSquares: number;
  readonly firstSeconds: number;
  /** Averages in logit² a second; null before the first move. */
  readonly fast: number | null;
  readonly slow: number | null;
  /** The last moves that were not zero, jumps cut to the threshold. At most MOVES_MAX; the oldest go first. */
  readonly moves: readonly number[];
  readonly jumpUntilMs: number | null;
  /** Jumps a second above the usual rate, fading, and their mean square. */
  readonly jumpExcess: number;
  readonly jumpSquare: number;
  /** Moves a second. */
  readonly moveRate: number;
}

export interface VolatilityReading {
  /** Logit per root second. */
  readonly sigma: number;
  readonly jump: boolean;
  /** 0 quiet to 100 wild. */
  readonly score: number;
  readonly jumps: JumpRisk;
  readonly movesPerMinute: number;
}

export const MOVES_MAX = 64;
const PENDING_MAX = 2;
/** Ticks are counted from logits and back. */
const ROUNDING = 1e-6;
/** Before so many moves nobody can say what is usual. */
const JUDGE_FROM = 10;
/** The averages start from everything seen this long, for one small first move would take half-lives to forget … */
const FIRST_SECONDS = 60;
/** … and from at least this: two looks a millisecond apart are no rate. */
const FIRST_SECONDS_MIN = 10;
/** Nothing we trade is further out; keeps squares finite. */
const X_MAX = 20;
const DAY_SECONDS = 86_400;
/** Prior: two jumps a day of 0.3 logit. They come in clusters, so a new one raises the rate for about an hour. */
const JUMP_RATE_HALF_LIFE = 3600;
const JUMP_WEIGHT = 0.2;
const MOVE_RATE_HALF_LIFE = 600;
/** A dead book shows no moves; the clock says there must be some. */
const PRIOR_FLOOR = 0.25;
const UNKNOWN_TIME_LEFT_MS = 30 * DAY_SECONDS * 1000;
/** Neighbouring moves that undo or continue each other change the variance within these bounds, and it takes so many moves
 *  to say so. */
const NEIGHBOURS_MIN = 0.25;
const NEIGHBOURS_MAX = 2;
const NEIGHBOURS_FROM = 20;

/** What is expected of jumps before a market has shown any. */
export interface JumpPrior {
  readonly perDay: number;
  /** Of one jump, in logit. */
  readonly sd: number;
}

export const JUMP_PRIOR: JumpPrior = { perDay: 2, sd: 0.3 };

export function startVolatility(prior: JumpPrior = JUMP_PRIOR): VolatilityState {
  return {
    anchor: null,
    pending: [],
    firstSquares: 0,
    firstSeconds: 0,
    fast: null,
    slow: null,
    moves: [],
    jumpUntilMs: null,
    jumpExcess: 0,
    jumpSquare: prior.sd ** 2,
    moveRate: 0,
  };
}

export interface VolatilityInput {
  readonly nowMs: number;
  /** Logit of the micro-price. */
  readonly x: number;
  /** One tick in logit: tick/(p(1−p)). */
  readonly tickLogit: number;
}

/** One look at the price. A move of up to one tick counts only if it is still there two looks later. */
export function observeVolatility(
  state: VolatilityState,
  input: VolatilityInput,
  settings: VolatilitySettings,
): VolatilityState {
  if (!Number.isFinite(input.x)) return state;
  const last = state.pending.at(-1) ?? state.anchor;
  const sample = {
    x: Math.min(X_MAX, Math.max(-X_MAX, input.x)),
    atMs: Math.max(input.nowMs, last?.atMs ?? input.nowMs),
    tick: Math.max(0, input.tickLogit),
  };
  if (!state.anchor) return { ...state, anchor: sample };
  return look(state, state.anchor, sample, settings);
}

function look(state: VolatilityState, anchor: Sample, sample: Sample, settings: VolatilitySettings): VolatilityState {
  const move = Math.abs(sample.x - anchor.x);
  const small = move > 0 && ticksBetween(anchor, sample) <= 1 + ROUNDING;
  const [first, ...others] = state.pending;
  if (!first) return small ? { ...state, pending: [sample] } : count(state, anchor, sample, settings);
  const flickered = move <= Math.abs(first.x - anchor.x) / 2;
  if (flickered) return count({ ...state, pending: [] }, anchor, sample, settings);
  if (small && state.pending.length < PENDING_MAX) return { ...state, pending: [...state.pending, sample] };
  // It stayed: the held moves count after all, in their order and at their own times.
  const counted = count({ ...state, pending: [] }, anchor, first, settings);
  return [...others, sample].reduce((later, held) => look(later, later.anchor ?? first, held, settings), counted);
}

/** In dollars, not in logit: near the edges one tick up and one tick down are far from equal there. */
function ticksBetween(anchor: Sample, sample: Sample): number {
  const p = sigmoid(sample.x);
  return Math.abs(p - sigmoid(anchor.x)) / (sample.tick * outcomeVariance(p));
}

/** One move from `anchor` to `sample` enters every average. */
function count(state: VolatilityState, anchor: Sample, sample: Sample, settings: VolatilitySettings): VolatilityState {
  const seconds = (sample.atMs - anchor.atMs) / 1000;
  const whole = sample.x - anchor.x;
  const usual = usualMove(state, seconds);
  const jumped =
    Math.abs(whole) > settings.jumpMoves * usual && ticksBetween(anchor, sample) >= settings.jumpTicks - ROUNDING;
  // A jump enters the averages cut down: one does not blow them up, and a lasting change of pace is still learnt.
  const limit = Math.max(settings.jumpMoves * usual, settings.jumpTicks * sample.tick);
  const move = jumped ? Math.sign(whole) * Math.min(Math.abs(whole), limit) : whole;
  return {
    ...state,
    ...averages(state, move, seconds, settings),
    anchor: sample,
    pending: [],
    moves: move === 0 ? state.moves : [...state.moves.slice(1 - MOVES_MAX), move],
    jumpUntilMs: jumped ? sample.atMs + settings.jumpHoldMs : keep(state.jumpUntilMs, sample.atMs),
    jumpExcess: faded(state.jumpExcess, seconds, JUMP_RATE_HALF_LIFE, jumped),
    jumpSquare: jumped ? (1 - JUMP_WEIGHT) * state.jumpSquare + JUMP_WEIGHT * whole ** 2 : state.jumpSquare,
    moveRate: faded(state.moveRate, seconds, MOVE_RATE_HALF_LIFE, move !== 0),
  };
}

/** A rate of happenings a second, older ones counting less. */
function faded(rate: number, seconds: number, halfLife: number, happened: boolean): number {
  return rate * 2 ** (-seconds / halfLife) + (happened ? Math.LN2 / halfLife : 0);
}

function keep(untilMs: number | null, nowMs: number): number | null {
  return untilMs !== null && untilMs > nowMs ? untilMs : null;
}

/** F-5.4: the size of a move when single big ones are left out, or what the pace makes usual after `seconds`, whichever is
 *  more; nobody knows before there have been a few. */
function usualMove({ moves, fast }: VolatilityState, seconds: number): number {
  if (moves.length < JUDGE_FROM) return Number.POSITIVE_INFINITY;
  return Math.sqrt(Math.max(bipowerVariation(moves) / moves.length, (fast ?? 0) * seconds));
}

/** F-5.2, after a first minute in which the average is simply squares over seconds. */
function averages(state: VolatilityState, move: number, seconds: number, settings: VolatilitySettings) {
  const firstSquares = state.firstSquares + move ** 2;
  const firstSeconds = state.firstSeconds + seconds;
  if (state.fast === null || state.slow === null || state.firstSeconds < FIRST_SECONDS) {
    const first = firstSquares > 0 ? firstSquares / Math.max(firstSeconds, FIRST_SECONDS_MIN) : null;
    return { firstSquares, firstSeconds, fast: first, slow: first };
  }
  const fast = average(state.fast, move, seconds, settings.fastHalfLifeMs / 1000);
  return { fast, slow: average(state.slow, move, seconds, settings.slowHalfLifeMs / 1000) };
}

/** l·v + (1−l)·dx²/dt with l = 2^(−dt/half-life); its limit for looks at the same moment. */
function average(before: number, move: number, seconds: number, halfLife: number): number {
  const keepShare = 2 ** (-seconds / halfLife);
  const perSecond = seconds > 0 ? (1 - keepShare) / seconds : Math.LN2 / halfLife;
  return keepShare * before + perSecond * move ** 2;
}

/** `tauMs` null: no end known. `p` is the fair value; `nowMs` lets the jump flag fall without a new look. */
export function readVolatility(
  state: VolatilityState,
  { tauMs, p, nowMs }: { readonly tauMs: number | null; readonly p: number; readonly nowMs?: number },
  jumps: JumpPrior = JUMP_PRIOR,
): VolatilityReading {
  const prior = priorSigma(p, tauMs ?? UNKNOWN_TIME_LEFT_MS);
  const measured =
    state.fast === null ? prior : Math.sqrt(Math.max(state.fast, state.slow ?? 0) * neighbourFactor(state));
  const sigma = Math.max(measured, PRIOR_FLOOR * prior);
  const atMs = nowMs ?? state.anchor?.atMs ?? 0;
  return {
    sigma,
    jump: state.jumpUntilMs !== null && atMs < state.jumpUntilMs,
    score: volatilityScore(sigma),
    jumps: {
      perSecond: jumps.perDay / DAY_SECONDS + state.jumpExcess,
      sd: Math.sqrt(state.jumpSquare),
    },
    movesPerMinute: state.moveRate * 60,
  };
}

/** F-5.3: less than one for bounce, more for a price that moves on in small steps, as real ones do when they reprice. */
function neighbourFactor({ moves }: VolatilityState): number {
  if (moves.length < NEIGHBOURS_FROM) return 1;
  const factor = rollVariation(moves) / realisedVariation(moves);
  return Math.min(NEIGHBOURS_MAX, Math.max(NEIGHBOURS_MIN, factor));
}
