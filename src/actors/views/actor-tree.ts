// The tree as people see it: every actor with its state, its age, its restarts and what it heard last; and one of them looked at closely.
import type { AnyActorLogic, AnyActorRef } from 'xstate';
import { shown } from '#domain/operator/redaction.ts';
import type { ActorDetail, TreeNode } from '#domain/operator/views.ts';
import type { ActorNotes } from '../actor-notes.ts';
import { pathsOf } from '../actor-notes.ts';
import { stateName } from '../actor-states.ts';
import { actorKind } from '../addresses.ts';
import { chartOf } from '../charts.ts';
import type { Desk } from '../desk.ts';
import { handEventsOf } from '../hand-events.ts';
import type { Tree } from '../root.actor.ts';

export interface TreeParts {
  readonly desk: Desk;
  readonly tree: Pick<Tree, 'root' | 'waiting'>;
  readonly notes: ActorNotes;
}

type Seen = AnyActorRef & { readonly logic: AnyActorLogic; readonly systemId?: string };

export function actorTree(parts: TreeParts): TreeNode {
  return nodeOf(parts, parts.tree.root as Seen, '');
}

/** null: nobody of that address lives. */
export function actorDetail(parts: TreeParts, id: string): ActorDetail | null {
  const actor = parts.tree.root.system.get(id as never) as Seen | undefined;
  if (!actor) return null;
  const { value, context } = snapshotOf(actor);
  const kind = actorKind(id);
  return {
    id,
    kind,
    chart: value === undefined ? null : chartOf(kind),
    active: pathsOf(value),
    context: shown(context),
    transitions: [...(parts.notes.of(actor)?.moves ?? [])].reverse(),
    events: handEventsOf(kind),
  };
}

function nodeOf(parts: TreeParts, actor: Seen, path: string): TreeNode {
  const { desk, notes, tree } = parts;
  const { value, status, children } = snapshotOf(actor);
  const id = actor.systemId ?? `${path}/${actor.id}`;
  const note = notes.of(actor);
  const nowMs = desk.clock.now();
  return {
    id,
    kind: actorKind(id),
    state: value === undefined ? status : stateName(value),
    sinceMs: note?.sinceMs ?? nowMs,
    bornMs: note?.bornMs ?? nowMs,
    restarts: desk.restarts.get(id) ?? 0,
    queued: tree.waiting(id),
    lastEvent: note?.lastEvent ?? null,
    lastEventMs: note?.lastEventMs ?? null,
    events: note?.events ?? 0,
    children: Object.values(children ?? {}).flatMap((child) => (child ? [nodeOf(parts, child as Seen, id)] : [])),
  };
}

interface Snapshot {
  readonly value?: unknown;
  readonly context?: unknown;
  readonly status: string;
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

function snapshotOf(actor: AnyActorRef): Snapshot {
  return actor.getSnapshot() as Snapshot;
}
