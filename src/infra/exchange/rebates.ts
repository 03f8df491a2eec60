// What makers are owed for the fees they caused (quant.md F-1.8), and its daily payment. Accrues exactly, pays whole
// micro-dollars. Promises a payment at the next UTC midnight after something accrued, and none below the
// minimum: what is too small waits for the next day.
import type { MarketId } from '#domain/ids.ts';
import type { Clock } from '#domain/ports.ts';
import { Decimal, type Usd, ZERO_USD } from '#domain/units.ts';
import { microsOf } from './trade.ts';
import type { Wallet } from './wallet.ts';

const DAY_MS = 86_400_000;

export interface RebatePayment {
  readonly wallet: Wallet;
  readonly market: MarketId;
  /** Micro-dollars, more than zero. */
  readonly micros: number;
}

export class Rebates {
  readonly #clock: Clock;
  /** Dollars a wallet must be owed in all markets together. */
  readonly #minUsd: Usd;
  readonly #onMidnight: () => void;
  readonly #owed = new Map<Wallet, Map<MarketId, Usd>>();
  #timer: unknown = null;

  constructor(clock: Clock, minUsd: Usd, onMidnight: () => void) {
    this.#clock = clock;
    this.#minUsd = minUsd;
    this.#onMidnight = onMidnight;
  }

  accrue(wallet: Wallet, market: MarketId, usd: Usd): void {
    if (usd.isZero()) return;
    const owed = this.#owed.get(wallet) ?? new Map<MarketId, Usd>();
    this.#owed.set(wallet, owed);
    owed.set(market, (owed.get(market) ?? ZERO_USD).plus(usd));
    this.#timer ??= this.#clock.setTimeout(
      () => {
        this.#timer = null;
        this.#onMidnight();
      },
      DAY_MS - (this.#clock.now() % DAY_MS),
    );
  }

  /** Dollars accrued and not yet paid. */
  owed(wallet: Wallet): Usd {
    const amounts = [...(this.#owed.get(wallet)?.values() ?? [])];
    return amounts.reduce((sum, usd) => sum.plus(usd), ZERO_USD);
  }

  /** What is paid out now; it is no longer owed. */
  take(): RebatePayment[] {
    const payments: RebatePayment[] = [];
    for (const [wallet, owed] of this.#owed) {
      if (this.owed(wallet).lessThan(this.#minUsd)) continue;
      for (const [market, usd] of owed) {
        const paid = usd.toDecimalPlaces(6, Decimal.ROUND_FLOOR);
        if (paid.isZero()) continue;
        payments.push({ wallet, market, micros: microsOf(paid) });
        // The crumb below a micro-dollar is dropped with its market: it stays in the fee account.
        owed.delete(market);
      }
    }
    return payments;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}
