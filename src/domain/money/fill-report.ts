// What the report says of fills and of what did not fill, beside the profit: groups, quotes that nobody took, and how long capital
// waits. Statistics as text, nine decimals; what is no number has no text.
import { Decimal } from '#domain/units.ts';
import type { CapitalTimes } from './capital-time.ts';
import { DIMENSIONS, type Dimension, type FillGroup, type FillGroups } from './fill-groups.ts';
import { HORIZONS_S } from './markouts.ts';

/** `markouts`: dollars a share after 1, 5, 30 and 300 s, of the fills of this life that were looked at; null: none was. */
export interface FillGroupReport {
  readonly fills: number;
  readonly shares: string;
  readonly edge: string;
  readonly markouts: Readonly<Record<string, string | null>>;
}

export type FillGroupsReport = Readonly<Record<string, FillGroupReport>>;

/** See `CapitalTimes`: milliseconds, dollars, and dollars times seconds. */
export interface CapitalReport {
  readonly pairTrades: number;
  readonly meanMs: string | null;
  readonly longestMs: number;
  readonly dollarSeconds: string;
  readonly meanLegMs: string | null;
  readonly open: number;
  readonly openUsd: string;
}

export function allGroups(groups: FillGroups): Readonly<Record<Dimension, FillGroupsReport>> {
  const rows = DIMENSIONS.map((dimension) => [dimension, groupRows(groups.of(dimension))] as const);
  return Object.fromEntries(rows) as Record<Dimension, FillGroupsReport>;
}

export function groupRows(groups: readonly (readonly [word: string, group: FillGroup])[]): FillGroupsReport {
  return Object.fromEntries(groups.map(([word, group]) => [word, groupReport(group)]));
}

export function capitalReport(times: CapitalTimes): CapitalReport {
  return {
    pairTrades: times.pairTrades,
    meanMs: statistic(times.meanMs),
    longestMs: times.longestMs,
    dollarSeconds: statistic(times.dollarSeconds) ?? '0',
    meanLegMs: statistic(times.meanLegMs),
    open: times.open,
    openUsd: statistic(times.openUsd) ?? '0',
  };
}

/** Nine decimals are more than a statistic is worth. What is no number has no text. */
export function statistic(value: number | null): string | null {
  return value === null || !Number.isFinite(value) ? null : new Decimal(value).toDecimalPlaces(9).toFixed();
}

function groupReport({ fills, shares, edge, looks }: FillGroup): FillGroupReport {
  const markouts = HORIZONS_S.map((horizon) => {
    const seen = looks[horizon];
    return [horizon, statistic(seen.shares > 0 ? seen.gain / seen.shares : null)] as const;
  });
  return {
    fills,
    shares: statistic(shares) ?? '0',
    edge: statistic(edge) ?? '0',
    markouts: Object.fromEntries(markouts),
  };
}
