// A sum of prices times sizes, exact: counted in millionths of micro-dollars as a plain integer for as long as that is safe, and in
// Decimals beyond. For sums that are taken many times a second, of which only the total is wanted.
import { cost, Decimal, type Price, picoUsd, type Shares, type Usd, ZERO_USD } from './units.ts';

export class CostSum {
  #pico = 0;
  #beyond: Usd = ZERO_USD;

  /** `shares` may be negative. */
  add(price: Price, shares: number): void {
    const pico = price * shares;
    if (Number.isSafeInteger(pico)) this.#take(pico);
    else this.#beyond = this.#beyond.plus(cost(price, shares as Shares));
  }

  /** The largest of these sums; nothing when all are below zero. */
  addLargest(...sums: readonly CostSum[]): void {
    if (sums.every((sum) => sum.#beyond.isZero())) this.#take(Math.max(0, ...sums.map((sum) => sum.#pico)));
    else this.#beyond = this.#beyond.plus(Decimal.max(0, ...sums.map(({ usd }) => usd)));
  }

  addAll(sum: CostSum): void {
    this.#take(sum.#pico);
    if (!sum.#beyond.isZero()) this.#beyond = this.#beyond.plus(sum.#beyond);
  }

  /** Takes away again what `addAll` of it added: to the last digit. */
  takeOff(sum: CostSum): void {
    this.#take(-sum.#pico);
    if (!sum.#beyond.isZero()) this.#beyond = this.#beyond.minus(sum.#beyond);
  }

  /** Dollars. */
  get usd(): Usd {
    const usd = picoUsd(this.#pico);
    return this.#beyond.isZero() ? usd : usd.plus(this.#beyond);
  }

  #take(pico: number): void {
    const sum = this.#pico + pico;
    if (Number.isSafeInteger(sum)) this.#pico = sum;
    else {
      this.#beyond = this.#beyond.plus(picoUsd(this.#pico));
      this.#pico = pico;
    }
  }
}
