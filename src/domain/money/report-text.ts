// The report as a trader reads it in a terminal: one line a market, the total, where the money came from, what the market
// did after our fills, and the gates. Rounded for the eye; the JSON has every digit. The residual is never rounded.
import { Decimal } from '#domain/units.ts';
import type { Dimension } from './fill-groups.ts';
import type { FillGroupsReport } from './fill-report.ts';
import type { Earnings, Report, RunReport, TotalReport } from './report.ts';
import type { Gate } from './report-gates.ts';

/** Longer names are cut: the table must fit a terminal. */
const NAME_MAX = 26;

export function reportText(report: Report): string {
  const { frames, seed, files, gates, assumptions } = report;
  const lines = [
    `frames  ${frames.applied} applied, ${frames.ignored} ignored, ${frames.bad} bad · files ${files.length} · seed ${seed}`,
    ...report.runs.flatMap(runLines),
    '',
    'gates',
    ...gates.map(gateLine),
  ];
  if (assumptions.length > 0) lines.push('', 'assumptions', ...assumptions.map((each) => `  ${each}`));
  return `${lines.join('\n')}\n`;
}

export function gateLine({ name, passed, value }: Gate): string {
  return `  ${passed ? 'passed' : 'FAILED'}  ${name}: ${value}`;
}

interface Column {
  readonly title: string;
  readonly cell: (row: Earnings) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'fills', cell: (row) => String(row.fills) },
  { title: 'shares', cell: (row) => rounded(row.shares, 0) },
  { title: 'profit', cell: (row) => rounded(row.pnl, 2) },
  { title: 'before r.', cell: (row) => rounded(row.pnlBeforeRewards, 2) },
  { title: 'edge', cell: (row) => rounded(row.edge, 2) },
  { title: 'invent.', cell: (row) => rounded(row.inventory, 2) },
  { title: 'fees', cell: (row) => rounded(row.fees, 2) },
  { title: 'rebates', cell: (row) => rounded(row.rebates, 2) },
  { title: 'rewards', cell: (row) => rounded(row.rewards, 2) },
  { title: 'est.', cell: (row) => rounded(row.rewardsEstimate, 2) },
  { title: 'm1 c', cell: (row) => cents(row, 1) },
  { title: 'm5 c', cell: (row) => cents(row, 5) },
  { title: 'm30 c', cell: (row) => cents(row, 30) },
  { title: 'm300 c', cell: (row) => cents(row, 300) },
  { title: 'merged', cell: (row) => rounded(row.mergedShares, 0) },
  { title: 'yes left', cell: (row) => rounded(row.position.yes, 0) },
  { title: 'no left', cell: (row) => rounded(row.position.no, 0) },
  { title: '2-sided', cell: (row) => percent(row.uptime) },
  { title: 'halts', cell: (row) => String(row.halts) },
];

function runLines({ queueModel, bound, markets, total }: RunReport): readonly string[] {
  const rows = [...markets.map((row) => ({ name: row.slug.slice(0, NAME_MAX), row })), { name: 'total', row: total }];
  const table = [
    ['market', ...COLUMNS.map(({ title }) => title)],
    ...rows.map(({ name, row }) => [name, ...COLUMNS.map(({ cell }) => cell(row))]),
  ];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((cells) => cells[at]?.length ?? 0))) ?? [];
  const pairs = Object.entries(total.pairTrades).map(([state, count]) => `${count} ${state}`);
  return [
    '',
    `queue model ${queueModel}, ${bound}`,
    ...table.map((cells) => line(cells, widths)),
    rewardLine(total),
    `cash ${total.openingCash} -> ${total.closingCash}, receivables ${total.receivables}`,
    `gas ${total.gas}, rounding ${total.rounding}, external ${total.external}, voided fills ${total.voidedFills}`,
    `merges ${total.merges}, splits ${total.splits}, pair trades ${pairs.join(', ') || 'none'}`,
    ...storyLines(total),
    `residual ${total.residual}${total.residualFound === null ? '' : ` (${total.residualFound})`}`,
  ];
}

/** Rewards beside the profit they are never mixed with: gates judge what is before them. */
function rewardLine({ pnlBeforeRewards, bpsBeforeRewards, rewards, pnl, bps, rewardsEstimate }: Earnings): string {
  const profit = (usd: string, points: string | null) =>
    `${rounded(usd, 2)} (${points === null ? 'nothing traded' : `${rounded(points, 1)} bps`})`;
  return `before rewards ${profit(pnlBeforeRewards, bpsBeforeRewards)}, rewards credited ${rounded(rewards, 2)}, after ${profit(pnl, bps)}; estimated and not credited ${rounded(rewardsEstimate, 2)}`;
}

/** What explains fills, and what did not fill: the JSON has all of it. */
function storyLines({ groups, unfilled, markouts, capital }: TotalReport): readonly string[] {
  const words = (groups: FillGroupsReport) =>
    Object.entries(groups).map(([word, group]) => `${word} ${group.fills} (${inCents(group.markouts[30])})`);
  const rows = SHOWN.map(([dimension, title]) => `by ${title}: ${words(groups[dimension]).join(', ') || 'none'}`);
  const thirty = (all: Earnings['markouts']) =>
    `${inCents(all[30]?.mean)}, moved against us ${inCents(all[30]?.adverse)}`;
  const { pairTrades, meanMs, longestMs, meanLegMs, open, openUsd, dollarSeconds } = capital;
  return [
    `fills, and cents a share after 30 s, ${rows.join(' · ')}`,
    `cents a share after 30 s: filled ${thirty(markouts)}; unfilled, as if they had been, ${thirty(unfilled.markouts)} (${unfilled.quotes} quotes rested and nobody came)`,
    `capital: second leg after ${seconds(meanLegMs)}, then cash after ${seconds(meanMs)} on average, ${seconds(String(longestMs))} at most, over ${pairTrades} pair trades; ${rounded(dollarSeconds, 0)} dollar-seconds; ${open} wait with $${rounded(openUsd, 2)}`,
  ];
}

const SHOWN: readonly (readonly [Dimension, string])[] = [
  ['rule', 'rule'],
  ['regime', 'regime'],
  ['queue', 'queue'],
];

function seconds(ms: string | null): string {
  return ms === null ? '-' : `${new Decimal(ms).div(1_000).toFixed(1)} s`;
}

function inCents(dollars: string | null | undefined): string {
  return dollars === null || dollars === undefined ? '-' : new Decimal(dollars).times(100).toFixed(2);
}

/** The first column to the left, numbers to the right. */
function line(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
}

function rounded(text: string, decimals: number): string {
  return new Decimal(text).toFixed(decimals);
}

function cents(row: Earnings, horizon: 1 | 5 | 30 | 300): string {
  const mean = row.markouts[horizon]?.mean ?? null;
  return mean === null ? '-' : new Decimal(mean).times(100).toFixed(2);
}

function percent(share: string | null): string {
  return share === null ? '-' : `${new Decimal(share).times(100).toFixed(0)}%`;
}
