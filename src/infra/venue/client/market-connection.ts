// One public socket and the markets it carries. It says what it wants to hear, reads frames, and knows of each outcome whether its
// first book ever came: single ones stay away while their neighbours work, and then asking again mostly helps.
import type { MarketId } from '#domain/ids.ts';
import { joinUpdates } from '#domain/market/engine-update.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { problemText, readMarketFrame } from '../frames.ts';
import { writeText } from '../wire/codec.ts';
import { MARKET_RESUBSCRIBE, MARKET_SUBSCRIBE } from '../wire/market-channel.ts';
import { LiveSocket, type SocketParts } from './live-socket.ts';
import type { MarketDirectory } from './market-directory.ts';

export interface ConnectionOwner {
  events(from: MarketConnection, events: readonly MarketEvent[], receivedMs: number): void;
  /** A frame could not be read: these markets may have missed something. `marks`: what, as `FrameProblem` says. */
  unread(from: MarketConnection, markets: readonly MarketId[], what: string, marks: readonly string[] | null): void;
  opened(from: MarketConnection): void;
  lost(from: MarketConnection, reason: string): void;
  /** The venue said that it listed something, somewhere. */
  somethingNew(): void;
  /** Asking again did not help: it should be moved elsewhere. */
  deaf(from: MarketConnection, market: MarketId): void;
}

export interface ConnectionParts extends SocketParts {
  readonly directory: MarketDirectory;
}

/** Above some hundred assets first books stay away. */
export const MARKETS_MAX = 100;
/** How long a first book is waited for before it is asked for again. */
const FIRST_BOOK_MS = 30_000;
const ASKED_AGAIN_MAX = 3;
/** As long, once changes of it come without a book; twice as long each time that did not help. */
const HINT_MS = 2_000;
const LOOK_MS = 5_000;
/** Kinds of frames that nobody knows, remembered for people. */
const UNKNOWN_MAX = 50;

interface Carried {
  /** Outcomes whose book came on this connection since it was last asked for. */
  readonly proven: Set<Outcome>;
  /** Steady clock. */
  askedMs: number;
  again: number;
  /** How often changes without a book made us ask, since the last book. */
  hints: number;
}

export class MarketConnection {
  readonly name: string;
  readonly unknownTypes = new Set<string>();
  readonly #parts: ConnectionParts;
  readonly #owner: ConnectionOwner;
  readonly #socket: LiveSocket;
  readonly #markets = new Map<MarketId, Carried>();
  #looking: unknown = null;

  constructor(name: string, parts: ConnectionParts, owner: ConnectionOwner) {
    this.name = name;
    this.#parts = parts;
    this.#owner = owner;
    this.#socket = new LiveSocket(parts, {
      opened: () => this.#opened(),
      text: (text) => this.#read(text),
      lost: (reason) => this.#lost(reason),
    });
  }

  get markets(): readonly MarketId[] {
    return [...this.#markets.keys()];
  }

  get room(): number {
    return MARKETS_MAX - this.#markets.size;
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  get heardMs(): number {
    return this.#socket.heardMs;
  }

  has(market: MarketId): boolean {
    return this.#markets.has(market);
  }

  /** It is open, and a book of that market came over it. */
  tells(market: MarketId): boolean {
    return this.#socket.isOpen && (this.#markets.get(market)?.proven.size ?? 0) > 0;
  }

  add(market: MarketId): void {
    if (this.#markets.has(market)) return;
    this.#markets.set(market, { proven: new Set(), askedMs: this.#parts.clock.steadyMs(), again: 0, hints: 0 });
    if (this.#socket.isOpen) this.#say('subscribe', market);
    else this.#socket.open();
  }

  /** What is told of that market cannot be all: its books are asked for anew. */
  again(market: MarketId): void {
    const carried = this.#markets.get(market);
    if (!carried || !this.#socket.isOpen) return;
    carried.proven.clear();
    this.#ask(market, carried, this.#parts.clock.steadyMs());
  }

  remove(market: MarketId): void {
    if (!this.#markets.delete(market)) return;
    this.#say('unsubscribe', market);
  }

  close(): void {
    this.#parts.clock.clearTimeout(this.#looking);
    this.#markets.clear();
    this.#socket.close();
  }

  #opened(): void {
    const assets = this.markets.flatMap((market) => this.#assets(market));
    const nowMs = this.#parts.clock.steadyMs();
    for (const carried of this.#markets.values()) {
      carried.proven.clear();
      carried.askedMs = nowMs;
    }
    this.#socket.send(writeText(MARKET_SUBSCRIBE, { assets, custom: true, dump: true }));
    this.#look();
    this.#owner.opened(this);
  }

  #lost(reason: string): void {
    this.#parts.clock.clearTimeout(this.#looking);
    for (const carried of this.#markets.values()) carried.proven.clear();
    this.#owner.lost(this, reason);
  }

  #read(text: string): void {
    const receivedMs = this.#parts.clock.now();
    const { events, problem, unknownTypes } = readMarketFrame(text, (asset, market) =>
      this.#parts.directory.place(asset, market),
    );
    for (const type of unknownTypes) if (this.unknownTypes.size < UNKNOWN_MAX) this.unknownTypes.add(type);
    const carried = events.filter((event) => this.#note(event));
    if (carried.length > 0) this.#owner.events(this, joinUpdates(carried), receivedMs);
    else if (text.includes('"new_market"')) this.#owner.somethingNew();
    if (!problem) return;
    const concerned = problem.markets ?? this.markets;
    const ours = concerned.filter((market) => this.#markets.has(market));
    if (ours.length > 0) this.#owner.unread(this, ours, problemText(problem), problem.marks);
  }

  /** False: of a market that is not carried here, or not any more. */
  #note(event: MarketEvent): boolean {
    const carried = this.#markets.get(event.market);
    if (!carried) return false;
    if (event.type === 'SNAPSHOT') {
      carried.proven.add(event.outcome);
      carried.hints = 0;
    } else if (event.type === 'LEVELS' && carried.proven.size === 0) this.#hinted(event.market, carried);
    return true;
  }

  /** It is told of and its book never came: asking again now helps sooner than waiting. */
  #hinted(market: MarketId, carried: Carried): void {
    const nowMs = this.#parts.clock.steadyMs();
    if (nowMs - carried.askedMs < Math.min(FIRST_BOOK_MS, HINT_MS * 2 ** carried.hints)) return;
    carried.hints += 1;
    this.#ask(market, carried, nowMs);
  }

  #ask(market: MarketId, carried: Carried, nowMs: number): void {
    carried.askedMs = nowMs;
    this.#say('unsubscribe', market);
    this.#say('subscribe', market);
  }

  /** Asks again for books that stay away. */
  #look(): void {
    const { clock } = this.#parts;
    const nowMs = clock.steadyMs();
    for (const [market, carried] of [...this.#markets]) {
      if (carried.proven.size === 2 || nowMs - carried.askedMs < FIRST_BOOK_MS) continue;
      carried.again += 1;
      if (carried.again > ASKED_AGAIN_MAX) {
        // One of the two outcomes is enough: they are one book.
        carried.askedMs = nowMs;
        if (carried.proven.size === 0) this.#owner.deaf(this, market);
      } else this.#ask(market, carried, nowMs);
    }
    if (this.#socket.isOpen) this.#looking = clock.setTimeout(() => this.#look(), LOOK_MS);
  }

  #say(operation: 'subscribe' | 'unsubscribe', market: MarketId): void {
    const assets = this.#assets(market);
    if (assets.length > 0 && this.#socket.isOpen)
      this.#socket.send(writeText(MARKET_RESUBSCRIBE, { operation, assets, custom: true }));
  }

  #assets(market: MarketId) {
    const outcomes = this.#parts.directory.get(market)?.facts.outcomes;
    return outcomes ? [outcomes.yes.id, outcomes.no.id] : [];
  }
}
