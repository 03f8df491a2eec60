// What must hold in every night, one sentence each, and the first thing that did not. Safety holds at every moment, whatever
// fails meanwhile; the last few are about what comes back once nothing fails any more. Whoever looks says so here and goes on:
// a check must never throw into the tree that it watches.
import { RECOVERY_MS } from './night-plan.ts';

/** Stated times, in milliseconds. */
export const STATED = {
  /** An order without a live row, while requests get through. */
  strayMs: 45_000,
  /** A live row without an order, which a listing refutes: the house promises one every ten seconds, and asks twice. */
  phantomMs: 25_000,
  /** An order of a market that is silent for a reason. */
  pulledMs: 15_000,
  /** The same, and every other difference from the venue, once all faults are over. */
  healedMs: 30_000,
  /** The venue's patience with a silent client. */
  beatMs: 10_000,
  /** Until a dead client's orders are gone: its patience, and the time between two looks. */
  deadManMs: 15_000,
  /** Beyond the setting, for the look that notices it. */
  gapMs: 1_500,
  /** A gateway that is away tells this late what the chain said. */
  lockedMs: 15_000,
  /** A price of gas may be believed so long. */
  gasMs: 20_000,
  /** How long a transaction without an answer may be on its way. */
  chainMs: 60_000,
  /** Of a working chain, from the result of a market until nothing redeemable is left; a transaction that got lost, looked up
   *  and asked for again included. */
  redeemedMs: 120_000,
  /** Until a difference that nobody explains has halted what it concerns. */
  divergenceMs: 60_000,
  /** Until nothing rests of a house that is latched at cancelling, for whom nobody vouches, or that hears of no fills. */
  moodMs: 20_000,
  /** Of an engine that restarts, until a person was told, and until one was called. */
  restartWarnedMs: 120_000,
  restartPagedMs: 600_000,
  /** The same of what rests and what was filled, when it cannot be read. */
  unreadWarnedMs: 30_000,
  unreadPagedMs: 60_000,
  /** Since the last listing that was read had been asked for, until nothing new leaves; the look that notices it included. */
  unlistedMs: 65_000,
  /** Until a limit that is passed has latched; the switch looks once a second. */
  tripMs: 2_500,
  /** Until a market that is over, with nothing of ours left, is known to nobody. */
  forgottenMs: 25_000,
  /** Of a root that failed, while requests get through: by request, not by the venue's own switch. */
  lastResortMs: 2_000,
  recoveryMs: RECOVERY_MS,
  drainMs: 5_000,
} as const;

/** At most so many. */
export const BOUNDS = {
  eventsPerSecond: 2_000,
  timers: 20_000,
  ordersPerMarket: 4,
  chainJobs: 200,
  shownFaults: 100,
} as const;

const seconds = (ms: number) => `${ms / 1_000} s`;

export const CHECKS = {
  throws: 'nothing throws out of the event loop',
  ownCrash: 'no actor fails but by a fault that was injected',
  ownEnd: 'the house ends only when it is asked to, or by a fault that was injected',
  ghost: 'whoever crashed has taken its children along',
  restarts: 'nobody is restarted more often than its policy allows, and the house ends when it would have to be',
  backoff: 'nobody is restarted at once, and the waits grow',
  owner: 'an order leaves once, with a row of its own and a quoter that lives',
  intent: 'no order leaves before its intent is on the disk',
  slot: 'a slot holds one live order, at the exchange too',
  crashCancels: 'whatever crashes in a market, the gateway cancels its orders in the same step',
  answers: 'an answer moves the rows of its request in the same step',
  selfCross: 'our bid is below our ask',
  terms: 'an order is on the tick, of a size that is allowed, and covered by what is free',
  untrusted: 'nobody quotes on a book that is not to be trusted, or that was silent too long',
  admission: 'no order leaves a gateway that is closed',
  halt: 'a market that was halted stays so, through crashes and new lives, until an operator resumes it',
  isolation: 'a market that fails again and again is left out alone: its shard does not fall with it',
  latch: 'what is latched stays latched, on disk too, until an operator resumes',
  halted: `nothing rests ${seconds(STATED.moodMs)} after a latch that cancels, while cancels get through`,
  beatless: `nothing rests ${seconds(STATED.moodMs)} after the last beat that was acknowledged, while cancels get through`,
  unheard: `nothing rests ${seconds(STATED.moodMs)} after the private stream fell silent, while cancels get through`,
  trips: `a limit that is passed at the exchange has latched within ${seconds(STATED.tripMs)}`,
  heartbeat: `no order leaves when no beat was acknowledged for ${seconds(STATED.beatMs)}`,
  restarting: 'after a 425 no order leaves before another answer came',
  race: 'after a 425 no order leaves before somebody has read what rests',
  refused: 'after a 503 to an order none leaves before somebody has read what rests',
  paused: 'after a 429 no order leaves before its time is over',
  unlisted: `no order leaves a house that has not read what rests and what was filled for ${seconds(STATED.unlistedMs)}`,
  unwatched: `nothing rests ${seconds(STATED.moodMs)} after that, while cancels get through`,
  closing: 'nobody quotes in a market that closes, or while its news is due',
  redeem: 'a redemption is asked for once at a time',
  company: 'who comes later in a list is restarted with those before',
  forgotten: `${seconds(STATED.forgottenMs)} after a market is over, with nothing of ours left in it, nobody knows it`,
  taker: 'we never take',
  exposure: 'no order takes exposure, orders in flight included, past its limit: of a market, its group, or all',
  followed: 'what risk review believes that all markets may lose is what adding them up gives',
  loss: 'no more is lost than the limit and the worst that could happen to what rested when it was passed',
  stranger: `what another hand placed on our account rests no longer than ${seconds(STATED.strayMs)}`,
  stray: `no order rests for ${seconds(STATED.strayMs)} that no live row names`,
  phantom: `no row says for ${seconds(STATED.phantomMs)} that an order rests which does not`,
  pulled: `what rests where nobody may quote, or on a book that is not to be trusted, is gone within ${seconds(STATED.pulledMs)}`,
  orphan: 'what rests has a row, whatever its row says, in a second life too',
  recount: 'the accounts are what adding up all facts again gives',
  promised: 'shares sold and not settled, and sets on their way to a merge, are promised once',
  account: `the accounts are what the venue says, at once when nothing is on its way, ${seconds(STATED.healedMs)} after the last fault`,
  gas: `nothing is asked of the chain that is not worth gas known for ${seconds(STATED.gasMs)}, and above a latch no merge and no dear redemption`,
  redeemed: `while the chain works nothing redeemable is left ${seconds(STATED.redeemedMs)} after a result; no set is locked for ${seconds(STATED.lockedMs)} without a job under way, and none is believed to be under way for ever`,
  outage: 'a person hears of an engine that restarts and of listings that fail for long, and is called when it goes on',
  mark: 'a mark lies between the best prices of the others',
  divergence: `what nobody explains has nothing resting in its market, or anywhere, within ${seconds(STATED.divergenceMs)}`,
  falseAlarm: 'nothing is halted for a divergence that is none, over midnight neither',
  bounds: 'queues, timers and memory keep to their limits',
  exchange: "the exchange's own books add up",
  lastResort: `a root that fails asks to cancel everything in the same step, and nothing rests ${seconds(STATED.lastResortMs)} later`,
  lastOrders: `a dead house leaves no order behind for longer than ${seconds(STATED.deadManMs)}`,
  recovery: `${seconds(STATED.recoveryMs)} after the last fault every market has quoted again, or says why not`,
  drain: `a drain says clean only when nothing rests; in calm it takes at most ${seconds(STATED.drainMs)} and leaves nothing`,
  residual: 'every micro-dollar is explained',
  ledger: 'when a house has drained every fact is on disk, once and in order',
} as const satisfies Record<string, string>;

export type CheckName = keyof typeof CHECKS;

export interface Failure {
  readonly check: CheckName;
  /** Milliseconds since the beginning of the night. */
  readonly atMs: number;
  readonly what: string;
}

export type Say = (check: CheckName, what: string) => void;
