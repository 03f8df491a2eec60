// Writes a recording of ours: a header, then one line a frame as it came. Gzip when the name ends in `.gz`: a member for every
// flush, so that the file is whole after each of them, however this process ends.
// Promises: never overwrites a file; never blocks its caller; holds a bounded number of bytes, and what does not fit is
// counted as lost rather than swelling the process. What the disk says is told by `close`, or at once by `failure`.
import { close, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BadInput } from '#domain/failure.ts';
import { headerText, type RecordingHeader } from './header.ts';
import type { Channel } from './recorded-file.ts';

export interface RecordingWriter {
  /** `text` verbatim. False when it was lost: the disk is slower than the frames, or gone. */
  write(receivedMs: number, channel: Channel, text: string): boolean;
  /** Later markets: another header, which readers accept anywhere. */
  writeHeader(header: RecordingHeader): boolean;
  /** What was written so far goes to disk. Happens by itself only when much of it waits. */
  flush(): void;
  readonly written: number;
  readonly lost: number;
  /** The first thing the disk refused, or null. */
  readonly failure: Error | null;
  /** Resolves when all is on disk; rejects with `failure`. */
  close(): Promise<void>;
}

/** Characters waiting for the disk. */
export const PENDING_MAX = 64 * 1024 * 1024;
/** Characters that go to disk without being told. */
const CHUNK = 256 * 1024;

const compress = promisify(gzip);
const writeSome = promisify(write);
const closeFile = promisify(close);

/** Throws BadInput naming `path` when it exists or cannot be made. */
export function openRecordingWriter(path: string, header: RecordingHeader): RecordingWriter {
  const file = new FileWriter(path);
  file.line(headerText(header));
  return {
    write: (receivedMs, channel, text) => file.line(JSON.stringify({ r: receivedMs, c: channel, f: text })),
    writeHeader: (later) => file.line(headerText(later)),
    flush: () => file.flush(),
    get written() {
      return file.written;
    },
    get lost() {
      return file.lost;
    },
    get failure() {
      return file.failure;
    },
    close: () => file.close(),
  };
}

class FileWriter {
  written = 0;
  lost = 0;
  failure: Error | null = null;
  readonly #fd: number;
  readonly #gzip: boolean;
  #lines: string[] = [];
  #waiting = 0;
  #inWork = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(path: string) {
    try {
      this.#fd = openSync(path, 'wx', 0o644);
    } catch (error) {
      const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
      throw new BadInput(`${path}: ${exists ? 'exists already' : (error as Error).message}`, { cause: error });
    }
    this.#gzip = path.endsWith('.gz');
  }

  line(text: string): boolean {
    if (this.failure !== null || this.#waiting + this.#inWork > PENDING_MAX) {
      this.lost++;
      return false;
    }
    this.#lines.push(`${text}\n`);
    this.#waiting += text.length + 1;
    this.written++;
    if (this.#waiting >= CHUNK) this.flush();
    return true;
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    this.#waiting = 0;
    this.#inWork += text.length;
    this.#work = this.#work.then(async () => {
      try {
        if (this.failure === null) await this.#put(Buffer.from(text));
      } catch (error) {
        this.failure ??= error as Error;
      }
      this.#inWork -= text.length;
    });
  }

  async close(): Promise<void> {
    this.flush();
    await this.#work;
    await closeFile(this.#fd);
    if (this.failure !== null) throw this.failure;
  }

  async #put(text: Buffer): Promise<void> {
    const bytes = this.#gzip ? await compress(text) : text;
    for (let at = 0; at < bytes.length; ) at += (await writeSome(this.#fd, bytes, at)).bytesWritten;
  }
}
