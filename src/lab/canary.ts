// A defect that the simulation must find: one change to one file of the program, planted in a process of its own.
import type { FaultName } from '#domain/chaos/fault.ts';

export interface Canary {
  readonly name: string;
  readonly sentence: string;
  /** From the project's root. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Those that bring it out soonest: a hint only. */
  readonly faults: readonly FaultName[];
  /** Of the markets' time, when it takes longer nights than usual. */
  readonly hours?: number;
}
