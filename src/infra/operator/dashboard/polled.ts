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

/** Of what only grows, the new part is asked for, and now and then the whole, because old parts may be corrected. */
export interface Growing<Value> {
  readonly pathSince: (known: Value) => string;
  readonly joined: (known: Value, more: Value) => Value;
}

/** Parts between two wholes. */
const PARTS = 12;

export function usePolled<Value>(path: string, everyMs: number, growing: Growing<Value> | null = null): Polled<Value> {
  const [polled, setPolled] = useState<Polled<Value>>({ value: null, problem: null });
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    let known: Value | null = null;
    let asked = 0;
    const ask = async () => {
      const base = growing !== null && asked % PARTS !== 0 ? known : null;
      const answer = await get<Value>(growing && base !== null ? growing.pathSince(base) : path, abort.signal);
      if (abort.signal.aborted) return;
      if (!answer.ok) return setPolled({ value: known, problem: answer });
      asked += 1;
      known = growing && base !== null ? growing.joined(base, answer.value) : keepUnchanged(known, answer.value);
      setPolled({ value: known, problem: null });
    };
    const turn = async () => {
      if (!document.hidden) await ask();
      if (!abort.signal.aborted) timer = setTimeout(turn, everyMs);
    };
    void turn();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, everyMs, growing]);
  return polled;
}
