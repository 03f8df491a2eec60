// Our exchange with its traders on a real port of this machine, in this process, for commands that talk to a venue: what it was
// asked is kept, and answers can be spoilt on the way.
import { orderId, type WalletId, walletId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { realClock } from '#infra/clock.ts';
import { LoopbackServer } from '#infra/exchange/server/loopback.ts';
import type { Served, ServedAnswer, ServedRequest } from '#infra/exchange/server/served.ts';
import { SecureRandom } from '#infra/secure-random.ts';
import { loadSettings } from '#infra/settings-file.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { type ExchangeName, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { OrderSigner } from '#infra/venue/signing/order-signer.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';
import { ORDER_ANSWER } from '#infra/venue/wire/own-orders.ts';
import { type ServedExchange, servedExchange } from '#lab/served-exchange.ts';

export const KEY = `0x${'5e'.repeat(32)}`;
export const KEYS = { POLYMARKET_PRIVATE_KEY: KEY };

export interface LoopbackVenue {
  readonly origin: string;
  readonly world: ServedExchange;
  readonly asked: string[];
  /** null: what the server says. */
  spoil: (request: ServedRequest) => ServedAnswer | null;
  /** Rests far below everything; the id. Of the wallet that `KEY` trades by default. */
  place(slug?: string, price?: string): Promise<string>;
  close(): Promise<void>;
}

export async function loopbackVenue(flags: Readonly<Record<string, string>> = {}): Promise<LoopbackVenue> {
  const clock = realClock();
  const settings = loadSettings({
    mode: 'sim',
    file: null,
    environment: {},
    flags: { 'sim.markets': 'liquid,wide,updown', ...flags },
  });
  const faults: unknown[] = [];
  const world = servedExchange(settings, clock, {
    grantUsd: settings.bankrollUsd,
    limits: { tier: null, limitsVisitors: false },
    keySeed: 'loopback',
    onFault: (error) => faults.push(error),
  });
  const asked: string[] = [];
  const venue = { spoil: (_: ServedRequest): ServedAnswer | null => null };
  const served: Served = {
    answer(request) {
      asked.push(`${request.method} ${request.path}`);
      return venue.spoil(request) ?? world.server.answer(request);
    },
    connect: (path, peer, from) => world.server.connect(path, peer, from),
  };
  const loopback = new LoopbackServer(served, { host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${await loopback.start()}`;
  world.markets.start();
  const http = new HttpConnections(clock);
  const inquiry = new Inquiry({ clock, http, hosts: venueHosts(origin, []).hosts });
  return Object.assign(venue, {
    origin,
    world,
    asked,
    async place(slug = 'liquid-1', price = '0.01') {
      const account = await readTradingAccount(KEYS, 'deposit');
      if (!inquiry.key) await inquiry.obtainKey(account.key);
      const market = world.exchange.markets().find((each) => each.slug === slug);
      if (!market) throw new Error(`no market ${slug}`);
      const owner = inquiry.key?.apiKey ?? '';
      const signer = new OrderSigner(
        { key: account.key, chainId: POLYGON, signatureType: 3, maker: account.wallet, owner },
        new SecureRandom(),
      );
      const exchange: ExchangeName = slug.startsWith('updown') ? 'v3' : 'ctf';
      const plan = {
        exchange,
        tokenId: market.outcomes.yes.id,
        side: 'buy',
        price: parsePrice(price),
        size: parseShares('10'),
      } as const;
      const signed = signer.sign(
        { ...plan, tick: world.exchange.tick(market.id), kind: 'GTC', postOnly: true, expiration: 0 },
        clock.now(),
      );
      if (!signed.ok) throw new Error(signed.text);
      const call = { method: 'POST', service: 'clob', path: '/order', auth: 'key', codec: ORDER_ANSWER } as const;
      const answer = await inquiry.ask({ ...call, body: signed.value.body, cost: { kind: 'postOrder' } });
      if (!answer.ok || answer.value.id === null) throw new Error(JSON.stringify(answer));
      return answer.value.id;
    },
    async close() {
      inquiry.close();
      await http.close();
      await loopback.close();
      world.close();
      if (faults.length > 0) throw faults[0];
    },
  });
}

/** Somebody sells down to our bid, and buys up to our ask. */
export function takeBothSides({ world: { exchange } }: LoopbackVenue, wallet: WalletId, name = 'taker'): void {
  const taker = walletId(name);
  exchange.openWallet(taker, new Decimal(1_000_000));
  const own = exchange.openOrders(wallet);
  const [market] = own.map((order) => order.market);
  if (!market) throw new Error('nothing rests');
  exchange.moveSets(taker, market, 'split', parseShares('200000'));
  for (const { id, slot } of own) {
    const taking = { id: orderId(`${name} ${id}`), market, size: parseShares('100000'), kind: 'fak' } as const;
    const sells = SLOTS[slot].economic === 'bid';
    exchange.submit(
      taker,
      sells
        ? { ...taking, slot: 'yesAsk', price: parsePrice('0.01') }
        : { ...taking, slot: 'yesBid', price: parsePrice('0.99') },
    );
  }
}

/** Runs with these variables set, in this process. */
export async function withKeys<T>(variables: Readonly<Record<string, string>>, use: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await use();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
