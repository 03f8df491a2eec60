// Everything else that can be asked of the venue: what a doctor looks at before money is at stake, and what an account earned.
// Each question is answered once, with a value or a failure; nothing here is needed while trading.
import type { OrderId, OutcomeId } from '#domain/ids.ts';
import type { Reply } from '#domain/ports.ts';
import type { SignatureType } from '../signing/order-struct.ts';
import { API_KEYS, BALANCE, type Balance, CLOSED_ONLY, OK, REGION, type Region, SERVER_TIME } from '../wire/account.ts';
import { FEE_RATE, NEG_RISK, TICK_SIZE, VERSION } from '../wire/clob-markets.ts';
import { ANYTHING, type Codec, type Of, writeText } from '../wire/codec.ts';
import type { OpenOrder } from '../wire/own-orders.ts';
import { SCORING_QUERY } from '../wire/requests.ts';
import {
  REBATES,
  REWARD_EARNINGS,
  REWARD_MARKETS,
  REWARD_SHARES,
  type Rebate,
  type RewardEarning,
  type RewardMarket,
  SCORINGS,
} from '../wire/rewards.ts';
import type { OrderListing } from './order-listing.ts';
import { queryOf, type Rows, readPages } from './page-reader.ts';
import type { RequestKind } from './request-budget.ts';
import type { RestCall, RestClient, Service } from './rest-client.ts';

export interface ReadParts {
  readonly rest: RestClient;
  readonly listing: OrderListing;
  readonly signatureType: SignatureType;
  /** The wallet that holds the money. */
  readonly wallet: string;
}

/** Cash, or an outcome of either protocol. */
export type Holdable =
  | { readonly kind: 'COLLATERAL' }
  | { readonly kind: 'CONDITIONAL' | 'CONDITIONAL-V2'; readonly asset: OutcomeId };

type Query = Readonly<Record<string, string | null>>;

export class VenueReads {
  readonly #parts: ReadParts;

  constructor(parts: ReadParts) {
    this.#parts = parts;
  }

  ok(reply: Reply<string>): void {
    this.#get('/ok', 'status', OK, reply);
  }

  /** Milliseconds, of whole seconds. */
  time(reply: Reply<number>): void {
    this.#get('/time', 'status', SERVER_TIME, reply);
  }

  /** Of orders. */
  version(reply: Reply<Of<typeof VERSION>>): void {
    this.#get('/version', 'status', VERSION, reply);
  }

  tick(asset: OutcomeId, reply: Reply<Of<typeof TICK_SIZE>>): void {
    this.#get('/tick-size', 'facts', TICK_SIZE, reply, { token_id: asset });
  }

  negRisk(asset: OutcomeId, reply: Reply<Of<typeof NEG_RISK>>): void {
    this.#get('/neg-risk', 'facts', NEG_RISK, reply, { token_id: asset });
  }

  /** A legacy number, not the fee. */
  feeRate(asset: OutcomeId, reply: Reply<Of<typeof FEE_RATE>>): void {
    this.#get('/fee-rate', 'facts', FEE_RATE, reply, { token_id: asset });
  }

  /** Where the venue thinks we are. */
  region(reply: Reply<Region>): void {
    this.#get('/api/geoblock', 'status', REGION, reply, {}, 'site');
  }

  closedOnly(reply: Reply<Of<typeof CLOSED_ONLY>>): void {
    this.#own('/auth/ban-status/closed-only', CLOSED_ONLY, reply);
  }

  apiKeys(reply: Reply<Of<typeof API_KEYS>>): void {
    this.#own('/auth/api-keys', API_KEYS, reply);
  }

  /** null: the venue does not know it. */
  order(id: OrderId, reply: Reply<OpenOrder | null>): void {
    this.#parts.listing.one(id, reply);
  }

  /** What the venue believes we hold, and what its contracts may take of it. */
  balance(of: Holdable, reply: Reply<Balance>): void {
    this.#own('/balance-allowance', BALANCE, reply, this.#holdable(of), 'balance');
  }

  /** Makes it look at the chain again. Its answer may be anything. */
  refreshBalance(of: Holdable, reply: Reply<unknown>): void {
    this.#own('/balance-allowance/update', ANYTHING, reply, this.#holdable(of), 'balanceUpdate');
  }

  /** Which of these orders count for rewards. */
  scoring(orders: readonly OrderId[], reply: Reply<ReadonlyMap<string, boolean>>): void {
    const body = writeText(SCORING_QUERY, orders);
    const call = { method: 'POST', service: 'clob', path: '/orders-scoring', auth: 'key', codec: SCORINGS } as const;
    this.#parts.rest.ask({ ...call, body, cost: { kind: 'ledger' } }, reply);
  }

  /** `day`: `2026-11-20`, in UTC. */
  earnings(day: string, reply: Reply<readonly RewardEarning[]>): void {
    const query = { date: day, signature_type: String(this.#parts.signatureType) };
    this.#pages('/rewards/user', REWARD_EARNINGS, reply, query, 'key');
  }

  /** Our share of each market's pool, in percent. */
  rewardShares(reply: Reply<ReadonlyMap<string, number>>): void {
    this.#own('/rewards/user/percentages', REWARD_SHARES, reply, { signature_type: String(this.#parts.signatureType) });
  }

  rewardMarkets(reply: Reply<readonly RewardMarket[]>): void {
    this.#pages('/rewards/markets/current', REWARD_MARKETS, reply, {}, 'none');
  }

  rebates(day: string, reply: Reply<readonly Rebate[]>): void {
    this.#get('/rebates/current', 'facts', REBATES, reply, { date: day, maker_address: this.#parts.wallet });
  }

  #holdable(of: Holdable): Query {
    const asset = of.kind === 'COLLATERAL' ? null : of.asset;
    return { asset_type: of.kind, token_id: asset, signature_type: String(this.#parts.signatureType) };
  }

  #get<T>(
    path: string,
    kind: RequestKind,
    codec: Codec<T>,
    reply: Reply<T>,
    query: Query = {},
    service: Service = 'clob',
  ) {
    const call = { method: 'GET', auth: 'none', cost: { kind } } as const;
    this.#parts.rest.ask({ ...call, service, path, codec, query: queryOf(query) }, reply);
  }

  #own<T>(path: string, codec: Codec<T>, reply: Reply<T>, query: Query = {}, kind: RequestKind = 'ledger') {
    const call = { method: 'GET', service: 'clob', auth: 'key', cost: { kind } } as const;
    this.#parts.rest.ask({ ...call, path, codec, query: queryOf(query) }, reply);
  }

  #pages<T>(path: string, codec: Codec<Rows<T>>, reply: Reply<readonly T[]>, query: Query, auth: 'key' | 'none') {
    const call = { method: 'GET', service: 'clob', cost: { kind: 'ledger' } } as const;
    readPages(
      this.#parts.rest,
      (cursor): RestCall<Rows<T>> => ({
        ...call,
        auth,
        path,
        codec,
        query: queryOf({ ...query, next_cursor: cursor }),
      }),
      reply,
    );
  }
}
