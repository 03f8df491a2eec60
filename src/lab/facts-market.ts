// The stylised facts of a market without us (quant.md 16.3, first table): sizes, spreads, depth, signs, moves, and whether the
// belief beneath is a fair game. Each row holds what was found in market-days against bounds that are ours, unless it says 16.5.
import type { DayFacts } from './facts-day.ts';
import { type FactRow, factRow } from './facts-row.ts';
import type { Look } from './facts-watch.ts';
import { autocorrelation, estimate, kurtosis, meanOf, quantileOf, ratio, slope } from './sample-statistics.ts';

/** Where a spread is one of the middle of the book. */
const MID_BOOK = [0.1, 0.9] as const;
const SIGN_LAGS = [1, 2, 5, 10] as const;
const REPRICING_LAGS = [1, 10, 50] as const;
/** Standard errors that a fair game may be off by (16.5). */
const ERRORS_MAX = 4;

export function marketFacts(days: readonly DayFacts[]): readonly FactRow[] {
  return [...orderFacts(days), ...bookFacts(days), ...moveFacts(days), ...fairGame(days)];
}

function orderFacts(days: readonly DayFacts[]): readonly FactRow[] {
  const usd = days.flatMap(({ orders }) => orders.map((order) => order.usd));
  const [median, mean] = [quantileOf(usd, 0.5), meanOf(usd)];
  const signs = days.map(({ orders }) => orders.map(({ sign }) => sign));
  const remembered = SIGN_LAGS.map((lag) => autocorrelation(signs, lag));
  return [
    factRow({
      what: 'order $ median / mean',
      figures: [median, mean],
      digits: 1,
      simulated: '10 / 80',
      real: '3.4-6.0 / 49-83',
      bounds: [
        { least: 3, most: 12 },
        { least: 40, most: 110 },
      ],
    }),
    factRow({
      what: 'order $ mean over median',
      figures: [mean / median],
      digits: 1,
      simulated: '8',
      real: '13.8',
      bounds: [{ least: 5 }],
    }),
    factRow({
      what: 'sign autocorrelation lag 1/2/5/10',
      figures: remembered,
      digits: 2,
      simulated: '.48/.40/.31/.26',
      real: 'positive',
      bounds: [{ least: 0.1 }, { least: 0.1 }, { least: 0.05 }, { least: 0.05 }],
    }),
  ];
}

function bookFacts(days: readonly DayFacts[]): readonly FactRow[] {
  const looks = days.flatMap((day) => day.looks);
  const spreads = looks.flatMap(({ bid, ask, tick }) => {
    if (bid === null || ask === null) return [];
    const middle = (bid + ask) / 2;
    return middle < MID_BOOK[0] || middle > MID_BOOK[1] ? [] : [Math.round((ask - bid) / tick)];
  });
  const shares = looks.flatMap(({ firstShare }) => (firstShare === null ? [] : [firstShare]));
  const twoSided = meanOf(looks.map(({ bid, ask }) => (bid === null || ask === null ? 0 : 1)));
  return [
    factRow({
      what: 'spread mid-book, ticks at 25/50/75/95 %',
      figures: [0.25, 0.5, 0.75, 0.95].map((share) => quantileOf(spreads, share)),
      digits: 0,
      simulated: '1/1/1/2',
      real: '1 in play; median of 600 markets 4',
      // From a moneyline in play to the median of the panel, which is four.
      bounds: [{ most: 4 }, { most: 4 }, { most: 5 }, { most: 8 }],
    }),
    factRow({
      what: 'L1 share of 10 levels, median',
      figures: [quantileOf(shares, 0.5)],
      digits: 3,
      simulated: '0.118',
      real: '0.137',
      bounds: [{ least: 0.08, most: 0.2 }],
    }),
    factRow({
      what: 'two-sided time, %',
      figures: [100 * twoSided],
      digits: 1,
      simulated: '92',
      real: '65 tour moneyline, 15-29 side markets',
      bounds: [{ least: 60 }],
    }),
  ];
}

function moveFacts(days: readonly DayFacts[]): readonly FactRow[] {
  const moves = days.map(({ looks }) => looks.slice(1).map((look, at) => moveOf(looks[at], look)));
  const repriced = moves.map((day) => day.map((move) => (move === null ? null : move === 0 ? 0 : 1)));
  const all = moves.flat().filter((move) => move !== null);
  return [
    factRow({
      what: 'repricing indicator ACF at 1/10/50 min',
      figures: REPRICING_LAGS.map((lag) => autocorrelation(repriced, lag)),
      digits: 3,
      simulated: '.22/.09/.01',
      real: 'positive to ~50 min',
      bounds: [{ least: 0.1 }, { least: 0.05 }, { least: 0.01 }],
    }),
    factRow({
      what: 'zero 1-min returns, %',
      figures: [100 * meanOf(all.map((move) => (move === 0 ? 1 : 0)))],
      digits: 1,
      simulated: '69',
      real: 'sticky',
      bounds: [{ least: 50, most: 90 }],
    }),
    factRow({
      what: 'kurtosis of 1-min logit returns',
      figures: [kurtosis(all)],
      digits: 0,
      simulated: '79',
      real: 'bursty',
      bounds: [{ least: 20 }],
    }),
  ];
}

function fairGame(days: readonly DayFacts[]): readonly FactRow[] {
  const drift = estimate(days.map(({ first, last }) => last - first));
  const budget = estimate(days.map(({ first, last, squares }) => squares + last * (1 - last) - first * (1 - first)));
  const learnt = ratio(days.map(({ last, outcome }) => [outcome - last, 1]));
  const fit = slope(days.map(({ last, outcome }) => [last, outcome]));
  const row = (what: string, { value, error }: { value: number; error: number }, off = value) =>
    factRow({
      what,
      figures: [value],
      error,
      digits: 4,
      simulated: 'exact',
      bounds: [{}],
      also: { words: `within ${ERRORS_MAX} se (16.5)`, holds: Math.abs(off) <= ERRORS_MAX * error },
    });
  return [
    row('E[p_T] - p_0', drift),
    row('E[sum dp^2] + E[p_T(1-p_T)] - p_0(1-p_0)', budget),
    row('E[Z] - E[p_T]', learnt),
    row('calibration slope of Z on p_T', fit, fit.value - 1),
  ];
}

/** In log-odds; null: one of the two books has no middle. */
function moveOf(before: Look | undefined, now: Look): number | null {
  const [from, to] = [before && middleOf(before), middleOf(now)];
  return from == null || to == null ? null : from === to ? 0 : logOdds(to) - logOdds(from);
}

function middleOf({ bid, ask }: Look): number | null {
  return bid === null || ask === null ? null : (bid + ask) / 2;
}

const logOdds = (p: number) => Math.log(p / (1 - p));
