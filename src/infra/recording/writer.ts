// Writes a recording of ours: a header, then one line a frame as it came. Gzip when the name ends in `.gz`.
// Promises: never overwrites a file; never blocks its caller; holds a bounded number of bytes, and what does not fit is
// counted as lost rather than swelling the process. What the disk says is told by `close`, or at once by `failure`.
import { createWriteStream, openSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BadInput } from '#domain/failure.ts';
import { headerText, type RecordingHeader } from './header.ts';
import type { Channel } from './recorded-file.ts';

export interface RecordingWriter {
  /** `text` verbatim. False when it was lost: the disk is slower than the frames, or gone. */
  write(receivedMs: number, channel: Channel, text: string): boolean;
  /** Later markets: another header, which readers accept anywhere. */
  writeHeader(header: RecordingHeader): boolean;
  readonly written: number;
  readonly lost: number;
  /** The first thing the disk refused, or null. */
  readonly failure: Error | null;
  /** Resolves when all is on disk; rejects with `failure`. */
  close(): Promise<void>;
}

/** Bytes waiting for the disk. */
export const PENDING_BYTES_MAX = 64 * 1024 * 1024;

/** Throws BadInput naming `path` when it exists or cannot be made. */
export function openRecordingWriter(path: string, header: RecordingHeader): RecordingWriter {
  let fd: number;
  try {
    fd = openSync(path, 'wx', 0o644);
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new BadInput(`${path}: ${exists ? 'exists already' : (error as Error).message}`, { cause: error });
  }
  const file = createWriteStream('', { fd });
  const head = path.endsWith('.gz') ? createGzip() : file;
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure ??= error;
  };
  file.on('error', fail);
  if (head !== file) head.on('error', fail).pipe(file);
  let written = 0;
  let lost = 0;

  const writeLine = (line: string): boolean => {
    const pending = file.writableLength + (head === file ? 0 : head.writableLength);
    if (failure !== null || pending > PENDING_BYTES_MAX) {
      lost++;
      return false;
    }
    head.write(`${line}\n`);
    written++;
    return true;
  };
  writeLine(headerText(header));

  return {
    write: (receivedMs, channel, text) => writeLine(JSON.stringify({ r: receivedMs, c: channel, f: text })),
    writeHeader: (later) => writeLine(headerText(later)),
    get written() {
      return written;
    },
    get lost() {
      return lost;
    },
    get failure() {
      return failure;
    },
    async close() {
      head.end();
      await finished(file).catch(fail);
      if (failure !== null) throw failure;
    },
  };
}
