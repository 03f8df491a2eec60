// A small world for tests of orders and plans: markets, rows and intents in a line each, decimals as text.
import { marketId, type OrderId, orderId, outcomeId, traceId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { OrderIntent, OrderRow } from '#domain/orders/order.ts';
import type { MarketRisk, RiskLimits, RiskState } from '#domain/orders/risk-state.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { MICRO, parsePrice, parseShares, parseUsd, type Shares, ZERO_SHARES } from '#domain/units.ts';

export const shares = (count: number): Shares => Math.round(count * MICRO) as Shares;

export function aMarket(name: string, change: Partial<Market> = {}): Market {
  return {
    id: marketId(name),
    slug: name,
    group: null,
    category: null,
    outcomes: { yes: { id: outcomeId(`${name}-yes`), name: 'Yes' }, no: { id: outcomeId(`${name}-no`), name: 'No' } },
    tick: parsePrice('0.01'),
    minSize: parseShares('5'),
    negRisk: false,
    fee: null,
    reward: null,
    endMs: null,
    gameStartMs: null,
    clearBookOnStart: false,
    eventMs: null,
    takerDelayMs: 0,
    payout: null,
    ...change,
  };
}

export function someFacts(market: Market, change: Partial<MarketRisk> = {}): MarketRisk {
  return {
    market,
    tick: market.tick,
    trusted: true,
    mark: parsePrice('0.5'),
    held: { yes: 0, no: 0 },
    sellable: { yes: ZERO_SHARES, no: ZERO_SHARES },
    bestBid: null,
    bestAsk: null,
    ...change,
  };
}

/** `'yesBid 0.52 x 100'`, in the slot's own terms. */
export function anIntent(text: string, id: string, market = 'm'): OrderIntent {
  const [slot, price, , size] = text.split(' ');
  return {
    id: orderId(id),
    market: marketId(market),
    slot: slot as Slot,
    price: parsePrice(price),
    size: parseShares(size),
    trace: traceId('t'),
  };
}

export function aRow(text: string, id: string, change: Partial<OrderRow> = {}, market = 'm'): OrderRow {
  return rowOf(anIntent(text, id, market), change);
}

export function rowOf(intent: OrderIntent, change: Partial<OrderRow> = {}): OrderRow {
  return {
    ...intent,
    status: 'resting',
    filled: ZERO_SHARES,
    sentMs: 0,
    restingMs: 0,
    cancelSentMs: null,
    goingWhy: null,
    ...change,
  };
}

export function aState(facts: readonly MarketRisk[], change: Partial<RiskState> = {}): RiskState {
  return {
    markets: new Map(facts.map((each) => [each.market.id, each])),
    live: [],
    cash: parseUsd('10000'),
    admission: { mode: 'open', why: '' },
    exhaustiveGroups: new Set(),
    tokens: 10,
    ...change,
  };
}

export const ROOMY: RiskLimits = {
  sizeMax: parseShares('1000'),
  lossPerMarketMax: parseUsd('100000'),
  lossPerGroupMax: parseUsd('100000'),
  exposureMax: parseUsd('100000'),
  cover: 'perWallet',
};

export const ids = (rows: readonly { readonly id: OrderId }[]): readonly string[] => rows.map((row) => row.id);
