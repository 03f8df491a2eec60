// The intent journal without a disk, under any clock: as slow as a disk where somebody says how slow, and with a power cut for
// whoever wants to see what is left. Promises of `IntentFile`; it forgets everything with its process.
import type { Clock, IntentFile, Random } from '#domain/ports.ts';
import { type Delay, drawMs } from './exchange/latency.ts';

type Reply = (problem: string | null) => void;

interface Job {
  readonly text: string;
  readonly whole: boolean;
  readonly reply: Reply;
}

export interface VirtualDisk {
  readonly clock: Clock;
  /** Left out: the next moment. */
  readonly delay?: Delay;
  readonly random?: Random;
}

export class VirtualIntentFile implements IntentFile {
  readonly #disk: VirtualDisk;
  /** What was written, in the order in which it came: a file is longer than what is added to it. */
  #parts: string[] = [];
  #jobs: Job[] = [];
  /** Under way to the disk. */
  #writing: readonly Job[] = [];
  #timer: unknown = null;

  constructor(disk: VirtualDisk) {
    this.#disk = disk;
  }

  read(): string | null {
    const text = this.#parts.join('');
    return text === '' ? null : text;
  }

  append(text: string, reply: Reply): void {
    this.#add({ text, whole: false, reply });
  }

  replace(text: string, reply: Reply): void {
    this.#add({ text, whole: true, reply });
  }

  /** From one moment to the next: of what was under way the disk has a part, of what waited nothing, and nobody is told. */
  cut(random: Random): void {
    const [first] = this.#writing;
    const text = this.#writing.map((job) => job.text).join('');
    if (first && !first.whole) this.#parts.push(text.slice(0, Math.floor(random.next() * (text.length + 1))));
    this.close();
  }

  /** Nobody is told any more, and no timer is left. */
  close(): void {
    this.#disk.clock.clearTimeout(this.#timer);
    this.#writing = [];
    this.#jobs = [];
  }

  #add(job: Job): void {
    this.#jobs.push(job);
    if (this.#writing.length === 0) this.#write();
  }

  #write(): void {
    const { clock, delay, random } = this.#disk;
    const whole = this.#jobs.findIndex((job) => job.whole);
    const jobs = this.#jobs.splice(0, whole === 0 ? 1 : whole < 0 ? this.#jobs.length : whole);
    if (jobs.length === 0) return;
    this.#writing = jobs;
    this.#timer = clock.setTimeout(() => this.#written(jobs), delay && random ? drawMs(random, delay) : 0);
  }

  /** Drops what a cut left of a last line. */
  #mend(): void {
    if (this.#parts.at(-1)?.endsWith('\n') ?? true) return;
    const text = this.#parts.join('');
    this.#parts = [text.slice(0, text.lastIndexOf('\n') + 1)];
  }

  #written(jobs: readonly Job[]): void {
    for (const { text, whole } of jobs) {
      if (whole) this.#parts = [];
      else this.#mend();
      this.#parts.push(text);
    }
    this.#writing = [];
    this.#write();
    for (const { reply } of jobs) reply(null);
  }
}
