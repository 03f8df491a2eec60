// The private side of the venue over its protocol: what an actor asks of a `Venue`, handed to whoever does it on the wire.
import type { MarketId, OrderId } from '#domain/ids.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type {
  AccountNews,
  CancelOutcome,
  FoundOrder,
  PlaceOutcome,
  Reply,
  Venue,
  VenueAccount,
  VenueOrder,
  VenueTrade,
} from '#domain/ports.ts';
import { BEAT, BEAT_ANSWER } from '../wire/account.ts';
import { writeText } from '../wire/codec.ts';
import type { AccountReader } from './account-reader.ts';
import type { OrderCancel } from './order-cancel.ts';
import type { OrderListing } from './order-listing.ts';
import type { OrderPost } from './order-post.ts';
import type { OwnNews } from './own-news.ts';
import { RANK, type RestClient } from './rest-client.ts';
import type { UserStream } from './user-stream.ts';

export interface VenueParts {
  readonly rest: RestClient;
  readonly post: OrderPost;
  readonly cancels: OrderCancel;
  readonly listing: OrderListing;
  readonly accounts: AccountReader;
  readonly own: OwnNews;
  readonly news: UserStream;
  /** An order of ours would have crossed the book of that market. */
  readonly onCrossed: (market: MarketId) => void;
}

export class WireVenue implements Venue {
  readonly #parts: VenueParts;

  constructor(parts: VenueParts) {
    this.#parts = parts;
  }

  place(orders: readonly Approved<OrderIntent>[], reply: Reply<readonly PlaceOutcome[]>): void {
    const { own, accounts, post } = this.#parts;
    own.placed(orders);
    for (const { market } of orders) accounts.touch(market);
    post.place(orders, (answer) => {
      if (answer.ok) this.#lookAtCrossed(orders, answer.value);
      reply(answer);
    });
  }

  /** It crossed a book that we did not see: ours may be of the past. */
  #lookAtCrossed(orders: readonly OrderIntent[], outcomes: readonly PlaceOutcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.result !== 'rejected' || outcome.reason !== 'crossesBook') continue;
      const market = orders.find(({ id }) => id === outcome.order)?.market;
      if (market) this.#parts.onCrossed(market);
    }
  }

  cancel(orders: readonly OrderId[], reply: Reply<readonly CancelOutcome[]>): void {
    this.#parts.cancels.some(orders, reply);
  }

  cancelMarket(market: MarketId, reply: Reply<readonly OrderId[]>): void {
    this.#parts.cancels.ofMarket(market, reply);
  }

  cancelAll(reply: Reply<readonly OrderId[]>): void {
    this.#parts.cancels.all(reply);
  }

  openOrders(reply: Reply<readonly VenueOrder[]>): void {
    this.#parts.listing.open(reply);
  }

  order(id: OrderId, reply: Reply<FoundOrder | null>): void {
    this.#parts.listing.found(id, reply);
  }

  fills(sinceMs: number, reply: Reply<readonly VenueTrade[]>): void {
    this.#parts.listing.trades(sinceMs, reply);
  }

  account(reply: Reply<VenueAccount>): void {
    this.#parts.accounts.read(reply);
  }

  newsHeardMs(): number {
    return this.#parts.news.heardMs();
  }

  beat(previous: string | null, reply: Reply<{ readonly id: string }>): void {
    const body = writeText(BEAT, { id: previous ?? '' });
    const call = { method: 'POST', service: 'clob', path: '/v1/heartbeats', auth: 'key', codec: BEAT_ANSWER } as const;
    this.#parts.rest.ask({ ...call, body, cost: { kind: 'beat' }, rank: RANK.cancel }, (answer) => {
      if (!answer.ok) reply(answer);
      else if (answer.value.error === null) reply({ ok: true, value: { id: answer.value.id } });
      else reply({ ok: false, failure: { kind: 'rejected', reason: 'wrongBeat', text: answer.value.id } });
    });
  }

  listen(listener: (news: AccountNews) => void): () => void {
    return this.#parts.news.listen(listener);
  }
}
