// The words in which the lot matcher speaks: what was bought, what pairs it makes, and what became of it.
import type { OrderId, TradeId } from '#domain/ids.ts';
import { type Outcome, otherOutcome } from '#domain/market/market.ts';
import type { Price, Shares } from '#domain/units.ts';

/** A fill that bought. Price in its own outcome's terms. */
export interface Lot {
  readonly trade: TradeId;
  readonly order: OrderId;
  readonly outcome: Outcome;
  readonly price: Price;
  readonly size: Shares;
  readonly atMs: number;
}

/** `size` sets out of two lots. `profitPerShare` in micro-dollars, negative when the legs cost more than a dollar. */
export interface LotPair {
  readonly id: number;
  readonly yes: Lot;
  readonly no: Lot;
  readonly size: Shares;
  readonly profitPerShare: number;
  /** Whose lot was there first: the first leg of the pair trade. */
  readonly first: Outcome;
}

export type LotNews =
  /** So much of the lot waits for its other leg: a new lot, or one whose partner or sale went away. */
  | { readonly news: 'opened' | 'reopened'; readonly lot: Lot; readonly size: Shares }
  | { readonly news: 'paired'; readonly pair: LotPair }
  | { readonly news: 'unpaired'; readonly pair: LotPair; readonly because: 'voided' | 'sold' }
  /** So much of the pair is cash now; `size` of the pair is what was left of it before. */
  | { readonly news: 'merged'; readonly pair: LotPair; readonly size: Shares }
  | { readonly news: 'sold'; readonly lot: Lot; readonly size: Shares; readonly price: Price }
  /** Shares sold that no lot explains: from a split, or from before our memory. */
  | { readonly news: 'uncovered'; readonly outcome: Outcome; readonly size: Shares }
  | { readonly news: 'voided'; readonly lot: Lot; readonly size: Shares }
  | { readonly news: 'forgotten'; readonly lot: Lot; readonly size: Shares };

/** The lot of a pair that was there first. */
export function firstLeg(pair: LotPair): Lot {
  return pair[pair.first];
}

export function secondLeg(pair: LotPair): Lot {
  return pair[otherOutcome(pair.first)];
}
