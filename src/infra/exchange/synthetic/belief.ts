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
  readonly #clock: Float64Array;
  readonly #random: Random;
  /** The last step that is drawn, and where B stands there. */
  #drawn = 0;
  #position: number;
  /** In [0, 1): YES when the last probability is above it. */
  readonly #lot: number;

  constructor(options: BeliefOptions) {
    const { durationMs, random, p0 } = options;
    const steps = Math.min(STEPS_MAX, Math.max(1, Math.ceil(durationMs / options.stepMs)));
    this.durationMs = durationMs;
    this.stepMs = durationMs / steps;
    this.#clock = informationClock(options.information, options.event, steps, this.stepMs, random.fork('information'));
    this.#path = new Float64Array(steps + 1);
    this.#path[0] = p0;
    this.#position = normalQuantile(p0);
    this.#random = random.fork('path');
    this.#lot = random.fork('outcome').next();
  }

  /** Probability of YES `ms` after the start; before it the first, after the end the last value before the outcome. */
  at(ms: number): number {
    const step = Math.floor(ms / this.stepMs);
    return this.#probability(Math.min(this.#path.length - 1, Math.max(0, step)));
  }

  /** The first time in [fromMs, toMs] at which the belief is outside [low, high]; `toMs` when it stays inside. */
  leaves(low: number, high: number, fromMs: number, toMs: number): number {
    for (let step = Math.max(0, Math.floor(fromMs / this.stepMs)); step < this.#path.length; step++) {
      const p = this.#probability(step);
      if (p < low || p > high) return Math.min(toMs, Math.max(fromMs, step * this.stepMs));
      if (step * this.stepMs >= toMs) break;
    }
    return toMs;
  }

  /** What happened: drawn once with the last probability. Only whoever resolves the market may ask. */
  outcome(): 0 | 1 {
    return this.#lot < this.#probability(this.#path.length - 1) ? 1 : 0;
  }

  #probability(step: number): number {
    while (this.#drawn < step) this.#draw();
    return this.#path[step] ?? 0.5;
  }

  #draw(): void {
    const step = this.#drawn + 1;
    const known = this.#clock[step] ?? 0;
    const learnt = known - (this.#clock[step - 1] ?? 0);
    if (learnt > 0) this.#position += Math.sqrt(learnt) * normal(this.#random);
    const p = learnt > 0 ? normalCdf(this.#position / Math.sqrt(1 - known)) : (this.#path[step - 1] ?? 0.5);
    this.#path[step] = Math.min(1 - EDGE, Math.max(EDGE, p));
    this.#drawn = step;
  }
}
