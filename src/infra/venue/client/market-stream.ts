// The public side of the venue over its sockets: markets are carried by a pool of connections, judged by a line each, and fetched
// over REST where a book is in doubt. Promises what `MarketStream` does: a whole book first, then events in the venue's order;
// silence is told by `heardMs`, where only a socket that has told a book of that market counts. While no socket does, books are
// polled, so that people see something; nobody quotes on them, because they are told as doubts.
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { MarketStream } from '#domain/ports.ts';
import type { Price } from '#domain/units.ts';
import { BookFetcher, type FetcherParts } from './book-fetcher.ts';
import { BookSamples } from './book-samples.ts';
import { ConnectionPool, type Copies } from './connection-pool.ts';
import { HeldMarket, type LineState } from './held-market.ts';
import { HotMarkets } from './hot-markets.ts';
import type { ConnectionOwner, ConnectionParts, MarketConnection } from './market-connection.ts';
import { type DoubtKind, type EventListener, MarketLine } from './market-line.ts';
import { UnlistedEars } from './unlisted-ears.ts';
import { EXCUSE_MS } from './unread-updates.ts';

export interface StreamParts extends ConnectionParts, FetcherParts {
  /** So many markets, those that move most, are heard over two sockets. */
  readonly hotMarketsMax: number;
  readonly catalogue: (listener: (market: Market) => void) => () => void;
  readonly onNewMarket: () => void;
  readonly onResolved: (market: MarketId, payout: Price) => void;
}

/** Nobody listens any more: a listener may come back at once, as after a doubt. */
const LINGER_MS = 2_000;
const LOOK_MS = 1_000;
/** Which markets are hot is looked at once in so many looks. */
const HOT_LOOKS = 10;

export class VenueStream implements MarketStream, ConnectionOwner {
  readonly #parts: StreamParts;
  readonly #pool: ConnectionPool;
  readonly #fetcher: BookFetcher;
  readonly #samples: BookSamples;
  readonly #held = new Map<MarketId, HeldMarket>();
  /** What witnesses of books said so far, and how often a book fell into doubt. */
  readonly votes = { agreed: 0, differed: 0, doubts: 0 };
  readonly #hot: HotMarkets;
  #looks = 0;
  readonly #unlisted = new UnlistedEars();
  #timer: unknown = null;
  #closed = false;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#pool = new ConnectionPool(parts, this);
    this.#hot = new HotMarkets(parts.hotMarketsMax);
    this.#fetcher = new BookFetcher(parts);
    this.#samples = new BookSamples(parts.clock, this.#fetcher);
    parts.catalogue((market) => this.#held.get(market.id)?.line.amend(market));
  }

  catalogue(listener: (market: Market) => void): () => void {
    return this.#parts.catalogue(listener);
  }

  listen(markets: readonly MarketId[], listener: EventListener): () => void {
    const stops = [...new Set(markets)].map((market) => this.#listenTo(market, listener));
    this.#arm();
    return () => {
      for (const stop of stops) stop();
    };
  }

  heardMs(market: MarketId): number {
    const held = this.#held.get(market);
    if (!held) return Number.NEGATIVE_INFINITY;
    for (const one of this.#pool.connections)
      if (one.tells(market)) held.line.heardMs = Math.max(held.line.heardMs, one.heardMs);
    return held.line.heardMs;
  }

  /** Something speaks against the book of a market: it is held against one fetched apart. */
  check(market: MarketId): void {
    const held = this.#held.get(market);
    if (held && this.#stateOf(held) === 'live') this.#samples.check(held.line);
  }

  /** A market is listed now: whoever waited for it is served. */
  listed(market: MarketId): void {
    this.#unlisted.listed(market, (listener) => this.#listenTo(market, listener));
  }

  /** How each market that anybody listens to is heard. */
  states(): ReadonlyMap<MarketId, LineState> {
    return new Map([...this.#held].map(([market, held]) => [market, this.#stateOf(held)]));
  }

  /** Those that are to be heard over two sockets. */
  get hot(): readonly MarketId[] {
    return this.#hot.hot;
  }

  get connections(): readonly MarketConnection[] {
    return this.#pool.connections;
  }

  /** For good. */
  close(): void {
    this.#closed = true;
    this.#parts.clock.clearTimeout(this.#timer);
    this.#samples.close();
    this.#fetcher.close();
    this.#pool.close();
    this.#held.clear();
    this.#unlisted.close();
  }

  // What connections and lines report.

  events(from: MarketConnection, events: readonly MarketEvent[], receivedMs: number): void {
    for (const event of events) {
      const held = this.#held.get(event.market);
      if (!held) continue;
      held.eventMs = this.#parts.clock.steadyMs();
      if (event.type === 'TICK') this.#parts.directory.noteTick(event.market, event.tick);
      else if (event.type === 'SNAPSHOT' && event.tick !== null)
        this.#parts.directory.noteTick(event.market, event.tick);
      held.line.take(event, receivedMs, from.name, held.hasTwins(held.eventMs));
      if (event.type === 'SNAPSHOT' && held.line.doubted === null) this.#fetcher.unwant(event.market);
      if (event.type === 'RESOLVED') this.#parts.onResolved(event.market, event.payout);
      // Prices of the old grid may be gone without a word.
      if (event.type === 'TICK') this.check(event.market);
    }
  }

  unread(from: MarketConnection, markets: readonly MarketId[], what: string, marks: readonly string[] | null): void {
    const { clock } = this.#parts;
    for (const market of markets) {
      const line = this.#held.get(market)?.line;
      const known = this.#isToldBeside(market, from) ? marks : null;
      if (line?.unread(`a frame could not be read: ${what}`, from.name, known, clock.now()))
        clock.setTimeout(() => !this.#closed && line.lookAtUnread(clock.now()), EXCUSE_MS);
    }
  }

  opened(): void {}

  somethingNew(): void {
    this.#parts.onNewMarket();
  }

  lost(from: MarketConnection, reason: string): void {
    const nowMs = this.#parts.clock.now();
    for (const market of from.markets)
      if (!this.#isToldBeside(market, from))
        this.#held.get(market)?.line.doubt(`the socket was lost: ${reason}`, 'socket', nowMs);
  }

  deaf(from: MarketConnection, market: MarketId): void {
    this.#pool.move(market, from);
  }

  voted(agrees: boolean): void {
    if (agrees) this.votes.agreed += 1;
    else this.votes.differed += 1;
  }

  doubted(line: MarketLine, kind: DoubtKind): void {
    this.votes.doubts += 1;
    // A socket that misses things is asked to begin anew; one that is gone brings a book when it is back.
    if (kind === 'missing') for (const one of this.#pool.of(line.market)) one.again(line.market);
    else if (kind === 'book' && this.#pool.isTold(line.market)) this.#fetcher.want(line);
  }

  isTold({ market }: MarketLine): boolean {
    return this.#pool.isTold(market);
  }

  #isToldBeside(market: MarketId, from: MarketConnection): boolean {
    return this.#pool.connections.some((one) => one !== from && one.tells(market));
  }

  #listenTo(market: MarketId, listener: EventListener): () => void {
    const facts = this.#parts.directory.get(market)?.facts;
    if (!facts) return this.#unlisted.wait(market, listener);
    const held = this.#held.get(market) ?? this.#hold(facts);
    const stop = held.line.listen(listener);
    this.#pool.carry(market, held.copies);
    this.#parts.clock.setTimeout(() => {
      if (!this.#closed) held.line.introduce(this.#parts.clock.now());
    }, 0);
    return () => {
      stop();
      held.idleSinceMs = this.#parts.clock.steadyMs();
    };
  }

  #hold(facts: Market): HeldMarket {
    const nowMs = this.#parts.clock.steadyMs();
    this.#hot.add(facts.id);
    const held = new HeldMarket(new MarketLine(facts, this), this.#copiesOf(facts.id), nowMs);
    this.#held.set(facts.id, held);
    return held;
  }

  #look(): void {
    this.#timer = null;
    const nowMs = this.#parts.clock.steadyMs();
    for (const [market, held] of [...this.#held]) {
      held.line.look(this.#parts.clock.now());
      if (held.line.listeners === 0 && nowMs - held.idleSinceMs > LINGER_MS) {
        this.#held.delete(market);
        this.#hot.remove(market);
        this.#fetcher.unwant(market);
        this.#samples.forget(market);
        this.#pool.drop(market);
        continue;
      }
      if (held.wantsBook(this.#pool.isTold(market), nowMs)) this.#fetcher.want(held.line);
    }
    this.#looks += 1;
    if (this.#looks % HOT_LOOKS === 0) this.#heat(nowMs);
    const live = () => [...this.#held.values()].filter((held) => this.#stateOf(held) === 'live');
    this.#samples.look(() => live().map(({ line }) => line));
    const silent = live().filter((held) => held.isSilent(nowMs));
    this.#samples.silent(silent.map(({ line }) => line));
    this.#arm();
  }

  /** Who is hot now: second sockets for those who have none, and none for those who are not. */
  #heat(nowMs: number): void {
    this.#hot.look((market) => this.#held.get(market)?.toldSince() ?? 0);
    // Some sockets give room before others take it.
    for (const [market, held] of this.#held) {
      if (held.copies === 1 || this.#hot.isHot(market)) continue;
      held.thin(nowMs);
      this.#pool.thin(market);
    }
    for (const [market, held] of this.#held) {
      held.copies = this.#copiesOf(market);
      this.#pool.carry(market, held.copies);
    }
  }

  #copiesOf(market: MarketId): Copies {
    return this.#hot.isHot(market) ? 2 : 1;
  }

  #stateOf(held: HeldMarket): LineState {
    return held.state(this.#pool.isTold(held.line.market), this.#parts.clock.steadyMs());
  }

  #arm(): void {
    if (this.#closed || this.#timer !== null || this.#held.size === 0) return;
    this.#timer = this.#parts.clock.setTimeout(() => this.#look(), LOOK_MS);
  }
}
