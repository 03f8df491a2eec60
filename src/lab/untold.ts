// What happened to our money at the exchange and was never told to us, because a fault swallowed the telling or was the cause:
// drift, credits on a dead socket, transactions without a receipt. Our books cannot have it; everything else they must.

import type { WalletId } from '#domain/ids.ts';
import type { RedemptionFact, SetFact } from '#domain/money/fact.ts';
import { Decimal, MICRO, type Usd } from '#domain/units.ts';
import type { Exchange } from '#infra/exchange/exchange.ts';
import type { Witness } from './witness.ts';

export class Untold {
  readonly #witness: Witness;
  /** Micro-dollars and micro-shares. */
  #drift = 0n;
  #credits = 0n;
  #chain = 0n;
  readonly #driftShares = new Map<string, number>();
  readonly #chainShares = new Map<string, number>();
  /** What the house has found out by itself, without a receipt. Micro-dollars and micro-shares. */
  #foundCash = 0n;
  readonly #foundShares = new Map<string, number>();

  /** Listens at the exchange itself. */
  constructor(exchange: Exchange, wallet: WalletId, witness: Witness) {
    this.#witness = witness;
    exchange.onAccount(wallet, (news) => {
      if (news.type === 'CREDIT') this.#credits += news.kind === 'withdrawal' ? -micros(news.cash) : micros(news.cash);
    });
    this.#listenToDrift(exchange, wallet);
    this.#listenToChain(exchange, wallet);
  }

  /** Dollars. */
  get cash(): Usd {
    const { credits, receipts } = this.#witness;
    return new Decimal(
      (this.#drift + this.#credits - credits + this.#chain - receipts.cash - this.#foundCash).toString(),
    ).div(MICRO);
  }

  /** Micro-shares; `what` is a market and an outcome. */
  shares(what: string): number {
    const told = (this.#witness.receipts.shares.get(what) ?? 0) + (this.#foundShares.get(what) ?? 0);
    const chain = (this.#chainShares.get(what) ?? 0) - told;
    return (this.#driftShares.get(what) ?? 0) + chain;
  }

  /** Anything at all. */
  get some(): boolean {
    if (!this.cash.isZero()) return true;
    return [...this.#driftShares.keys(), ...this.#chainShares.keys()].some((what) => this.shares(what) !== 0);
  }

  /** Other than transactions of ours without a receipt: those are for the house to find out. */
  get unasked(): boolean {
    if (this.#drift !== 0n || this.#credits !== this.#witness.credits) return true;
    return [...this.#driftShares.values()].some((shares) => shares !== 0);
  }

  /** A fact of the house about a transaction whose receipt never came. Returns what is wrong with it: it names shares that no
   *  untold transaction took. Cash that it names and that never came stays untold, with the other sign. */
  found(fact: SetFact | RedemptionFact): string | null {
    const { yes, no, cash } =
      fact.fact === 'redemption'
        ? { yes: fact.yes, no: fact.no, cash: new Decimal(fact.cash) }
        : { yes: fact.size, no: fact.size, cash: new Decimal(fact.size).div(MICRO) };
    const taken = { yes: -this.shares(`${fact.market} yes`), no: -this.shares(`${fact.market} no`) };
    this.#foundCash += micros(cash.minus(fact.gas));
    add(this.#foundShares, `${fact.market} yes`, -yes);
    add(this.#foundShares, `${fact.market} no`, -no);
    if (yes <= taken.yes && no <= taken.no) return null;
    return `a ${fact.fact} of ${yes} yes and ${no} no is booked; untold were ${taken.yes} and ${taken.no}`;
  }

  #listenToDrift(exchange: Exchange, wallet: WalletId): void {
    const { operations } = exchange;
    const driftCash = operations.driftCash.bind(operations);
    const driftShares = operations.driftShares.bind(operations);
    operations.driftCash = (whose, usd) => {
      const moved = driftCash(whose, usd);
      if (whose === wallet) this.#drift += micros(moved);
      return moved;
    };
    operations.driftShares = (whose, market, outcome, shares) => {
      const moved = driftShares(whose, market, outcome, shares);
      if (whose === wallet) add(this.#driftShares, `${market} ${outcome}`, moved);
      return moved;
    };
  }

  #listenToChain(exchange: Exchange, wallet: WalletId): void {
    const moveSets = exchange.moveSets.bind(exchange);
    const redeem = exchange.redeem.bind(exchange);
    const chargeGas = exchange.chargeGas.bind(exchange);
    exchange.moveSets = (whose, market, kind, size) => {
      const moved = moveSets(whose, market, kind, size);
      if (!moved || whose !== wallet) return moved;
      this.#chain += micros(moved.cash);
      for (const outcome of ['yes', 'no'])
        add(this.#chainShares, `${market} ${outcome}`, kind === 'merge' ? -size : size);
      return moved;
    };
    exchange.redeem = (whose, market) => {
      const redeemed = redeem(whose, market);
      if (!redeemed || whose !== wallet) return redeemed;
      this.#chain += micros(redeemed.cash);
      add(this.#chainShares, `${market} yes`, -redeemed.yes);
      add(this.#chainShares, `${market} no`, -redeemed.no);
      return redeemed;
    };
    exchange.chargeGas = (whose, gas) => {
      chargeGas(whose, gas);
      if (whose === wallet) this.#chain -= micros(gas);
    };
  }
}

function micros(usd: Usd): bigint {
  return BigInt(usd.times(MICRO).toFixed(0));
}

function add(shares: Map<string, number>, what: string, size: number): void {
  shares.set(what, (shares.get(what) ?? 0) + size);
}
