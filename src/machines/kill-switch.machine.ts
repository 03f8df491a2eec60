// No trading without it. Measures our money and how our requests fare every second, climbs a ladder when a limit is passed,
// and never climbs down by itself: every rung is latched on disk, per mode, until an operator resumes. A house that is told
// to drain and does not end in time is left by the last rung: the switch fails, and with it the root.
import { assign, enqueueActions, setup } from 'xstate';
import { type KillStage, rung, type Trip, tripText } from '#domain/money/kill-rules.ts';

export const KILL_SWITCH = 'kill-switch';

export type KillSwitchCommand =
  | { readonly type: 'HALT'; readonly reason: string }
  /** Only what reduces from now on; `flatten`: at the best price of a maker, until nothing is left. */
  | { readonly type: 'REDUCE'; readonly reason: string; readonly flatten: boolean }
  | { readonly type: 'RESUME' };

type Internal =
  | { readonly type: 'MEASURE' }
  | { readonly type: 'CLIMB'; readonly stage: KillStage; readonly reason: string };

export type KillSwitchEvent = KillSwitchCommand | Internal;

export interface KillSwitchDesk {
  /** Limits that are passed now, worst first. */
  measure(): readonly Trip[];
  /** Writes the latch, then closes admission as far as the rung demands. Throws when the latch cannot be written. */
  climbed(stage: KillStage, reason: string, flatten: boolean): void;
  /** Clears the latch and opens admission again. */
  resumed(): void;
  /** Asks the root to stop cleanly. */
  drain(): void;
  /** The house did not end when it was asked to: throws. */
  leave(reason: string): void;
}

export interface KillSwitchContext {
  readonly desk: KillSwitchDesk;
  readonly stage: KillStage;
  readonly reason: string | null;
  readonly flatten: boolean;
}

/** What an earlier life stood at. */
export interface Latched {
  readonly stage: KillStage;
  readonly reason: string;
  readonly flatten: boolean;
}

const MEASURE_MS = 1_000;
/** Longer than any drain of the root. */
const DRAIN_MAX_MS = 15_000;
const higher = (a: KillStage, b: KillStage): boolean => rung(a) > rung(b);

export const killSwitchMachine = setup({
  types: {
    context: {} as KillSwitchContext,
    events: {} as KillSwitchEvent,
    input: {} as { desk: KillSwitchDesk; latched: Latched | null },
  },
  guards: {
    climbsTo: ({ context }, params: { is: KillStage; asked: KillStage }) =>
      params.is === params.asked && higher(params.asked, context.stage),
    latchedAt: ({ context }, stage: KillStage) => context.stage === stage,
    atMostReducing: ({ context }) => !higher(context.stage, 'reduceOnly'),
    belowCancelAll: ({ context }) => higher('cancelAll', context.stage),
  },
  actions: {
    measure: enqueueActions(({ context, enqueue }) => {
      const worst = context.desk.measure()[0];
      if (worst) {
        enqueue.raise({ type: 'CLIMB', stage: worst.stage, reason: tripText(worst) });
      }
      enqueue.raise({ type: 'MEASURE' }, { id: 'measure', delay: MEASURE_MS });
    }),
    stand: assign((_, { stage, reason, flatten }: { stage: KillStage; reason: string | null; flatten?: boolean }) => ({
      stage,
      reason,
      flatten: flatten ?? false,
    })),
    climbed: ({ context }) => context.desk.climbed(context.stage, context.reason ?? 'not told', context.flatten),
    resumed: ({ context }) => context.desk.resumed(),
    drain: ({ context }) => context.desk.drain(),
    leave: ({ context }) => context.desk.leave(context.reason ?? 'not told'),
  },
}).createMachine({
  id: 'kill-switch',
  context: ({ input }) => ({
    desk: input.desk,
    stage: input.latched?.stage ?? 'armed',
    reason: input.latched?.reason ?? null,
    flatten: input.latched?.flatten ?? false,
  }),
  initial: 'restoring',
  entry: 'measure',
  on: {
    MEASURE: { actions: 'measure' },
    HALT: {
      guard: 'belowCancelAll',
      target: '.cancelAll',
      actions: { type: 'stand', params: ({ event }) => ({ stage: 'cancelAll', reason: event.reason }) },
    },
    REDUCE: {
      guard: 'atMostReducing',
      target: '.reduceOnly',
      actions: {
        type: 'stand',
        params: ({ event }) => ({ stage: 'reduceOnly', reason: event.reason, flatten: event.flatten }),
      },
    },
    CLIMB: [
      {
        guard: { type: 'climbsTo', params: ({ event }) => ({ is: 'reduceOnly', asked: event.stage }) },
        target: '.reduceOnly',
        actions: { type: 'stand', params: ({ event }) => event },
      },
      {
        guard: { type: 'climbsTo', params: ({ event }) => ({ is: 'noNewQuotes', asked: event.stage }) },
        target: '.noNewQuotes',
        actions: { type: 'stand', params: ({ event }) => event },
      },
      {
        guard: { type: 'climbsTo', params: ({ event }) => ({ is: 'cancelAll', asked: event.stage }) },
        target: '.cancelAll',
        actions: { type: 'stand', params: ({ event }) => event },
      },
      {
        guard: { type: 'climbsTo', params: ({ event }) => ({ is: 'drain', asked: event.stage }) },
        target: '.draining',
        actions: { type: 'stand', params: ({ event }) => event },
      },
      {
        guard: { type: 'climbsTo', params: ({ event }) => ({ is: 'exit', asked: event.stage }) },
        target: '.exit',
        actions: { type: 'stand', params: ({ event }) => event },
      },
    ],
  },
  states: {
    /** What was latched in an earlier life holds from the first moment of this one. */
    restoring: {
      always: [
        { guard: { type: 'latchedAt', params: 'armed' }, target: 'armed' },
        { guard: { type: 'latchedAt', params: 'reduceOnly' }, target: 'reduceOnly' },
        { guard: { type: 'latchedAt', params: 'noNewQuotes' }, target: 'noNewQuotes' },
        { target: 'cancelAll' },
      ],
    },
    armed: { on: { RESUME: {} } },
    /** Only orders that take exposure away. */
    reduceOnly: {
      entry: 'climbed',
      on: {
        RESUME: { target: 'armed', actions: [{ type: 'stand', params: { stage: 'armed', reason: null } }, 'resumed'] },
      },
    },
    /** What rests may rest; nothing new leaves. */
    noNewQuotes: {
      entry: 'climbed',
      on: {
        RESUME: { target: 'armed', actions: [{ type: 'stand', params: { stage: 'armed', reason: null } }, 'resumed'] },
      },
    },
    cancelAll: {
      entry: 'climbed',
      on: {
        HALT: {},
        RESUME: { target: 'armed', actions: [{ type: 'stand', params: { stage: 'armed', reason: null } }, 'resumed'] },
      },
    },
    /** The house is asked to stop; a new start finds the latch. */
    draining: {
      entry: ['climbed', 'drain'],
      on: { RESUME: {} },
      after: {
        [DRAIN_MAX_MS]: {
          target: 'exit',
          actions: {
            type: 'stand',
            params: ({ context }) => ({ stage: 'exit', reason: `${context.reason}; it did not drain in time` }),
          },
        },
      },
    },
    /** Leaves by force: the root cancels everything by every path and ends with an error. */
    exit: { entry: ['climbed', 'leave'], on: { RESUME: {} } },
  },
});
