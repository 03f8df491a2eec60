// Something that is down for longer than a person should be left in ignorance. It counts from its beginning, whoever crashed or
// restarted meanwhile, and is over only when it has been up for a while: flapping is one outage.

export interface OutageTimes {
  readonly warnMs: number;
  readonly pageMs: number;
  /** Without a sign of it for so long it is over. */
  readonly overMs: number;
}

export type OutageWord = { readonly level: 'warn' | 'page'; readonly forMs: number };

const LEVELS = ['warn', 'page'] as const;

export class Outage {
  readonly #times: OutageTimes;
  #sinceMs: number | null = null;
  #signMs = Number.NEGATIVE_INFINITY;
  #told = 0;

  constructor(times: OutageTimes) {
    this.#times = times;
  }

  /** It is down, at this moment of the steady clock. */
  sign(nowMs: number): void {
    if (this.#sinceMs === null || nowMs - this.#signMs > this.#times.overMs) {
      this.#sinceMs = nowMs;
      this.#told = 0;
    }
    this.#signMs = Math.max(this.#signMs, nowMs);
  }

  /** How long it has lasted; null: it is over, or there was none. */
  forMs(nowMs: number): number | null {
    if (this.#sinceMs === null || nowMs - this.#signMs > this.#times.overMs) return null;
    return nowMs - this.#sinceMs;
  }

  /** What a person is to hear now; each level once an outage. */
  look(nowMs: number): OutageWord | null {
    const { warnMs, pageMs } = this.#times;
    const forMs = this.forMs(nowMs);
    if (forMs === null) return null;
    const level = LEVELS[this.#told];
    if (!level || forMs < (level === 'warn' ? warnMs : pageMs)) return null;
    this.#told += 1;
    return { level, forMs };
  }
}
