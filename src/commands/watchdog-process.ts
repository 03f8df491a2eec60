// A watchdog of a service's own: `watchdog` in a process and a session of its own, with its own keys from the environment, so that
// whatever kills the service leaves it alive. Promises: nobody trades before it has proved its keys; what it says is in a file.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#domain/ports.ts';
import { Unavailable } from '#infra/unavailable.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** What it says once it watches. */
const WATCHES = /^watching /m;
const READY_MAX_MS = 60_000;
const END_MAX_MS = 10_000;
const LOOK_MS = 100;

export interface WatchdogOrder {
  /** Where the service says how it is. */
  readonly health: string;
  /** Further words of the command, such as where the venue is. */
  readonly words: readonly string[];
  /** Where it says what it does. */
  readonly file: string;
  /** It ended, and nobody had asked it to. */
  readonly onEnd: () => void;
}

export interface WatchdogEnd {
  readonly isWell: boolean;
  readonly sentence: string;
}

export class WatchdogProcess {
  readonly #clock: Clock;
  readonly #order: WatchdogOrder;
  readonly #child: ChildProcess;
  #ended = false;
  #dismissed = false;

  constructor(clock: Clock, order: WatchdogOrder) {
    this.#clock = clock;
    this.#order = order;
    const file = openSync(order.file, 'w', 0o600);
    try {
      this.#child = spawn(process.execPath, [MAIN, 'watchdog', '--health', order.health, ...order.words], {
        // Ctrl-C goes to a whole session, and a drain wants to be watched.
        detached: true,
        stdio: ['ignore', file, file],
      });
    } finally {
      closeSync(file);
    }
    this.#child.unref();
    this.#child.on('error', () => this.#gone());
    this.#child.on('exit', () => this.#gone());
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Resolves once it watches. Rejects with Unavailable and its own words. */
  async ready(): Promise<void> {
    const isReady = await this.#until(() => this.#ended || WATCHES.test(this.#said()), READY_MAX_MS);
    if (isReady && !this.#ended) return;
    this.leave();
    throw new Unavailable(`the watchdog does not watch: ${this.#lastWords()}`);
  }

  /** Sends it away, and says whether it was there until now. */
  async dismiss(): Promise<WatchdogEnd> {
    if (this.#ended) return { isWell: false, sentence: `it ended before the service did: ${this.#lastWords()}` };
    this.leave();
    const ended = await this.#until(() => this.#ended, END_MAX_MS);
    if (!ended) return { isWell: false, sentence: `process ${this.pid} did not end when it was asked to` };
    if (this.#child.exitCode === 0) return { isWell: true, sentence: 'it watched until the end and had nothing to do' };
    return { isWell: false, sentence: `it ended with ${this.#child.exitCode}: ${this.#lastWords()}` };
  }

  /** Asks it to go, and waits for nothing. */
  leave(): void {
    this.#dismissed = true;
    if (!this.#ended) this.#child.kill('SIGTERM');
  }

  #gone(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#dismissed) this.#order.onEnd();
  }

  #said(): string {
    try {
      return readFileSync(this.#order.file, 'utf8');
    } catch {
      return '';
    }
  }

  #lastWords(): string {
    const rows = this.#said().trim().split('\n');
    return rows.slice(-3).join('; ') || 'it said nothing';
  }

  async #until(look: () => boolean, withinMs: number): Promise<boolean> {
    const endMs = this.#clock.steadyMs() + withinMs;
    while (!look()) {
      if (this.#clock.steadyMs() > endMs) return false;
      await new Promise<void>((done) => {
        this.#clock.setTimeout(done, LOOK_MS);
      });
    }
    return true;
  }
}
