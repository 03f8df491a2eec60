// Pages of events behind one question: the newest page at once, older ones when asked for, and what the stream tells meanwhile in
// front. An answer to an earlier question is never shown under a later one.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventView } from '#domain/operator/views.ts';
import { get } from './api.ts';
import { answers, type EventsQuery, eventsPath } from './events-query.ts';

const PAGE = 100;
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
}

const NOTHING_YET: Found = { events: [], state: 'asking', problem: null };

export function usePages(asked: EventsQuery, told: readonly EventView[]): EventPages {
  const [found, setFound] = useState<Found>(NOTHING_YET);
  const [tries, setTries] = useState(0);
  const abort = useRef(new AbortController());

  const ask = async (before: number | null, known: readonly EventView[], signal: AbortSignal) => {
    setFound({ events: known, state: 'asking', problem: null });
    const answer = await get<readonly EventView[]>(eventsPath(asked, before, PAGE), signal);
    if (signal.aborted) return;
    if (!answer.ok || !Array.isArray(answer.value)) {
      const problem = answer.ok ? 'The service answered with something else than events.' : answer.error;
      return setFound({ events: known, state: 'more', problem });
    }
    setFound({
      events: [...known, ...answer.value],
      state: answer.value.length < PAGE ? 'ended' : 'more',
      problem: null,
    });
  };

  // Asked anew by the question and by another try alone.
  useEffect(() => {
    const mine = new AbortController();
    abort.current = mine;
    setFound(NOTHING_YET);
    const timer = setTimeout(() => void ask(null, [], mine.signal), found === NOTHING_YET ? 0 : TYPING_MS);
    return () => {
      clearTimeout(timer);
      mine.abort();
    };
  }, [asked, tries]);

  const newestSeq = found.events[0]?.seq ?? -1;
  const fresh =
    found.state === 'asking' && found.events.length === 0
      ? []
      : told.filter((event) => event.seq > newestSeq && answers(event, asked));
  const events = [...fresh, ...found.events];
  return {
    events,
    state: found.state,
    problem: found.problem,
    older: () => void ask(events.at(-1)?.seq ?? null, events, abort.current.signal),
    again: () => setTries(tries + 1),
  };
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
