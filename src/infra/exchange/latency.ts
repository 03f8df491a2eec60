// How long things take: lognormal around a median, the shape of real request and settlement times.
import { invariant } from '#domain/failure.ts';
import type { Random } from '#domain/ports.ts';
import { lognormal } from '../random-draws.ts';

export interface Delay {
  readonly medianMs: number;
  /** Standard deviation of the logarithm; 0: always the median. */
  readonly sigma: number;
}

/** Nothing takes more than this many medians. */
const WORST = 50;

export function checkDelay({ medianMs, sigma }: Delay, what: string): void {
  invariant(Number.isFinite(medianMs) && medianMs >= 0, `${what}: a median delay is zero or more`);
  invariant(Number.isFinite(sigma) && sigma >= 0, `${what}: a sigma is zero or more`);
}

/** Whole milliseconds. */
export function drawMs(random: Random, { medianMs, sigma }: Delay): number {
  return Math.round(Math.min(medianMs * WORST, lognormal(random, medianMs, sigma)));
}
