// What the world rightly thinks of one question while it is open: an information-clock probit martingale (quant.md 16.1).
// p(t) = Phi(B(G) / sqrt(1 − G)) with B Brownian in the information clock G, so it is bounded, has the deadline built in,
// and no trader who only sees it can expect to gain. The whole path is drawn at once: some traders know a little of what
// comes. It leaves it to the traders who sees what and when.
import type { Random } from '#domain/ports.ts';
import { normalCdf, normalQuantile } from '#domain/pricing/normal.ts';
import { normal } from '#infra/random-draws.ts';
import { type Information, informationClock, type ScheduledEvent } from './information-clock.ts';

export interface BeliefOptions {
  /** At the start, in (0, 1). */
  readonly p0: number;
  readonly durationMs: number;
  /** The path moves once a step. */
  readonly stepMs: number;
  readonly information: Information;
  readonly event: ScheduledEvent | null;
  readonly random: Random;
}

/** Longest path kept: a path of 32 MB. A longer market gets coarser steps. */
const STEPS_MAX = 4_000_000;
/** Keeps log-odds finite. Far finer than any tick. */
const EDGE = 1e-9;

export class Belief {
  readonly durationMs: number;
  readonly stepMs: number;
  readonly #path: Float64Array;
  readonly #outcome: 0 | 1;

  constructor(options: BeliefOptions) {
    const { durationMs, random } = options;
    const steps = Math.min(STEPS_MAX, Math.max(1, Math.ceil(durationMs / options.stepMs)));
    this.durationMs = durationMs;
    this.stepMs = durationMs / steps;
    const clock = informationClock(options.information, options.event, steps, this.stepMs, random.fork('information'));
    this.#path = probitPath(options.p0, clock, random.fork('path'));
    this.#outcome = random.fork('outcome').next() < (this.#path[steps] ?? 0.5) ? 1 : 0;
  }

  /** Probability of YES `ms` after the start; before it the first, after the end the last value before the outcome. */
  at(ms: number): number {
    const step = Math.floor(ms / this.stepMs);
    return this.#path[Math.min(this.#path.length - 1, Math.max(0, step))] ?? 0.5;
  }

  /** The first time in [fromMs, toMs] at which the belief is outside [low, high]; `toMs` when it stays inside. */
  leaves(low: number, high: number, fromMs: number, toMs: number): number {
    for (let step = Math.max(0, Math.floor(fromMs / this.stepMs)); step < this.#path.length; step++) {
      const p = this.#path[step] ?? 0.5;
      if (p < low || p > high) return Math.min(toMs, Math.max(fromMs, step * this.stepMs));
      if (step * this.stepMs >= toMs) break;
    }
    return toMs;
  }

  /** What happened: drawn once with the last probability. Only whoever resolves the market may ask. */
  outcome(): 0 | 1 {
    return this.#outcome;
  }
}

function probitPath(p0: number, clock: Float64Array, random: Random): Float64Array {
  const path = new Float64Array(clock.length);
  let position = normalQuantile(p0);
  path[0] = p0;
  for (let step = 1; step < clock.length; step++) {
    const known = clock[step] ?? 0;
    const learnt = known - (clock[step - 1] ?? 0);
    if (learnt > 0) position += Math.sqrt(learnt) * normal(random);
    const p = learnt > 0 ? normalCdf(position / Math.sqrt(1 - known)) : (path[step - 1] ?? p0);
    path[step] = Math.min(1 - EDGE, Math.max(EDGE, p));
  }
  return path;
}
