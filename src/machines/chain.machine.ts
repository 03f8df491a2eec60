// One lane of transactions: merges, splits and redemptions, one after the other. The gateway asks, because it owns the
// locks on shares; the answer goes back to whoever asked through the desk. A lost answer does not block the lane for ever: what became of the
// job is then unknown, and the account decides.
import { assign, setup } from 'xstate';
import { CHAIN_PATIENCE_MS, type ChainJob } from '#domain/money/chain-jobs.ts';
import type { Answer, ChainReceipt } from '#domain/ports.ts';

export const CHAIN = 'chain';

export type ChainCommand =
  | { readonly type: 'SUBMIT'; readonly job: ChainJob }
  /** The account was read: it shows what the job does (as the receipt that did not come), or null: nothing of it. */
  | { readonly type: 'DECIDED'; readonly job: ChainJob; readonly receipt: ChainReceipt | null };

type Internal = { readonly type: 'ANSWERED'; readonly job: ChainJob; readonly answer: Answer<ChainReceipt> };

export type ChainEvent = ChainCommand | Internal;

export interface ChainDesk {
  /** Hands the job to the chain port; the answer comes back as ANSWERED. */
  submit(job: ChainJob): void;
  /** To the gateway. */
  answer(job: ChainJob, answer: Answer<ChainReceipt>): void;
  /** No answer in time: what became of it is not known. */
  unanswered(job: ChainJob): void;
  /** It was handed over in an earlier life. */
  fell(job: ChainJob): void;
  /** What the account says of it. */
  decide(job: ChainJob, receipt: ChainReceipt | null): void;
}

export interface ChainContext {
  readonly desk: ChainDesk;
  readonly queue: readonly ChainJob[];
  /** Of an earlier life. */
  readonly sent: readonly ChainJob[];
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
    /** `sent`: those that were submitted in an earlier life; their answers may have fallen with it. */
    input: {} as { desk: ChainDesk; queue?: readonly ChainJob[]; sent?: readonly ChainJob[] },
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
    decide: ({ context }, params: { job: ChainJob; receipt: ChainReceipt | null }) =>
      context.desk.decide(params.job, params.receipt),
    giveUp: ({ context }) => {
      const job = context.queue[0];
      if (job) context.desk.unanswered(job);
    },
    askAfterThose: ({ context }) => {
      for (const job of context.sent) context.desk.fell(job);
    },
  },
}).createMachine({
  id: 'chain',
  context: ({ input }) => ({ desk: input.desk, queue: input.queue ?? [], sent: input.sent ?? [] }),
  entry: 'askAfterThose',
  initial: 'idle',
  on: {
    SUBMIT: [
      { guard: 'full', actions: { type: 'refuse', params: ({ event }) => event.job } },
      { actions: { type: 'push', params: ({ event }) => event.job } },
    ],
    // An answer that outlived its wait still moves money, so it is always passed on.
    ANSWERED: { actions: { type: 'answer', params: ({ event }) => event } },
    DECIDED: { actions: { type: 'decide', params: ({ event }) => event } },
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
        DECIDED: [
          {
            guard: { type: 'current', params: ({ event }) => event.job },
            actions: [{ type: 'decide', params: ({ event }) => event }, 'shift'],
            target: 'idle',
          },
          { actions: { type: 'decide', params: ({ event }) => event } },
        ],
      },
      after: { [CHAIN_PATIENCE_MS]: { actions: ['giveUp', 'shift'], target: 'idle' } },
    },
  },
});
