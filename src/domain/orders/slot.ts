// The four places where a market can hold an order of ours, and the two economic sides they stand for (quant.md F-1.2).
// A slot has one owner and at most one live order.

import type { Outcome } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { complement, type Price } from '#domain/units.ts';

export type Slot = 'yesBid' | 'yesAsk' | 'noBid' | 'noAsk';

export interface SlotMeaning {
  readonly outcome: Outcome;
  readonly side: 'buy' | 'sell';
  /** In YES terms: `bid` adds YES exposure, `ask` takes it away. */
  readonly economic: BookSide;
}

export const SLOTS: Readonly<Record<Slot, SlotMeaning>> = {
  yesBid: { outcome: 'yes', side: 'buy', economic: 'bid' },
  noAsk: { outcome: 'no', side: 'sell', economic: 'bid' },
  yesAsk: { outcome: 'yes', side: 'sell', economic: 'ask' },
  noBid: { outcome: 'no', side: 'buy', economic: 'ask' },
};

export const ALL_SLOTS: readonly Slot[] = ['yesBid', 'noAsk', 'yesAsk', 'noBid'];

export function slotFor(outcome: Outcome, side: 'buy' | 'sell'): Slot {
  if (outcome === 'yes') return side === 'buy' ? 'yesBid' : 'yesAsk';
  return side === 'buy' ? 'noBid' : 'noAsk';
}

/** A slot's own price in YES terms. Its own inverse. */
export function yesPrice(slot: Slot, price: Price): Price {
  return SLOTS[slot].outcome === 'yes' ? price : complement(price);
}
