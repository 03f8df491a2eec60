// How many frames of level changes are read and applied in a second, from the bytes on: ours, beside what parsing the same bytes costs
// without any book, and beside the npm package that others use. All take the very same frames, pass by pass; at the end every book
// must be the one that the frames were made from, level by level, or the bench fails.
import { invariant } from '#domain/failure.ts';
import { Book } from '#domain/market/book.ts';
import type { Level } from '#domain/market/market-event.ts';
import { MarketState } from '#domain/market/market-state.ts';
import { complement } from '#domain/units.ts';
import { processWatch, stopwatch } from '#infra/stopwatch.ts';
import { readMarketFrame } from '#infra/venue/frames.ts';
import { type PeerBooks, peerBooks } from '#infra/venue/peer-books.ts';
import { type SpecimenPlan, SpecimenStream, specimenPlaces, USUAL_GONE_SHARE } from '#infra/venue/specimen-stream.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { type Figure, figure } from './bench-figure.ts';
import { LineStream, specimenMarket } from './line-stream.ts';

export interface DecodeBench {
  readonly runs: number;
  readonly frames: number;
  /** Of those, so many have true hashes; they are read once more with everything that looks at them. */
  readonly hashed: number;
  /** Of each side. */
  readonly levels: number;
}

const START_MS = 1_795_132_800_000;
const SEED = 1;
const RULES = { model: 'power3', windowMs: 1_500 } as const;
/** A hundred frames a second. */
const APART_MS = 10;
/** How often a change takes a level away: a peer that sorts anew for every level that comes is slow there alone. */
const KINDS = [
  ['levels come and go', USUAL_GONE_SHARE],
  ['sizes alone change', 0],
] as const;
const SIDES = ['bid', 'ask'] as const;
const DEPTH_MAX = 1_000;

/** Throws when a book is not what it must be. Without the package of others its rows are missing. */
export async function benchDecode({ runs, frames, hashed, levels }: DecodeBench): Promise<readonly Figure[]> {
  const makePeer = await peerBooks();
  const figures: Figure[] = [];
  for (const [kind, goneShare] of KINDS) {
    const plain = tape(frames, { levels, goneShare, hashed: false });
    const proven = tape(hashed, { levels, goneShare, hashed: true });
    const contenders = [parsing(plain), ours(plain), ...(makePeer ? [others(plain, makePeer)] : []), asHeard(proven)];
    race(contenders, runs);
    figures.push(...figuresOf(contenders, `${levels} levels a side, ${kind}`));
  }
  return figures;
}

function race(contenders: readonly Contender[], runs: number): void {
  for (let run = 0; run <= runs; run++)
    for (const contender of contenders) {
      const { pass, check } = contender.open();
      const [clock, processor] = [stopwatch(), processWatch()];
      pass();
      const [tookMs, workedMs] = [clock(), processor()];
      check();
      if (run > 0)
        contender.speeds.push({ byClock: contender.frames / tookMs, byProcessor: contender.frames / workedMs });
    }
}

interface Tape {
  readonly stream: SpecimenStream;
  readonly first: readonly string[];
  readonly frames: readonly Buffer[];
}

interface Contender {
  readonly key: 'parsing' | 'ours' | 'others' | 'heard';
  readonly name: string;
  readonly frames: number;
  /** An empty book that was told its first levels. */
  open(): { pass(): void; check(): void };
  readonly speeds: { readonly byClock: number; readonly byProcessor: number }[];
}

/** Pieces of one block of bytes, as frames that came together over a socket are. */
function tape(count: number, plan: Pick<SpecimenPlan, 'levels' | 'goneShare' | 'hashed'>): Tape {
  const stream = new SpecimenStream(0, { ...plan, seed: SEED, nearness: 1 });
  const first = (['yes', 'no'] as const).map((outcome) => stream.bookText(outcome, START_MS));
  const texts = Array.from({ length: count }, (_, n) => stream.changeText(START_MS + (n + 1) * APART_MS));
  const bytes = Buffer.from(texts.join(''));
  let at = 0;
  const frames = texts.map(({ length }) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
  return { stream, first, frames };
}

function parsing({ frames }: Tape): Contender {
  const pass = () => {
    let objects = 0;
    for (const frame of frames) if (JSON.parse(String(frame)) !== null) objects += 1;
    invariant(objects === frames.length, 'every frame is an object');
  };
  return {
    ...{ key: 'parsing', name: 'JSON.parse of them, and nothing else', frames: frames.length, speeds: [] },
    open: () => ({ pass, check() {} }),
  };
}

function ours({ stream, first, frames }: Tape): Contender {
  const lookup = specimenPlaces([stream]);
  return {
    ...{ key: 'ours', name: 'read and applied', frames: frames.length, speeds: [] },
    open() {
      const book = new Book(stream.market, stream.tick);
      let nowMs = START_MS;
      const take = (text: string) => {
        for (const event of readMarketFrame(text, lookup).events) book.apply(event, nowMs);
      };
      for (const text of first) take(text);
      const pass = () => {
        for (const frame of frames) {
          nowMs += APART_MS;
          take(String(frame));
        }
      };
      return { pass, check: () => checkBook(book, nowMs, stream) };
    },
  };
}

function others({ stream, first, frames }: Tape, make: () => PeerBooks): Contender {
  return {
    ...{ key: 'others', name: 'read and applied by poly-websockets', frames: frames.length, speeds: [] },
    open() {
      const books = make();
      for (const text of first) books.take(text);
      const pass = () => {
        for (const frame of frames) books.take(String(frame));
      };
      const check = () => {
        for (const side of SIDES) {
          const [same, mirror] = side === 'bid' ? (['bids', 'asks'] as const) : (['asks', 'bids'] as const);
          equal(books.levels(stream.outcomes.yes.id, same), stream.levels(side), `their ${side} of YES`);
          equal(
            books.levels(stream.outcomes.no.id, mirror),
            stream.levels(side).map(mirrored),
            `their ${mirror} of NO`,
          );
        }
      };
      return { pass, check };
    },
  };
}

/** With what stands between a socket and the books that quoters read: the line that judges (a book of its own, hashes held against
 *  it four times a second) and the market's state (tape, places in queues, mark). */
function asHeard({ stream, first, frames }: Tape): Contender {
  return {
    ...{
      key: 'heard',
      name: 'read, judged, applied and marked, as paper and live do',
      frames: frames.length,
      speeds: [],
    },
    open() {
      const clock = new VirtualClock(START_MS);
      const lines = new LineStream(clock, [stream]);
      const state = new MarketState(specimenMarket(stream, 0), () => [], RULES);
      lines.listen([stream.market], (event, receivedMs) => state.apply(event, receivedMs));
      for (const text of first) lines.hear(Buffer.from(text));
      const pass = () => {
        for (const frame of frames) {
          clock.advanceBy(APART_MS);
          lines.hear(frame);
        }
      };
      const check = () => {
        checkBook(state.book, clock.now(), stream);
        const { agreed, differed } = lines.votes;
        invariant(differed === 0 && agreed > 0, `hashes: ${agreed} agreed and ${differed} differed`);
      };
      return { pass, check };
    },
  };
}

function checkBook(book: Book, nowMs: number, stream: SpecimenStream): void {
  invariant(book.trust(nowMs) === 'trusted', `our book is ${book.trust(nowMs)}: ${book.suspicion?.detail}`);
  for (const side of SIDES) equal(book.levels(side, DEPTH_MAX), stream.levels(side), `our ${side}`);
}

function equal(found: readonly Level[], wanted: readonly Level[], what: string): void {
  const text = (levels: readonly Level[]) => levels.map(({ price, size }) => `${size}@${price}`).join(' ');
  invariant(text(found) === text(wanted), `${what} is not what the frames were made from`);
}

function mirrored({ price, size }: Level): Level {
  return { price: complement(price), size };
}

function figuresOf(contenders: readonly Contender[], how: string): readonly Figure[] {
  const named = (what: string) => ({ bench: 'decode', what: `${what}; ${how}` });
  const speeds = contenders.flatMap(({ name, speeds }) => [
    figure({ ...named(`frames ${name}`), unit: 'a second', values: speeds.map(({ byClock }) => byClock * 1_000) }),
  ]);
  const [mine] = contenders.filter(({ key }) => key === 'ours');
  const ratio = (key: Contender['key'], what: string, least: number) =>
    contenders
      .filter((each) => each.key === key)
      .map(({ speeds: theirs }) =>
        figure({
          ...named(`as fast as ${what}, in processor time`),
          unit: 'times',
          values: theirs.map(({ byProcessor }, run) => (mine?.speeds[run]?.byProcessor ?? 0) / byProcessor),
          aim: { at: 'least', value: least },
        }),
      );
  return [...speeds, ...ratio('parsing', 'JSON.parse alone', 1), ...ratio('others', 'poly-websockets', 2)];
}
