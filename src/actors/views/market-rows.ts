// Markets as people see them: a row each, and one looked at closely. Reads the desk and the record, changes nothing.

import type { BookSide, Level } from '#domain/market/market-event.ts';
import type { MarketState } from '#domain/market/market-state.ts';
import { PAIR_TRADE_ENDS } from '#domain/money/pair-tally.ts';
import { pnlOf } from '#domain/money/tally.ts';
import type {
  HistoryPoint,
  LevelView,
  MarketDetail,
  MarketRow,
  OrderView,
  QueueView,
  QuoteView,
} from '#domain/operator/market-views.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { twoSidedShare } from '#domain/quoting/uptime.ts';
import { microText, type Price, priceText, sharesText } from '#domain/units.ts';

import { quoterAddress } from '#machines/quoter.machine.ts';
import type { Desk } from '../desk.ts';
import type { Tree } from '../root.actor.ts';
import type { RunRecord } from '../run-record.ts';
import { profitView } from './desk-view.ts';

const DEPTH = 15;

export interface RowParts {
  readonly desk: Desk;
  readonly tree: Pick<Tree, 'stateOf'>;
  readonly record: RunRecord;
}

/** After `record.attribution.markTo`. */
export function marketRows(parts: RowParts): readonly MarketRow[] {
  const { desk } = parts;
  const restarts = restartsBySlug(desk);
  const open = openPairs(desk);
  return [...desk.markets.values()].map((state) =>
    marketRow(parts, state, restarts.get(state.facts.slug) ?? 0, open.get(state.facts.id) ?? 0),
  );
}

export function marketDetail(parts: RowParts, state: MarketState): MarketDetail {
  const { desk, record } = parts;
  const { facts, book } = state;
  const restarts = restartsBySlug(desk).get(facts.slug) ?? 0;
  return {
    row: marketRow(parts, state, restarts, openPairs(desk).get(facts.id) ?? 0),
    trust: book.trust(desk.clock.now()),
    bids: depth(state, 'bid'),
    asks: depth(state, 'ask'),
    orders: desk.orders.live(facts.id).map((order) => orderView(state, order)),
    profit: profitView(record.attribution.market(facts.id).tally, record.rewardsEstimate(facts.id)),
    minSize: sharesText(facts.minSize),
    negRisk: facts.negRisk,
    takerDelayMs: facts.takerDelayMs,
    clearBookOnStart: facts.clearBookOnStart,
    eventMs: facts.eventMs,
    halfSpread: state.halfSpread,
    queue: queueView(state, desk.clock.now()),
  };
}

function queueView({ queue }: MarketState, nowMs: number): QueueView {
  const { mean, sd, fills, known } = queue.cancelShare(nowMs);
  return { believed: queue.sure, cancelsAhead: mean, error: sd, fills, known };
}

export function orderViews(desk: Desk): readonly OrderView[] {
  return [...desk.markets.values()].flatMap((state) =>
    desk.orders.live(state.facts.id).map((order) => orderView(state, order)),
  );
}

function marketRow(
  { desk, tree, record }: RowParts,
  state: MarketState,
  restarts: number,
  pairsOpen: number,
): MarketRow {
  const { facts, book } = state;
  const { id, slug } = facts;
  const resting = desk.orders.live(id).filter((order) => order.status === 'resting');
  const quote = (side: BookSide) =>
    quoteView(
      state,
      resting.find((order) => SLOTS[order.slot].economic === side),
    );
  const { tally, yes, no } = record.attribution.market(id);
  const text = (price: Price | null) => (price === null ? null : priceText(price));
  return {
    id,
    slug,
    group: facts.group,
    outcomes: [facts.outcomes.yes.name, facts.outcomes.no.name],
    phase: state.phase,
    quoter: tree.stateOf(quoterAddress(slug)) ?? 'restarting',
    regime: state.regime,
    reason: state.silence,
    retired: desk.halts.retired.get(id) ?? null,
    halted: desk.halts.all().get(id) ?? null,
    bid: quote('bid'),
    ask: quote('ask'),
    marketBid: text(state.bestOther('bid')),
    marketAsk: text(state.bestOther('ask')),
    mark: priceText(state.mark),
    yes: microText(yes),
    no: microText(no),
    pairsOpen,
    merged: microText(tally.mergedShares),
    uptime: twoSidedShare(desk.uptime.share(id, desk.clock.now())),
    reward: rewardView(state, record),
    fills: tally.fills,
    profit: pnlOf(tally).toFixed(),
    restarts,
    tick: priceText(book.tick),
    startMs: facts.gameStartMs,
    endMs: facts.endMs,
  };
}

function quoteView(state: MarketState, order: OrderRow | undefined): QuoteView | null {
  if (!order) return null;
  const ahead = state.ahead(order.id);
  return {
    price: priceText(yesPrice(order.slot, order.price)),
    size: sharesText(remaining(order)),
    ahead: ahead === null ? null : sharesText(ahead),
  };
}

function rewardView(state: MarketState, record: RunRecord): MarketRow['reward'] {
  const { reward, id } = state.facts;
  const view = record.rewards.view(state);
  if (!reward || !view) return null;
  return {
    dailyUsd: reward.dailyUsd.toFixed(),
    maxSpread: priceText(reward.maxSpread),
    minSize: sharesText(reward.minSize),
    inBand: view.share > 0,
    share: view.share,
    why: view.why,
    estimate: record.rewardsEstimate(id).toFixed(6),
  };
}

export function orderView(state: MarketState, order: OrderRow): OrderView {
  const ahead = state.ahead(order.id);
  return {
    id: order.id,
    market: state.facts.id,
    slug: state.facts.slug,
    slot: order.slot,
    price: priceText(order.price),
    size: sharesText(order.size),
    filled: sharesText(order.filled),
    status: order.status,
    queueAhead: ahead === null ? null : sharesText(ahead),
    restingMs: order.restingMs,
    goingWhy: order.goingWhy,
    trace: order.trace,
  };
}

/** Best first, everybody's; a level of ours that the book does not show yet is not made up. */
function depth(state: MarketState, side: BookSide): readonly LevelView[] {
  const levels: readonly Level[] = state.book.levels(side, DEPTH);
  const others = new Map(state.others(side, DEPTH).map(({ price, size }) => [price, size]));
  return levels.map(({ price, size }) => {
    const ours = size - (others.get(price) ?? 0);
    return { price: priceText(price), size: sharesText(size), ours: ours > 0 ? microText(ours) : null };
  });
}

/** Of the market's own actor and of everybody in it. */
function restartsBySlug(desk: Desk): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [address, restarts] of desk.restarts) {
    const [home = ''] = address.split('/');
    if (!home.startsWith('market:')) continue;
    const slug = home.slice('market:'.length);
    sums.set(slug, (sums.get(slug) ?? 0) + restarts);
  }
  return sums;
}

function openPairs(desk: Desk): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { market, state } of desk.pairTrades.values())
    if (!PAIR_TRADE_ENDS.some((end) => end === state)) counts.set(market, (counts.get(market) ?? 0) + 1);
  return counts;
}

/** [atMs, bid, ask, ourBid, ourAsk, mark, q, profit] of each market. */
export function points(nowMs: number, rows: readonly MarketRow[]): readonly (readonly [string, HistoryPoint])[] {
  const number = (text: string | null | undefined) => (text === null || text === undefined ? null : Number(text));
  return rows.map((row) => [
    row.id,
    [
      nowMs,
      number(row.marketBid),
      number(row.marketAsk),
      number(row.bid?.price),
      number(row.ask?.price),
      Number(row.mark),
      Number(row.yes) - Number(row.no),
      Number(row.profit),
    ],
  ]);
}
