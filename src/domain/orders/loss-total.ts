// What all markets may lose together, each in its worst outcome, as a sum that follows them: whoever changes what a market's loss
// follows from names the market, and only those that were named are counted again when somebody asks. Promises: as long as everybody
// names them, the sum is to the last digit what adding up all markets gives, and asking costs nothing for markets that stood still.
import { CostSum } from '../cost-sum.ts';
import type { MarketId } from '../ids.ts';
import type { Usd } from '../units.ts';

export class LossTotal {
  readonly #lossOf: (market: MarketId) => CostSum | null;
  readonly #counted = new Map<MarketId, CostSum>();
  readonly #named = new Set<MarketId>();
  #all = new CostSum();

  /** `lossOf`: at this moment, another sum whenever it is another loss; null: nobody knows that market any more. */
  constructor(lossOf: (market: MarketId) => CostSum | null) {
    this.#lossOf = lossOf;
  }

  /** Its mark, its position, its live orders or its result may be another one now, or itself new or gone. */
  changed(market: MarketId): void {
    this.#named.add(market);
  }

  /** Dollars, never below zero. */
  elsewhere(except: MarketId | null): Usd {
    for (const market of this.#named) this.#count(market);
    this.#named.clear();
    const own = except === null ? undefined : this.#counted.get(except);
    if (!own) return this.#all.usd;
    const others = new CostSum();
    others.addAll(this.#all);
    others.takeOff(own);
    return others.usd;
  }

  /** From nothing, for these markets and no others. */
  recount(markets: Iterable<MarketId>): void {
    this.#all = new CostSum();
    this.#counted.clear();
    this.#named.clear();
    for (const market of markets) this.#count(market);
  }

  #count(market: MarketId): void {
    const before = this.#counted.get(market);
    const loss = this.#lossOf(market);
    if (loss === before) return;
    if (before) this.#all.takeOff(before);
    if (loss) {
      this.#all.addAll(loss);
      this.#counted.set(market, loss);
    } else this.#counted.delete(market);
  }
}
