// The same trouble told again and again is one line: a silent socket tells of every market every few seconds, and would hide what
// else went wrong. Pure.
import type { EventView } from '#domain/operator/views.ts';

export interface Gathered {
  /** The first that was met. */
  readonly event: EventView;
  readonly times: number;
  /** Its own words, or those of all. */
  readonly words: string;
  /** Some of them in full, a line each. */
  readonly full: string;
}

/** The next one of the same comes within that. */
const SAME_MS = 15_000;
const NAMED_MAX = 2;
const FULL_MAX = 8;

/** In the order in which each was met first, whichever way the events run. Changes of state are never gathered: their order is the story. */
export function gathered(events: readonly EventView[]): readonly Gathered[] {
  const groups: EventView[][] = [];
  const open = new Map<string, EventView[]>();
  for (const event of events) {
    const key = event.level === 'story' ? null : keyOf(event);
    const group = key === null ? undefined : open.get(key);
    if (group && Math.abs(group.at(-1)!.atMs - event.atMs) <= SAME_MS) {
      group.push(event);
      continue;
    }
    const begun = [event];
    groups.push(begun);
    if (key !== null) open.set(key, begun);
  }
  return groups.map(told);
}

/** Who, and what kind of trouble: the words before the first colon. */
function keyOf({ who, level, text }: EventView): string {
  return `${level} ${who} ${text.split(': ', 1)[0]}`;
}

function told(group: readonly EventView[]): Gathered {
  const [event] = group as readonly [EventView, ...EventView[]];
  const full = [...new Set(group.map(({ text }) => text))].slice(0, FULL_MAX).join('\n');
  const times = group.length;
  if (times === 1) return { event, times, words: event.text, full };
  const subjects = [...new Set(group.flatMap(({ text }) => subjectOf(text) ?? []))];
  const words = subjects.length > 1 ? `${event.text.split(': ', 1)[0]}: ${namesOf(subjects)}` : event.text;
  return { event, times, words: `${words} · ${times} times`, full };
}

/** `wide-1` of `data gap: wide-1: no frame for 8 s`; null: it tells of nothing by name. */
function subjectOf(text: string): string | null {
  return /^[^:]+: ([^\s:]+): /.exec(text)?.[1] ?? null;
}

function namesOf(subjects: readonly string[]): string {
  const more = subjects.length - NAMED_MAX;
  return more > 0 ? `${subjects.slice(0, NAMED_MAX).join(', ')} and ${more} more` : subjects.join(' and ');
}
