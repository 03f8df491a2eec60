// An exchange whose other traders are a recording: one wallet, its orders among recorded ones, fills by evidence only
// (`replay-fill.ts`). Promises: the public sees the recorded book with our orders in it; a fill needs a trade or an arrival that
// was recorded, and is told before the public event that caused it; a market's payout is unknown until its recording is over.
// Cash, shares, cover, settlement and rebates are those of our own exchange: our orders rest there alone, and a crowd with deep
// pockets takes what a recorded event gives. It only ever sells, whatever the outcome, so it needs no other order of ours.
import { invariant, type VenueFailure } from '#domain/failure.ts';
import { type MarketId, type OrderId, orderId, type WalletId, walletId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import type { AccountNews, CancelOutcome, Clock, Random, VenueAccount, VenueOrder, VenueTrade } from '#domain/ports.ts';
import type { QueueModel } from '#domain/quoting/queue.ts';
import type { QueueRules } from '#domain/quoting/queue-position.ts';
import { complement, Decimal, type Price, type Shares, type Usd } from '#domain/units.ts';
import { onGrid, refuse } from './admission.ts';
import type { BeatResult, Engine, EngineOrder, SubmitResult } from './engine.ts';
import { Exchange } from './exchange.ts';
import { ECHO_MS } from './late-prints.ts';
import { Outbox } from './outbox.ts';
import { type Hit, ReplayedMarket } from './replayed-market.ts';
import type { SettlementSettings } from './settlement.ts';
import type { Cover } from './wallet.ts';

/** What left the touch of a recording without a print was cancelled, which fills nobody (the pessimistic bound), or traded: it
 *  counts as prints at its price (the optimistic one, for recordings that have none). */
export type VanishBound = 'vanishedIsCancelled' | 'vanishedIsTraded';

export interface ReplayTerms {
  readonly clock: Clock;
  readonly random: Random;
  readonly queueModel: QueueModel;
  readonly bound: VanishBound;
  /** Markets whose recording has prints: in them what vanishes is cancelled under either bound. */
  readonly printed?: ReadonlySet<MarketId>;
  readonly settlement: SettlementSettings;
  /** The one that trades. */
  readonly wallet: WalletId;
  readonly openingCash: Usd;
  /** `perWallet` when not said: the same cash backs one order only, which admits the least. */
  readonly cover?: Cover;
  /** Dollars below which rebates wait for the next day; the venue's one dollar when not said. */
  readonly rebateMinUsd?: Usd;
}

const CROWD = walletId('crowd');
/** It gets most of it back: a hit costs it the difference between a dollar and its price. */
const CROWD_CASH = new Decimal(2_000_000_000);
/** Ticks and minimum sizes are judged here, by what the recording says: the accounts take any. */
const ANY_TERMS = { tick: 1 as Price, minSize: 1 as Shares, takerDelayMs: 0, payout: null };

export class ReplayedExchange implements Engine {
  readonly bound: VanishBound;
  readonly #clock: Clock;
  readonly #wallet: WalletId;
  readonly #rules: QueueRules;
  readonly #knownPrinted: ReadonlySet<MarketId>;
  readonly #printed = new Set<MarketId>();
  readonly #house: Exchange;
  readonly #markets = new Map<MarketId, ReplayedMarket>();
  /** What the recording says of the end; nobody is told before. */
  readonly #payouts = new Map<MarketId, Price>();
  readonly #outbox = new Outbox();
  readonly #marketListeners = new Set<(event: MarketEvent) => void>();
  readonly #catalogueListeners = new Set<(market: Market) => void>();
  #feeding: ReplayedMarket | null = null;
  #hits = 0;

  constructor(terms: ReplayTerms) {
    const { clock, random, queueModel, bound, settlement, wallet, openingCash } = terms;
    const { cover = 'perWallet', rebateMinUsd = new Decimal(1) } = terms;
    invariant(wallet !== CROWD, 'the crowd trades with us, not for us');
    this.bound = bound;
    this.#clock = clock;
    this.#wallet = wallet;
    this.#knownPrinted = terms.printed ?? new Set();
    this.#rules = { model: queueModel, windowMs: ECHO_MS };
    this.#house = new Exchange({ clock, random }, { cover, settlement, rebateMinUsd });
    this.#house.openWallet(wallet, openingCash);
    this.#house.openWallet(CROWD, CROWD_CASH);
    this.#house.onAccount(wallet, (news) => this.#follow(news));
    this.#house.onMarket((event) => this.#followOwnSize(event));
  }

  // For the recording.

  /** A market joins; with a payout, that is what its recording will end in. */
  addMarket(market: Market): void {
    invariant(!this.#markets.has(market.id), `market ${market.slug} is replayed already`);
    const facts = { ...market, payout: null };
    if (market.payout !== null) this.#payouts.set(market.id, market.payout);
    const vanishedTrades = this.bound === 'vanishedIsTraded' && !this.#knownPrinted.has(market.id);
    this.#markets.set(market.id, new ReplayedMarket(facts, this.#rules, vanishedTrades));
    this.#house.list({ ...facts, ...ANY_TERMS });
    this.#announce(facts);
  }

  /** A recorded event arrives, now. `receivedMs`: when its recorder received it. */
  feed(event: MarketEvent, receivedMs: number): void {
    invariant(this.#feeding === null, 'a listener must not feed the recording');
    const market = this.#market(event.market);
    if (event.type === 'PRINT') this.#printed.add(event.market);
    if (event.type === 'RESOLVED') this.#resolve(market, event.payout, event);
    else this.#take(market, event, receivedMs);
  }

  /** The recording of a market is over: its orders go. It resolves when its facts said how, or `payout` does; else what we hold stays. */
  endMarket(id: MarketId, payout: Price | null = this.#payouts.get(id) ?? null): void {
    const market = this.#market(id);
    if (!market.open) return;
    market.open = false;
    this.#house.close(id);
    market.facts = { ...market.facts, endMs: Math.min(market.facts.endMs ?? Infinity, this.#clock.now()) };
    this.#announce(market.facts);
    if (payout !== null)
      this.#resolve(market, payout, { type: 'RESOLVED', market: id, payout, atMs: this.#clock.now() });
  }

  /** Markets of which a print was told so far. */
  get printed(): ReadonlySet<MarketId> {
    return this.#printed;
  }

  /** Dollars earned and not yet paid. */
  rebates(): Usd {
    return this.#house.owedRebates(this.#wallet);
  }

  /** A sentence for each thing that is wrong with cash, shares, orders or the shown books. Slow. */
  check(): string[] {
    const wrong = this.#house.check();
    const open = this.#house.openOrders(this.#wallet);
    for (const [id, market] of this.#markets) wrong.push(...market.check(open.filter((order) => order.market === id)));
    return wrong;
  }

  stop(): void {
    this.#house.stop();
  }

  // For the trader.

  submit(wallet: WalletId, order: EngineOrder): SubmitResult {
    invariant(wallet === this.#wallet, `wallet ${wallet} does not trade in this replay`);
    const market = this.#markets.get(order.market);
    if (!market) return refuse('unknownMarket', `no market ${order.market}`);
    const no = refusal(order, market);
    if (no) return no;
    market.join(order);
    const result = this.#house.submit(wallet, { ...order, kind: 'postOnly' });
    if (result.result === 'rejected') market.leave(order.id);
    return result;
  }

  cancel(wallet: WalletId, orders: readonly OrderId[]): readonly CancelOutcome[] {
    return this.#house.cancel(wallet, orders);
  }

  cancelEvery(wallet: WalletId, market: MarketId | null): readonly OrderId[] {
    return this.#house.cancelEvery(wallet, market);
  }

  closed(request: 'place' | 'cancel'): VenueFailure | null {
    return this.#house.closed(request);
  }

  beat(wallet: WalletId, previous: string | null): BeatResult {
    return this.#house.beat(wallet, previous);
  }

  openOrders(wallet: WalletId): readonly VenueOrder[] {
    return this.#house.openOrders(wallet);
  }

  fills(wallet: WalletId, sinceMs: number): readonly VenueTrade[] {
    return this.#house.fills(wallet, sinceMs);
  }

  account(wallet: WalletId): VenueAccount {
    return this.#house.account(wallet);
  }

  onAccount(wallet: WalletId, listener: (news: AccountNews) => void): () => void {
    return this.#house.onAccount(wallet, listener);
  }

  markets(): readonly Market[] {
    return Array.from(this.#markets.values(), (market) => market.facts);
  }

  onCatalogue(listener: (market: Market) => void): () => void {
    this.#catalogueListeners.add(listener);
    return () => this.#catalogueListeners.delete(listener);
  }

  onMarket(listener: (event: MarketEvent) => void): () => void {
    this.#marketListeners.add(listener);
    return () => this.#marketListeners.delete(listener);
  }

  snapshot(id: MarketId): MarketEvent | null {
    return this.#markets.get(id)?.introduction() ?? null;
  }

  moveSets(wallet: WalletId, market: MarketId, kind: 'merge' | 'split', size: Shares): { readonly cash: Usd } | null {
    return this.#house.moveSets(wallet, market, kind, size);
  }

  redeem(wallet: WalletId, market: MarketId): { readonly cash: Usd; readonly yes: Shares; readonly no: Shares } | null {
    return this.#house.redeem(wallet, market);
  }

  chargeGas(wallet: WalletId, gas: Usd): void {
    this.#house.chargeGas(wallet, gas);
  }

  #take(market: ReplayedMarket, event: MarketEvent, receivedMs: number): void {
    const hits = market.take(event, receivedMs);
    this.#feeding = market;
    try {
      for (const hit of hits) this.#fill(market, hit);
    } finally {
      this.#feeding = null;
    }
    this.#publish(market);
  }

  /** The crowd sells to a bid, or sells the other outcome to an ask, so that both leave the market as a set. */
  #fill({ facts }: ReplayedMarket, { side, price, size }: Hit): void {
    const { id: market } = facts;
    invariant(this.#house.moveSets(CROWD, market, 'split', size), 'the crowd can pay');
    this.#hits += 1;
    const slot = side === 'bid' ? 'yesAsk' : 'noAsk';
    const at = side === 'bid' ? price : complement(price);
    const id = orderId(`crowd-${this.#hits}`);
    // Should a listener have cancelled our order meanwhile, nothing is sold, and the crowd keeps its set.
    this.#house.submit(CROWD, { id, market, slot, price: at, size, kind: 'fak' });
  }

  #resolve(market: ReplayedMarket, payout: Price, event: MarketEvent): void {
    if (market.facts.payout !== null) return; // told twice
    market.open = false;
    market.facts = { ...market.facts, payout };
    this.#house.resolve(market.facts.id, payout);
    this.#publish(market);
    this.#outbox.post(this.#marketListeners, event);
    this.#announce(market.facts);
  }

  #follow(news: AccountNews): void {
    if (news.type === 'FILL') this.#market(news.fill.market).filled(news.fill.order, news.fill.size);
    else if (news.type === 'ORDER_GONE') for (const market of this.#markets.values()) market.leave(news.order);
  }

  /** The accounts' own book holds nothing but our orders. */
  #followOwnSize(event: MarketEvent): void {
    if (event.type !== 'LEVELS') return;
    const market = this.#market(event.market);
    for (const { outcome, side, price, size } of event.changes)
      if (outcome === 'yes') market.shown.setOwn(side, price, size);
    if (this.#feeding !== market) this.#publish(market);
  }

  #publish(market: ReplayedMarket): void {
    for (const event of market.news()) this.#outbox.post(this.#marketListeners, event);
    this.#outbox.flush();
  }

  #announce(facts: Market): void {
    this.#outbox.post(this.#catalogueListeners, facts);
    this.#outbox.flush();
  }

  #market(id: MarketId): ReplayedMarket {
    const market = this.#markets.get(id);
    invariant(market, () => `market ${id} is not replayed`);
    return market;
  }
}

/** null: the accounts may judge it. A recording cannot be traded against: what would take is rejected, whatever its kind. */
function refusal(order: EngineOrder, market: ReplayedMarket): Extract<SubmitResult, { result: 'rejected' }> | null {
  const { facts, recorded } = market;
  if (!market.open) return refuse('marketClosed', `${facts.slug} takes no orders`);
  if (market.stake(order.id)) return refuse('duplicateId', `order ${order.id} rests already`);
  if (!recorded.known) return refuse('other', `${facts.slug} has no recorded book yet`);
  if (!Number.isSafeInteger(order.price) || !onGrid(order.price, recorded.tick))
    return refuse('offTick', `price ${order.price} breaks the tick rule: ${recorded.tick}`);
  if (!(order.size >= facts.minSize)) return refuse('belowMinimumSize', `size ${order.size} is below ${facts.minSize}`);
  if (market.isMarketable(order)) return refuse('crossesBook', 'an order in a replay must rest');
  if (order.kind === 'fak') return refuse('other', 'no orders found to match');
  return null;
}
