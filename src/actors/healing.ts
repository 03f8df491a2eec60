// What must be as it was before one fault can be called healed. Beyond the health of the tree (`tree-health.ts`): an actor that was
// deaf hears again and has started anew, what moved at the account was looked at, and what the chain was asked is decided.
// A market that was halted meanwhile waits for an operator, as a latch does.
import type { FaultName } from '#domain/chaos/fault.ts';
import type { ChainJob } from '#domain/money/chain-jobs.ts';
import type { Desk } from './desk.ts';
import { ailment, type Seen, type TreeHealth, treeHealth } from './tree-health.ts';

/** A look at the account that was under way when the fault ended may not have seen it. */
const LOOK_UNDER_WAY_MS = 1_000;
/** Whoever was deaf and missed something throws when it hears again; whoever has not by then missed nothing. */
const HEARS_MS = 200;
/** These move money, and nobody is told. */
const UNTOLD: readonly FaultName[] = ['balanceDrift', 'holdingDrift', 'midnightPayouts'];
const CHAIN: readonly FaultName[] = ['chainErrors', 'transactionStuck', 'transactionReverted', 'transactionLost'];

export class Healing {
  readonly #desk: Desk;
  readonly #tree: Seen;
  readonly #fault: FaultName;
  readonly #before: TreeHealth;
  /** Clean looks by the end of the fault; null: it has not ended. */
  #clean: number | null = null;
  /** Of the end of the fault. */
  #asked: readonly ChainJob[] | null = null;

  constructor(desk: Desk, tree: Seen, fault: FaultName) {
    this.#desk = desk;
    this.#tree = tree;
    this.#fault = fault;
    this.#before = treeHealth(desk, tree);
  }

  /** What an operator has to look at, and was not there before; null: nothing. */
  needsOperator(): string | null {
    const { vitals, halts, markets } = this.#desk;
    const { latched, halted } = this.#before;
    if (vitals.latch && vitals.latch.reason !== latched) return vitals.latch.reason;
    for (const [market, reason] of halts.all())
      if (!halted.includes(market)) return `${markets.get(market)?.facts.slug ?? market} is halted: ${reason}`;
    return null;
  }

  /** The first thing that is not yet as it was, `sinceMs` after the end of the fault. `unhurt`: victims that have not crashed. */
  ailment(sinceMs: number, unhurt: ReadonlySet<string>): string | null {
    const [deaf] = unhurt;
    if (this.#fault === 'deaf' && deaf !== undefined && sinceMs < HEARS_MS) return `${deaf} to hear again`;
    return ailment(this.#desk, this.#tree, this.#before) ?? this.#account(sinceMs) ?? this.#chain();
  }

  #account(sinceMs: number): string | null {
    if (!UNTOLD.includes(this.#fault)) return null;
    const { clean } = this.#desk.vitals.reconciliation;
    if (sinceMs < LOOK_UNDER_WAY_MS) this.#clean = clean;
    return clean > (this.#clean ?? clean - 1) ? null : 'a look at the account';
  }

  #chain(): string | null {
    if (!CHAIN.includes(this.#fault)) return null;
    const { chainJobs } = this.#desk;
    const open = (job: ChainJob) => ['sent', 'unknown'].includes(chainJobs.stageOf(job) ?? '');
    this.#asked ??= chainJobs.possible().filter(open);
    return this.#asked.some(open) ? 'what the chain was asked to be decided' : null;
  }
}
