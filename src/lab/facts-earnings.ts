// What quoting is worth in the calibrated market and without what makes it honest (quant.md 16.3, last lines): all makers, and
// agents that are let in. In basis points of what resting orders traded, rebates and rewards left out; a market-day is a unit.
import type { DayFacts, DayPlan } from './facts-day.ts';
import { type Bounds, type FactRow, factRow } from './facts-row.ts';
import { type Estimate, ratio } from './sample-statistics.ts';

/** The market-days that are traded for each seed. */
export const VARIANTS: Readonly<Record<string, Omit<DayPlan, 'seed'>>> = {
  asItIs: { informed: true, sniped: true, agent: null },
  joinsTouch: { informed: true, sniped: true, agent: 'joinsTouch' },
  quotesFair: { informed: true, sniped: true, agent: 'quotesFair' },
  quotesFairSkewed: { informed: true, sniped: true, agent: 'quotesFairSkewed' },
  noInkling: { informed: false, sniped: true, agent: null },
  fantasy: { informed: false, sniped: false, agent: null },
  fantasyJoinsTouch: { informed: false, sniped: false, agent: 'joinsTouch' },
};

export type VariantDays = Readonly<Record<string, readonly DayFacts[]>>;

const BPS = 10_000;
/** How far makers as a whole may be from earning nothing. */
const MAKERS_BPS_MAX = 100;
const NAIVE_BPS = { least: -300, most: 0 };
const FANTASY_BPS = { least: 300 };
/** More than this before incentives is beyond belief, and what earns with this t is an error of the market (16.5). */
const BELIEVABLE_BPS = { most: 150 };
const NAIVE_T_MAX = 2;
/** Standard errors that the two ways to mark may differ by. */
const LUCK_ERRORS_MAX = 4;

export type Party = 'makers' | 'agent';
/** As in `Worth`. */
export type Moment = 'atOutcome' | 'later';

export function earned(days: readonly DayFacts[], party: Party, moment: Moment = 'atOutcome'): Estimate {
  return inBps(ratio(days.map((day) => [day[party][moment], day[party].notional])));
}

interface Line {
  readonly what: string;
  readonly variant: string;
  readonly party: Party;
  /** In 16.3: at the outcome, and half an hour later. */
  readonly simulated?: readonly [string, string];
  readonly real?: string;
  readonly bounds: Bounds;
  /** It must not earn at the outcome with t above this. */
  readonly tMax?: number;
}

const LINES: readonly Line[] = [
  {
    what: 'all makers',
    variant: 'asItIs',
    party: 'makers',
    simulated: ['-5 (se 20)', '-20'],
    real: '+12 BTC 5-min; Kalshi +112',
    bounds: { least: -MAKERS_BPS_MAX, most: MAKERS_BPS_MAX },
  },
  {
    what: 'makers without weakly informed flow',
    variant: 'noInkling',
    party: 'makers',
    simulated: ['+125 (se 22)', '-'],
    bounds: { least: 0 },
  },
  {
    what: 'makers without snipers too',
    variant: 'fantasy',
    party: 'makers',
    simulated: ['+720 (se 150)', '+550'],
    bounds: FANTASY_BPS,
  },
  {
    what: 'agent that joins both touches',
    variant: 'joinsTouch',
    party: 'agent',
    simulated: ['-119 (se 43)', '-'],
    bounds: NAIVE_BPS,
    tMax: NAIVE_T_MAX,
  },
  {
    what: 'the same among the uninformed only',
    variant: 'fantasyJoinsTouch',
    party: 'agent',
    simulated: ['fantasy', '-'],
    bounds: FANTASY_BPS,
  },
  {
    what: 'agent at the belief +/- 0.3c, no skew',
    variant: 'quotesFair',
    party: 'agent',
    simulated: ['-587 (se 405)', '-'],
    bounds: BELIEVABLE_BPS,
  },
  {
    what: 'the same with skew F-2.6, gamma .0035, w 1',
    variant: 'quotesFairSkewed',
    party: 'agent',
    simulated: ['-40 (se 8)', '-'],
    bounds: BELIEVABLE_BPS,
  },
];

/**
 * Two rows each. At the outcome, as it must be settled: fifty days of positions that win or lose are an error of a hundred basis
 * points and more, so that row must only agree with the other. And half an hour after each fill, by the belief: nobody here
 * knows more of the future than that, so what comes later is a fair game and the expectation is the same (16.1), without its luck.
 */
export function earningFacts(days: VariantDays): readonly FactRow[] {
  return LINES.flatMap((line) => rowsOf(days[line.variant] ?? [], line));
}

function rowsOf(days: readonly DayFacts[], { what, party, simulated, real = '-', bounds, tMax }: Line): FactRow[] {
  const [atOutcome, later] = [earned(days, party), earned(days, party, 'later')];
  const luck = ratio(days.map((day) => [day[party].atOutcome - day[party].later, day[party].notional]));
  const isFair = Math.abs(luck.value) <= LUCK_ERRORS_MAX * luck.error;
  const isSane = tMax === undefined || atOutcome.value <= tMax * atOutcome.error;
  const words = [
    `within ${LUCK_ERRORS_MAX} se of the next line`,
    tMax === undefined ? '' : `not above 0 with t > ${tMax} (16.5)`,
  ];
  const row = (name: string, { value, error }: Estimate) => ({ what: name, figures: [value], error, digits: 0 });
  return [
    factRow({
      ...row(`${what}, bps at the outcome`, atOutcome),
      simulated: simulated?.[0] ?? '-',
      real,
      bounds: [{}],
      also: { words: words.filter((each) => each !== '').join('; '), holds: isFair && isSane },
    }),
    factRow({
      ...row('  the same half an hour after the fills', later),
      simulated: simulated?.[1] ?? '-',
      bounds: [bounds],
    }),
  ];
}

function inBps({ value, error }: Estimate): Estimate {
  return { value: BPS * value, error: BPS * error };
}
