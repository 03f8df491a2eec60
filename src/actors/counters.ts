// What a run counts, for people and for the checks of a simulation. Counts only grow.
export class Counters {
  marketEvents = 0;
  plans = 0;
  denied = 0;
  rejected = 0;
  faults = 0;
  restarts = 0;
  /** Events for an actor that was not there. */
  undelivered = 0;
  halts = 0;
  /** Times that a quote which should count for rewards did not for longer than `rewardPatienceMs`. */
  rewardGaps = 0;
}
