// One step of a supervisor: what happened to a child is taken in, then whoever has to go is told or stopped, and whoever may
// come back is started. Leaves every decision to `domain/restart.ts` and `domain/siblings.ts`, and to XState only what it
// does well: XState keeps finished children, forgets the names of those that failed too early, and drops what a throw put off.
import type { AnyActorRef } from 'xstate';
import { verdict } from '#domain/restart.ts';
import { goesAlong, nextToLeave, nextToStart } from '#domain/siblings.ts';
import type { Step } from './steps.ts';
import type {
  ChildReport,
  ChildSpec,
  ChildState,
  Supervised,
  Supervision,
  SupervisionEvent,
} from './supervisor.machine.ts';

type Work = Step<Supervised, SupervisionEvent>;

export class ChildRound {
  readonly #step: Work;
  readonly #before: Supervision;
  #children: ChildState[];
  #closing: Supervision['closing'];

  constructor(step: Work) {
    this.#step = step;
    this.#before = step.context.supervision;
    this.#children = [...this.#before.children];
    this.#closing = this.#before.closing;
  }

  failed(id: string, error: unknown): void {
    const ref = this.#ref(id);
    if (lives(ref)) return; // news from a life that is already replaced
    reap(ref);
    this.#ended(id, 'crash', error);
  }

  done(id: string): void {
    if (!lives(this.#ref(id))) this.#ended(id, 'normal', null);
  }

  /** Its wait is over. */
  due(id: string, generation: number | undefined): void {
    const at = this.#find(id, generation);
    if (this.#children[at]?.status === 'waiting') this.#change(at, { due: true });
  }

  /** It was told to leave, and is still there. */
  overdue(id: string, generation: number | undefined): void {
    const at = this.#find(id, generation);
    const child = this.#children[at];
    if (child?.status !== 'leaving') return;
    this.#step.enqueue.stopChild(id);
    this.#report('killed', child, new Error(`${child.spec.address} did not shut down in time`));
    this.#gone(at);
  }

  add(spec: ChildSpec): void {
    if (this.#closing) return;
    const at = this.#find(spec.id);
    const known = this.#children[at];
    if (!known) this.#children.push(newborn(spec));
    // It lives, and starting a second one would orphan the first; or it is on its way out, and then this one follows it.
    else if (known.status !== 'running' && !known.returns) this.#change(at, { spec, returns: true, restarts: [] });
  }

  remove(id: string): void {
    const at = this.#find(id);
    const child = this.#children[at];
    if (!child) return;
    this.#change(at, { returns: false });
    if (child.status === 'waiting') this.#forget(at);
    else if (child.status === 'running') this.#dismiss(at);
  }

  /** Everybody goes, last first, and nobody comes back. */
  close(cause: NonNullable<Supervision['closing']>['cause']): void {
    this.#closing ??= { cause };
    this.#children = this.#children
      .filter((child) => child.status !== 'waiting' || this.#unawait(child))
      .map((child) => ({ ...child, status: child.status === 'running' ? 'parting' : child.status, returns: false }));
  }

  /** Everybody, at once. */
  kill(): void {
    this.#closing ??= { cause: null };
    for (let at = this.#children.length - 1; at >= 0; at -= 1) {
      const { spec, status } = this.#children[at] as ChildState;
      if (status !== 'waiting') this.#step.enqueue.stopChild(spec.id);
      this.#forget(at);
    }
  }

  /** Lets go and start whoever is next, and writes down what became of all. */
  end(): void {
    const { enqueue } = this.#step;
    for (let at = nextToLeave(this.#children); at >= 0; at = nextToLeave(this.#children)) this.#dismiss(at);
    if (!this.#closing) for (const at of nextToStart(this.#before.strategy, this.#children)) this.#start(at);
    enqueue.assign({ supervision: { ...this.#before, children: this.#children, closing: this.#closing } });
    if (!this.#closing || this.#children.length > 0 || this.#isOver()) return;
    const { cause } = this.#closing;
    // In a step of its own: stops put off by a step that throws would be dropped.
    if (cause) enqueue.raise({ type: 'supervisor.escalate', ...cause }, { id: 'escalate', delay: 0 });
    else enqueue.raise({ type: 'supervisor.ended' });
  }

  /** It had come to its end before this step. */
  #isOver(): boolean {
    return this.#before.closing !== null && this.#before.children.length === 0;
  }

  #ended(id: string, reason: 'crash' | 'normal', error: unknown): void {
    const { enqueue } = this.#step;
    const at = this.#find(id);
    const child = this.#children[at];
    enqueue.stopChild(id); // XState keeps finished children for ever otherwise
    if (!child || child.status === 'waiting') return; // it was stopped meanwhile, and a new one is on its way
    if (reason === 'crash') this.#report('crashed', child, error);
    if (child.status !== 'running') {
      this.#gone(at);
      return;
    }
    if (reason === 'normal') this.#report('finished', child, error);
    const { now, chance } = this.#before;
    const judged = verdict(child.spec.policy, reason, child.restarts, now(), chance());
    if (judged.kind === 'restart') this.#awaitReturn(at, judged);
    else {
      this.#forget(at);
      if (judged.kind === 'forget') return;
      this.#report('escalated', child, error);
      if (child.spec.isolated) return;
      this.close({ child: child.spec.address, error });
    }
  }

  #awaitReturn(at: number, { delayMs, restarts }: { delayMs: number; restarts: readonly number[] }): void {
    this.#change(at, { status: 'waiting', due: false, restarts });
    const { spec, generation } = this.#children[at] as ChildState;
    this.#step.enqueue.raise(
      { type: 'supervisor.restart', child: spec.id, generation },
      { delay: delayMs, id: restartTimer(spec) },
    );
    for (const [other, { status, spec: sibling }] of this.#children.entries())
      if (status === 'running' && goesAlong(this.#before.strategy, at, other))
        this.#change(other, { status: 'parting', returns: sibling.policy.restart !== 'temporary' });
  }

  /** Tells it to leave, or stops it. */
  #dismiss(at: number): void {
    const { enqueue } = this.#step;
    const { spec, generation } = this.#children[at] as ChildState;
    if (spec.shutdown === 'brutal') {
      enqueue.stopChild(spec.id);
      this.#gone(at);
      return;
    }
    this.#change(at, { status: 'leaving' });
    enqueue.sendTo(spec.id, { type: 'shutdown' });
    enqueue.raise(
      { type: 'supervisor.deadline', child: spec.id, generation },
      { delay: spec.shutdown.withinMs, id: deadlineTimer(spec) },
    );
  }

  #gone(at: number): void {
    const { spec, returns } = this.#children[at] as ChildState;
    this.#step.enqueue.cancel(deadlineTimer(spec));
    if (returns) this.#change(at, { status: 'waiting', due: true });
    else this.#forget(at);
  }

  #start(at: number): void {
    const { enqueue } = this.#step;
    const { spec, generation } = this.#children[at] as ChildState;
    enqueue.cancel(restartTimer(spec));
    this.#change(at, { status: 'running', returns: true, generation: generation + 1 });
    try {
      enqueue.spawnChild(spec.logic, { id: spec.id, systemId: spec.address, input: spec.input() });
    } catch (error) {
      enqueue.raise({ type: `xstate.error.actor.${spec.id}`, actorId: spec.id, error } as SupervisionEvent);
      return;
    }
    if (generation === 0) return;
    // Enqueued, so that whoever hears of it can already write to the child.
    enqueue(() => this.#before.report({ kind: 'restarted', address: spec.address, error: null }));
  }

  #forget(at: number): void {
    this.#unawait(this.#children[at] as ChildState);
    this.#children.splice(at, 1);
  }

  /** Always false. */
  #unawait({ spec }: ChildState): false {
    this.#step.enqueue.cancel(restartTimer(spec));
    this.#step.enqueue.cancel(deadlineTimer(spec));
    return false;
  }

  #change(at: number, patch: Partial<ChildState>): void {
    this.#children[at] = { ...(this.#children[at] as ChildState), ...patch };
  }

  /** -1 when there is none, or only one of another life. */
  #find(id: string, generation?: number): number {
    return this.#children.findIndex(
      (child) => child.spec.id === id && (generation === undefined || child.generation === generation),
    );
  }

  #ref(id: string): AnyActorRef | undefined {
    return this.#step.self.getSnapshot()?.children?.[id];
  }

  #report(kind: ChildReport['kind'], { spec }: ChildState, error: unknown): void {
    this.#before.report({ kind, address: spec.address, error });
  }
}

/** Not started yet. */
export function newborn(spec: ChildSpec): ChildState {
  return { spec, status: 'waiting', returns: true, due: true, restarts: [], generation: 0 };
}

const restartTimer = ({ address }: ChildSpec): string => `restart:${address}`;
const deadlineTimer = ({ address }: ChildSpec): string => `deadline:${address}`;

function lives(ref: AnyActorRef | undefined): boolean {
  return ref?.getSnapshot().status === 'active';
}

/** On the snapshot of a logic that failed: it has stopped its children and freed their names itself. */
export const CLEANED_UP = Symbol('cleaned up');

/** Children that a failing first step had already started hang on the dead reference: stop them through it. */
function reap(dead: AnyActorRef | undefined): void {
  const snapshot = dead?.getSnapshot();
  if (!dead || snapshot?.[CLEANED_UP]) return;
  const children: Record<string, AnyActorRef | undefined> = snapshot?.children ?? {};
  for (const child of Object.values(children)) child?.send({ type: 'xstate.stop' });
  freeNames(dead);
}

/** Children that a failing step had made and never started hang nowhere, but hold their names: XState frees only the names of
 *  what it stops. Looks through everybody who has one. */
export function freeNames(dead: AnyActorRef): void {
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
