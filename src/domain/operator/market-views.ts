// What the operator door shows of markets, orders and fills; conventions as in `views.ts`.
import type { OrderStatus } from '../orders/order.ts';
import type { Slot } from '../orders/slot.ts';
import type { ProfitView } from './views.ts';

/** One side, in YES terms. */
export interface QuoteView {
  readonly price: string;
  readonly size: string;
  /** Shares before us; null: not tracked. */
  readonly ahead: string | null;
}

export interface MarketRow {
  readonly id: string;
  readonly slug: string;
  readonly group: string | null;
  readonly outcomes: readonly [string, string];
  /** The market's own clock: `trading`, `preEvent` … */
  readonly phase: string;
  /** The quoter's state; `restarting` while there is none. */
  readonly quoter: string;
  /** What kind of market its last plan saw: `highLiquidity` … `crisis`; null: none yet. */
  readonly regime: string | null;
  /** Why it does not quote, or only in part; null: it quotes plainly. */
  readonly reason: string | null;
  readonly retired: string | null;
  readonly halted: string | null;
  readonly bid: QuoteView | null;
  readonly ask: QuoteView | null;
  /** The best of the others, in YES terms. */
  readonly marketBid: string | null;
  readonly marketAsk: string | null;
  readonly mark: string;
  readonly yes: string;
  readonly no: string;
  readonly pairsOpen: number;
  readonly merged: string;
  /** Share of time with both sides shown; null: no time has passed. */
  readonly uptime: number | null;
  readonly reward: {
    readonly dailyUsd: string;
    readonly maxSpread: string;
    readonly minSize: string;
    /** Our quotes earn: near enough, large enough, old enough. */
    readonly inBand: boolean;
    /** Of a sample now, in [0, 1], the visible book of the others taken for one competitor. */
    readonly share: number;
    /** Why a side that should count does not, or why it was not meant to; null: both count. */
    readonly why: string | null;
    readonly estimate: string;
  } | null;
  readonly fills: number;
  readonly profit: string;
  readonly restarts: number;
  readonly tick: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface LevelView {
  readonly price: string;
  /** Everybody's, ours included. */
  readonly size: string;
  readonly ours: string | null;
}

/** What one market looks like now, beyond its row. */
export interface MarketDetail {
  readonly row: MarketRow;
  readonly trust: string;
  readonly bids: readonly LevelView[];
  readonly asks: readonly LevelView[];
  readonly orders: readonly OrderView[];
  readonly profit: ProfitView;
  readonly minSize: string;
  readonly negRisk: boolean;
  readonly takerDelayMs: number;
  readonly clearBookOnStart: boolean;
  readonly eventMs: number | null;
  readonly halfSpread: number | null;
  readonly queue: QueueView;
}

/** What is known of the queues here. */
export interface QueueView {
  /** Our places in them decide whether an order moves; when not, each counts as last in line. */
  readonly believed: boolean;
  /** What our fills taught of the cancels while we waited: the share that stood before us, and its standard deviation. */
  readonly cancelsAhead: number;
  readonly error: number;
  /** So many fills speak for it, old ones for less than one. */
  readonly fills: number;
  /** They are enough to rely on. */
  readonly known: boolean;
}

/** Of one market, oldest first; a row of `points` is [atMs, bid, ask, ourBid, ourAsk, mark, q, profit] as numbers: dollars a
 *  share, shares (YES minus NO), dollars. */
export interface MarketHistory {
  readonly points: readonly HistoryPoint[];
  readonly fills: readonly FillView[];
}

export type HistoryPoint = readonly [
  number,
  number | null,
  number | null,
  number | null,
  number | null,
  number,
  number,
  number,
];

export interface FillView {
  readonly atMs: number;
  readonly market: string;
  readonly order: string;
  readonly slot: Slot;
  /** In YES terms. */
  readonly side: 'bid' | 'ask';
  readonly yesPrice: string;
  readonly price: string;
  readonly size: string;
  readonly role: 'maker' | 'taker';
  readonly fee: string;
  readonly queueAhead: string | null;
  readonly status: string;
  readonly trace: string;
}

export interface OrderView {
  readonly id: string;
  readonly market: string;
  readonly slug: string;
  readonly slot: Slot;
  readonly price: string;
  readonly size: string;
  readonly filled: string;
  readonly status: OrderStatus;
  readonly queueAhead: string | null;
  readonly restingMs: number | null;
  readonly goingWhy: string | null;
  readonly trace: string;
}
