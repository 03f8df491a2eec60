// What one frame of the public stream costs before a book takes it, in real time: the fast path of level changes beside the
// plain one in the same run, a whole book, and its hash.
import { stopwatch } from '#infra/stopwatch.ts';
import { readMarketFrame, readPlainFrame } from '#infra/venue/frames.ts';
import {
  SPECIMEN_LEVELS,
  SPECIMEN_LOOKUP,
  specimenBook,
  specimenBookText,
  specimenChangeText,
} from '#infra/venue/specimen-frames.ts';
import { bookHash } from '#infra/venue/wire/book-hash.ts';
import { type Figure, figure } from './bench-figure.ts';

export interface FramesBench {
  readonly runs: number;
  /** Frames of each kind in a run. */
  readonly frames: number;
}

const MARKETS = 200;
/** Books cost twenty times as much. */
const BOOKS_SHARE = 20;

/** Microseconds a frame; a sample is the mean of one run. */
export function benchFrames({ runs, frames }: FramesBench): readonly Figure[] {
  // As from a socket: texts of their own, not pieces of one another.
  const changes = Array.from({ length: MARKETS }, (_, n) => Buffer.from(specimenChangeText(n)));
  const books = Array.from({ length: MARKETS }, (_, n) => Buffer.from(specimenBookText(n)));
  const hashed = specimenBook(0);
  const kinds: readonly (readonly [what: string, count: number, once: (n: number) => unknown])[] = [
    ['a change of two levels, plain reader', frames, (n) => readPlainFrame(textAt(changes, n), SPECIMEN_LOOKUP)],
    ['a change of two levels, scanned', frames, (n) => readMarketFrame(textAt(changes, n), SPECIMEN_LOOKUP)],
    [
      `a book of ${2 * SPECIMEN_LEVELS} levels`,
      frames / BOOKS_SHARE,
      (n) => readMarketFrame(textAt(books, n), SPECIMEN_LOOKUP),
    ],
    ['the hash of that book', frames / BOOKS_SHARE, () => bookHash(hashed, '0.500')],
  ];
  const values = kinds.map((): number[] => []);
  for (let run = 0; run <= runs; run++)
    for (const [index, [, count, once]] of kinds.entries()) {
      const whole = Math.max(1, Math.floor(count));
      const ms = stopwatch();
      for (let n = 0; n < whole; n++) once(n);
      if (run > 0) values[index]?.push((ms() * 1_000) / whole); // the first run only warms up
    }
  return kinds.map(([what], index) => figure({ bench: 'frames', what, unit: 'µs', values: values[index] ?? [] }));
}

function textAt(frames: readonly Buffer[], n: number): string {
  return frames[n % frames.length]?.toString('latin1') ?? '';
}
