// Which public socket carries which market: few on each, hot ones on two. Grows as markets come, shrinks as they go.
import type { MarketId } from '#domain/ids.ts';
import { type ConnectionOwner, type ConnectionParts, MarketConnection } from './market-connection.ts';

/** A market is asked for over so many sockets. */
export type Copies = 1 | 2;

export class ConnectionPool {
  readonly #parts: ConnectionParts;
  readonly #owner: ConnectionOwner;
  readonly #connections = new Set<MarketConnection>();
  #made = 0;

  constructor(parts: ConnectionParts, owner: ConnectionOwner) {
    this.#parts = parts;
    this.#owner = owner;
  }

  get connections(): readonly MarketConnection[] {
    return [...this.#connections];
  }

  /** Those that carry it. */
  of(market: MarketId): readonly MarketConnection[] {
    return this.connections.filter((one) => one.has(market));
  }

  /** Some socket is open and has told a book of it. */
  isTold(market: MarketId): boolean {
    for (const one of this.#connections) if (one.tells(market)) return true;
    return false;
  }

  carry(market: MarketId, copies: Copies): void {
    for (let missing = copies - this.of(market).length; missing > 0; missing--) {
      const roomy = this.connections.find((one) => one.room > 0 && !one.has(market));
      (roomy ?? this.#open()).add(market);
    }
  }

  /** One socket carries it from now on, one that tells of it if there is one. */
  thin(market: MarketId): void {
    const carriers = this.of(market);
    const kept = carriers.find((one) => one.tells(market)) ?? carriers[0];
    for (const one of carriers) if (one !== kept) this.#leave(one, market);
  }

  drop(market: MarketId): void {
    for (const one of this.of(market)) this.#leave(one, market);
  }

  /** To a connection of its own, away from one where it is not heard. */
  move(market: MarketId, from: MarketConnection): void {
    this.#open().add(market);
    this.#leave(from, market);
  }

  close(): void {
    for (const one of this.#connections) one.close();
    this.#connections.clear();
  }

  #leave(connection: MarketConnection, market: MarketId): void {
    connection.remove(market);
    if (connection.markets.length > 0) return;
    this.#connections.delete(connection);
    connection.close();
  }

  #open(): MarketConnection {
    this.#made += 1;
    const name = `market-${this.#made}`;
    const connection = new MarketConnection(
      name,
      { ...this.#parts, random: this.#parts.random.fork(name) },
      this.#owner,
    );
    this.#connections.add(connection);
    return connection;
  }
}
