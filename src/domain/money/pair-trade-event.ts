// What may happen to a pair trade, as its machine hears it. The pair book turns fills, settlements and merges into these.
import type { Outcome } from '#domain/market/market.ts';
import type { Price, Shares } from '#domain/units.ts';

export interface Leg {
  readonly outcome: Outcome;
  readonly price: Price;
  readonly filled: Shares;
}

/** What complete-set tells a pair trade. Sizes are micro-shares. */
export type PairTradeEvent =
  | { readonly type: 'LEG_WORKING' }
  /** The first leg as it stands. Told again when a failed settlement elsewhere gave it shares or took some away. */
  | { readonly type: 'LEG1_FILLED'; readonly leg: Leg }
  /** The second leg is asked for at a bounded cost. */
  | { readonly type: 'LEG2_WANTED' }
  | { readonly type: 'LEG2_FILLED'; readonly leg: Leg }
  /** Part of the first leg was sold again instead of being paired. */
  | { readonly type: 'LEG_SOLD'; readonly size: Shares }
  /** Such a sale failed to settle: the shares are here again. */
  | { readonly type: 'SALE_VOIDED'; readonly size: Shares }
  | { readonly type: 'PATIENCE_OVER' }
  | { readonly type: 'MERGE_SENT' }
  | { readonly type: 'MERGE_FAILED' }
  | { readonly type: 'MERGED'; readonly size: Shares }
  /** A settlement failed: `leg` says which one is void. */
  | { readonly type: 'VOIDED'; readonly leg: 1 | 2; readonly size: Shares }
  | { readonly type: 'MARKET_ENDED' }
  | { readonly type: 'SPLIT_SENT' }
  | { readonly type: 'SPLIT_DONE'; readonly size: Shares }
  | { readonly type: 'SPLIT_FAILED' };
