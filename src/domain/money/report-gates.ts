// What must hold before a paper profit may be believed (quant.md 16.5), as far as one report can tell. A gate that fails is
// an honest report, not an error; a gate that could not be judged has failed and says why.
import { Decimal } from '#domain/units.ts';
import type { RunReport } from './report.ts';

export interface Gate {
  readonly name: string;
  readonly passed: boolean;
  /** What was found. */
  readonly value: string;
}

/** More than this before rewards is fantasy until fair-value skill explains it. */
export const BELIEVABLE_BPS_MAX = 150;
/** Between the worst and the best queue model. */
export const MODEL_RATIO_MIN = 0.25;

export function gatesOf(runs: readonly RunReport[]): readonly Gate[] {
  return [...runs.flatMap((run) => runGates(run, runs.length > 1)), ...modelGates(runs)];
}

function runGates({ queueModel, bound, total }: RunReport, named: boolean): readonly Gate[] {
  const gate = (name: string, passed: boolean, value: string): Gate => ({
    name: named ? `${name} (${queueModel}, ${bound})` : name,
    passed,
    value,
  });
  const bps = total.bpsBeforeRewards === null ? null : new Decimal(total.bpsBeforeRewards);
  const { adverse } = total.markouts[5] ?? {};
  const beyond = adverse ? new Decimal(adverse).negated() : null;
  return [
    gate('residual is zero', total.residual === '0', total.residual),
    gate(
      `at most +${BELIEVABLE_BPS_MAX} bps of notional before rewards`,
      bps?.lte(BELIEVABLE_BPS_MAX) ?? false,
      bps?.toFixed(2) ?? 'no fills',
    ),
    gate('markout at 5 s is not above the edge at fill', beyond?.lte(0) ?? false, beyond?.toFixed() ?? 'no markouts'),
  ];
}

function modelGates(runs: readonly RunReport[]): readonly Gate[] {
  if (runs.length < 2) return [];
  const profits = runs.map(({ total }) => new Decimal(total.pnl));
  const [worst, best] = [Decimal.min(...profits), Decimal.max(...profits)];
  const ratio = best.gt(0) ? worst.div(best) : null;
  return [
    { name: 'every queue model earns', passed: worst.gt(0), value: profits.map((each) => each.toFixed()).join(' ') },
    {
      name: `the worst model earns at least ${MODEL_RATIO_MIN} of the best`,
      passed: ratio?.gte(MODEL_RATIO_MIN) ?? false,
      value: ratio?.toFixed(4) ?? 'no model earns',
    },
  ];
}
