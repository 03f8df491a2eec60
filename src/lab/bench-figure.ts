// What a bench measured, as data: samples boiled down to a median and a 99th percentile, beside what we aim at. An aim that is
// missed is an honest figure, not an error.

export interface Aim {
  readonly at: 'most' | 'least';
  readonly value: number;
  /** Of the 99th percentile, in the same direction; left out: it may be what it is. */
  readonly p99?: number;
}

export interface Figure {
  readonly bench: string;
  readonly what: string;
  readonly unit: string;
  readonly samples: number;
  readonly median: number;
  readonly p99: number;
  readonly least: number;
  readonly most: number;
  readonly aim: Aim | null;
  /** By the median, and by the 99th percentile where the aim names one; null without an aim. */
  readonly met: boolean | null;
}

export interface Measured {
  readonly bench: string;
  readonly what: string;
  readonly unit: string;
  /** At least one. */
  readonly values: readonly number[];
  readonly aim?: Aim;
}

/** Boils samples down. Without any sample every number is 0, and no aim is met. */
export function figure({ bench, what, unit, values, aim = undefined }: Measured): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const [median, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
  const keeps = (found: number, value: number) => (aim?.at === 'least' ? found >= value : found <= value);
  const met = aim ? sorted.length > 0 && keeps(median, aim.value) && keeps(p99, aim.p99 ?? p99) : null;
  return {
    bench,
    what,
    unit,
    samples: sorted.length,
    median,
    p99,
    least: sorted[0] ?? 0,
    most: sorted.at(-1) ?? 0,
    aim: aim ?? null,
    met,
  };
}

/** The nearest rank: a value that was really measured. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const COLUMNS = ['bench', 'what', 'median', 'p99', 'unit', 'samples', 'aim'] as const;

/** For people: one line a figure. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = [COLUMNS as readonly string[], ...figures.map(cells)];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const isNumber = (at: number) => at === 2 || at === 3 || at === 5;
  return rows
    .map((row) =>
      row
        .map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ bench, what, unit, samples, median, p99, aim, met }: Figure): readonly string[] {
  const value = aim?.p99 === undefined ? aim?.value : `${aim.value}, p99 ${aim.p99}`;
  const wanted = aim ? `at ${aim.at} ${value}: ${met ? 'met' : 'missed'}` : '';
  return [bench, what, short(median), short(p99), unit, String(samples), wanted];
}

/** Three digits that matter. */
function short(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}
