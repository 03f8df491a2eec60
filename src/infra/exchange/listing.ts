// One market at our exchange: its facts, the tick in force, its book, and the orders that the taker delay still holds.
// Also the public events that are read off it. Prices leave in each outcome's own terms, both outcomes in one message.
import type { OrderId } from '#domain/ids.ts';
import type { Market, Outcome } from '#domain/market/market.ts';
import type { LevelChange, LevelsEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { complement, type Price } from '#domain/units.ts';
import { type BookedOrder, RestingBook, type TouchedLevel } from './resting-book.ts';
import type { Wallet } from './wallet.ts';

/** A marketable order in its taker delay: it backs itself, is no part of the book and cannot be cancelled. */
export interface HeldOrder {
  readonly wallet: Wallet;
  readonly order: BookedOrder;
  readonly rests: boolean;
  readonly timer: unknown;
}

export interface Listing {
  facts: Market;
  tick: Price;
  /** Orders are accepted. */
  open: boolean;
  readonly book: RestingBook;
  readonly held: Map<OrderId, HeldOrder>;
  /** Trades that may still fail. */
  unsettled: number;
  changedMs: number;
  /** Micro-shares that came from nowhere, less what vanished. */
  readonly drifted: Record<Outcome, number>;
  /** Waits for a game start that clears the book. */
  startTimer: unknown;
}

export function newListing(facts: Market, nowMs: number): Listing {
  const book = new RestingBook();
  const held = new Map<OrderId, HeldOrder>();
  const drifted = { yes: 0, no: 0 };
  return { facts, tick: facts.tick, open: true, book, held, unsettled: 0, drifted, changedMs: nowMs, startTimer: null };
}

/** The whole book, dated like the venue's: by its last change, however long ago. */
export function snapshotOf(listing: Listing): SnapshotEvent {
  const { book, facts, tick, changedMs } = listing;
  return {
    type: 'SNAPSHOT',
    market: facts.id,
    outcome: 'yes',
    bids: book.levels('bid'),
    asks: book.levels('ask'),
    tick,
    atMs: changedMs,
    hash: null,
  };
}

/** What changed since the last call, or null. Every level appears once for each outcome, with the top after the update. */
export function drainLevels(listing: Listing, atMs: number): LevelsEvent | null {
  const touched = listing.book.drainTouched();
  if (touched.length === 0) return null;
  listing.changedMs = atMs;
  const yes = topOf(listing, 'yes');
  const no = topOf(listing, 'no');
  const changes: LevelChange[] = [];
  for (const level of touched) changes.push(changeFor('yes', level, yes), changeFor('no', level, no));
  return { type: 'LEVELS', market: listing.facts.id, changes, atMs };
}

interface Top {
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
}

function topOf({ book }: Listing, outcome: Outcome): Top {
  const bid = book.best('bid');
  const ask = book.best('ask');
  if (outcome === 'yes') return { bestBid: bid, bestAsk: ask };
  return { bestBid: ask === null ? null : complement(ask), bestAsk: bid === null ? null : complement(bid) };
}

function changeFor(outcome: Outcome, { side, price, size }: TouchedLevel, top: Top): LevelChange {
  const { bestBid, bestAsk } = top;
  if (outcome === 'yes') return { outcome, side, price, size, bestBid, bestAsk, hash: null };
  const mirrored = side === 'bid' ? 'ask' : 'bid';
  return { outcome, side: mirrored, price: complement(price), size, bestBid, bestAsk, hash: null };
}
