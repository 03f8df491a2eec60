// The cold path: copies facts out of RAM into the facts file, in batches, never in the way of trading. While the disk does
// not take them they wait, and it is tried again: a batch leaves the log only when it is on disk. A disk that stays so is a
// truth we can no longer write down: then the ledger fails, and with it, in the end, the house.
import { setup } from 'xstate';
import { steps } from './steps.ts';
import type { ShutdownCommand } from './supervisor.machine.ts';

export const LEDGER = 'ledger';

type Internal = { readonly type: 'COPIED' } | { readonly type: 'STUCK'; readonly why: string };

export type LedgerCommand = { readonly type: 'FLUSH' } | ShutdownCommand;
export type LedgerEvent = LedgerCommand | Internal;

export interface LedgerDesk {
  /** Writes everything that waits; says why when it cannot, with the path in it. */
  flush(): string | null;
  /** Once when it begins, not at every try. */
  stuck(why: string): void;
}

export interface LedgerContext {
  readonly desk: LedgerDesk;
}

const FLUSH_MS = 250;
const AGAIN_MS = 1_000;
/** Facts that cannot be written for so long are no accident any more. */
export const STUCK_MAX_MS = 60_000;

export const ledgerMachine = setup({
  types: {
    context: {} as LedgerContext,
    events: {} as LedgerEvent,
    input: {} as LedgerContext,
  },
  actions: {
    flush: steps<LedgerContext, LedgerEvent>(({ context, enqueue }) => {
      const why = context.desk.flush();
      enqueue.raise(why === null ? { type: 'COPIED' } : { type: 'STUCK', why });
    }),
    stuck: ({ context }, why: string) => context.desk.stuck(why),
    fail: () => {
      throw new Error('the facts could not be written for a minute');
    },
  },
}).createMachine({
  id: 'ledger',
  context: ({ input }) => ({ desk: input.desk }),
  initial: 'copying',
  on: { FLUSH: { actions: 'flush' }, shutdown: { target: '.ended', actions: 'flush' } },
  states: {
    copying: {
      on: { COPIED: {}, STUCK: { target: 'stuck', actions: { type: 'stuck', params: ({ event }) => event.why } } },
      after: { [FLUSH_MS]: { target: 'copying', reenter: true, actions: 'flush' } },
    },
    stuck: {
      on: { COPIED: 'copying', STUCK: {} },
      initial: 'waiting',
      after: { [STUCK_MAX_MS]: { actions: 'fail' } },
      states: { waiting: { after: { [AGAIN_MS]: { target: 'waiting', reenter: true, actions: 'flush' } } } },
    },
    ended: { type: 'final' },
  },
});
