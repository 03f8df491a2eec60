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
    name: 'fillTwice',
    sentence: 'A fill that is told twice is booked twice.',
    file: 'src/actors/order-news.ts',
    find: 'if (!desk.trades.meet(fill.trade, fill.order, fill.market)) return;',
    replace: 'desk.trades.meet(fill.trade, fill.order, fill.market);',
    faults: ['crash'],
  },
  {
    name: 'creditLost',
    sentence: 'A reward is told and not booked.',
    file: 'src/actors/order-news.ts',
    find: 'cash: news.cash.toFixed(),',
    replace: "cash: '0',",
    faults: ['crash'],
  },
];
