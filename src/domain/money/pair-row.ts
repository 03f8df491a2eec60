// What a pair book keeps of one pair trade: its first leg, what was paired with it so far, and the steps its machine was told.
import type { PairTradeId } from '#domain/ids.ts';
import type { Shares } from '#domain/units.ts';
import type { Lot, LotNews } from './lot-news.ts';
import type { PairTradeEvent } from './pair-trade-event.ts';

/** One pair of the matcher, by the lot that completed it; `size` is zero once its settlement failed. */
export interface SecondLeg {
  readonly lot: Lot;
  readonly size: Shares;
}

export interface PairTradeRow {
  readonly id: PairTradeId;
  /** The first leg; null while only planned. A lot is one fill, so the first leg never has another. */
  readonly lot: Lot | null;
  /** Of the first leg, in micro-shares: filled, and waiting for its second leg. */
  readonly size: number;
  readonly waiting: number;
  /** The matcher's pairs that are its own, in the order in which they were filled. */
  readonly pairs: ReadonlyMap<number, SecondLeg>;
  readonly history: readonly PairTradeEvent[];
}

export interface Row extends PairTradeRow {
  lot: Lot | null;
  size: number;
  waiting: number;
  /** Of the first leg: sold again, in pairs. Micro-shares. */
  sold: number;
  paired: number;
  merged: number;
  impatient: boolean;
  /** A merge that may concern it is on its way. */
  merging: boolean;
  readonly pairs: Map<number, SecondLeg>;
  readonly history: PairTradeEvent[];
}

export function newRow(id: PairTradeId): Row {
  return {
    id,
    lot: null,
    size: 0,
    waiting: 0,
    sold: 0,
    paired: 0,
    merged: 0,
    impatient: false,
    merging: false,
    pairs: new Map(),
    history: [],
  };
}

export function lotsOf(news: LotNews): readonly Lot[] {
  if (news.news === 'uncovered') return [];
  return 'pair' in news ? [news.pair.yes, news.pair.no] : [news.lot];
}
