// One trade: what a taker order took at one price, with every maker it met there. It settles or fails as a whole.
// Promises: the cash and shares of its legs, the fee, the crumb and the complete sets made or unmade add up to nothing.
// A leg moves its wallet's `incoming` and `outgoing` at the match and its settled balances only on confirmation.
import type { MarketId, TradeId } from '#domain/ids.ts';
import { fillCash } from '#domain/money/cash.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import type { SettlementStatus, VenueFill } from '#domain/ports.ts';
import { Decimal, MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import { matchKind } from './matching.ts';
import type { BookedOrder } from './resting-book.ts';
import type { Wallet } from './wallet.ts';
import type { RememberedFill } from './wallet-memory.ts';

const MICRO_USD = new Decimal('0.000001');

export interface Leg {
  readonly wallet: Wallet;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  /** Micro-dollars as they reach the wallet, the fee included: below zero for a buy. */
  readonly cash: number;
  readonly memory: RememberedFill;
}

export interface Trade {
  readonly id: TradeId;
  readonly market: MarketId;
  readonly legs: readonly Leg[];
  /** Micro-dollars: to the fee account, to the rounding account. */
  readonly fee: number;
  readonly crumb: number;
}

/** `matched` first, then each step of its way through the chain. */
export interface TradeNews {
  readonly trade: Trade;
  readonly status: SettlementStatus;
}

export interface TradeParty {
  readonly wallet: Wallet;
  readonly order: BookedOrder;
  readonly size: Shares;
}

/** `price` is the taker's own-outcome price of this level, `cash` what `fillCash` says of it. Books every leg as unsettled. */
export function makeTrade(
  at: { readonly id: TradeId; readonly market: MarketId; readonly atMs: number },
  taker: TradeParty & { readonly price: Price; readonly cash: number; readonly fee: number },
  makers: readonly TradeParty[],
): Trade {
  const { fee } = taker;
  const legs = [leg(at, taker, { role: 'taker', price: taker.price, cash: taker.cash, fee })];
  let sets = 0;
  for (const maker of makers) {
    const { price, slot } = maker.order;
    const cash = microsOf(fillCash(SLOTS[slot].side, price, maker.size).cash);
    legs.push(leg(at, maker, { role: 'maker', price, cash, fee: 0 }));
    const kind = matchKind(taker.order.slot, maker.order.slot);
    if (kind !== 'complementary') sets += kind === 'mint' ? maker.size : -maker.size;
  }
  const moved = legs.reduce((sum, one) => sum + one.cash, 0);
  for (const one of legs) book(at.market, one, 1);
  return { id: at.id, market: at.market, legs, fee, crumb: -moved - fee - sets };
}

/** The chain has it: what was expected is there. */
export function settle(trade: Trade): void {
  for (const one of trade.legs) {
    book(trade.market, one, -1);
    const position = one.wallet.position(trade.market);
    const { outcome, side } = SLOTS[one.slot];
    one.wallet.cash.settled += one.cash;
    position[outcome].settled += side === 'buy' ? one.size : -one.size;
  }
}

/** The chain refused it: it never happened, for nobody. */
export function voidTrade(trade: Trade): void {
  for (const one of trade.legs) book(trade.market, one, -1);
}

function leg(
  { id: trade, market, atMs }: { readonly id: TradeId; readonly market: MarketId; readonly atMs: number },
  { wallet, order, size }: TradeParty,
  terms: { readonly role: VenueFill['role']; readonly price: Price; readonly cash: number; readonly fee: number },
): Leg {
  const { slot } = order;
  const { role, price } = terms;
  const fill = { trade, order: order.id, market, slot, price, size, role, fee: usdOf(terms.fee), atMs };
  return { wallet, slot, price, size, cash: terms.cash - terms.fee, memory: wallet.fills.add(fill) };
}

/** Enters (`times` 1) or takes back (-1) what a leg will move. */
function book(market: MarketId, { wallet, slot, size, cash }: Leg, times: 1 | -1): void {
  const { outcome, side } = SLOTS[slot];
  const shares = wallet.position(market)[outcome];
  if (side === 'buy') {
    wallet.cash.outgoing -= cash * times;
    shares.incoming += size * times;
  } else {
    wallet.cash.incoming += cash * times;
    shares.outgoing += size * times;
  }
}

export const usdOf = (micros: number): Usd => (micros === 0 ? ZERO_USD : new Decimal(micros).times(MICRO_USD));

/** Of an amount that is a whole number of micro-dollars. */
export const microsOf = (usd: Usd): number => usd.times(MICRO).toNumber();
