// Text for people, as JSON lines. Promises that a log which cannot be written never stops the trading: lines are lost
// instead. The facts file, not this, is the record of what happened.
import { type DestinationStream, destination, pino } from 'pino';
import type { Log } from '#domain/ports.ts';
import { reasonOf, Unavailable } from './unavailable.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  readonly level: LogLevel;
  /** A stream of ours is for tests. */
  readonly to: 'stderr' | { readonly file: string } | DestinationStream;
  /** Leaves out time and process, so that two runs of one seed write the same bytes. */
  readonly deterministic?: boolean;
}

/** Throws Unavailable naming the file when it cannot be opened. Writing is synchronous: the last lines before a crash are there. */
export function createLog(options: LogOptions): Log {
  const steady = options.deterministic ? { base: null, timestamp: false } : { base: { pid: process.pid } };
  return pino(
    { level: options.level, ...steady, formatters: { level: (label) => ({ level: label }) } },
    streamOf(options.to),
  );
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function streamOf(to: LogOptions['to']): DestinationStream {
  if (to !== 'stderr' && 'write' in to) return to;
  try {
    const stream = destination(to === 'stderr' ? { dest: 2, sync: true } : { dest: to.file, sync: true, mode: 0o600 });
    stream.on('error', () => {});
    return stream;
  } catch (error) {
    throw new Unavailable(`log file ${to === 'stderr' ? 'stderr' : to.file}: ${reasonOf(error)}`, { cause: error });
  }
}
