// A venue where every order rests and nobody ever trades, for benches of our own side: it keeps no more than a listing needs, and
// answers after a while on the clock that it is given.
import type { OrderId } from '#domain/ids.ts';
import type { AccountNews, Clock, Reply, Venue, VenueAccount, VenueOrder } from '#domain/ports.ts';
import { type Usd, ZERO_SHARES, ZERO_USD } from '#domain/units.ts';

const ANSWER_MS = 5;

export class QuietVenue implements Venue {
  readonly #clock: Clock;
  readonly #cash: Usd;
  readonly #resting = new Map<OrderId, VenueOrder>();
  readonly #listeners = new Set<(news: AccountNews) => void>();
  #beats = 0;

  constructor(clock: Clock, cash: Usd) {
    this.#clock = clock;
    this.#cash = cash;
  }

  get resting(): number {
    return this.#resting.size;
  }

  place: Venue['place'] = (orders, reply) => {
    for (const { id, market, slot, price, size } of orders)
      this.#resting.set(id, { id, market, slot, price, size, filled: ZERO_SHARES });
    this.#answer(
      orders.map(({ id }) => ({ order: id, result: 'resting' as const })),
      reply,
    );
  };

  cancel: Venue['cancel'] = (orders, reply) =>
    this.#answer(
      orders.map((order) => ({
        order,
        result: this.#resting.delete(order) ? ('cancelled' as const) : ('notFound' as const),
      })),
      reply,
    );

  cancelMarket: Venue['cancelMarket'] = (market, reply) =>
    this.#answer(
      this.#take((order) => order.market === market),
      reply,
    );

  cancelAll: Venue['cancelAll'] = (reply) =>
    this.#answer(
      this.#take(() => true),
      reply,
    );

  openOrders: Venue['openOrders'] = (reply) => this.#answer([...this.#resting.values()], reply);

  order: Venue['order'] = (id, reply) => {
    const found = this.#resting.get(id);
    this.#answer(found ? { ...found, standing: 'resting' } : null, reply);
  };

  fills: Venue['fills'] = (_, reply) => this.#answer([], reply);

  account: Venue['account'] = (reply) => this.#answer(this.holds(), reply);

  beat: Venue['beat'] = (_, reply) => {
    this.#beats += 1;
    this.#answer({ id: `beat-${this.#beats}` }, reply);
  };

  newsHeardMs = (): number => this.#clock.now();

  listen: Venue['listen'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  holds(): VenueAccount {
    return { cash: this.#cash, receivables: ZERO_USD, holdings: new Map() };
  }

  #take(isMeant: (order: VenueOrder) => boolean): readonly OrderId[] {
    const gone = [...this.#resting.values()].filter(isMeant).map(({ id }) => id);
    for (const id of gone) this.#resting.delete(id);
    return gone;
  }

  #answer<T>(value: T, reply: Reply<T>): void {
    this.#clock.setTimeout(() => reply({ ok: true, value }), ANSWER_MS);
  }
}
