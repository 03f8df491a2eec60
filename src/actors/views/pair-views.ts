// How far open pair trades have come: their legs, read from the steps that their machines were told.

import type { OpenPairTrade } from '#domain/money/pair-book.ts';
import type { Leg } from '#domain/money/pair-trade-event.ts';
import type { PairNow } from '#domain/operator/door-news.ts';
import { slotFor } from '#domain/orders/slot.ts';
import type { Price } from '#domain/units.ts';
import type { Desk } from '../desk.ts';

/** More are told of by their facts only. */
const PAIRS_MAX = 1_000;

export function pairsNow(desk: Desk): readonly PairNow[] {
  const pairs: PairNow[] = [];
  for (const market of desk.markets.keys()) {
    for (const open of desk.pairBook(market)?.open() ?? []) {
      if (pairs.length >= PAIRS_MAX) return pairs;
      pairs.push(pairNow(open));
    }
  }
  return pairs;
}

function pairNow({ id, lot, waiting, history }: OpenPairTrade): PairNow {
  const firsts = history.flatMap((step) => (step.type === 'LEG1_FILLED' ? [step.leg] : []));
  const seconds = history.flatMap((step) => (step.type === 'LEG2_FILLED' ? [step.leg] : []));
  const first = firsts.at(-1);
  if (!lot || !first) return { id, legs: [] };
  const second = seconds.at(-1);
  const filled = seconds.reduce((sum, leg) => sum + leg.filled, 0);
  const legs = [legOf(first, first.filled, first.filled, firsts.length)];
  if (second) legs.push(legOf(second, Math.max(filled, filled + waiting), filled, seconds.length));
  return { id, legs };
}

function legOf({ outcome, price }: Leg, size: number, filled: number, fills: number): PairNow['legs'][number] {
  return { slot: slotFor(outcome, 'buy'), price: price as Price, size, filled, fills };
}
