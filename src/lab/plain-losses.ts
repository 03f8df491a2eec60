// What can be lost, added up in the plainest way from rows and positions, in floats: one market, a group of markets, or all of
// them. The twin of the risk rules' own sums; shares no code with them.
import type { MarketId } from '#domain/ids.ts';
import { type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO } from '#domain/units.ts';
import type { Scene } from './scene.ts';

/** Dollars, by how the market ends; below zero is a gain. */
export interface Losses {
  readonly ifYes: number;
  readonly ifNo: number;
}

/** What is held, and what may still fill. */
export interface Stakes {
  /** Micro-shares of YES less those of NO. */
  readonly net: number;
  readonly orders: readonly Pick<OrderRow, 'slot' | 'price' | 'size' | 'filled'>[];
}

/** Dollars lost if every market goes the worse way, and every order that helps it fills before. */
export function exposureOf(scene: Scene): number {
  let total = 0;
  for (const { facts } of scene.life().desk.markets.values()) total += worst(lossIn(scene, facts.id));
  scene.figures.exposureMaxUsd = Math.max(scene.figures.exposureMaxUsd, total);
  return total;
}

/** `except` is taken as not there. */
export function lossIn(scene: Scene, market: MarketId, except?: string): Losses {
  const { desk } = scene.life();
  const { yes, no } = desk.accounts.position(market);
  const orders = desk.orders.live(market).filter(({ id }) => id !== except);
  return lossesOf(scene, market, { net: yes.held - no.held, orders });
}

/** At most one of them ends with YES when they are exclusive; otherwise each may end as it likes. */
export function lossInGroup(scene: Scene, group: string, except?: string): number {
  const members = [...scene.life().desk.markets.values()].filter(({ facts }) => facts.group === group);
  const losses = members.map(({ facts }) => lossIn(scene, facts.id, except));
  if (!members.every(({ facts }) => facts.negRisk)) return losses.reduce((sum, each) => sum + worst(each), 0);
  const none = losses.reduce((sum, { ifNo }) => sum + ifNo, 0);
  return Math.max(0, none, ...losses.map(({ ifYes, ifNo }) => none - ifNo + ifYes));
}

/** Nobody loses in a market that is decided, or that we do not know. One that a new life has not seen yet is worth what it was. */
export function lossesOf(scene: Scene, market: MarketId, { net, orders }: Stakes): Losses {
  const { desk } = scene.life();
  const state = desk.markets.get(market);
  if (!state || state.facts.payout !== null) return { ifYes: 0, ifNo: 0 };
  const mark = (desk.mark(market) ?? state.mark) / MICRO;
  let ifNo = (net / MICRO) * mark;
  let ifYes = (-net / MICRO) * (1 - mark);
  for (const order of orders) {
    const { bid, ask } = worstFill(order, mark);
    ifNo += bid;
    ifYes += ask;
  }
  return { ifYes, ifNo };
}

export function worst({ ifYes, ifNo }: Losses): number {
  return Math.max(0, ifYes, ifNo);
}

/** What a fill of all that is left may cost, by the side that it helps. */
function worstFill(row: Stakes['orders'][number], mark: number): { readonly bid: number; readonly ask: number } {
  const price = yesPrice(row.slot, row.price) / MICRO;
  const left = remaining(row as OrderRow) / MICRO;
  if (SLOTS[row.slot].economic === 'bid') return { bid: Math.max(price, mark) * left, ask: 0 };
  return { bid: 0, ask: Math.max(1 - price, 1 - mark) * left };
}
