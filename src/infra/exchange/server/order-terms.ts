// What the two amounts of a posted order mean: at which price it may trade, and how many shares. A resting order says both
// exactly. One that only takes says what it gives: a sale its shares, a purchase its dollars, so that better prices buy more.

import type { WalletId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { SLOTS, type Slot, slotFor, yesPrice } from '#domain/orders/slot.ts';
import { MICRO, microText, type Price, type Shares } from '#domain/units.ts';
import { limitTerms, SIZE_STEP } from '#infra/venue/signing/amounts.ts';
import type { Posting } from '#infra/venue/signing/order-body.ts';
import type { Exchange } from '../exchange.ts';
import type { ShownMarket } from './market-register.ts';

export interface OrderTerms {
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
}

export type TermsProblem =
  /** The price that the amounts give, as text. */
  { readonly problem: 'offTick'; readonly price: string } | { readonly problem: 'tooFine' };

const MICRO_DECIMALS = 6;
export const SIZE_DECIMALS = 2;
/** Levels that one order may take. */
const DEPTH_MAX = 1_000;

export function orderTerms(
  { order, kind }: Posting,
  exchange: Exchange,
  { facts }: ShownMarket,
  outcome: Outcome,
): OrderTerms | TermsProblem {
  const slot = slotFor(outcome, order.side === 'BUY' ? 'buy' : 'sell');
  const { makerAmount, takerAmount, side } = order;
  const [usd, shares] = side === 'BUY' ? [makerAmount, takerAmount] : [takerAmount, makerAmount];
  if (shares <= 0 || usd <= 0) return { problem: 'tooFine' };
  const given = String(Number((usd / shares).toFixed(6)));
  if (kind === 'GTC' || kind === 'GTD') {
    const terms = limitTerms(side, order);
    if (!terms) return { problem: 'offTick', price: given };
    if (terms.size % SIZE_STEP !== 0) return { problem: 'tooFine' };
    return { slot, price: terms.price, size: terms.size };
  }
  const tick = exchange.tick(facts.id);
  const finest = 10 ** (MICRO_DECIMALS - amountDecimals(tick));
  const price = nearestTick(usd, shares, tick);
  if (price === null || !isRounding({ usd, shares, price, finest }, side)) return { problem: 'offTick', price: given };
  if (makerAmount % SIZE_STEP !== 0 || takerAmount % finest !== 0) return { problem: 'tooFine' };
  if (side === 'SELL') return sized(slot, price, shares);
  return sized(slot, price, boughtFor(usd, exchange, facts.id, slot, price));
}

/** Decimals of a size times a price: the finest that the other amount of an order may be. */
export function amountDecimals(tick: Price): number {
  return SIZE_DECIMALS + (microText(tick).split('.')[1]?.length ?? 0);
}

/** Whether so much could be taken at once. The wallet's own orders would be cancelled, not met. */
export function canFill(exchange: Exchange, wallet: WalletId, market: ShownMarket, terms: OrderTerms): boolean {
  const { slot, price, size } = terms;
  const against = opposite(slot);
  const limit = yesPrice(slot, price);
  const meets = (at: Price) => (against === 'ask' ? at <= limit : at >= limit);
  let left: number = size;
  for (const level of exchange.levels(market.facts.id, against, DEPTH_MAX)) if (meets(level.price)) left -= level.size;
  for (const own of exchange.openOrders(wallet))
    if (own.market === market.facts.id && SLOTS[own.slot].economic === against && meets(yesPrice(own.slot, own.price)))
      left += own.size - own.filled;
  return left <= 0;
}

/** Amounts of orders that take are cut to a few decimals, so they give the tick only nearly. */
function nearestTick(usd: number, shares: number, tick: Price): Price | null {
  const price = Math.round((usd / shares) * (MICRO / tick)) * tick;
  return price >= tick && price <= MICRO - tick ? (price as Price) : null;
}

/** Whether rounding explains what the amounts are beside the tick: anything more would trade at a price that nobody signed. */
function isRounding(
  { usd, shares, price, finest }: { usd: number; shares: number; price: Price; finest: number },
  side: 'BUY' | 'SELL',
): boolean {
  const beside = Math.abs(usd - (shares * price) / MICRO);
  return beside <= (side === 'BUY' ? (finest * price) / MICRO : finest) + 1;
}

/** Micro-shares that so many micro-dollars buy down the book, and at the limit where it ends. */
function boughtFor(usd: number, exchange: Exchange, market: ShownMarket['facts']['id'], slot: Slot, limit: Price) {
  let [left, bought] = [usd, 0];
  for (const level of exchange.levels(market, opposite(slot), DEPTH_MAX)) {
    const price = yesPrice(slot, level.price);
    if (price > limit) break;
    const size = Math.min(level.size, Math.floor((left / price) * MICRO));
    bought += size;
    left -= Math.ceil((size * price) / MICRO);
    if (size < level.size) return bought;
  }
  return bought + Math.floor((Math.max(0, left) / limit) * MICRO);
}

function sized(slot: Slot, price: Price, size: number): OrderTerms | TermsProblem {
  return size > 0 ? { slot, price, size: size as Shares } : { problem: 'tooFine' };
}

function opposite(slot: Slot): 'bid' | 'ask' {
  return SLOTS[slot].economic === 'bid' ? 'ask' : 'bid';
}
