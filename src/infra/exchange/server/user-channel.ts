// The private socket: what happens to the orders and trades of one API key, from the subscription on. Nothing is repeated and
// nothing told of what was before. Promises that a socket which is slow, silent or says nonsense costs nobody else anything.
import { readText } from '#infra/venue/wire/codec.ts';
import { USER_RESUBSCRIBE, USER_SUBSCRIBE, userMessageText } from '#infra/venue/wire/user-channel.ts';
import type { UserOrder } from '#infra/venue/wire/user-orders.ts';
import { type OrderChange, type OrderRecord, sideOf } from './order-register.ts';
import type { ServedPeer, ServedSocket } from './served.ts';
import type { ServerParts } from './server-parts.ts';
import { type Seat, SocketRoom } from './socket-room.ts';
import { toldTrade } from './trade-pages.ts';
import type { TradeRecord } from './trade-register.ts';

/** Markets that one subscription may name. */
const MARKETS_MAX = 5_000;

interface Subscription {
  readonly apiKey: string;
  /** null: all of them. */
  markets: Set<string> | null;
}

export class UserChannel {
  readonly #parts: ServerParts;
  readonly #room: SocketRoom<Subscription>;
  readonly #byKey = new Map<string, Set<Seat<Subscription>>>();

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#room = new SocketRoom<Subscription>(parts.clock, {
      first: (seat, text) => this.#subscribe(seat, text),
      later: (seat, text) => this.#change(seat, text),
      left: (seat) => this.#leave(seat),
    });
    parts.orders.onChange((order, change) => this.#tellOrder(order, change));
    parts.trades.onChange((record) => this.#tellTrade(record));
  }

  connect(peer: ServedPeer): ServedSocket | null {
    return this.#room.enter(peer);
  }

  stop(): void {
    this.#room.stop();
  }

  /** Wrong credentials end the connection without a word. */
  #subscribe(seat: Seat<Subscription>, text: string): Subscription | null {
    const asked = readText(USER_SUBSCRIBE, text);
    if (!asked.ok) return null;
    const { auth, markets } = asked.value;
    const { apiKey, secret, passphrase } = auth;
    const known = this.#parts.accounts.find(apiKey)?.texts;
    if (known?.secret !== secret || known.passphrase !== passphrase || (markets?.length ?? 0) > MARKETS_MAX)
      return null;
    const own = this.#byKey.get(apiKey) ?? new Set();
    this.#byKey.set(apiKey, own.add(seat));
    return { apiKey, markets: markets && markets.length > 0 ? new Set(markets) : null };
  }

  #change({ state }: Seat<Subscription>, text: string): void {
    const asked = readText(USER_RESUBSCRIBE, text);
    if (!asked.ok || !state) return;
    const { operation, markets } = asked.value;
    if (operation === 'subscribe') {
      if (state.markets === null || state.markets.size + markets.length > MARKETS_MAX) return;
      for (const market of markets) state.markets.add(market);
    } else for (const market of markets) state.markets?.delete(market);
  }

  #leave(seat: Seat<Subscription>): void {
    if (!seat.state) return;
    const own = this.#byKey.get(seat.state.apiKey);
    own?.delete(seat);
    if (own?.size === 0) this.#byKey.delete(seat.state.apiKey);
  }

  #tellOrder(order: OrderRecord, change: OrderChange): void {
    if (!this.#byKey.has(order.apiKey)) return;
    this.#tell(order.apiKey, order.market, userMessageText({ type: 'order', order: this.#shown(order, change) }));
  }

  #tellTrade(record: TradeRecord): void {
    for (const apiKey of record.parties) {
      if (!this.#byKey.has(apiKey)) continue;
      const trade = toldTrade(record, apiKey);
      this.#tell(apiKey, record.trade.market, userMessageText({ type: 'trade', trade }));
    }
  }

  #tell(apiKey: string, market: string, text: string): void {
    for (const seat of this.#byKey.get(apiKey) ?? [])
      if (seat.state && (seat.state.markets === null || seat.state.markets.has(market))) seat.send(text);
  }

  #shown(order: OrderRecord, news: OrderChange): UserOrder {
    const { id, apiKey, maker, market, asset, outcome, size, matched, price, trades, state, kind } = order;
    return {
      id,
      news,
      market,
      asset,
      side: sideOf(order),
      price,
      size,
      filled: matched,
      status: state,
      trades: trades.length > 0 ? trades : null,
      owner: apiKey,
      orderOwner: apiKey,
      makerAddress: maker,
      outcome,
      orderType: kind,
      createdMs: order.createdMs,
      expiresMs: order.expiresMs,
      atMs: this.#parts.clock.now(),
    };
  }
}
