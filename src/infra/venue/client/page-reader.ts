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

/** `call` makes the request of a page; a null cursor asks for the first. */
export function readPages<T>(
  rest: RestClient,
  call: (cursor: string | null) => RestCall<Rows<T>>,
  reply: Reply<readonly T[]>,
): void {
  const rows: T[] = [];
  /** The first one leads back to the beginning. */
  const seen = new Set<string>([FIRST_CURSOR]);
  const fail = (excerpt: string): Answer<never> => ({ ok: false, failure: { kind: 'unreadable', excerpt } });
  const read = (cursor: string | null) =>
    rest.ask(call(cursor), (answer) => {
      if (!answer.ok) {
        reply(answer);
        return;
      }
      for (const row of answer.value.rows) rows.push(row);
      const { next } = answer.value;
      if (next === null) reply({ ok: true, value: rows });
      else if (seen.has(next)) reply(fail(`the cursor ${next} came twice`));
      else if (seen.size >= PAGES_MAX) reply(fail(`more than ${PAGES_MAX} pages`));
      else {
        seen.add(next);
        read(next);
      }
    });
  read(null);
}

/** A query from its parts; empty ones are left out. */
export function queryOf(parts: Readonly<Record<string, string | null>>): string {
  return Object.entries(parts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value ?? '')}`)
    .join('&');
}
