// Supervision as a part that any machine with children mixes in (`supervision()`), and a plain supervisor made of nothing
// else. Child specs are data in start order. A failing child is restarted by `domain/restart.ts`, with whoever relies on it
// (`domain/siblings.ts`); past its intensity the supervisor fails itself with the cause, which the one above sees as a crash.
// Who has to go while well is told `shutdown` and goes to a final state, or is killed at its deadline; one by one, last first.
import { type AnyActorLogic, type DoneActorEvent, type ErrorActorEvent, type EventObject, setup } from 'xstate';
import type { RestartPolicy } from '#domain/restart.ts';
import type { Shutdown, Sibling, Strategy } from '#domain/siblings.ts';
import { ChildRound, newborn } from './child-round.ts';
import { type Step, steps } from './steps.ts';

/** How to start one child. `address` is its name in the whole system: `market:<slug>/quoter`. */
export interface ChildSpec {
  readonly id: string;
  readonly address: string;
  /** Already crash-safe. */
  readonly logic: AnyActorLogic;
  /** Made anew at each start: a restarted child begins with nothing of its former life. A throw counts as its crash. */
  readonly input: () => unknown;
  readonly policy: RestartPolicy;
  readonly shutdown: Shutdown;
  /** Failing too often costs itself alone: it is left out, told as escalated, and its siblings go on. */
  readonly isolated?: boolean;
}

export interface ChildState extends Sibling {
  readonly spec: ChildSpec;
  /** When it was restarted, inside the policy's period. */
  readonly restarts: readonly number[];
  /** How often it was started: news of an earlier life is stale. */
  readonly generation: number;
}

/** `killed`: it was told to leave and did not in time. */
export interface ChildReport {
  readonly kind: 'crashed' | 'restarted' | 'escalated' | 'finished' | 'killed';
  readonly address: string;
  readonly error: unknown;
}

export interface Supervision {
  readonly strategy: Strategy;
  readonly children: readonly ChildState[];
  /** Everybody leaves, and nobody comes back; `cause`: the child that failed too often, if that is why. */
  readonly closing: { readonly cause: { readonly child: string; readonly error: unknown } | null } | null;
  readonly now: () => number;
  /** One draw from [0, 1) for each restart. */
  readonly chance: () => number;
  /** Told at once; must not throw. */
  readonly report: (report: ChildReport) => void;
}

export interface Supervised {
  readonly supervision: Supervision;
}

/** What every child with a goodbye understands: finish, and go to a final state. */
export type ShutdownCommand = { readonly type: 'shutdown' };

/** What a supervisor may be asked, and what it tells itself. Without a `generation` the present life is meant. */
export type SupervisionEvent =
  | ShutdownCommand
  | { readonly type: 'supervisor.add'; readonly spec: ChildSpec }
  | { readonly type: 'supervisor.remove'; readonly child: string }
  | { readonly type: 'supervisor.restart'; readonly child: string; readonly generation?: number }
  | { readonly type: 'supervisor.deadline'; readonly child: string; readonly generation?: number }
  | { readonly type: 'supervisor.escalate'; readonly child: string; readonly error: unknown }
  /** All children are gone because it was asked to close. */
  | { readonly type: 'supervisor.ended' }
  | ErrorActorEvent
  | DoneActorEvent;

type EventOf<T extends SupervisionEvent['type']> = Extract<SupervisionEvent, { type: T }>;

/** A child failed more often than its policy allows. `cause` is its last error. */
export class EscalationError extends Error {
  override readonly name = 'EscalationError';
}

/** The context slice of a machine that supervises `specs`. Without `chance` every wait is a whole one. */
export function superviseFrom(
  specs: readonly ChildSpec[],
  options: {
    readonly strategy: Strategy;
    readonly now: () => number;
    readonly chance?: () => number;
    readonly report: (report: ChildReport) => void;
  },
): Supervision {
  const children = specs.map(newborn);
  return { chance: () => 0, ...options, children, closing: null };
}

type Work = Step<Supervised, SupervisionEvent>;

/** Spread into `setup({ actions })`; use `SUPERVISION_HANDLERS` in the root `on` and `startChildren` as an entry action. */
export function supervision<C extends Supervised, E extends EventObject>() {
  const act = (run: (round: ChildRound, step: Work) => void) =>
    steps<C, E>(((step: Work) => {
      const round = new ChildRound(step);
      run(round, step);
      round.end();
    }) as never);
  return {
    startChildren: act(() => {}),
    /** Gracefully; `supervisor.ended` comes when the last one is gone. */
    stopChildren: act((round) => round.close(null)),
    /** At once. */
    killChildren: act((round) => round.kill()),
    childFailed: act((round, { event }) => {
      const { actorId, error } = event as ErrorActorEvent;
      round.failed(actorId, error);
    }),
    childDone: act((round, { event }) => round.done((event as DoneActorEvent).actorId)),
    childRestart: act((round, { event }) => {
      const { child, generation } = event as EventOf<'supervisor.restart'>;
      round.due(child, generation);
    }),
    childOverdue: act((round, { event }) => {
      const { child, generation } = event as EventOf<'supervisor.deadline'>;
      round.overdue(child, generation);
    }),
    childAdd: act((round, { event }) => round.add((event as EventOf<'supervisor.add'>).spec)),
    childRemove: act((round, { event }) => round.remove((event as EventOf<'supervisor.remove'>).child)),
    escalate: steps<C, E>(({ event }) => {
      const { child, error } = event as unknown as EventOf<'supervisor.escalate'>;
      throw new EscalationError(`${child} failed too often`, { cause: error });
    }),
  };
}

export const SUPERVISION_HANDLERS = {
  'xstate.error.actor.*': { actions: 'childFailed' },
  'xstate.done.actor.*': { actions: 'childDone' },
  'supervisor.restart': { actions: 'childRestart' },
  'supervisor.deadline': { actions: 'childOverdue' },
  'supervisor.add': { actions: 'childAdd' },
  'supervisor.remove': { actions: 'childRemove' },
  'supervisor.escalate': { actions: 'escalate' },
} as const;

/** States of a supervising machine that says goodbye: let `shutdown` lead to `leaving`. */
export const GOODBYE_STATES = {
  leaving: { entry: 'stopChildren', on: { shutdown: {}, 'supervisor.ended': 'ended' } },
  ended: { type: 'final' },
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
  states: { running: { on: { shutdown: 'leaving' } }, ...GOODBYE_STATES },
});
