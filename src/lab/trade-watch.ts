// Whether one bad trade is noticed: what all trades of a market lost together, parted evenly, is the least that the worst of them
// has lost, whichever share went where. Markets whose trades were undone or redeemed are left out, and so is all that an
// operator has seen.
import type { MarketId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { MICRO } from '#domain/units.ts';
import type { Life } from './life.ts';
import type { Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';
import { TripTimes } from './trip-times.ts';

const EVERY_MS = 500;
/** The house remembers more than so many of one market. */
const TRADES_MAX = 250;

/** Dollars and shares, not in millionths. */
interface Sum {
  cash: number;
  yes: number;
  no: number;
  trades: number;
}

export class TradeWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #trips: TripTimes;
  readonly #sums = new Map<MarketId, Sum>();
  readonly #leftOut = new Set<MarketId>();
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(scene: Scene, life: Life, tree: TreeWatch) {
    this.#scene = scene;
    this.#life = life;
    this.#trips = new TripTimes(scene, tree);
    life.desk.facts.onFact((fact) => this.#take(fact));
  }

  look(): void {
    const { clock, settings, lives } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS || !this.#life.alive || lives() > 1) return;
    this.#lookedMs = nowMs;
    const limit = settings.tradeLossMaxUsd.toNumber();
    const worst = Math.max(0, ...[...this.#sums].map(([market, sum]) => this.#lossOf(market, sum)));
    const words = (ageMs: number) => `a trade has lost at least $${worst} for ${ageMs} ms, past $${limit}`;
    this.#trips.look('tradeLoss', 'noNewQuotes', worst > limit + 1e-6, words);
  }

  #lossOf(market: MarketId, { cash, yes, no, trades }: Sum): number {
    const mark = this.#life.desk.mark(market);
    if (this.#leftOut.has(market) || trades === 0 || trades > TRADES_MAX || mark === null) return 0;
    return -(cash + (yes * mark + no * (MICRO - mark)) / MICRO) / trades;
  }

  #take(fact: Fact): void {
    if (fact.fact === 'transition' && fact.actor === 'kill-switch' && fact.to === 'armed')
      for (const market of this.#sums.keys()) this.#leftOut.add(market);
    if (fact.fact === 'redemption' || fact.fact === 'split') this.#leftOut.add(fact.market);
    if (fact.fact === 'settlement' && fact.status === 'failed')
      for (const market of this.#sums.keys()) this.#leftOut.add(market);
    if (fact.fact !== 'fill' && fact.fact !== 'merge') return;
    const sum = this.#sums.get(fact.market) ?? { cash: 0, yes: 0, no: 0, trades: 0 };
    this.#sums.set(fact.market, sum);
    const size = fact.size / MICRO;
    if (fact.fact !== 'fill') {
      sum.cash += size;
      sum.yes -= size;
      sum.no -= size;
      return;
    }
    const { side, outcome } = SLOTS[fact.slot];
    const bought = side === 'buy' ? size : -size;
    sum.cash -= (bought * fact.price) / MICRO;
    sum[outcome] += bought;
    if (side === 'buy') sum.trades += 1;
  }
}
