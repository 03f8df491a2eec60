// Whether people are told of what is down for long: an engine that restarts, listings that cannot be read. Counted by what the
// venue answered us, judged by what was told to people. A pause between two signs may have been the end of it or not: who doubts
// lets the house off.
import { STATED } from './checks.ts';
import type { Life } from './life.ts';
import type { Scene } from './scene.ts';
import type { Witness } from './witness.ts';

export interface OutageKind {
  readonly what: string;
  /** Stands in what people are told of it, and in nothing else. */
  readonly word: string;
  /** When there was a sign of it last, and when it was surely over last. */
  readonly signMs: (witness: Witness) => number;
  readonly overMs: (witness: Witness) => number;
  readonly levels: readonly (readonly ['warn' | 'page', number])[];
}

export const RESTARTING: OutageKind = {
  what: 'the engine restarts',
  word: 'engine',
  signMs: ({ engine }) => engine.restartToldMs,
  overMs: () => Number.NEGATIVE_INFINITY,
  levels: [
    ['warn', STATED.restartWarnedMs],
    ['page', STATED.restartPagedMs],
  ],
};

export const UNREAD: OutageKind = {
  what: 'no listing can be read',
  word: 'what was filled',
  signMs: ({ listings }) => listings.failedMs,
  overMs: ({ listings }) => listings.wholeMs,
  levels: [
    ['warn', STATED.unreadWarnedMs],
    ['page', STATED.unreadPagedMs],
  ],
};

const EVERY_MS = 1_000;
/** The house looks once a second, and rounds nothing off. */
const LATE_MS = 3_000;
/** A pause that may end an outage, and one that surely does. */
const PAUSE_MIN_MS = 50_000;
const PAUSE_MAX_MS = 70_000;

export class OutageWatch {
  readonly #scene: Scene;
  readonly #life: Life;
  readonly #kind: OutageKind;
  readonly #told = new Set<string>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #sinceMs: number | null = null;
  #signMs = Number.NEGATIVE_INFINITY;
  #overMs = Number.NEGATIVE_INFINITY;

  constructor(scene: Scene, life: Life, kind: OutageKind) {
    this.#scene = scene;
    this.#life = life;
    this.#kind = kind;
    life.desk.facts.onFact((fact) => {
      if (fact.fact === 'fault' && fact.actor === 'kill-switch' && fact.detail.includes(kind.word))
        this.#told.add(fact.kind);
    });
  }

  look(): void {
    const { clock, witness, say } = this.#scene;
    const nowMs = clock.now();
    if (nowMs - this.#lookedMs < EVERY_MS || !this.#life.alive) return;
    this.#lookedMs = nowMs;
    const overMs = this.#kind.overMs(witness);
    if (overMs > this.#overMs) this.#ended(overMs);
    const signMs = this.#kind.signMs(witness);
    if (signMs <= Math.max(this.#signMs, this.#overMs)) return;
    const pauseMs = signMs - this.#signMs;
    this.#signMs = signMs;
    if (pauseMs > PAUSE_MAX_MS) this.#told.clear();
    if (this.#sinceMs === null || pauseMs > PAUSE_MIN_MS) this.#sinceMs = signMs;
    const forMs = signMs - this.#sinceMs;
    for (const [level, afterMs] of this.#kind.levels)
      if (forMs > afterMs + LATE_MS && !this.#told.has(level))
        say('outage', `${this.#kind.what} for ${forMs} ms, and nobody heard a ${level}`);
  }

  #ended(overMs: number): void {
    this.#overMs = overMs;
    this.#sinceMs = null;
    this.#told.clear();
  }
}
