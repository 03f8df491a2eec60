// A machine under test: a desk that only writes down what it is asked to do, and an actor that lives on a clock of ours.
// Swapping the desk is swapping a port; nothing of the machine itself is replaced.
import { type Actor, type AnyMachineSnapshot, type AnyStateMachine, createActor, type InputFrom } from 'xstate';
import { stateName } from '#actors/actor-states.ts';
import { crashSafe } from '#actors/crash-safe.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

export interface Hands<D extends object> {
  readonly desk: D;
  /** Every call since the last `take`, as `method argument argument`. Objects show as JSON. */
  took(): readonly string[];
  /** The same, of one method only, and only its arguments. */
  took(method: keyof D & string): readonly string[];
  /** The list so far, which starts anew. */
  take(): readonly string[];
}

/** `answers`: what the desk says when asked; every other method says nothing. */
export function hands<D extends object>(answers: Partial<D> = {}): Hands<D> {
  let calls: { readonly method: string; readonly text: string }[] = [];
  const desk = new Proxy(answers, {
    get: (known, name) => {
      if (typeof name === 'symbol' || name === 'toJSON') return undefined;
      return (...given: unknown[]) => {
        calls.push({ method: name, text: given.map(shown).join(' ') });
        return (known as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name]?.(...given);
      };
    },
  }) as D;
  const all = () => calls.map(({ method, text }) => (text === '' ? method : `${method} ${text}`));
  return {
    desk,
    took: (method?: string) =>
      method === undefined ? all() : calls.filter((call) => call.method === method).map(({ text }) => text),
    take() {
      const taken = all();
      calls = [];
      return taken;
    },
  };
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

export interface Life<M extends AnyStateMachine> {
  readonly actor: Actor<M>;
  readonly clock: VirtualClock;
  /** The innermost state: `open`, not `{ admitting: 'open' }`. */
  state(): string;
  /** What it died of; null while it lives. */
  error(): unknown;
}

export const START_MS = 1_000_000;

/** Started at once, crash-safe as everything in the tree. `born` sees it just before: its first step may already need it. */
export function live<M extends AnyStateMachine>(
  machine: M,
  input: InputFrom<M>,
  clock = new VirtualClock(START_MS),
  born: (actor: Actor<M>) => void = () => {},
): Life<M> {
  let died: unknown = null;
  const actor = createActor(crashSafe(machine), { input, clock } as never) as Actor<M>;
  actor.subscribe({
    error: (error) => {
      died = error;
    },
  });
  born(actor);
  actor.start();
  const state = () => innermost((actor.getSnapshot() as AnyMachineSnapshot).value);
  return { actor, clock, state, error: () => died };
}

/** What an actor does; the region that says what kind of market it sees stays out, as in `stateName`. */
export const innermost = stateName;
