// How far pair trades have come: what was filled of each leg, and which resting order works for what is missing. Fills complete
// what waited longest, so a buy that rests works for the oldest first, and beyond all that wait for the next pair trade.

import type { MarketId, PairTradeId } from '#domain/ids.ts';
import { type Outcome, otherOutcome } from '#domain/market/market.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { Lot } from '#domain/money/lot-news.ts';
import type { PairBook } from '#domain/money/pair-book.ts';
import type { PairTradeRow } from '#domain/money/pair-row.ts';
import type { PairLegNow, PairNow } from '#domain/operator/door-news.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { slotFor } from '#domain/orders/slot.ts';
import { cost, ONE, type Price, type Shares, ZERO_USD } from '#domain/units.ts';
import type { Desk } from '../desk.ts';

/** More are told of by their facts only. */
const PAIRS_MAX = 1_000;
const OUTCOMES = ['yes', 'no'] as const satisfies readonly Outcome[];

/** All that are open. */
export function pairsNow(desk: Desk): readonly PairNow[] {
  const pairs: PairNow[] = [];
  for (const market of desk.markets.keys()) {
    if (pairs.length >= PAIRS_MAX) break;
    pairs.push(...pairsIn(desk, market));
  }
  return pairs.slice(0, PAIRS_MAX);
}

/** Those that `facts` tell of, also when they ended just now; one that ended longer ago is not known here any more. */
export function pairsTold(desk: Desk, facts: readonly Fact[]): readonly PairNow[] {
  const told = facts.flatMap((fact) => (fact.fact === 'pairTrade' ? [fact] : []));
  const wanted = new Set<string>(told.map(({ pairTrade }) => pairTrade));
  return [...new Set(told.map(({ market }) => market))]
    .flatMap((market) => [...endedIn(desk, market), ...pairsIn(desk, market)])
    .filter(({ id }) => wanted.has(id));
}

function endedIn(desk: Desk, market: MarketId): readonly PairNow[] {
  const rows = desk.pairBook(market)?.endedLately() ?? [];
  return rows.map((row) => ({
    id: row.id,
    legs: [...firstOf(row), ...secondOf(row, null, null)],
    earned: earnedBy(row),
  }));
}

function pairsIn(desk: Desk, market: MarketId): readonly PairNow[] {
  const state = desk.markets.get(market);
  const book = desk.pairBook(market);
  if (!state || !book) return [];
  const buys = new Buys(desk, state);
  const age = ({ lot }: PairTradeRow) => lot?.atMs ?? Number.POSITIVE_INFINITY;
  const rows = [...book.open()].sort((a, b) => (age(a) < age(b) ? -1 : age(a) > age(b) ? 1 : 0));
  return rows.map((row) => {
    const { id, lot, waiting } = row;
    if (!lot) return { id, legs: OUTCOMES.flatMap((outcome) => buys.rest(outcome)), earned: '0' };
    const working = buys.take(otherOutcome(lot.outcome), waiting);
    const legs = [...firstOf(row), ...secondOf(row, working, asked(desk, state, book, id))];
    return { id, legs, earned: earnedBy(row) };
  });
}

/** Our resting buys of one market, handed out share by share. */
class Buys {
  readonly #state: MarketState;
  readonly #orders: Readonly<Record<Outcome, OrderRow | undefined>>;
  readonly #left: Record<Outcome, number>;

  constructor(desk: Desk, state: MarketState) {
    const resting = desk.orders.live(state.facts.id).filter(({ restingMs }) => restingMs !== null);
    const buyOf = (outcome: Outcome) => resting.find(({ slot }) => slot === slotFor(outcome, 'buy'));
    this.#state = state;
    this.#orders = { yes: buyOf('yes'), no: buyOf('no') };
    const sizeOf = (order: OrderRow | undefined) => (order ? remaining(order) : 0);
    this.#left = { yes: sizeOf(this.#orders.yes), no: sizeOf(this.#orders.no) };
  }

  /** The order that works for `size` more of `outcome`, if one does, at least for a part. */
  take(outcome: Outcome, size: number): Working | null {
    const order = this.#orders[outcome];
    const taken = Math.min(size, this.#left[outcome]);
    if (!order || taken <= 0) return null;
    this.#left[outcome] -= taken;
    return { price: order.price, ahead: this.#state.ahead(order.id) };
  }

  /** As a first leg: what nobody waits for. */
  rest(outcome: Outcome): readonly PairLegNow[] {
    const size = this.#left[outcome];
    const working = this.take(outcome, size);
    if (!working) return [];
    const { price, ahead } = working;
    return [{ slot: slotFor(outcome, 'buy'), price, size, filled: 0, fills: 0, ahead }];
  }
}

interface Working {
  readonly price: Price;
  readonly ahead: Shares | null;
}

function firstOf({ lot, size }: PairTradeRow): readonly PairLegNow[] {
  return lot
    ? [{ slot: slotFor(lot.outcome, 'buy'), price: lot.price, size, filled: size, fills: 1, ahead: null }]
    : [];
}

/** At the price of the order that works for it, else of its newest fill, else at the most that was offered. */
function secondOf(row: PairTradeRow, working: Working | null, askedAt: Price | null): readonly PairLegNow[] {
  const { lot, waiting } = row;
  const pairs = [...row.pairs.values()].filter(({ size }) => size > 0);
  const price = working?.price ?? pairs.at(-1)?.lot.price ?? askedAt;
  if (!lot || price === null) return [];
  const filled = pairs.reduce((sum, pair) => sum + pair.size, 0);
  const fills = new Set<Lot>(pairs.map((pair) => pair.lot)).size;
  const slot = slotFor(otherOutcome(lot.outcome), 'buy');
  return [{ slot, price, size: filled + waiting, filled, fills, ahead: working?.ahead ?? null }];
}

/** A set is worth a dollar. */
function earnedBy({ lot, pairs }: PairTradeRow): string {
  let sum = ZERO_USD;
  for (const pair of pairs.values())
    if (lot)
      sum = sum.plus(cost(ONE, pair.size)).minus(cost(lot.price, pair.size)).minus(cost(pair.lot.price, pair.size));
  return sum.toFixed();
}

/** The most that its second leg may cost; null: nobody asks for one. */
function asked(desk: Desk, state: MarketState, book: PairBook, id: PairTradeId): Price | null {
  const { pairEdgeMinUsd, legPatienceMs } = desk.settingsOf(state.facts);
  return book.constraint(id, pairEdgeMinUsd, legPatienceMs)?.maxCost ?? null;
}
