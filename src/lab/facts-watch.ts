// Looks at one synthetic market-day from outside and writes down what the stylised facts are computed from: the book once a minute,
// every order that took something, and what each party's resting orders were filled at. It sees the belief, which no trader of
// ours could, and moves nothing.
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { MICRO } from '#domain/units.ts';
import type { Exchange } from '#infra/exchange/exchange.ts';
import type { Belief } from '#infra/exchange/synthetic/belief.ts';
import type { PacedClock } from '#infra/exchange/synthetic/paced-clock.ts';
import type { TradeNews } from '#infra/exchange/trade.ts';

/** A book at one instant, best prices in dollars of YES; null: nobody is there. */
export interface Look {
  readonly bid: number | null;
  readonly ask: number | null;
  readonly tick: number;
  /** Part of the ten best levels that is at the best one, mean of both sides; null: a side has fewer than ten. */
  readonly firstShare: number | null;
}

/** An order that took something: 1 wanted more YES, -1 less. */
export interface TakerOrder {
  readonly sign: 1 | -1;
  readonly usd: number;
}

/** Resting orders that were filled, of one party. Dollars; shares in whole shares, YES less NO. */
export interface Made {
  fills: number;
  /** Price times size, each in the terms of the outcome that was traded. */
  notional: number;
  net: number;
  /** Paid for `net` in YES terms: what it is worth less this is the profit. */
  spent: number;
  /** Against the belief at the fill, and half an hour later, or at the end where that comes before. */
  edge: number;
  later: number;
}

export interface WatchParts {
  readonly exchange: Exchange;
  readonly market: MarketId;
  readonly clock: PacedClock;
  readonly belief: Pick<Belief, 'at'>;
  /** null: somebody else's. */
  readonly partyOf: (wallet: WalletId) => string | null;
}

const LOOK_MS = 60_000;
const LATER_MS = 30 * 60_000;
const DEPTH = 10;

export class FactsWatch {
  readonly looks: Look[] = [];
  readonly made = new Map<string, Made>();
  readonly #orders = new Map<OrderId, { sign: 1 | -1; usd: number }>();
  readonly #parts: WatchParts;
  #unlisten: () => void = () => {};

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#unlisten = this.#parts.exchange.onTrade((news) => this.#hear(news));
    this.#await();
  }

  stop(): void {
    this.#unlisten();
  }

  /** In the order in which they came. */
  get orders(): readonly TakerOrder[] {
    return [...this.#orders.values()];
  }

  #await(): void {
    this.#parts.clock.after(LOOK_MS, () => {
      this.looks.push(this.#look());
      this.#await();
    });
  }

  #look(): Look {
    const { exchange, market } = this.#parts;
    const { bid, ask } = exchange.top(market);
    const shares = (['bid', 'ask'] as const).map((side) => firstShare(exchange.levels(market, side, DEPTH)));
    const [bids = null, asks = null] = shares;
    return {
      bid: bid === null ? null : bid / MICRO,
      ask: ask === null ? null : ask / MICRO,
      tick: exchange.tick(market) / MICRO,
      firstShare: bids === null || asks === null ? null : (bids + asks) / 2,
    };
  }

  #hear({ trade, status }: TradeNews): void {
    if (status !== 'matched' || trade.market !== this.#parts.market) return;
    for (const { wallet, slot, price, size, memory } of trade.legs) {
      const sign = SLOTS[slot].economic === 'bid' ? 1 : -1;
      const usd = (price / MICRO) * (size / MICRO);
      if (memory.fill.role === 'maker') this.#make(wallet.id, sign, yesPrice(slot, price) / MICRO, size / MICRO, usd);
      else {
        const order = this.#orders.get(memory.fill.order) ?? { sign, usd: 0 };
        order.usd += usd;
        this.#orders.set(memory.fill.order, order);
      }
    }
  }

  #make(wallet: WalletId, sign: 1 | -1, price: number, shares: number, usd: number): void {
    const { belief, clock, partyOf } = this.#parts;
    const party = partyOf(wallet);
    if (party === null) return;
    const made = this.made.get(party) ?? { fills: 0, notional: 0, net: 0, spent: 0, edge: 0, later: 0 };
    made.fills += 1;
    made.notional += usd;
    made.net += sign * shares;
    made.spent += sign * shares * price;
    made.edge += sign * shares * (belief.at(clock.now()) - price);
    made.later += sign * shares * (belief.at(clock.now() + LATER_MS) - price);
    this.made.set(party, made);
  }
}

function firstShare(levels: readonly { readonly size: number }[]): number | null {
  if (levels.length < DEPTH) return null;
  const sum = levels.reduce((all, { size }) => all + size, 0);
  return (levels[0]?.size ?? 0) / sum;
}
