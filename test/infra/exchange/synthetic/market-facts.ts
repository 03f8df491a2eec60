// Watches synthetic markets from outside, as their public sees them, and reckons the stylised facts of quant.md 16.3.
import { invariant } from '#domain/failure.ts';
import type { Market } from '#domain/market/market.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { Decimal, MICRO } from '#domain/units.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { CHARACTERS, type MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { SyntheticMarkets } from '#infra/exchange/synthetic/synthetic-markets.ts';
import { SeededRandom } from '#infra/random.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

export const START_MS = Date.parse('2026-11-20T10:00:00Z');
const MINUTE_MS = 60_000;

export function character(name: string): MarketCharacter {
  const found = CHARACTERS.find((one) => one.name === name);
  invariant(found, `there is no character ${name}`);
  return found;
}

export interface World {
  readonly clock: VirtualClock;
  readonly exchange: Exchange;
  readonly markets: SyntheticMarkets;
}

/** Five markets or some, on an exchange of their own, under a clock that moves when told. Nothing has started yet. */
export function newWorld(seed: string, characters: readonly MarketCharacter[], pace = 1): World {
  const clock = new VirtualClock(START_MS);
  const random = new SeededRandom(seed);
  const exchange = new Exchange(
    { clock, random: random.fork('exchange') },
    {
      cover: 'perMarket',
      settlement: { medianMs: 2000, sigma: 0.5, failureShare: 0.002, retryShare: 0.01 },
      rebateMinUsd: new Decimal(1),
    },
  );
  const markets = new SyntheticMarkets({ exchange, clock, random: random.fork('markets'), pace, characters });
  return { clock, exchange, markets };
}

export interface Facts {
  readonly orders: number;
  readonly medianUsd: number;
  readonly meanUsd: number;
  /** At 25, 50, 75 and 95 percent of the minutes. */
  readonly spreadTicks: readonly number[];
  /** Size at the touch over size at the ten best levels. */
  readonly touchShare: number;
  readonly twoSided: number;
  /** Of the sides of prints, at lags 1, 2, 5, 10. */
  readonly signCorrelation: readonly number[];
  readonly unmovedMinutes: number;
}

/** Looks once a minute at the first running market, and at every print. */
export class FactsRecorder {
  readonly #world: World;
  readonly #usd: number[] = [];
  readonly #signs: number[] = [];
  readonly #spreads: number[] = [];
  readonly #touch: number[] = [];
  readonly #twoSided: number[] = [];
  readonly #unmoved: number[] = [];
  #lastPrint = '';
  #middle: number | null = null;

  constructor(world: World) {
    this.#world = world;
    world.exchange.onMarket((event) => this.#hear(event));
  }

  run(minutes: number): void {
    for (let minute = 0; minute < minutes; minute++) {
      this.#world.clock.advanceBy(MINUTE_MS);
      this.#look();
    }
  }

  facts(): Facts {
    return {
      orders: this.#usd.length,
      medianUsd: quantile(this.#usd, 0.5),
      meanUsd: mean(this.#usd),
      spreadTicks: [0.25, 0.5, 0.75, 0.95].map((share) => quantile(this.#spreads, share)),
      touchShare: quantile(this.#touch, 0.5),
      twoSided: mean(this.#twoSided),
      signCorrelation: [1, 2, 5, 10].map((lag) => correlation(this.#signs, lag)),
      unmovedMinutes: mean(this.#unmoved),
    };
  }

  #hear(event: MarketEvent): void {
    if (event.type !== 'PRINT') return;
    const up = (event.outcome === 'yes') === (event.side === 'buy');
    this.#signs.push(up ? 1 : -1);
    const usd = ((event.price / MICRO) * event.size) / MICRO;
    const print = `${event.market} ${event.atMs} ${up}`;
    if (print === this.#lastPrint) this.#usd.push((this.#usd.pop() ?? 0) + usd);
    else this.#usd.push(usd);
    this.#lastPrint = print;
  }

  #look(): void {
    const [status] = this.#world.markets.describe();
    if (status?.phase !== 'trading') return;
    const market = this.#world.exchange.markets().find((facts: Market) => facts.slug === status.slug);
    const { bid, ask, tick } = status;
    const middle = bid === null || ask === null ? null : (bid + ask) / 2;
    this.#twoSided.push(middle === null ? 0 : 1);
    if (middle !== null && this.#middle !== null) this.#unmoved.push(middle === this.#middle ? 1 : 0);
    this.#middle = middle;
    if (bid === null || ask === null || market === undefined) return;
    this.#spreads.push((ask - bid) / tick);
    for (const side of ['bid', 'ask'] as const) {
      const levels = this.#world.exchange.levels(market.id, side, 10);
      const total = levels.reduce((sum, level) => sum + level.size, 0);
      if (total > 0) this.#touch.push((levels[0]?.size ?? 0) / total);
    }
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function correlation(values: readonly number[], lag: number): number {
  const centre = mean(values);
  let [together, alone] = [0, 0];
  values.forEach((value, at) => {
    alone += (value - centre) ** 2;
    if (at >= lag) together += (value - centre) * ((values[at - lag] ?? 0) - centre);
  });
  return together / alone;
}
