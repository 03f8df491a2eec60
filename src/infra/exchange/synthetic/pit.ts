// The ring in which the traders of one market stand: what they all see and the doors they all use. A trader is a plain
// object that wakes by the pit's clock, looks, and sends orders from a wallet of its own. Who wants less YES buys NO unless he
// holds YES to sell, so every wallet needs nothing but cash.
import { type MarketId, type OrderId, orderId, type WalletId } from '#domain/ids.ts';
import type { FeeSchedule } from '#domain/market/market.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { type Slot, yesPrice } from '#domain/orders/slot.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import type { EngineOrderKind, SubmitResult } from '../engine.ts';
import type { Exchange } from '../exchange.ts';
import type { Belief } from './belief.ts';
import type { PacedClock } from './paced-clock.ts';

/** What traders need of an exchange. */
export type TradedExchange = Pick<
  Exchange,
  'submit' | 'cancel' | 'closed' | 'account' | 'onAccount' | 'onPhase' | 'top' | 'levels' | 'tick'
>;

/** How to want more (`bid`) or less (`ask`) of YES with cash alone, and with shares. */
export const BUYING: Readonly<Record<BookSide, Slot>> = { bid: 'yesBid', ask: 'noBid' };
export const SELLING: Readonly<Record<BookSide, Slot>> = { bid: 'noAsk', ask: 'yesAsk' };

export interface Trader {
  start(): void;
  /** Waits for nothing and sends nothing more; its orders are cancelled by whoever closes the market. */
  stop(): void;
}

export interface Pit {
  readonly exchange: TradedExchange;
  readonly market: MarketId;
  readonly slug: string;
  readonly minSize: Shares;
  readonly fee: FeeSchedule | null;
  readonly belief: Pick<Belief, 'at' | 'leaves'>;
  readonly clock: PacedClock;
  /** In force now; it may become finer. */
  tick(): Price;
}

/** One trader's place in the pit: its wallet and the numbering of its orders. */
export class Seat {
  readonly pit: Pit;
  readonly wallet: WalletId;
  readonly #name: string;
  #orders = 0;

  constructor(pit: Pit, wallet: WalletId, name: string) {
    this.pit = pit;
    this.wallet = wallet;
    this.#name = name;
  }

  /** `price` in YES terms. */
  send(slot: Slot, price: Price, size: Shares, kind: EngineOrderKind): { id: OrderId; answer: SubmitResult } {
    this.#orders += 1;
    const id = orderId(`${this.pit.slug}/${this.#name}/${this.#orders}`);
    const order = { id, market: this.pit.market, slot, price: yesPrice(slot, price), size, kind };
    return { id, answer: this.pit.exchange.submit(this.wallet, order) };
  }
}

/** Taker fee in dollars a share by YES price, as a statistic; zero where the schedule is unknown (quant.md F-1.7). */
export function feeCurve(fee: FeeSchedule | null): (p: number) => number {
  if (!fee) return () => 0;
  const rate = fee.rate.toNumber();
  return (p) => rate * (p * (1 - p)) ** fee.exponent;
}

/** The price on the grid at or below `p`, or null when none is inside [tick, 1 − tick]. */
export function gridBelow(p: number, tick: Price): Price | null {
  // A hair of tolerance: a probability that is a tick but for float noise is that tick.
  return onGrid(Math.floor((p * MICRO) / tick + 1e-9), tick);
}

/** The price on the grid at or above `p`, or null when none is inside [tick, 1 − tick]. */
export function gridAbove(p: number, tick: Price): Price | null {
  return onGrid(Math.ceil((p * MICRO) / tick - 1e-9), tick);
}

function onGrid(steps: number, tick: Price): Price | null {
  return steps >= 1 && steps * tick <= MICRO - tick ? ((steps * tick) as Price) : null;
}
