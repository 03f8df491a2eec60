// Whether people are told of an engine that restarts for long: counted by the 425s that were told to us, judged by what was told
// to people. A pause between two of them may have been the end of it or not: who doubts lets the house off.
import { STATED } from './checks.ts';
import type { Life } from './life.ts';
import type { Scene } from './scene.ts';

const EVERY_MS = 1_000;
/** The house looks once a second, and rounds nothing off. */
const LATE_MS = 3_000;
/** A pause that may end an outage, and one that surely does. */
const PAUSE_MIN_MS = 50_000;
const PAUSE_MAX_MS = 70_000;
const LEVELS = [
  ['warn', STATED.restartWarnedMs],
  ['page', STATED.restartPagedMs],
] as const;

export class OutageWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #told = new Set<string>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #sinceMs: number | null = null;
  #signMs = Number.NEGATIVE_INFINITY;

  constructor(scene: Scene, life: Life) {
    this.#scene = scene;
    this.#life = life;
    life.desk.facts.onFact((fact) => {
      if (fact.fact === 'fault' && fact.actor === 'kill-switch' && fact.detail.includes('engine'))
        this.#told.add(fact.kind);
    });
  }

  look(): void {
    const { clock, witness, say } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS || !this.#life.alive) return;
    this.#lookedMs = nowMs;
    const { restartToldMs } = witness.engine;
    if (restartToldMs <= this.#signMs) return;
    const pauseMs = restartToldMs - this.#signMs;
    this.#signMs = restartToldMs;
    if (pauseMs > PAUSE_MAX_MS) this.#told.clear();
    if (this.#sinceMs === null || pauseMs > PAUSE_MIN_MS) this.#sinceMs = restartToldMs;
    const forMs = restartToldMs - this.#sinceMs;
    for (const [level, afterMs] of LEVELS)
      if (forMs > afterMs + LATE_MS && !this.#told.has(level))
        say('outage', `the engine restarts for ${forMs} ms, and nobody heard a ${level}`);
  }
}
