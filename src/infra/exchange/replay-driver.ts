// Plays recordings into a replayed exchange: moves the virtual clock to each frame's receipt, feeds it, lets markets join a
// moment before their first frame and ends them after their last. Promises: timers due before a frame run before it; promises
// settle after every timer and every frame; the process hears signals between batches; the same recordings give the same run.
// Whoever calls starts the tree between `cueRecordings`, which tells when time begins, and `playRecordings`.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { RecordedFrame } from '#infra/recording/recorded-file.ts';
import type { Recordings } from '#infra/recording/recording.ts';
import type { VirtualClock } from '#infra/virtual-clock.ts';
import type { ReplayedExchange } from './replayed-exchange.ts';

/** A market is listed so long before its first frame, as far as the frames read together allow. */
export const JOIN_LEAD_MS = 1_000;
/** A market past its end is over when it was silent for so long; one without an end is over when everything is. */
export const END_GRACE_MS = 10_000;

export interface ReplayProgress {
  readonly linesDone: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Since the first frame. */
  readonly simulatedMs: number;
}

export interface ReplayParts {
  readonly clock: VirtualClock;
  readonly exchange: ReplayedExchange;
  /** After every few hundred frames. */
  readonly onProgress: (progress: ReplayProgress) => void;
  /** Asked after every frame; true leaves the rest unplayed. */
  readonly isStopped: () => boolean;
}

export interface ReplayEnd {
  readonly frames: number;
  readonly events: number;
  /** Receipt of the first and last frame played. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** False when it was stopped. */
  readonly complete: boolean;
}

export interface CuedRecordings {
  readonly recordings: Recordings;
  /** When the clock must start: the first market is listed then. */
  readonly startMs: number;
  readonly firstMs: number;
  readonly batches: AsyncGenerator<readonly RecordedFrame[]>;
}

/** Reads the first frames. Throws BadInput, as reading does. */
export async function cueRecordings(recordings: Recordings): Promise<CuedRecordings> {
  const source = recordings.batches()[Symbol.asyncIterator]();
  const first = await source.next();
  const firstMs = first.done ? 0 : (first.value[0]?.receivedMs ?? 0);
  async function* batches(): AsyncGenerator<readonly RecordedFrame[]> {
    try {
      for (let batch = first; !batch.done; batch = await source.next()) yield batch.value;
    } finally {
      await source.return?.();
    }
  }
  return { recordings, startMs: firstMs - JOIN_LEAD_MS, firstMs, batches: batches() };
}

/** Plays everything, then ends every market that is still open; stopped, it leaves them open for whoever drains. The clock must
 *  stand at `startMs`, or at least before the first frame. */
export async function playRecordings(cued: CuedRecordings, parts: ReplayParts): Promise<ReplayEnd> {
  const { recordings, firstMs } = cued;
  const { clock, exchange } = parts;
  const cast = new Cast(recordings, parts);
  let [frames, events, lastMs, complete] = [0, 0, firstMs, true];
  for await (const batch of cued.batches) {
    for (const [market, frameMs] of entrances(batch)) cast.expect(market, frameMs);
    for (const frame of batch) {
      // As `advance`, without a promise of its own for each of many frames.
      for (let due = clock.nextDueMs(); due !== null && due <= frame.receivedMs; due = clock.nextDueMs()) {
        clock.step();
        await null;
      }
      if (frame.receivedMs > clock.now()) clock.advanceTo(frame.receivedMs);
      for (const event of frame.events) {
        const entry = cast.enter(event.market);
        exchange.feed(event, frame.receivedMs);
        entry.heardMs = clock.now();
      }
      await null;
      frames += 1;
      events += frame.events.length;
      lastMs = frame.receivedMs;
      if (parts.isStopped()) {
        complete = false;
        break;
      }
    }
    const { bytesRead, bytesTotal } = recordings.progress;
    parts.onProgress({ linesDone: recordings.counts.lines, bytesRead, bytesTotal, simulatedMs: lastMs - firstMs });
    if (!complete) break;
    await breath();
  }
  if (complete) cast.leave();
  cast.rest();
  return { frames, events, firstMs, lastMs, complete };
}

/** Moves the clock, one timer at a time, with promises settling in between. */
export async function advance(clock: VirtualClock, toMs: number): Promise<void> {
  for (let due = clock.nextDueMs(); due !== null && due <= toMs; due = clock.nextDueMs()) {
    clock.step();
    await null;
  }
  if (toMs > clock.now()) clock.advanceTo(toMs);
  await null;
}

interface Entry {
  readonly endMs: number | null;
  heardMs: number;
}

/** The markets that play, from their entrance to their exit. */
class Cast {
  readonly #recordings: Recordings;
  readonly #parts: ReplayParts;
  readonly #entered = new Map<MarketId, Entry>();
  /** Timers of entrances and of exits. */
  readonly #expected = new Map<MarketId, unknown>();
  readonly #watched = new Map<MarketId, unknown>();

  constructor(recordings: Recordings, parts: ReplayParts) {
    this.#recordings = recordings;
    this.#parts = parts;
  }

  /** The first frame of `market` among those read together comes at `frameMs`. */
  expect(market: MarketId, frameMs: number): void {
    if (this.#entered.has(market) || this.#expected.has(market)) return;
    const { clock } = this.#parts;
    const waitMs = frameMs - JOIN_LEAD_MS - clock.now();
    if (waitMs <= 0) this.enter(market);
    else
      this.#expected.set(
        market,
        clock.setTimeout(() => this.enter(market), waitMs),
      );
  }

  /** Its entry, now or before. */
  enter(market: MarketId): Entry {
    const known = this.#entered.get(market);
    if (known) return known;
    this.#expected.delete(market);
    const facts = this.#facts(market);
    const { clock, exchange } = this.#parts;
    const entry = { endMs: facts.endMs, heardMs: clock.now() };
    this.#entered.set(market, entry);
    exchange.addMarket(facts);
    if (facts.endMs !== null) this.#watchEnd(market, facts.endMs);
    return entry;
  }

  /** The recordings are over. */
  leave(): void {
    for (const market of this.#entered.keys()) this.#end(market);
  }

  /** Leaves no timer behind. */
  rest(): void {
    for (const timer of [...this.#expected.values(), ...this.#watched.values()]) this.#parts.clock.clearTimeout(timer);
  }

  #watchEnd(market: MarketId, dueMs: number): void {
    const { clock } = this.#parts;
    const look = () => {
      const quietMs = clock.now() - (this.#entered.get(market)?.heardMs ?? 0);
      if (quietMs >= END_GRACE_MS) this.#end(market);
      else this.#watchEnd(market, clock.now() + END_GRACE_MS - quietMs);
    };
    this.#watched.set(market, clock.setTimeout(look, dueMs - clock.now()));
  }

  /** A later file may have told how it resolved. */
  #end(market: MarketId): void {
    this.#parts.exchange.endMarket(market, this.#facts(market).payout);
  }

  #facts(market: MarketId): Market {
    const entry = this.#recordings.markets().find((known) => known.market.id === market);
    invariant(entry, `market ${market} has frames and no facts`);
    return entry.market;
  }
}

/** The first frame of each market in a batch. */
function entrances(batch: readonly RecordedFrame[]): ReadonlyMap<MarketId, number> {
  const first = new Map<MarketId, number>();
  for (const { events, receivedMs } of batch)
    for (const { market } of events) if (!first.has(market)) first.set(market, receivedMs);
  return first;
}

/** Lets the process hear what waits outside: signals, sockets, timers. */
function breath(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}
