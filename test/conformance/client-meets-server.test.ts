// Both of our halves of the protocol, over text and under one virtual clock: the wire client quotes among synthetic traders on
// our served exchange. What it believes of books, orders, fills and money must be what the exchange knows.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, type OrderId, traceId, walletId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import type { Market } from '#domain/market/market.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import { SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import type { AccountNews, Answer, PlaceOutcome, Reply, VenueAccount } from '#domain/ports.ts';
import { Decimal, type Price, parseShares, type Shares } from '#domain/units.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { DEFAULT_SETTINGS, ExchangeServer } from '#infra/exchange/server/exchange-server.ts';
import { wireNames } from '#infra/exchange/server/wire-names.ts';
import { CHARACTERS } from '#infra/exchange/synthetic/characters.ts';
import { SyntheticMarkets } from '#infra/exchange/synthetic/synthetic-markets.ts';
import { newId } from '#infra/new-id.ts';
import { SeededRandom } from '#infra/random.ts';
import { VenueClient } from '#infra/venue/client/venue-client.ts';
import { bestCurve } from '#infra/venue/signing/curve.ts';
import { l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import type { SignatureType } from '#infra/venue/signing/order-struct.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { specimenAccount } from '#infra/venue/signing/specimen.ts';
import { MemoryPair } from '#infra/venue/transport/memory-pair.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

const START_MS = Date.parse('2026-11-20T10:00:00Z');
const ORIGIN = 'http://exchange';

function world(seed: number, signatureType: SignatureType) {
  const clock = new VirtualClock(START_MS);
  const random = new SeededRandom(seed);
  const exchange = new Exchange(
    { clock, random: random.fork('exchange') },
    {
      cover: 'perMarket',
      settlement: { medianMs: 1_500, sigma: 0.3, failureShare: 0.05, retryShare: 0.05 },
      rebateMinUsd: new Decimal(1),
    },
  );
  const markets = new SyntheticMarkets({
    exchange,
    clock,
    random: random.fork('synthetic'),
    pace: 30,
    characters: CHARACTERS,
    naming: wireNames((slug) => (slug.startsWith('updown') ? 'v3' : 'ctf'), String(seed)),
  });
  const faults: unknown[] = [];
  const ports = { exchange, clock, random: random.fork('server'), onFault: (error: unknown) => faults.push(error) };
  const server = new ExchangeServer(ports, { ...DEFAULT_SETTINGS, grantUsd: new Decimal(10_000) });
  const pair = new MemoryPair(server, {
    clock,
    random: random.fork('pair'),
    latency: { requestMs: 20, replyMs: 20, streamMs: 20, sigma: 0.3 },
    from: 'memory',
  });
  const bare = specimenAccount(signatureType, bestCurve);
  const claim = l1Headers(bare.key, { chainId: 137, timestamp: START_MS / 1_000, nonce: 0 });
  const headers = Object.fromEntries(Object.entries(claim).map(([name, value]) => [name.toLowerCase(), value]));
  const made = JSON.parse(
    server.answer({
      method: 'POST',
      path: '/auth/api-key',
      query: new URLSearchParams(),
      headers,
      body: null,
      from: '',
    }).body,
  );
  const secrets = [Secret.ofText('s', made.secret), Secret.ofText('p', made.passphrase)] as const;
  const client = new VenueClient(
    { clock, random: random.fork('client'), ...pair, newId: newId(random.fork('ids')) },
    {
      hosts: { clob: ORIGIN, gamma: `${ORIGIN}/gamma-api`, data: `${ORIGIN}/data-api`, site: ORIGIN },
      streams: { market: 'ws://exchange/ws/market', user: 'ws://exchange/ws/user' },
      account: { ...bare, owner: made.apiKey },
      key: new ApiCredentials(made.apiKey, bare.key.address, ...secrets),
      scope: { kind: 'all', filter: {} },
      provesIds: true,
    },
  );
  const wallet = walletId(bare.maker);
  return { clock, random, exchange, markets, server, pair, client, wallet, faults };
}

type World = ReturnType<typeof world>;

/** An answer of the client, however long the clock takes. */
function ask<T>({ clock }: World, run: (reply: Reply<T>) => void): T {
  let answer: Answer<T> | null = null;
  run((given) => {
    answer = given;
  });
  for (let steps = 0; answer === null && steps < 100_000; steps++) clock.step();
  const given = answer as Answer<T> | null;
  if (!given?.ok) throw new Error(JSON.stringify(given));
  return given.value;
}

function listening(house: World) {
  const books = new Map<MarketId, Book>();
  const known = new Map<MarketId, Market>();
  const fills = new Map<string, bigint>();
  const news: AccountNews[] = [];
  house.client.stream.catalogue((market) => {
    if (!known.has(market.id)) {
      books.set(market.id, new Book(market.id, market.tick));
      house.client.stream.listen([market.id], (event, receivedMs) => books.get(market.id)?.apply(event, receivedMs));
    }
    known.set(market.id, market);
  });
  house.client.venue.listen((each) => {
    news.push(each);
    if (each.type === 'FILL') {
      const key = `${each.fill.trade} ${each.fill.order}`;
      assert.not.ok(fills.has(key), 'a fill is told once');
      fills.set(key, BigInt(each.fill.size));
    }
  });
  return { books, known, news, fills };
}

/** One order a slot near the middle of the market, as a maker would. */
function quotes(house: World, market: Market, nth: number): Approved<OrderIntent>[] {
  const { bid, ask: offer } = house.exchange.top(market.id);
  const tick = house.exchange.tick(market.id);
  if (bid === null || offer === null || !house.exchange.accepts(market.id)) return [];
  return (['yesBid', 'noBid'] as Slot[]).flatMap((slot) => {
    const at = SLOTS[slot].economic === 'bid' ? bid : offer;
    const price = yesPrice(slot, at as Price);
    if (price < tick || price > 1_000_000 - tick || price % tick !== 0) return [];
    const terms = { market: market.id, slot, price, size: parseShares(String(10 + nth)) as Shares };
    return [{ id: house.client.newId.order(terms), ...terms, trace: traceId('t') } as Approved<OrderIntent>];
  });
}

for (const [seed, type] of [
  [11, 0],
  [12, 3],
] as const)
  test(`a wallet of type ${type} quotes for some minutes, and at the end both sides know the same`, () => {
    const house = world(seed, type);
    const { clock, exchange, client, wallet, markets } = house;
    markets.start();
    const { books, known, news, fills } = listening(house);
    client.start();
    clock.advanceBy(30_000);
    assert.ok(known.size >= 5, `${known.size} markets are listed`);
    const outcomes: PlaceOutcome[] = [];
    for (let n = 0; n < 40; n++) {
      const market = [...known.values()][n % known.size] as Market;
      const wanted = quotes(house, market, n);
      if (wanted.length > 0)
        outcomes.push(...ask<readonly PlaceOutcome[]>(house, (reply) => client.venue.place(wanted, reply)));
      if (n % 7 === 6) ask(house, (reply) => client.venue.cancelMarket(market.id, reply));
      clock.advanceBy(7_000);
    }
    assert.ok(outcomes.filter(({ result }) => result === 'resting').length > 30, 'orders rest');
    const gone = ask<readonly OrderId[]>(house, (reply) => client.venue.cancelAll(reply));
    markets.stop();
    clock.advanceBy(30_000);

    assert.equal(exchange.openOrders(wallet), []);
    assert.ok(gone.length > 0);
    const told = exchange.fills(wallet, 0);
    assert.ok(told.length > 5, `${told.length} fills`);
    assert.is(fills.size, told.length);
    for (const { trade, order, size } of told) assert.is(fills.get(`${trade} ${order}`), BigInt(size));
    const listed = ask(house, (reply) => client.venue.fills(START_MS, reply));
    const sorted = (each: readonly { trade: string; order: string; status: string; role: string; price: number }[]) =>
      each.map(({ trade, order, status, role, price }) => `${trade} ${order} ${status} ${role} ${price}`).sort();
    assert.equal(sorted(listed as never), sorted(told));
    assert.ok(
      news.some((each) => each.type === 'SETTLEMENT' && each.status === 'failed'),
      'a settlement failed',
    );
    const account = ask<VenueAccount>(house, (reply) => client.venue.account(reply));
    const ours = exchange.account(wallet);
    assert.is(account.cash.toFixed(), ours.cash.toFixed());
    assert.equal([...account.holdings].sort(), [...ours.holdings].sort());
    for (const [id, book] of books) {
      if (known.get(id)?.payout !== null || exchange.snapshot(id) === null) continue;
      for (const side of ['bid', 'ask'] as const)
        assert.equal(book.levels(side, 100), exchange.levels(id, side, 100), `${known.get(id)?.slug} ${side}`);
    }
    assert.equal(client.status().unknownTypes, []);
    assert.equal(house.faults, []);
    assert.equal(exchange.check(), []);
    client.close();
    house.server.stop();
    house.pair.disconnect();
    exchange.stop();
    assert.is(clock.pending, 0, 'no timer is left');
  });

test.run();
