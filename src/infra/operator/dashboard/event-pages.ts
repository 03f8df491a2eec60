// Pages of events behind one question: the newest page at once, older ones when asked for, and what the stream tells meanwhile in
// front. However long it stands open, the list has no more than some hundred rows: what nobody looks at is let go and can be
// asked for again. An answer to an earlier question is never shown under a later one.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { EventView } from '#domain/operator/views.ts';
import { get } from './api.ts';
import { answers, type EventsQuery, eventsPath } from './events-query.ts';

const PAGE = 100;
/** Some screens: each row costs whoever leaves the page open, with every event that comes. */
export const ROWS_MAX = 300;
/** Somebody still types. */
const TYPING_MS = 250;

export interface EventPages {
  /** Newest first. */
  readonly events: readonly EventView[];
  /** `ended`: there is nothing older. */
  readonly state: 'asking' | 'more' | 'ended';
  readonly problem: string | null;
  /** New ones that are not shown while somebody reads further down. */
  readonly waiting: Waiting;
  readonly older: () => void;
  readonly again: () => void;
}

export interface Waiting {
  readonly count: number;
  /** There may be more than that, or there are some between the rows and the newest. */
  readonly more: boolean;
}

interface Found {
  readonly events: readonly EventView[];
  readonly state: EventPages['state'];
  readonly problem: string | null;
  /** Its newest were let go for older ones, so that what is told now does not follow on the first row. */
  readonly cut: boolean;
  /** Whatever has a number up to this was looked at; null: nothing was. */
  readonly upTo: number | null;
}

const NOTHING_YET: Found = { events: [], state: 'asking', problem: null, cut: false, upTo: null };

/** `reading`: nothing may move now. `rowsMax`: a trace has an end, and is shown as a whole. */
export function usePages(
  asked: EventsQuery,
  told: readonly EventView[],
  { reading, rowsMax = ROWS_MAX }: { readonly reading: boolean; readonly rowsMax?: number },
): EventPages {
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
    if (answer.ok && Array.isArray(answer.value)) setFound((known) => withPage(known, answer.value, upTo, rowsMax));
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
    if (reading || found.cut || found.upTo === null || found.upTo >= newest.current) return;
    if (missed(found.upTo, told)) setTries(tries + 1);
    else setFound((known) => withTold(known, told, asked, rowsMax));
  }, [told, found.upTo, found.cut, reading]);

  const waiting = useMemo(() => waitingOf(found, told, asked), [found, told, asked]);
  const { events, state, problem } = found;
  return {
    events,
    state,
    problem,
    waiting,
    older: () => void ask(events.at(-1)?.seq ?? null, abort.current.signal),
    again: () => setTries(tries + 1),
  };
}

/** An older page behind what is known; whoever reads there is far from the newest rows, and those are let go. */
export function withPage(known: Found, page: readonly EventView[], upTo: number, rowsMax = ROWS_MAX): Found {
  const oldest = known.events.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  const events = [...known.events, ...page.filter(({ seq }) => seq < oldest)];
  return {
    events: events.slice(-rowsMax),
    state: page.length < PAGE ? 'ended' : 'more',
    problem: null,
    cut: known.cut || events.length > rowsMax,
    upTo: known.upTo ?? Math.max(upTo, page[0]?.seq ?? 0),
  };
}

/** What the stream told since, in front; the oldest make room. */
export function withTold(known: Found, told: readonly EventView[], asked: EventsQuery, rowsMax = ROWS_MAX): Found {
  const { upTo, cut } = known;
  if (upTo === null || cut) return known;
  const fresh = told.filter((event) => event.seq > upTo && answers(event, asked));
  const newest = told[0]?.seq ?? upTo;
  if (fresh.length === 0) return { ...known, upTo: Math.max(upTo, newest) };
  const events = [...fresh, ...known.events];
  const state = events.length > rowsMax && known.state === 'ended' ? 'more' : known.state;
  return { ...known, events: events.slice(0, rowsMax), state, upTo: newest };
}

/** What was told and is not among the rows yet. */
export function waitingOf({ upTo, cut }: Found, told: readonly EventView[], asked: EventsQuery): Waiting {
  if (upTo === null) return { count: 0, more: false };
  const count = told.filter((event) => event.seq > upTo && answers(event, asked)).length;
  return { count, more: cut || missed(upTo, told) };
}

/** The page slept, and what happened meanwhile is not among the newest any more. */
export function missed(upTo: number, told: readonly EventView[]): boolean {
  return (told.at(-1)?.seq ?? 0) > upTo + 1;
}

/** Below this the top of the list is in sight. */
const TOP_PX = 160;

/** Whether somebody reads further down, where nothing may move. */
export function useReading(): boolean {
  const [reading, setReading] = useState(false);
  useEffect(() => {
    const scrolled = () => setReading(scrollY > TOP_PX);
    addEventListener('scroll', scrolled, { passive: true });
    return () => removeEventListener('scroll', scrolled);
  }, []);
  return reading;
}
