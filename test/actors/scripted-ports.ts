// Ports that do what a test says: a venue that answers when told, a stream with hand-made books, a chain that waits. For what
// the whole exchange would do too well.
import type { VenueFailure } from '#domain/failure.ts';
import { type MarketId, type OrderId, transactionId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type {
  AccountNews,
  Answer,
  Chain,
  ChainReceipt,
  MarketStream,
  Reply,
  Venue,
  VenueAccount,
  VenueOrder,
  VenueTrade,
} from '#domain/ports.ts';
import { Decimal, type Shares, type Usd, ZERO_SHARES, ZERO_USD } from '#domain/units.ts';
import type { VirtualClock } from '#infra/virtual-clock.ts';

export type Kind =
  | 'place'
  | 'cancel'
  | 'cancelMarket'
  | 'cancelAll'
  | 'openOrders'
  | 'order'
  | 'fills'
  | 'account'
  | 'beat';

export interface Request {
  readonly kind: Kind;
  readonly orders: readonly OrderId[];
  readonly intents: readonly OrderIntent[];
  readonly market: MarketId | null;
  readonly reply: Reply<never>;
}

/** Remembers what it was asked. Kinds named in `prompt` are answered 10 ms later, well behaved; the others wait for `answer`. */
export class ScriptedVenue implements Venue {
  readonly asked: Request[] = [];
  readonly resting = new Map<OrderId, VenueOrder>();
  readonly trades: VenueTrade[] = [];
  /** What it says we own. */
  says: () => VenueAccount = () => ({ cash: ZERO_USD, receivables: ZERO_USD, holdings: new Map() });
  readonly prompt: Set<Kind>;
  /** When the private socket died, or null. */
  deadSinceMs: number | null = null;
  readonly #clock: VirtualClock;
  readonly #listeners = new Set<(news: AccountNews) => void>();

  constructor(clock: VirtualClock, prompt: readonly Kind[]) {
    this.#clock = clock;
    this.prompt = new Set(prompt);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  place(intents: readonly Approved<OrderIntent>[], reply: Reply<never>): void {
    this.#ask({ kind: 'place', orders: intents.map(({ id }) => id), intents, market: null, reply });
  }
  cancel(orders: readonly OrderId[], reply: Reply<never>): void {
    this.#ask({ kind: 'cancel', orders, intents: [], market: null, reply });
  }
  cancelMarket(market: MarketId, reply: Reply<never>): void {
    this.#ask({ kind: 'cancelMarket', orders: [], intents: [], market, reply });
  }
  cancelAll(reply: Reply<never>): void {
    this.#ask({ kind: 'cancelAll', orders: [], intents: [], market: null, reply });
  }
  openOrders(reply: Reply<never>): void {
    this.#ask({ kind: 'openOrders', orders: [], intents: [], market: null, reply });
  }
  order(id: OrderId, reply: Reply<never>): void {
    this.#ask({ kind: 'order', orders: [id], intents: [], market: null, reply });
  }
  fills(_sinceMs: number, reply: Reply<never>): void {
    this.#ask({ kind: 'fills', orders: [], intents: [], market: null, reply });
  }
  account(reply: Reply<never>): void {
    this.#ask({ kind: 'account', orders: [], intents: [], market: null, reply });
  }
  beat(_previous: string | null, reply: Reply<never>): void {
    this.#ask({ kind: 'beat', orders: [], intents: [], market: null, reply });
  }
  /** A living socket is heard all the time, a dead one never again. */
  newsHeardMs(): number {
    return this.deadSinceMs ?? this.#clock.now();
  }

  listen(listener: (news: AccountNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(news: AccountNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }

  /** Requests of one kind, answered or not. */
  of(kind: Kind): readonly Request[] {
    return this.asked.filter((each) => each.kind === kind);
  }

  /** Does what a request asks and answers it. */
  obey(request: Request): void {
    request.reply({ ok: true, value: this.#done(request) } as never);
  }

  #done({ kind, orders, intents, market }: Request): unknown {
    const remove = (ids: readonly OrderId[]) => ids.filter((id) => this.resting.delete(id));
    switch (kind) {
      case 'place':
        for (const { id, market: of, slot, price, size } of intents)
          this.resting.set(id, { id, market: of, slot, price, size, filled: ZERO_SHARES });
        return intents.map(({ id }) => ({ order: id, result: 'resting' }));
      case 'cancel':
        return orders.map((order) => ({ order, result: this.resting.delete(order) ? 'cancelled' : 'notFound' }));
      case 'cancelMarket':
        return remove([...this.resting.values()].filter((order) => order.market === market).map(({ id }) => id));
      case 'cancelAll':
        return remove([...this.resting.keys()]);
      case 'openOrders':
        return [...this.resting.values()];
      case 'order': {
        const [id] = orders;
        const order = id && this.resting.get(id);
        return order ? { ...order, standing: 'resting' } : null;
      }
      case 'fills':
        return [...this.trades];
      case 'account':
        return this.says();
      case 'beat':
        return { id: `beat-${this.of('beat').length}` };
    }
  }

  #ask(request: Request): void {
    this.asked.push(request);
    if (this.prompt.has(request.kind)) this.#clock.setTimeout(() => this.obey(request), 10);
  }
}

export function refuse(request: Request | undefined, failure: VenueFailure): void {
  request?.reply({ ok: false, failure });
}

export class ScriptedStream implements MarketStream {
  readonly listed: Market[] = [];
  readonly books = new Map<MarketId, MarketEvent>();
  readonly #clock: VirtualClock;
  readonly #catalogue = new Set<(market: Market) => void>();
  readonly #listeners = new Set<{
    readonly markets: readonly MarketId[];
    readonly listener: (event: MarketEvent, receivedMs: number) => void;
  }>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Open streams of one market. */
  open(market: MarketId): number {
    return [...this.#listeners].filter((one) => one.markets.includes(market)).length;
  }

  list(market: Market): void {
    this.listed.push(market);
    for (const listener of this.#catalogue) this.#clock.setTimeout(() => listener(market), 0);
  }

  catalogue(listener: (market: Market) => void): () => void {
    this.#catalogue.add(listener);
    for (const market of this.listed) this.#clock.setTimeout(() => listener(market), 0);
    return () => this.#catalogue.delete(listener);
  }

  listen(markets: readonly MarketId[], listener: (event: MarketEvent, receivedMs: number) => void): () => void {
    const one = { markets, listener };
    this.#listeners.add(one);
    for (const market of markets) {
      const book = this.books.get(market);
      if (book) this.#clock.setTimeout(() => this.#listeners.has(one) && listener(book, this.#clock.now()), 0);
    }
    return () => this.#listeners.delete(one);
  }

  /** A living socket: heard all the time. */
  heardMs(_market: MarketId): number {
    return this.#clock.now();
  }

  send(event: MarketEvent): void {
    if (event.type === 'SNAPSHOT') this.books.set(event.market, event);
    for (const { markets, listener } of [...this.#listeners])
      if (markets.includes(event.market)) listener(event, this.#clock.now());
  }
}

export interface ChainRequest {
  readonly kind: 'merge' | 'split' | 'redeem';
  readonly market: MarketId;
  readonly size: Shares | null;
  readonly reply: Reply<ChainReceipt>;
}

/** Answers nothing by itself but what a transaction costs. */
export class ScriptedChain implements Chain {
  readonly asked: ChainRequest[] = [];
  /** Dollars; null: nobody says. */
  price: Usd | null = ZERO_USD;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  gas(reply: Reply<Usd>): void {
    this.#clock.setTimeout(() => this.price && reply({ ok: true, value: this.price }), 0);
  }

  merge(market: MarketId, size: Shares, reply: Reply<ChainReceipt>): void {
    this.asked.push({ kind: 'merge', market, size, reply });
  }
  split(market: MarketId, size: Shares, reply: Reply<ChainReceipt>): void {
    this.asked.push({ kind: 'split', market, size, reply });
  }
  redeem(market: MarketId, reply: Reply<ChainReceipt>): void {
    this.asked.push({ kind: 'redeem', market, size: null, reply });
  }

  /** Confirms the nth request. */
  confirm(n: number): void {
    const request = this.asked[n];
    const size = request?.size ?? ZERO_SHARES;
    const cash = new Decimal(size).div('1e6');
    const receipt = { transaction: transactionId(`t${n}`), gas: ZERO_USD, cash, yes: size, no: size, atMs: 0 };
    request?.reply({ ok: true, value: receipt } as Answer<ChainReceipt>);
  }
}
