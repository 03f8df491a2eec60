// A whole tree that quotes many made-up markets under a virtual clock, for benches: their public stream comes as bytes through the lines
// of the client, every order rests and none is filled, and what would go to the disk goes nowhere. The stream does not show our own
// orders; levels are so large that taking them out of it moves no price.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { StateFiles } from '#domain/ports.ts';
import { memoryStateFiles } from '#infra/state-files.ts';
import { type SpecimenPlan, SpecimenStream, USUAL_GONE_SHARE } from '#infra/venue/specimen-stream.ts';
import { type BenchTree, benchTree } from './bench-tree.ts';
import { LineStream } from './line-stream.ts';
import { QuietVenue } from './quiet-venue.ts';

export interface QuotedHousePlan extends Omit<SpecimenPlan, 'hashed' | 'goneShare'> {
  readonly markets: number;
  readonly hashed?: boolean;
  /** Told whose plan begins, in its step. */
  readonly onPlan?: (market: MarketId) => void;
}

export interface QuotedHouse extends BenchTree {
  readonly streams: readonly SpecimenStream[];
  readonly lines: LineStream;
  readonly venue: QuietVenue;
  /** No frames any more: what they were made from is no part of us. */
  forgetStreams(): void;
}

/** Rich enough that no limit binds; a market's time is ours. */
const FLAGS = {
  bankrollUsd: '10000000',
  exposureMaxUsd: '10000000',
  ordersPerSecond: '1000',
  orderBurst: '5000',
  'sim.pace': '1',
};

/** Every market has told its book, and nobody has planned yet. */
export function quotedHouse({ markets, hashed = false, onPlan = () => {}, ...plan }: QuotedHousePlan): QuotedHouse {
  const streams = Array.from(
    { length: markets },
    (_, n) => new SpecimenStream(n, { ...plan, hashed, goneShare: USUAL_GONE_SHARE }),
  );
  let made: { readonly lines: LineStream; readonly venue: QuietVenue } | null = null;
  const house = benchTree({
    seed: plan.seed,
    characters: [],
    flags: FLAGS,
    between(ports, clock) {
      const venue = new QuietVenue(clock, ports.closing().cash);
      const lines = new LineStream(clock, streams);
      made = { lines, venue };
      const signals = {
        read(market: MarketId) {
          onPlan(market);
          return [];
        },
      };
      const ends = { quiet: () => true, closing: () => venue.holds() };
      return { venue, stream: lines, signals, files: forgetful(), ...ends };
    },
  });
  invariant(made, 'a house has ports');
  const { lines, venue } = made as { readonly lines: LineStream; readonly venue: QuietVenue };
  for (const stream of streams)
    for (const outcome of ['yes', 'no'] as const) lines.hear(Buffer.from(stream.bookText(outcome, house.clock.now())));
  const forgetStreams = () => void streams.splice(0);
  return { ...house, streams, lines, venue, forgetStreams };
}

/** What is appended is a story that nobody reads again. */
function forgetful(): StateFiles {
  return { ...memoryStateFiles(), append() {} };
}
