// The newest events, numbered, and how they are searched. Beyond the maximum the oldest are gone: the facts file has them all.
import { BadInput } from '#domain/failure.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { EventView } from '#domain/operator/views.ts';
import { type EventFit, fits, LEVELS } from './dashboard/event-fit.ts';

export const EVENTS_MAX = 20_000;
const PAGE = 100;
const PAGE_MAX = 1_000;
const TEXT_MAX = 200;
/** Of facts. */
const KINDS = [
  'opening',
  'order',
  'fill',
  'settlement',
  'merge',
  'split',
  'resolution',
  'redemption',
  'flow',
  'pairTrade',
  'transition',
  'fault',
] as const satisfies readonly Fact['fact'][];

export interface EventQuery extends EventFit {
  /** Newer, older than that number. */
  readonly after: number | null;
  readonly before: number | null;
  readonly limit: number;
}

export class EventShelf {
  #events: EventView[] = [];
  #count = 0;

  add(atMs: number, line: Omit<EventView, 'seq' | 'atMs'>): EventView {
    this.#count += 1;
    const event = { seq: this.#count, atMs, ...line };
    this.#events.push(event);
    // Half at a time: shifting one by one costs too much.
    if (this.#events.length >= 2 * EVENTS_MAX) this.#events = this.#events.slice(-EVENTS_MAX);
    return event;
  }

  clear(): void {
    this.#events = [];
  }

  /** Newest first. */
  find({ after, before, limit, ...fit }: EventQuery): readonly EventView[] {
    const found: EventView[] = [];
    for (let at = this.#events.length - 1; at >= 0 && found.length < limit; at -= 1) {
      const event = this.#events[at] as EventView;
      if (after !== null && event.seq <= after) break;
      if ((before === null || event.seq < before) && fits(event, fit)) found.push(event);
    }
    return found;
  }
}

/** Reads what came after the question mark. Throws BadInput naming the field. */
export function readEventQuery(query: Readonly<Record<string, unknown>>): EventQuery {
  const known = ['after', 'before', 'kind', 'who', 'text', 'level', 'trace', 'limit'];
  const stranger = Object.keys(query).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new BadInput(`${stranger}: not known; there are ${known.join(', ')}`);
  const level = wordOf(query, 'level');
  const found = level === null ? null : LEVELS.find((each) => each === level);
  if (found === undefined) throw new BadInput(`level: must be one of ${LEVELS.join(', ')}`);
  return {
    after: numberOf(query, 'after'),
    before: numberOf(query, 'before'),
    kind: kindOf(query),
    who: wordOf(query, 'who'),
    text: wordOf(query, 'text'),
    trace: wordOf(query, 'trace'),
    level: found,
    limit: limitOf(query, PAGE, PAGE_MAX),
  };
}

function kindOf(query: Readonly<Record<string, unknown>>): string | null {
  const kind = wordOf(query, 'kind');
  if (kind !== null && !KINDS.some((known) => known === kind))
    throw new BadInput(`kind: must be one of ${KINDS.join(', ')}`);
  return kind;
}

/** Rows of one answer. */
export function limitOf(query: Readonly<Record<string, unknown>>, usual: number, max: number): number {
  const limit = numberOf(query, 'limit') ?? usual;
  if (limit < 1) throw new BadInput('limit: must be a whole number from 1');
  return Math.min(max, limit);
}

export function wordOf(query: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = query[name];
  if (value === undefined || value === '') return null;
  if (typeof value !== 'string' || value.length > TEXT_MAX)
    throw new BadInput(`${name}: must be given once, with at most ${TEXT_MAX} characters`);
  return value;
}

function numberOf(query: Readonly<Record<string, unknown>>, name: string): number | null {
  const word = wordOf(query, name);
  if (word === null) return null;
  if (!/^\d{1,15}$/.test(word)) throw new BadInput(`${name}: must be a whole number`);
  return Number(word);
}
