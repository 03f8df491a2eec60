// The intent journal on a disk: appended and synced by the thread pool, so that the loop waits for nothing; what comes while it
// works goes with the next write (group commit). Promises of `IntentFile`. What it leaves to others: what stands in it.
import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  write,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { INTENTS_FILE } from '#domain/orders/intent-row.ts';
import type { IntentFile } from '#domain/ports.ts';
import { codeOf, reasonOf, Unavailable } from './unavailable.ts';

type Reply = (problem: string | null) => void;

interface Job {
  readonly kind: 'append' | 'replace';
  readonly text: string;
  readonly reply: Reply;
}

const END_OF_LINE = 10;
const TAIL_BYTES = 65_536;

export class DiskIntentFile implements IntentFile {
  readonly path: string;
  #file: number | null = null;
  #jobs: Job[] = [];
  #working = false;
  #idle: (() => void)[] = [];

  constructor(directory: string, name = INTENTS_FILE) {
    this.path = join(directory, name);
  }

  read(): string | null {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw new Unavailable(`intent journal ${this.path}: ${reasonOf(error)}`, { cause: error });
    }
  }

  append(text: string, reply: Reply): void {
    this.#add({ kind: 'append', text, reply });
  }

  replace(text: string, reply: Reply): void {
    this.#add({ kind: 'replace', text, reply });
  }

  /** Resolves when everything that was given is answered; the file is closed then. */
  async close(): Promise<void> {
    if (this.#working) await new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#close();
  }

  #add(job: Job): void {
    this.#jobs.push(job);
    if (this.#working) return;
    this.#working = true;
    // Everything that this step of the loop still gives goes along.
    setImmediate(() => this.#next());
  }

  #next(): void {
    const [first] = this.#jobs;
    if (!first) {
      this.#working = false;
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    const together = first.kind === 'replace' ? 1 : appendsAtFront(this.#jobs);
    const jobs = this.#jobs.splice(0, together);
    const answer = (error: unknown) => {
      const problem = error === null ? null : `intent journal ${this.path}: ${reasonOf(error)}`;
      // The disk works on while they are told.
      this.#next();
      for (const { reply } of jobs) reply(problem);
    };
    try {
      if (first.kind === 'replace') this.#replace(first.text, answer);
      else this.#append(Buffer.from(jobs.map(({ text }) => text).join(''), 'utf8'), answer);
    } catch (error) {
      setImmediate(() => answer(error));
    }
  }

  #append(bytes: Buffer, done: (error: unknown) => void): void {
    const file = this.#file ?? this.#open();
    const { size } = fstatSync(file);
    const failed = (error: unknown) => {
      // Half a line would spoil the next one as well.
      try {
        ftruncateSync(file, size);
      } catch {
        this.#close();
      }
      done(error);
    };
    const rest = (from: number) =>
      write(file, bytes, from, bytes.length - from, null, (error, written) => {
        if (error) failed(error);
        else if (from + written < bytes.length) rest(from + written);
        else fdatasync(file, (unsynced) => (unsynced ? failed(unsynced) : done(null)));
      });
    rest(0);
  }

  /** Seldom and small: the orders that live. It may as well block for a moment. */
  #replace(text: string, done: (error: unknown) => void): void {
    const draft = `${this.path}.draft`;
    this.#close();
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    try {
      rmSync(`${this.path}.old`, { force: true });
      // At every moment there is a whole one of that name.
      linkSync(this.path, `${this.path}.old`);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
    renameSync(draft, this.path);
    syncFolder(dirname(this.path));
    setImmediate(() => done(null));
  }

  #open(): number {
    const file = openSync(this.path, 'a+', 0o600);
    cutTornLine(file);
    this.#file = file;
    return file;
  }

  #close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

function appendsAtFront(jobs: readonly Job[]): number {
  const other = jobs.findIndex(({ kind }) => kind !== 'append');
  return other < 0 ? jobs.length : other;
}

/** What a dead writer left of a last line was never called written. */
function cutTornLine(file: number): void {
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  readSync(file, tail, 0, tail.length, size - tail.length);
  const whole = tail.lastIndexOf(END_OF_LINE) + 1;
  if (whole < tail.length && (whole > 0 || size <= TAIL_BYTES)) ftruncateSync(file, size - tail.length + whole);
}

function syncFolder(directory: string): void {
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
