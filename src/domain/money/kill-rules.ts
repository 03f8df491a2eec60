// When trading must give way: measures of our money and of our requests against their limits, and the ladder of what
// follows. Promises: a measure that is no number trips, and the worst rung comes first. Remembering it across restarts is
// `latch.ts`; climbing and cancelling belong to the kill-switch machine and its actor.
import { Decimal, type Usd, ZERO_USD } from '#domain/units.ts';

/** From free to gone; each rung includes those below it. */
export const LADDER = ['armed', 'reduceOnly', 'noNewQuotes', 'cancelAll', 'drain', 'exit'] as const;
export type KillStage = (typeof LADDER)[number];

/** Money in dollars, without any flow from or to the outside. A profit may be negative, a loss is positive. */
export interface KillMeasures {
  readonly pnlToday: Usd;
  readonly pnlWeek: Usd;
  /** The best `pnlToday` of the day, at least 0. */
  readonly peak: Usd;
  /** What we were worth when the day and when the week began. */
  readonly dayStart: Usd;
  readonly weekStart: Usd;
  /** What the worst single trade has lost. */
  readonly tradeLoss: Usd;
  /** Worst outcomes of all markets, orders in flight included. */
  readonly exposure: Usd;
  /** Failed settlements and transactions within the window of the settings. */
  readonly failures: number;
  /** One of twenty answers takes longer, in milliseconds. */
  readonly slowMs: number;
  /** Share of orders that the venue rejects. */
  readonly rejectShare: number;
  /** Orders rejected because the account is restricted. */
  readonly restricted: number;
  /** Our clock against the venue's, in milliseconds, signed. */
  readonly skewMs: number;
}

/** Dollars, shares, counts and milliseconds as their names end; each is the most that is still fine. */
export interface KillLimits {
  readonly dailyLossMaxUsd: Usd;
  readonly dailyLossMaxShare: number;
  readonly weeklyLossMaxUsd: Usd;
  readonly weeklyLossMaxShare: number;
  readonly drawdownMaxUsd: Usd;
  readonly drawdownMaxShare: number;
  readonly tradeLossMaxUsd: Usd;
  readonly tradeLossMaxShare: number;
  readonly exposureMaxUsd: Usd;
  readonly failedExecutionsMax: number;
  readonly latencyMaxMs: number;
  readonly rejectMaxShare: number;
  readonly restrictedMax: number;
  readonly clockSkewMaxMs: number;
}

interface RuleRow {
  readonly rule: string;
  readonly stage: KillStage;
  readonly limit: keyof KillLimits;
  readonly found: (measures: KillMeasures) => Decimal;
}

/** In order of precedence within a rung. Too much risk is worked off by quoting one side; a falling day or a bad trade gets
 *  no new risk; a lost day, or orders that we do not control, end with nothing resting; a lost week ends the house. */
const RULES = [
  { rule: 'weeklyLoss', stage: 'drain', limit: 'weeklyLossMaxUsd', found: (m) => m.pnlWeek.negated() },
  {
    rule: 'weeklyLossShare',
    stage: 'drain',
    limit: 'weeklyLossMaxShare',
    found: (m) => share(m.pnlWeek.negated(), m.weekStart),
  },
  { rule: 'dailyLoss', stage: 'cancelAll', limit: 'dailyLossMaxUsd', found: (m) => m.pnlToday.negated() },
  {
    rule: 'dailyLossShare',
    stage: 'cancelAll',
    limit: 'dailyLossMaxShare',
    found: (m) => share(m.pnlToday.negated(), m.dayStart),
  },
  { rule: 'accountRestricted', stage: 'cancelAll', limit: 'restrictedMax', found: (m) => number(m.restricted) },
  { rule: 'failedExecutions', stage: 'cancelAll', limit: 'failedExecutionsMax', found: (m) => number(m.failures) },
  { rule: 'latency', stage: 'cancelAll', limit: 'latencyMaxMs', found: (m) => number(m.slowMs) },
  { rule: 'clockSkew', stage: 'cancelAll', limit: 'clockSkewMaxMs', found: (m) => number(m.skewMs).abs() },
  { rule: 'drawdown', stage: 'noNewQuotes', limit: 'drawdownMaxUsd', found: (m) => m.peak.minus(m.pnlToday) },
  {
    rule: 'drawdownShare',
    stage: 'noNewQuotes',
    limit: 'drawdownMaxShare',
    found: (m) => share(m.peak.minus(m.pnlToday), m.dayStart.plus(m.peak)),
  },
  { rule: 'tradeLoss', stage: 'noNewQuotes', limit: 'tradeLossMaxUsd', found: (m) => m.tradeLoss },
  {
    rule: 'tradeLossShare',
    stage: 'noNewQuotes',
    limit: 'tradeLossMaxShare',
    found: (m) => share(m.tradeLoss, m.dayStart),
  },
  { rule: 'rejects', stage: 'noNewQuotes', limit: 'rejectMaxShare', found: (m) => number(m.rejectShare) },
  { rule: 'exposure', stage: 'reduceOnly', limit: 'exposureMaxUsd', found: (m) => m.exposure },
] as const satisfies readonly RuleRow[];

export type KillRule = (typeof RULES)[number]['rule'];

/** Limit and finding in the unit of the limit. */
export interface Trip {
  readonly rule: KillRule;
  readonly limit: Decimal;
  readonly found: Decimal;
  readonly stage: KillStage;
}

/** Every rule with the rung it leads to and the setting that limits it: for people, and for tests. */
export const KILL_RULES: readonly {
  readonly rule: KillRule;
  readonly stage: KillStage;
  readonly limit: keyof KillLimits;
}[] = RULES.map(({ rule, stage, limit }) => ({ rule, stage, limit }));

/** Every limit that is passed now, worst rung first; standing exactly on a limit is not past it. A measure or limit that is
 *  not a finite number counts as passed, and cancels everything: we do not know what we are doing. */
export function trips(measures: KillMeasures, limits: KillLimits): readonly Trip[] {
  const passed = standings(measures, limits).flatMap(({ rule, stage, limit, found }): Trip[] => {
    const trip = { rule, limit, found };
    if (!found.isFinite() || !limit.isFinite()) return [{ ...trip, stage: higher(stage, 'cancelAll') }];
    return found.gt(limit) ? [{ ...trip, stage }] : [];
  });
  return passed.sort((a, b) => rung(b.stage) - rung(a.stage));
}

/** Every rule with what was found and what is still fine, in order of precedence. */
export function standings(
  measures: KillMeasures,
  limits: KillLimits,
): readonly (Trip & { readonly setting: keyof KillLimits })[] {
  return RULES.map(({ rule, stage, limit: setting, found: measure }) => ({
    rule,
    stage,
    setting,
    limit: new Decimal(limits[setting]),
    found: measure(measures),
  }));
}

export function rung(stage: KillStage): number {
  return LADDER.indexOf(stage);
}

/** `dailyLoss: 501.5 is past 500`. Findings are rounded up to what people read; limits stand as they were set. */
export function tripText({ rule, found, limit }: Trip): string {
  const shown = found.isFinite() ? found.toDecimalPlaces(6, Decimal.ROUND_UP).toString() : found.toString();
  return `${rule}: ${shown} is past ${limit}`;
}

function higher(a: KillStage, b: KillStage): KillStage {
  return rung(a) > rung(b) ? a : b;
}

/** Of a worth that is nothing or less, any loss is the whole. */
function share(loss: Decimal, worth: Usd): Decimal {
  if (loss.isFinite() && !loss.gt(ZERO_USD)) return ZERO_USD;
  if (worth.isFinite() && !worth.gt(ZERO_USD)) return new Decimal(1);
  return loss.div(worth);
}

function number(value: number): Decimal {
  return new Decimal(value);
}
