// What the stream does not tell, asked for again and again while somebody looks at it. An old answer stays on the screen with
// the problem beside it; it is never taken for a new one.
import { useEffect, useState } from 'preact/hooks';
import { get, type Refusal } from './api.ts';
import { keepUnchanged } from './unchanged.ts';

export interface Polled<Value> {
  /** null: none came yet. */
  readonly value: Value | null;
  /** Of the newest try; null: it went well, or none has ended. */
  readonly problem: Refusal | null;
}

export function usePolled<Value>(path: string, everyMs: number): Polled<Value> {
  const [polled, setPolled] = useState<Polled<Value>>({ value: null, problem: null });
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    const ask = async () => {
      if (!document.hidden) {
        const answer = await get<Value>(path, abort.signal);
        if (abort.signal.aborted) return;
        setPolled((old) =>
          answer.ok
            ? { value: keepUnchanged(old.value, answer.value), problem: null }
            : { value: old.value, problem: answer },
        );
      }
      timer = setTimeout(ask, everyMs);
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, everyMs]);
  return polled;
}
