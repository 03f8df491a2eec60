// Processes that work through jobs side by side. Each takes one job at a time; one that dies or does not come back fails its job
// and is replaced. Promises one answer for each job, and no process left behind once it is closed.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#domain/ports.ts';

export interface JobRequest<Work> {
  readonly id: number;
  readonly work: Work;
}

/** `error`: the job could not be done. */
export type JobAnswer<Result> =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly error: string };

interface Job<Work, Result> {
  readonly request: JobRequest<Work>;
  readonly done: (answer: JobAnswer<Result>) => void;
}

export interface Workers {
  /** The module that a process runs: it answers requests as `answerJobs` does. */
  readonly module: URL;
  /** Side by side. */
  readonly size: number;
  /** Real time for one job. */
  readonly jobMaxMs: number;
}

const FLAGS = ['--max-semi-space-size=64'];

export class JobPool<Work, Result> {
  readonly #clock: Clock;
  readonly #workers: Workers;
  readonly #waiting: Job<Work, Result>[] = [];
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Map<ChildProcess, { readonly job: Job<Work, Result>; readonly timer: unknown }>();
  #count = 0;
  #closed = false;

  constructor(clock: Clock, workers: Workers) {
    this.#clock = clock;
    this.#workers = workers;
  }

  /** Never rejects. */
  run(work: Work): Promise<JobAnswer<Result>> {
    this.#count += 1;
    const request = { id: this.#count, work };
    if (this.#closed) return Promise.resolve({ id: request.id, error: 'stopped' });
    return new Promise((done) => {
      this.#waiting.push({ request, done });
      this.#next();
    });
  }

  /** What has not been answered is answered with an error. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const child of [...this.#idle, ...this.#busy.keys()]) child.kill('SIGKILL');
    for (const { request, done } of this.#waiting.splice(0)) done({ id: request.id, error: 'stopped' });
  }

  #next(): void {
    const job = this.#closed ? undefined : this.#waiting[0];
    if (!job) return;
    const child = this.#idle.pop() ?? (this.#busy.size < this.#workers.size ? this.#start() : null);
    if (!child) return;
    this.#waiting.shift();
    const timer = this.#clock.setTimeout(() => child.kill('SIGKILL'), this.#workers.jobMaxMs);
    this.#busy.set(child, { job, timer });
    child.send(job.request as object);
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(this.#workers.module), {
      execArgv: FLAGS,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (answer: JobAnswer<Result>) => {
      this.#answered(child, answer);
      if (!this.#closed) this.#idle.push(child);
      this.#next();
    });
    child.on('exit', (code, signal) => {
      const at = this.#idle.indexOf(child);
      if (at >= 0) this.#idle.splice(at, 1);
      const id = this.#busy.get(child)?.job.request.id ?? 0;
      this.#answered(child, { id, error: this.#closed ? 'stopped' : `its process ended (${signal ?? code})` });
      this.#next();
    });
    return child;
  }

  #answered(child: ChildProcess, answer: JobAnswer<Result>): void {
    const busy = this.#busy.get(child);
    if (!busy) return;
    this.#busy.delete(child);
    this.#clock.clearTimeout(busy.timer);
    busy.job.done(answer);
  }
}

/** The other side, in the process itself: it ends with its parent; an interrupt is the parent's business. */
export function answerJobs<Work, Result>(work: (work: Work) => Promise<Result> | Result): void {
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
  process.on('message', async ({ id, work: given }: JobRequest<Work>) => {
    const send = (said: JobAnswer<Result>) => process.send?.(said);
    try {
      send({ id, result: await work(given) });
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}
