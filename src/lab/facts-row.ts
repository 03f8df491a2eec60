// One line of the table of stylised facts, as data and as text: what was found, what quant.md 16.3 says of a simulator that
// reproduced the facts and of the real venue, what we tolerate, and whether it holds. What cannot be estimated holds nowhere.
import { type Estimate, isEstimable } from './sample-statistics.ts';

const UNKNOWN = 'not estimable';

export interface FactRow {
  readonly what: string;
  /** As shown; `not estimable` where days were too few or too alike. */
  readonly found: string;
  readonly figures: readonly number[];
  /** Of the last figure; null: it has none. */
  readonly error: number | null;
  readonly simulated: string;
  readonly real: string;
  readonly tolerance: string;
  readonly passed: boolean;
}

/** Inclusive. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

export interface RowInput {
  readonly what: string;
  readonly figures: readonly number[];
  readonly error?: number;
  readonly unit?: string;
  readonly digits: number;
  readonly simulated?: string;
  readonly real?: string;
  /** One for each figure, or more demands in words. */
  readonly bounds: readonly Bounds[];
  readonly also?: { readonly words: string; readonly holds: boolean };
}

export function factRow(input: RowInput): FactRow {
  const { what, figures, error, unit = '', digits, simulated = '-', real = '-', bounds, also } = input;
  const last = { value: figures.at(-1) ?? Number.NaN, error: error ?? Number.NaN };
  const known = error === undefined ? figures.every(Number.isFinite) : isEstimable(last);
  const shown = figures.map((figure) => figure.toFixed(digits)).join(' / ');
  const within = figures.every((figure, at) => isWithin(figure, bounds[at] ?? {}));
  const words = bounds.map((each) => boundsText(each, digits)).join(' / ');
  return {
    what,
    found: known ? `${shown}${unit}${error === undefined ? '' : ` (se ${error.toFixed(digits)})`}` : UNKNOWN,
    figures,
    error: error ?? null,
    simulated,
    real,
    tolerance: [words, also?.words].filter((each) => each).join('; '),
    passed: known && within && (also?.holds ?? true),
  };
}

/** `0.0012 (se 0.0008)`, or that it cannot be told. */
export function estimateText(one: Estimate, digits: number): string {
  return isEstimable(one) ? `${one.value.toFixed(digits)} (se ${one.error.toFixed(digits)})` : UNKNOWN;
}

function isWithin(
  figure: number,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Bounds,
): boolean {
  return figure >= least && figure <= most;
}

function boundsText({ least, most }: Bounds, digits: number): string {
  const text = (value: number) => String(Number(value.toFixed(digits)));
  if (least === undefined) return most === undefined ? '' : `<= ${text(most)}`;
  return most === undefined ? `>= ${text(least)}` : `${text(least)}..${text(most)}`;
}

const COLUMNS = ['', 'statistic', 'found', 'tolerance', 'quant.md 16.3', 'real venue'] as const;

/** For people: one line a row. */
export function factTable(rows: readonly FactRow[]): string {
  const cells = rows.map(({ passed, what, found, tolerance, simulated, real }) => {
    return [passed ? 'passed' : 'FAILED', what, found, tolerance, simulated, real];
  });
  const all = [COLUMNS as readonly string[], ...cells];
  const widths = COLUMNS.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
