// One actor in the wire format of @statelyai/inspect 0.7, as text: who it is, what it was told, how it stands. Redacted and
// bounded, so that a context of any size costs about the same.
import type { AnyActorRef, EventObject, Snapshot } from 'xstate';
import type { InspectionMessage } from '#domain/operator/door-news.ts';
import { OF_CONTEXT, OF_DEFINITION, shown } from '#domain/operator/redaction.ts';

const VERSION = '0.7.2';
const ROOT_DEPTH_MAX = 50;

interface Seen extends AnyActorRef {
  readonly systemId?: string;
  readonly logic: { readonly config?: unknown };
}

/** Definitions, which are text to the format, as JSON: written once a logic, because some are long. */
const definitions = new WeakMap<object, string>();

/** Its name in the system, or the way to it from the nearest one above that has a name. */
export function addressOf(actor: AnyActorRef): string {
  const { systemId } = actor as Seen;
  if (systemId !== undefined) return systemId;
  const above = actor._parent as AnyActorRef | undefined;
  return above ? `${addressOf(above)}/${actor.id}` : actor.id;
}

export function actorMessage(actor: AnyActorRef, atMs: number): InspectionMessage {
  return actorWith(actor, JSON.stringify(snapshotOf(actor.getSnapshot())), atMs);
}

/** For who comes late: an actor, and how it stands. */
export function rosterMessages(actor: AnyActorRef, atMs: number): readonly InspectionMessage[] {
  const snapshot = JSON.stringify(snapshotOf(actor.getSnapshot()));
  return [actorWith(actor, snapshot, atMs), snapshotWith(actor, null, snapshot, atMs)];
}

export function eventMessage(
  actor: AnyActorRef,
  source: AnyActorRef | undefined,
  event: EventObject,
  atMs: number,
): InspectionMessage {
  return message('event', '@xstate.event', actor, { sourceId: source?.sessionId, event: shown(event) }, atMs);
}

/** `event`: what it was last told. */
export function snapshotMessage(actor: AnyActorRef, event: EventObject | null, atMs: number): InspectionMessage {
  return snapshotWith(actor, event, JSON.stringify(snapshotOf(actor.getSnapshot())), atMs);
}

/** What inspectors were not told, as an event of the root. */
export function noticeMessage(root: AnyActorRef, event: EventObject, atMs: number): InspectionMessage {
  return message('notice', '@xstate.event', root, { event }, atMs);
}

function actorWith(actor: AnyActorRef, snapshot: string, atMs: number): InspectionMessage {
  const body = { name: addressOf(actor), parentId: actor._parent?.sessionId };
  const definition = definitionOf(actor as Seen);
  return message('actor', '@xstate.actor', actor, body, atMs, `,"definition":${definition},"snapshot":${snapshot}`);
}

/** `event` is null where it is not known. */
function snapshotWith(
  actor: AnyActorRef,
  event: EventObject | null,
  snapshot: string,
  atMs: number,
): InspectionMessage {
  const isOver = (actor.getSnapshot() as Snapshot<unknown> | undefined)?.status !== 'active';
  const body = { event: event === null ? { type: '' } : shown(event) };
  return message(isOver ? 'last' : 'snapshot', '@xstate.snapshot', actor, body, atMs, `,"snapshot":${snapshot}`);
}

/** `more`: fields that are JSON already, with a comma before each. */
function message(
  kind: InspectionMessage['kind'],
  type: string,
  actor: AnyActorRef,
  body: object,
  atMs: number,
  more = '',
): InspectionMessage {
  const head = { type, sessionId: actor.sessionId, rootId: rootOf(actor).sessionId };
  const fields = { ...head, ...body, _version: VERSION, createdAt: String(Math.round(atMs)), id: null };
  const text = `${JSON.stringify(fields).slice(0, -1)}${more}}`;
  return { kind, actor: addressOf(actor), session: actor.sessionId, text };
}

function definitionOf(actor: Seen): string {
  const { logic } = actor;
  const known = definitions.get(logic);
  if (known !== undefined) return known;
  const config = logic.config ?? { id: actor.id };
  const text = JSON.stringify(JSON.stringify(shown(config, OF_DEFINITION)));
  if (logic.config !== undefined) definitions.set(logic, text);
  return text;
}

interface AnySnapshot {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
  readonly tags?: ReadonlySet<string>;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
}

/** Of a statechart, a callback or a promise; undefined while it is being made. */
function snapshotOf(snapshot: AnySnapshot | undefined): object {
  if (snapshot === undefined) return { status: 'active' };
  const { status, value, context, children, tags, input, output, error } = snapshot;
  const told = { status, output: shown(output), error: shown(error) };
  if (value === undefined) return { ...told, input: shown(input) };
  const living = Object.entries(children ?? {}).flatMap(([id, child]) =>
    child ? [[id, { xstate$$type: 1, id: child.sessionId }] as const] : [],
  );
  return {
    ...told,
    value,
    context: shown(context ?? {}, OF_CONTEXT),
    children: Object.fromEntries(living),
    tags: [...(tags ?? [])],
    historyValue: {},
  };
}

function rootOf(actor: AnyActorRef): AnyActorRef {
  let at = actor;
  for (let n = 0; n < ROOT_DEPTH_MAX && at._parent; n += 1) at = at._parent;
  return at;
}
