// The public stream under faults: sockets drop or fall silent, frames are lost, doubled, swapped, late, cut short or wrong.
// Promises: without a fault what comes from the stream beneath, at once and in its order; a line that a drop has cut tells
// nothing until somebody listens anew, and one that is opened while sockets are down begins, with its snapshot, when they are
// back. `heardMs` stands still while nothing is heard, PONGs included. Times are those of our own clock, wrong or not.
import type { FaultName } from '#domain/chaos/fault.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Clock, MarketStream, Random } from '#domain/ports.ts';
import { type ActiveFault, type ChaosBoard, strikes } from './chaos-board.ts';
import type { ChaosClock } from './chaos-clock.ts';
import { corrupted, crossing, type Touch, truncated, withoutOutcome } from './frame-damage.ts';
import { blockedMs } from './slow-loop.ts';
import { WaitingLine } from './waiting-line.ts';

export interface ChaosStreamParts {
  readonly board: ChaosBoard;
  /** The world's. */
  readonly clock: Clock;
  /** Ours. */
  readonly ownClock: Pick<ChaosClock, 'skewMs'>;
  readonly random: Random;
  readonly nameOf: (market: MarketId) => string;
  /** The top of a market's book as it is; null when nobody knows. */
  readonly touch: (market: MarketId) => Touch | null;
}

/** `receivedMs`, world time; null: when it is handed on. */
interface Frame {
  readonly event: MarketEvent;
  readonly receivedMs: number | null;
}

interface Line {
  readonly markets: readonly MarketId[];
  readonly out: WaitingLine<Frame>;
  /** null: cut, or not yet through. */
  hangUp: (() => void) | null;
  dialing: boolean;
  /** Waits to change places with the next one. */
  swapped: Frame | null;
  swapTimer: unknown;
}

/** A frame that waits for the next one to change places with waits no longer than this. */
const SWAP_MAX_MS = 1_000;
/** Markets remembered after their last line was cut. */
const HEARD_MAX = 10_000;

export class ChaosStream implements MarketStream {
  readonly #stream: MarketStream;
  readonly #parts: ChaosStreamParts;
  readonly #lines = new Set<Line>();
  /** World time at which a market was last heard on a line that is no more. */
  readonly #heardMs = new Map<MarketId, number>();
  readonly #hangUps: readonly (() => void)[];

  constructor(stream: MarketStream, parts: ChaosStreamParts) {
    this.#stream = stream;
    this.#parts = parts;
    this.#hangUps = [
      parts.board.onInject((fault) => this.#begin(fault)),
      parts.board.onEnd((fault) => {
        if (fault.fault === 'socketDropped') this.#dialAll();
      }),
    ];
  }

  catalogue(listener: (market: Market) => void): () => void {
    return this.#stream.catalogue(listener);
  }

  listen(markets: readonly MarketId[], listener: (event: MarketEvent, receivedMs: number) => void): () => void {
    const { clock, ownClock } = this.#parts;
    const out = new WaitingLine<Frame>(clock, ({ event, receivedMs }) =>
      listener(event, (receivedMs ?? clock.now()) + ownClock.skewMs),
    );
    const line: Line = { markets, out, hangUp: null, dialing: true, swapped: null, swapTimer: null };
    this.#lines.add(line);
    this.#dial(line);
    return () => {
      if (!this.#lines.delete(line)) return;
      this.#remember(line);
      this.#cut(line);
      out.close();
    };
  }

  heardMs(market: MarketId): number {
    let heardMs = this.#heardMs.get(market) ?? Number.NEGATIVE_INFINITY;
    for (const line of this.#lines)
      if (line.hangUp && line.markets.includes(market)) heardMs = Math.max(heardMs, this.#heardOn(market));
    return heardMs + this.#parts.ownClock.skewMs;
  }

  /** For good: nothing more is delivered, and no timer is left. */
  close(): void {
    for (const hangUp of this.#hangUps) hangUp();
    for (const line of this.#lines) {
      this.#cut(line);
      line.out.close();
    }
    this.#lines.clear();
  }

  #begin(fault: ActiveFault): void {
    if (fault.fault === 'socketDropped' && fault.params.socket === 'market') {
      for (const line of this.#lines) {
        if (line.dialing || !this.#concerns(fault, line)) continue;
        this.#remember(line);
        this.#cut(line);
      }
    } else if (fault.fault === 'crossedBook') this.#cross(fault);
  }

  #concerns(fault: ActiveFault, line: Line): boolean {
    return line.markets.some((market) => strikes(fault, this.#parts.nameOf(market)));
  }

  #isDown(line: Line): boolean {
    const { board } = this.#parts;
    if (board.idle) return false;
    return board
      .list()
      .some(
        (fault) => fault.fault === 'socketDropped' && fault.params.socket === 'market' && this.#concerns(fault, line),
      );
  }

  #dialAll(): void {
    for (const line of this.#lines) if (line.dialing) this.#dial(line);
  }

  #dial(line: Line): void {
    if (this.#isDown(line)) return;
    line.dialing = false;
    line.hangUp = this.#stream.listen(line.markets, (event, receivedMs) => this.#receive(line, { event, receivedMs }));
  }

  /** Until somebody listens anew. */
  #cut(line: Line): void {
    line.hangUp?.();
    line.hangUp = null;
    line.dialing = false;
    line.swapped = null;
    this.#parts.clock.clearTimeout(line.swapTimer);
  }

  #remember(line: Line): void {
    if (!line.hangUp) return;
    for (const market of line.markets) this.#heardMs.set(market, this.#heardOn(market));
    for (const market of this.#heardMs.keys()) {
      if (this.#heardMs.size <= HEARD_MAX) break;
      this.#heardMs.delete(market);
    }
  }

  /** On a line that is open: a silent one was last heard when the silence began. */
  #heardOn(market: MarketId): number {
    const heardMs = this.#stream.heardMs(market);
    const silence = this.#silence(market);
    return silence ? Math.min(heardMs, silence.sinceMs) : heardMs;
  }

  #silence(market: MarketId): ActiveFault | null {
    const { board, nameOf } = this.#parts;
    if (board.idle) return null;
    const name = nameOf(market);
    const silent = (fault: ActiveFault) => fault.fault === 'socketSilent' && fault.params.socket === 'market';
    return board.list().find((fault) => silent(fault) && strikes(fault, name)) ?? null;
  }

  #receive(line: Line, frame: Frame): void {
    const { board } = this.#parts;
    if (board.idle) this.#push(line, frame, 0);
    else this.#underFaults(line, frame);
  }

  #underFaults(line: Line, frame: Frame): void {
    const { board, random, nameOf } = this.#parts;
    const market = nameOf(frame.event.market);
    if (this.#silence(frame.event.market) || this.#draws('framesDropped', market)) return;
    const silent = board.active('outcomeSilent', market);
    let event: MarketEvent | null = silent ? withoutOutcome(frame.event, silent.params.outcome) : frame.event;
    if (event && this.#draws('framesCorrupted', market)) event = corrupted(event, random);
    if (event && this.#draws('framesTruncated', market)) event = truncated(event);
    if (!event) return;
    const left = { ...frame, event };
    const late = this.#draws('framesDelayed', market);
    const waitMs = late ? late.params.delayMs : 0;
    if (this.#draws('framesReordered', market) && !line.swapped) this.#swap(line, left, waitMs);
    else {
      this.#push(line, left, waitMs);
      if (this.#draws('framesTwice', market)) this.#push(line, left, waitMs);
    }
  }

  #swap(line: Line, frame: Frame, waitMs: number): void {
    line.swapped = { ...frame, receivedMs: null };
    line.swapTimer = this.#parts.clock.setTimeout(() => this.#unswap(line, waitMs), SWAP_MAX_MS);
  }

  #unswap(line: Line, waitMs: number): void {
    const frame = line.swapped;
    this.#parts.clock.clearTimeout(line.swapTimer);
    line.swapped = null;
    if (frame) this.#deliver(line, frame, waitMs);
  }

  /** And after it the one that waited to change places with it. */
  #push(line: Line, frame: Frame, waitMs: number): void {
    this.#deliver(line, frame, waitMs);
    if (line.swapped) this.#unswap(line, waitMs);
  }

  #deliver(line: Line, frame: Frame, waitMs: number): void {
    const { board, clock } = this.#parts;
    const totalMs = waitMs + blockedMs(board, clock.now() + waitMs);
    const late = totalMs > 0 || line.out.waiting > 0;
    line.out.push(late ? { ...frame, receivedMs: null } : frame, totalMs);
  }

  /** Draws only while the fault is active. */
  #draws<Name extends FrameFault>(name: Name, market: string): ActiveFault<Name> | null {
    const fault = this.#parts.board.active(name, market);
    return fault && this.#parts.random.next() < fault.params.share ? fault : null;
  }

  /** A frame that nobody sent. */
  #cross(fault: ActiveFault<'crossedBook'>): void {
    const { clock, nameOf, touch } = this.#parts;
    for (const line of [...this.#lines])
      for (const market of line.markets) {
        const top = line.hangUp && strikes(fault, nameOf(market)) ? touch(market) : null;
        const event = top && crossing({ market, atMs: clock.now() }, top, fault.params.ticks);
        if (event) this.#push(line, { event, receivedMs: clock.now() }, 0);
      }
  }
}

type FrameFault = Extract<FaultName, `frames${string}`>;
