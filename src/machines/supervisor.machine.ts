// Supervision as a part that any machine with children mixes in (`supervision()`), and a plain supervisor made of nothing
// else. Child specs are data in start order; a failing child is restarted by `domain/restart.ts`, and past its intensity
// the supervisor stops its children in reverse order and fails itself with the cause, which the one above sees as a crash.
import {
  type AnyActorLogic,
  type AnyActorRef,
  type DoneActorEvent,
  type ErrorActorEvent,
  type EventObject,
  setup,
} from 'xstate';
import { type RestartPolicy, verdict } from '#domain/restart.ts';
import { type Step, steps } from './steps.ts';

/** How to start one child. `address` is its name in the whole system: `market:<slug>/quoter`. */
export interface ChildSpec {
  readonly id: string;
  readonly address: string;
  /** Already crash-safe. */
  readonly logic: AnyActorLogic;
  /** Made anew at each start: a restarted child begins with nothing of its former life. */
  readonly input: () => unknown;
  readonly policy: RestartPolicy;
}

export interface ChildState {
  readonly spec: ChildSpec;
  readonly status: 'running' | 'waiting';
  /** When it was restarted, inside the policy's period. */
  readonly restarts: readonly number[];
}

export interface ChildReport {
  readonly kind: 'crashed' | 'restarted' | 'escalated' | 'finished';
  readonly address: string;
  readonly error: unknown;
}

/** `rest_for_one` also restarts the children started after the failing one. */
export type Strategy = 'one_for_one' | 'rest_for_one';

export interface Supervision {
  readonly strategy: Strategy;
  readonly children: readonly ChildState[];
  readonly now: () => number;
  /** Told at once; must not throw. */
  readonly report: (report: ChildReport) => void;
}

export interface Supervised {
  readonly supervision: Supervision;
}

/** What a supervisor may be asked, and what it tells itself. */
export type SupervisionEvent =
  | { readonly type: 'supervisor.add'; readonly spec: ChildSpec }
  | { readonly type: 'supervisor.remove'; readonly child: string }
  | { readonly type: 'supervisor.restart'; readonly child: string }
  | { readonly type: 'supervisor.escalate'; readonly child: string; readonly error: unknown }
  | ErrorActorEvent
  | DoneActorEvent;

/** A child failed more often than its policy allows. `cause` is its last error. */
export class EscalationError extends Error {
  override readonly name = 'EscalationError';
}

/** The context slice of a machine that supervises `specs`. */
export function superviseFrom(
  specs: readonly ChildSpec[],
  options: { strategy: Strategy; now: () => number; report: (report: ChildReport) => void },
): Supervision {
  return { ...options, children: specs.map((spec) => ({ spec, status: 'running', restarts: [] })) };
}

type Work = Step<Supervised, SupervisionEvent>;
type Tools = Work['enqueue'];

/** Spread into `setup({ actions })`; use `SUPERVISION_HANDLERS` in the root `on` and `startChildren` as an entry action. */
export function supervision<C extends Supervised, E extends EventObject>() {
  const act = (run: (step: Work) => void) => steps<C, E>(run as never);
  return {
    startChildren: act(({ context, enqueue }) => {
      for (const child of context.supervision.children) start(enqueue, child.spec);
    }),
    stopChildren: act(({ context, enqueue }) => {
      for (const child of [...context.supervision.children].reverse()) enqueue.stopChild(child.spec.id);
      remember(enqueue, context, []);
    }),
    childFailed: act(childFailed),
    childDone: act(childDone),
    childRestart: act(childRestart),
    childAdd: act(childAdd),
    childRemove: act(childRemove),
    escalate: act(({ event }) => {
      if (event.type !== 'supervisor.escalate') return;
      const { child, error } = event as Extract<SupervisionEvent, { type: 'supervisor.escalate' }>;
      throw new EscalationError(`${child} failed too often`, { cause: error });
    }),
  };
}

export const SUPERVISION_HANDLERS = {
  'xstate.error.actor.*': { actions: 'childFailed' },
  'xstate.done.actor.*': { actions: 'childDone' },
  'supervisor.restart': { actions: 'childRestart' },
  'supervisor.add': { actions: 'childAdd' },
  'supervisor.remove': { actions: 'childRemove' },
  'supervisor.escalate': { actions: 'escalate' },
} as const;

/** A supervisor and nothing else: a shard, or a group such as the venue's. */
export const supervisorMachine = setup({
  types: {
    context: {} as Supervised,
    events: {} as SupervisionEvent,
    input: {} as Supervised,
  },
  actions: supervision<Supervised, SupervisionEvent>(),
}).createMachine({
  id: 'supervisor',
  context: ({ input }) => ({ supervision: input.supervision }),
  entry: 'startChildren',
  on: SUPERVISION_HANDLERS,
  initial: 'running',
  states: { running: {} },
});

function start(enqueue: Tools, spec: ChildSpec): void {
  enqueue.spawnChild(spec.logic, { id: spec.id, systemId: spec.address, input: spec.input() });
}

function find(context: Supervised, id: string): number {
  return context.supervision.children.findIndex((child) => child.spec.id === id);
}

function remember(enqueue: Tools, context: Supervised, children: readonly ChildState[]): void {
  enqueue.assign({ supervision: { ...context.supervision, children } });
}

function childFailed(step: Work): void {
  const { actorId, error } = step.event as ErrorActorEvent;
  const ref = refOf(step, actorId);
  if (lives(ref)) return; // news from a generation that is already replaced
  reap(ref);
  childEnded(step, actorId, 'crash', error);
}

function childDone(step: Work): void {
  const { actorId } = step.event as DoneActorEvent;
  if (!lives(refOf(step, actorId))) childEnded(step, actorId, 'normal', null);
}

function refOf({ self }: Work, actorId: string): AnyActorRef | undefined {
  return self.getSnapshot()?.children?.[actorId];
}

function lives(ref: AnyActorRef | undefined): boolean {
  return ref?.getSnapshot().status === 'active';
}

function childEnded({ context, enqueue }: Work, actorId: string, reason: 'crash' | 'normal', error: unknown): void {
  const { supervision } = context;
  const index = find(context, actorId);
  const child = supervision.children[index];
  enqueue.stopChild(actorId); // XState keeps finished children for ever otherwise
  if (child?.status !== 'running') return; // it was stopped meanwhile, and a new one is on its way
  const kind = reason === 'crash' ? 'crashed' : 'finished';
  supervision.report({ kind, address: child.spec.address, error });
  const judged = verdict(child.spec.policy, reason, child.restarts, supervision.now());
  if (judged.kind !== 'restart') {
    if (judged.kind === 'forget') forget(enqueue, context, index);
    else giveUp(enqueue, context, child, error);
    return;
  }
  const rest = supervision.strategy === 'rest_for_one' ? supervision.children.slice(index + 1).reverse() : [];
  for (const later of rest) enqueue.stopChild(later.spec.id);
  remember(
    enqueue,
    context,
    supervision.children.map((each, at): ChildState => {
      if (at === index) return { ...each, status: 'waiting', restarts: judged.restarts };
      return rest.includes(each) ? { ...each, status: 'waiting' } : each;
    }),
  );
  enqueue.raise(
    { type: 'supervisor.restart', child: actorId },
    { delay: judged.delayMs, id: `restart:${child.spec.address}` },
  );
}

/** Starts it and, under rest_for_one, whoever was stopped with it; not before those it relies on. */
function childRestart({ context, event, enqueue }: Work): void {
  const { child: id } = event as Extract<SupervisionEvent, { type: 'supervisor.restart' }>;
  const from = find(context, id);
  const { children, strategy } = context.supervision;
  if (children[from]?.status !== 'waiting') return;
  const holes = children.slice(0, from).some((child) => child.status === 'waiting');
  if (holes && strategy === 'rest_for_one') return; // the one above brings it along
  const due = children.filter(
    (child, at) => child.status === 'waiting' && (at === from || (strategy === 'rest_for_one' && at > from)),
  );
  for (const child of due) {
    start(enqueue, child.spec);
    // Enqueued, so that whoever hears of it can already write to the child.
    enqueue(() => context.supervision.report({ kind: 'restarted', address: child.spec.address, error: null }));
  }
  remember(
    enqueue,
    context,
    children.map((child): ChildState => (due.includes(child) ? { ...child, status: 'running' } : child)),
  );
}

function childAdd({ context, event, enqueue }: Work): void {
  const { spec } = event as Extract<SupervisionEvent, { type: 'supervisor.add' }>;
  if (find(context, spec.id) >= 0) return; // it lives: starting a second one would orphan the first
  start(enqueue, spec);
  remember(enqueue, context, [...context.supervision.children, { spec, status: 'running', restarts: [] }]);
}

function childRemove({ context, event, enqueue }: Work): void {
  const { child: id } = event as Extract<SupervisionEvent, { type: 'supervisor.remove' }>;
  const index = find(context, id);
  const child = context.supervision.children[index];
  if (!child) return;
  enqueue.cancel(`restart:${child.spec.address}`);
  enqueue.stopChild(id);
  forget(enqueue, context, index);
}

function forget(enqueue: Tools, context: Supervised, index: number): void {
  remember(
    enqueue,
    context,
    context.supervision.children.filter((_, at) => at !== index),
  );
}

/** Stops everything in reverse, then fails in a step of its own: stops put off by a failing step would be dropped. */
function giveUp(enqueue: Tools, context: Supervised, child: ChildState, error: unknown): void {
  for (const each of [...context.supervision.children].reverse()) enqueue.stopChild(each.spec.id);
  remember(enqueue, context, []);
  context.supervision.report({ kind: 'escalated', address: child.spec.address, error });
  enqueue.raise({ type: 'supervisor.escalate', child: child.spec.address, error }, { id: 'escalate', delay: 0 });
}

/** Children that a failing first step had already started hang on the dead reference: stop them through it. Those that a
 *  failing step had made and never started hang nowhere, but hold their names: XState frees only the names of what it stops. */
function reap(dead: AnyActorRef | undefined): void {
  if (!dead) return;
  const children: Record<string, AnyActorRef | undefined> = dead.getSnapshot()?.children ?? {};
  for (const child of Object.values(children)) child?.send({ type: 'xstate.stop' });
  const system = dead.system as unknown as Names;
  for (const named of Object.values(system.getAll())) if (descends(named, dead)) system._unregister(named);
}

interface Names {
  getAll(): Readonly<Record<string, AnyActorRef>>;
  _unregister(actor: AnyActorRef): void;
}

function descends(actor: AnyActorRef, from: AnyActorRef): boolean {
  for (let above = actor._parent; above; above = above._parent) if (above === from) return true;
  return false;
}
