// Cash and shares that come from outside the exchange or leave it: what an operator deposits, withdraws and pays out, which
// the wallet is told, and drift, which nobody is told. Promises that the exchange's own books keep adding up whatever comes,
// and that nothing leaves which matched trades are going to take. Ends no engine update: its owner does.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { Clock, FlowKind } from '#domain/ports.ts';
import { Decimal, type Usd } from '#domain/units.ts';
import type { Catalogue } from './catalogue.ts';
import type { Floor } from './floor.ts';
import { microsOf, usdOf } from './trade.ts';
import { free, type Wallet } from './wallet.ts';

export interface FlowParts {
  readonly clock: Clock;
  readonly floor: Floor;
  readonly catalogue: Catalogue;
}

export class ExternalFlows {
  readonly #parts: FlowParts;

  constructor(parts: FlowParts) {
    this.#parts = parts;
  }

  /** Dollars, zero or more, and the wallet hears of it. A withdrawal takes what is free and no more. Returns what moved. */
  move(wallet: Wallet, kind: FlowKind, usd: Usd, market: MarketId | null = null): Usd {
    invariant(!usd.isNegative(), `a ${kind} of ${usd} dollars`);
    const moved = this.#cash(wallet, kind === 'withdrawal' ? usd.negated() : usd).abs();
    const atMs = this.#parts.clock.now();
    if (!moved.isZero()) this.#parts.floor.tell(wallet, { type: 'CREDIT', kind, market, cash: moved, atMs });
    return moved;
  }

  /** Dollars that come, or go when below zero, without a word. Returns what moved. */
  driftCash(wallet: Wallet, usd: Usd): Usd {
    return this.#cash(wallet, usd);
  }

  /** As `driftCash`, micro-shares of one outcome. */
  driftShares(wallet: Wallet, market: MarketId, outcome: Outcome, shares: number): number {
    invariant(Number.isSafeInteger(shares), `a drift of ${shares} micro-shares`);
    const listing = this.#parts.catalogue.get(market);
    const balance = wallet.position(market)[outcome];
    const moved = Math.max(shares, -Math.max(0, free(balance)));
    balance.settled += moved;
    listing.drifted[outcome] += moved;
    this.#parts.floor.spent(wallet);
    return moved;
  }

  #cash(wallet: Wallet, usd: Usd): Usd {
    const wanted = microsOf(usd.toDecimalPlaces(6, Decimal.ROUND_DOWN));
    invariant(Number.isSafeInteger(wanted), `${usd} dollars are too much`);
    const moved = Math.max(wanted, -Math.max(0, free(wallet.cash)));
    wallet.cash.settled += moved;
    wallet.deposited += moved;
    this.#parts.floor.spent(wallet);
    return usdOf(moved);
  }
}
