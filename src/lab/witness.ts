// Stands between the tree and the venue and remembers, in the plainest way, what was asked, answered and told: so that the
// checks can hold the tree to what it could know. Changes nothing, and believes nothing that the tree says of itself.
import type { VenueFailure } from '#domain/failure.ts';
import type { MarketId, OrderId, TransactionId } from '#domain/ids.ts';
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
  PlaceOutcome,
  Reply,
  Venue,
} from '#domain/ports.ts';
import { MICRO } from '#domain/units.ts';
import { STATED } from './checks.ts';
import { EngineWord } from './engine-word.ts';
import { ListingWord } from './listing-word.ts';
import { ToldBook } from './told-book.ts';

/** A line that says what we want, and of which order. */
const INTENT = /^\{"row":"intent".*?"order":"([^"]+)"/gm;

export interface WitnessHooks {
  /** Before the request leaves. */
  readonly onPlace: (orders: readonly Approved<OrderIntent>[]) => void;
  /** A redemption is asked for while the one before may still be answered. */
  readonly onRedeemAgain?: (market: MarketId) => void;
}

/** When a 429 does not say for how long. */
const PAUSE_MS = 2_000;
/** A transaction that nobody answers is given up after so long at the earliest. */
const REDEEM_MAX_MS = 55_000;

export class Witness {
  readonly #clock: Clock;
  readonly #hooks: WitnessHooks;
  readonly #books = new Map<MarketId, ToldBook>();
  readonly #toldMs = new Map<MarketId, number>();
  /** Every order that ever left. */
  readonly placed = new Set<OrderId>();
  /** Orders on our account that another hand placed. */
  readonly strangers = new Set<OrderId>();
  /** Every order whose intent the disk has. */
  readonly written = new Set<string>();
  /** What answers said of orders since somebody looked. */
  answered: { readonly order: OrderId; readonly said: 'resting' | 'rejected' | 'cancelled' }[] = [];
  /** When the beat that was acknowledged last had been sent. */
  beatMs = Number.NEGATIVE_INFINITY;
  readonly engine = new EngineWord();
  readonly listings: ListingWord;
  /** When the private stream was last seen to go on, by whoever asks. */
  newsMs = Number.NEGATIVE_INFINITY;
  #newsHeardMs = Number.NEGATIVE_INFINITY;
  /** After a 429 to an order no further one may leave until then. */
  pausedUntilMs = Number.NEGATIVE_INFINITY;
  /** Orders rejected because the account is restricted. */
  restricted = 0;
  /** When everything was asked to be cancelled last. */
  cancelAllMs = Number.NEGATIVE_INFINITY;
  readonly #redeemingMs = new Map<MarketId, number>();
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
    this.listings = new ListingWord(clock, (askedMs) => this.engine.listed(askedMs));
  }

  venue(venue: Venue): Venue {
    return {
      place: (orders, reply) => {
        this.#hooks.onPlace(orders);
        for (const { id } of orders) this.placed.add(id);
        const answered = this.#ordering(reply);
        venue.place(orders, (answer) => {
          if (answer.ok) for (const outcome of answer.value) this.#placed(outcome);
          else this.#turnedAway(answer.failure);
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
      cancelAll: (reply) => {
        this.cancelAllMs = this.#clock.now();
        venue.cancelAll(this.#ordering(reply));
      },
      openOrders: (reply) => venue.openOrders(this.listings.reading('orders', reply)),
      order: (id, reply) => venue.order(id, reply),
      fills: (sinceMs, reply) => venue.fills(sinceMs, this.listings.reading('fills', reply)),
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
      newsHeardMs: () => this.#heardOfNews(venue.newsHeardMs()),
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
        const beforeMs = this.#redeemingMs.get(market) ?? Number.NEGATIVE_INFINITY;
        if (this.#clock.now() - beforeMs < REDEEM_MAX_MS) this.#hooks.onRedeemAgain?.(market);
        this.#redeemingMs.set(market, this.#clock.now());
        chain.redeem(market, (answer) => {
          this.#redeemingMs.delete(market);
          this.#receipt(market, answer, 1);
          reply(answer);
        });
      },
      gas: (reply) => chain.gas(reply),
    };
  }

  listens(market: MarketId): boolean {
    return this.#books.has(market);
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
    this.engine.forget();
    this.listings.forget();
    this.pausedUntilMs = Number.NEGATIVE_INFINITY;
    this.#redeemingMs.clear();
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
      this.engine.answered(askedMs, this.#clock.now(), answer.ok ? null : answer.failure);
      reply(answer);
    };
  }

  #placed(outcome: PlaceOutcome): void {
    this.answered.push({ order: outcome.order, said: outcome.result });
    if (outcome.result === 'rejected' && outcome.reason === 'accountRestricted') this.restricted += 1;
  }

  #turnedAway(failure: VenueFailure): void {
    this.engine.turnedAway(this.#clock.now(), failure);
    if (failure.kind !== 'rateLimited') return;
    this.pausedUntilMs = Math.max(this.pausedUntilMs, this.#clock.now() + (failure.retryAfterMs ?? PAUSE_MS));
  }

  /** A stream that stands still is silent, however often somebody asks. */
  #heardOfNews(heardMs: number): number {
    if (heardMs !== this.#newsHeardMs) this.newsMs = this.#clock.now();
    this.#newsHeardMs = heardMs;
    return heardMs;
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
