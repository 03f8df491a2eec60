// The client before a venue of cardboard that lists a few markets and answers nothing else, under a virtual clock.
import { type MarketId, marketId, orderId, outcomeId, traceId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { type ClientOptions, VenueClient } from '#infra/venue/client/venue-client.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { specimenAccount } from '#infra/venue/signing/specimen.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { ScriptedHttp, ScriptedSockets } from './scripted-transports.ts';

export const START_MS = 1_795_132_800_000;
export const API_KEY = '11111111-2222-3333-4444-555555555555';
const HOST = 'http://venue.test';

export const RAIN = marketId(`0x${'a1'.repeat(32)}`);
export const SNOW = marketId(`0x${'b2'.repeat(32)}`);

export const assetOf = (market: MarketId, outcome: 'yes' | 'no'): string =>
  String(BigInt(market) / 3n + (outcome === 'yes' ? 0n : 1n));

export interface SmallVenue {
  readonly clock: VirtualClock;
  readonly http: ScriptedHttp;
  readonly sockets: ScriptedSockets;
  readonly client: VenueClient;
  readonly wallet: string;
  /** What the catalogue told. */
  readonly listed: Market[];
  /** Drafts it, so that the client has met it, and approves it without a look. */
  intent(slot: Slot, price: string, size: string, market?: MarketId): Approved<OrderIntent>;
  run(ms: number): void;
}

export interface Facts {
  readonly startMs: number;
  readonly gamma: (market: MarketId) => Record<string, unknown>;
  readonly compact: (market: MarketId) => Record<string, unknown>;
}

export function smallVenue(
  markets: readonly MarketId[] = [RAIN, SNOW],
  options: Partial<ClientOptions> = {},
  facts: Facts = { startMs: START_MS, gamma: gammaFacts, compact: compactFacts },
): SmallVenue {
  const clock = new VirtualClock(facts.startMs);
  const http = new ScriptedHttp(clock);
  const sockets = new ScriptedSockets(clock);
  const random = new SeededRandom('small venue');
  const account = { ...specimenAccount(0, bestCurve), owner: API_KEY };
  const secret = Secret.ofText('test', Buffer.alloc(32, 7).toString('base64'));
  const key = new ApiCredentials(API_KEY, account.key.address, secret, Secret.ofText('test', 'open sesame'));
  http.on('GET /time', () => ({ status: 200, body: String(Math.floor(clock.now() / 1_000)) }));
  http.on('GET /v2/activity', {
    status: 200,
    body: { data: [], pagination: { limit: 500, offset: 0, has_more: false } },
  });
  http.on('GET /clob-markets/*', (_, { pathname }) => ({
    status: 200,
    body: facts.compact(pathname.split('/').at(-1) as MarketId),
  }));
  http.on('GET /markets/keyset', (_, { searchParams }) => ({
    status: 200,
    body: { markets: searchParams.get('closed') === 'false' ? markets.map(facts.gamma) : [] },
  }));
  const client = new VenueClient(
    { clock, random, http, sockets, newId: newId(random.fork('ids')) },
    {
      hosts: { clob: HOST, gamma: HOST, data: HOST, site: HOST },
      streams: { market: 'ws://venue.test/ws/market', user: 'ws://venue.test/ws/user' },
      account,
      key,
      scope: { kind: 'all', filter: {} },
      provesIds: false,
      ...options,
    },
  );
  const listed: Market[] = [];
  client.stream.catalogue((market) => listed.push(market));
  client.start();
  clock.advanceBy(200);
  http.asked.length = 0;
  return {
    ...{ clock, http, sockets, client, listed, wallet: account.maker },
    intent(slot, price, size, market = RAIN) {
      const terms = { market, slot, price: parsePrice(price), size: parseShares(size) };
      return { id: client.newId.order(terms), ...terms, trace: traceId('t') } as Approved<OrderIntent>;
    },
    run: (ms) => clock.advanceBy(ms),
  };
}

export function compactFacts(market: MarketId): Record<string, unknown> {
  return {
    c: market,
    t: [
      { t: assetOf(market, 'yes'), o: 'Yes' },
      { t: assetOf(market, 'no'), o: 'No' },
    ],
    mts: 0.01,
    mos: 5,
    nr: false,
    fd: { r: 0.07, e: 1, to: true },
    ao: true,
  };
}

export function gammaFacts(market: MarketId): Record<string, unknown> {
  return {
    id: market.slice(2, 8),
    slug: `market-${market.slice(2, 4)}`,
    conditionId: market,
    clobTokenIds: JSON.stringify([assetOf(market, 'yes'), assetOf(market, 'no')]),
    outcomes: '["Yes", "No"]',
    orderPriceMinTickSize: 0.01,
    orderMinSize: 5,
    enableOrderBook: true,
    feeSchedule: { rate: 0.07, exponent: 1, takerOnly: true, rebateRate: 0.2 },
    events: [{ id: '1', slug: 'weather' }],
    closed: false,
  };
}

export const stranger = orderId(`0x${'99'.repeat(32)}`);
export const yesOf = (market: MarketId) => outcomeId(assetOf(market, 'yes'));
