// The world of mode paper: market data of a real venue through the client, our orders among its queues in the replay's exchange,
// which fills by evidence alone, and a simulated chain. Nothing of ours is ever sent: the client has no key.
import type { MarketId } from '#domain/ids.ts';
import { walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock, MarketStream } from '#domain/ports.ts';
import { judgedBy } from '#domain/quoting/queue.ts';
import type { Settings } from '#domain/settings.ts';
import { simulatedChain } from '#infra/chain/simulated-chain.ts';
import { ReplayedExchange } from '#infra/exchange/replayed-exchange.ts';
import { venueLink } from '#infra/exchange/venue-link.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { VenueClient } from '#infra/venue/client/venue-client.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { specimenAccount } from '#infra/venue/signing/specimen.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { WebSockets } from '#infra/venue/transport/socket.ts';
import type { VenueHosts } from '#infra/venue/venue-hosts.ts';
import type { World, WorldParts } from './world.ts';

const MAKER = walletId('maker');
const SIGMA = 0.3;
const RETRY_SHARE = 0.01;
const CHAIN_CONFIRM_MS = 3_000;
const BOUND = 'vanishedIsCancelled';

export function paperWorld(
  settings: Settings,
  venue: VenueHosts,
  markets: readonly MarketId[],
  { clock, files, intents, log }: WorldParts,
): Omit<World, 'left' | 'rotation'> {
  const { sim, seed, bankrollUsd } = settings;
  const random = new SeededRandom(seed);
  const http = new HttpConnections(clock);
  const sockets = new WebSockets(clock);
  const client = listener(settings, venue, markets, { clock, http, sockets });
  const exchange = exchangeOf(settings, clock, random);
  const half = sim.latencyMs / 2;
  const latency = { requestMs: half, replyMs: half, streamMs: half, publicMs: 0, sigma: SIGMA };
  const link = venueLink(exchange, MAKER, { clock, random: random.fork('link'), latency });
  const feed = new LiveFeed(client.stream, exchange);
  return {
    ports: {
      clock,
      random: random.fork('actors'),
      newId: newId(random.fork('ids')),
      venue: link.venue,
      stream: heardFrom(link.stream, client.stream),
      chain: simulatedChain(exchange, MAKER, {
        clock,
        random: random.fork('chain'),
        confirmMs: CHAIN_CONFIRM_MS,
        gasUsd: sim.gasUsd,
        failureShare: 0,
      }),
      signals: { read: () => [] },
      files,
      intents,
      log,
      quiet() {
        const { requests, replies, news } = link.traffic();
        return requests + replies + news === 0;
      },
      closing: () => exchange.account(MAKER),
    },
    board: null,
    openingUsd: bankrollUsd,
    bound: BOUND,
    assumptions: [
      'our orders were not in the real book: nobody reacted to them, and what vanished at the touch filled nobody',
    ],
    words: `data of ${venue.name}, orders simulated`,
    note: null,
    lines: () => client.status(),
    list: (markets) => client.list(markets),
    start() {
      feed.start();
      client.start();
    },
    closing: null,
    close() {
      feed.stop();
      client.close();
      link.disconnect();
      exchange.stop();
      sockets.close();
      return http.close();
    },
  };
}

function exchangeOf(settings: Settings, clock: Clock, random: SeededRandom): ReplayedExchange {
  const { sim, queueModel, bankrollUsd, venue } = settings;
  return new ReplayedExchange({
    clock,
    random: random.fork('exchange'),
    queueModel: judgedBy(queueModel),
    cover: venue.cover,
    bound: BOUND,
    settlement: {
      medianMs: sim.settlementMs,
      sigma: SIGMA,
      failureShare: sim.settlementFailureShare,
      retryShare: Math.min(RETRY_SHARE, 1 - sim.settlementFailureShare),
    },
    wallet: MAKER,
    openingCash: bankrollUsd,
  });
}

/** Hands what the real venue says of each market to the exchange that our orders rest in. */
class LiveFeed {
  readonly #stream: MarketStream;
  readonly #exchange: ReplayedExchange;
  readonly #heard = new Map<MarketId, () => void>();
  #forget: () => void = () => {};

  constructor(stream: MarketStream, exchange: ReplayedExchange) {
    this.#stream = stream;
    this.#exchange = exchange;
  }

  start(): void {
    this.#forget = this.#stream.catalogue((market) => this.#listed(market));
  }

  stop(): void {
    this.#forget();
    for (const forget of this.#heard.values()) forget();
    this.#heard.clear();
  }

  #listed(market: Market): void {
    const { id, payout } = market;
    if (!this.#heard.has(id)) {
      if (payout !== null) return; // over before we came
      this.#exchange.addMarket(market);
      this.#heard.set(
        id,
        this.#stream.listen([id], (event, receivedMs) => this.#exchange.feed(event, receivedMs)),
      );
    } else if (payout !== null) this.#exchange.endMarket(id, payout);
  }
}

/** Our exchange is always there: whether a market is heard is for the real stream to say. */
function heardFrom(own: MarketStream, real: MarketStream): MarketStream {
  return {
    catalogue: (listener) => own.catalogue(listener),
    listen: (markets, listener) => own.listen(markets, listener),
    heardMs: (market) => Math.min(own.heardMs(market), real.heardMs(market)),
  };
}

type Carriers = Pick<ConstructorParameters<typeof VenueClient>[0], 'clock' | 'http' | 'sockets'>;

/** A client for the public side: its key is known to everybody, and nothing is ever asked with it. */
function listener(
  settings: Settings,
  venue: VenueHosts,
  markets: readonly MarketId[],
  carriers: Carriers,
): VenueClient {
  const random = new SecureRandom();
  const account = specimenAccount(3, bestCurve);
  const nobody = Secret.ofText('nobody', Buffer.alloc(32).toString('base64'));
  return new VenueClient(
    { ...carriers, random, newId: newId(random.fork()) },
    {
      hosts: venue.hosts,
      streams: venue.streams,
      account,
      key: new ApiCredentials(account.owner, account.key.address, nobody, nobody),
      scope: { kind: 'named', markets },
      provesIds: true,
      hotMarketsMax: settings.venue.hotMarketsMax,
    },
  );
}
