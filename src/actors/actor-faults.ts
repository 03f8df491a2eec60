// Faults inside one actor: a throw in its next step, or deafness for a while. `crash-safe.ts` asks here before and during
// each step; no machine knows of it. Time is the scheduler of the actor's own system, which lives on the tree's clock.
// Deaf means: what others send is dropped and counted. Its own timers and the supervision protocol go on, because these are
// no mail; and whoever missed something cannot be believed any more, so it throws when it hears again and starts anew.
import type { ActorScope, AnyActorLogic, AnyActorRef, EventObject, Snapshot } from 'xstate';
import type { FaultParams } from '#domain/chaos/fault.ts';
import { indexTimers } from './timer-index.ts';

export type CrashPlace = FaultParams<'crash'>['where'];

/** What the wrapper of every actor understands; nobody else ever sees it. */
export type ActorFaultEvent =
  /** Throws in the step of the next event, whichever it is, and by itself when none comes. */
  | { readonly type: 'chaos.crash'; readonly where: CrashPlace }
  | { readonly type: 'chaos.deaf'; readonly forMs: number };

type Internal = { readonly type: 'chaos.strike' } | { readonly type: 'chaos.hear' };
type Scope = ActorScope<Snapshot<unknown>, EventObject>;
type Step = (scope: Scope) => Snapshot<unknown>;

/** An armed crash waits at most so long for an event to strike in. */
export const ARMED_MAX_MS = 1_000;
/** Types of missed events named in the error; further ones are only counted. */
const TYPES_TOLD_MAX = 12;

/** Thrown on demand. */
export class InjectedCrash extends Error {
  override readonly name = 'InjectedCrash';
}

/** Thrown by an actor that was deaf and missed something. */
export class MissedEvents extends Error {
  override readonly name = 'MissedEvents';
}

export type LogicKind = 'statechart' | 'callback' | 'promise';

/** On a wrapped logic: what it is made of. */
export const LOGIC_KIND = Symbol('logic kind');

interface Wound {
  armed: CrashPlace | null;
  deaf: boolean;
  readonly missed: Map<string, number>;
}

/** Hurt actors only; an actor that was restarted is another one, and well. */
const wounds = new WeakMap<AnyActorRef, Wound>();
/** Events that an actor sent itself with a delay, but for those that XState named. */
const timed = new WeakSet<EventObject>();
const timedSystems = new WeakMap<object, Scope['system']>();

/** Events that a deaf actor has dropped so far. */
export function missedBy(actor: AnyActorRef): number {
  return [...(wounds.get(actor)?.missed.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

/** A callback and a promise look alike until one of them is told that it was rejected. */
export function logicKind(logic: AnyActorLogic & { readonly [LOGIC_KIND]?: LogicKind }): LogicKind {
  const known = logic[LOGIC_KIND];
  if (known) return known;
  if ('root' in logic) return 'statechart';
  try {
    const probe = logic.transition({ status: 'active' }, rejection(null), {} as Scope) as Snapshot<unknown>;
    return probe.status === 'error' ? 'promise' : 'callback';
  } catch {
    return 'callback';
  }
}

/** The scope in which an actor's own delayed events are known from those of others. `defer`: where effects are put off to. */
export function scopeWithTimers(scope: Scope, defer = scope.defer): Scope {
  return { ...scope, defer, system: systemWithTimers(scope.system) };
}

/** The step, or what a fault makes of it. Throws what the fault throws. */
export function stepUnderFaults(
  kind: LogicKind,
  state: Snapshot<unknown>,
  event: EventObject,
  scope: Scope,
  step: Step,
): Snapshot<unknown> {
  if (event.type.startsWith('chaos.')) return order(kind, state, event as ActorFaultEvent | Internal, scope, step);
  const wound = wounds.get(scope.self);
  if (!wound || state.status !== 'active' || event.type === 'xstate.stop') return step(scope);
  if (wound.deaf && !isWiring(event)) {
    wound.missed.set(event.type, (wound.missed.get(event.type) ?? 0) + 1);
    return state;
  }
  return wound.armed === null ? step(scope) : struck(wound.armed, event, scope, step);
}

function order(
  kind: LogicKind,
  state: Snapshot<unknown>,
  event: ActorFaultEvent | Internal,
  scope: Scope,
  step: Step,
): Snapshot<unknown> {
  const wound = wounds.get(scope.self) ?? { armed: null, deaf: false, missed: new Map<string, number>() };
  wounds.set(scope.self, wound);
  switch (event.type) {
    case 'chaos.crash':
      if (kind !== 'statechart') return struck(kind === 'promise' ? 'promise' : 'callback', event, scope, step);
      wound.armed = event.where;
      later(scope, { type: 'chaos.strike' }, ARMED_MAX_MS);
      return state;
    case 'chaos.strike':
      if (wound.armed === null) return state;
      throw new InjectedCrash(`chaos: crash in ${wound.armed}, in a quiet moment`);
    case 'chaos.deaf':
      wound.deaf = true;
      later(scope, { type: 'chaos.hear' }, event.forMs);
      return state;
    case 'chaos.hear':
      wound.deaf = false;
      if (wound.missed.size === 0) return state;
      throw new MissedEvents(`chaos: deaf, and missed ${missedText(wound.missed)}`);
  }
}

/** `guard`: nothing of the step has happened. `entry`: its first action throws instead of running. `action`: everything ran,
 *  and what the step had put off is dropped. */
function struck(where: CrashPlace, event: EventObject, scope: Scope, step: Step): Snapshot<unknown> {
  const error = new InjectedCrash(`chaos: crash in ${where} at ${event.type}`);
  if (where === 'promise') return { status: 'error', error, output: undefined };
  if (where === 'callback') throw error;
  // As XState reports a guard that throws: in words only, without the cause.
  if (where === 'guard')
    throw new Error(
      `Unable to evaluate guard 'chaos' in transition for event '${event.type}' in state node '${scope.id}':\n${error.message}`,
    );
  const fail = (): never => {
    throw error;
  };
  step(where === 'entry' ? { ...scope, actionExecutor: fail } : scope);
  return fail();
}

/** No mail: its own timers, what XState itself says of children and promises, and what supervisors ask of each other. */
function isWiring(event: EventObject): boolean {
  return timed.has(event) || event.type.startsWith('xstate.') || event.type.startsWith('supervisor.');
}

function later({ self, system, defer }: Scope, event: Internal, delayMs: number): void {
  defer(() => {
    system.scheduler.cancel(self, event.type);
    system.scheduler.schedule(self, self, event, delayMs, event.type);
  });
}

function systemWithTimers(system: Scope['system']): Scope['system'] {
  const known = timedSystems.get(system);
  if (known) return known;
  const { scheduler } = system;
  indexTimers(scheduler);
  const schedule: typeof scheduler.schedule = (source, target, event, delay, id) => {
    if (source === target && !event.type.startsWith('xstate.')) timed.add(event);
    scheduler.schedule(source, target, event, delay, id);
  };
  const marked: Scope['system'] = Object.create(system, { scheduler: { value: { ...scheduler, schedule } } });
  timedSystems.set(system, marked);
  timedSystems.set(marked, marked);
  return marked;
}

function missedText(missed: ReadonlyMap<string, number>): string {
  const told = [...missed].slice(0, TYPES_TOLD_MAX).map(([type, count]) => `${count} ${type}`);
  return `${told.join(', ')}${missed.size > TYPES_TOLD_MAX ? ' and others' : ''}`;
}

function rejection(data: unknown): EventObject & { readonly data: unknown } {
  return { type: 'xstate.promise.reject', data };
}
