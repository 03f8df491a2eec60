// One lane of transactions: merges, splits and redemptions, one after the other. The gateway asks, because it owns the
// locks on shares; the answer goes back to whoever asked through the desk. A lost answer does not block the lane for ever.
import { assign, setup } from 'xstate';
import type { MarketId } from '#domain/ids.ts';
import type { Answer, ChainReceipt } from '#domain/ports.ts';
import type { Shares } from '#domain/units.ts';

export const CHAIN = 'chain';

export interface ChainJob {
  readonly kind: 'merge' | 'redeem';
  readonly market: MarketId;
  /** null: everything that is settled. */
  readonly size: Shares | null;
}

export type ChainCommand = { readonly type: 'SUBMIT'; readonly job: ChainJob };

type Internal = { readonly type: 'ANSWERED'; readonly job: ChainJob; readonly answer: Answer<ChainReceipt> };

export type ChainEvent = ChainCommand | Internal;

export interface ChainDesk {
  /** Hands the job to the chain port; the answer comes back as ANSWERED. */
  submit(job: ChainJob): void;
  /** To the gateway. */
  answer(job: ChainJob, answer: Answer<ChainReceipt>): void;
}

export interface ChainContext {
  readonly desk: ChainDesk;
  readonly queue: readonly ChainJob[];
}

/** Jobs that may wait; one more is answered as failed at once. */
const QUEUE_MAX = 200;
const FULL: Answer<ChainReceipt> = {
  ok: false,
  failure: { kind: 'rejected', reason: 'other', text: 'the lane of transactions is full' },
};

export const chainMachine = setup({
  types: {
    context: {} as ChainContext,
    events: {} as ChainEvent,
    /** `queue`: jobs that were asked for in an earlier life and not submitted. */
    input: {} as { desk: ChainDesk; queue?: readonly ChainJob[] },
  },
  guards: {
    waiting: ({ context }) => context.queue.length > 0,
    full: ({ context }) => context.queue.length >= QUEUE_MAX,
    current: ({ context }, job: ChainJob) => context.queue[0] === job,
  },
  actions: {
    push: assign(({ context }, job: ChainJob) => ({ queue: [...context.queue, job] })),
    shift: assign(({ context }) => ({ queue: context.queue.slice(1) })),
    refuse: ({ context }, job: ChainJob) => context.desk.answer(job, FULL),
    submit: ({ context }) => {
      const job = context.queue[0];
      if (job) context.desk.submit(job);
    },
    answer: ({ context }, params: { job: ChainJob; answer: Answer<ChainReceipt> }) =>
      context.desk.answer(params.job, params.answer),
  },
}).createMachine({
  id: 'chain',
  context: ({ input }) => ({ desk: input.desk, queue: input.queue ?? [] }),
  initial: 'idle',
  on: {
    SUBMIT: [
      { guard: 'full', actions: { type: 'refuse', params: ({ event }) => event.job } },
      { actions: { type: 'push', params: ({ event }) => event.job } },
    ],
    // An answer that outlived its wait still moves money, so it is always passed on.
    ANSWERED: { actions: { type: 'answer', params: ({ event }) => event } },
  },
  states: {
    idle: { always: { guard: 'waiting', target: 'confirming' } },
    confirming: {
      entry: 'submit',
      on: {
        ANSWERED: [
          {
            guard: { type: 'current', params: ({ event }) => event.job },
            actions: [{ type: 'answer', params: ({ event }) => event }, 'shift'],
            target: 'idle',
          },
          { actions: { type: 'answer', params: ({ event }) => event } },
        ],
      },
      after: { 120000: { actions: 'shift', target: 'idle' } },
    },
  },
});
