// The operator door as the trading thread sees it: a thread that is told news and hands over what visitors ask. Telling never waits:
// what the door cannot take in time is left out, newest first kept, and facts that were left out are counted.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { DoorNews, DoorRequest, Pulse } from '#domain/operator/door-news.ts';
import { reasonOf, Unavailable } from '../unavailable.ts';
import type { DoorBind } from './door-access.ts';
import type { DoorThreadData, DoorWord } from './door-thread.ts';

export interface DoorOptions {
  readonly bind: DoorBind;
  /** 0 takes any free port. */
  readonly port: number;
  /** How the service is; told twice a second, whoever else lives. */
  readonly pulse: () => Omit<Pulse, 'loop'>;
}

export interface DoorListener {
  request(request: DoorRequest): void;
  /** The thread died; `reopen` brings another one. */
  lost(reason: string): void;
}

const THREAD = new URL('./door-thread.ts', import.meta.url);
const PULSE_MS = 500;
/** Messages that the thread has not taken yet: beyond it only what must not be missed is sent. */
const BEHIND_MAX = 100;
const OPEN_MAX_MS = 20_000;
const HEAP_MAX_MB = 512;
const NANOSECONDS = 1e6;
const LOOP_LOOK_MS = 20;

export class Door {
  readonly #options: DoorOptions;
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_LOOK_MS });
  readonly #taken = new Int32Array(new SharedArrayBuffer(4));
  #worker: Worker | null = null;
  #listener: DoorListener | null = null;
  #sent = 0;
  #port: number;
  #lost: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(options: DoorOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Rejects with Unavailable naming host and port. */
  static async open(options: DoorOptions): Promise<Door> {
    const door = new Door(options);
    await door.reopen();
    door.#loop.enable();
    door.#timer = setInterval(() => door.#beat(), PULSE_MS);
    return door;
  }

  get port(): number {
    return this.#port;
  }

  /** Whether it takes what could be left out. */
  get keepsUp(): boolean {
    return this.#worker !== null && this.#sent - Atomics.load(this.#taken, 0) < BEHIND_MAX;
  }

  /** Milliseconds for which a processor worked for the door's own thread. */
  async threadMs(): Promise<number> {
    const { user, system } = (await this.#worker?.cpuUsage()) ?? { user: 0, system: 0 };
    return (user + system) / 1_000;
  }

  /** Resolves when the thread has taken everything it was told. */
  async taken(): Promise<void> {
    while (this.#worker && Atomics.load(this.#taken, 0) < this.#sent) await new Promise((done) => setTimeout(done, 1));
  }

  /** One at a time; null: nobody listens, and visitors are told so. Whoever comes is told at once that the door begins, or is lost. */
  attend(listener: DoorListener | null): void {
    this.#listener = listener;
    if (!listener) return;
    if (this.#lost !== null) listener.lost(this.#lost);
    else listener.request({ request: 'hello' });
  }

  tell(news: DoorNews): void {
    if (!this.#worker) return;
    this.#sent += 1;
    this.#worker.postMessage(news);
  }

  /** Does nothing while it is open. Rejects with Unavailable. */
  async reopen(): Promise<void> {
    if (this.#worker || this.#closed) return;
    this.#sent = 0;
    Atomics.store(this.#taken, 0, 0);
    const { bind } = this.#options;
    const data: DoorThreadData = { bind, port: this.#port, taken: this.#taken.buffer as SharedArrayBuffer };
    const worker = new Worker(THREAD, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MAX_MB },
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // No secrets: it needs none of our surroundings.
      env: {},
    });
    try {
      this.#port = await listening(worker, `${bind.host}:${this.#port} (operator.host, operator.port)`);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    this.#worker = worker;
    this.#lost = null;
    worker.on('message', (word: DoorWord) => this.#heard(word));
    worker.on('error', (error) => this.#gone(worker, reasonOf(error)));
    worker.on('exit', (code) => this.#gone(worker, `its thread ended with ${code}`));
    this.#beat();
    this.#listener?.request({ request: 'hello' });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listener = null;
    if (this.#timer) clearInterval(this.#timer);
    this.#loop.disable();
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #heard(word: DoorWord): void {
    if (word.request === 'listening' || word.request === 'refused' || word.request === 'hello') return;
    if (this.#listener) this.#listener.request(word);
    else if (word.request === 'ask')
      this.tell({
        news: 'answer',
        id: word.id,
        answer: { ok: false, status: 503, error: 'the operator actor is away; it is restarted', field: null },
      });
  }

  #gone(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#lost = reason;
    this.#listener?.lost(reason);
  }

  #beat(): void {
    const { min, max } = this.#loop;
    // What is measured is the time between two looks: what is beyond the pace of looking is delay.
    const delay = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - LOOP_LOOK_MS);
    const at = (percentile: number) => delay(this.#loop.percentile(percentile));
    const loop = min <= max ? { p50: at(50), p99: at(99), max: delay(max) } : null;
    this.#loop.reset();
    this.tell({ news: 'pulse', pulse: { ...this.#options.pulse(), loop } });
  }
}

function listening(worker: Worker, where: string): Promise<number> {
  return new Promise((done, fail) => {
    const refuse = (reason: string) => fail(new Unavailable(reason));
    const timer = setTimeout(() => refuse(`${where}: the operator door did not open in time`), OPEN_MAX_MS);
    worker.once('error', (error) => refuse(`the operator door: ${reasonOf(error)}`));
    worker.once('exit', (code) => refuse(`the operator door: its thread ended with ${code}`));
    worker.on('message', function hear(word: DoorWord) {
      if (word.request !== 'listening' && word.request !== 'refused') return;
      clearTimeout(timer);
      worker.off('message', hear);
      if (word.request === 'listening') done(word.port);
      else refuse(refusal(where, word));
    });
  });
}

function refusal(where: string, { code, reason }: { readonly code: string | null; readonly reason: string }): string {
  if (code === 'EADDRINUSE') return `${where} is in use by another program`;
  if (code === 'EACCES') return `${where} may not be opened by this user`;
  return `${where}: ${reason}`;
}
