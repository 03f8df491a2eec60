// Simple quoters who are let into the calibrated market to find out what their way of quoting is worth there (quant.md 16.3):
// one joins both touches, one quotes around the belief itself, one does so with the inventory skew F-2.6. Each shows
// 100 shares on both sides, post-only, and what it decides happens a second later. None has a limit on what it holds.
import type { OrderId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import type { AccountNews } from '#domain/ports.ts';
import { logit } from '#domain/pricing/logit.ts';
import { reservation } from '#domain/pricing/skew.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';
import { BUYING, gridAbove, gridBelow, type Seat, type Trader } from '#infra/exchange/synthetic/pit.ts';

/** YES terms; null: nothing on that side. */
type Quotes = Readonly<Record<BookSide, Price | null>>;

/** What an agent sees: the best prices of the others, and what it holds, YES less NO in shares. */
interface Sight {
  readonly others: Quotes;
  readonly held: number;
}

type Style = (sight: Sight, seat: Seat) => Quotes;

const SIZE = (100 * MICRO) as Shares;
const LATENCY_MS = 1_000;
const HALF_SPREAD = 0.003;
const SKEW = { gamma: 0.0035, w: 1 };

const joinsTouch: Style = ({ others }) => others;

const around =
  (skew: { readonly gamma: number; readonly w: number } | null): Style =>
  ({ others, held }, { pit }) => {
    const fair = pit.belief.at(pit.clock.now());
    const view = skew ? reservation({ x: logit(fair), q: held, ...skew }) : fair;
    const tick = pit.tick();
    const [bid, ask] = [gridBelow(view - HALF_SPREAD, tick), gridAbove(view + HALF_SPREAD, tick)];
    // As near as a post-only order may come.
    return {
      bid: bid !== null && others.ask !== null ? (Math.min(bid, others.ask - tick) as Price) : bid,
      ask: ask !== null && others.bid !== null ? (Math.max(ask, others.bid + tick) as Price) : ask,
    };
  };

export const STYLES = {
  joinsTouch,
  quotesFair: around(null),
  quotesFairSkewed: around(SKEW),
} as const satisfies Readonly<Record<string, Style>>;

export type AgentStyle = keyof typeof STYLES;

interface Resting {
  readonly id: OrderId;
  readonly price: Price;
  left: number;
}

export class QuotingAgent implements Trader {
  readonly #seat: Seat;
  readonly #style: Style;
  readonly #resting: Record<BookSide, Resting | null> = { bid: null, ask: null };
  #decided: Quotes = { bid: null, ask: null };
  /** Micro-shares. */
  #held = 0;
  #callOff: () => void = () => {};
  #unlisten: () => void = () => {};

  constructor(seat: Seat, style: AgentStyle) {
    this.#seat = seat;
    this.#style = STYLES[style];
  }

  start(): void {
    this.#unlisten = this.#seat.pit.exchange.onAccount(this.#seat.wallet, (news) => this.#hear(news));
    this.#await();
  }

  stop(): void {
    this.#callOff();
    this.#unlisten();
  }

  #await(): void {
    this.#callOff = this.#seat.pit.clock.after(LATENCY_MS, () => {
      for (const side of ['bid', 'ask'] as const) this.#show(side, this.#decided[side]);
      const others = { bid: this.#best('bid'), ask: this.#best('ask') };
      this.#decided = this.#style({ others, held: this.#held / MICRO }, this.#seat);
      this.#await();
    });
  }

  #hear(news: AccountNews): void {
    if (news.type !== 'FILL' && news.type !== 'ORDER_GONE') return;
    const id = news.type === 'FILL' ? news.fill.order : news.order;
    if (news.type === 'FILL') this.#held += SLOTS[news.fill.slot].economic === 'bid' ? news.fill.size : -news.fill.size;
    for (const side of ['bid', 'ask'] as const) {
      const order = this.#resting[side];
      if (order?.id !== id) continue;
      order.left -= news.type === 'FILL' ? news.fill.size : order.left;
      if (order.left <= 0) this.#resting[side] = null;
    }
  }

  /** Rests at this price with whatever place in the queue it has there. */
  #show(side: BookSide, price: Price | null): void {
    const { exchange } = this.#seat.pit;
    const order = this.#resting[side];
    if (order?.price === price) return;
    if (order) exchange.cancel(this.#seat.wallet, [order.id]);
    this.#resting[side] = null;
    if (price === null) return;
    const { id, answer } = this.#seat.send(BUYING[side], price, SIZE, 'postOnly');
    if (answer.result === 'resting') this.#resting[side] = { id, price, left: SIZE };
  }

  #best(side: BookSide): Price | null {
    const { exchange, market } = this.#seat.pit;
    const mine = this.#resting[side];
    const best = exchange.top(market)[side];
    if (mine === null || best !== mine.price) return best;
    const [first, second] = exchange.levels(market, side, 2);
    return (first?.size ?? 0) > mine.left ? best : (second?.price ?? null);
  }
}
