// A small exchange for tests: one or two markets, a few wallets, a clock that moves when told, everything said in market words.

import type { RejectReason } from '#domain/failure.ts';
import { marketId, type OrderId, orderId, outcomeId, walletId } from '#domain/ids.ts';
import type { FeeSchedule, Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { AccountNews } from '#domain/ports.ts';
import { Decimal, microText, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import type { EngineOrderKind } from '#infra/exchange/engine.ts';
import { Exchange, type ExchangeSettings } from '#infra/exchange/exchange.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { plainMarket } from '#lab/plain-market.ts';

export const START_MS = Date.parse('2026-11-20T10:00:00Z');

/** Of crypto markets. */
export const FEE: FeeSchedule = { rate: new Decimal('0.07'), exponent: 1, rebateRate: new Decimal('0.2') };

const FACES = {
  yes: { id: outcomeId('coin-yes'), name: 'Heads' },
  no: { id: outcomeId('coin-no'), name: 'Tails' },
};

export const COIN: Market = plainMarket('coin', { category: 'crypto', outcomes: FACES, fee: FEE });

export const DICE: Market = { ...COIN, id: marketId('dice'), slug: 'dice' };

const SETTINGS: ExchangeSettings = {
  cover: 'perMarket',
  settlement: { medianMs: 1000, sigma: 0, failureShare: 0, retryShare: 0 },
  rebateMinUsd: new Decimal(0),
};

export interface Sent {
  readonly id: OrderId;
  readonly result: 'resting' | 'taken' | 'delayed' | 'rejected';
  /** null when rejected. */
  readonly filled: Shares | null;
  readonly reason: RejectReason | null;
}

export interface SmallExchange {
  readonly exchange: Exchange;
  readonly clock: VirtualClock;
  /** `ann yesBid 100 @ 0.52`; post-only unless said otherwise. */
  readonly send: (text: string, kind?: EngineOrderKind) => Sent;
  /** Everything said since the last call, one line each. */
  readonly heard: () => string[];
  readonly events: () => MarketEvent[];
  /** `cash 48 yes 100 no 0`. */
  readonly has: (wallet: string, market?: Market) => string;
}

/** Wallets ann, bob, cat, dan, eve with 1,000 dollars each, and `markets` listed. */
export function smallExchange(
  settings: Partial<ExchangeSettings> = {},
  markets: readonly Market[] = [COIN],
): SmallExchange {
  const clock = new VirtualClock(START_MS);
  const exchange = new Exchange({ clock, random: new SeededRandom(42) }, { ...SETTINGS, ...settings });
  let lines: string[] = [];
  let events: MarketEvent[] = [];
  let orders = 0;
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) {
    exchange.openWallet(walletId(name), new Decimal(1000));
    exchange.onAccount(walletId(name), (news) => lines.push(`${name} ${newsText(news)}`));
  }
  for (const market of markets) exchange.list(market);
  exchange.onMarket((event) => events.push(event));
  return {
    exchange,
    clock,
    send(text, kind = 'postOnly') {
      const [wallet = '', slot = '', size = '', , price = '', market = 'coin'] = text.split(' ');
      orders += 1;
      const id = orderId(`${wallet}-${orders}`);
      const terms = { slot: slot as Slot, price: parsePrice(price), size: parseShares(size) };
      const answer = exchange.submit(walletId(wallet), { id, market: marketId(market), kind, ...terms });
      if (answer.result === 'rejected') return { id, result: 'rejected', filled: null, reason: answer.reason };
      return { id, result: answer.result, filled: answer.filled, reason: null };
    },
    heard() {
      const said = lines;
      lines = [];
      return said;
    },
    events() {
      const seen = events;
      events = [];
      return seen;
    },
    has(wallet, market = COIN) {
      const { cash, holdings } = exchange.account(walletId(wallet));
      const { yes, no } = holdings.get(market.id) ?? { yes: 0, no: 0 };
      return `cash ${cash} yes ${microText(yes)} no ${microText(no)}`;
    },
  };
}

export function newsText(news: AccountNews): string {
  switch (news.type) {
    case 'ORDER_RESTING':
      return `resting ${news.order}`;
    case 'ORDER_GONE':
      return `gone ${news.order} ${news.reason}`;
    case 'FILL': {
      const { order, slot, size, price, role, fee } = news.fill;
      return `fill ${order} ${slot} ${microText(size)} @ ${microText(price)} ${role} fee ${fee}`;
    }
    case 'SETTLEMENT':
      return `${news.status} ${news.order}`;
    case 'CREDIT':
      return `credit ${news.kind} ${news.cash}`;
  }
}
