// Public news about a market, in our words. Produced at a border (frames, recordings, our exchange), consumed by books,
// tapes and queue estimates. Prices and sides are those of the outcome named; the book maps them to YES terms.
import type { MarketId } from '#domain/ids.ts';
import type { Price, Shares } from '#domain/units.ts';
import type { Outcome } from './market.ts';

export type BookSide = 'bid' | 'ask';

export interface Level {
  readonly price: Price;
  readonly size: Shares;
}

/** Replaces everything known of the book. Levels in any order. */
export interface SnapshotEvent {
  readonly type: 'SNAPSHOT';
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** null when the message did not say. */
  readonly tick: Price | null;
  /** The venue's clock. */
  readonly atMs: number;
  readonly hash: string | null;
}

/** The new absolute size of a level; 0 removes it. `best…` is the venue's own view of the top after the update:
 *  `null` for an empty side, `undefined` when it did not say. */
export interface LevelChange {
  readonly outcome: Outcome;
  readonly side: BookSide;
  readonly price: Price;
  readonly size: Shares;
  readonly bestBid?: Price | null;
  readonly bestAsk?: Price | null;
  readonly hash: string | null;
}

export interface LevelsEvent {
  readonly type: 'LEVELS';
  readonly market: MarketId;
  readonly changes: readonly LevelChange[];
  /** The venue's clock. */
  readonly atMs: number;
  /** The stamp is that of an older message: its age says nothing of how far two clocks are apart. */
  readonly restamped?: true;
}

/** A public trade, from the taker's side: `buy` lifted the ask of `outcome`. */
export interface PrintEvent {
  readonly type: 'PRINT';
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly side: 'buy' | 'sell';
  readonly price: Price;
  readonly size: Shares;
  readonly atMs: number;
}

/** The venue's own top of book for one outcome, sent apart from level changes: a vote, not a change. */
export interface TopEvent {
  readonly type: 'TOP';
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  readonly atMs: number;
}

export interface TickEvent {
  readonly type: 'TICK';
  readonly market: MarketId;
  readonly tick: Price;
  readonly atMs: number;
}

export interface ResolutionEvent {
  readonly type: 'RESOLVED';
  readonly market: MarketId;
  /** What one YES share pays: 0, 500_000 or 1_000_000. */
  readonly payout: Price;
  readonly atMs: number;
}

/** The stream knows that it missed something, or may have: the book is not to be believed until its next snapshot. */
export interface DoubtEvent {
  readonly type: 'DOUBT';
  readonly market: MarketId;
  /** In words. */
  readonly reason: string;
  /** Our clock: the venue says nothing of it. */
  readonly atMs: number;
  /** The book as it was asked for apart while nobody tells of its market: to be seen, never to be acted on. */
  readonly seen?: SnapshotEvent;
}

export type MarketEvent =
  | SnapshotEvent
  | LevelsEvent
  | PrintEvent
  | TopEvent
  | TickEvent
  | ResolutionEvent
  | DoubtEvent;
