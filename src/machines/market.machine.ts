// One market's clock, and the supervisor of the three machines that trade it: complete-set, queue-tracker, quoter. Time
// decides the phase (domain/market/market-clock), trust in the book and an operator's halt decide whether it may quote.
import { assign, setup } from 'xstate';
import type { MarketPhase } from '#domain/market/market-clock.ts';
import type { OrderNews } from './order-gateway.protocol.ts';
import { steps } from './steps.ts';
import {
  GOODBYE_STATES,
  SUPERVISION_HANDLERS,
  type Supervised,
  type SupervisionEvent,
  supervision,
} from './supervisor.machine.ts';

export const marketAddress = (slug: string): string => `market:${slug}`;

/** What others may tell a market. */
export type MarketCommand =
  /** Its facts changed: a game start moved, an end was set, it resolved. */
  | { readonly type: 'MARKET_CHANGED' }
  | { readonly type: 'BOOK_TRUST'; readonly trusted: boolean; readonly reason: string }
  | { readonly type: 'QUOTER_STARTED' }
  | { readonly type: 'HALT'; readonly reason: string }
  | { readonly type: 'RESUME' };

type Internal = { readonly type: 'CLOCK' } | { readonly type: 'PHASE'; readonly phase: MarketPhase };

export type MarketMachineEvent = MarketCommand | OrderNews | Internal | SupervisionEvent;

export interface MarketDesk {
  now(): number;
  phase(nowMs: number): { readonly phase: MarketPhase; readonly nextChangeMs: number | null };
  /** To the quoter. `idle`: it is not supposed to trade now; otherwise it is held back. */
  permit(allowed: boolean, reason: string, idle: boolean): void;
  cancelAll(why: string): void;
  /** Asks for the redemption of what is settled. */
  redeem(): void;
  /** Shares of either outcome left, settled or not. */
  holdsShares(): boolean;
  entered(state: string): void;
  finished(): void;
}

export interface MarketContext extends Supervised {
  readonly desk: MarketDesk;
  readonly phase: MarketPhase | 'warming';
  readonly trusted: boolean;
  readonly reason: string;
  readonly bornHalted: boolean;
}

const LOOK_AGAIN_MS = 30_000;
const REDEEM_AGAIN_MS = 2_000;
const MAY_QUOTE: readonly string[] = ['trading', 'inPlay'];

export const marketMachine = setup({
  types: {
    context: {} as MarketContext,
    events: {} as MarketMachineEvent,
    /** `trusted`: the book as a restarted market finds it; later changes are told. `halted`: why nobody resumed it yet. */
    input: {} as Supervised & { desk: MarketDesk; trusted?: boolean; halted?: string | null },
    tags: {} as 'mayQuote',
  },
  guards: {
    becomes: ({ context }, params: { is: MarketPhase; phase: MarketPhase }) =>
      params.is === params.phase && context.phase !== params.is,
    empty: ({ context }) => !context.desk.holdsShares(),
    bornHalted: ({ context }) => context.bornHalted,
  },
  actions: {
    ...supervision<MarketContext, MarketMachineEvent>(),
    look: steps<MarketContext, MarketMachineEvent>(({ context, enqueue }) => {
      const nowMs = context.desk.now();
      const { phase, nextChangeMs } = context.desk.phase(nowMs);
      const waitMs = nextChangeMs === null ? LOOK_AGAIN_MS : Math.max(1, nextChangeMs - nowMs);
      enqueue.cancel('clock');
      enqueue.raise({ type: 'CLOCK' }, { id: 'clock', delay: Math.min(waitMs, LOOK_AGAIN_MS) });
      enqueue.raise({ type: 'PHASE', phase });
    }),
    permit: ({ context }) => {
      const inPhase = MAY_QUOTE.includes(context.phase);
      const allowed = inPhase && context.trusted;
      context.desk.permit(allowed, inPhase ? context.reason : context.phase, !inPhase);
    },
    forbid: ({ context }, reason: string) => context.desk.permit(false, reason, false),
    enter: assign((_, phase: MarketPhase) => ({ phase })),
    note: ({ context }, state: string) => context.desk.entered(state),
    trust: assign((_, params: { trusted: boolean; reason: string }) => params),
    cancelAll: ({ context }, why: string) => context.desk.cancelAll(why),
    redeem: ({ context }) => context.desk.redeem(),
    finish: ({ context }) => context.desk.finished(),
  },
}).createMachine({
  id: 'market',
  context: ({ input }) => ({
    supervision: input.supervision,
    desk: input.desk,
    phase: 'warming',
    trusted: input.trusted ?? false,
    reason: 'no book yet',
    bornHalted: (input.halted ?? null) !== null,
  }),
  entry: 'startChildren',
  initial: 'born',
  on: {
    ...SUPERVISION_HANDLERS,
    shutdown: '.leaving',
    HALT: '.halted',
    BOOK_TRUST: {
      actions: [{ type: 'trust', params: ({ event }) => ({ trusted: event.trusted, reason: event.reason }) }],
    },
  },
  states: {
    /** A halt outlives whoever was halted. */
    born: { always: [{ guard: 'bornHalted', target: 'halted' }, { target: 'clocked' }] },
    clocked: {
      initial: 'warming',
      entry: 'look',
      on: {
        CLOCK: { actions: 'look' },
        MARKET_CHANGED: { actions: 'look' },
        QUOTER_STARTED: { actions: 'permit' },
        BOOK_TRUST: {
          actions: [
            { type: 'trust', params: ({ event }) => ({ trusted: event.trusted, reason: event.reason }) },
            'permit',
          ],
        },
        PHASE: [
          {
            guard: { type: 'becomes', params: ({ event }) => ({ is: 'trading', phase: event.phase }) },
            target: '.trading',
          },
          {
            guard: { type: 'becomes', params: ({ event }) => ({ is: 'preEvent', phase: event.phase }) },
            target: '.preEvent',
          },
          {
            guard: { type: 'becomes', params: ({ event }) => ({ is: 'inPlay', phase: event.phase }) },
            target: '.inPlay',
          },
          {
            guard: { type: 'becomes', params: ({ event }) => ({ is: 'closing', phase: event.phase }) },
            target: '.closing',
          },
          {
            guard: { type: 'becomes', params: ({ event }) => ({ is: 'awaitingResolution', phase: event.phase }) },
            target: '.awaitingResolution',
          },
          {
            guard: { type: 'becomes', params: ({ event }) => ({ is: 'redeeming', phase: event.phase }) },
            target: 'redeeming',
          },
        ],
      },
      states: {
        warming: {},
        trading: {
          tags: 'mayQuote',
          entry: [{ type: 'enter', params: 'trading' }, { type: 'note', params: 'trading' }, 'permit'],
        },
        /** A scheduled piece of news is near: out of the way, whatever rests is cancelled. */
        preEvent: { entry: [{ type: 'enter', params: 'preEvent' }, { type: 'note', params: 'preEvent' }, 'permit'] },
        inPlay: {
          tags: 'mayQuote',
          entry: [{ type: 'enter', params: 'inPlay' }, { type: 'note', params: 'inPlay' }, 'permit'],
        },
        /** So near the end that late quotes lose. */
        closing: { entry: [{ type: 'enter', params: 'closing' }, { type: 'note', params: 'closing' }, 'permit'] },
        awaitingResolution: {
          entry: [
            { type: 'enter', params: 'awaitingResolution' },
            { type: 'note', params: 'awaitingResolution' },
            'permit',
          ],
        },
      },
    },
    redeeming: {
      entry: [
        { type: 'enter', params: 'redeeming' },
        { type: 'note', params: 'redeeming' },
        'permit',
        { type: 'cancelAll', params: 'resolved' },
        'redeem',
      ],
      on: { QUOTER_STARTED: { actions: 'permit' }, MARKET_CHANGED: {}, CLOCK: {} },
      after: {
        [REDEEM_AGAIN_MS]: [
          { guard: 'empty', target: 'finished' },
          // Not all of it was settled yet, or the transaction failed: ask again until nothing is left.
          { target: 'redeeming', reenter: true },
        ],
      },
    },
    /** Set by an operator or a latch; cleared by RESUME only. */
    halted: {
      entry: [
        { type: 'note', params: 'halted' },
        { type: 'cancelAll', params: 'halted' },
        { type: 'forbid', params: 'halted' },
      ],
      on: {
        HALT: {},
        MARKET_CHANGED: {},
        CLOCK: {},
        QUOTER_STARTED: { actions: { type: 'forbid', params: 'halted' } },
        RESUME: { target: 'clocked', actions: assign({ phase: 'warming' }) },
      },
    },
    finished: { type: 'final', entry: [{ type: 'note', params: 'finished' }, 'finish'] },
    ...GOODBYE_STATES,
  },
});
