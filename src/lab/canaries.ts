// Defects that the simulation must find: each is one change to one file of the program, planted in a process of its own. What
// finds none of these would not find a real one either. `faults` are those that bring it out soonest; they are a hint only.
import type { FaultName } from '#domain/chaos/fault.ts';

export interface Canary {
  readonly name: string;
  readonly sentence: string;
  /** From the project's root. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly faults: readonly FaultName[];
}

export const CANARIES: readonly Canary[] = [
  {
    name: 'crashLeavesOrders',
    sentence: 'Nobody cancels the orders of a market that crashed.',
    file: 'src/actors/root.actor.ts',
    find: "      desk.post(GATEWAY, { type: 'CANCEL_MARKET', market, why: `${address} ${kind}` });",
    replace: '      void market;',
    faults: ['crash'],
  },
];
