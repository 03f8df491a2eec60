// A sum of prices times sizes, exact: counted in millionths of micro-dollars as a plain integer for as long as that is safe, and in
// Decimals beyond. For sums that are taken many times a second, of which only the total is wanted.
import { cost, type Price, picoUsd, type Shares, type Usd, ZERO_USD } from './units.ts';

export class CostSum {
  #pico = 0;
  #beyond: Usd = ZERO_USD;

  /** `shares` may be negative. */
  add(price: Price, shares: number): void {
    const pico = price * shares;
    const sum = this.#pico + pico;
    if (Number.isSafeInteger(pico) && Number.isSafeInteger(sum)) this.#pico = sum;
    else this.#beyond = this.#beyond.plus(cost(price, shares as Shares));
  }

  /** Dollars. */
  get usd(): Usd {
    const usd = picoUsd(this.#pico);
    return this.#beyond.isZero() ? usd : usd.plus(this.#beyond);
  }
}
