// The cold path: copies facts out of RAM into the facts file, in batches, never in the way of trading. A write that fails
// fails the ledger; its supervisor restarts it, and what was not written still waits, because a batch leaves the log only
// after it is on disk.
import { setup } from 'xstate';
import type { ShutdownCommand } from './supervisor.machine.ts';

export const LEDGER = 'ledger';

export type LedgerCommand = { readonly type: 'FLUSH' } | ShutdownCommand;

export interface LedgerDesk {
  /** Writes everything that waits. Throws with the path when it cannot. */
  flush(): void;
}

const FLUSH_MS = 250;

export const ledgerMachine = setup({
  types: {
    context: {} as { desk: LedgerDesk },
    events: {} as LedgerCommand,
    input: {} as { desk: LedgerDesk },
  },
  actions: { flush: ({ context }) => context.desk.flush() },
}).createMachine({
  id: 'ledger',
  context: ({ input }) => ({ desk: input.desk }),
  initial: 'copying',
  on: { FLUSH: { actions: 'flush' }, shutdown: { target: '.ended', actions: 'flush' } },
  states: {
    copying: { after: { [FLUSH_MS]: { target: 'copying', reenter: true, actions: 'flush' } } },
    ended: { type: 'final' },
  },
});
