// Differences that may be there for a while: under faults for so long, after them no longer than it takes to heal, and in calm not
// at all once nothing is on its way. Remembers since when each has been there.
import { STATED } from './checks.ts';
import type { Weather } from './scene.ts';

/** After a fault, restarts and listings may still be going on for so long. */
const CALM_MS = 10_000;

interface Known {
  readonly openMs: number;
  /** It came when nothing was wrong. */
  readonly inCalm: boolean;
}

export class Grace {
  readonly #weather: Weather;
  /** While requests get through; infinite: only calm ends it. */
  readonly #maxMs: number;
  readonly #known = new Map<string, Known>();

  constructor(weather: Weather, maxMs: number) {
    this.#weather = weather;
    this.#maxMs = maxMs;
  }

  /** Whether there is any difference now. */
  get open(): boolean {
    return this.#known.size > 0;
  }

  /** `found`: all there are now. `quiet`: nothing is on its way. Returns those that may not be there any more. */
  overdue(found: readonly string[], quiet: boolean): readonly string[] {
    const { openMs, calmMs } = this.#weather;
    for (const key of this.#known.keys()) if (!found.includes(key)) this.#known.delete(key);
    return found.filter((key) => {
      const known = this.#known.get(key) ?? { openMs, inCalm: calmMs > CALM_MS };
      this.#known.set(key, known);
      if (known.inCalm && quiet) return true;
      const ageMs = openMs - known.openMs;
      return ageMs > this.#maxMs || (ageMs > STATED.healedMs && calmMs > STATED.healedMs);
    });
  }
}
