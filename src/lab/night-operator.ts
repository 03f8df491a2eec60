// The person of the night: resumes a latched house after a while, unless the reason is one that a person would have to look into
// first. What differs for good and what was really lost stays closed.
import type { Random } from '#domain/ports.ts';
import type { Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';

const LOOK_MS = 1_000;
const PATIENCE_MIN_MS = 3_000;
const PATIENCE_MAX_MS = 20_000;
const SERIOUS = ['divergence', 'dailyLoss', 'weeklyLoss', 'drawdown', 'latch file', 'exposure'];

export class NightOperator {
  readonly #scene: Scene;
  readonly #tree: TreeWatch;
  readonly #random: Random;
  readonly #note: (text: string) => void;
  #timer: unknown = null;
  #dueMs: number | null = null;

  constructor(scene: Scene, tree: TreeWatch, random: Random, note: (text: string) => void) {
    this.#scene = scene;
    this.#tree = tree;
    this.#random = random;
    this.#note = note;
  }

  start(): void {
    this.#timer = this.#scene.clock.setTimeout(() => {
      this.#look();
      this.start();
    }, LOOK_MS);
  }

  stop(): void {
    this.#scene.clock.clearTimeout(this.#timer);
  }

  #look(): void {
    const { latch } = this.#scene.life().desk.vitals;
    const nowMs = this.#scene.clock.now();
    if (!latch || SERIOUS.some((word) => latch.reason.includes(word))) {
      this.#dueMs = null;
      return;
    }
    this.#dueMs ??= nowMs + PATIENCE_MIN_MS + (PATIENCE_MAX_MS - PATIENCE_MIN_MS) * this.#random.next();
    if (nowMs < this.#dueMs) return;
    this.#dueMs = null;
    this.#note(`the operator resumes: ${latch.reason}`);
    this.#tree.resume();
  }
}
