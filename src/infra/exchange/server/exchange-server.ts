// Our exchange as a server that speaks the venue's protocol: REST, the metadata and position services under paths of their own,
// the market and the user socket. It knows no network: `loopback.ts` or a memory pair carry its words. All time is the
// clock's, all chance the given one. Promises that no input ends it and that everything it keeps for visitors is bounded.
import type { WalletId } from '#domain/ids.ts';
import type { LevelsEvent } from '#domain/market/market-event.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { type Usd, ZERO_USD } from '#domain/units.ts';
import { hex } from '#infra/random-draws.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { type ChainId, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import type { Exchange } from '../exchange.ts';
import { Heartbeats } from '../heartbeats.ts';
import { Door } from './access.ts';
import { Accounts, uuidOf } from './accounts.ts';
import { ACTIVITY_ROUTES } from './activity-routes.ts';
import { refusal } from './answers.ts';
import { Approvals } from './approvals.ts';
import { BOOK_ROUTES } from './book-routes.ts';
import { BuilderKeys } from './builder-keys.ts';
import { Credits } from './credits.ts';
import { DATA_ROUTES } from './data-routes.ts';
import { GAMMA_ROUTES } from './gamma-routes.ts';
import { HISTORY_ROUTES } from './history-routes.ts';
import { KEY_ROUTES } from './key-routes.ts';
import { MarketChannel } from './market-channel.ts';
import { MarketRegister } from './market-register.ts';
import { MARKET_ROUTES } from './market-routes.ts';
import { Notifications } from './notifications.ts';
import { OrderRegister } from './order-register.ts';
import { ORDER_ROUTES } from './order-routes.ts';
import { OWN_ROUTES } from './own-routes.ts';
import { PUBLIC_TRADE_ROUTES } from './public-trade-routes.ts';
import { RateLimits, STANDARD, type Tier } from './rate-limits.ts';
import { REWARD_ROUTES } from './reward-routes.ts';
import type { Served, ServedAnswer, ServedPeer, ServedRequest, ServedSocket } from './served.ts';
import type { ServerParts } from './server-parts.ts';
import { TradeRegister } from './trade-register.ts';
import { UNSERVED_ROUTES } from './unserved-routes.ts';
import { UserChannel } from './user-channel.ts';

/** Every page there is. */
const ROUTES = [
  MARKET_ROUTES,
  BOOK_ROUTES,
  KEY_ROUTES,
  ORDER_ROUTES,
  OWN_ROUTES,
  REWARD_ROUTES,
  HISTORY_ROUTES,
  PUBLIC_TRADE_ROUTES,
  GAMMA_ROUTES,
  DATA_ROUTES,
  ACTIVITY_ROUTES,
  UNSERVED_ROUTES,
];

export interface ServerSettings {
  readonly chainId: ChainId;
  /** What a wallet that was never seen begins with. */
  readonly grantUsd: Usd;
  /** Of signers; null: they are not limited. */
  readonly tier: Tier | null;
  readonly limitsVisitors: boolean;
  /** Seconds that a visitor's clock may be from ours. */
  readonly toleranceS: number;
}

export const DEFAULT_SETTINGS: ServerSettings = {
  chainId: POLYGON,
  grantUsd: ZERO_USD,
  tier: STANDARD,
  limitsVisitors: true,
  toleranceS: 30,
};

export interface ServerPorts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly random: Random;
  /** A defect of ours that ended one request. */
  readonly onFault: (error: unknown) => void;
}

export class ExchangeServer implements Served {
  readonly #parts: ServerParts;
  readonly #door: Door;
  readonly #user: UserChannel;
  readonly #market: MarketChannel;
  readonly #onFault: (error: unknown) => void;
  /** Addresses that may not trade, and those that may only sell. */
  readonly banned = new Set<Address>();
  readonly closedOnly = new Set<Address>();

  constructor({ exchange, clock, random, onFault }: ServerPorts, settings: ServerSettings = DEFAULT_SETTINGS) {
    const { chainId, grantUsd, tier, limitsVisitors, toleranceS } = settings;
    const now = () => clock.now();
    const accounts = new Accounts(exchange, random.fork('accounts'), grantUsd);
    const approvals = new Approvals(chainId);
    const markets = new MarketRegister(exchange, now);
    const orders = new OrderRegister(clock, exchange, accounts);
    const trades = new TradeRegister(exchange, markets, orders, now);
    const credits = new Credits(exchange, accounts);
    const notifications = new Notifications(markets, orders, trades, now);
    const chain = random.fork('beats');
    const beatId = () => uuidOf(hex(chain, 32));
    const beats = new Heartbeats<string>(clock, (apiKey) => this.#expire(apiKey), beatId);
    const limits = new RateLimits(now, tier, limitsVisitors);
    const { banned, closedOnly } = this;
    const counter = { judge: null };
    const builders = new BuilderKeys(random.fork('builders'));
    const rest = { notifications, beats, limits, counter };
    const registers = { accounts, approvals, builders, markets, orders, trades, credits, ...rest };
    this.#parts = { clock, exchange, chainId, toleranceS, banned, closedOnly, ...registers };
    this.#door = new Door(this.#parts, ROUTES.flat());
    this.#user = new UserChannel(this.#parts);
    this.#market = new MarketChannel(this.#parts);
    this.#onFault = onFault;
  }

  /** For whoever injects faults into it. */
  get inside(): Pick<ServerParts, 'exchange' | 'accounts' | 'approvals' | 'markets' | 'orders' | 'counter'> {
    return this.#parts;
  }

  /** A frame of the public stream that nobody's trading caused. */
  stray(event: LevelsEvent): void {
    this.#market.tell(event);
  }

  /** That address trades this account of the exchange, instead of one that is opened for it. */
  register(wallet: Address, account: WalletId): void {
    this.#parts.accounts.register(wallet, account);
  }

  answer(request: ServedRequest): ServedAnswer {
    try {
      return this.#door.answer(request);
    } catch (error) {
      this.#onFault(error);
      return refusal(500, 'Internal server error');
    }
  }

  connect(path: string, peer: ServedPeer, _from: string): ServedSocket | null {
    if (path === '/ws/user') return this.#user.connect(peer);
    return path === '/ws/market' ? this.#market.connect(peer) : null;
  }

  /** Ends every socket and leaves no timer behind. The exchange goes on. */
  stop(): void {
    const { markets, orders, trades, credits, beats } = this.#parts;
    this.#user.stop();
    this.#market.stop();
    for (const part of [markets, orders, trades, credits, beats]) part.stop();
  }

  /** The dead-man's switch of a key strikes; while the engine is down it strikes later. */
  #expire(apiKey: string): void {
    const { exchange, orders } = this.#parts;
    if (exchange.phase() === 'restarting') return;
    for (const { wallet, market, id } of orders.live(apiKey))
      exchange.operations.removeOrders({ wallet, market, orders: [id] }, 'heartbeat');
  }
}
