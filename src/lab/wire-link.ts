// The line between one wallet and our exchange as it is in life: the protocol client on this end, the protocol server on that,
// text in between, all of it in memory and under one clock. The same shape as `venue-link.ts`, which hands domain events over.
import { invariant } from '#domain/failure.ts';
import type { WalletId } from '#domain/ids.ts';
import type { Clock, HttpTransport, MarketStream, NewId, Random, SocketTransport, Venue } from '#domain/ports.ts';
import type { FarEnd } from '#infra/chaos/chaos-world.ts';
import type { Exchange } from '#infra/exchange/exchange.ts';
import { ServedChaos } from '#infra/exchange/faults/served-chaos.ts';
import { checkDelay } from '#infra/exchange/latency.ts';
import { DEFAULT_SETTINGS, ExchangeServer, type ServerSettings } from '#infra/exchange/server/exchange-server.ts';
import type { Served } from '#infra/exchange/server/served.ts';
import type { LinkLatency } from '#infra/exchange/venue-link.ts';
import { type ClientStatus, VenueClient } from '#infra/venue/client/venue-client.ts';
import type { VenueReads } from '#infra/venue/client/venue-reads.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import { POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import type { Account } from '#infra/venue/signing/order-signer.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { SigningKey } from '#infra/venue/signing/signing-key.ts';
import { MemoryPair } from '#infra/venue/transport/memory-pair.ts';
import { API_KEY } from '#infra/venue/wire/account.ts';
import { readText } from '#infra/venue/wire/codec.ts';

export interface WirePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly latency: LinkLatency;
  /** For ids that are no order's. */
  readonly newId: NewId;
}

export interface WireOptions {
  /** So many markets, those that move most, are heard over two sockets. */
  readonly hotMarketsMax?: number;
  readonly settings?: ServerSettings;
  /** Stands between the client and what carries its words. */
  readonly carrying?: (carriers: Carriers, clock: Clock, way: Way) => Carriers;
  /** Where the client believes the exchange to be; nowhere but in memory when left out. */
  readonly origin?: string;
  /** Told of the server, before the client says a word. */
  readonly onServer?: (server: Served) => void;
  /** Told how to ask what is not needed while trading. */
  readonly onReads?: (reads: VenueReads) => void;
  /** Before the server stand faults, which strike what it is asked and what it tells. */
  readonly struck?: boolean;
  /** A defect of the server's; thrown when left out. */
  readonly onFault?: (error: unknown) => void;
}

/** How far it is. */
export interface Way {
  readonly random: Random;
  readonly latency: LinkLatency;
}

export interface Carriers {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
}

export interface WireLink {
  readonly venue: Venue;
  readonly stream: MarketStream;
  readonly newId: NewId;
  readonly server: ExchangeServer;
  /** Where faults strike at the far end; null: nowhere. */
  readonly struck: { readonly chaos: ServedChaos; readonly farEnd: FarEnd } | null;
  status(): ClientStatus;
  /** Messages on their way, `news` being frames of either stream. */
  traffic(): { readonly requests: number; readonly replies: number; readonly news: number; readonly events: number };
  disconnect(): void;
}

const MEMORY = 'http://exchange.memory';
const FROM = '127.0.0.1';

/** `wallet` is what the client trades. */
export function wireLink(exchange: Exchange, wallet: WalletId, ports: WirePorts, options: WireOptions = {}): WireLink {
  const { clock, random, latency, newId } = ports;
  const { hotMarketsMax = 0, settings = DEFAULT_SETTINGS, carrying, origin = MEMORY, onFault = raise } = options;
  checkDelay({ medianMs: latency.requestMs, sigma: latency.sigma }, 'wire link');
  const server = new ExchangeServer({ exchange, clock, random: random.fork('server'), onFault }, settings);
  const chaos = options.struck ? new ServedChaos(server, { clock, random: random.fork('injections') }) : null;
  const served = chaos ?? server;
  options.onServer?.(served);
  const pair = new MemoryPair(served, { clock, random: random.fork('pair'), latency, from: FROM });
  const key = madeUpKey(random.fork('key'));
  server.register(key.address, wallet);
  const credentials = credentialsFrom(server, key, clock);
  const account: Account = { key, chainId: POLYGON, signatureType: 0, maker: key.address, owner: credentials.apiKey };
  const carriers = carrying ? carrying(pair, clock, { random: random.fork('way'), latency }) : pair;
  const sockets = origin.replace(/^http/, 'ws');
  const client = new VenueClient(
    { clock, random: random.fork('client'), newId, http: carriers.http, sockets: carriers.sockets },
    {
      hosts: { clob: origin, gamma: `${origin}/gamma-api`, data: `${origin}/data-api`, site: origin },
      streams: { market: `${sockets}/ws/market`, user: `${sockets}/ws/user` },
      account,
      key: credentials,
      scope: { kind: 'all', filter: {} },
      provesIds: false,
      hotMarketsMax,
    },
  );
  options.onReads?.(client.reads);
  client.start();
  return {
    venue: client.venue,
    stream: client.stream,
    newId: client.newId,
    server,
    struck: chaos && { chaos, farEnd: chaos.farEndOf(key.address) },
    status: () => client.status(),
    traffic() {
      const { requests, replies, frames } = pair.traffic();
      const waiting = client.quiet() ? 0 : 1;
      return { requests: requests + waiting, replies, news: frames, events: 0 };
    },
    disconnect() {
      client.close();
      pair.disconnect();
      chaos?.close();
      server.stop();
    },
  };
}

/** Of nobody: our exchange holds nothing. */
function madeUpKey(random: Random): SigningKey {
  const bytes = Uint8Array.from({ length: 32 }, () => Math.floor(random.next() * 256));
  bytes[0] = 1; // below the order of the curve, and not nothing
  return new SigningKey(new Secret('the key of a simulation', bytes), bestCurve);
}

/** Asked for as a client would, at once. */
function credentialsFrom(server: ExchangeServer, key: SigningKey, clock: Clock): ApiCredentials {
  const proof = l1Headers(key, { chainId: POLYGON, timestamp: Math.floor(clock.now() / 1_000), nonce: 0 });
  const headers = Object.fromEntries(Object.entries(proof).map(([name, value]) => [name.toLowerCase(), value]));
  const path = '/auth/api-key';
  const answer = server.answer({ method: 'POST', path, query: new URLSearchParams(), headers, body: null, from: FROM });
  const read = readText(API_KEY, answer.body);
  invariant(read.ok, `our own exchange gave no API key: ${answer.body}`);
  const { key: apiKey, secret, passphrase } = read.value;
  return new ApiCredentials(
    apiKey,
    key.address,
    Secret.ofText('secret', secret),
    Secret.ofText('passphrase', passphrase),
  );
}

function raise(error: unknown): never {
  throw error;
}
