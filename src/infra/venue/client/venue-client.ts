// The protocol client put together: a `Venue` and a `MarketStream` over two transports, with one budget, one clock of the venue
// and one directory of markets. Knows nothing of Node: under a virtual clock and in-memory transports it is the same client.
import type { MarketId } from '#domain/ids.ts';
import type { Clock, HttpTransport, MarketStream, NewId, Random, SocketTransport, Venue } from '#domain/ports.ts';
import type { ApiCredentials } from '../signing/l2-auth.ts';
import { type Account, OrderSigner } from '../signing/order-signer.ts';
import { AccountReader } from './account-reader.ts';
import { CataloguePoll, type Scope } from './catalogue-poll.ts';
import { CreditWatch, type FlowsBefore } from './credit-watch.ts';
import type { LineState } from './held-market.ts';
import { MarketDirectory } from './market-directory.ts';
import { VenueStream } from './market-stream.ts';
import { OrderAliases } from './order-aliases.ts';
import { OrderCancel } from './order-cancel.ts';
import { OrderDrafts } from './order-drafts.ts';
import { OrderListing } from './order-listing.ts';
import { OrderPost } from './order-post.ts';
import { OwnNews } from './own-news.ts';
import { RequestBudget } from './request-budget.ts';
import { type Hosts, RestClient } from './rest-client.ts';
import { ServerClock } from './server-clock.ts';
import { TimeKeeper } from './time-keeper.ts';
import { UserStream } from './user-stream.ts';
import { VenueReads } from './venue-reads.ts';
import { WireVenue } from './wire-venue.ts';

export interface ClientPorts {
  readonly clock: Clock;
  /** Its fork `salts` must differ from start to start. */
  readonly random: Random;
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  /** For ids that are no order's. */
  readonly newId: NewId;
}

export interface ClientOptions {
  readonly hosts: Hosts;
  /** Of the two streams. */
  readonly streams: { readonly market: string; readonly user: string };
  readonly account: Account;
  readonly key: ApiCredentials;
  readonly scope: Scope;
  /** So many markets, those that move most, are heard over two sockets; none when left out. */
  readonly hotMarketsMax?: number;
  /** Outcomes' ids are held against the condition they must follow from; off for an exchange that makes them up. */
  readonly provesIds: boolean;
  /** What earlier lives of the same books were told of cash outside of trading. */
  readonly flowsBefore?: FlowsBefore | null;
  readonly pings?: Pings;
}

export interface Pings {
  readonly marketMs: number;
  readonly userMs: number;
}

/** The venue wants one in ten seconds at least. Ours come more often because silence is looked for: after two seconds on the
 *  private stream, after `dataGapMs` on a public one. */
export const PINGS: Pings = { marketMs: 2_500, userMs: 1_000 };

export interface ClientStatus {
  readonly tier: string;
  /** Shares of what may be asked that are used up now. */
  readonly used: { readonly requests: number; readonly orders: number; readonly cancels: number };
  /** Of witnesses of the books so far: hashes, and books fetched apart. */
  readonly votes: { readonly agreed: number; readonly differed: number; readonly doubts: number };
  readonly clockOffsetMs: number;
  readonly userSocket: 'open' | 'closed';
  readonly sockets: readonly { readonly name: string; readonly open: boolean; readonly carried: readonly MarketId[] }[];
  readonly lines: ReadonlyMap<MarketId, LineState>;
  /** Markets that are heard over two sockets, or are to be. */
  readonly hot: readonly MarketId[];
  readonly unknownTypes: readonly string[];
}

export class VenueClient {
  readonly venue: Venue;
  readonly stream: MarketStream;
  /** Names orders as the venue will. */
  readonly newId: NewId;
  readonly rest: RestClient;
  /** What is not needed while trading. */
  readonly reads: VenueReads;
  readonly #clock: Clock;
  readonly #budget: RequestBudget;
  readonly #time: ServerClock;
  readonly #keeper: TimeKeeper;
  readonly #credits: CreditWatch;
  readonly #catalogue: CataloguePoll;
  readonly #stream: VenueStream;
  readonly #news: UserStream;
  readonly #post: OrderPost;

  constructor({ clock, random, http, sockets, newId }: ClientPorts, options: ClientOptions) {
    const { hosts, streams, account, key, scope, hotMarketsMax = 0, provesIds, pings = PINGS } = options;
    const directory = new MarketDirectory(provesIds);
    const aliases = new OrderAliases();
    const time = new ServerClock(clock);
    const budget = new RequestBudget(clock.steadyMs());
    const rest = new RestClient({ clock, http, hosts, budget, time, key, onUnauthorised: () => this.#keeper.ask() });
    const signer = new OrderSigner(account, random.fork('salts'));
    const drafts = new OrderDrafts({ signer, directory, time, newId });
    const catalogue = new CataloguePoll({ clock, rest, directory, scope, onListed: (market) => stream.listed(market) });
    const stream = new VenueStream({
      ...{ clock, sockets, rest, directory, hotMarketsMax },
      random: random.fork('market sockets'),
      url: streams.market,
      pingMs: pings.marketMs,
      catalogue: (listener) => catalogue.catalogue(listener),
      onNewMarket: () => catalogue.hint(),
      onResolved: (market, payout) => catalogue.resolved(market, payout),
    });
    const learn = (markets: readonly MarketId[], done: () => void) => catalogue.learn(markets, done);
    const own = new OwnNews({ directory, aliases, apiKey: key.apiKey, wallet: account.maker });
    const listing = new OrderListing({ rest, directory, aliases, own, learn });
    const { signatureType, maker: wallet } = account;
    const credits = new CreditWatch({
      clock,
      rest,
      wallet,
      before: options.flowsBefore ?? null,
      tell: (one) => news.tell(one),
    });
    const accounts = new AccountReader({
      ...{ clock, rest, directory, listing, time, signatureType, wallet, learn },
      flows: (done) => credits.look(done),
    });
    const news = new UserStream({
      ...{ clock, sockets, own, key },
      random: random.fork('user socket'),
      url: streams.user,
      pingMs: pings.userMs,
      onStranger: () => catalogue.hint(),
    });
    const post = new OrderPost({
      ...{ clock, rest, signer, drafts, aliases },
      refresh: (market, done) => catalogue.refresh(market, done),
      burst: () => budget.signer.burst('orders'),
    });
    const cancels = new OrderCancel({
      ...{ rest, aliases },
      burst: () => budget.signer.burst('cancels'),
      paid: (orders) => budget.signer.take('cancels', orders, clock.steadyMs()),
      asked: (orders) => own.cancelling(orders),
    });
    this.reads = new VenueReads({ rest, listing, signatureType, wallet });
    this.venue = new WireVenue({
      ...{ rest, post, cancels, listing, accounts, own, news },
      onCrossed: (market) => stream.check(market),
    });
    this.stream = stream;
    this.newId = drafts;
    this.rest = rest;
    this.#clock = clock;
    this.#budget = budget;
    this.#time = time;
    this.#keeper = new TimeKeeper(clock, rest, time);
    this.#credits = credits;
    this.#catalogue = catalogue;
    this.#stream = stream;
    this.#news = news;
    this.#post = post;
  }

  /** Begins to ask for the venue's time and its markets. */
  start(): void {
    this.#keeper.ask();
    this.#credits.start();
    this.#catalogue.start();
  }

  /** Lists these markets too from now on. */
  list(markets: readonly MarketId[]): void {
    this.#catalogue.add(markets);
  }

  /** Nothing of ours is on its way. */
  quiet(): boolean {
    return this.rest.open === 0 && this.#post.waiting === 0;
  }

  status(): ClientStatus {
    const { connections } = this.#stream;
    return {
      tier: this.#budget.signer.tier,
      used: this.#budget.used(this.#clock.steadyMs()),
      votes: { ...this.#stream.votes },
      clockOffsetMs: this.#time.offsetMs,
      userSocket: this.#news.isOpen ? 'open' : 'closed',
      sockets: connections.map(({ name, isOpen, markets }) => ({ name, open: isOpen, carried: markets })),
      lines: this.#stream.states(),
      hot: this.#stream.hot,
      unknownTypes: [
        ...new Set(connections.flatMap((one) => [...one.unknownTypes]).concat(...this.#news.unknownTypes)),
      ],
    };
  }

  /** For good: nothing is answered or told any more, no timer is left. */
  close(): void {
    for (const part of [this.#keeper, this.#credits, this.#catalogue, this.#stream, this.#news, this.#post, this.rest])
      part.close();
  }
}
