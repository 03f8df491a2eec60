// Our own exchange: a Polymarket in miniature, in process. Wallets trade both outcomes of any number of markets over one book a
// condition; trades settle on the clock and may fail; makers get rebates; markets resolve and are redeemed.
// Promises: everything happens at once (delays belong to `venue-link.ts`); listeners hear of an update when it is over; `check`
// finds nothing wrong, ever. Deterministic: the clock and the seeded chance it is given are the only sources of either.
import { invariant } from '#domain/failure.ts';
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import { takerFee } from '#domain/market/fees.ts';
import type { FeeSchedule, Market } from '#domain/market/market.ts';
import type { BookSide, Level, MarketEvent } from '#domain/market/market-event.ts';
import type { AccountNews, CancelOutcome, Clock, Random, VenueAccount, VenueOrder, VenueTrade } from '#domain/ports.ts';
import { MICRO, type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import { type Entrance, takerFee as feeAtLimit, isMarketable, refusal, refuse } from './admission.ts';
import { audit } from './audit.ts';
import { Catalogue, type MarketAmendment } from './catalogue.ts';
import { Clearing } from './clearing.ts';
import type { Engine, EngineOrder, SubmitResult } from './engine.ts';
import { booked, Floor } from './floor.ts';
import { type Listing, snapshotOf } from './listing.ts';
import { Outbox } from './outbox.ts';
import type { SettlementSettings } from './settlement.ts';
import { microsOf, usdOf } from './trade.ts';
import { type Cover, held, Wallet } from './wallet.ts';

export interface ExchangeSettings {
  readonly cover: Cover;
  readonly settlement: SettlementSettings;
  /** Dollars below which a wallet's rebates wait for the next day. */
  readonly rebateMinUsd: Usd;
}

/** Deposits of all wallets together, in micro-dollars: every sum of money and shares stays a safe integer. */
const DEPOSITS_MAX = 4_000_000_000 * MICRO;

export class Exchange implements Engine {
  readonly #clock: Clock;
  readonly #settings: ExchangeSettings;
  readonly #outbox = new Outbox();
  readonly #wallets = new Map<WalletId, Wallet>();
  readonly #marketListeners = new Set<(event: MarketEvent) => void>();
  readonly #floor: Floor;
  readonly #catalogue: Catalogue;
  readonly #clearing: Clearing;
  readonly #entrance: Entrance;

  constructor(ports: { readonly clock: Clock; readonly random: Random }, settings: ExchangeSettings) {
    const { cover } = settings;
    const { clock } = ports;
    this.#clock = clock;
    this.#settings = settings;
    this.#entrance = { cover, fee: feeMicros };
    this.#catalogue = new Catalogue(clock, this.#outbox, (listing) => this.#startGame(listing));
    this.#floor = new Floor({
      clock,
      cover,
      outbox: this.#outbox,
      wallets: this.#wallets,
      listings: this.#catalogue.listings,
      marketListeners: this.#marketListeners,
      fee: feeMicros,
      onTrade: (trade) => this.#clearing.begin(trade),
    });
    const [floor, catalogue, onUpdate] = [this.#floor, this.#catalogue, () => this.#finish()];
    this.#clearing = new Clearing({ ...ports, ...settings, floor, catalogue, onUpdate });
  }

  // For traders.

  submit(walletId: WalletId, order: EngineOrder): SubmitResult {
    const wallet = this.#wallet(walletId);
    const listing = this.#catalogue.listings.get(order.market);
    if (!listing) return refuse('unknownMarket', `no market ${order.market}`);
    const no = refusal(order, listing, wallet, this.#entrance);
    if (no) return no;
    wallet.seen.add(order.id);
    const incoming = booked(wallet, order);
    const rests = order.kind !== 'fak';
    if (order.kind !== 'postOnly' && listing.facts.takerDelayMs > 0 && isMarketable(order, listing)) {
      this.#floor.hold(wallet, listing, incoming, rests, feeAtLimit(order, listing, this.#entrance));
      return { result: 'delayed', filled: 0 as Shares };
    }
    const filled = this.#floor.enter(wallet, listing, incoming, rests);
    const result = incoming.place ? 'resting' : 'taken';
    this.#finish();
    return { result, filled };
  }

  cancel(walletId: WalletId, orders: readonly OrderId[]): readonly CancelOutcome[] {
    const wallet = this.#wallet(walletId);
    const outcomes = orders.map((id): CancelOutcome => {
      const order = wallet.orders.get(id);
      if (order) this.#floor.remove(order, 'asked');
      else if (this.#isHeld(wallet, id)) return { order: id, result: 'tooLate' };
      return { order: id, result: order ? 'cancelled' : 'notFound' };
    });
    this.#finish();
    return outcomes;
  }

  cancelEvery(walletId: WalletId, market: MarketId | null): readonly OrderId[] {
    const resting = [...this.#wallet(walletId).orders.values()];
    const concerned = resting.filter((order) => market === null || order.market === market);
    for (const order of concerned) this.#floor.remove(order, 'asked');
    this.#finish();
    return concerned.map((order) => order.id);
  }

  openOrders(walletId: WalletId): readonly VenueOrder[] {
    return Array.from(this.#wallet(walletId).orders.values(), ({ id, market, slot, price, size, remaining }) => {
      return { id, market, slot, price, size, filled: (size - remaining) as Shares };
    });
  }

  /** At most the last 10,000, with how far each has settled. */
  fills(wallet: WalletId, sinceMs: number): readonly VenueTrade[] {
    return this.#wallet(wallet).fills.since(sinceMs);
  }

  account(walletId: WalletId): VenueAccount {
    const { cash, positions } = this.#wallet(walletId);
    const holdings = new Map<MarketId, { readonly yes: Shares; readonly no: Shares }>();
    for (const { market, yes, no } of positions.values())
      if (held(yes) !== 0 || held(no) !== 0) holdings.set(market, { yes: held(yes) as Shares, no: held(no) as Shares });
    return { cash: usdOf(held(cash)), receivables: ZERO_USD, holdings };
  }

  onAccount(wallet: WalletId, listener: (news: AccountNews) => void): () => void {
    return subscribe(this.#wallet(wallet).listeners, listener);
  }

  markets(): readonly Market[] {
    return this.#catalogue.facts();
  }

  onCatalogue(listener: (market: Market) => void): () => void {
    return subscribe(this.#catalogue.listeners, listener);
  }

  onMarket(listener: (event: MarketEvent) => void): () => void {
    return subscribe(this.#marketListeners, listener);
  }

  snapshot(market: MarketId): MarketEvent | null {
    const listing = this.#catalogue.listings.get(market);
    return listing ? snapshotOf(listing) : null;
  }

  /** In YES terms. */
  top(market: MarketId): { readonly bid: Price | null; readonly ask: Price | null } {
    const { book } = this.#catalogue.get(market);
    return { bid: book.best('bid'), ask: book.best('ask') };
  }

  /** In YES terms, best first. */
  levels(market: MarketId, side: BookSide, depth: number): readonly Level[] {
    return this.#catalogue.get(market).book.levels(side, depth);
  }

  /** In force. */
  tick(market: MarketId): Price {
    return this.#catalogue.get(market).tick;
  }

  /** Dollars of rebates that a wallet earned and has not been paid. */
  owedRebates(wallet: WalletId): Usd {
    return this.#clearing.owedRebates(this.#wallet(wallet));
  }

  // For the chain.

  moveSets(wallet: WalletId, market: MarketId, kind: 'merge' | 'split', size: Shares): { readonly cash: Usd } | null {
    const moved = this.#clearing.moveSets(this.#wallet(wallet), market, kind, size);
    this.#finish();
    return moved;
  }

  redeem(wallet: WalletId, market: MarketId): { readonly cash: Usd; readonly yes: Shares; readonly no: Shares } | null {
    return this.#clearing.redeem(this.#wallet(wallet), market);
  }

  /** Whole micro-dollars. Even an empty wallet pays: it then owes. */
  chargeGas(wallet: WalletId, gas: Usd): void {
    this.#clearing.chargeGas(this.#wallet(wallet), gas);
    this.#finish();
  }

  // For operators.

  openWallet(id: WalletId, cash: Usd): void {
    invariant(!this.#wallets.has(id), `wallet ${id} is open already`);
    const micros = microsOf(cash);
    let deposited = micros;
    for (const wallet of this.#wallets.values()) deposited += wallet.deposited;
    invariant(Number.isSafeInteger(micros) && micros >= 0, `${cash} dollars is no whole number of micro-dollars`);
    invariant(deposited <= DEPOSITS_MAX, `all wallets together hold at most ${DEPOSITS_MAX / MICRO} dollars`);
    this.#wallets.set(id, new Wallet(id, micros));
  }

  list(market: Market): void {
    this.#catalogue.list(market);
    this.#outbox.flush();
  }

  /** Resting orders that the new grid does not have are removed before it is announced. */
  setTick(market: MarketId, tick: Price): void {
    const listing = this.#catalogue.get(market);
    for (const order of this.#catalogue.setTick(listing, tick)) this.#floor.remove(order, 'tick');
    this.#floor.finish();
    this.#floor.announce({ type: 'TICK', market, tick, atMs: this.#clock.now() });
    this.#outbox.flush();
  }

  amendMarket(amendment: MarketAmendment): void {
    this.#catalogue.amend(amendment);
    this.#outbox.flush();
  }

  /** No orders any more; what rests is cancelled. Resolution comes later. */
  close(market: MarketId): void {
    const listing = this.#catalogue.get(market);
    listing.open = false;
    this.#floor.clear(listing, 'marketClosed');
    this.#finish();
  }

  /** `payout`: what one YES share pays, from 0 to a dollar. */
  resolve(market: MarketId, payout: Price): void {
    const listing = this.#catalogue.get(market);
    this.#catalogue.resolve(listing, payout);
    this.#floor.clear(listing, 'resolved');
    this.#floor.finish();
    this.#floor.announce({ type: 'RESOLVED', market, payout, atMs: this.#clock.now() });
    this.#clearing.forgetOldest(this.#wallets.values());
    this.#outbox.flush();
  }

  /** Also happens by itself at UTC midnight. */
  payRebates(nowMs: number): void {
    this.#clearing.payRebates(nowMs);
    this.#outbox.flush();
  }

  /** One sentence for each thing wrong with the exchange's own books: conservation, cover, counters. Slow. */
  check(): string[] {
    return audit({
      cover: this.#settings.cover,
      wallets: this.#wallets,
      listings: this.#catalogue.listings,
      unsettled: this.#clearing.unsettled,
      fees: this.#floor.fees,
      crumbs: this.#clearing.crumbs,
    });
  }

  /** Leaves no timer behind. Orders in their taker delay and trades on their way stay as they are. */
  stop(): void {
    this.#clearing.stop();
    this.#catalogue.stop();
  }

  #finish(): void {
    this.#floor.finish();
    this.#outbox.flush();
  }

  #wallet(id: WalletId): Wallet {
    const wallet = this.#wallets.get(id);
    invariant(wallet, `wallet ${id} was never opened`);
    return wallet;
  }

  #isHeld(wallet: Wallet, id: OrderId): boolean {
    for (const { held: orders } of this.#catalogue.listings.values())
      if (orders.get(id)?.wallet === wallet) return true;
    return false;
  }

  #startGame(listing: Listing): void {
    this.#floor.clear(listing, 'other');
    this.#finish();
  }
}

/** Micro-dollars. An exchange knows its own fees: no schedule means none. */
function feeMicros(schedule: FeeSchedule | null, price: Price, size: Shares): number {
  const fee = takerFee(schedule, price, size);
  return fee === null || fee.isZero() ? 0 : microsOf(fee);
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
