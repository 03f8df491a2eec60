// A first look into a recording, so that many files can wait unopened for their turn: when it begins, how long it is, and
// which markets its header names. Whatever is wrong with it is left to the reader proper, which will then come first.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import { isHeader, readHeader } from './header.ts';
import { LineReader } from './lines.ts';
import type { RecordedMarkets } from './recorded-markets.ts';

export interface FirstLook {
  /** No frame of the file is older; −Infinity when that cannot be told. */
  readonly firstMs: number;
  readonly bytes: number;
}

/** Times looked at: a bad first line must not decide alone. */
const TIMES_MAX = 8;
const UNTOLD: FirstLook = { firstMs: Number.NEGATIVE_INFINITY, bytes: 0 };

/** Throws BadInput for a file that cannot be opened, unless `skipBad`. */
export async function firstLook(path: string, markets: RecordedMarkets, skipBad: boolean): Promise<FirstLook> {
  let reader: LineReader;
  try {
    reader = await LineReader.open(path);
  } catch (error) {
    if (error instanceof BadInput && skipBad) return UNTOLD;
    throw error;
  }
  try {
    const { size } = await stat(path);
    return { firstMs: await firstTime(reader, path, markets), bytes: size };
  } finally {
    await reader.close();
  }
}

async function firstTime(reader: LineReader, path: string, markets: RecordedMarkets): Promise<number> {
  const times: number[] = [];
  for (let lines = await reader.next(); lines !== null; lines = await reader.next()) {
    for (const line of lines) {
      const value = typeof line === 'string' ? parsed(line) : null;
      if (value === null) continue;
      if (isHeader(value)) {
        const header = readHeader(value);
        if (typeof header !== 'string') markets.addHeader(header, basename(path));
      } else times.push(timeOf(value));
      if (times.length === TIMES_MAX) return Math.min(...times);
    }
  }
  return times.length > 0 ? Math.min(...times) : Number.NEGATIVE_INFINITY;
}

function timeOf(value: object): number {
  if ('r' in value && typeof value.r === 'number') return Math.floor(value.r);
  if ('recv_wall_ts' in value && typeof value.recv_wall_ts === 'number') return Math.floor(value.recv_wall_ts);
  if ('t' in value && typeof value.t === 'number') return Math.floor(value.t * 1_000);
  return Number.NEGATIVE_INFINITY;
}

function parsed(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
