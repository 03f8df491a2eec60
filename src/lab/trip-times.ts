// Since when each limit is passed while the ladder does not stand high enough: whoever does not notice in time is named. Shared by
// the watches that count for themselves what the kill switch counts.
import { type KillStage, LADDER } from '#domain/money/kill-rules.ts';
import { STATED } from './checks.ts';
import type { Scene } from './scene.ts';
import type { TreeWatch } from './tree-watch.ts';

export class TripTimes {
  readonly #scene: Scene;
  readonly #tree: TreeWatch;
  readonly #passedMs = new Map<string, number>();

  constructor(scene: Scene, tree: TreeWatch) {
    this.#scene = scene;
    this.#tree = tree;
  }

  /** The rung that a limit leads to is reached, or a higher one. */
  stands(stage: KillStage): boolean {
    return LADDER.slice(LADDER.indexOf(stage)).some((rung) => rung === this.#tree.latched);
  }

  /** `words` say it with how long it has been so. */
  look(limit: string, stage: KillStage, isPassed: boolean, words: (ageMs: number) => string): void {
    if (!isPassed || this.stands(stage)) {
      this.#passedMs.delete(limit);
      return;
    }
    const { clock, say } = this.#scene;
    const sinceMs = this.#passedMs.get(limit) ?? clock.now();
    this.#passedMs.set(limit, sinceMs);
    const ageMs = clock.now() - sinceMs;
    if (ageMs > STATED.tripMs) say('trips', words(ageMs));
  }
}
