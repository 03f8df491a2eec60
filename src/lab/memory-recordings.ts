// Recordings that were never on a disk, for benches: frames of made-up markets lie in memory as the text that came, and are read when
// they are played, as those of a file are.
import { invariant } from '#domain/failure.ts';
import type { RecordedFrame } from '#infra/recording/recorded-file.ts';
import type { RecordedMarket } from '#infra/recording/recorded-markets.ts';
import type { Recordings } from '#infra/recording/recording.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { type SpecimenPlan, SpecimenStream, specimenPlaces } from '#infra/venue/specimen-stream.ts';
import type { Lookup } from '#infra/venue/wire-market.ts';
import { specimenMarket } from './line-stream.ts';

export interface TapePlan extends SpecimenPlan {
  readonly markets: number;
  /** Frames a second of each, evenly apart. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly startMs: number;
}

/** Can be played as often as one likes. */
export interface Tape {
  readonly markets: readonly RecordedMarket[];
  readonly places: Lookup;
  /** In order of receipt, as one block: a million objects that only lie there would be looked at by every collection. */
  readonly bytes: Buffer;
  /** Of each frame: where it ends, and when it came. */
  readonly ends: Uint32Array;
  readonly receivedMs: Float64Array;
}

const NAME = 'memory';
const BATCH = 256;

/** A book of each outcome first, then their changes. */
export function tapeOf({ markets, perSecond, seconds, startMs, ...plan }: TapePlan): Tape {
  const streams = Array.from({ length: markets }, (_, n) => new SpecimenStream(n, plan));
  const books = streams.flatMap((stream) =>
    (['yes', 'no'] as const).map((outcome) => ({ receivedMs: startMs, text: stream.bookText(outcome, startMs) })),
  );
  const changes = Array.from({ length: markets * perSecond * seconds }, (_, n) => {
    const receivedMs = startMs + 1 + Math.floor((n * 1_000) / (markets * perSecond));
    const stream = streams[n % markets];
    invariant(stream, 'a tape has markets');
    return { receivedMs, text: stream.changeText(receivedMs) };
  });
  return {
    markets: streams.map((stream, n) => ({ market: specimenMarket(stream, n), known: 'header', file: NAME })),
    places: specimenPlaces(streams),
    ...blockOf([...books, ...changes]),
  };
}

function blockOf(frames: readonly { readonly receivedMs: number; readonly text: string }[]) {
  const ends = new Uint32Array(frames.length);
  let end = 0;
  for (const [at, { text }] of frames.entries()) {
    end += text.length;
    ends[at] = end;
  }
  const receivedMs = Float64Array.from(frames, (frame) => frame.receivedMs);
  return { bytes: Buffer.from(frames.map(({ text }) => text).join(''), 'latin1'), ends, receivedMs };
}

export function memoryRecordings({ markets, places, bytes, ends, receivedMs }: Tape): Recordings {
  let line = 0;
  return {
    markets: () => markets,
    async *batches() {
      while (line < ends.length) {
        const batch: RecordedFrame[] = [];
        for (const until = Math.min(ends.length, line + BATCH); line < until; line += 1) {
          const text = bytes.toString('utf8', line === 0 ? 0 : ends[line - 1], ends[line]);
          const { events, ignored } = readMarketFrame(text, places);
          batch.push({
            file: NAME,
            line: line + 1,
            receivedMs: receivedMs[line] ?? 0,
            channel: 'market',
            events,
            ignored,
          });
        }
        yield batch;
      }
    },
    get counts() {
      return { lines: line, headers: 0, applied: line, ignored: 0, bad: 0 };
    },
    files: [],
    assumptions: [],
    progress: { bytesRead: 0, bytesTotal: 0 },
  };
}
