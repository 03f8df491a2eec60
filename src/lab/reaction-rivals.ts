// The process in which the other end of the bench of reactions runs, as whoever measures sees it: asked one thing at a time.
import { type ChildProcess, fork } from 'node:child_process';
import { Unavailable } from '#infra/unavailable.ts';
import type { CrowdPlan, Return } from './reaction-crowd.ts';

export interface CrowdReport {
  /** Of the public stream, so far. */
  readonly frames: number;
  readonly returns: readonly Return[];
}

export class ReactionRivals {
  readonly #child: ChildProcess;

  /** `worker`: the file that the process runs. */
  constructor(worker: URL) {
    this.#child = fork(worker, {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** Where its exchange is. Rejects when the process ends instead. */
  async open(plan: CrowdPlan): Promise<string> {
    const { port } = await this.#ask<{ readonly port: number }>({ open: plan });
    return `http://127.0.0.1:${port}`;
  }

  start(): void {
    this.#child.send('start');
  }

  report(): Promise<CrowdReport> {
    return this.#ask('report');
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #ask<T>(what: object | string): Promise<T> {
    const child = this.#child;
    return new Promise((done, fail) => {
      const ended = () => fail(new Unavailable('the process at the other end of the bench ended'));
      if (!child.connected) {
        ended();
        return;
      }
      child.once('exit', ended);
      child.once('message', (answer) => {
        child.off('exit', ended);
        done(answer as T);
      });
      child.send(what);
    });
  }
}
