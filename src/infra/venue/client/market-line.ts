// One market as its sockets tell it, on the way to whoever listens. It keeps a book of its own, only to judge: by the declared
// tops, the mirror of the outcomes, hashes and samples fetched apart. Promises: a listener hears a whole book first; what may
// have been missed is told as a doubt at once; after a fresh book everything that came while it was fetched is told again, so
// that nothing falls between the two. Sockets and fetching belong to `market-stream.ts`.
import type { MarketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { BookVotes, sampleVote } from '#domain/market/book-votes.ts';
import type { Market } from '#domain/market/market.ts';
import type { DoubtEvent, LevelsEvent, MarketEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { newestOf, STRAY_TIME_MS } from '#domain/market/venue-time.ts';
import { type Checked, HashWitness } from '../hash-witness.ts';
import { TwinArbiter } from './twin-arbiter.ts';
import { UnreadUpdates } from './unread-updates.ts';

export type EventListener = (event: MarketEvent, receivedMs: number) => void;

/** `missing`: the stream itself cannot be relied on. */
export type DoubtKind = 'book' | 'missing' | 'socket';

export interface LineOwner {
  /** A doubt began; a fresh book is needed. */
  doubted(line: MarketLine, kind: DoubtKind): void;
  /** Some socket tells of it: only then a book that was fetched is more than a look. */
  isTold(line: MarketLine): boolean;
  /** A witness of a book was asked, and knew. */
  voted(agrees: boolean): void;
}

interface Ear {
  readonly listener: EventListener;
  introduced: boolean;
}

const POLLED = 'no socket tells of it, books are only polled';
/** Then an update is complete. */
const QUIET_MS = 500;
/** Level changes kept while a fresh book is fetched; with more than that it is of no use. */
const KEPT_MAX = 5_000;
/** Levels a side of the book that a new listener gets. */
const DEPTH_MAX = 100_000;

export class MarketLine {
  readonly market: MarketId;
  readonly book: Book;
  /** Our time of the last event. */
  heardMs = Number.NEGATIVE_INFINITY;
  /** Events told so far. */
  told = 0;
  readonly #owner: LineOwner;
  readonly #votes = new BookVotes();
  #witness: HashWitness;
  /** Our hash was the venue's at least once since the last whole book: only then its differing means something. How books of
   *  the second protocol are hashed is not documented, and facts that are hashed may change. */
  #hashes = false;
  readonly #arbiter = new TwinArbiter();
  readonly #unread = new UnreadUpdates();
  readonly #ears = new Set<Ear>();
  #doubt: string | null = null;
  /** What came since a fresh book was asked for; null: none is. */
  #kept: LevelsEvent[] | null = null;
  /** Venue time of the newest change heard, now and when that book was asked for. */
  #newestMs = Number.NEGATIVE_INFINITY;
  #askedAfterMs = Number.NEGATIVE_INFINITY;

  constructor(facts: Market, owner: LineOwner) {
    this.market = facts.id;
    this.book = new Book(facts.id, facts.tick);
    this.#owner = owner;
    this.#witness = new HashWitness(facts);
  }

  /** Some of it is hashed. */
  amend(facts: Market): void {
    this.#witness = new HashWitness(facts);
  }

  get listeners(): number {
    return this.#ears.size;
  }

  /** Why it is in doubt, in words; null: it is not. */
  get doubted(): string | null {
    return this.#doubt;
  }

  /** Hears nothing before a whole book. */
  listen(listener: EventListener): () => void {
    const ear: Ear = { listener, introduced: false };
    this.#ears.add(ear);
    return () => {
      this.#ears.delete(ear);
    };
  }

  /** Gives new listeners the book as it is, when it can be believed. */
  introduce(nowMs: number): void {
    if (this.#doubt !== null || this.book.trust(nowMs) !== 'trusted') return;
    for (const ear of this.#ears) {
      if (ear.introduced) continue;
      ear.introduced = true;
      ear.listener(this.#wholeBook(), nowMs);
    }
  }

  /** One event from a socket; `twins`: another one may tell the same. */
  take(event: MarketEvent, receivedMs: number, socket: string, twins: boolean): void {
    this.heardMs = receivedMs;
    if (twins) {
      this.#unread.told(socket, event);
      const verdict = this.#arbiter.judge(socket, event, receivedMs);
      if (verdict === 'told') return;
      if (verdict === 'tooLate') {
        this.doubt('one socket lost what the other told', 'book', receivedMs);
        return;
      }
    }
    if (event.type === 'SNAPSHOT') this.#kept = null;
    else if (event.type === 'LEVELS') this.#keep(event, receivedMs);
    this.#apply(event, receivedMs);
  }

  /** A socket could not read what another one may have told. True: look in EXCUSE_MS whether it did (`lookAtUnread`). */
  unread(what: string, socket: string, marks: readonly string[] | null, nowMs: number): boolean {
    if (this.#doubt !== null) return false;
    const verdict = this.#unread.unread(socket, marks, nowMs);
    if (verdict === 'missed') this.doubt(what, 'book', nowMs);
    return verdict === 'waits';
  }

  lookAtUnread(nowMs: number): void {
    if (this.#unread.isOverdue(nowMs))
      this.doubt('a frame could not be read, and no other told the same', 'book', nowMs);
  }

  /** The book must not be believed until a fresh one comes. */
  doubt(reason: string, kind: DoubtKind, nowMs: number): void {
    if (this.#doubt !== null) return;
    this.#doubt = reason;
    this.#unread.clear();
    this.book.distrust(reason);
    this.#tell({ type: 'DOUBT', market: this.market, reason, atMs: nowMs }, nowMs);
    this.#owner.doubted(this, kind);
  }

  /** From here on everything is kept until that book is here. */
  fetching(): void {
    this.#kept = [];
    this.#askedAfterMs = this.#newestMs;
  }

  /** A book fetched apart, as it was asked for. False: it is of no use, because the stream knew more when it was asked for. */
  fetched(snapshot: SnapshotEvent, receivedMs: number): boolean {
    const kept = this.#kept;
    this.#kept = null;
    if (kept === null) return true; // the socket was faster
    // What was told and believed is not told again: half of it would look like the past.
    if (this.#doubt === null && kept.length > 0) return true;
    if (kept.length > KEPT_MAX || snapshot.atMs < this.#askedAfterMs) return false;
    if (this.#owner.isTold(this)) this.#apply(snapshot, receivedMs);
    else this.#see(snapshot, receivedMs);
    for (const event of kept) if (event.atMs >= snapshot.atMs) this.#apply(event, receivedMs);
    return true;
  }

  /** What time alone tells: a disagreement that did not heal, a state that was never checked. */
  look(nowMs: number): void {
    this.lookAtUnread(nowMs);
    if (this.#doubt !== null) return;
    if (this.book.trust(nowMs) === 'suspect') this.doubt('it disagrees with what was declared', 'book', nowMs);
    else if (nowMs - this.heardMs > QUIET_MS) {
      const doubt = this.#vote(this.#witness.idle(this.book, nowMs));
      if (doubt !== null) this.doubt(doubt, 'book', nowMs);
    }
  }

  /** What was fetched apart to look whether ours is right. */
  sample(snapshot: SnapshotEvent, nowMs: number): void {
    if (this.#doubt !== null || this.book.trust(nowMs) !== 'trusted') return;
    const vote = sampleVote(this.book, snapshot);
    if (vote !== 'unknown') this.#owner.voted(vote === 'agrees');
    const doubt = this.#votes.sample(vote, snapshot.atMs, nowMs);
    if (doubt !== null) this.doubt(doubt, 'missing', nowMs);
  }

  /** Whether the stream caught up with a sample that knew more. */
  lookAtSample(nowMs: number): void {
    const doubt = this.#votes.look(this.book.venueMs, nowMs);
    if (doubt !== null) this.doubt(doubt, 'missing', nowMs);
  }

  #keep(event: LevelsEvent, receivedMs: number): void {
    if (event.atMs - receivedMs <= STRAY_TIME_MS) this.#newestMs = newestOf(this.#newestMs, event.atMs);
    if (this.#kept && this.#kept.length <= KEPT_MAX) this.#kept.push(event);
  }

  /** Nobody would tell what changes in it: it is there to be looked at. */
  #see(seen: SnapshotEvent, receivedMs: number): void {
    this.#doubt ??= POLLED;
    const event: DoubtEvent = { type: 'DOUBT', market: this.market, reason: POLLED, atMs: receivedMs, seen };
    this.book.apply(event, receivedMs);
    this.#tell(event, receivedMs);
  }

  #apply(event: MarketEvent, receivedMs: number): void {
    const vote = this.#vote(this.#witness.before(event, this.book, receivedMs));
    const { problem } = this.book.apply(event, receivedMs);
    if (event.type === 'SNAPSHOT' && !problem && this.book.suspicion === null) {
      this.#doubt = null;
      this.#votes.renew();
      this.#hashes = false;
      this.#arbiter.renew(event.atMs);
    }
    this.#tell(event, receivedMs);
    this.introduce(receivedMs);
    const reason = problem?.detail ?? (event.type === 'SNAPSHOT' ? null : vote);
    if (reason !== null) this.doubt(reason, 'book', receivedMs);
  }

  /** A doubt, in words, or null. */
  #vote(checked: Checked | null): string | null {
    if (!checked) return null;
    this.#hashes ||= checked.vote === 'agrees';
    const vote = this.#hashes ? checked.vote : 'unknown';
    if (vote !== 'unknown') this.#owner.voted(vote === 'agrees');
    return this.#votes.hash(vote, checked.atMs);
  }

  #tell(event: MarketEvent, receivedMs: number): void {
    this.told += 1;
    for (const ear of [...this.#ears]) {
      if (event.type === 'SNAPSHOT') ear.introduced = true;
      if (ear.introduced || (event.type === 'DOUBT' && event.seen)) ear.listener(event, receivedMs);
    }
  }

  #wholeBook(): SnapshotEvent {
    const { market, book } = this;
    const [bids, asks] = [book.levels('bid', DEPTH_MAX), book.levels('ask', DEPTH_MAX)];
    return { type: 'SNAPSHOT', market, outcome: 'yes', bids, asks, tick: book.tick, atMs: book.venueMs, hash: null };
  }
}
