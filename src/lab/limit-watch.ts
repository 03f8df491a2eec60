// Whether limits that are passed are noticed: losses, drawdown and exposure are counted at the exchange, restricted orders in its
// answers, and the ladder must stand high enough within two seconds. Counts so that chance speaks for the house: what was
// passed only between two looks, or while something was on its way to us, is not held against it. A later life is held to what
// an earlier one lost.
import { exposure } from '#actors/risk-view.ts';
import type { KillStage } from '#domain/money/kill-rules.ts';
import { STATED } from './checks.ts';
import type { Life } from './life.ts';
import { COUNTED_EVERY_MS, type LossCount } from './loss-count.ts';
import { lossesOf, worst } from './plain-losses.ts';
import { MAKER, type Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';
import { TripTimes } from './trip-times.ts';

/** Without any fault for so long, our books are those of the exchange. */
const CALM_MS = 5_000;
const MARGIN_USD = 0.01;

export class LimitWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #trips: TripTimes;
  readonly #count: LossCount;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #restricted = 0;
  #restrictedMs: number | null = null;

  constructor(scene: Scene, life: Life, tree: TreeWatch, count: LossCount) {
    this.#scene = scene;
    this.#life = life;
    this.#trips = new TripTimes(scene, tree);
    this.#count = count;
    count.begins();
    this.#restricted = scene.witness.restricted;
  }

  look(): void {
    const { clock, weather, settings } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < COUNTED_EVERY_MS || !this.#life.alive) return;
    this.#lookedMs = nowMs;
    this.#checkFollowed();
    this.#checkRestricted(nowMs);
    this.#count.look(this.#life);
    const calm = weather.calmMs > CALM_MS && this.#life.desk.clock.now() === nowMs;
    const { today, thisWeek, fall, doubt, isSettled } = this.#count;
    const counts = calm && isSettled;
    this.#check('weeklyLoss', 'drain', thisWeek - doubt, settings.weeklyLossMaxUsd.toNumber(), counts);
    this.#check('dailyLoss', 'cancelAll', today - doubt, settings.dailyLossMaxUsd.toNumber(), counts);
    this.#check('drawdown', 'noNewQuotes', fall - doubt, settings.drawdownMaxUsd.toNumber(), counts);
    this.#check('exposure', 'reduceOnly', this.#exposure(), settings.exposureMaxUsd.toNumber(), calm);
  }

  #check(what: string, stage: KillStage, found: number, limit: number, counts: boolean): void {
    const words = (ageMs: number) => `${what} has been $${found} for ${ageMs} ms, past $${limit}`;
    this.#trips.look(what, stage, counts && found > limit + MARGIN_USD, words);
  }

  #checkRestricted(nowMs: number): void {
    const { witness, settings, say } = this.#scene;
    if (this.#trips.stands('cancelAll')) {
      this.#restricted = witness.restricted;
      this.#restrictedMs = null;
      return;
    }
    if (settings.restrictedMax > 0 || witness.restricted === this.#restricted) return;
    this.#restrictedMs ??= nowMs;
    if (nowMs - this.#restrictedMs > STATED.tripMs) say('trips', 'the account is restricted, and nothing is latched');
  }

  /** The sum that follows the markets, beside the one that asks each of them. */
  #checkFollowed(): void {
    const { desk } = this.#life;
    const [followed, added] = [desk.losses.elsewhere(null), exposure(desk)];
    if (!followed.eq(added)) this.#scene.say('followed', `risk review believes $${followed}, added up it is $${added}`);
  }

  /** At the exchange: what is held and what rests there. */
  #exposure(): number {
    const { world, untold } = this.#scene;
    const { holdings } = world.exchange.account(MAKER);
    const resting = world.exchange.openOrders(MAKER);
    let total = 0;
    for (const { facts } of this.#life.desk.markets.values()) {
      const { yes = 0, no = 0 } = holdings.get(facts.id) ?? {};
      const net = yes - untold.shares(`${facts.id} yes`) - (no - untold.shares(`${facts.id} no`));
      const orders = resting.filter(({ market }) => market === facts.id);
      total += worst(lossesOf(this.#scene, facts.id, { net, orders }));
    }
    return total;
  }
}
