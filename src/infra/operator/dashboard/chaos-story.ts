// What faults can have done: faults, pages and changes of state, kept apart from all that trading tells, which on a busy desk is
// hundreds of events a minute. What happened before the view was opened is asked for.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { EventView } from '#domain/operator/views.ts';
import { get, query } from './api.ts';

export const STORY_MAX = 3_000;
const ASKED_MAX = 1_000;

/** Newest first, each once. The very same list when nothing of it is new. */
export function withStory(known: readonly EventView[], told: readonly EventView[]): readonly EventView[] {
  const seqs = new Set(known.map(({ seq }) => seq));
  const fresh = told.filter((event) => isStory(event) && !seqs.has(event.seq));
  if (fresh.length === 0) return known;
  return [...known, ...fresh].sort((a, b) => b.seq - a.seq).slice(0, STORY_MAX);
}

/** `problem`: why what was before is not known. */
export function useStory(events: readonly EventView[]): {
  readonly story: readonly EventView[];
  readonly problem: string | null;
} {
  const [before, setBefore] = useState<readonly EventView[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const kept = useRef<readonly EventView[]>([]);
  useEffect(() => {
    const left = new AbortController();
    const ask = (level: string | null, kind: string | null) =>
      get<readonly EventView[]>(query('/api/events', { level, kind, limit: ASKED_MAX }), left.signal);
    const asked = [ask('fault', null), ask(null, 'transition')];
    void Promise.all(asked).then((answers) => {
      if (left.signal.aborted) return;
      for (const answer of answers) {
        if (answer.ok) setBefore((was) => withStory(was, answer.value));
        else setProblem(answer.error);
      }
    });
    return () => left.abort();
  }, []);
  const story = useMemo(() => {
    kept.current = withStory(withStory(kept.current, before), events);
    return kept.current;
  }, [events, before]);
  return { story, problem };
}

function isStory({ level, kind }: EventView): boolean {
  return level !== 'story' || kind === 'transition';
}
