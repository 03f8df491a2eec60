// A recording in many files: a new one begins after a while, each with the facts of all markets known by then, so that each can
// be replayed by itself. What came goes to disk twice a second: whoever ends this process, no more than that is lost.
import { join } from 'node:path';
import type { Clock } from '#domain/ports.ts';
import { timeText } from '../clock.ts';
import type { RecordingHeader } from './header.ts';
import type { Channel } from './recorded-file.ts';
import { openRecordingWriter, type RecordingWriter } from './writer.ts';

export interface RotationTerms {
  readonly clock: Clock;
  readonly folder: string;
  /** Begins the name of each file. */
  readonly name: string;
  readonly everyMs: number;
  readonly header: () => RecordingHeader;
  /** The next file begins: whoever hears something should ask for whole books again. */
  readonly onRotated: () => void;
  /** The disk refused something: nothing more is written. */
  readonly onFailure: (error: Error) => void;
}

const FLUSH_MS = 500;

export class Rotation {
  readonly paths: string[] = [];
  readonly #terms: RotationTerms;
  #file: RecordingWriter;
  #begunMs: number;
  #timer: unknown = null;
  /** Of files that are closed. */
  #before = { written: 0, lost: 0 };
  #closing: Promise<void> = Promise.resolve();
  #failed = false;

  /** Throws BadInput when the first file cannot be made. */
  constructor(terms: RotationTerms) {
    this.#terms = terms;
    this.#begunMs = terms.clock.steadyMs();
    this.#file = this.#open();
    this.#arm();
  }

  get written(): number {
    return this.#before.written + this.#file.written;
  }

  get lost(): number {
    return this.#before.lost + this.#file.lost;
  }

  write(receivedMs: number, channel: Channel, text: string): void {
    this.#file.write(receivedMs, channel, text);
  }

  /** Facts that were not known when the file began. */
  facts(): void {
    this.#file.writeHeader(this.#terms.header());
  }

  /** Rejects with what the disk refused. */
  async close(): Promise<void> {
    this.#terms.clock.clearTimeout(this.#timer);
    await this.#closing;
    await this.#file.close();
  }

  #open(): RecordingWriter {
    const { clock, folder, name, header } = this.#terms;
    const stamp = timeText(clock.now())
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-');
    const plain = join(folder, `${name}_${stamp}`);
    const twins = this.paths.filter((path) => path.startsWith(plain)).length;
    const path = `${plain}${twins === 0 ? '' : `_${twins + 1}`}.jsonl.gz`;
    const file = openRecordingWriter(path, header());
    this.paths.push(path);
    return file;
  }

  #arm(): void {
    this.#timer = this.#terms.clock.setTimeout(() => this.#look(), FLUSH_MS);
  }

  #look(): void {
    const { clock, everyMs, onRotated } = this.#terms;
    this.#file.flush();
    if (this.#file.failure) this.#fail(this.#file.failure);
    if (!this.#failed && clock.steadyMs() - this.#begunMs >= everyMs) {
      this.#rotate();
      onRotated();
    }
    if (!this.#failed) this.#arm();
  }

  #rotate(): void {
    const done = this.#file;
    try {
      this.#file = this.#open();
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    this.#begunMs = this.#terms.clock.steadyMs();
    this.#before = { written: this.#before.written + done.written, lost: this.#before.lost + done.lost };
    this.#closing = this.#closing.then(() => done.close()).catch((error) => this.#fail(error as Error));
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#terms.onFailure(error);
  }
}
