// What a venue does to its traders unasked: it restarts its engine, takes no orders for a while, removes what rests, takes the
// silent for dead, pays and charges, and lets trades fail on chain. People and chaos do it through here; `exchange.ts` is the
// trader's side. Promises that the exchange's books are right after each of these, and that whoever is concerned is told.
import type { MarketId, OrderId, WalletId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Clock, FlowKind, GoneReason, Random } from '#domain/ports.ts';
import type { Usd } from '#domain/units.ts';
import type { Catalogue } from './catalogue.ts';
import type { Clearing } from './clearing.ts';
import type { BeatResult } from './engine.ts';
import { ExternalFlows } from './external-flows.ts';
import type { Floor } from './floor.ts';
import { Heartbeats } from './heartbeats.ts';
import { type Outbox, subscribe } from './outbox.ts';
import { RewardDesk, type RewardTerms, USUAL_REWARDS } from './reward-desk.ts';
import type { Trouble } from './settlement.ts';
import type { Trade } from './trade.ts';
import { type Restart, type TradingPhase, TradingPhases } from './trading-phases.ts';
import type { Wallets } from './wallets.ts';

export interface OperatedParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly outbox: Outbox;
  readonly wallets: Wallets;
  readonly floor: Floor;
  readonly catalogue: Catalogue;
  readonly clearing: Clearing;
  /** When left out, orders count as at the venue and nothing is paid. */
  readonly rewards?: RewardTerms;
}

/** Which orders: each of these that is not null narrows them down. */
export interface OrderSelection {
  readonly wallet: WalletId | null;
  readonly market: MarketId | null;
  readonly orders: readonly OrderId[] | null;
}

const ALL_ORDERS: OrderSelection = { wallet: null, market: null, orders: null };

export class Operations {
  /** What is taken just now. Ended early, a window has its usual consequences. */
  readonly phases: TradingPhases;
  readonly rewards: RewardDesk;
  readonly #parts: OperatedParts;
  readonly #flows: ExternalFlows;
  readonly #heartbeats: Heartbeats<WalletId>;
  readonly #phaseListeners = new Set<(phase: TradingPhase) => void>();

  /** Neither floor nor clearing are touched before the first call. */
  constructor(parts: OperatedParts) {
    const { clock, random, outbox, catalogue, rewards = USUAL_REWARDS } = parts;
    this.#parts = parts;
    const pay = (wallet: WalletId, usd: Usd, market: MarketId) => this.credit(wallet, 'reward', usd, market);
    this.rewards = new RewardDesk({ clock, random: random.fork('rewards'), catalogue, pay }, rewards);
    this.#flows = new ExternalFlows(parts);
    this.#heartbeats = new Heartbeats(clock, (wallet) => this.expire(wallet));
    this.phases = new TradingPhases(clock, {
      phase: (phase) => {
        outbox.post(this.#phaseListeners, phase);
        outbox.flush();
      },
      restarted: (keepOrders) => {
        if (!keepOrders) this.removeOrders(ALL_ORDERS, 'other');
        this.#finish();
      },
    });
  }

  /** The matching engine goes down: nobody's orders and cancels are taken, nothing matches, the public hears nothing. Then
   *  what rests is gone or not, and for a while only post-only orders are taken. */
  restart(plan: Restart): void {
    this.phases.restart(plan);
  }

  postOnly(forMs: number): void {
    this.phases.hold('postOnly', forMs);
  }

  cancelOnly(forMs: number): void {
    this.phases.hold('cancelOnly', forMs);
  }

  /** Neither orders nor cancels are taken. */
  disabled(forMs: number): void {
    this.phases.hold('disabled', forMs);
  }

  onPhase(listener: (phase: TradingPhase) => void): () => void {
    return subscribe(this.#phaseListeners, listener);
  }

  beat(wallet: WalletId, previous: string | null): BeatResult {
    return this.#heartbeats.beat(this.#parts.wallets.of(wallet).id, previous);
  }

  /** The dead-man's switch strikes: a wallet that does not beat loses its orders. An engine that is down strikes later. */
  expire(wallet: WalletId): void {
    if (this.phases.now !== 'restarting') this.removeOrders({ ...ALL_ORDERS, wallet }, 'heartbeat');
  }

  /** Returns which. */
  removeOrders({ wallet, market, orders }: OrderSelection, reason: GoneReason): readonly OrderId[] {
    const { wallets, floor } = this.#parts;
    const owners = wallet === null ? [...wallets.values()] : [wallets.of(wallet)];
    const resting = owners.flatMap((owner) => [...owner.orders.values()]);
    const concerned = resting.filter(
      (order) => (market === null || order.market === market) && (orders === null || orders.includes(order.id)),
    );
    for (const order of concerned) floor.remove(order, reason);
    this.#finish();
    return concerned.map((order) => order.id);
  }

  /** Micro-shares that a taker meets before this order: at better prices, and of those who came first. null: it does not rest. */
  aheadOf(wallet: WalletId, id: OrderId): number | null {
    const { wallets, catalogue } = this.#parts;
    const order = wallets.of(wallet).orders.get(id);
    if (!order) return null;
    let ahead = 0;
    for (const other of catalogue.get(order.market).book.orders(order.side)) {
      if (other === order) break;
      ahead += other.remaining;
    }
    return ahead;
  }

  /** Dollars from outside or, as a withdrawal, to there; the wallet is told. Returns what moved. */
  credit(wallet: WalletId, kind: FlowKind, usd: Usd, market: MarketId | null = null): Usd {
    const moved = this.#flows.move(this.#parts.wallets.of(wallet), kind, usd, market);
    this.#finish();
    return moved;
  }

  /** Dollars come, or go below zero, and nobody is told. Returns what moved. */
  driftCash(wallet: WalletId, usd: Usd): Usd {
    const moved = this.#flows.driftCash(this.#parts.wallets.of(wallet), usd);
    this.#finish();
    return moved;
  }

  /** Micro-shares come, or go below zero, and nobody is told. Returns what moved. */
  driftShares(wallet: WalletId, market: MarketId, outcome: Outcome, shares: number): number {
    const moved = this.#flows.driftShares(this.#parts.wallets.of(wallet), market, outcome, shares);
    this.#finish();
    return moved;
  }

  /** Asked for every trade that matches from now on, instead of whoever was asked before. */
  onSettle(judge: (trade: Trade) => Trouble | null): void {
    this.#parts.clearing.trouble = judge;
  }

  /** The next `count` trades fail after they matched, each after one retry. */
  failNext(count: number): void {
    let left = count;
    this.onSettle(() => {
      left -= 1;
      return left >= 0 ? { retryMs: 0, ends: 'failed' } : null;
    });
  }

  stop(): void {
    for (const part of [this.phases, this.#heartbeats, this.rewards]) part.stop();
  }

  #finish(): void {
    this.#parts.floor.finish();
    this.#parts.outbox.flush();
  }
}
