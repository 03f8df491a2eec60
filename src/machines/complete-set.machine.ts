// Watches fills, keeps one machine for each open pair trade, asks the quoter for second legs and the gateway for merges. It
// never places an order. What it knows of lots lives in the market's pair book, which the gateway writes before anybody
// hears of a fill, so nothing is lost while this machine is away.
import { setup } from 'xstate';
import type { PairTradeId } from '#domain/ids.ts';
import type { PairStep } from '#domain/money/pair-book.ts';
import type { PairTradeEvent } from '#domain/money/pair-trade-event.ts';
import type { Shares } from '#domain/units.ts';
import type { OrderNews } from './order-gateway.protocol.ts';
import { steps } from './steps.ts';
import {
  type ChildSpec,
  SUPERVISION_HANDLERS,
  type Supervised,
  type SupervisionEvent,
  supervision,
} from './supervisor.machine.ts';

export const completeSetAddress = (slug: string): string => `market:${slug}/complete-set`;

export type CompleteSetCommand =
  /** No quotes any more, and no result yet: sets are worth more as cash. */
  { readonly type: 'MARKET_CLOSING' } | { readonly type: 'MARKET_ENDED' };

type Internal =
  | { readonly type: 'LOOK' }
  | { readonly type: 'TELL'; readonly step: PairStep }
  | { readonly type: 'MERGE_DUE'; readonly size: Shares };

export type CompleteSetEvent = CompleteSetCommand | OrderNews | Internal | SupervisionEvent;

export interface CompleteSetDesk {
  /** Pair trades that are open, each with all that happened to it so far. */
  restore(): readonly { readonly id: PairTradeId; readonly history: readonly PairTradeEvent[] }[];
  working(): void;
  /** What happened to pair trades since the last call. */
  takeSteps(): readonly PairStep[];
  spec(id: PairTradeId): ChildSpec;
  tell(step: PairStep): void;
  /** Asks the quoter for second legs that are missing, withdraws what is no longer wanted. */
  askForLegs(): void;
  /** Micro-shares worth merging now; zero for none. */
  mergeDue(): Shares;
  merge(size: Shares): void;
  closing(): void;
  ended(): void;
}

export interface CompleteSetContext extends Supervised {
  readonly desk: CompleteSetDesk;
}

const LOOK_MS = 1_000;
/** A merge whose answer never came is no longer waited for. */
const MERGE_MAX_MS = 180_000;
/** What the first step of a pair trade can be. */
const BEGINNINGS: readonly string[] = ['LEG_WORKING', 'LEG1_FILLED', 'SPLIT_SENT'];

/** A pair trade without a machine gets one, and its whole history: it is new, or its machine crashed, or this one did. */
const digest = steps<CompleteSetContext, CompleteSetEvent>(({ context, enqueue }) => {
  const { desk, supervision } = context;
  const known = new Set(supervision.children.map((child) => child.spec.id));
  const begin = (spec: ChildSpec) => {
    known.add(spec.id);
    enqueue.raise({ type: 'supervisor.add', spec });
  };
  const caughtUp = new Set<PairTradeId>();
  for (const { id, history } of desk.restore()) {
    const spec = desk.spec(id);
    if (known.has(spec.id) || history.length === 0) continue;
    begin(spec);
    caughtUp.add(id);
    for (const event of history) enqueue.raise({ type: 'TELL', step: { pairTrade: id, event } });
  }
  for (const step of desk.takeSteps()) {
    if (caughtUp.has(step.pairTrade)) continue; // its history has this step already
    const spec = desk.spec(step.pairTrade);
    if (!known.has(spec.id)) {
      if (!BEGINNINGS.includes(step.event.type)) continue; // its machine crashed, and it has ended since
      begin(spec);
    }
    enqueue.raise({ type: 'TELL', step });
  }
});

export const completeSetMachine = setup({
  types: {
    context: {} as CompleteSetContext,
    events: {} as CompleteSetEvent,
    input: {} as Supervised & { desk: CompleteSetDesk },
  },
  guards: {
    nothingOpen: ({ context }) => context.supervision.children.length === 0,
    somethingOpen: ({ context }) => context.supervision.children.length > 0,
  },
  actions: {
    ...supervision<CompleteSetContext, CompleteSetEvent>(),
    digest,
    look: steps<CompleteSetContext, CompleteSetEvent>(({ context, enqueue }) => {
      const size = context.desk.mergeDue();
      if (size > 0) enqueue.raise({ type: 'MERGE_DUE', size });
      enqueue.raise({ type: 'LOOK' }, { id: 'look', delay: LOOK_MS });
    }),
    askForLegs: ({ context }) => context.desk.askForLegs(),
    tell: ({ context }, step: PairStep) => context.desk.tell(step),
    working: ({ context }) => context.desk.working(),
    merge: ({ context }, size: Shares) => context.desk.merge(size),
    closing: ({ context }) => context.desk.closing(),
    ended: ({ context }) => context.desk.ended(),
  },
}).createMachine({
  id: 'complete-set',
  context: ({ input }) => ({ supervision: input.supervision, desk: input.desk }),
  entry: ['digest', 'look'],
  initial: 'idle',
  on: {
    ...SUPERVISION_HANDLERS,
    TELL: { actions: { type: 'tell', params: ({ event }) => event.step } },
    LOOK: { actions: ['digest', 'askForLegs', 'look'] },
    ORDER_RESTING: { actions: ['working', 'digest'] },
    ORDER_ENDED: {},
    FILL_ARRIVED: { actions: ['digest', 'askForLegs'] },
    SETTLEMENT_ARRIVED: { actions: ['digest', 'askForLegs'] },
    REDEEMED: {},
    MARKET_CLOSING: { actions: 'closing' },
    MARKET_ENDED: { actions: ['ended', 'digest'] },
    SETS_MERGED: { actions: 'digest' },
  },
  states: {
    /** No pair trade is open; sets may be left of those beyond the most that are followed. */
    idle: {
      always: { guard: 'somethingOpen', target: 'pairing' },
      on: {
        MERGE_DUE: { target: 'merging', actions: { type: 'merge', params: ({ event }) => event.size } },
      },
    },
    pairing: {
      always: { guard: 'nothingOpen', target: 'idle' },
      on: {
        MERGE_DUE: { target: 'merging', actions: { type: 'merge', params: ({ event }) => event.size } },
      },
    },
    /** A merge is on its way to the chain; one at a time. */
    merging: {
      on: {
        MERGE_DUE: {},
        SETS_MERGED: {
          target: 'pairing',
          actions: ['digest', 'askForLegs'],
        },
      },
      after: { [MERGE_MAX_MS]: 'pairing' },
    },
  },
});
