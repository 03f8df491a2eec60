// The gates of quant.md 16.5 over market-days: the regression test of the market itself, which must fail when somebody makes it a
// fantasy, and what a claim of profit must pass, for an agent in it.
import { believableGate, bootstrapGate, type Gate, gatesNotJudged, inventoryGate } from '#domain/money/report-gates.ts';
import { Decimal } from '#domain/units.ts';
import type { DayFacts } from './facts-day.ts';
import { earned } from './facts-earnings.ts';
import { estimateText } from './facts-row.ts';
import { autocorrelation, estimate, isEstimable, meanOf, quantileOf } from './sample-statistics.ts';

const MEAN_OVER_MEDIAN_MIN = 5;
const SIGN_MIN = 0.1;
const FIRST_SHARE_MAX = 0.3;
const ERRORS_MAX = 4;
const T_MAX = 2;

/** `days`: with an agent that joins both touches, whom a sane market does not pay. */
export function regressionGates(days: readonly DayFacts[]): readonly Gate[] {
  const usd = days.flatMap(({ orders }) => orders.map((order) => order.usd));
  const fat = meanOf(usd) / quantileOf(usd, 0.5);
  const signs = autocorrelation(
    days.map(({ orders }) => orders.map(({ sign }) => sign)),
    1,
  );
  const firsts = days.flatMap(({ looks }) =>
    looks.flatMap(({ firstShare }) => (firstShare === null ? [] : [firstShare])),
  );
  const first = quantileOf(firsts, 0.5);
  const drift = estimate(days.map(({ first: from, last }) => last - from));
  // Settled as it must be, and half an hour after the fills, where luck hides less.
  const [naive, later] = [earned(days, 'agent'), earned(days, 'agent', 'later')];
  const t = Math.max(naive.value / naive.error, later.value / later.error);
  return [
    {
      name: `order $ mean at least ${MEAN_OVER_MEDIAN_MIN} medians`,
      passed: fat >= MEAN_OVER_MEDIAN_MIN,
      value: fat.toFixed(1),
    },
    { name: `sign autocorrelation at lag 1 at least ${SIGN_MIN}`, passed: signs >= SIGN_MIN, value: signs.toFixed(3) },
    { name: `L1 share at most ${FIRST_SHARE_MAX}`, passed: first <= FIRST_SHARE_MAX, value: first.toFixed(3) },
    {
      name: `E[p_T] within ${ERRORS_MAX} se of p_0`,
      passed: isEstimable(drift) && Math.abs(drift.value) <= ERRORS_MAX * drift.error,
      value: estimateText(drift, 4),
    },
    {
      name: `joining both touches does not earn with t above ${T_MAX}`,
      passed: isEstimable(naive) && isEstimable(later) && t <= T_MAX,
      value: `${[naive, later].map((one) => estimateText(one, 0)).join(' bps at the outcome, ')} half an hour later`,
    },
  ];
}

/** Of the days' agent. */
export function claimGates(days: readonly DayFacts[]): readonly Gate[] {
  const { value: bps } = earned(days, 'agent');
  const left = days.filter(({ agent }) => agent.net !== 0);
  const won = left.filter(({ agent, outcome }) => agent.net > 0 === outcome > 0.5).length;
  const sum = (read: (day: DayFacts) => number) =>
    new Decimal(days.reduce((all, day) => all + read(day), 0).toFixed(2)).toFixed();
  return [
    believableGate(Number.isFinite(bps) ? new Decimal(bps) : null, { decided: left.length, won }),
    inventoryGate({
      edge: sum(({ agent }) => agent.edge),
      inventory: sum(({ agent }) => agent.atOutcome - agent.edge),
    }),
    bootstrapGate(days.map(({ agent }) => agent.atOutcome)),
    ...gatesNotJudged(),
  ];
}
