// Double entry in dollars and in shares: what enters one account left another, per unit. Promises: an entry that does not
// sum to zero in every unit is never posted, so the trial balance is zero at all times. Balances are kept whole; of the
// postings themselves only the latest, for whoever looks in.
import { invariant } from '#domain/failure.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import { Decimal } from '#domain/units.ts';

/** Postings kept for inspection; the oldest go first. The facts file has them all. */
export const POSTINGS_KEPT_MAX = 1_000;

/** `cash` and `inventory:…` are what we own; every other account says where it came from (negative: deposits of 50 leave
 *  `external` at −50) or went to (positive: fees paid, gas, rounding). */
export type AccountName =
  | 'cash'
  | `inventory:${MarketId}:${Outcome}`
  | 'trades'
  | 'sets'
  | 'redemptions'
  | 'fees'
  | 'rebates'
  | 'rewards'
  | 'holdingRewards'
  | 'gas'
  | 'rounding'
  | 'external'
  | 'equity';

/** Dollars, or shares of one outcome. */
export type UnitName = 'usd' | `${MarketId}:${Outcome}`;

/** Positive arrives in the account. Dollars for `usd`, micro-shares for an outcome. */
export interface Entry {
  readonly account: AccountName;
  readonly unit: UnitName;
  readonly change: Decimal;
}

export interface Posting extends Entry {
  /** Postings of one fact share it. */
  readonly number: number;
  readonly atMs: number;
  /** The fact that caused it. */
  readonly cause: string;
}

const ZERO = new Decimal(0);

export class Journal {
  readonly #balances = new Map<UnitName, Map<AccountName, Decimal>>();
  #latest: Posting[] = [];
  #number = 0;

  /** Throws InvariantError when the entries do not balance: then our arithmetic is wrong and nothing may go on. */
  post(atMs: number, cause: string, entries: readonly Entry[]): void {
    const sums = new Map<UnitName, Decimal>();
    for (const { unit, change } of entries) sums.set(unit, (sums.get(unit) ?? ZERO).plus(change));
    for (const [unit, sum] of sums)
      invariant(sum.isZero(), () => `${cause} does not balance in ${unit}: ${sum.toFixed()} left`);
    this.#number += 1;
    for (const entry of entries) {
      if (entry.change.isZero()) continue;
      const accounts = this.#balances.get(entry.unit) ?? new Map<AccountName, Decimal>();
      accounts.set(entry.account, (accounts.get(entry.account) ?? ZERO).plus(entry.change));
      this.#balances.set(entry.unit, accounts);
      this.#latest.push({ ...entry, number: this.#number, atMs, cause });
    }
    if (this.#latest.length > 2 * POSTINGS_KEPT_MAX) this.#latest = this.#latest.slice(-POSTINGS_KEPT_MAX);
  }

  balance(account: AccountName, unit: UnitName = 'usd'): Decimal {
    return this.#balances.get(unit)?.get(account) ?? ZERO;
  }

  /** The sum over all accounts of each unit. Every value is zero. */
  trialBalance(): ReadonlyMap<UnitName, Decimal> {
    const sums = new Map<UnitName, Decimal>();
    for (const [unit, accounts] of this.#balances) {
      sums.set(
        unit,
        [...accounts.values()].reduce((sum, balance) => sum.plus(balance), ZERO),
      );
    }
    return sums;
  }

  /** The latest postings, oldest first. */
  latest(): readonly Posting[] {
    return this.#latest.slice(-POSTINGS_KEPT_MAX);
  }

  /** Drops the share accounts of a market in which nothing is owned any more. */
  forget(market: MarketId): void {
    for (const outcome of ['yes', 'no'] as const) {
      invariant(
        this.balance(`inventory:${market}:${outcome}`, `${market}:${outcome}`).isZero(),
        `${market} is not flat`,
      );
      this.#balances.delete(`${market}:${outcome}`);
    }
  }
}
