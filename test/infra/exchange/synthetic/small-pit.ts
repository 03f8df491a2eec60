// A pit for tests: one market on a real exchange, a belief written by hand, a clock that moves when told, and a stranger who
// trades by hand in YES terms.
import { orderId, type WalletId, walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { yesPrice } from '#domain/orders/slot.ts';
import { Decimal, MICRO, microText, parsePrice, parseShares } from '#domain/units.ts';
import type { EngineOrderKind, SubmitResult } from '#infra/exchange/engine.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { PacedClock } from '#infra/exchange/synthetic/paced-clock.ts';
import { BUYING, type Pit, Seat } from '#infra/exchange/synthetic/pit.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { COIN } from '../small-exchange.ts';

export interface SmallPit {
  readonly pit: Pit;
  readonly clock: VirtualClock;
  readonly exchange: Exchange;
  seat(name: string): Seat;
  /** By a stranger: `by('ask', '0.52', '100')` offers 100 YES at 0.52. */
  by(side: BookSide, price: string, size: string, kind?: EngineOrderKind): SubmitResult;
  /** Best first, as `price x size`. */
  book(side: BookSide): string[];
}

/** The belief is the last value whose time, in milliseconds, has come. */
export function smallPit(
  belief: readonly (readonly [ms: number, p: number])[],
  facts: Partial<Market> = {},
  pace = 1,
): SmallPit {
  const clock = new VirtualClock(0);
  const exchange = new Exchange(
    { clock, random: new SeededRandom('pit') },
    {
      cover: 'perMarket',
      settlement: { medianMs: 1000, sigma: 0, failureShare: 0, retryShare: 0 },
      rebateMinUsd: new Decimal(0),
    },
  );
  const market = { ...COIN, fee: null, ...facts };
  exchange.list(market);
  const at = (ms: number) => belief.findLast(([fromMs]) => fromMs <= ms)?.[1] ?? belief[0]?.[1] ?? 0.5;
  const leaves = (low: number, high: number, fromMs: number, toMs: number) => {
    const later = belief.filter(([ms]) => ms > fromMs && ms < toMs);
    return [[fromMs, at(fromMs)] as const, ...later].find(([, p]) => p < low || p > high)?.[0] ?? toMs;
  };
  const pit: Pit = {
    exchange,
    market: market.id,
    slug: market.slug,
    minSize: market.minSize,
    fee: market.fee,
    belief: { at, leaves },
    clock: new PacedClock(clock, pace),
    tick: () => exchange.tick(market.id),
  };
  const open = (name: string): WalletId => {
    exchange.openWallet(walletId(name), new Decimal(1_000_000));
    return walletId(name);
  };
  const stranger = open('stranger');
  let sent = 0;
  return {
    pit,
    clock,
    exchange,
    seat: (name) => new Seat(pit, open(name), name),
    by(side, price, size, kind = 'limit') {
      sent += 1;
      const slot = BUYING[side];
      const order = { id: orderId(`by ${sent}`), market: market.id, slot, price: yesPrice(slot, parsePrice(price)) };
      return exchange.submit(stranger, { ...order, size: parseShares(size), kind });
    },
    book: (side) =>
      exchange.levels(market.id, side, 100).map(({ price, size }) => `${microText(price)} x ${microText(size)}`),
  };
}

export const whole = (shares: number) => shares * MICRO;
