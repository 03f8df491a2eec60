// How fast a market learns: the share of all there is to know that is known at each grid step (quant.md 16.1, G(t)).
// A hot/cold chain makes it uneven, bursts make it jump, a scheduled event is a burst with a date. It never decreases and
// ends at exactly 1 − terminalShare: the rest is learnt with the outcome. It knows nothing of the belief it drives.
import { invariant } from '#domain/failure.ts';
import type { Random } from '#domain/ports.ts';
import { exponential } from '#infra/random-draws.ts';

export interface Information {
  /** Share of time spent hot, in (0, 1). */
  readonly hotShare: number;
  /** How much faster the clock runs when hot. */
  readonly hotFactor: number;
  /** Mean length of a hot spell. */
  readonly hotMeanMs: number;
  /** Share of the information before the end that comes in bursts, in [0, 1). */
  readonly jumpShare: number;
  readonly burstsPerDay: number;
  /** Learnt only with the outcome: g_R in (0, 1). */
  readonly terminalShare: number;
  /** Nothing is learnt before this, counted from the start. */
  readonly quietMs: number;
}

/** A burst of information with a date. `share` of what is learnt before the end, in [0, 1). */
export interface ScheduledEvent {
  readonly atMs: number;
  readonly share: number;
}

const DAY_MS = 86_400_000;
/** More bursts than this in one market are not drawn. */
const BURSTS_MAX = 10_000;

/** G at 0, stepMs, 2·stepMs … : `steps + 1` values. */
export function informationClock(
  information: Information,
  event: ScheduledEvent | null,
  steps: number,
  stepMs: number,
  random: Random,
): Float64Array {
  const spells = spellWeights(information, steps, stepMs, random.fork('spells'));
  const spellSum = total(spells);
  invariant(spellSum > 0, 'a market must have time in which something is learnt');
  const bursts = burstWeights(information, steps, stepMs, random.fork('bursts'));
  const burstSum = total(bursts);
  const known = 1 - information.terminalShare;
  const scheduled = event ? event.share : 0;
  // A market without a burst learns steadily what the bursts would have told.
  const inBursts = burstSum > 0 ? information.jumpShare * (1 - scheduled) : 0;
  const perSpell = (known * (1 - scheduled - inBursts)) / spellSum;
  const perBurst = burstSum > 0 ? (known * inBursts) / burstSum : 0;
  const eventStep = event ? Math.min(steps, Math.max(1, Math.ceil(event.atMs / stepMs))) : -1;
  const clock = new Float64Array(steps + 1);
  for (let step = 1; step <= steps; step++) {
    const learnt = perSpell * (spells[step] ?? 0) + perBurst * (bursts[step] ?? 0);
    const atEvent = step === eventStep ? known * scheduled : 0;
    clock[step] = Math.min(known, (clock[step - 1] ?? 0) + learnt + atEvent);
  }
  clock[steps] = known;
  return clock;
}

/** Relative speed of each step from the hot/cold chain, started in its long-run mix. */
function spellWeights(information: Information, steps: number, stepMs: number, random: Random): Float64Array {
  const weights = new Float64Array(steps + 1);
  const coldMeanMs = (information.hotMeanMs * (1 - information.hotShare)) / information.hotShare;
  let hot = random.next() < information.hotShare;
  let leftMs = exponential(random, hot ? information.hotMeanMs : coldMeanMs);
  for (let step = 1; step <= steps; step++) {
    leftMs -= stepMs;
    if (leftMs < 0) {
      hot = !hot;
      leftMs = exponential(random, hot ? information.hotMeanMs : coldMeanMs);
    }
    if (step * stepMs > information.quietMs) weights[step] = hot ? information.hotFactor : 1;
  }
  return weights;
}

/** Sizes of the bursts that fall into each step: Poisson arrivals, exponential sizes. */
function burstWeights(information: Information, steps: number, stepMs: number, random: Random): Float64Array {
  const weights = new Float64Array(steps + 1);
  if (information.burstsPerDay <= 0 || information.jumpShare <= 0) return weights;
  const meanGapMs = DAY_MS / information.burstsPerDay;
  let atMs = information.quietMs;
  for (let burst = 0; burst < BURSTS_MAX; burst++) {
    atMs += exponential(random, meanGapMs);
    const step = Math.ceil(atMs / stepMs);
    if (step > steps) break;
    weights[step] = (weights[step] ?? 0) + exponential(random, 1);
  }
  return weights;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
