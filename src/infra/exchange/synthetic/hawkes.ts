// Orders that call forth orders: a Hawkes process with an exponential memory (quant.md 16.2). `HawkesArrivals` draws one,
// exactly, by thinning; `hawkesLogLikelihood` says how well given rates explain given times. Times in seconds.
import type { Random } from '#domain/ports.ts';
import { exponential } from '#infra/random-draws.ts';

export interface HawkesRates {
  /** Orders a second that come by themselves. */
  readonly mu: number;
  /** Orders that each order calls forth, in [0, 1): alpha / beta. */
  readonly branching: number;
  /** How fast an order is forgotten, per second. */
  readonly beta: number;
}

/** Draws after which a gap is given up and taken as it is; with branching below 1 a few are the rule. */
const DRAWS_MAX = 10_000;

export class HawkesArrivals {
  readonly #rates: HawkesRates;
  readonly #random: Random;
  #excitement = 0;

  constructor(rates: HawkesRates, random: Random) {
    this.#rates = rates;
    this.#random = random;
  }

  /** Seconds from the last arrival (or the start) to the next one. */
  nextGapS(): number {
    const { mu, branching, beta } = this.#rates;
    let gap = 0;
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const ceiling = mu + this.#excitement;
      const wait = exponential(this.#random, 1 / ceiling);
      gap += wait;
      this.#excitement *= Math.exp(-beta * wait);
      if (this.#random.next() * ceiling < mu + this.#excitement) break;
    }
    this.#excitement += branching * beta;
    return gap;
  }
}

/** Intensity just after `atS`, given earlier arrivals. */
export function hawkesIntensity(times: readonly number[], rates: HawkesRates, atS: number): number {
  let sum = rates.mu;
  for (const time of times) if (time < atS) sum += rates.branching * rates.beta * Math.exp(-rates.beta * (atS - time));
  return sum;
}

/** ln L of ascending `times` inside [0, untilS], by the usual recursion: linear in their number (oracle O-37). */
export function hawkesLogLikelihood(times: readonly number[], rates: HawkesRates, untilS: number): number {
  const { mu, branching, beta } = rates;
  let logs = 0;
  let memory = 0;
  let previous: number | null = null;
  let called = 0;
  for (const time of times) {
    if (previous !== null) memory = Math.exp(-beta * (time - previous)) * (1 + memory);
    previous = time;
    logs += Math.log(mu + branching * beta * memory);
    called += branching * (1 - Math.exp(-beta * (untilS - time)));
  }
  return logs - mu * untilS - called;
}
