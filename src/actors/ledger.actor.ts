// Puts the ledger machine beside the fact log and the state directory.
import { type LedgerDesk, ledgerMachine } from '#machines/ledger.machine.ts';
import type { Desk } from './desk.ts';

export const ledger = ledgerMachine;

export function ledgerDesk(desk: Desk): LedgerDesk {
  return { flush: () => desk.flushFacts() };
}
