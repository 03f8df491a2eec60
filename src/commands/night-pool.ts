// Processes that simulate nights side by side, of one canary or of none: the jobs of `job-pool.ts`, whose promises hold here.
import type { Clock } from '#domain/ports.ts';
import type { NightPlan } from '#lab/night-plan.ts';
import type { NightResult } from '#lab/night-stage.ts';
import { type JobAnswer, JobPool } from './job-pool.ts';

export interface NightWork {
  readonly plan: NightPlan;
  /** By name; the same for every night of a process. */
  readonly canary: string | null;
}

export type NightAnswer = JobAnswer<NightResult>;

const WORKER = new URL('./night-worker.ts', import.meta.url);
/** Real time; nights take seconds. */
const NIGHT_MAX_MS = 300_000;

export class NightPool {
  readonly #jobs: JobPool<NightWork, NightResult>;
  readonly #canary: string | null;

  constructor(clock: Clock, size: number, canary: string | null = null) {
    this.#jobs = new JobPool(clock, { module: WORKER, size, jobMaxMs: NIGHT_MAX_MS });
    this.#canary = canary;
  }

  /** Never rejects. */
  run(plan: NightPlan): Promise<NightAnswer> {
    return this.#jobs.run({ plan, canary: this.#canary });
  }

  close(): void {
    this.#jobs.close();
  }
}
