// A small served exchange for tests: one market of each contract, traders with keys of their own who sign what they ask, and a
// clock that moves when told. Everything goes through the server's door, as text.
import { type MarketId, walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { Exchange, type ExchangeSettings } from '#infra/exchange/exchange.ts';
import { DEFAULT_SETTINGS, ExchangeServer, type ServerSettings } from '#infra/exchange/server/exchange-server.ts';
import type { ServedAnswer } from '#infra/exchange/server/served.ts';
import { wireNames } from '#infra/exchange/server/wire-names.ts';
import { SeededRandom } from '#infra/random.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { type ExchangeName, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import type { Bytes32 } from '#infra/venue/signing/hex.ts';
import { keccakOfText } from '#infra/venue/signing/keccak.ts';
import { l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { OrderSigner, type SignedOrder } from '#infra/venue/signing/order-signer.ts';
import type { SignatureType } from '#infra/venue/signing/order-struct.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { SigningKey } from '#infra/venue/signing/signing-key.ts';
import { depositWallet, proxyWallet, safeWallet } from '#infra/venue/signing/wallets.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import { COIN, START_MS } from '../small-exchange.ts';

const NAMES = wireNames((slug) => slug as ExchangeName);

/** The market that this contract settles. */
export function marketOf(contract: ExchangeName, more: Partial<Market> = {}): Market {
  const { market, yes, no } = NAMES(contract);
  const outcomes = { yes: { id: yes, name: 'Up' }, no: { id: no, name: 'Down' } };
  return { ...COIN, id: market, slug: contract, outcomes, negRisk: contract === 'negRisk', ...more };
}

export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed, or the text where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
  readonly body: any;
}

export class SmallServer {
  readonly clock = new VirtualClock(START_MS);
  readonly exchange: Exchange;
  readonly server: ExchangeServer;
  readonly faults: unknown[] = [];

  constructor(settings: Partial<ServerSettings> = {}, trading: Partial<ExchangeSettings> = {}, markets?: Market[]) {
    const { clock } = this;
    this.exchange = new Exchange(
      { clock, random: new SeededRandom(42) },
      {
        cover: 'perMarket',
        settlement: { medianMs: 1_000, sigma: 0, failureShare: 0, retryShare: 0 },
        rebateMinUsd: new Decimal(0),
        ...trading,
      },
    );
    for (const market of markets ?? [marketOf('ctf'), marketOf('negRisk'), marketOf('v3')]) this.exchange.list(market);
    const ports = {
      exchange: this.exchange,
      clock,
      random: new SeededRandom(7),
      onFault: (error: unknown) => this.faults.push(error),
    };
    this.server = new ExchangeServer(ports, { ...DEFAULT_SETTINGS, grantUsd: new Decimal(1_000), ...settings });
  }

  ask(
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
    body: string | null = null,
  ): Told {
    const [path = '', query = ''] = target.split('?');
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const request = { method, path, query: new URLSearchParams(query), headers: named, body, from: 'test' };
    return told(this.server.answer(request));
  }

  get(target: string): Told {
    return this.ask('GET', target);
  }

  trader(name: string, type: SignatureType = 0): Trader {
    return new Trader(this, name, type);
  }

  /** A client of a socket, and what it heard. */
  socket(path: string): {
    said: string[];
    closed: string | null;
    send(text: string): void;
    hangUp(): void;
    slow: boolean;
  } {
    const client = {
      said: [] as string[],
      closed: null as string | null,
      slow: false,
      send: (_: string) => {},
      hangUp() {},
    };
    const line = this.server.connect(
      path,
      {
        send: (text) => {
          if (client.slow) return false;
          client.said.push(text);
          return true;
        },
        close: (code, reason) => {
          client.closed = `${code} ${reason}`;
        },
      },
      'test',
    );
    if (!line) throw new Error(`no socket ${path}`);
    client.send = (text) => line.text(text);
    client.hangUp = () => line.closed();
    return client;
  }
}

export interface Wish {
  readonly contract?: ExchangeName;
  /** The contract that it is signed for; by default the market's own. */
  readonly signedFor?: ExchangeName;
  readonly outcome?: 'yes' | 'no';
  readonly side?: 'buy' | 'sell';
  readonly price?: string;
  readonly size?: string;
  readonly kind?: 'GTC' | 'GTD' | 'FOK' | 'FAK';
  readonly postOnly?: boolean;
  readonly expiration?: number;
  /** Who brought it in. */
  readonly builder?: string;
}

export class Trader {
  readonly key: SigningKey;
  readonly wallet: Address;
  readonly auth: ApiCredentials;
  readonly texts: { readonly apiKey: string; readonly secret: string; readonly passphrase: string };
  readonly #signerFor: (builder: string | undefined) => OrderSigner;
  readonly #house: SmallServer;

  constructor(house: SmallServer, name: string, signatureType: SignatureType) {
    this.#house = house;
    this.key = new SigningKey(new Secret(name, keccakOfText(name)));
    const { address } = this.key;
    this.wallet =
      [address, proxyWallet(address), safeWallet(address), depositWallet(address)][signatureType] ?? address;
    const claim = { chainId: POLYGON, timestamp: Math.floor(house.clock.now() / 1_000), nonce: 0 } as const;
    const made = house.ask('POST', '/auth/api-key', l1Headers(this.key, claim));
    this.texts = made.body;
    const { apiKey, secret, passphrase } = this.texts;
    this.auth = new ApiCredentials(apiKey, address, Secret.ofText('s', secret), Secret.ofText('p', passphrase));
    const account = { key: this.key, chainId: POLYGON, signatureType, maker: this.wallet, owner: apiKey } as const;
    const random = new SeededRandom(name);
    this.#signerFor = (builder) =>
      new OrderSigner(builder === undefined ? account : { ...account, builder: builder as Bytes32 }, random);
  }

  headers(method: string, target: string, body: string | null = null): Readonly<Record<string, string>> {
    const path = target.split('?')[0] ?? '';
    return this.auth.headers({ method, path, body }, Math.floor(this.#house.clock.now() / 1_000));
  }

  ask(method: string, target: string, body: string | null = null): Told {
    return this.#house.ask(method, target, this.headers(method, target, body), body);
  }

  get(target: string): Told {
    return this.ask('GET', target);
  }

  sign(wish: Wish = {}): SignedOrder {
    const { contract = 'ctf', outcome = 'yes' } = wish;
    return this.signFor(marketOf(contract).outcomes[outcome].id, wish);
  }

  /** For any outcome. */
  signFor(tokenId: string, wish: Wish = {}): SignedOrder {
    const { contract = 'ctf', side = 'buy', price = '0.52', size = '100', kind = 'GTC' } = wish;
    const rests = kind === 'GTC' || kind === 'GTD';
    const plan = {
      exchange: wish.signedFor ?? contract,
      tokenId,
      side,
      price: parsePrice(price),
      size: parseShares(size),
      tick: parsePrice('0.01'),
      kind,
      postOnly: wish.postOnly ?? rests,
      expiration: wish.expiration ?? 0,
    };
    const signed = this.#signerFor(wish.builder).sign(plan, this.#house.clock.now());
    if (!signed.ok) throw new Error(signed.text);
    return signed.value;
  }

  place(wish: Wish = {}): Told {
    return this.ask('POST', '/order', this.sign(wish).body);
  }

  /** Complete sets for dollars, on the exchange itself. */
  split(market: MarketId, size: string): void {
    this.get('/balance-allowance?asset_type=COLLATERAL&signature_type=0');
    if (!this.#house.exchange.moveSets(walletId(this.wallet), market, 'split', parseShares(size)))
      throw new Error('not enough for that');
  }
}

function told({ status, headers, body }: ServedAnswer): Told {
  try {
    return { status, headers, body: JSON.parse(body) };
  } catch {
    return { status, headers, body };
  }
}
