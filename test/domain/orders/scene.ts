// A small world for tests of orders and plans: markets, rows and intents in a line each, decimals as text.

import { type MarketId, marketId, type OrderId, orderId, traceId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { lossByOutcome, worstLoss } from '#domain/orders/exposure.ts';
import { isLive, type OrderIntent, type OrderRow } from '#domain/orders/order.ts';
import type { MarketRisk, MarketsAtRisk, RiskLimits, RiskState } from '#domain/orders/risk-state.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import {
  cost,
  MICRO,
  parsePrice,
  parseShares,
  parseUsd,
  type Shares,
  type Usd,
  ZERO_SHARES,
  ZERO_USD,
} from '#domain/units.ts';
import { plainMarket } from '#lab/plain-market.ts';

export const shares = (count: number): Shares => Math.round(count * MICRO) as Shares;

export const aMarket = plainMarket;

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
    decidedMs: 0,
    sentMs: 0,
    restingMs: 0,
    cancelSentMs: null,
    goingWhy: null,
    ...change,
  };
}

/** A state, but for its orders, which are all in one list. */
export type StateChange = Partial<Omit<RiskState, 'live'>> & { readonly live?: readonly OrderRow[] };

export function aState(facts: readonly MarketRisk[], { live = [], ...change }: StateChange = {}): RiskState {
  const markets: MarketsAtRisk = new Map(facts.map((each) => [each.market.id, each]));
  const rows = live.filter(({ status }) => isLive(status));
  return {
    markets,
    ofGroup: (group) => facts.filter(({ market }) => market.group === group).map(({ market }) => market.id),
    live: (market) => live.filter((row) => row.market === market),
    row: (order) => rows.find(({ id }) => id === order),
    promisedElsewhere(market) {
      const buys = rows.filter((row) => row.market !== market && SLOTS[row.slot].side === 'buy');
      return buys.reduce((sum, { price, size, filled }) => sum.plus(cost(price, (size - filled) as Shares)), ZERO_USD);
    },
    exposureElsewhere: (market) => exposureOf(change.markets ?? markets, live, market),
    cash: parseUsd('10000'),
    admission: { mode: 'open', why: '' },
    exhaustiveGroups: new Set(),
    tokens: 10,
    ...change,
  };
}

/** The obvious way: each market from nothing, one after the other. */
export function exposureOf(markets: MarketsAtRisk, live: readonly OrderRow[], except: MarketId | null): Usd {
  let total = ZERO_USD;
  for (const [id, { market, mark, held }] of markets) {
    const rows = live.filter((row) => row.market === id && isLive(row.status));
    const pending = rows.map(({ slot, price, size, filled }) => ({ slot, price, size: (size - filled) as Shares }));
    if (id !== except && market.payout === null)
      total = total.plus(worstLoss(lossByOutcome({ mark, ...held, pending })));
  }
  return total;
}

export const ROOMY: RiskLimits = {
  sizeMax: parseShares('1000'),
  lossPerMarketMax: parseUsd('100000'),
  lossPerGroupMax: parseUsd('100000'),
  exposureMax: parseUsd('100000'),
  cover: 'perWallet',
};

export const ids = (rows: readonly { readonly id: OrderId }[]): readonly string[] => rows.map((row) => row.id);
