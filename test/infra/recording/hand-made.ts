// Recordings made by hand, a line at a time, in a folder that goes when the test file ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadInput } from '#domain/failure.ts';
import type { RecordedFrame } from '#infra/recording/recorded-file.ts';
import { openRecordings, type RecordingOptions, type Recordings } from '#infra/recording/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'bothsides-recording-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export const T0 = 1_776_323_500_000;
export const UP_DOWN = 'btc-updown-5m-1776323400.jsonl';
let made = 0;

export function put(content: string | Buffer, name = `file-${++made}.jsonl`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export function pathOf(name: string): string {
  return join(folder, name);
}

export function text(...lines: (string | object)[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

export const MARKET = {
  conditionId: '0xc1',
  slug: 'first-market',
  outcomes: [
    { id: '11', name: 'Yes' },
    { id: '12', name: 'No' },
  ],
  tick: '0.01',
  minSize: '5',
  negRisk: false,
  fee: { rate: '0.07', exponent: 1, rebateRate: '0.2' },
  endMs: T0 + 300_000,
  resolved: null,
};

export function header(...markets: object[]): object {
  return { recording: 1, source: 'by hand', startedMs: T0, markets: markets.length > 0 ? markets : [MARKET] };
}

/** `'0.49x30 0.50x100'` */
export function levels(words: string): object[] {
  const pairs = words.split(' ').filter(Boolean);
  return pairs.map((word) => ({ price: word.split('x')[0], size: word.split('x')[1] }));
}

export function book(atMs: number, bids: string, asks: string, more: object = {}): object {
  return {
    event_type: 'book',
    market: '0xc1',
    asset_id: '11',
    timestamp: String(atMs),
    bids: levels(bids),
    asks: levels(asks),
    ...more,
  };
}

export function entry(words: string): object {
  const [asset_id, side, price, size] = words.split(' ');
  return { asset_id, side, price, size };
}

export function change(atMs: number, ...entries: object[]): object {
  return { event_type: 'price_change', market: '0xc1', timestamp: String(atMs), price_changes: entries };
}

/** A line of our own format. */
export function ours(r: unknown, frame: object | string, c: unknown = 'market'): object {
  return { r, c, f: typeof frame === 'string' ? frame : JSON.stringify(frame) };
}

/** A line of the `{t, m}` format. */
export function theirs(receivedMs: number, frame: unknown): object {
  return { t: receivedMs / 1_000, m: frame };
}

export const STRICT: RecordingOptions = { skipBad: false, facts: null };
export const SKIP: RecordingOptions = { skipBad: true, facts: null };

export async function readAll(
  paths: readonly string[],
  options = STRICT,
): Promise<{ frames: readonly RecordedFrame[]; recordings: Recordings }> {
  const recordings = await openRecordings(paths, options);
  const frames: RecordedFrame[] = [];
  for await (const batch of recordings.batches()) frames.push(...batch);
  return { frames, recordings };
}

/** The message of the BadInput that reading ends in. */
export async function complaint(paths: readonly string[], options = STRICT): Promise<string> {
  try {
    await readAll(paths, options);
  } catch (error) {
    if (error instanceof BadInput) return error.message;
    throw error;
  }
  return 'no complaint';
}
