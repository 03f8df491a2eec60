// Which fills of ours a trade holds, in our own outcome, price and size. The head of a trade is the taker's: when we were the
// maker, ours are the rows, and a row in the other outcome is a mint or a merge with the taker.
import { type MarketId, type OrderId, type OutcomeId, tradeId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { slotFor } from '#domain/orders/slot.ts';
import type { VenueTrade } from '#domain/ports.ts';
import { type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { MakerRow, RestTrade, UserTrade } from './trades.ts';

/** Who we are to the venue. */
export interface Ourselves {
  /** The API key, as `owner` says it. */
  readonly apiKey: string;
  /** The wallet that holds the money, in any case of letters. */
  readonly wallet: string;
  isOurs(order: OrderId): boolean;
}

export interface FillContext {
  readonly self: Ourselves;
  lookup(asset: OutcomeId, market: MarketId): { readonly market: MarketId; readonly outcome: Outcome } | null;
  /** What a taker pays; the wire does not say it. */
  takerFee(market: MarketId, price: Price, size: Shares): Usd;
}

export interface OwnFills {
  readonly fills: readonly VenueTrade[];
  /** Fills of ours in assets that nobody knows: our books miss them. */
  readonly strangers: readonly OutcomeId[];
}

/** Neither fills nor strangers: the trade is about somebody else, which on our own stream should not be. */
export function ownFills(trade: UserTrade | RestTrade, context: FillContext): OwnFills {
  const fills: VenueTrade[] = [];
  const strangers: OutcomeId[] = [];
  const met = new Map<OrderId, number>();
  const add = (order: OrderId, of: Pick<MakerRow, 'asset' | 'price'> & { size: Shares; side: 'buy' | 'sell' }) => {
    const place = context.lookup(of.asset, trade.market);
    if (!place) {
      strangers.push(of.asset);
      return;
    }
    // What moved nothing is no fill.
    if (of.size === 0) return;
    const taker = order === trade.takerOrder;
    const times = (met.get(order) ?? 0) + 1;
    met.set(order, times);
    fills.push({
      // A fill is known by its trade and order: a second row of one order is another fill, not the same again.
      trade: times === 1 ? trade.id : tradeId(`${trade.id}#${times}`),
      order,
      market: place.market,
      slot: slotFor(place.outcome, of.side),
      price: of.price,
      size: of.size,
      role: taker ? 'taker' : 'maker',
      fee: taker ? context.takerFee(place.market, of.price, of.size) : ZERO_USD,
      atMs: trade.matchMs,
      status: trade.status,
    });
  };
  const rows = (trade.makers ?? []).filter((row) => isOwnRow(row, context.self));
  for (const row of rows) add(row.order, { ...row, size: row.filled, side: sideOf(row, trade) });
  if (isTaker(trade, rows.length > 0, context.self)) add(trade.takerOrder, trade);
  return { fills, strangers };
}

function isOwnRow(row: MakerRow, self: Ourselves): boolean {
  return row.owner === self.apiKey || isOwnWallet(row.makerAddress, self) || self.isOurs(row.order);
}

/** A trade with ourselves is both. */
function isTaker(trade: UserTrade | RestTrade, isMaker: boolean, self: Ourselves): boolean {
  if (self.isOurs(trade.takerOrder)) return true;
  if (trade.role !== null) return trade.role === 'taker';
  return !isMaker && trade.makerAddress !== null && isOwnWallet(trade.makerAddress, self);
}

function isOwnWallet(address: string, self: Ourselves): boolean {
  return address.toLowerCase() === self.wallet.toLowerCase();
}

/** Two sides of one outcome meet, or equal sides of the two outcomes. */
function sideOf(row: MakerRow, trade: UserTrade | RestTrade): 'buy' | 'sell' {
  if (row.side !== null) return row.side;
  const other = trade.side === 'buy' ? 'sell' : 'buy';
  return row.asset === trade.asset ? other : trade.side;
}
