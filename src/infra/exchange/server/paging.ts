// Pages of the CLOB: so many rows, and a cursor that says where the next begins; and the times between which rows are asked for.
import { wholeNumber } from '#infra/venue/signing/headers.ts';
import { FIRST_CURSOR, LAST_CURSOR, type Page } from '#infra/venue/wire/pages.ts';

/** null for a cursor that is none of ours. */
export function pageOf<Row>(rows: readonly Row[], cursor: string | null, limit: number): Page<Row> | null {
  const at = startOf(cursor);
  if (at === null) return null;
  const page = rows.slice(at, at + limit);
  const next = at + limit < rows.length ? Buffer.from(String(at + limit)).toString('base64') : null;
  return { rows: page, next, limit, count: page.length };
}

function startOf(cursor: string | null): number | null {
  if (cursor === null || cursor === '' || cursor === FIRST_CURSOR) return 0;
  if (cursor === LAST_CURSOR) return Number.MAX_SAFE_INTEGER;
  const text = Buffer.from(cursor.slice(0, 40), 'base64').toString('latin1');
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** Milliseconds of unix seconds; null where nothing is asked, undefined for nonsense. */
export function secondsIn(text: string | null): number | null | undefined {
  if (text === null || text === '') return null;
  const seconds = wholeNumber(text);
  return seconds === null ? undefined : seconds * 1_000;
}
