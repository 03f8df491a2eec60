// One night of simulated trading as plain data: everything that decides what happens in it. The same plan gives the same night,
// byte for byte, wherever it runs. Promises a timetable in which faults end early enough for the house to recover before the end.
import type { FaultName } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';

export interface NightPlan {
  readonly seed: number;
  /** Of the markets' own time: at pace 30, six hours are twelve minutes of the tree's clock. */
  readonly hours: number;
  readonly markets: number;
  /** Faults that may happen. */
  readonly faults: readonly FaultName[];
  /** Settings by key, over `config/sim.yaml`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Ids of the scheduled faults that do happen; null: all of them. */
  readonly keep: readonly string[] | null;
  /** Stop there, in milliseconds since the beginning; null: at the end. */
  readonly untilMs: number | null;
  /** What goes over the line: domain events, or the protocol's own text through client and server. */
  readonly wire: 'events' | 'frames';
}

/** Milliseconds since the beginning of the night. */
export interface Timetable {
  readonly faultsFromMs: number;
  /** The last fault ends by then. */
  readonly faultsUntilMs: number;
  /** Every market must have quoted again by then. */
  readonly recoveredMs: number;
  readonly endMs: number;
}

/** Before anything goes wrong everybody has quoted. */
const WARM_MS = 10_000;
/** Once nothing is wrong any more, every market quotes again within this time, or says why not. */
export const RECOVERY_MS = 60_000;
/** From there to the end. */
const AFTER_MS = 15_000;
const FAULTS_MIN_MS = 5_000;
const HOUR_MS = 3_600_000;

/** Throws BadInput when the night is too short for its faults. */
export function timetableOf({ hours, faults }: Pick<NightPlan, 'hours' | 'faults'>, pace: number): Timetable {
  const endMs = Math.round((hours * HOUR_MS) / pace);
  const recoveredMs = endMs - AFTER_MS;
  const faultsUntilMs = recoveredMs - RECOVERY_MS;
  const leastMs = WARM_MS + RECOVERY_MS + AFTER_MS + (faults.length > 0 ? FAULTS_MIN_MS : 0);
  if (endMs < leastMs) {
    const hoursMin = Math.ceil((leastMs * pace * 100) / HOUR_MS) / 100;
    throw new BadInput(`--hours ${hours}: too short; at pace ${pace} a night takes at least ${hoursMin} hours`);
  }
  return { faultsFromMs: WARM_MS, faultsUntilMs, recoveredMs, endMs };
}
