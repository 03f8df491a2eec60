// What was asked of the chain and how much is known of each job, whatever falls meanwhile: it waits in the lane, was handed over,
// or nobody knows what became of it. Promises that each job is decided once: by its receipt, or by the account when no receipt
// came. A job that the account refuted may still be mined later, so it is remembered for a while.
import type { MarketId } from '#domain/ids.ts';
import type { Shares } from '#domain/units.ts';

export interface ChainJob {
  readonly kind: 'merge' | 'redeem';
  readonly market: MarketId;
  /** null: everything that is settled. */
  readonly size: Shares | null;
}

/** `unknown`: no answer, or one that says nothing. `late`: the account says that it did not happen, so far. */
export type JobStage = 'waiting' | 'sent' | 'unknown' | 'late';

/** An answer that takes longer is none: what became of a transaction is then asked of the account. */
export const CHAIN_PATIENCE_MS = 60_000;
/** Beyond it the oldest refuted job is forgotten: if it is mined all the same, that is a divergence. */
export const LATE_MAX = 50;

interface Row {
  readonly job: ChainJob;
  stage: JobStage;
  /** Of handing over, on the steady clock. */
  sentMs: number;
}

export class ChainJobs {
  readonly #rows = new Map<ChainJob, Row>();
  /** Those that are known to have happened: whatever is told of them later is no news. */
  readonly #proven = new WeakSet<ChainJob>();

  get size(): number {
    return this.#rows.size;
  }

  add(job: ChainJob): void {
    this.#rows.set(job, { job, stage: 'waiting', sentMs: 0 });
  }

  sent(job: ChainJob, steadyMs: number): void {
    this.#rows.set(job, { job, stage: 'sent', sentMs: steadyMs });
  }

  /** Handed over in an earlier life. `holds`: what it moves is still promised to it; else its asker was told long ago. */
  restore(job: ChainJob, holds: boolean, steadyMs: number): void {
    this.#rows.set(job, { job, stage: holds ? 'unknown' : 'late', sentMs: steadyMs });
  }

  /** True when that is news. */
  unknown(job: ChainJob): boolean {
    const row = this.#rows.get(job);
    if (row?.stage !== 'sent') return false;
    row.stage = 'unknown';
    return true;
  }

  refuted(job: ChainJob): void {
    const row = this.#rows.get(job);
    if (!row) return;
    row.stage = 'late';
    const late = this.#at('late');
    const oldest = late[0];
    if (oldest && late.length > LATE_MAX) this.#rows.delete(oldest.job);
  }

  /** It happened, or it is certain that it did not and never will. */
  end(job: ChainJob, happened: boolean): void {
    this.#rows.delete(job);
    if (happened) this.#proven.add(job);
  }

  isProven(job: ChainJob): boolean {
    return this.#proven.has(job);
  }

  /** null: nothing is known of it, or nothing any more. */
  stageOf(job: ChainJob): JobStage | null {
    return this.#rows.get(job)?.stage ?? null;
  }

  /** In the order in which they were asked for. */
  waiting(): readonly ChainJob[] {
    return this.#at('waiting').map(({ job }) => job);
  }

  /** Handed over, and nobody has said anything yet. */
  sentJobs(): readonly ChainJob[] {
    return this.#at('sent').map(({ job }) => job);
  }

  /** Everything that the chain may have done without our knowing. */
  possible(): readonly ChainJob[] {
    return [...this.#rows.values()].filter(({ stage }) => stage !== 'waiting').map(({ job }) => job);
  }

  /** Unknown ones that were given all the time a transaction may take before this moment (steady clock). */
  overdue(steadyMs: number): readonly ChainJob[] {
    return this.#at('unknown')
      .filter(({ sentMs }) => steadyMs - sentMs >= CHAIN_PATIENCE_MS)
      .map(({ job }) => job);
  }

  /** A redemption is under way: a second one would find nothing. */
  redeeming(market: MarketId): boolean {
    return [...this.#rows.values()].some(
      ({ job, stage }) => job.kind === 'redeem' && job.market === market && stage !== 'late',
    );
  }

  #at(stage: JobStage): readonly Row[] {
    return [...this.#rows.values()].filter((row) => row.stage === stage);
  }
}
