// Fair value as a local-level Kalman filter in logit (quant.md F-5.1): what the book and outside signals say, each weighed by
// its variance, with doubt that grows while nothing is heard. Null until the first observation. An observation more than six
// standard deviations off is never averaged in: it raises the jump flag, and if it persists the filter starts again from it.
import type { Features } from './features.ts';
import { clipProbability, logit, outcomeVariance, sigmoid } from './logit.ts';

/** One opinion on the logit scale. */
export interface Observation {
  readonly x: number;
  readonly variance: number;
  readonly source: string;
}

interface Filter {
  /** Something contradicted the filter in this very batch. */
  readonly jump: boolean;
  readonly atMs: number | null;
  /** Whose observations were taken in this batch. */
  readonly sources: readonly string[];
  /** Batches in a row in which nothing was accepted. */
  readonly misses: number;
  /** The best contradicted observation of the last batch. */
  readonly suspect: Observation | null;
  /** Sources contradicted in the last batch. */
  readonly dissenters: readonly string[];
}

export interface KnownFairValue extends Filter {
  readonly x: number;
  readonly p: number;
  /** Of x, in logit. At least half the gap to a source that keeps contradicting. */
  readonly sd: number;
  readonly variance: number;
}

export interface UnknownFairValue extends Filter {
  readonly x: null;
  readonly p: null;
  readonly sd: null;
  readonly variance: null;
}

export type FairValue = KnownFairValue | UnknownFairValue;

export interface FairValueInput {
  readonly nowMs: number;
  /** At most OBSERVATIONS_MAX count, the surest first; unusable numbers are passed over. */
  readonly observations: readonly Observation[];
  /** Logit per root second. */
  readonly sigma: number;
}

export const OBSERVATIONS_MAX = 16;
const OUTLIER_SDS = 6;
/** After this many contradicted batches the filter starts again, whatever they said: it can never be stuck. */
const MISSES_MAX = 3;
/** Repeated readings of one book share their error, so the filter trusts no more than this many of them together. */
const MEMORY_MAX = 10;
/** Five logits of doubt say nothing is known; more would only overflow later. */
const VARIANCE_MAX = 25;

export function startFairValue(): FairValue {
  return { ...QUIET, x: null, p: null, sd: null, variance: null, atMs: null };
}

/** One batch: everything observed at `nowMs`, possibly nothing. Time going back counts as no time. */
export function observeFairValue(state: FairValue, input: FairValueInput): FairValue {
  const observations = surestFirst(input.observations);
  const atMs = Math.max(input.nowMs, state.atMs ?? input.nowMs);
  const first = observations[0];
  if (!first) return state.x === null ? { ...state, atMs } : known(grown(state, atMs, input.sigma), { ...QUIET, atMs });
  // Knowing nothing is unlimited doubt: the first observation is then taken as it is.
  const before = state.x === null ? first : grown(state, atMs, input.sigma);
  const batch = weigh(before, observations, state.x === null ? 1 : 0);
  if (batch.accepted.length === 0) return contradicted(state, before, batch.contrary, atMs);
  const names = batch.contrary.map((observation) => observation.source);
  return known(batch.belief, {
    atMs,
    // A source that keeps dissenting while others agree with us widens the doubt; only its first word is a jump.
    jump: names.some((name) => !state.dissenters.includes(name)),
    sources: batch.accepted,
    misses: 0,
    suspect: batch.contrary[0] ?? null,
    dissenters: names,
  });
}

/** What the book says: its micro-price, as sure as its spread is narrow and its news fresh. Null without two sides. */
export function bookObservation(features: Features, ageMs: number, sigma: number): Observation | null {
  const { bid, ask, micro } = features;
  if (bid === null || ask === null || micro === null) return null;
  const p = clipProbability(micro);
  const half = (ask - bid) / 2 / outcomeVariance(p);
  return { x: logit(p), variance: half ** 2 / 3 + (Math.max(0, ageMs) / 1000) * sigma ** 2, source: 'book' };
}

interface Belief {
  readonly x: number;
  readonly variance: number;
}

const QUIET = { jump: false, sources: [], misses: 0, suspect: null, dissenters: [] } as const;

function surestFirst(observations: readonly Observation[]): Observation[] {
  return observations
    .filter(({ x, variance }) => Number.isFinite(x) && Number.isFinite(variance) && variance > 0)
    .sort((a, b) => a.variance - b.variance)
    .slice(0, OBSERVATIONS_MAX);
}

function grown(state: KnownFairValue, atMs: number, sigma: number): Belief {
  const seconds = (atMs - (state.atMs ?? atMs)) / 1000;
  const growth = Number.isFinite(sigma) ? seconds * sigma ** 2 : 0;
  return { x: state.x, variance: Math.min(VARIANCE_MAX, state.variance + growth) };
}

/** Takes the observations one after another; those too far from what is believed by then stay out. The first `taken` of them
 *  are already in `before`. */
function weigh(before: Belief, observations: readonly Observation[], taken: number) {
  let { x, variance } = before;
  const accepted = observations.slice(0, taken).map((observation) => observation.source);
  let floor = taken > 0 ? variance / MEMORY_MAX : 0;
  const contrary: Observation[] = [];
  for (const observation of observations.slice(taken)) {
    const surprise = observation.x - x;
    const expected = variance + observation.variance;
    if (Math.abs(surprise) > OUTLIER_SDS * Math.sqrt(expected)) {
      contrary.push(observation);
      continue;
    }
    accepted.push(observation.source);
    floor ||= observation.variance / MEMORY_MAX;
    x += (variance / expected) * surprise;
    variance *= observation.variance / expected;
  }
  return { belief: { x, variance: Math.min(VARIANCE_MAX, Math.max(variance, floor)) }, accepted, contrary };
}

/** Nothing fits. Two batches that agree with each other, or three of any kind, and the surest of them is the new anchor. */
function contradicted(state: FairValue, before: Belief, contrary: readonly Observation[], atMs: number): FairValue {
  const misses = state.misses + 1;
  const suspect = contrary[0] as Observation;
  const names = contrary.map((observation) => observation.source);
  const previous = state.misses > 0 ? state.suspect : null;
  const gap = previous ? suspect.x - previous.x : 0;
  const agree = previous && Math.abs(gap) <= OUTLIER_SDS * Math.sqrt(suspect.variance + previous.variance);
  if (!agree && misses < MISSES_MAX)
    return known(before, { atMs, jump: true, sources: [], misses, suspect, dissenters: names });
  const anchor = { x: suspect.x, variance: Math.min(VARIANCE_MAX, suspect.variance + gap ** 2) };
  return known(anchor, { ...QUIET, atMs, jump: true, sources: [suspect.source] });
}

function known(belief: Belief, filter: Filter): KnownFairValue {
  const gap = filter.suspect ? filter.suspect.x - belief.x : 0;
  const sd = Math.sqrt(Math.min(VARIANCE_MAX, Math.max(belief.variance, (gap / 2) ** 2)));
  return { ...filter, x: belief.x, p: sigmoid(belief.x), sd, variance: belief.variance };
}
