// A page of the operator door: a row in a table. It reads from the replica, or asks the trading thread; it answers with a status and
// plain JSON.
import { BadInput } from '#domain/failure.ts';
import type { ChartView } from '#domain/operator/chart.ts';
import type { DoorAnswer, DoorAsk } from '#domain/operator/door-news.ts';
import { wordOf } from './event-shelf.ts';
import type { Replica } from './replica.ts';

export interface PageParts {
  readonly replica: Replica;
  /** Asks the trading thread; never rejects. */
  readonly ask: (ask: DoorAsk) => Promise<DoorAnswer>;
  readonly nowMs: () => number;
  /** null: there is no such chart. */
  readonly chart: (chart: string) => Promise<ChartView | null>;
}

export interface PageRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface Page {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether it tells nothing of anybody, reads, or acts. */
  readonly wants: 'open' | 'read' | 'act';
  /** One sentence for the list of pages. */
  readonly sentence: string;
  readonly answer: (parts: PageParts, request: PageRequest) => Promise<DoorAnswer> | DoorAnswer;
}

export const ok = (body: unknown, status = 200): DoorAnswer => ({ ok: true, status, body });
export const no = (status: number, error: string, field: string | null): DoorAnswer => ({
  ok: false,
  status,
  error,
  field,
});

/** The fields of a JSON body. Throws BadInput naming what is wrong. */
export function fieldsOf<const Name extends string>(
  body: unknown,
  names: readonly Name[],
): Partial<Record<Name, unknown>> {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new BadInput('body: must be a JSON object');
  const stranger = Object.keys(body).find((key) => !names.some((name) => name === key));
  if (stranger !== undefined) throw new BadInput(`${stranger}: not known; there are ${names.join(', ')}`);
  return body as Partial<Record<Name, unknown>>;
}

export function textOf(value: unknown, name: string, otherwise: string): string {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 500)
    throw new BadInput(`${name}: must be text of 1 to 500 characters`);
  return value.trim();
}

/** No more parameters than these. */
export function wordsOf<const Name extends string>(
  query: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Readonly<Record<Name, string | null>> {
  const stranger = Object.keys(query).find((key) => !names.some((name) => name === key));
  if (stranger !== undefined)
    throw new BadInput(
      `${stranger}: not known; ${names.length > 0 ? `there are ${names.join(', ')}` : 'there are no parameters'}`,
    );
  return Object.fromEntries(names.map((name) => [name, wordOf(query, name)])) as Record<Name, string | null>;
}
