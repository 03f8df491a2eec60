// The top of the tree: supervises everything, gives each listed market to a shard, and ends the house cleanly. Draining is
// explicit: the gateway cancels and waits until the venue agrees that nothing rests, then the children say goodbye, the last
// started first, and what they left behind is flushed.
import { assign, setup } from 'xstate';
import type { MarketId } from '#domain/ids.ts';
import { SUPERVISION_HANDLERS, type Supervised, type SupervisionEvent, supervision } from './supervisor.machine.ts';

export type RootCommand =
  | { readonly type: 'MARKET_LISTED'; readonly market: MarketId }
  | { readonly type: 'MARKET_FINISHED'; readonly market: MarketId }
  | { readonly type: 'STOP' }
  /** Something broke outside of every actor. */
  | { readonly type: 'FAIL'; readonly error: unknown };

/** From the gateway. */
type Reported = { readonly type: 'DRAINED' };

export type RootEvent = RootCommand | Reported | SupervisionEvent;

export interface RootDesk {
  /** Starts a market's actor in a shard with room. */
  open(market: MarketId): void;
  close(market: MarketId): void;
  drain(): void;
  /** Nothing of ours is on its way to or from the venue. */
  quiet(): boolean;
  flush(): void;
  stopped(clean: boolean): void;
}

export interface RootContext extends Supervised {
  readonly desk: RootDesk;
  /** The venue agreed in time that nothing rests. */
  readonly clean: boolean;
}

/** A drain that takes longer ends anyway, and says that it was not clean. */
const DRAIN_MAX_MS = 4_500;
const QUIET_LOOK_MS = 50;
/** Children that are not gone by then are stopped without a goodbye. */
const GOODBYE_MAX_MS = 1_000;

const TOO_LATE = { STOP: {}, DRAINED: {}, MARKET_LISTED: {}, MARKET_FINISHED: {} } as const;

export const rootMachine = setup({
  types: {
    context: {} as RootContext,
    events: {} as RootEvent,
    input: {} as Supervised & { desk: RootDesk },
  },
  guards: { quiet: ({ context }) => context.desk.quiet() },
  actions: {
    ...supervision<RootContext, RootEvent>(),
    open: ({ context }, market: MarketId) => context.desk.open(market),
    close: ({ context }, market: MarketId) => context.desk.close(market),
    drain: ({ context }) => context.desk.drain(),
    flush: ({ context }) => context.desk.flush(),
    judge: assign((_, clean: boolean) => ({ clean })),
    stopped: ({ context }) => context.desk.stopped(context.clean),
    fail: ({ event }) => {
      throw (event as Extract<RootCommand, { type: 'FAIL' }>).error;
    },
  },
}).createMachine({
  id: 'root',
  context: ({ input }) => ({ supervision: input.supervision, desk: input.desk, clean: false }),
  entry: 'startChildren',
  initial: 'running',
  on: { ...SUPERVISION_HANDLERS, FAIL: { actions: 'fail' } },
  states: {
    running: {
      on: {
        MARKET_LISTED: { actions: { type: 'open', params: ({ event }) => event.market } },
        MARKET_FINISHED: { actions: { type: 'close', params: ({ event }) => event.market } },
        STOP: 'draining',
      },
    },
    draining: {
      entry: 'drain',
      initial: 'cancelling',
      on: {
        STOP: {},
        MARKET_LISTED: {},
        MARKET_FINISHED: { actions: { type: 'close', params: ({ event }) => event.market } },
      },
      after: { [DRAIN_MAX_MS]: { target: 'parting', actions: { type: 'judge', params: false } } },
      states: {
        /** Until the venue agrees that nothing of ours rests. */
        cancelling: { on: { DRAINED: 'quieting' } },
        /** Until no news of ours is on its way, so that the last fill is in the books before they are closed. */
        quieting: {
          on: { DRAINED: {} },
          after: {
            [QUIET_LOOK_MS]: [
              { guard: 'quiet', target: '#root.parting', actions: { type: 'judge', params: true } },
              { target: 'quieting', reenter: true },
            ],
          },
        },
      },
    },
    /** Everybody goes, last first. */
    parting: {
      entry: 'stopChildren',
      on: { ...TOO_LATE, 'supervisor.ended': 'stopped' },
      after: { [GOODBYE_MAX_MS]: { actions: 'killChildren' } },
    },
    stopped: { entry: ['flush', 'stopped'], on: TOO_LATE },
  },
});
