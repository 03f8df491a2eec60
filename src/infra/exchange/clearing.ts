// Everything after the match: trades on their way through the chain, rebates, complete sets made and unmade, redemption, gas.
// Promises that a trade is either confirmed, and its makers earn their rebate, or void for everybody; and that what rounding
// leaves over is kept in `crumbs`. Ends no engine update: its owner does.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import { makerRebate } from '#domain/market/fees.ts';
import type { Clock, Random } from '#domain/ports.ts';
import { type Price, type Shares, type Usd, ZERO_USD } from '#domain/units.ts';
import type { Catalogue } from './catalogue.ts';
import type { Floor } from './floor.ts';
import type { Outbox } from './outbox.ts';
import { Rebates } from './rebates.ts';
import { moveSets, payoutOf, redeemShares } from './sets.ts';
import { Settlement, type SettlementSettings, type SettlementStep, type Trouble } from './settlement.ts';
import { microsOf, type Trade, type TradeNews, usdOf } from './trade.ts';
import type { Wallet } from './wallet.ts';

export interface ClearingParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly settlement: SettlementSettings;
  readonly rebateMinUsd: Usd;
  readonly floor: Floor;
  readonly catalogue: Catalogue;
  readonly outbox: Outbox;
  /** Something happened by itself, on the clock. */
  readonly onUpdate: () => void;
}

export class Clearing {
  readonly #parts: ClearingParts;
  readonly #settlement: Settlement;
  readonly tradeListeners = new Set<(news: TradeNews) => void>();
  readonly #rebates: Rebates;
  /** Micro-dollars that redemptions left over. */
  #redemptionCrumbs: Usd = ZERO_USD;
  /** Micro-dollars paid for shares that had come from nowhere, in markets that are forgotten. */
  #driftPaid: Usd = ZERO_USD;

  constructor(parts: ClearingParts) {
    const { clock, random } = parts;
    this.#parts = parts;
    const onStep = (trade: Trade, step: SettlementStep) => this.#onStep(trade, step);
    this.#settlement = new Settlement({ clock, random: random.fork('settlement') }, parts.settlement, onStep);
    this.#rebates = new Rebates(clock, parts.rebateMinUsd, () => {
      this.payRebates(clock.now());
      parts.onUpdate();
    });
  }

  get unsettled(): Iterable<Trade> {
    return this.#settlement.unsettled;
  }

  /** Micro-dollars that rounding left over, in trades and redemptions. */
  get crumbs(): Usd {
    return this.#redemptionCrumbs.plus(this.#parts.floor.crumbs);
  }

  get driftPaid(): Usd {
    return this.#driftPaid;
  }

  /** Asked for every new trade from now on. */
  set trouble(judge: (trade: Trade) => Trouble | null) {
    this.#settlement.trouble = judge;
  }

  /** A new trade sets out for the chain. */
  begin(trade: Trade): void {
    this.#tell({ trade, status: 'matched' });
    this.#parts.catalogue.get(trade.market).unsettled += 1;
    this.#settlement.begin(trade);
  }

  owedRebates(wallet: Wallet): Usd {
    return this.#rebates.owed(wallet);
  }

  payRebates(nowMs: number): void {
    const { floor } = this.#parts;
    for (const { wallet, market, micros } of this.#rebates.take()) {
      wallet.cash.settled += micros;
      floor.fees -= micros;
      floor.tell(wallet, { type: 'CREDIT', kind: 'rebate', market, cash: usdOf(micros), atMs: nowMs });
    }
  }

  /** null when the market is not listed or the wallet has not enough that is settled. */
  moveSets(wallet: Wallet, market: MarketId, kind: 'merge' | 'split', size: Shares): { readonly cash: Usd } | null {
    const cash = this.#parts.catalogue.listings.has(market) ? moveSets(wallet, market, kind, size) : null;
    if (cash === null) return null;
    this.#parts.floor.spent(wallet);
    return { cash: usdOf(cash) };
  }

  /** null when the market is undecided or the wallet has nothing settled there. */
  redeem(wallet: Wallet, market: MarketId): { readonly cash: Usd; readonly yes: Shares; readonly no: Shares } | null {
    const payout = this.#parts.catalogue.listings.get(market)?.facts.payout ?? null;
    const redeemed = payout === null ? null : redeemShares(wallet, market, payout);
    if (!redeemed) return null;
    this.#redemptionCrumbs = this.#redemptionCrumbs.plus(redeemed.crumb);
    return { cash: usdOf(redeemed.cash), yes: redeemed.yes, no: redeemed.no };
  }

  /** Whole micro-dollars. Even an empty wallet pays: it then owes. */
  chargeGas(wallet: Wallet, gas: Usd): void {
    const micros = microsOf(gas);
    invariant(Number.isSafeInteger(micros) && micros >= 0, `gas of ${gas} dollars is no whole number of micro-dollars`);
    wallet.cash.settled -= micros;
    wallet.gasPaid += micros;
    this.#parts.floor.spent(wallet);
  }

  /** A resolved market too many: what the oldest still owes is paid out, as the venue's own redeemer does. */
  forgetOldest(wallets: Iterable<Wallet>): void {
    const { catalogue } = this.#parts;
    const id = catalogue.oldestToForget();
    if (id === null) return;
    for (const wallet of wallets) {
      this.redeem(wallet, id);
      wallet.positions.delete(id);
    }
    const { facts, drifted } = catalogue.get(id);
    this.#driftPaid = this.#driftPaid.plus(payoutOf(facts.payout ?? (0 as Price), drifted.yes, drifted.no));
    catalogue.forget(id);
  }

  stop(): void {
    this.#settlement.stop();
    this.#rebates.stop();
  }

  #onStep(trade: Trade, status: SettlementStep): void {
    const atMs = this.#parts.clock.now();
    for (const { wallet, memory } of trade.legs) {
      memory.status = status;
      this.#parts.floor.tell(wallet, { type: 'SETTLEMENT', trade: trade.id, order: memory.fill.order, status, atMs });
    }
    this.#tell({ trade, status });
    if (status === 'confirmed' || status === 'failed') this.#conclude(trade, status === 'confirmed');
    this.#parts.onUpdate();
  }

  #tell(news: TradeNews): void {
    this.#parts.outbox.post(this.tradeListeners, news);
  }

  #conclude(trade: Trade, confirmed: boolean): void {
    const listing = this.#parts.catalogue.get(trade.market);
    listing.unsettled -= 1;
    this.#parts.floor.conclude(trade, confirmed);
    if (!confirmed) return;
    const { fee } = listing.facts;
    for (const { wallet, price, size, memory } of trade.legs)
      if (memory.fill.role === 'maker') this.#rebates.accrue(wallet, trade.market, makerRebate(fee, price, size));
  }
}
