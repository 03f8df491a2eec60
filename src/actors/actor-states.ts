// Who lives in a tree and where each stands, read from the system. Looks only.
import type { AnyActorLogic, AnyActorRef } from 'xstate';
import { type LogicKind, logicKind } from './actor-faults.ts';

interface Seen {
  readonly id: string;
  getSnapshot(): {
    readonly value?: unknown;
    readonly status: string;
    readonly children?: Record<string, Seen | undefined>;
  };
}

/** Everybody who lives and has a name, and what it is made of. */
export function actorsOf({ system }: AnyActorRef): readonly { readonly address: string; readonly logic: LogicKind }[] {
  const named = Object.entries(
    system.getAll() as Readonly<Record<string, AnyActorRef & { readonly logic: AnyActorLogic }>>,
  );
  return named
    .filter(([, actor]) => actor.getSnapshot().status === 'active')
    .map(([address, { logic }]) => ({ address, logic: logicKind(logic) }));
}

/** Every actor's name and state, parents before children. */
export function statesOf(
  actor: Seen,
  path = '',
  found: { id: string; state: string }[] = [],
): readonly { readonly id: string; readonly state: string }[] {
  const id = path === '' ? actor.id : `${path}/${actor.id}`;
  found.push({ id, state: stateOf(actor) });
  for (const child of Object.values(actor.getSnapshot().children ?? {})) if (child) statesOf(child, id, found);
  return found;
}

/** The innermost state of one actor; null when there is none of that name. */
export function stateAt({ system }: AnyActorRef, address: string): string | null {
  const actor = system.get(address as never) as Seen | undefined;
  return actor ? stateOf(actor) : null;
}

function stateOf(actor: Seen): string {
  const { value, status } = actor.getSnapshot();
  return value === undefined ? status : stateName(value);
}

/** Regions that say what kind of world an actor sees, not what it does: they are tags, and rows of their own. */
const SEEN_NOT_DONE: readonly string[] = ['regime'];

/** `{ active: 'quoting' }` reads as `quoting`: the innermost state says what is going on. */
export function stateName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const doing = Object.entries(value).filter(([region]) => !SEEN_NOT_DONE.includes(region));
  return doing.map(([, inner]) => stateName(inner)).join(' ');
}
