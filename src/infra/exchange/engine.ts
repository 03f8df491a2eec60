// A matching engine as its surroundings see it: what the venue link, the synthetic traders and the simulated chain may ask.
// Two bodies: `exchange.ts` matches orders of many wallets; `replayed-exchange.ts` lets one wallet trade against a recording.
// Everything here happens at once and without delay: latencies belong to `venue-link.ts`.
import type { RejectReason, VenueFailure } from '#domain/failure.ts';
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { AccountNews, CancelOutcome, VenueAccount, VenueOrder, VenueTrade } from '#domain/ports.ts';
import type { Price, Shares, Usd } from '#domain/units.ts';

/** `postOnly` never takes; `limit` takes what it can and rests; `fak` takes what it can and is gone. */
export type EngineOrderKind = 'postOnly' | 'limit' | 'fak';

export interface EngineOrder {
  readonly id: OrderId;
  readonly market: MarketId;
  readonly slot: Slot;
  readonly price: Price;
  readonly size: Shares;
  readonly kind: EngineOrderKind;
}

export type SubmitResult =
  | { readonly result: 'resting' | 'taken' | 'delayed'; readonly filled: Shares }
  | { readonly result: 'rejected'; readonly reason: RejectReason; readonly text: string };

export type BeatResult =
  | { readonly result: 'taken'; readonly id: string }
  | { readonly result: 'wrong'; readonly expected: string };

export interface Engine {
  submit(wallet: WalletId, order: EngineOrder): SubmitResult;
  cancel(wallet: WalletId, orders: readonly OrderId[]): readonly CancelOutcome[];
  /** `market` null: everywhere. Returns what it removed. */
  cancelEvery(wallet: WalletId, market: MarketId | null): readonly OrderId[];
  openOrders(wallet: WalletId): readonly VenueOrder[];
  /** Why requests of that kind are turned away at the door just now, whoever makes them; null: they are not. */
  closed(request: 'place' | 'cancel'): VenueFailure | null;
  /** A heartbeat of the dead-man's switch: the id to beat with next, or the one expected instead of `previous`. */
  beat(wallet: WalletId, previous: string | null): BeatResult;
  fills(wallet: WalletId, sinceMs: number): readonly VenueTrade[];
  account(wallet: WalletId): VenueAccount;
  /** Private news of one wallet, at engine time. */
  onAccount(wallet: WalletId, listener: (news: AccountNews) => void): () => void;
  markets(): readonly Market[];
  onCatalogue(listener: (market: Market) => void): () => void;
  /** Public events at engine time, all markets. */
  onMarket(listener: (event: MarketEvent) => void): () => void;
  /** The whole book now, for a new listener; null while the engine knows none. */
  snapshot(market: MarketId): MarketEvent | null;
  /** Chain operations at the moment of confirmation; they move settled shares only and return null when not covered. */
  moveSets(wallet: WalletId, market: MarketId, kind: 'merge' | 'split', size: Shares): { readonly cash: Usd } | null;
  redeem(wallet: WalletId, market: MarketId): { readonly cash: Usd; readonly yes: Shares; readonly no: Shares } | null;
  /** Charged by the chain. */
  chargeGas(wallet: WalletId, gas: Usd): void;
}
