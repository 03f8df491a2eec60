// What the venue says of our orders and trades: listings read to their end. Promises: a listing names everything or fails; an
// order or a trade in a market that nobody listed to us is no reason to leave it out, so its market is learnt first.
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId, OrderId } from '#domain/ids.ts';
import { slotFor } from '#domain/orders/slot.ts';
import type { Answer, FoundOrder, Reply, VenueOrder, VenueTrade } from '#domain/ports.ts';
import { OPEN_ORDER, OPEN_ORDERS, type OpenOrder } from '../wire/own-orders.ts';
import { REST_TRADES, type RestTrade } from '../wire/trades.ts';
import type { MarketDirectory } from './market-directory.ts';
import type { OrderAliases } from './order-aliases.ts';
import type { OwnNews } from './own-news.ts';
import { queryOf, readPages, readSettled } from './page-reader.ts';
import type { RestClient } from './rest-client.ts';

export interface ListingParts {
  readonly rest: RestClient;
  readonly directory: MarketDirectory;
  readonly aliases: OrderAliases;
  readonly own: OwnNews;
  /** Facts of markets that we do not know; calls back when they are there, or cannot be had. */
  readonly learn: (markets: readonly MarketId[], done: () => void) => void;
}

const LEDGER = { kind: 'ledger' } as const;
const STRANGE_MARKET: VenueFailure = { kind: 'unreadable', excerpt: 'a row is of a market that nobody knows' };

export class OrderListing {
  readonly #parts: ListingParts;

  constructor(parts: ListingParts) {
    this.#parts = parts;
  }

  /** Everything of ours that rests, or may. */
  open(reply: Reply<readonly VenueOrder[]>): void {
    const call = { method: 'GET', service: 'clob', path: '/data/orders', auth: 'key', cost: LEDGER } as const;
    readSettled(
      this.#parts.rest,
      (cursor) => ({ ...call, query: queryOf({ next_cursor: cursor }), codec: OPEN_ORDERS }),
      (order: OpenOrder) => order.id,
      (answer) => {
        if (!answer.ok) {
          reply(answer);
          return;
        }
        const resting = answer.value.filter(mayRest);
        this.#known(
          resting.filter((order) => !this.#place(order)).map(({ market }) => market),
          () => reply(wholly(resting, (order) => this.#ours(order))),
        );
      },
    );
  }

  /** Every trade of ours since then, with how far it is settled. */
  trades(sinceMs: number, reply: Reply<readonly VenueTrade[]>): void {
    this.rawTrades(sinceMs, (answer) => {
      if (!answer.ok) {
        reply(answer);
        return;
      }
      const { own } = this.#parts;
      this.#known(
        answer.value.flatMap((trade) => own.tradesOf(trade).strangers),
        () =>
          reply(
            wholly(answer.value, (trade) => {
              const { trades, strangers } = own.tradesOf(trade);
              return strangers.length > 0 ? null : trades;
            }),
          ),
      );
    });
  }

  rawTrades(sinceMs: number, reply: Reply<readonly RestTrade[]>): void {
    const call = { method: 'GET', service: 'clob', path: '/data/trades', auth: 'key', cost: LEDGER } as const;
    const after = String(Math.max(0, Math.floor(sinceMs / 1_000)));
    readPages(
      this.#parts.rest,
      (cursor) => ({ ...call, query: queryOf({ after, next_cursor: cursor }), codec: REST_TRADES }),
      // Rows move on to later pages while they are read; of two the later one is newer.
      (answer) =>
        reply(answer.ok ? { ok: true, value: once([...answer.value].reverse(), ({ id }) => id).reverse() } : answer),
    );
  }

  /** One order by its id, whatever became of it; null: the venue does not know it. */
  one(id: OrderId, reply: Reply<OpenOrder | null>): void {
    const path = `/data/order/${this.#parts.aliases.theirs(id)}`;
    const call = { method: 'GET', service: 'clob', path, auth: 'key', cost: LEDGER, codec: OPEN_ORDER } as const;
    this.#parts.rest.exchange(call, (answer) => {
      if (!('kind' in answer) && answer.ok && answer.status === 404) reply({ ok: true, value: null });
      else reply(this.#parts.rest.meaning(call, answer));
    });
  }

  /** The same in our words. */
  found(id: OrderId, reply: Reply<FoundOrder | null>): void {
    this.one(id, (answer) => {
      if (!answer.ok || answer.value === null) {
        reply(answer as Answer<null>);
        return;
      }
      const row = answer.value;
      this.#known(this.#place(row) ? [] : [row.market], () => reply(this.#standing(id, row)));
    });
  }

  #standing(id: OrderId, row: OpenOrder): Answer<FoundOrder> {
    const [order] = this.#ours(row) ?? [];
    if (!order) return { ok: false, failure: STRANGE_MARKET };
    if (order.id !== id)
      return { ok: false, failure: { kind: 'unreadable', excerpt: `id: ${row.id} instead of ${id}` } };
    const isFilled = row.status.word === 'matched' && row.filled >= row.size;
    return { ok: true, value: { ...order, standing: mayRest(row) ? 'resting' : isFilled ? 'filled' : 'gone' } };
  }

  #place({ asset, market }: OpenOrder) {
    return this.#parts.directory.place(asset, market);
  }

  #ours(order: OpenOrder): readonly VenueOrder[] | null {
    const place = this.#place(order);
    if (!place) return null;
    const { side, price, size, filled } = order;
    const id = this.#parts.aliases.ours(order.id);
    return [{ id, market: place.market, slot: slotFor(place.outcome, side), price, size, filled }];
  }

  #known(markets: readonly MarketId[], then: () => void): void {
    if (markets.length === 0) then();
    else this.#parts.learn([...new Set(markets)], then);
  }
}

/** All of them, or a failure when one has no meaning to us. */
function wholly<Row, Ours>(rows: readonly Row[], ours: (row: Row) => readonly Ours[] | null): Answer<readonly Ours[]> {
  const all: Ours[] = [];
  for (const row of rows) {
    const found = ours(row);
    if (found === null) {
      return { ok: false, failure: STRANGE_MARKET };
    }
    all.push(...found);
  }
  return { ok: true, value: all };
}

/** `matched` says that a part of it was; the rest may well rest. */
function mayRest({ status, size, filled }: OpenOrder): boolean {
  if (status.word === 'live' || status.word === 'delayed') return true;
  return status.word === 'matched' && filled < size;
}

/** The first of each. */
function once<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const row of rows) if (!seen.has(keyOf(row))) seen.set(keyOf(row), row);
  return [...seen.values()];
}
