// What the routes of the server work with, and what a route is: one row of a table. Everything a handler may touch is here.
import type { Clock } from '#domain/ports.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import type { ChainId } from '#infra/venue/signing/exchange-contract.ts';
import type { Exchange } from '../exchange.ts';
import type { Heartbeats } from '../heartbeats.ts';
import type { Accounts, Credential } from './accounts.ts';
import type { Approvals } from './approvals.ts';
import type { BuilderKeys } from './builder-keys.ts';
import type { Credits } from './credits.ts';
import type { MarketRegister } from './market-register.ts';
import type { Notifications } from './notifications.ts';
import type { OrderRefusal } from './order-refusals.ts';
import type { OrderRecord, OrderRegister } from './order-register.ts';
import type { RateLimits, VisitorLimit } from './rate-limits.ts';
import type { ServedAnswer, ServedRequest } from './served.ts';
import type { TradeRegister } from './trade-register.ts';

/** Whoever may refuse an order that everybody else would hand to the engine, or wants to know of it: for faults. */
export interface Counter {
  judge: ((order: OrderRecord, owner: Address) => OrderRefusal | null) | null;
}

export interface ServerParts {
  readonly clock: Clock;
  readonly exchange: Exchange;
  readonly chainId: ChainId;
  readonly accounts: Accounts;
  readonly approvals: Approvals;
  readonly builders: BuilderKeys;
  readonly markets: MarketRegister;
  readonly orders: OrderRegister;
  readonly trades: TradeRegister;
  readonly credits: Credits;
  readonly notifications: Notifications;
  /** By API key. */
  readonly beats: Heartbeats<string>;
  readonly limits: RateLimits;
  readonly counter: Counter;
  /** Addresses that may not trade, and those that may only sell. */
  readonly banned: ReadonlySet<Address>;
  readonly closedOnly: ReadonlySet<Address>;
  /** Seconds that a visitor's clock may be from ours. */
  readonly toleranceS: number;
}

/** `owner`: proves to hold a key. `reader`: has an API key. `trader`: has one that may trade. */
export type Access = 'anybody' | 'owner' | 'reader' | 'trader';

export interface Visit {
  readonly request: ServedRequest;
  /** What the path said at its colon; empty when it has none. */
  readonly word: string;
}

export interface OwnerVisit extends Visit {
  readonly address: Address;
  readonly nonce: number;
}

export interface KeyVisit extends Visit {
  readonly credential: Credential;
}

interface RouteHead {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/data/order/:id`, `/events/:id/tags`: a colon is one word, the last or the one before. */
  readonly path: string;
  readonly limit: VisitorLimit;
}

export type Route = RouteHead &
  (
    | { readonly access: 'anybody'; readonly handle: (parts: ServerParts, visit: Visit) => ServedAnswer }
    | { readonly access: 'owner'; readonly handle: (parts: ServerParts, visit: OwnerVisit) => ServedAnswer }
    | { readonly access: 'reader' | 'trader'; readonly handle: (parts: ServerParts, visit: KeyVisit) => ServedAnswer }
  );
