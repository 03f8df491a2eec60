// Ways to say how likely a quote is filled from what is known when it is made. All that know of a queue are quant.md F-8.5, with
// another idea of who cancels before us; each has as few numbers as it can, and all are fitted in the same way.
import { fillProbability } from '#domain/quoting/queue-value.ts';
import type { ProbeQuote } from '#infra/recording/maker-probe.ts';
import { least } from './simplex.ts';

export type Known = ProbeQuote['known'];

export interface FillModel {
  readonly name: string;
  /** Where a fit begins, and what its numbers are pulled to: nothing is presumed. */
  readonly start: readonly number[];
  readonly chance: (known: Known, numbers: readonly number[]) => number;
}

export const OURS = 'ours: F-8.5, leaving by the price';
const CONSTANT = 0.65;
/** Shares of a usual order: so many ahead are one order ahead. Rates are per execution, so only their ratios are fitted. */
const ORDER = 25;
/** Of the squared distance from the start, beside the log loss of all quotes. */
const PULL = 0.01;
const CHANCE_MIN = 1e-4;
const LOGIT_MAX = 5;

/** The first is ours. */
export const FILL_MODELS: readonly FillModel[] = [
  {
    name: OURS,
    start: [0, 0, 0],
    chance: (known, [base = 0, slope = 0, cancels = 0]) => evenCancels(known, base + slope * odds(known), cancels),
  },
  {
    name: 'risk-averse: F-8.5, nobody ahead cancels',
    start: [0],
    chance: (known, [base = 0]) => evenCancels(known, base, Number.NEGATIVE_INFINITY),
  },
  {
    name: 'power3: F-8.5, cancels ahead by (j/n)^3',
    start: [0, 0],
    chance: (known, [base = 0, cancels = 0]) => cubedCancels(known, base, cancels),
  },
  { name: `constant ${CONSTANT}`, start: [], chance: () => CONSTANT },
  { name: 'the share filled so far', start: [0], chance: (_, [base = 0]) => 1 / (1 + Math.exp(base)) },
  {
    name: 'risk-averse, leaving by the price',
    start: [0, 0],
    chance: (known, [base = 0, slope = 0]) => evenCancels(known, base + slope * odds(known), Number.NEGATIVE_INFINITY),
  },
  {
    name: 'power3, leaving by the price',
    start: [0, 0, 0],
    chance: (known, [base = 0, slope = 0, cancels = 0]) => cubedCancels(known, base + slope * odds(known), cancels),
  },
];

/** The numbers under which what happened was likeliest. */
export function fitted(model: FillModel, quotes: readonly ProbeQuote[]): readonly number[] {
  if (model.start.length === 0) return [];
  return least((numbers) => {
    let cost = 0;
    for (const { known, filled } of quotes) cost += surprise(chanceOf(model, known, numbers), filled);
    for (const [index, number] of numbers.entries()) cost += PULL * (number - (model.start[index] ?? 0)) ** 2;
    return cost;
  }, model.start);
}

/** In [CHANCE_MIN, 1 − CHANCE_MIN]: nobody is so sure that one surprise costs everything. */
export function chanceOf(model: FillModel, known: Known, numbers: readonly number[]): number {
  return Math.min(1 - CHANCE_MIN, Math.max(CHANCE_MIN, model.chance(known, numbers)));
}

/** Natural logarithm. */
export function surprise(chance: number, filled: boolean): number {
  return -Math.log(filled ? chance : 1 - chance);
}

/** How likely the outcome is by the quote and its opposite, as log odds: a favourite's bid waits for a fall that ends most chances. */
function odds({ price, ask }: Known): number {
  const middle = Math.min(0.999, Math.max(0.001, (price + Math.min(1, ask ?? 1)) / 2));
  return Math.min(LOGIT_MAX, Math.max(-LOGIT_MAX, Math.log(middle / (1 - middle))));
}

/** `away` and `cancels`: logarithms of ν/μ and of θ/μ. */
function evenCancels({ aheadShares }: Known, away: number, cancels: number): number {
  return fillProbability(aheadShares / ORDER, { executions: 1, cancels: Math.exp(cancels), away: Math.exp(away) });
}

/** power3 in F-8.5: with j of n left before us, a cancel of the level was ahead with (j/n)^3; `cancels`: of the whole level, over μ. */
function cubedCancels({ aheadShares }: Known, away: number, cancels: number): number {
  const [n, level, leave] = [aheadShares / ORDER, Math.exp(cancels), Math.exp(away)];
  let chance = 1 / (1 + leave);
  for (let j = 1; j <= n; j += 1) {
    const served = 1 + level * (j / n) ** 3;
    chance *= served / (served + leave);
  }
  return chance;
}
