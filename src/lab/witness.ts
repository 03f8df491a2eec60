// Stands between the tree and the venue and remembers, in the plainest way, what was asked, answered and told: so that the
// checks can hold the tree to what it could know. Changes nothing, and believes nothing that the tree says of itself.
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId, OrderId, TransactionId } from '#domain/ids.ts';
import type { BookSide, MarketEvent } from '#domain/market/market-event.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type {
  AccountNews,
  Answer,
  Chain,
  ChainReceipt,
  Clock,
  IntentFile,
  MarketStream,
  Reply,
  Venue,
} from '#domain/ports.ts';
import { MICRO } from '#domain/units.ts';
import { STATED } from './checks.ts';

/** A line that says what we want, and of which order. */
const INTENT = /^\{"row":"intent".*?"order":"([^"]+)"/gm;

export interface WitnessHooks {
  /** Before the request leaves. */
  readonly onPlace: (orders: readonly Approved<OrderIntent>[]) => void;
}

export class Witness {
  readonly #clock: Clock;
  readonly #hooks: WitnessHooks;
  readonly #books = new Map<MarketId, ToldBook>();
  readonly #toldMs = new Map<MarketId, number>();
  /** Every order that ever left. */
  readonly placed = new Set<OrderId>();
  /** Every order whose intent the disk has. */
  readonly written = new Set<string>();
  /** What answers said of orders since somebody looked. */
  answered: { readonly order: OrderId; readonly said: 'resting' | 'rejected' | 'cancelled' }[] = [];
  /** When the beat that was acknowledged last had been sent. */
  beatMs = Number.NEGATIVE_INFINITY;
  /** When the newest request that was answered with 425 had been made; null: a later one got another answer. */
  downSinceMs: number | null = null;
  /** Micro-dollars of credits that were told. */
  credits = 0n;
  /** Micro-dollars and micro-shares that receipts told of. */
  readonly receipts = { cash: 0n, shares: new Map<string, number>() };
  /** Transactions whose receipts came. */
  readonly transactions = new Set<TransactionId>();
  /** Micro-sets in merges that were asked for and not answered, by market; see `mergingNow`. */
  readonly merging = new Map<MarketId, number>();
  readonly #unanswered = new Set<Unanswered>();
  /** What was asked of the chain since somebody looked. `size`: micro-sets, 0 for a redemption. */
  chainAsked: { readonly kind: 'merge' | 'redeem'; readonly market: MarketId; readonly size: number }[] = [];

  /** `clock`: the world's. */
  constructor(clock: Clock, hooks: WitnessHooks) {
    this.#clock = clock;
    this.#hooks = hooks;
  }

  venue(venue: Venue): Venue {
    return {
      place: (orders, reply) => {
        this.#hooks.onPlace(orders);
        for (const { id } of orders) this.placed.add(id);
        const answered = this.#ordering(reply);
        venue.place(orders, (answer) => {
          if (answer.ok) for (const { order, result } of answer.value) this.answered.push({ order, said: result });
          answered(answer);
        });
      },
      cancel: (orders, reply) => {
        const answered = this.#ordering(reply);
        venue.cancel(orders, (answer) => {
          if (answer.ok)
            for (const { order, result } of answer.value)
              if (result === 'cancelled') this.answered.push({ order, said: result });
          answered(answer);
        });
      },
      cancelMarket: (market, reply) => venue.cancelMarket(market, this.#ordering(reply)),
      cancelAll: (reply) => venue.cancelAll(this.#ordering(reply)),
      openOrders: (reply) => venue.openOrders(reply),
      fills: (sinceMs, reply) => venue.fills(sinceMs, reply),
      account: (reply) => venue.account(reply),
      beat: (previous, reply) => {
        const sentMs = this.#clock.now();
        venue.beat(previous, (answer) => {
          if (answer.ok) this.beatMs = Math.max(this.beatMs, sentMs);
          reply(answer);
        });
      },
      listen: (listener) =>
        venue.listen((news) => {
          this.#told(news);
          listener(news);
        }),
      newsHeardMs: () => venue.newsHeardMs(),
    };
  }

  stream(stream: MarketStream): MarketStream {
    return {
      catalogue: (listener) => stream.catalogue(listener),
      listen: (markets, listener) => {
        const book = new ToldBook();
        for (const market of markets) this.#books.set(market, book);
        const hangUp = stream.listen(markets, (event, receivedMs) => {
          book.apply(event);
          this.#toldMs.set(event.market, this.#clock.now());
          listener(event, receivedMs);
        });
        return () => {
          for (const market of markets) if (this.#books.get(market) === book) this.#books.delete(market);
          hangUp();
        };
      },
      heardMs: (market) => stream.heardMs(market),
    };
  }

  intents(file: IntentFile): IntentFile {
    return {
      read: () => file.read(),
      append: (text, reply) =>
        file.append(text, (problem) => {
          if (problem === null) for (const [, id] of text.matchAll(INTENT)) this.written.add(id ?? '');
          reply(problem);
        }),
      replace: (text, reply) => file.replace(text, reply),
    };
  }

  chain(chain: Chain): Chain {
    return {
      merge: (market, size, reply) => {
        const merge: Unanswered = { market, size, askedMs: this.#clock.now() };
        this.#unanswered.add(merge);
        this.chainAsked.push({ kind: 'merge', market, size });
        this.merging.set(market, (this.merging.get(market) ?? 0) + size);
        chain.merge(market, size, (answer) => {
          this.#over(merge);
          this.#receipt(market, answer, 1);
          reply(answer);
        });
      },
      split: (market, size, reply) =>
        chain.split(market, size, (answer) => {
          this.#receipt(market, answer, -1);
          reply(answer);
        }),
      redeem: (market, reply) => {
        this.chainAsked.push({ kind: 'redeem', market, size: 0 });
        chain.redeem(market, (answer) => {
          this.#receipt(market, answer, 1);
          reply(answer);
        });
      },
      gas: (reply) => chain.gas(reply),
    };
  }

  /** Merges that may be on their way: not answered, not found in the account, and not silent for longer than stated. */
  mergingNow(): ReadonlyMap<MarketId, number> {
    for (const merge of this.#unanswered) if (this.#clock.now() - merge.askedMs >= STATED.chainMs) this.#over(merge);
    return this.merging;
  }

  /** The house books a merge that nobody answered. */
  mergeFound(market: MarketId, size: number): void {
    const merge = [...this.#unanswered].find((each) => each.market === market && each.size === size);
    if (merge) this.#over(merge);
  }

  /** World time of the last event of a market that was told, however late. */
  toldMs(market: MarketId): number {
    return this.#toldMs.get(market) ?? Number.NEGATIVE_INFINITY;
  }

  /** Why nobody may quote on the book as it was told; null: it is one. */
  bookProblem(market: MarketId): string | null {
    const book = this.#books.get(market);
    return book ? book.problem() : 'nobody listens';
  }

  /** Whoever heard of the first is another process. */
  forgetStreams(): void {
    this.#books.clear();
    this.beatMs = Number.NEGATIVE_INFINITY;
    this.downSinceMs = null;
    this.merging.clear();
    this.#unanswered.clear();
  }

  #over(merge: Unanswered): void {
    if (this.#unanswered.delete(merge))
      this.merging.set(merge.market, (this.merging.get(merge.market) ?? 0) - merge.size);
  }

  #ordering<T>(reply: Reply<T>): Reply<T> {
    const askedMs = this.#clock.now();
    return (answer) => {
      this.#heardOfEngine(askedMs, answer.ok ? null : answer.failure);
      reply(answer);
    };
  }

  /** A 429 comes from the door, a lost answer from nobody: neither says whether the engine is back. */
  #heardOfEngine(askedMs: number, failure: VenueFailure | null): void {
    if (failure?.kind === 'restarting') this.downSinceMs = Math.max(this.downSinceMs ?? askedMs, askedMs);
    else if (failure?.kind === 'rateLimited' || failure?.kind === 'unreachable' || failure?.kind === 'unreadable')
      return;
    else if (this.downSinceMs !== null && askedMs >= this.downSinceMs) this.downSinceMs = null;
  }

  #told(news: AccountNews): void {
    if (news.type !== 'CREDIT') return;
    const micros = BigInt(news.cash.times(MICRO).toFixed(0));
    this.credits += news.kind === 'withdrawal' ? -micros : micros;
  }

  /** `taken`: 1 when shares leave, -1 when they come. */
  #receipt(market: MarketId, answer: Answer<ChainReceipt>, taken: 1 | -1): void {
    if (!answer.ok) return;
    const { cash, gas, yes, no, transaction } = answer.value;
    this.transactions.add(transaction);
    this.receipts.cash += BigInt(cash.minus(gas).times(MICRO).toFixed(0));
    const { shares } = this.receipts;
    for (const [outcome, size] of [
      ['yes', yes],
      ['no', no],
    ] as const)
      shares.set(`${market} ${outcome}`, (shares.get(`${market} ${outcome}`) ?? 0) - taken * size);
  }
}

interface Unanswered {
  readonly market: MarketId;
  readonly size: number;
  /** World time. */
  readonly askedMs: number;
}

/** Levels as they were told on one stream, in YES terms. */
class ToldBook {
  readonly #levels = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  #seen = false;
  #snapshotMs = 0;
  #newestMs = 0;

  apply(event: MarketEvent): void {
    if (event.type === 'SNAPSHOT') {
      if (this.#seen && event.atMs < this.#newestMs) return;
      this.#seen = true;
      this.#snapshotMs = event.atMs;
      this.#newestMs = Math.max(this.#newestMs, event.atMs);
      this.#levels.bid.clear();
      this.#levels.ask.clear();
      for (const { price, size } of event.bids) this.#set(event.outcome, 'bid', price, size);
      for (const { price, size } of event.asks) this.#set(event.outcome, 'ask', price, size);
    } else if (event.type === 'LEVELS') {
      if (!this.#seen || event.atMs < this.#snapshotMs) return;
      this.#newestMs = Math.max(this.#newestMs, event.atMs);
      for (const { outcome, side, price, size } of event.changes) this.#set(outcome, side, price, size);
    }
  }

  problem(): string | null {
    if (!this.#seen) return 'no whole book was told since we listen';
    const bid = Math.max(...this.#levels.bid.keys());
    const ask = Math.min(...this.#levels.ask.keys());
    return bid >= ask ? `the book as told is crossed: bid ${bid}, ask ${ask}` : null;
  }

  #set(outcome: 'yes' | 'no', side: BookSide, price: number, size: number): void {
    const yes = outcome === 'yes';
    const levels = this.#levels[yes === (side === 'bid') ? 'bid' : 'ask'];
    const key = yes ? price : MICRO - price;
    if (size > 0) levels.set(key, size);
    else levels.delete(key);
  }
}
