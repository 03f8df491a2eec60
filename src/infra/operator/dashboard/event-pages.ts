// Pages of events behind one question: the newest page at once, older ones when asked for, and what the stream tells meanwhile in
// front. An answer to an earlier question is never shown under a later one.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventView } from '#domain/operator/views.ts';
import { get } from './api.ts';
import { answers, type EventsQuery, eventsPath } from './events-query.ts';

const PAGE = 100;
/** Of more the oldest are let go; they can be asked for again. */
const SHOWN_MAX = 2_000;
/** Somebody still types. */
const TYPING_MS = 250;

export interface EventPages {
  /** Newest first. */
  readonly events: readonly EventView[];
  /** `ended`: there is nothing older. */
  readonly state: 'asking' | 'more' | 'ended';
  readonly problem: string | null;
  readonly older: () => void;
  readonly again: () => void;
}

interface Found {
  readonly events: readonly EventView[];
  readonly state: EventPages['state'];
  readonly problem: string | null;
  /** Whatever has a number up to this was looked at; null: nothing was. */
  readonly upTo: number | null;
}

const NOTHING_YET: Found = { events: [], state: 'asking', problem: null, upTo: null };

export function usePages(asked: EventsQuery, told: readonly EventView[]): EventPages {
  const [found, setFound] = useState<Found>(NOTHING_YET);
  const [tries, setTries] = useState(0);
  const abort = useRef(new AbortController());
  const newest = useRef(0);
  newest.current = told[0]?.seq ?? 0;

  const ask = async (before: number | null, signal: AbortSignal) => {
    const upTo = newest.current;
    setFound((known) => ({ ...known, state: 'asking', problem: null }));
    const answer = await get<readonly EventView[]>(eventsPath(asked, before, PAGE), signal);
    if (signal.aborted) return;
    if (answer.ok && Array.isArray(answer.value)) setFound((known) => withPage(known, answer.value, upTo));
    else
      setFound((known) => ({
        ...known,
        state: 'more',
        problem: answer.ok ? 'This is no list of events.' : answer.error,
      }));
  };

  // Asked anew by the question and by another try alone.
  useEffect(() => {
    const mine = new AbortController();
    abort.current = mine;
    setFound(NOTHING_YET);
    const timer = setTimeout(() => void ask(null, mine.signal), found === NOTHING_YET ? 0 : TYPING_MS);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [asked, tries]);

  useEffect(() => {
    if (found.upTo === null || found.upTo >= newest.current) return;
    if (missed(found.upTo, told)) setTries(tries + 1);
    else setFound((known) => withTold(known, told, asked));
  }, [told, found.upTo]);

  const { events, state, problem } = found;
  return {
    events,
    state,
    problem,
    older: () => void ask(events.at(-1)?.seq ?? null, abort.current.signal),
    again: () => setTries(tries + 1),
  };
}

/** An older page behind what is known. */
export function withPage(known: Found, page: readonly EventView[], upTo: number): Found {
  const oldest = known.events.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const events = [...known.events, ...page.filter(({ seq }) => seq < oldest)];
  const state = page.length < PAGE ? 'ended' : 'more';
  return { events, state, problem: null, upTo: known.upTo ?? Math.max(upTo, page[0]?.seq ?? 0) };
}

/** What the stream told since, in front; the list does not grow for ever. */
export function withTold(known: Found, told: readonly EventView[], asked: EventsQuery): Found {
  const { upTo } = known;
  if (upTo === null) return known;
  const fresh = told.filter((event) => event.seq > upTo && answers(event, asked));
  const newest = told[0]?.seq ?? upTo;
  if (fresh.length === 0) return { ...known, upTo: Math.max(upTo, newest) };
  const events = [...fresh, ...known.events];
  const state = events.length > SHOWN_MAX && known.state === 'ended' ? 'more' : known.state;
  return { ...known, events: events.slice(0, SHOWN_MAX), state, upTo: newest };
}

/** The page slept, and what happened meanwhile is not among the newest any more. */
export function missed(upTo: number, told: readonly EventView[]): boolean {
  return (told.at(-1)?.seq ?? 0) > upTo + 1;
}

/** Below this the top of the list is in sight. */
const TOP_PX = 160;

/** New events wait while somebody reads further down: what is shown, how many wait, and how to show them. */
export function useHeld(events: readonly EventView[]): readonly [readonly EventView[], number, () => void] {
  const [reading, setReading] = useState(false);
  const heldSeq = useRef(Number.POSITIVE_INFINITY);
  useEffect(() => {
    const scrolled = () => setReading(scrollY > TOP_PX);
    addEventListener('scroll', scrolled, { passive: true });
    return () => removeEventListener('scroll', scrolled);
  }, []);
  if (!reading) heldSeq.current = events[0]?.seq ?? Number.POSITIVE_INFINITY;
  const shown = events.filter(({ seq }) => seq <= heldSeq.current);
  return [shown, events.length - shown.length, () => scrollTo(0, 0)];
}
