// What first-contact found out about a venue and settings can follow: one row a setting and host, with when it was found. A layer
// of settings above the file and below environment and flags. Promises: a row of another host, or one that is too old to
// believe, sets nothing and is named; a file that does not read is bad input, never no file.
import { BadInput } from '#domain/failure.ts';
import { type Entry, isMap } from './entries.ts';

/** In the folder of mode live, whatever mode reads it: it is about the venue. */
export const MEASURED_FILE = 'measured.json';
/** Settings that first-contact may find. */
export const MEASURABLE: readonly string[] = ['venue.cover', 'venue.scoringAgeMs'];
export const MEASURED_DAYS_MAX = 30;
/** Rows of other hosts that are kept; the oldest are forgotten. */
const ROWS_MAX = 100;
const DAY_MS = 86_400_000;

export interface Measured {
  readonly key: string;
  readonly value: string;
  /** As in `venue.host`. */
  readonly host: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

export interface MeasuredLayer {
  readonly entries: readonly Entry[];
  /** What people must know: a sentence for each row that sets nothing. */
  readonly notes: readonly string[];
}

/** Throws BadInput naming the source and the row. */
export function readMeasured(text: string, source: string): readonly Measured[] {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new BadInput(`${source}: is no JSON; remove it, or have first-contact find its answers again`);
  }
  if (!isMap(raw) || raw.schema !== 1 || !Array.isArray(raw.found) || raw.found.length > ROWS_MAX)
    throw new BadInput(`${source}: is not what first-contact writes; remove it to go on without`);
  return raw.found.map((row: unknown, at) => {
    const known = isMap(row) ? row : {};
    const [key, value, host, time] = ['key', 'value', 'host', 'at'].map((name) => known[name]);
    if (typeof key !== 'string' || !MEASURABLE.includes(key))
      throw new BadInput(`${source}: found.${at}.key: must be one of ${MEASURABLE.join(', ')}`);
    if (typeof value !== 'string') throw new BadInput(`${source}: found.${at}.value: must be a text`);
    if (typeof host !== 'string' || host === '') throw new BadInput(`${source}: found.${at}.host: must be a host`);
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time)))
      throw new BadInput(`${source}: found.${at}.at: must be a time such as 2026-11-20T12:00:00.000Z`);
    return { key, value, host, at: time };
  });
}

export function measuredText(rows: readonly Measured[]): string {
  return `${JSON.stringify({ schema: 1, found: rows }, null, 2)}\n`;
}

/** The new rows in the place of older ones of the same setting and host. */
export function withMeasured(rows: readonly Measured[], found: readonly Measured[]): readonly Measured[] {
  const isOld = (row: Measured) => !found.some(({ key, host }) => key === row.key && host === row.host);
  return [...rows.filter(isOld), ...found].slice(-ROWS_MAX);
}

export function measuredLayer(rows: readonly Measured[], host: string, nowMs: number, source: string): MeasuredLayer {
  const entries: Entry[] = [];
  const notes: string[] = [];
  for (const key of MEASURABLE) {
    const own = rows.findLast((row) => row.key === key && row.host === host);
    const foreign = rows.findLast((row) => row.key === key && row.host !== host);
    if (own && isBelievable(own, nowMs))
      entries.push({ key, value: own.value, source: `${source} (found at ${own.host}, ${own.at})` });
    else if (own)
      notes.push(
        `${source}: ${key} ${own.value} was found on ${own.at}, and more than ${MEASURED_DAYS_MAX} days from now nobody believes it: ask first-contact again`,
      );
    else if (foreign)
      notes.push(`${source}: ${key} ${foreign.value} was found at ${foreign.host} and says nothing of ${host}`);
  }
  return { entries, notes };
}

/** Neither too old nor of a future in which no clock of ours was right. */
function isBelievable({ at }: Measured, nowMs: number): boolean {
  const ageMs = nowMs - Date.parse(at);
  return ageMs >= -DAY_MS && ageMs <= MEASURED_DAYS_MAX * DAY_MS;
}
