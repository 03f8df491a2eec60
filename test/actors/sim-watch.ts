// What must hold at every moment of a run, whatever fails meanwhile, counted again in the plainest way. Orders are looked at
// whenever one of them changes; our rows and books are compared with the exchange's at moments when nothing is on its way.
import type { MarketId } from '#domain/ids.ts';
import type { Fact, OrderFact } from '#domain/money/fact.ts';
import { isLive, type OrderRow } from '#domain/orders/order.ts';
import { ALL_SLOTS, SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO } from '#domain/units.ts';
import { MAKER, type SimTree } from './sim-tree.ts';

/** Between two comparisons. */
const APART_MS = 200;
const PROBLEMS_MAX = 20;
/** Floats beside exact money. */
const DUST_USD = 1e-6;

export interface Watch {
  readonly problems: readonly string[];
  /** Orders that left, and comparisons made: a watch that saw nothing proves nothing. */
  readonly seen: { readonly sent: number; readonly quiet: number };
  /** After each step. */
  look(): void;
}

export function watch(sim: SimTree): Watch {
  const problems: string[] = [];
  const seen = { sent: 0, quiet: 0 };
  let lookedMs = 0;
  const say = (what: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push(`${sim.elapsedMs()} ms: ${what}`);
  };
  sim.desk.facts.onFact((fact: Fact) => {
    if (fact.fact !== 'order') return;
    checkRows(sim, fact.market, say);
    if (fact.status !== 'sent') return;
    seen.sent += 1;
    checkSent(sim, fact, say);
  });
  return {
    problems,
    seen,
    look() {
      if (sim.clock.now() - lookedMs < APART_MS || !sim.desk.quiet()) return;
      if (sim.desk.admission.mode === 'closed') return; // it is just reading what it missed
      lookedMs = sim.clock.now();
      seen.quiet += 1;
      compareOrders(sim, say);
      compareAccounts(sim, say);
    },
  };
}

type Say = (what: string) => void;

/** One live order a slot, and never a bid of ours at or above an ask of ours. */
function checkRows({ desk }: SimTree, market: MarketId, say: Say): void {
  const rows = desk.orders.live(market);
  for (const slot of ALL_SLOTS) {
    const held = rows.filter((row) => row.slot === slot);
    if (held.length > 1) say(`${market} ${slot} holds ${held.map(({ id, status }) => `${id} ${status}`).join(', ')}`);
  }
  const prices = (side: 'bid' | 'ask') =>
    rows.filter((row) => SLOTS[row.slot].economic === side).map((row) => yesPrice(row.slot, row.price));
  if (Math.max(...prices('bid')) >= Math.min(...prices('ask'))) say(`${market}: our bid meets our ask`);
}

/** It brings down what is held, by no more than that. */
function reduces({ desk }: SimTree, { market, slot, size }: OrderFact): boolean {
  const { yes, no } = desk.accounts.position(market);
  const q = yes.held - no.held;
  return (SLOTS[slot].economic === 'ask' ? q : -q) >= size;
}

function checkSent(sim: SimTree, order: OrderFact, say: Say): void {
  const { desk, clock, settings } = sim;
  const state = desk.markets.get(order.market);
  const trust = state?.book.trust(clock.now());
  if (trust !== 'trusted') say(`${order.order} left on a book that is ${trust}`);
  const { mode } = desk.admission;
  if (mode !== 'open' && !(mode === 'reduceOnly' && reduces(sim, order)))
    say(`${order.order} left while admission was ${mode}`);
  const all = [...desk.markets.values()];
  const total = all.reduce((sum, { facts }) => sum + loss(sim, facts.id), 0);
  const without = total - loss(sim, order.market) + loss(sim, order.market, order.order);
  const limit = settings.exposureMaxUsd.toNumber();
  if (total > limit + DUST_USD && total > without + DUST_USD) say(`${order.order} takes exposure to ${total}`);
  const here = loss(sim, order.market);
  const limitHere = settings.lossPerMarketMaxUsd.toNumber();
  if (here > limitHere + DUST_USD && here > loss(sim, order.market, order.order) + DUST_USD)
    say(`${order.order} takes the loss in ${state?.facts.slug} to ${here}`);
}

/** Dollars lost in the worse outcome if every order that helps it fills; `except` is taken as not there. */
function loss({ desk }: SimTree, market: MarketId, except?: string): number {
  const state = desk.markets.get(market);
  if (!state || state.facts.payout !== null) return 0;
  const { yes, no } = desk.accounts.position(market);
  const mark = state.mark / MICRO;
  const net = (yes.held - no.held) / MICRO;
  let ifNo = net * mark;
  let ifYes = -net * (1 - mark);
  for (const row of desk.orders.live(market)) {
    if (row.id === except) continue;
    const price = yesPrice(row.slot, row.price) / MICRO;
    const left = (row.size - row.filled) / MICRO;
    if (SLOTS[row.slot].economic === 'bid') ifNo += Math.max(price, mark) * left;
    else ifYes += Math.max(1 - price, 1 - mark) * left;
  }
  return Math.max(0, ifNo, ifYes);
}

/** The exchange has no order without a row of ours, and rests every order that we believe rests. */
function compareOrders({ desk, world }: SimTree, say: Say): void {
  const there = new Map(world.exchange.openOrders(MAKER).map((order) => [order.id, order]));
  for (const order of there.values()) {
    const row = desk.orders.get(order.id);
    if (!row || !isLive(row.status)) say(`${order.id} rests without an owner (${row?.status ?? 'no row'})`);
  }
  for (const row of desk.orders.allLive()) {
    const order = there.get(row.id);
    if (row.status === 'resting' && !order) say(`${row.id} does not rest at the exchange`);
    if (order && !same(row, order)) say(`${row.id} rests otherwise than we believe`);
  }
}

function same(row: OrderRow, order: { slot: string; price: number; size: number; filled: number }): boolean {
  return row.slot === order.slot && row.price === order.price && row.size === order.size && row.filled === order.filled;
}

/** What we believe to own is what the exchange says we own, in cash and in shares of every market. */
function compareAccounts({ desk, world }: SimTree, say: Say): void {
  const { cash, holdings } = world.exchange.account(MAKER);
  const ours = desk.accounts.cash().held;
  if (!ours.equals(cash)) say(`we count $${ours}, the exchange $${cash}`);
  for (const market of new Set([...holdings.keys(), ...desk.accounts.markets()])) {
    const { yes, no } = desk.accounts.position(market);
    const theirs = holdings.get(market) ?? { yes: 0, no: 0 };
    if (yes.held !== theirs.yes || no.held !== theirs.no)
      say(`${market}: we count ${yes.held} and ${no.held}, the exchange ${theirs.yes} and ${theirs.no}`);
  }
}
