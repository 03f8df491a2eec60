// Puts the ledger machine beside the fact log and the state directory.
import { LEDGER, type LedgerDesk, ledgerMachine } from '#machines/ledger.machine.ts';
import type { Desk } from './desk.ts';

export const ledger = ledgerMachine;

export function ledgerDesk(desk: Desk): LedgerDesk {
  return {
    flush() {
      try {
        desk.flushFacts();
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    stuck: (why) => desk.alert('page', LEDGER, why),
  };
}
