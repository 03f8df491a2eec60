// One pair trade: two legs of one market that together make complete sets. It never places an order; complete-set tells it
// what filled, sold, merged or failed, and it says where it stands. The reverse path (split, then sell both legs) shares
// the chart. A pair trade ends in one of merged, sold, abandoned, failed.
import { assign, setup } from 'xstate';
import type { PairTradeId } from '#domain/ids.ts';
import type { Leg, PairTradeEvent } from '#domain/money/pair-trade-event.ts';
import type { Shares } from '#domain/units.ts';

export const pairTradeAddress = (slug: string, id: PairTradeId): string => `market:${slug}/pair-trade:${id}`;

export interface PairTradeContext {
  readonly id: PairTradeId;
  readonly desk: PairTradeDesk;
  readonly leg1: Leg | null;
  readonly leg2: Leg | null;
  /** Micro-shares. `split`: sets that a split made; both legs are then for sale. */
  readonly sold: number;
  readonly merged: number;
  readonly split: number;
}

export interface PairTradeDesk {
  /** Called at every entry of a state with the legs as they stand. */
  moved(state: string, context: PairTradeContext): void;
}

const paired = (context: PairTradeContext): number => context.leg2?.filled ?? 0;
const wanted = (context: PairTradeContext): number => (context.leg1?.filled ?? 0) - context.sold;

/** A whole pair whose first leg grew has something to wait for again. */
const GROWN = {
  LEG1_FILLED: {
    target: 'oneLeg',
    actions: { type: 'fillFirst', params: ({ event }: { event: { leg: Leg } }) => event.leg },
  },
  SALE_VOIDED: {
    target: 'oneLeg',
    actions: { type: 'unsell', params: ({ event }: { event: { size: Shares } }) => event.size },
  },
} as const;

export const pairTradeMachine = setup({
  types: {
    context: {} as PairTradeContext,
    events: {} as PairTradeEvent,
    input: {} as { id: PairTradeId; desk: PairTradeDesk },
  },
  guards: {
    takenAway: ({ context }) => context.leg1?.filled === 0,
    soldOut: ({ context }) => wanted(context) <= 0,
    splitSold: ({ context }) => context.sold >= 2 * context.split,
    complete: ({ context }) => wanted(context) > 0 && paired(context) >= wanted(context),
    mergedAll: ({ context }) => context.merged > 0 && context.merged >= paired(context),
    firstLeg: (_, leg: 1 | 2) => leg === 1,
  },
  actions: {
    moved: ({ context }, state: string) => context.desk.moved(state, context),
    fillFirst: assign((_, leg: Leg) => ({ leg1: leg })),
    fillSecond: assign(({ context }, leg: Leg) => ({
      leg2: { ...leg, filled: (paired(context) + leg.filled) as Shares },
    })),
    sell: assign(({ context }, size: Shares) => ({ sold: context.sold + size })),
    unsell: assign(({ context }, size: Shares) => ({ sold: Math.max(0, context.sold - size) })),
    holdSets: assign((_, size: Shares) => ({ split: size })),
    merge: assign(({ context }, size: Shares) => ({ merged: context.merged + size })),
    voidSecond: assign(({ context }, size: Shares) => ({
      leg2: context.leg2 && { ...context.leg2, filled: Math.max(0, context.leg2.filled - size) as Shares },
    })),
  },
}).createMachine({
  id: 'pair-trade',
  context: ({ input }) => ({ id: input.id, desk: input.desk, leg1: null, leg2: null, sold: 0, merged: 0, split: 0 }),
  initial: 'pairPlanned',
  states: {
    pairPlanned: {
      entry: { type: 'moved', params: 'pairPlanned' },
      on: {
        LEG_WORKING: 'leg1Working',
        LEG1_FILLED: { target: 'oneLeg', actions: { type: 'fillFirst', params: ({ event }) => event.leg } },
        SPLIT_SENT: 'splitting',
        MARKET_ENDED: 'abandoned',
      },
    },
    leg1Working: {
      entry: { type: 'moved', params: 'leg1Working' },
      on: {
        LEG_WORKING: {},
        LEG1_FILLED: { target: 'oneLeg', actions: { type: 'fillFirst', params: ({ event }) => event.leg } },
        MARKET_ENDED: 'abandoned',
      },
    },
    /** One leg is held; what happens to it next is the same wherever it stands. */
    oneLeg: {
      initial: 'leg1Filled',
      on: {
        LEG1_FILLED: { actions: { type: 'fillFirst', params: ({ event }) => event.leg } },
        LEG2_FILLED: { actions: { type: 'fillSecond', params: ({ event }) => event.leg } },
        LEG_SOLD: { actions: { type: 'sell', params: ({ event }) => event.size } },
        SALE_VOIDED: { actions: { type: 'unsell', params: ({ event }) => event.size } },
        // What is paired already may become cash before the rest finds its second leg.
        MERGED: { actions: { type: 'merge', params: ({ event }) => event.size } },
        MERGE_SENT: {},
        MERGE_FAILED: {},
        VOIDED: [
          { guard: { type: 'firstLeg', params: ({ event }) => event.leg }, target: 'failed' },
          { actions: { type: 'voidSecond', params: ({ event }) => event.size } },
        ],
        MARKET_ENDED: 'abandoned',
      },
      always: [
        { guard: 'takenAway', target: 'abandoned' },
        { guard: 'soldOut', target: 'sold' },
        { guard: 'complete', target: 'bothFilled' },
      ],
      states: {
        leg1Filled: {
          entry: { type: 'moved', params: 'leg1Filled' },
          on: { LEG2_WANTED: 'leg2Working', PATIENCE_OVER: 'unwinding' },
        },
        leg2Working: {
          entry: { type: 'moved', params: 'leg2Working' },
          on: { LEG2_WANTED: {}, PATIENCE_OVER: 'unwinding' },
        },
        /** Nobody asks for the second leg any more: the skew sells or pairs what is held, in its own time. */
        unwinding: { entry: { type: 'moved', params: 'unwinding' }, on: { LEG2_WANTED: 'leg2Working' } },
      },
    },
    bothFilled: {
      entry: { type: 'moved', params: 'bothFilled' },
      always: { guard: 'mergedAll', target: 'merged' },
      on: {
        ...GROWN,
        MERGE_SENT: 'merging',
        MERGE_FAILED: {},
        // It was complete before anybody lost patience.
        PATIENCE_OVER: {},
        LEG2_WANTED: {},
        VOIDED: [
          { guard: { type: 'firstLeg', params: ({ event }) => event.leg }, target: 'failed' },
          { target: 'oneLeg.leg2Working', actions: { type: 'voidSecond', params: ({ event }) => event.size } },
        ],
        // Redeemed as a pair: one dollar a set, as a merge would have paid.
        MARKET_ENDED: 'merged',
        MERGED: { actions: { type: 'merge', params: ({ event }) => event.size } },
      },
    },
    merging: {
      entry: { type: 'moved', params: 'merging' },
      always: { guard: 'mergedAll', target: 'merged' },
      on: {
        ...GROWN,
        MERGE_SENT: {},
        MERGE_FAILED: 'bothFilled',
        PATIENCE_OVER: {},
        LEG2_WANTED: {},
        VOIDED: [
          { guard: { type: 'firstLeg', params: ({ event }) => event.leg }, target: 'failed' },
          { target: 'oneLeg.leg2Working', actions: { type: 'voidSecond', params: ({ event }) => event.size } },
        ],
        MERGED: { actions: { type: 'merge', params: ({ event }) => event.size } },
        MARKET_ENDED: 'merged',
      },
    },
    splitting: {
      entry: { type: 'moved', params: 'splitting' },
      on: {
        SPLIT_DONE: { target: 'split', actions: { type: 'holdSets', params: ({ event }) => event.size } },
        SPLIT_FAILED: 'failed',
      },
    },
    split: {
      entry: { type: 'moved', params: 'split' },
      on: {
        LEG_WORKING: 'selling',
        LEG_SOLD: { target: 'selling', actions: { type: 'sell', params: ({ event }) => event.size } },
        MARKET_ENDED: 'abandoned',
      },
    },
    selling: {
      entry: { type: 'moved', params: 'selling' },
      always: { guard: 'splitSold', target: 'sold' },
      on: {
        LEG_WORKING: {},
        LEG_SOLD: { actions: { type: 'sell', params: ({ event }) => event.size } },
        MARKET_ENDED: 'abandoned',
      },
    },
    merged: { type: 'final', entry: { type: 'moved', params: 'merged' } },
    sold: { type: 'final', entry: { type: 'moved', params: 'sold' } },
    abandoned: { type: 'final', entry: { type: 'moved', params: 'abandoned' } },
    failed: { type: 'final', entry: { type: 'moved', params: 'failed' } },
  },
});
