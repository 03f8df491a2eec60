// An exchange's bookkeeping of one account and nothing else, in BigInt micro-units, written apart from the code under test.
// It does what it is told and tells its facts; the tests compare what our folds explain with what it says we own.
import type { MarketId, OrderId, TradeId, TransactionId } from '#domain/ids.ts';
import type { Fact, FillFact, FlowFact } from '#domain/money/fact.ts';
import type { ExchangeAccount } from '#domain/money/residual.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { Decimal, type Price, type Shares } from '#domain/units.ts';
import * as facts from './facts.ts';

type Outcome = 'yes' | 'no';

export class ToyExchange {
  readonly facts: Fact[] = [];
  readonly openingCash = new Decimal(1_000_000);
  readonly #payouts = new Map<MarketId, number>();
  readonly #pending: { fill: FillFact; usd: bigint }[] = [];
  readonly #shares = new Map<MarketId, Record<Outcome, bigint>>();
  #cash = 1_000_000_000_000n;
  #receivable = 0n;
  #count = 0;

  constructor() {
    this.#tell(facts.opening('1000000'));
  }

  trade(order: { market: MarketId; slot: Slot; price: Price; size: Shares; fee: bigint; mark: Price }): void {
    const { market, slot, price, size, fee, mark } = order;
    const product = BigInt(price) * BigInt(size);
    const buys = slot === 'yesBid' || slot === 'noBid';
    // A buyer pays the next whole micro-dollar, a seller gets the last whole one.
    const usd = buys ? -(product / 1_000_000n + (product % 1_000_000n > 0n ? 1n : 0n)) : product / 1_000_000n;
    const trade = `t${this.#next()}` as TradeId;
    const fill = facts.fill({ trade, order: 'o1' as OrderId, market, slot, price, size, fee: usdText(fee), mark });
    this.#cash += usd - fee;
    this.#own(market)[outcomeOf(slot)] += buys ? BigInt(size) : -BigInt(size);
    this.#pending.push({ fill, usd: usd - fee });
    this.#tell(fill);
  }

  settle(which: number, status: 'confirmed' | 'failed', mark: Price): void {
    const [pending] = this.#pending.splice(which % Math.max(1, this.#pending.length), 1);
    if (!pending) return;
    const { fill, usd } = pending;
    if (status === 'failed') {
      this.#cash -= usd;
      const buys = fill.slot === 'yesBid' || fill.slot === 'noBid';
      this.#own(fill.market)[outcomeOf(fill.slot)] -= buys ? BigInt(fill.size) : -BigInt(fill.size);
    }
    this.#tell(facts.settlement(fill, status, mark));
  }

  sets(kind: 'merge' | 'split', market: MarketId, size: Shares, gas: bigint, mark: Price): void {
    const own = this.#own(market);
    const wanted = BigInt(size);
    const there = own.yes < own.no ? own.yes : own.no;
    const moved = kind === 'split' || there > wanted ? wanted : there;
    if (moved <= 0n) return;
    const sign = kind === 'split' ? 1n : -1n;
    own.yes += sign * moved;
    own.no += sign * moved;
    this.#cash -= sign * moved + gas;
    const transaction = `x${this.#next()}` as TransactionId;
    this.#tell(facts.sets(kind, Number(moved) as Shares, { market, gas: usdText(gas), transaction, mark }));
  }

  resolve(market: MarketId, payout: 0 | 0.5 | 1): void {
    if (this.#payouts.has(market)) return;
    this.#payouts.set(market, payout);
    this.#tell(facts.resolution(payout, market));
  }

  redeem(market: MarketId, gas: bigint): void {
    const payout = this.#payouts.get(market);
    const own = this.#own(market);
    if (payout === undefined || own.yes < 0n || own.no < 0n || own.yes + own.no === 0n) return;
    const twice = own.yes * BigInt(payout * 2) + own.no * BigInt(2 - payout * 2);
    const usd = twice / 2n;
    this.#cash += usd - gas;
    const [yes, no] = [Number(own.yes) as Shares, Number(own.no) as Shares];
    own.yes = 0n;
    own.no = 0n;
    const transaction = `x${this.#next()}` as TransactionId;
    this.#tell(facts.redemption(yes, no, usdText(usd), { market, gas: usdText(gas), transaction }));
  }

  flow(kind: FlowFact['kind'], micro: bigint, market: MarketId | null): void {
    const credit = kind === 'rebate' || kind === 'reward' || kind === 'holding';
    if (credit) this.#receivable += micro;
    else this.#cash += kind === 'withdrawal' ? -micro : micro;
    this.#tell(facts.flow(kind, usdText(micro), market));
  }

  /** What was announced is paid; that is no new money and no fact. */
  payCredits(): void {
    this.#cash += this.#receivable;
    this.#receivable = 0n;
  }

  payout(market: MarketId): number | null {
    return this.#payouts.get(market) ?? null;
  }

  account(): ExchangeAccount {
    const holdings = [...this.#shares].map(
      ([market, { yes, no }]) => [market, { yes: Number(yes) as Shares, no: Number(no) as Shares }] as const,
    );
    return { cash: dollars(this.#cash), receivables: dollars(this.#receivable), holdings: new Map(holdings) };
  }

  #own(market: MarketId): Record<Outcome, bigint> {
    const own = this.#shares.get(market) ?? { yes: 0n, no: 0n };
    this.#shares.set(market, own);
    return own;
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #tell(fact: Fact): void {
    this.facts.push({ ...fact, atMs: this.facts.length });
  }
}

function outcomeOf(slot: Slot): Outcome {
  return slot === 'yesBid' || slot === 'yesAsk' ? 'yes' : 'no';
}

function usdText(micro: bigint): string {
  return dollars(micro).toFixed();
}

function dollars(micro: bigint): Decimal {
  return new Decimal(String(micro)).times('1e-6');
}
