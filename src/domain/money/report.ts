// What a run was worth, as the JSON that people and gates read (schema 1). Promises: decimals are strings in plain notation,
// keys have one order, and the same facts give the same bytes (`wallMs`, the last key, apart). Rewards that were not
// credited are an estimate beside the profit, never in it.
import type { MarketId } from '#domain/ids.ts';
import { microText, type Usd } from '#domain/units.ts';
import type { Attribution } from './attribution.ts';
import type { CapitalTime, CapitalTimes } from './capital-time.ts';
import type { Dimension, FillGroups } from './fill-groups.ts';
import {
  allGroups,
  type CapitalReport,
  capitalReport,
  type FillGroupsReport,
  groupRows,
  statistic,
} from './fill-report.ts';
import type { MarketDayEvidence } from './market-days.ts';
import type { Markout, MarkoutSummary, Markouts } from './markouts.ts';
import type { PairTally } from './pair-tally.ts';
import { type Gate, type GateContext, gatesOf } from './report-gates.ts';
import type { Residual } from './residual.ts';
import { basisPoints, beforeRewards, pnlOf, type Tally } from './tally.ts';

export interface Report {
  readonly schema: 1;
  readonly seed: number | string;
  readonly files: readonly string[];
  readonly frames: { readonly applied: number; readonly ignored: number; readonly bad: number };
  readonly runs: readonly RunReport[];
  readonly gates: readonly Gate[];
  readonly assumptions: readonly string[];
  readonly wallMs: number;
}

export interface RunReport {
  readonly queueModel: string;
  /** Which end of what the data leaves open this run stands for, such as `pessimistic`. */
  readonly bound: string;
  readonly markets: readonly MarketReport[];
  readonly total: TotalReport;
}

/** Dollars, and shares in whole shares, as text. `fees` and `gas` are what was paid. */
export interface Earnings {
  readonly fills: number;
  /** Fills whose settlement failed; in nothing else of this row. */
  readonly voidedFills: number;
  readonly shares: string;
  /** Σ price·size, each fill in the terms of the outcome it traded. */
  readonly notional: string;
  /** With the rewards that were credited, and without. What is not credited yet is in neither. */
  readonly pnl: string;
  readonly pnlBeforeRewards: string;
  /** The same in basis points of `notional`; null: nothing was traded. */
  readonly bps: string | null;
  readonly bpsBeforeRewards: string | null;
  readonly edge: string;
  readonly inventory: string;
  readonly fees: string;
  readonly rebates: string;
  readonly rewards: string;
  readonly rewardsEstimate: string;
  readonly gas: string;
  readonly rounding: string;
  /** Deposits minus withdrawals; not in `pnl`. */
  readonly external: string;
  /** Dollars a share after 1, 5, 30 and 300 s, and at resolution. */
  readonly markouts: Readonly<Record<string, MarkoutReport>>;
  /** The same for quotes that rested and were cancelled unfilled, as if they had been filled at that moment: what the fills that we
   *  got are compared with. `quotes`: how many there were. */
  readonly unfilled: { readonly quotes: number; readonly markouts: Readonly<Record<string, MarkoutReport>> };
  readonly capital: CapitalReport;
  readonly merges: number;
  readonly mergedShares: string;
  readonly splits: number;
  readonly splitShares: string;
  /** By state; what is not merged, sold, abandoned or failed was still under way. */
  readonly pairTrades: Readonly<Record<string, number>>;
  readonly halts: number;
  /** Share of the time with both sides shown; null: no time passed. */
  readonly uptime: string | null;
  /** What is left. */
  readonly position: { readonly yes: string; readonly no: string };
}

export interface MarketReport extends Earnings {
  readonly id: MarketId;
  readonly slug: string;
  readonly mark: string;
  /** By hour of the day, UTC. */
  readonly hours: FillGroupsReport;
}

export interface TotalReport extends Earnings {
  /** Fills by what may explain them, and within each by its word. */
  readonly groups: Readonly<Record<Dimension, FillGroupsReport>>;
  readonly openingCash: string;
  readonly closingCash: string;
  readonly receivables: string;
  readonly residual: string;
  /** Which claim broke, or null. */
  readonly residualFound: string | null;
}

export interface MarkoutReport {
  readonly mean: string | null;
  readonly adverse: string | null;
  readonly fills: number;
  readonly missing: number;
  readonly dropped: number;
}

/** What attribution does not know about a market. */
export interface MarketNotes {
  readonly id: MarketId;
  readonly slug: string;
  /** Dollars, a statistic. */
  readonly rewardsEstimate: number;
  readonly halts: number;
  readonly uptime: number | null;
}

export interface RunInput {
  readonly queueModel: string;
  readonly bound: string;
  /** Marked at the close by the caller. */
  readonly attribution: Attribution;
  readonly markouts: Markouts;
  /** Quotes that rested and were not filled. */
  readonly unfilled: Markouts;
  readonly groups: FillGroups;
  readonly capital: CapitalTime;
  readonly pairTrades: PairTally;
  readonly days: MarketDayEvidence;
  /** In the order in which they are shown; markets with facts and no notes follow by id. */
  readonly notes: readonly MarketNotes[];
  /** Over all markets; null: no time passed. */
  readonly uptime: number | null;
  readonly halts: number;
  readonly openingCash: Usd;
  readonly closing: { readonly cash: Usd; readonly receivables: Usd };
  readonly residual: Residual;
}

/** `files` by base name, so that the directory leaves no trace. */
export type ReportInput = Omit<Report, 'schema' | 'runs' | 'gates'> & {
  readonly runs: readonly RunInput[];
  /** As gates want it. */
  readonly liveMarkout?: GateContext['liveMarkout'];
};

export function buildReport(input: ReportInput): Report {
  const { seed, files, frames, runs, assumptions, liveMarkout = null, wallMs } = input;
  const { applied, ignored, bad } = frames;
  const reports = runs.map(runReport);
  return {
    schema: 1,
    seed,
    files,
    frames: { applied, ignored, bad },
    runs: reports,
    gates: gatesOf(reports, { days: runs.map(({ days }) => days), recorded: files.length > 0, liveMarkout }),
    assumptions,
    wallMs,
  };
}

/** The file's content. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

export function runReport(run: RunInput): RunReport {
  const { queueModel, bound, attribution, markouts, unfilled, groups, capital, pairTrades } = run;
  const noted = new Set(run.notes.map(({ id }) => id));
  const unnoted = attribution.markets().filter((id) => !noted.has(id));
  const notes = [...run.notes, ...unnoted.sort().map((id) => ({ ...NO_NOTES, id, slug: id }))];
  const markets = notes.map((note): MarketReport => {
    const { tally, yes, no, mark } = attribution.market(note.id);
    const traded = {
      markouts: markouts.market(note.id),
      unfilled: unfilled.market(note.id),
      capital: capital.market(note.id),
      pairTrades: pairTrades.market(note.id),
      yes,
      no,
    };
    const hours = groupRows(groups.hoursOf(note.id));
    return { id: note.id, slug: note.slug, ...earnings(tally, { ...note, ...traded }), mark: microText(mark), hours };
  });
  return { queueModel, bound, markets, total: totalReport(run, notes) };
}

const NO_NOTES = { rewardsEstimate: 0, halts: 0, uptime: null } as const;

function totalReport(run: RunInput, notes: readonly MarketNotes[]): TotalReport {
  const { attribution, markouts, pairTrades, halts, uptime, openingCash, closing, residual } = run;
  const rows = attribution.markets().map((id) => attribution.market(id));
  const all = {
    markouts: markouts.total(),
    unfilled: run.unfilled.total(),
    capital: run.capital.total(),
    pairTrades: pairTrades.total(),
    halts,
    uptime,
    rewardsEstimate: notes.reduce((sum, note) => sum + note.rewardsEstimate, 0),
    yes: rows.reduce((sum, { yes }) => sum + yes, 0),
    no: rows.reduce((sum, { no }) => sum + no, 0),
  };
  return {
    ...earnings(attribution.total(), all),
    groups: allGroups(run.groups),
    openingCash: openingCash.toFixed(),
    closingCash: closing.cash.toFixed(),
    receivables: closing.receivables.toFixed(),
    residual: residual.usd.toFixed(),
    residualFound: residual.found,
  };
}

interface Beside {
  readonly markouts: MarkoutSummary;
  readonly unfilled: MarkoutSummary;
  readonly capital: CapitalTimes;
  readonly pairTrades: Readonly<Record<string, number>>;
  readonly halts: number;
  readonly uptime: number | null;
  readonly rewardsEstimate: number;
  readonly yes: number;
  readonly no: number;
}

function earnings(tally: Readonly<Tally>, beside: Beside): Earnings {
  return {
    fills: tally.fills,
    voidedFills: tally.voided,
    shares: microText(tally.shares),
    notional: tally.cost.toFixed(),
    pnl: pnlOf(tally).toFixed(),
    pnlBeforeRewards: beforeRewards(tally).toFixed(),
    bps: basisPoints(pnlOf(tally), tally.cost)?.toFixed(4) ?? null,
    bpsBeforeRewards: basisPoints(beforeRewards(tally), tally.cost)?.toFixed(4) ?? null,
    edge: tally.edge.toFixed(),
    inventory: tally.inventory.toFixed(),
    fees: tally.fees.toFixed(),
    rebates: tally.rebates.toFixed(),
    rewards: tally.rewards.toFixed(),
    rewardsEstimate: statistic(beside.rewardsEstimate) ?? '0',
    gas: tally.gas.toFixed(),
    rounding: tally.rounding.toFixed(),
    external: tally.external.toFixed(),
    markouts: markoutReports(beside.markouts),
    unfilled: { quotes: beside.unfilled.added, markouts: markoutReports(beside.unfilled) },
    capital: capitalReport(beside.capital),
    merges: tally.merges,
    mergedShares: microText(tally.mergedShares),
    splits: tally.splits,
    splitShares: microText(tally.splitShares),
    pairTrades: beside.pairTrades,
    halts: beside.halts,
    uptime: statistic(beside.uptime),
    position: { yes: microText(beside.yes), no: microText(beside.no) },
  };
}

function markoutReports({ horizons, resolution }: MarkoutSummary): Readonly<Record<string, MarkoutReport>> {
  const seen = Object.entries(horizons).map(([horizon, markout]) => [horizon, markoutReport(markout)] as const);
  return { ...Object.fromEntries(seen), resolution: markoutReport(resolution) };
}

function markoutReport({ mean, adverse, fills, missing, dropped }: Markout): MarkoutReport {
  return { mean: statistic(mean), adverse: statistic(adverse), fills, missing, dropped };
}
