// What real fills were worth five seconds later, from the report of a live run: simulated fills may not look better (quant.md 16.5).
import { readFileSync } from 'node:fs';
import { BadInput } from '#domain/failure.ts';

/** A report is some kilobytes a market. */
const BYTES_MAX = 100_000_000;
const DECIMAL = /^-?\d{1,12}(\.\d{1,18})?$/;

export const LIVE_REPORT_HELP = `--live-report FILE report of a live run (state/live/report.json): simulated fills may not look better than its`;

/** Dollars a share, as text, of the file that `--live-report` names; null: none is named. Throws BadInput. */
export function liveMarkout(values: ReadonlyMap<string, string>): string | null {
  const path = values.get('live-report');
  if (path === undefined) return null;
  const bad = (what: string) => new BadInput(`--live-report ${path}: ${what}`);
  let report: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > BYTES_MAX) throw new Error(`longer than ${BYTES_MAX} characters`);
    report = JSON.parse(text);
  } catch (error) {
    throw bad(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  if (at(report, 'schema') !== 1) throw bad('schema: not a report of schema 1');
  const mean = at(at(at(at(at(at(report, 'runs'), '0'), 'total'), 'markouts'), '5'), 'mean');
  if (mean === null) throw bad('runs.0.total.markouts.5.mean: no fill of it was looked at after five seconds');
  if (typeof mean !== 'string' || !DECIMAL.test(mean)) throw bad('runs.0.total.markouts.5.mean: no decimal number');
  return mean;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
