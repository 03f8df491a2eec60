// The book of one market: one per condition, held in YES terms, both outcomes read from it (NO is its mirror).
// Promises: what a query returns is what the venue last said of each level; a book that may be wrong says so (`trust`)
// and stays so until the next snapshot; no vote and no event of its market ever throws.
// Leaves to others: when to fetch again, silence on the socket, and which of two sockets to believe.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import { MICRO, microText, type Price, type Shares } from '#domain/units.ts';
import { type BookProblem, type BookProblemKind, BookTrust, type Trust, topText } from './book-trust.ts';
import { isCorrected } from './engine-update.ts';
import { keyOf, Ladder, LEVELS_MAX, levelOf } from './ladder.ts';
import type { Outcome } from './market.ts';
import type {
  BookSide,
  DoubtEvent,
  Level,
  LevelChange,
  LevelsEvent,
  MarketEvent,
  SnapshotEvent,
  TickEvent,
  TopEvent,
} from './market-event.ts';
import { fitsTick, tickThatFits } from './tick-epoch.ts';
import { isLate, isTooLate, newestOf, STRAY_TIME_MS } from './venue-time.ts';

export interface BookChange {
  /** A reader may see something else now: levels, tick or trust. */
  readonly changed: boolean;
  readonly problem: BookProblem | null;
}

const UNCHANGED: BookChange = { changed: false, problem: null };
const CHANGED: BookChange = { changed: true, problem: null };

export class Book {
  readonly market: MarketId;
  readonly #bids = new Ladder();
  /** Keys are NO prices: the bids of the other outcome. */
  readonly #asks = new Ladder();
  readonly #trust: BookTrust;
  #tick: Price;
  /** When the venue last stated the tick; what prices told is only a guess. */
  #tickMs = 0;
  #epoch = 0;
  #venueMs = 0;
  #receivedMs = 0;
  #snapshotMs = 0;
  /** The outcome of the last snapshot while no level change came after it. */
  #fresh: Outcome | null = null;

  constructor(market: MarketId, tick: Price) {
    invariant(Number.isSafeInteger(tick) && tick > 0 && tick < MICRO, `book of ${market}: ${tick} is not a tick`);
    this.market = market;
    this.#tick = tick;
    this.#trust = new BookTrust(market);
  }

  get tick(): Price {
    return this.#tick;
  }

  /** Grows whenever the tick changes: prices chosen in another epoch must be checked again. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Venue time of the newest event in this book; says nothing of its age (an idle book is old and right). */
  get venueMs(): number {
    return this.#venueMs;
  }

  /** Our time of the last event that built or confirmed it. */
  get receivedMs(): number {
    return this.#receivedMs;
  }

  /** Why the book is suspect; null while it is not, or while only the time of a group ran out. */
  get suspicion(): BookProblem | null {
    return this.#trust.suspicion;
  }

  /** Whether anybody may act on this book: only when `trusted`. `nowMs`: our time. */
  trust(nowMs: number): Trust {
    return this.#trust.at(nowMs);
  }

  /** The best level in YES terms; null for an empty side. */
  best(side: BookSide): Level | null {
    const ladder = this.#ladder('yes', side);
    return ladder.count === 0 ? null : levelOf(side, ladder.bestKey, ladder.bestSize);
  }

  /** As `best`, without an object. */
  bestPrice(side: BookSide): Price | null {
    const ladder = this.#ladder('yes', side);
    return ladder.count === 0 ? null : (keyOf(side, ladder.bestKey as Price) as Price);
  }

  /** Shares resting at a YES price; 0 when there is no such level. */
  size(side: BookSide, price: Price): Shares {
    return this.#ladder('yes', side).sizeAt(keyOf(side, price)) as Shares;
  }

  /** Grows with every change of one of the best levels: as long as it stands still, so do the `NEAR` best of each side. */
  get nearMoves(): number {
    return this.#bids.nearMoves + this.#asks.nearMoves;
  }

  /** How many levels a side holds. */
  count(side: BookSide): number {
    return this.#ladder('yes', side).count;
  }

  /** Up to `depth` levels, best first, in YES terms. */
  levels(side: BookSide, depth: number): readonly Level[] {
    return this.levelsOf('yes', side, depth);
  }

  /** Up to `depth` levels, best first, in the terms of `outcome`. */
  levelsOf(outcome: Outcome, side: BookSide, depth: number): readonly Level[] {
    const levels: Level[] = [];
    this.#ladder(outcome, side).walk(depth, (key, size) => levels.push(levelOf(side, key, size)));
    return levels;
  }

  /** Untrusted until the next snapshot: a frame was lost, did not parse, or somebody knows better. */
  distrust(reason: string): void {
    this.#doubt(reason);
  }

  /** Takes one event of this market; `receivedMs` is our time. A print changes nothing. */
  apply(event: MarketEvent, receivedMs: number): BookChange {
    invariant(event.market === this.market, () => `book of ${this.market} was given an event of ${event.market}`);
    if (event.type === 'PRINT' || event.type === 'RESOLVED') return UNCHANGED;
    if (event.type === 'DOUBT')
      return event.seen ? this.#see(event, event.seen, receivedMs) : this.#doubt(event.reason);
    if (event.atMs - receivedMs > STRAY_TIME_MS) return this.#stray(event.atMs, receivedMs);
    switch (event.type) {
      case 'SNAPSHOT':
        return this.#applySnapshot(event, receivedMs);
      case 'LEVELS':
        return this.#applyLevels(event, receivedMs);
      case 'TOP':
        return this.#applyTop(event, receivedMs);
      case 'TICK':
        return this.#applyTick(event);
    }
  }

  #applySnapshot(event: SnapshotEvent, receivedMs: number): BookChange {
    const before = this.trust(receivedMs);
    const live = before === 'trusted' || before === 'midGroup';
    if (live && event.atMs < this.#venueMs) return UNCHANGED; // overtaken by what the stream told since
    const ofSibling = live && this.#fresh !== null && this.#fresh !== event.outcome && event.atMs === this.#snapshotMs;

    const bids = this.#ladder(event.outcome, 'bid').load(event.bids, 'bid');
    const asks = this.#ladder(event.outcome, 'ask').load(event.asks, 'ask');
    const same = bids === 'same' && asks === 'same';
    const newTick = this.#openEpoch(this.#tickOf(event));
    this.#venueMs = this.#snapshotMs = event.atMs;
    this.#receivedMs = receivedMs;
    this.#fresh = event.outcome;
    if (event.tick !== null) this.#tickMs = event.atMs;

    this.#trust.renew();
    if (bids === 'full' || asks === 'full') return this.#suspect('tooManyLevels', `over ${LEVELS_MAX}`, event.atMs);
    const bid = this.#bids.bestKey;
    const ask = MICRO - this.#asks.bestKey;
    if (bid > 0 && ask < MICRO && bid >= ask) return this.#suspect('crossed', topText(bid, ask), event.atMs);
    if (ofSibling && !same) this.#trust.breakMirror(event.atMs, receivedMs);
    return same && !newTick && before === this.trust(receivedMs) ? UNCHANGED : CHANGED;
  }

  /** Its levels are shown, and it is suspect whatever it was before. */
  #see({ reason }: DoubtEvent, seen: SnapshotEvent, receivedMs: number): BookChange {
    const before = this.trust(receivedMs);
    if (seen.atMs - receivedMs <= STRAY_TIME_MS) this.#applySnapshot(seen, receivedMs);
    const problem = this.#trust.suspect('polled', reason, this.#venueMs);
    return { changed: true, problem: before === 'suspect' || before === 'empty' ? null : problem };
  }

  #applyLevels(event: LevelsEvent, receivedMs: number): BookChange {
    const before = this.trust(receivedMs);
    if (before === 'empty') return UNCHANGED;
    if (isTooLate(event.atMs, this.#snapshotMs)) return this.#stray(event.atMs, receivedMs);
    if (event.atMs < this.#snapshotMs) return UNCHANGED;
    const outcome = this.#change(event);
    this.#venueMs = newestOf(this.#venueMs, event.atMs);
    this.#receivedMs = receivedMs;
    this.#fresh = null;

    if (outcome === 'full') return this.#suspect('tooManyLevels', `over ${LEVELS_MAX}`, event.atMs);
    const contradiction = outcome === 'changed' ? this.#contradiction(event.changes) : null;
    if (contradiction) return this.#suspect('mirror', contradiction, event.atMs);
    const problem = this.#settle(event.atMs, receivedMs, true);
    if (problem) return { changed: true, problem };
    return outcome !== 'same' || before !== this.trust(receivedMs) ? CHANGED : UNCHANGED;
  }

  #applyTop(event: TopEvent, receivedMs: number): BookChange {
    const before = this.trust(receivedMs);
    if (before === 'empty' || isLate(event.atMs, this.#venueMs)) return UNCHANGED;
    this.#trust.votes.startUpdate(event.atMs);
    this.#trust.votes.cast(event.outcome, event.bestBid, event.bestAsk);
    this.#receivedMs = receivedMs;
    const problem = this.#settle(event.atMs, receivedMs, false);
    if (problem) return { changed: true, problem };
    return before === this.trust(receivedMs) ? UNCHANGED : CHANGED;
  }

  /** Usually comes once for each outcome. */
  #applyTick(event: TickEvent): BookChange {
    if (isLate(event.atMs, this.#tickMs)) return UNCHANGED;
    this.#tickMs = event.atMs;
    return this.#openEpoch(event.tick) ? CHANGED : UNCHANGED;
  }

  /** `agreed`: the first entry changed something, and none after it had anything to change. */
  #change(event: LevelsEvent): 'same' | 'agreed' | 'changed' | 'full' {
    const votes = this.#trust.votes;
    votes.startUpdate(event.atMs);
    let changed = false;
    let later = false;
    let full = false;
    for (let index = 0; index < event.changes.length; index++) {
      const change = event.changes[index]!;
      const outcome = this.#ladder(change.outcome, change.side).set(keyOf(change.side, change.price), change.size);
      if (outcome === 'full') full = true;
      else if (outcome === 'changed') {
        changed = true;
        later ||= index > 0;
      }
      // Taking away a level at a finer price says nothing of the tick in force.
      if (change.size > 0 && !fitsTick(change.price, this.#tick))
        changed = this.#openEpoch(tickThatFits(change.price, this.#tick));
      votes.cast(change.outcome, change.bestBid, change.bestAsk);
    }
    if (full) return 'full';
    if (!changed) return 'same';
    return later ? 'changed' : 'agreed';
  }

  #settle(atMs: number, receivedMs: number, endsGroup: boolean): BookProblem | null {
    return this.#trust.settle(this.#bids.bestKey, MICRO - this.#asks.bestKey, atMs, receivedMs, endsGroup);
  }

  #doubt(reason: string): BookChange {
    const problem = this.#trust.suspect('distrusted', reason, this.#venueMs);
    return problem ? { changed: true, problem } : UNCHANGED;
  }

  #suspect(kind: BookProblemKind, detail: string, atMs: number): BookChange {
    return { changed: true, problem: this.#trust.suspect(kind, detail, atMs) };
  }

  /** A venue time from the future, or a book from there, would make all that follows look old, and freeze a book that calls itself trusted. */
  #stray(atMs: number, receivedMs: number): BookChange {
    const detail = `dated ${atMs}, received ${receivedMs}, book of ${this.#snapshotMs}`;
    if (this.trust(receivedMs) !== 'empty') return this.#suspect('strayTime', detail, atMs);
    return { changed: false, problem: { kind: 'strayTime', market: this.market, detail, atMs } };
  }

  /** YES and NO entries of one frame must leave one size: what they disagree on, else null. */
  #contradiction(changes: readonly LevelChange[]): string | null {
    for (let index = 0; index < changes.length; index++) {
      const { outcome, side, price, size } = changes[index]!;
      const left = this.#ladder(outcome, side).sizeAt(keyOf(side, price));
      if (left === size || isCorrected(changes, index)) continue;
      return `${outcome} ${side} ${microText(price)}: sizes ${microText(size)} and ${microText(left)}`;
    }
    return null;
  }

  #tickOf(event: SnapshotEvent): Price {
    let tick = event.tick ?? this.#tick;
    for (const level of event.bids) if (!fitsTick(level.price, tick)) tick = tickThatFits(level.price, tick);
    for (const level of event.asks) if (!fitsTick(level.price, tick)) tick = tickThatFits(level.price, tick);
    return tick;
  }

  /** True when it is another tick. */
  #openEpoch(tick: Price): boolean {
    if (tick === this.#tick) return false;
    this.#tick = tick;
    this.#epoch++;
    return true;
  }

  #ladder(outcome: Outcome, side: BookSide): Ladder {
    return (outcome === 'yes') === (side === 'bid') ? this.#bids : this.#asks;
  }
}
