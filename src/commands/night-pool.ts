// Processes that simulate nights side by side. Each takes one night at a time; one that dies or does not come back fails its night
// and is replaced. Promises one answer for each night, and no process left behind once it is closed.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#domain/ports.ts';
import type { NightPlan } from '#lab/night-plan.ts';
import type { NightResult } from '#lab/night-stage.ts';

export interface NightRequest {
  readonly id: number;
  readonly plan: NightPlan;
  /** By name; the same for every night of a process. */
  readonly canary: string | null;
}

/** `error`: the night could not be simulated. */
export type NightAnswer =
  | { readonly id: number; readonly result: NightResult }
  | { readonly id: number; readonly error: string };

interface Job {
  readonly request: NightRequest;
  readonly done: (answer: NightAnswer) => void;
}

const WORKER = fileURLToPath(new URL('./night-worker.ts', import.meta.url));
const FLAGS = ['--max-semi-space-size=64'];
/** Real time; nights take seconds. */
const NIGHT_MAX_MS = 300_000;

export class NightPool {
  readonly #clock: Clock;
  readonly #size: number;
  readonly #canary: string | null;
  readonly #waiting: Job[] = [];
  readonly #idle: ChildProcess[] = [];
  readonly #busy = new Map<ChildProcess, { readonly job: Job; readonly timer: unknown }>();
  #count = 0;
  #closed = false;

  constructor(clock: Clock, size: number, canary: string | null = null) {
    this.#clock = clock;
    this.#size = size;
    this.#canary = canary;
  }

  /** Never rejects. */
  run(plan: NightPlan): Promise<NightAnswer> {
    this.#count += 1;
    const request = { id: this.#count, plan, canary: this.#canary };
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
    const child = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#start() : null);
    if (!child) return;
    this.#waiting.shift();
    const timer = this.#clock.setTimeout(() => child.kill('SIGKILL'), NIGHT_MAX_MS);
    this.#busy.set(child, { job, timer });
    child.send(job.request);
  }

  #start(): ChildProcess {
    const child = fork(WORKER, {
      execArgv: FLAGS,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (answer: NightAnswer) => {
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

  #answered(child: ChildProcess, answer: NightAnswer): void {
    const busy = this.#busy.get(child);
    if (!busy) return;
    this.#busy.delete(child);
    this.#clock.clearTimeout(busy.timer);
    busy.job.done(answer);
  }
}
