// Why an order is turned away before it is matched: the venue's own rules (venue economics.md §6, rest.md §5), in the order in
// which they are asked. Promises a reason for every no and changes nothing.
import type { RejectReason } from '#domain/failure.ts';
import { takerFee as scheduledFee } from '#domain/market/fees.ts';
import type { FeeSchedule } from '#domain/market/market.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO, ONE, type Price, priceText, type Shares, sharesText } from '#domain/units.ts';
import type { EngineOrder } from './engine.ts';
import type { Listing } from './listing.ts';
import { microsOf } from './trade.ts';
import { type Cover, collateral, debitMicros, type Wallet } from './wallet.ts';

/** Together they keep every sum of sizes in one book a safe integer. Larger orders and further orders are rejected. */
export const ORDER_SHARES_MAX = (1_000_000 * MICRO) as Shares;
export const MARKET_ORDERS_MAX = 9_000;
/** Dollars that a buy which takes must be worth. */
const MARKETABLE_BUY_MIN = MICRO;

export interface Refusal {
  readonly result: 'rejected';
  readonly reason: RejectReason;
  readonly text: string;
}

export interface Entrance {
  readonly cover: Cover;
  /** Micro-dollars. */
  readonly fee: (schedule: FeeSchedule | null, price: Price, size: Shares) => number;
}

/** null: come in. */
export function refusal(order: EngineOrder, listing: Listing, wallet: Wallet, entrance: Entrance): Refusal | null {
  if (!listing.open) return refuse('marketClosed', `${listing.facts.slug} takes no orders`);
  if (wallet.seen.has(order.id)) return refuse('duplicateId', `order ${order.id} is invalid. Duplicated.`);
  return badTerms(order, listing) ?? badMoment(order, listing) ?? notCovered(order, listing, wallet, entrance);
}

export function refuse(reason: RejectReason, text: string): Refusal {
  return { result: 'rejected', reason, text };
}

/** A multiple of the tick inside [tick, 1 − tick]. */
export function onGrid(price: Price, tick: Price): boolean {
  return price >= tick && price <= ONE - tick && price % tick === 0;
}

export function isMarketable(order: EngineOrder, listing: Listing): boolean {
  return listing.book.crosses(SLOTS[order.slot].economic, yesPrice(order.slot, order.price));
}

/** The minimum is for what may rest: recordings have marketable orders far below it. */
function badTerms({ price, size, kind }: EngineOrder, { tick, facts }: Listing): Refusal | null {
  const least = kind === 'fak' ? 1 : facts.minSize;
  if (!Number.isSafeInteger(price) || !onGrid(price, tick))
    return refuse('offTick', `price ${priceText(price)} breaks the tick rule: ${priceText(tick)}`);
  if (!Number.isSafeInteger(size) || size < least)
    return refuse(
      'belowMinimumSize',
      `size ${sharesText(size)} is lower than the minimum: ${sharesText(facts.minSize)}`,
    );
  if (size > ORDER_SHARES_MAX) return refuse('other', `size ${sharesText(size)} is too large`);
  return null;
}

function badMoment(order: EngineOrder, listing: Listing): Refusal | null {
  if (listing.book.count + listing.held.size >= MARKET_ORDERS_MAX) return refuse('other', 'the book is full');
  const marketable = isMarketable(order, listing);
  if (order.kind === 'postOnly') return marketable ? refuse('crossesBook', 'a post-only order crosses the book') : null;
  if (!marketable) return order.kind === 'fak' ? refuse('other', 'no orders found to match') : null;
  if (SLOTS[order.slot].side === 'buy' && debitMicros(order.price, order.size) < MARKETABLE_BUY_MIN)
    return refuse('belowMinimumSize', 'a marketable buy must be worth a dollar');
  return null;
}

function notCovered(order: EngineOrder, listing: Listing, wallet: Wallet, entrance: Entrance): Refusal | null {
  const needed = collateral(order.slot, order.price, order.size) + takerFee(order, listing, entrance);
  if (wallet.covers(entrance.cover, order.market, order.slot, needed)) return null;
  return refuse('notCovered', 'not enough balance');
}

/** Micro-dollars that a taker pays. An exchange knows its own fees: no schedule means none. */
export function feeMicros(schedule: FeeSchedule | null, price: Price, size: Shares): number {
  const fee = scheduledFee(schedule, price, size);
  return fee === null || fee.isZero() ? 0 : microsOf(fee);
}

/** What a buy may owe beyond its price, in micro-dollars: the fee at its limit, which no better fill exceeds. */
export function takerFee(order: EngineOrder, listing: Listing, { fee }: Entrance): number {
  if (SLOTS[order.slot].side === 'sell' || !isMarketable(order, listing)) return 0;
  return fee(listing.facts.fee, order.price, order.size);
}
