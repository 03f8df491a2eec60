// What must hold before a paper profit may be believed (quant.md 16.5), for any number of runs over the same markets. A gate that
// fails is an honest report, not an error; a gate that could not be judged has failed and says why.
import { Decimal } from '#domain/units.ts';
import { shareNotAboveZero } from './bootstrap.ts';
import type { MarketDayEvidence } from './market-days.ts';
import type { RunReport } from './report.ts';

export interface Gate {
  readonly name: string;
  readonly passed: boolean;
  /** What was found. */
  readonly value: string;
}

/** What a report's figures do not say by themselves. */
export interface GateContext {
  /** Of each run. */
  readonly days: readonly MarketDayEvidence[];
  /** The data was recorded before: nothing was run forward. */
  readonly recorded: boolean;
  /** Dollars a share five seconds after fills that were real, `itself` where these are; null: nobody said. */
  readonly liveMarkout: string | null;
}

/** More than this before rewards is fantasy until fair-value skill explains it. */
export const BELIEVABLE_BPS_MAX = 150;
/** Part of the decided markets in which what was left won, and how many standard errors above a coin. */
const ALIGNMENT_MIN = 0.55;
const ALIGNMENT_T_MIN = 2;
/** Between the worst and the best queue model. */
export const MODEL_RATIO_MIN = 0.25;
/** Part of the resamples that may end without a profit, and how many market-days there must be to resample. */
const RESAMPLED_LOSS_MAX = 0.05;
export const MARKET_DAYS_MIN = 10;
const FORWARD_DAYS_MIN = 28;
const DAY_MS = 86_400_000;
const NO_DAYS: MarketDayEvidence = { profits: [], decided: 0, won: 0, spanMs: 0 };

export function gatesOf(runs: readonly RunReport[], context: GateContext): readonly Gate[] {
  return [
    ...runs.flatMap((run, at) => runGates(run, context.days[at] ?? NO_DAYS, context, runs.length > 1)),
    ...modelGates(runs),
    forwardGate(context),
  ];
}

function runGates(
  { queueModel, bound, total }: RunReport,
  days: MarketDayEvidence,
  { liveMarkout }: GateContext,
  named: boolean,
): readonly Gate[] {
  const { mean = null, adverse = null } = total.markouts[5] ?? {};
  const gates = [
    { name: 'residual is zero', passed: total.residual === '0', value: total.residual },
    believableGate(total.bpsBeforeRewards === null ? null : new Decimal(total.bpsBeforeRewards), days),
    fantasyGate(adverse),
    liveGate(mean, liveMarkout),
    inventoryGate(total),
    bootstrapGate(days.profits),
  ];
  return named ? gates.map((gate) => ({ ...gate, name: `${gate.name} (${queueModel}, ${bound})` })) : gates;
}

/** `bps`: of what was traded, before rewards; null: nothing was. */
export function believableGate(
  bps: Decimal | null,
  { decided, won }: Pick<MarketDayEvidence, 'decided' | 'won'>,
): Gate {
  const name = `at most +${BELIEVABLE_BPS_MAX} bps of notional before rewards, or explained by fair-value skill`;
  if (!bps) return { name, passed: false, value: 'no fills' };
  const value = bps.toFixed(2);
  if (bps.lte(BELIEVABLE_BPS_MAX)) return { name, passed: true, value };
  if (decided === 0)
    return { name, passed: false, value: `${value}, and nothing was left in a decided market to tell skill` };
  const part = won / decided;
  const t = (part - 0.5) * 2 * Math.sqrt(decided);
  const skilled = part > ALIGNMENT_MIN && t > ALIGNMENT_T_MIN;
  return {
    name,
    passed: skilled,
    value: `${value}; what was left won in ${won} of ${decided} decided markets, t ${t.toFixed(2)}`,
  };
}

function fantasyGate(adverse: string | null): Gate {
  const beyond = adverse === null ? null : new Decimal(adverse).negated();
  return {
    name: 'markout at 5 s is not above the edge at fill',
    passed: beyond?.lte(0) ?? false,
    value: beyond?.toFixed() ?? 'no markouts',
  };
}

function liveGate(mean: string | null, live: string | null): Gate {
  const name = 'markout at 5 s is at most that of real fills';
  if (live === null) return { name, passed: false, value: 'no report of a live run to compare with (--live-report)' };
  if (live === 'itself') return { name, passed: true, value: 'these are the real ones' };
  if (mean === null) return { name, passed: false, value: `no markouts beside ${live} live` };
  return { name, passed: new Decimal(mean).lte(live), value: `${mean} beside ${live} live` };
}

/** A profit that is a position which happened to rise says nothing about quoting: how much of it is must be seen. */
export function inventoryGate({ edge, inventory }: { readonly edge: string; readonly inventory: string }): Gate {
  const name = 'inventory part of the profit is reported';
  const moved = new Decimal(inventory).abs();
  const whole = new Decimal(edge).abs().plus(moved);
  if (whole.isZero()) return { name, passed: false, value: 'neither edge nor inventory' };
  const part = moved.div(whole).times(100).toFixed(0);
  return { name, passed: true, value: `${part} % (inventory ${inventory}, edge ${edge})` };
}

/** `profits`: one a market-day. */
export function bootstrapGate(profits: readonly number[]): Gate {
  const name = `market-days resampled: at most ${100 * RESAMPLED_LOSS_MAX} % end without a profit`;
  const share = shareNotAboveZero(profits);
  if (share === null || profits.length < MARKET_DAYS_MIN)
    return { name, passed: false, value: `${profits.length} market-days, at least ${MARKET_DAYS_MIN} are needed` };
  const value = `${(100 * share).toFixed(1)} % of ${profits.length} market-days`;
  return { name, passed: share <= RESAMPLED_LOSS_MAX, value };
}

/** Of a market of our own making, in which the queue is a real one and nobody has traded for money. */
export function gatesNotJudged(): readonly Gate[] {
  const context = { recorded: false, days: [], liveMarkout: null };
  return [
    ...modelGates([]),
    liveGate(null, null),
    { ...forwardGate(context), value: 'virtual time, nothing was run forward' },
  ];
}

function modelGates(runs: readonly RunReport[]): readonly Gate[] {
  const earns = 'every queue model earns';
  const keeps = `the worst model earns at least ${MODEL_RATIO_MIN} of the best`;
  if (new Set(runs.map(({ queueModel }) => queueModel)).size < 2) {
    const value = runs[0]
      ? `only one queue model was run (${runs[0].queueModel})`
      : 'no queue model was run: the queue was a real one';
    return [earns, keeps].map((name) => ({ name, passed: false, value }));
  }
  const profits = runs.map(({ total }) => new Decimal(total.pnl));
  const [worst, best] = [Decimal.min(...profits), Decimal.max(...profits)];
  const ratio = best.gt(0) ? worst.div(best) : null;
  return [
    { name: earns, passed: worst.gt(0), value: profits.map((each) => each.toFixed()).join(' ') },
    { name: keeps, passed: ratio?.gte(MODEL_RATIO_MIN) ?? false, value: ratio?.toFixed(4) ?? 'no model earns' },
  ];
}

/** No history of order books exists officially: only what was fixed before and then run forward proves anything. */
function forwardGate({ recorded, days }: GateContext): Gate {
  const name = `run forward for at least ${FORWARD_DAYS_MIN} days`;
  if (recorded) return { name, passed: false, value: 'recordings were played, nothing was run forward' };
  const span = Math.max(0, ...days.map(({ spanMs }) => spanMs)) / DAY_MS;
  return { name, passed: span >= FORWARD_DAYS_MIN, value: `${span.toFixed(2)} days` };
}
