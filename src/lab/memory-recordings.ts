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
  /** In order of receipt. */
  readonly frames: readonly { readonly receivedMs: number; readonly text: Buffer }[];
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
    frames: [...books, ...changes].map(({ receivedMs, text }) => ({ receivedMs, text: Buffer.from(text) })),
  };
}

export function memoryRecordings({ markets, places, frames }: Tape): Recordings {
  let line = 0;
  return {
    markets: () => markets,
    async *batches() {
      while (line < frames.length) {
        const batch: RecordedFrame[] = [];
        for (const { receivedMs, text } of frames.slice(line, line + BATCH)) {
          const { events, ignored } = readMarketFrame(String(text), places);
          line += 1;
          batch.push({ file: NAME, line, receivedMs, channel: 'market', events, ignored });
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
