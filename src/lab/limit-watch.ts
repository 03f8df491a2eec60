// Whether limits that are passed are noticed: loss, drawdown and exposure are counted at the exchange, restricted orders in its
// answers, and the ladder must stand high enough within two seconds. Counts so that chance speaks for the house: what was
// passed only between two looks, or while something was on its way to us, is not held against it.
import { type KillStage, LADDER } from '#domain/money/kill-rules.ts';
import { STATED } from './checks.ts';
import type { Life } from './life.ts';
import { worthAtExchange } from './loss-watch.ts';
import { lossesOf, worst } from './plain-losses.ts';
import { MAKER, type Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';

const EVERY_MS = 250;
const DAY_MS = 86_400_000;
/** Of a day's or a life's first moments the least counts as its beginning. */
const BEGINNING_MS = 3_000;
/** Without any fault for so long, our books are those of the exchange. */
const CALM_MS = 5_000;
const MARGIN_USD = 0.01;

export class LimitWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #tree: TreeWatch;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #day = -1;
  #dayMs = 0;
  #start = 0;
  #peak = Number.NEGATIVE_INFINITY;
  /** Worths of the last moments. */
  #recent: number[] = [];
  readonly #passedMs = new Map<string, number>();
  #restricted = 0;
  #restrictedMs: number | null = null;

  constructor(scene: Scene, life: Life, tree: TreeWatch) {
    this.#scene = scene;
    this.#life = life;
    this.#tree = tree;
    this.#restricted = scene.witness.restricted;
  }

  look(): void {
    const { clock, weather, settings, lives } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS || !this.#life.alive) return;
    this.#lookedMs = nowMs;
    this.#checkRestricted(nowMs);
    const worth = this.#measure(nowMs);
    const calm = weather.calmMs > CALM_MS && this.#life.desk.clock.now() === nowMs;
    // A later life knows its marks only after a while, and what was lost before from its files.
    const settled = nowMs - this.#dayMs > BEGINNING_MS && lives() === 1;
    const loss = this.#start - worth;
    const fall = this.#peak - worth;
    this.#check('dailyLoss', 'cancelAll', loss, settings.dailyLossMaxUsd.toNumber(), calm && settled);
    this.#check('drawdown', 'noNewQuotes', fall, settings.drawdownMaxUsd.toNumber(), calm && settled);
    this.#check('exposure', 'reduceOnly', this.#exposure(), settings.exposureMaxUsd.toNumber(), calm);
  }

  /** Returns what we are worth, in dollars. */
  #measure(nowMs: number): number {
    const worth = worthAtExchange(this.#scene, (market) => this.#life.desk.markets.get(market)?.mark);
    const day = Math.floor(nowMs / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayMs = nowMs;
      this.#start = worth;
      this.#peak = Number.NEGATIVE_INFINITY;
      this.#recent = [];
    }
    if (nowMs - this.#dayMs <= BEGINNING_MS) this.#start = Math.min(this.#start, worth);
    this.#recent.push(worth);
    if (this.#recent.length <= STATED.tripMs / EVERY_MS) return worth;
    this.#recent.shift();
    // Held for so long, it was seen by everybody.
    this.#peak = Math.max(this.#peak, Math.min(...this.#recent));
    return worth;
  }

  #check(what: string, stage: KillStage, found: number, limit: number, counts: boolean): void {
    if (!counts || found <= limit + MARGIN_USD || this.#stands(stage)) {
      this.#passedMs.delete(what);
      return;
    }
    const { clock, say } = this.#scene;
    const sinceMs = this.#passedMs.get(what) ?? clock.now();
    this.#passedMs.set(what, sinceMs);
    const ageMs = clock.now() - sinceMs;
    if (ageMs > STATED.tripMs) say('trips', `${what} has been $${found} for ${ageMs} ms, past $${limit}`);
  }

  #checkRestricted(nowMs: number): void {
    const { witness, settings, say } = this.#scene;
    if (this.#stands('cancelAll')) {
      this.#restricted = witness.restricted;
      this.#restrictedMs = null;
      return;
    }
    if (settings.restrictedMax > 0 || witness.restricted === this.#restricted) return;
    this.#restrictedMs ??= nowMs;
    if (nowMs - this.#restrictedMs > STATED.tripMs) say('trips', 'the account is restricted, and nothing is latched');
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

  #stands(stage: KillStage): boolean {
    return LADDER.slice(LADDER.indexOf(stage)).some((rung) => rung === this.#tree.latched);
  }
}
