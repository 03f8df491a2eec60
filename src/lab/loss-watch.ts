// How much was lost since midnight, counted at the exchange, against the limit and the worst that may still follow once it is
// passed: everything that rests or is held when it happens goes to 0 or 1 before anybody can take it away.
import type { MarketId } from '#domain/ids.ts';
import { Decimal, MICRO } from '#domain/units.ts';
import { STATED } from './checks.ts';
import { exposureOf } from './plain-losses.ts';
import { MAKER, type Scene } from './scene.ts';

const EVERY_MS = 1_000;
const DAY_MS = 86_400_000;
const DUST_USD = 1e-6;

export class LossWatch {
  readonly #scene: Scene;
  /** As they were last known: a life that has just begun has seen no book yet. */
  readonly #marks = new Map<MarketId, number>();
  #lookedMs = 0;
  #day = -1;
  #start = 0;
  /** Dollars, at the look before. */
  #lost = 0;
  /** Worst losses of the last seconds: a dead man's orders rest so long. */
  #exposures: number[] = [];
  /** What may be lost in all, once the limit was passed. */
  #most: number | null = null;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  look(): void {
    const { clock, figures, settings, say } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS) return;
    this.#lookedMs = nowMs;
    const worth = worthAtExchange(this.#scene, (market) => this.#markOf(market));
    const day = Math.floor(nowMs / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      this.#start = worth;
      this.#most = null;
    }
    const loss = this.#start - worth;
    const limit = settings.dailyLossMaxUsd.toNumber();
    figures.lossMaxUsd = Math.max(figures.lossMaxUsd, loss);
    this.#exposures.push(exposureOf(this.#scene));
    if (this.#exposures.length > STATED.deadManMs / EVERY_MS) this.#exposures.shift();
    const before = this.#lost;
    this.#lost = loss;
    if (loss <= limit + DUST_USD) return;
    const overshoot = Math.max(...this.#exposures);
    // The limit of a later life may be one that was passed long ago.
    this.#most ??= Math.max(limit, before) + overshoot;
    figures.overshootMaxUsd = Math.max(figures.overshootMaxUsd, this.#most - limit);
    if (loss > this.#most + DUST_USD) say('loss', `$${loss} is lost since midnight; at most $${this.#most} may be`);
  }

  /** The last that is known of a market, over lives too. */
  #markOf(market: MarketId): number | undefined {
    const state = this.#scene.life().desk.markets.get(market);
    if (state?.marked) this.#marks.set(market, state.mark);
    return this.#marks.get(market) ?? state?.mark;
  }
}

/** What we are worth there, in dollars, without what came from or went to the outside. */
export function worthAtExchange(scene: Scene, markOf: (market: MarketId) => number | undefined): number {
  const { world, untold, witness } = scene;
  const { cash, holdings } = world.exchange.account(MAKER);
  const credits = new Decimal(witness.credits.toString()).div(MICRO);
  let worth = cash.minus(untold.cash).minus(credits).toNumber();
  for (const [market, { yes, no }] of holdings) {
    const mark = markOf(market);
    if (mark === undefined) continue;
    worth += ((yes - untold.shares(`${market} yes`)) * mark) / MICRO / MICRO;
    worth += ((no - untold.shares(`${market} no`)) * (MICRO - mark)) / MICRO / MICRO;
  }
  return worth;
}
