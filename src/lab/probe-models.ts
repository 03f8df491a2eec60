// Ways to say how likely a quote is filled from what is known when it is made. All that know of a queue are quant.md F-8.5, with
// another idea of who cancels before us; each has as few numbers as it can, and all are fitted in the same way.
import { PRIOR_RATES } from '#domain/quoting/queue-rates.ts';
import { fillProbability, ODDS_POWER, oddsFactor } from '#domain/quoting/queue-value.ts';
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

/** The first is ours: what the quoter asks, with its three numbers fitted. */
export const FILL_MODELS: readonly FillModel[] = [
  {
    name: OURS,
    start: [0, 0, 0],
    chance: (known, [base = 0, power = 0, cancels = 0]) => evenCancels(known, base, cancels, power),
  },
  {
    name: 'risk-averse: F-8.5, nobody ahead cancels',
    start: [0],
    chance: (known, [base = 0]) => evenCancels(known, base, Number.NEGATIVE_INFINITY, 0),
  },
  {
    name: 'power3: F-8.5, cancels ahead by (j/n)^3',
    start: [0, 0],
    chance: (known, [base = 0, cancels = 0]) => cubedCancels(known, base, cancels, 0),
  },
  { name: `constant ${CONSTANT}`, start: [], chance: () => CONSTANT },
  { name: 'the share filled so far', start: [0], chance: (_, [base = 0]) => 1 / (1 + Math.exp(base)) },
  {
    name: 'risk-averse, leaving by the price',
    start: [0, 0],
    chance: (known, [base = 0, power = 0]) => evenCancels(known, base, Number.NEGATIVE_INFINITY, power),
  },
  {
    name: 'power3, leaving by the price',
    start: [0, 0, 0],
    chance: (known, [base = 0, power = 0, cancels = 0]) => cubedCancels(known, base, cancels, power),
  },
  {
    name: `ours, rates fitted, the power left at ${ODDS_POWER}`,
    start: [0, 0],
    chance: (known, [base = 0, cancels = 0]) => evenCancels(known, base, cancels, ODDS_POWER),
  },
  {
    name: 'F-8.5 without the price, rates fitted',
    start: [0, 0],
    chance: (known, [base = 0, cancels = 0]) => evenCancels(known, base, cancels, 0),
  },
  {
    name: 'ours in a market it has not seen: nothing fitted',
    start: [],
    chance: (known) => fillProbability(ordersAhead(known), PRIOR_RATES, outcome(known)),
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

/** How likely the outcome is by the quote and its opposite: a favourite's bid waits for a fall that ends most chances. */
function outcome({ price, ask }: Known): number {
  return (price + Math.min(1, ask ?? 1)) / 2;
}

function ordersAhead({ aheadShares }: Known): number {
  return aheadShares / ORDER;
}

/** `away` and `cancels`: logarithms of ν/μ at even odds and of θ/μ. */
function evenCancels(known: Known, away: number, cancels: number, power: number): number {
  const rates = { executions: 1, cancels: Math.exp(cancels), away: Math.exp(away) };
  return fillProbability(ordersAhead(known), rates, outcome(known), power);
}

/** power3 in F-8.5: with j of n left before us, a cancel of the level was ahead with (j/n)^3; `cancels`: of the whole level, over μ. */
function cubedCancels(known: Known, away: number, cancels: number, power: number): number {
  const [n, level] = [ordersAhead(known), Math.exp(cancels)];
  const leave = Math.exp(away) * oddsFactor(outcome(known), power);
  let chance = 1 / (1 + leave);
  for (let j = 1; j <= n; j += 1) {
    const served = 1 + level * (j / n) ** 3;
    chance *= served / (served + leave);
  }
  return chance;
}
