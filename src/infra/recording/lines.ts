// The lines of one file, plain or gzip (told by content, not by name), a chunk at a time.
// Promises: every line is counted; a line too long, or a file cut off, comes as a fault in its place; the same bytes give the
// same lines and faults whatever the machine is doing. A file that cannot be opened throws BadInput naming it.
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { BadInput } from '#domain/failure.ts';

/** Bytes of a line; what is longer is skipped up to its end and counted as one bad line. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;
/** Bytes read at once. Small when compressed: they grow some fortyfold, and many files may be open together. */
const PLAIN_CHUNK = 256 * 1024;
const GZIP_CHUNK = 4 * 1024;
const GZIP_OUTPUT_CHUNK = 64 * 1024;
const NEWLINE = 10;

/** Without its newline; a carriage return stays, as JSON does not mind. */
export type Line = string | LineFault;

/** A line that could not be had. */
export class LineFault {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

export class LineReader {
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  readonly #splitter = new LineSplitter();
  /** null: plain; undefined until the first bytes tell. */
  #inflater: Inflater | null | undefined;
  #ended = false;
  #bytesRead = 0;
  #sha256: string | null = null;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Throws BadInput naming `path` when it is missing, a directory or unreadable. */
  static async open(path: string): Promise<LineReader> {
    let handle: FileHandle | null = null;
    try {
      handle = await open(path);
      const stat = await handle.stat();
      if (!stat.isFile())
        throw new BadInput(`${path}: ${stat.isDirectory() ? 'a directory, not a file' : 'not a file'}`);
      return new LineReader(handle);
    } catch (error) {
      await handle?.close();
      if (error instanceof BadInput) throw error;
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      throw new BadInput(`${path}: ${missing ? 'no such file' : (error as Error).message}`, { cause: error });
    }
  }

  /** Of the file as it lies on disk. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Hex, of the file as it lies on disk; null until it was read to its end. */
  get sha256(): string | null {
    return this.#sha256;
  }

  /** The next lines (perhaps none), or null at the end. */
  async next(): Promise<readonly Line[] | null> {
    if (this.#ended) return null;
    const lines: Line[] = [];
    try {
      const chunk = Buffer.allocUnsafe(this.#inflater === null ? PLAIN_CHUNK : GZIP_CHUNK);
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length);
      const bytes = chunk.subarray(0, bytesRead);
      this.#hash.update(bytes);
      this.#bytesRead += bytesRead;
      if (this.#inflater === undefined) this.#inflater = isGzip(bytes) ? new Inflater() : null;
      for (const text of this.#inflater ? await this.#inflater.take(bytes) : [bytes]) this.#splitter.take(text, lines);
      const fault = this.#inflater?.fault ?? null;
      if (bytesRead > 0 && fault === null) return lines;
      this.#end(fault, lines);
    } catch (error) {
      this.#end(`cannot be read: ${(error as Error).message}`, lines);
    }
    return lines;
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#inflater?.close();
    await this.#handle.close();
  }

  /** A fault takes the place of the line it cut. */
  #end(fault: string | null, lines: Line[]): void {
    this.#ended = true;
    if (fault === null) {
      this.#splitter.end(lines);
      this.#sha256 = this.#hash.digest('hex');
    } else lines.push(new LineFault(fault));
  }
}

class LineSplitter {
  #parts: Buffer[] = [];
  #length = 0;

  take(chunk: Buffer, into: Line[]): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      if (this.#length === 0 && at - from <= LINE_BYTES_MAX) into.push(chunk.toString('utf8', from, at));
      else {
        this.#keep(chunk.subarray(from, at));
        this.#flush(into);
      }
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** A last line without its newline is a line. */
  end(into: Line[]): void {
    if (this.#length > 0) this.#flush(into);
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > LINE_BYTES_MAX) this.#parts = [];
    else this.#parts.push(part);
  }

  #flush(into: Line[]): void {
    const whole = Buffer.concat(this.#parts);
    if (this.#length > LINE_BYTES_MAX) into.push(new LineFault(`line of more than ${LINE_BYTES_MAX} bytes`));
    else into.push(whole.toString('utf8'));
    this.#parts = [];
    this.#length = 0;
  }
}

/** A gunzip stream driven by hand: an async iterator over it would lose what was inflated before an error. */
class Inflater {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: GZIP_OUTPUT_CHUNK });
  #fault: string | null = null;
  #inflated: Buffer[] = [];
  #given = 0;
  #over = false;
  #done: () => void = () => {};

  constructor() {
    this.#gunzip.on('data', (text: Buffer) => this.#inflated.push(text));
    this.#gunzip.on('end', () => {
      this.#over = true;
      this.#done();
    });
    this.#gunzip.on('error', (error: NodeJS.ErrnoException) => {
      const cut = error.code === 'Z_BUF_ERROR';
      this.#fault = cut ? 'the gzip file is cut off' : `the gzip file is corrupt: ${error.message}`;
      this.#done();
    });
  }

  get fault(): string | null {
    return this.#fault;
  }

  /** No bytes: the end of the file. */
  async take(bytes: Buffer): Promise<readonly Buffer[]> {
    this.#given += bytes.length;
    if (!this.#over && this.#fault === null)
      await new Promise<void>((done) => {
        this.#done = done;
        if (bytes.length > 0) this.#gunzip.write(bytes, () => done());
        else this.#gunzip.end();
      });
    if (this.#over && this.#given > this.#gunzip.bytesWritten) this.#fault ??= 'the gzip file goes on after its end';
    const inflated = this.#inflated;
    this.#inflated = [];
    return inflated;
  }

  close(): void {
    this.#gunzip.destroy();
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}
