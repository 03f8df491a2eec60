// Something that is down for longer than a person should be left in ignorance. It counts from its beginning, whoever crashed or
// restarted meanwhile, and is over only when it has been up for a while: flapping is one outage, unless somebody knows its end.

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

  /** It is down, at this moment of the steady clock. True when there was no sign of it for a while: then it is news. */
  sign(nowMs: number): boolean {
    const isNews = nowMs - this.#signMs > this.#times.overMs;
    if (this.#sinceMs === null || isNews) {
      this.#sinceMs = nowMs;
      this.#told = 0;
    }
    this.#signMs = Math.max(this.#signMs, nowMs);
    return isNews;
  }

  /** It is up for certain, and nobody waits to see. True when a person had been told of it. */
  end(): boolean {
    const wasTold = this.#sinceMs !== null && this.#told > 0;
    this.#sinceMs = null;
    this.#told = 0;
    return wasTold;
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
