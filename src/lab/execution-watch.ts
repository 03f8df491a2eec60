// Whether it is noticed how our requests fare: what failed, what the venue turns away and how long it takes, counted at the ports
// again. Chance and roundings speak for the house; what an operator has seen counts no more.
import type { KillStage } from '#domain/money/kill-rules.ts';
import type { Life } from './life.ts';
import type { Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';
import { TripTimes } from './trip-times.ts';

const EVERY_MS = 250;
/** Answers and verdicts of so long, and fewer than so many say nothing. */
const WINDOW_MS = 60_000;
const COUNT_MIN = 20;
const SLOW_SHARE = 0.05;
/** Whoever gives up after five seconds notices it up to a second later, and says so as five. */
const PATIENCE_MS = 5_000;
const NOTICED_MS = 1_000;

export class ExecutionWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #trips: TripTimes;
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(scene: Scene, life: Life, tree: TreeWatch) {
    this.#scene = scene;
    this.#life = life;
    this.#trips = new TripTimes(scene, tree);
    life.desk.facts.onFact((fact) => {
      if (fact.fact === 'settlement' && fact.status === 'failed') life.requests.failuresMs.push(scene.clock.now());
      if (fact.fact === 'transition' && fact.actor === 'kill-switch' && fact.to === 'armed') life.requests.forget();
    });
  }

  look(): void {
    const nowMs = this.#scene.clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS || !this.#life.alive) return;
    this.#lookedMs = nowMs;
    const { failedExecutionsMax, rejectMaxShare, latencyMaxMs } = this.#scene.settings;
    this.#check('failedExecutions', 'cancelAll', this.#failures(nowMs), failedExecutionsMax);
    this.#check('rejects', 'noNewQuotes', this.#rejectShare(nowMs), rejectMaxShare);
    this.#check('latency (share of slow answers)', 'cancelAll', this.#slowShare(nowMs, latencyMaxMs), SLOW_SHARE);
  }

  #failures(nowMs: number): number {
    const fromMs = nowMs - this.#scene.settings.failedExecutionsWindowMs;
    return this.#life.requests.failuresMs.filter((atMs) => atMs > fromMs).length;
  }

  #rejectShare(nowMs: number): number {
    const { requests } = this.#life;
    requests.verdicts = requests.verdicts.filter(({ atMs }) => atMs > nowMs - WINDOW_MS);
    const { verdicts } = requests;
    return verdicts.length < COUNT_MIN ? 0 : verdicts.filter(({ isRejected }) => isRejected).length / verdicts.length;
  }

  #slowShare(nowMs: number, limitMs: number): number {
    const { requests } = this.#life;
    requests.requests = requests.requests.filter((each) => (each.answeredMs ?? each.askedMs) > nowMs - WINDOW_MS);
    const all = requests.requests;
    const slowMs = limitMs < PATIENCE_MS ? limitMs : Math.max(limitMs, PATIENCE_MS + NOTICED_MS);
    const slow = all.filter(({ askedMs, answeredMs }) => (answeredMs ?? nowMs) - askedMs > slowMs).length;
    return all.length < COUNT_MIN ? 0 : slow / all.length;
  }

  #check(what: string, stage: KillStage, found: number, limit: number): void {
    this.#trips.look(what, stage, found > limit, (ageMs) => `${what} has been ${found} for ${ageMs} ms, past ${limit}`);
  }
}
