// Holds the book of one market against the hash that the venue tells with every level change. An update is checked when a
// newer one comes, since only then all its frames are here; the last trade that is part of the hash is found among the
// prices it can be. Promises: `differs` only after every price was tried; a bounded share of the updates is checked.
import type { Book } from '#domain/market/book.ts';
import type { HashVote } from '#domain/market/book-votes.ts';
import { stateHash } from '#domain/market/engine-update.ts';
import { type Market, type Outcome, otherOutcome } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { complement, MICRO, type Price } from '#domain/units.ts';
import { hashedBook, lastTradeOf } from './wire/book-hash.ts';
import type { LastTrade } from './wire/scalars.ts';

export interface Checked {
  readonly vote: HashVote;
  /** Of the update that was checked. */
  readonly atMs: number;
}

interface Pending {
  readonly atMs: number;
  readonly outcome: Outcome;
  readonly hash: string;
}

/** Between two checks of one market. */
export const CHECK_APART_MS = 250;
/** Between two searches through all prices; one costs about a millisecond. */
export const SEARCH_APART_MS = 5_000;
/** The finest step a last trade is searched on. */
const SEARCH_STEP = 1_000;
const RECENT_MAX = 6;

export class HashWitness {
  readonly #market: Market;
  /** Newest first. */
  #recent: LastTrade[] = ['none'];
  #pending: Pending | null = null;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #searchedMs = Number.NEGATIVE_INFINITY;

  constructor(market: Market) {
    this.#market = market;
  }

  /** To be called with each event before the book takes it. null: nothing was checked. */
  before(event: MarketEvent, book: Book, receivedMs: number): Checked | null {
    if (event.type === 'PRINT') this.#remember(event.price, complement(event.price));
    if (event.type !== 'LEVELS' && event.type !== 'SNAPSHOT') return null;
    const pending = this.#pending;
    const checked = pending !== null && event.atMs > pending.atMs ? this.#check(pending, book, receivedMs) : null;
    if (pending === null || event.atMs >= pending.atMs) this.#pending = pendingOf(event);
    // A level change that comes too late makes a state that never was; a book that comes too late is not taken.
    else if (event.type === 'LEVELS') this.#pending = null;
    return checked;
  }

  /** For a book that has not moved for a while. */
  idle(book: Book, receivedMs: number): Checked | null {
    const pending = this.#pending;
    const checked = pending ? this.#check(pending, book, receivedMs) : null;
    if (checked) this.#pending = null;
    return checked;
  }

  #check(pending: Pending, book: Book, receivedMs: number): Checked | null {
    const sinceMs = receivedMs - this.#checkedMs;
    if ((sinceMs >= 0 && sinceMs < CHECK_APART_MS) || book.trust(receivedMs) === 'empty') return null;
    this.#checkedMs = receivedMs;
    return { vote: this.#vote(pending, book, receivedMs), atMs: pending.atMs };
  }

  #vote({ outcome, hash, atMs }: Pending, book: Book, receivedMs: number): HashVote {
    const { id, outcomes, minSize, negRisk } = this.#market;
    const facts = { market: id, asset: outcomes[outcome].id, minSize, negRisk };
    const hashed = hashedBook(book, outcome, facts, atMs);
    let trade = lastTradeOf(hashed, hash, this.#recent);
    if (trade === undefined) {
      const sinceMs = receivedMs - this.#searchedMs;
      if (sinceMs >= 0 && sinceMs < SEARCH_APART_MS) return 'unknown';
      this.#searchedMs = receivedMs;
      trade = lastTradeOf(hashed, hash, allPrices());
    }
    if (trade === undefined) return book.tick < SEARCH_STEP ? 'unknown' : 'differs';
    this.#remember(trade);
    return 'agrees';
  }

  #remember(...trades: LastTrade[]): void {
    const others = this.#recent.filter((one) => !trades.includes(one));
    this.#recent = [...trades, ...others].slice(0, RECENT_MAX);
  }
}

function pendingOf(event: MarketEvent): Pending | null {
  if (event.type === 'SNAPSHOT')
    return event.hash === null ? null : { atMs: event.atMs, outcome: event.outcome, hash: event.hash };
  if (event.type !== 'LEVELS') return null;
  for (const outcome of ['yes', otherOutcome('yes')] as const) {
    const hash = stateHash(event, outcome);
    if (hash !== null) return { atMs: event.atMs, outcome, hash };
  }
  return null;
}

function* allPrices(): Generator<LastTrade> {
  for (let price = SEARCH_STEP; price < MICRO; price += SEARCH_STEP) yield price as Price;
}
