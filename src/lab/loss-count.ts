// What was gained and lost since the day and since the week began, counted at the exchange over all lives of a night, and how
// far off a later life may rightly be: not at all where something was kept, but for what fills in the very end.
import type { MarketId } from '#domain/ids.ts';
import type { Life } from './life.ts';
import { worthAtExchange } from './loss-watch.ts';
import type { Scene } from './scene.ts';

export const COUNTED_EVERY_MS = 250;
const DAY_MS = 86_400_000;
/** Of a day's or a life's first moments the least counts as its beginning. */
const BEGINNING_MS = 3_000;
/** What was held for so long was seen by everybody. */
const SEEN_MS = 2_500;
/** What is kept is younger than this when a life ends, its drain included. */
const KEPT_MS = 9_000;
/** Until a later life has seen every book. */
const BOOKS_MS = 10_000;
/** For what may fill in the very end. */
const FILLS_USD = 0.5;
const MONDAY_AFTER_DAYS = 3;

export class LossCount {
  readonly #scene: Scene;
  /** Where each market was marked last, in whichever life. */
  readonly #marks = new Map<MarketId, number>();
  #day = -1;
  #week = -1;
  #dayMs = 0;
  #bornMs = Number.NEGATIVE_INFINITY;
  #unwritableMs = Number.NEGATIVE_INFINITY;
  #dayStart = 0;
  #weekStart = 0;
  #peak = Number.NEGATIVE_INFINITY;
  #worth = 0;
  /** Of this life's last moments. */
  #recent: { readonly atMs: number; readonly worth: number }[] = [];
  #doubt = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Dollars, below zero when it was a gain. */
  get today(): number {
    return this.#dayStart - this.#worth;
  }

  get thisWeek(): number {
    return this.#weekStart - this.#worth;
  }

  /** From the best of the day. */
  get fall(): number {
    return this.#peak - this.#worth;
  }

  /** Dollars by which the house may rightly think that it lost less. */
  get doubt(): number {
    return Math.max(0, this.#doubt);
  }

  /** Somebody could have counted by now. */
  get isSettled(): boolean {
    const nowMs = this.#scene.clock.now();
    return nowMs - this.#dayMs > BEGINNING_MS && nowMs - this.#bornMs > BOOKS_MS;
  }

  /** A later life reads what was kept. */
  begins(): void {
    const last = this.#recent.at(-1);
    if (!last) return;
    const isKept = last.atMs - Math.max(this.#dayMs, this.#unwritableMs) > KEPT_MS;
    this.#doubt += isKept ? FILLS_USD : Number.POSITIVE_INFINITY;
    this.#bornMs = this.#scene.clock.now();
    this.#recent = [];
  }

  look(life: Life): void {
    const { clock, world } = this.#scene;
    const nowMs = clock.now();
    if (world.board.active('stateUnwritable') || world.board.active('diskFull')) this.#unwritableMs = nowMs;
    for (const { facts, mark } of life.desk.markets.values())
      this.#marks.set(facts.id, life.desk.mark(facts.id) ?? mark);
    this.#worth = worthAtExchange(this.#scene, (market) => this.#marks.get(market));
    this.#turn(nowMs);
    if (nowMs - this.#dayMs <= BEGINNING_MS) this.#begin();
    this.#recent.push({ atMs: nowMs, worth: this.#worth });
    while ((this.#recent[0]?.atMs ?? nowMs) < nowMs - KEPT_MS) this.#recent.shift();
    if (nowMs - Math.max(this.#dayMs, this.#bornMs) < SEEN_MS) return;
    const seen = this.#recent.filter(({ atMs }) => atMs >= nowMs - SEEN_MS).map(({ worth }) => worth);
    this.#peak = Math.max(this.#peak, Math.min(...seen));
  }

  #turn(nowMs: number): void {
    const day = Math.floor(nowMs / DAY_MS);
    if (day === this.#day) return;
    const week = Math.floor((day + MONDAY_AFTER_DAYS) / 7);
    if (week !== this.#week) this.#weekStart = this.#worth;
    this.#day = day;
    this.#week = week;
    this.#dayMs = nowMs;
    this.#dayStart = this.#worth;
    this.#peak = Number.NEGATIVE_INFINITY;
    this.#recent = [];
    // A day that begins while nobody has seen a book begins at nobody knows what.
    this.#doubt = nowMs - this.#bornMs > BOOKS_MS ? 0 : Number.POSITIVE_INFINITY;
  }

  #begin(): void {
    if (this.#worth >= this.#dayStart) return;
    if (this.#weekStart === this.#dayStart) this.#weekStart = this.#worth;
    this.#dayStart = this.#worth;
  }
}
