// Our own exchange: a Polymarket in miniature, in process. Wallets trade both outcomes of any number of markets over one book a
// condition; trades settle and may fail; makers get rebates; markets resolve and are redeemed. Promises: everything happens at once
// (delays belong to `venue-link.ts`), listeners hear of an update when it is over, and the clock and the seeded chance decide all.
import type { VenueFailure } from '#domain/failure.ts';
import { type MarketId, type OrderId, type TradeId, tradeId, type WalletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { BookSide, Level, MarketEvent } from '#domain/market/market-event.ts';
import type { AccountNews, CancelOutcome, Clock, Random, VenueAccount, VenueOrder, VenueTrade } from '#domain/ports.ts';
import { type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import { type Entrance, takerFee as feeAtLimit, feeMicros, isMarketable, refusal, refuse } from './admission.ts';
import { audit } from './audit.ts';
import { Catalogue, type MarketAmendment } from './catalogue.ts';
import { Clearing } from './clearing.ts';
import type { BeatResult, Engine, EngineOrder, SubmitResult } from './engine.ts';
import { booked, Floor } from './floor.ts';
import { snapshotOf } from './listing.ts';
import { Operations } from './operations.ts';
import { Outbox, subscribe } from './outbox.ts';
import { aheadOf } from './resting-book.ts';
import type { RewardTerms } from './reward-desk.ts';
import type { SettlementSettings } from './settlement.ts';
import { type TradeNews, usdOf } from './trade.ts';
import type { TradingPhase } from './trading-phases.ts';
import type { Cover, Wallet } from './wallet.ts';
import { Wallets } from './wallets.ts';

export interface ExchangeSettings {
  readonly cover: Cover;
  readonly settlement: SettlementSettings;
  /** Dollars below which a wallet's rebates wait for the next day. */
  readonly rebateMinUsd: Usd;
  readonly rewards?: RewardTerms;
  /** Of the so-manieth trade, where they are not simply counted. */
  readonly tradeIdOf?: (trades: number) => TradeId;
}

export class Exchange implements Engine {
  readonly #clock: Clock;
  readonly #settings: ExchangeSettings;
  readonly #outbox = new Outbox();
  readonly #wallets = new Wallets();
  readonly #marketListeners = new Set<(event: MarketEvent) => void>();
  readonly #floor: Floor;
  readonly #catalogue: Catalogue;
  readonly #clearing: Clearing;
  readonly #entrance: Entrance;
  /** What the venue does unasked. */
  readonly operations: Operations;

  constructor(ports: { readonly clock: Clock; readonly random: Random }, settings: ExchangeSettings) {
    const { clock } = ports;
    const { cover, tradeIdOf = (trades) => tradeId(`trade-${trades}`) } = settings;
    const [outbox, wallets, marketListeners] = [this.#outbox, this.#wallets, this.#marketListeners];
    this.#clock = clock;
    this.#settings = settings;
    this.#entrance = { cover, fee: feeMicros };
    const catalogue = new Catalogue(clock, outbox, (listing) => {
      this.#floor.clear(listing, 'other');
      this.#finish();
    });
    this.#catalogue = catalogue;
    const phase = () => this.phase();
    const { listings } = catalogue;
    const shared = { clock, cover, outbox, wallets, listings, marketListeners, phase };
    const floor = new Floor({ ...shared, fee: feeMicros, tradeIdOf, onTrade: (trade) => this.#clearing.begin(trade) });
    this.#floor = floor;
    const clearing = new Clearing({ ...ports, ...settings, floor, catalogue, outbox, onUpdate: () => this.#finish() });
    this.#clearing = clearing;
    this.operations = new Operations({ ...ports, ...settings, outbox, wallets, floor, catalogue, clearing });
  }

  // For traders.

  submit(walletId: WalletId, order: EngineOrder): SubmitResult {
    const wallet = this.#wallets.of(walletId);
    const listing = this.#catalogue.listings.get(order.market);
    if (!listing) return refuse('unknownMarket', `no market ${order.market}`);
    const no = this.operations.phases.refusal(order.kind) ?? refusal(order, listing, wallet, this.#entrance);
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

  /** While nothing is taken, every order is told to be too late to cancel, and stays. */
  cancel(walletId: WalletId, orders: readonly OrderId[]): readonly CancelOutcome[] {
    const wallet = this.#wallets.of(walletId);
    if (this.closed('cancel')) return orders.map((order) => ({ order, result: 'tooLate' }));
    const outcomes = orders.map((id): CancelOutcome => {
      const order = wallet.orders.get(id);
      if (order) this.#floor.remove(order, 'asked');
      else if (this.#floor.isHeld(wallet, id)) return { order: id, result: 'tooLate' };
      return { order: id, result: order ? 'cancelled' : 'notFound' };
    });
    this.#finish();
    return outcomes;
  }

  cancelEvery(wallet: WalletId, market: MarketId | null): readonly OrderId[] {
    return this.closed('cancel') ? [] : this.operations.removeOrders({ wallet, market, orders: null }, 'asked');
  }

  openOrders(wallet: WalletId): readonly VenueOrder[] {
    return this.#wallets.of(wallet).openOrders();
  }

  /** Shares that stand before an order at its price; null when it does not rest. No trader is told. */
  ahead(wallet: WalletId, id: OrderId): Shares | null {
    const order = this.#wallets.of(wallet).orders.get(id);
    return order ? aheadOf(order) : null;
  }

  closed(request: 'place' | 'cancel'): VenueFailure | null {
    return this.operations.phases.closed(request);
  }

  beat(wallet: WalletId, previous: string | null): BeatResult {
    return this.operations.beat(wallet, previous);
  }

  /** At most the last 10,000, with how far each has settled. */
  fills(wallet: WalletId, sinceMs: number): readonly VenueTrade[] {
    return this.#wallets.of(wallet).fills.since(sinceMs);
  }

  account(wallet: WalletId): VenueAccount {
    const { cash, holdings } = this.#wallets.of(wallet).holdings();
    return { cash: usdOf(cash), receivables: ZERO_USD, holdings };
  }

  onAccount(wallet: WalletId, listener: (news: AccountNews) => void): () => void {
    return subscribe(this.#wallets.of(wallet).listeners, listener);
  }

  /** Every trade with all its parties, told again with each step of its settlement. */
  onTrade(listener: (news: TradeNews) => void): () => void {
    return subscribe(this.#clearing.tradeListeners, listener);
  }

  /** What is on chain, on its way and set aside; null for a wallet that was never opened. */
  purse(wallet: WalletId): Pick<Wallet, 'cash' | 'positions'> | null {
    return this.#wallets.get(wallet) ?? null;
  }

  markets(): readonly Market[] {
    return this.#catalogue.facts();
  }

  market(id: MarketId): Market | undefined {
    return this.#catalogue.listings.get(id)?.facts;
  }

  onCatalogue(listener: (market: Market) => void): () => void {
    return subscribe(this.#catalogue.listeners, listener);
  }

  onMarket(listener: (event: MarketEvent) => void): () => void {
    return subscribe(this.#marketListeners, listener);
  }

  /** What is taken from now on, whenever that changes. */
  onPhase(listener: (phase: TradingPhase) => void): () => void {
    return this.operations.onPhase(listener);
  }

  phase(): TradingPhase {
    return this.operations.phases.now;
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

  /** Orders are taken, were the engine open. */
  accepts(market: MarketId): boolean {
    return this.#catalogue.get(market).open;
  }

  /** In force. */
  tick(market: MarketId): Price {
    return this.#catalogue.get(market).tick;
  }

  /** Dollars of rebates that a wallet earned and has not been paid. */
  owedRebates(wallet: WalletId): Usd {
    return this.#clearing.owedRebates(this.#wallets.of(wallet));
  }

  // For the chain.

  moveSets(wallet: WalletId, market: MarketId, kind: 'merge' | 'split', size: Shares): { readonly cash: Usd } | null {
    const moved = this.#clearing.moveSets(this.#wallets.of(wallet), market, kind, size);
    this.#finish();
    return moved;
  }

  redeem(wallet: WalletId, market: MarketId): { readonly cash: Usd; readonly yes: Shares; readonly no: Shares } | null {
    return this.#clearing.redeem(this.#wallets.of(wallet), market);
  }

  /** Whole micro-dollars. Even an empty wallet pays: it then owes. */
  chargeGas(wallet: WalletId, gas: Usd): void {
    this.#clearing.chargeGas(this.#wallets.of(wallet), gas);
    this.#finish();
  }

  // For operators.

  openWallet(id: WalletId, cash: Usd): void {
    this.#wallets.open(id, cash);
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
      driftPaid: this.#clearing.driftPaid,
      down: this.phase() === 'restarting',
    });
  }

  /** Leaves no timer behind. Orders in their taker delay and trades on their way stay as they are. */
  stop(): void {
    for (const part of [this.#clearing, this.#catalogue, this.operations]) part.stop();
  }

  #finish(): void {
    this.#floor.finish();
    this.#outbox.flush();
  }
}
