// Reads a list to its end, page by page. Promises: all rows or a failure; a page that fails fails the whole, a cursor that comes
// again or a list that does not end is a failure too, so that nobody takes a part for the whole.
import type { Answer, Reply } from '#domain/ports.ts';
import { FIRST_CURSOR } from '../wire/pages.ts';
import type { RestCall, RestClient } from './rest-client.ts';

/** A page as far as it matters here. */
export interface Rows<T> {
  readonly rows: readonly T[];
  /** null: this was the last one. */
  readonly next: string | null;
}

/** Pages of one list; more is no answer. */
const PAGES_MAX = 500;

/** Readings of a list of several pages that changes all the while; then whatever any of them named is told. */
const READINGS_MAX = 4;

/** `call` makes the request of a page; a null cursor asks for the first. `pages`: how many there were. */
export function readPages<T>(
  rest: RestClient,
  call: (cursor: string | null) => RestCall<Rows<T>>,
  reply: (answer: Answer<readonly T[]>, pages: number) => void,
): void {
  const rows: T[] = [];
  /** The first one leads back to the beginning. */
  const seen = new Set<string>([FIRST_CURSOR]);
  const fail = (excerpt: string): Answer<never> => ({ ok: false, failure: { kind: 'unreadable', excerpt } });
  const read = (cursor: string | null) =>
    rest.ask(call(cursor), (answer) => {
      if (!answer.ok) {
        reply(answer, seen.size);
        return;
      }
      for (const row of answer.value.rows) rows.push(row);
      const { next } = answer.value;
      if (next === null) reply({ ok: true, value: rows }, seen.size);
      else if (seen.has(next)) reply(fail(`the cursor ${next} came twice`), seen.size);
      else if (seen.size >= PAGES_MAX) reply(fail(`more than ${PAGES_MAX} pages`), seen.size);
      else {
        seen.add(next);
        read(next);
      }
    });
  read(null);
}

/** A list whose rows come and go while it is read. A row that leaves an earlier page draws one of a later page forward, past the
 *  cursor: so a list of several pages is read until two readings in a row name the same, and that is told. One that never settles
 *  is told as the rows of all readings, the latest of each: one too many is found out, one too few would be taken for gone. */
export function readSettled<T>(
  rest: RestClient,
  call: (cursor: string | null) => RestCall<Rows<T>>,
  id: (row: T) => string,
  reply: Reply<readonly T[]>,
): void {
  const found = new Map<string, T>();
  const read = (readings: number, before: ReadonlyMap<string, T> | null): void =>
    readPages(rest, call, (answer, pages) => {
      if (!answer.ok) {
        reply(answer);
        return;
      }
      const now = new Map(answer.value.map((row) => [id(row), row]));
      for (const [name, row] of now) found.set(name, row);
      const isShort = pages <= 1 && before === null;
      const isSettled = before?.size === now.size && [...now.keys()].every((name) => before.has(name));
      if (isShort || isSettled) reply({ ok: true, value: [...now.values()] });
      else if (readings >= READINGS_MAX) reply({ ok: true, value: [...found.values()] });
      else read(readings + 1, now);
    });
  read(1, null);
}

/** A query from its parts; empty ones are left out. */
export function queryOf(parts: Readonly<Record<string, string | null>>): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value ?? '')}`)
    .join('&');
}
