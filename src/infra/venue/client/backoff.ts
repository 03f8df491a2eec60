// How long to wait before the next try: anything between nothing and a bound that doubles (full jitter), so that many who were
// cut off at once do not come back at once.
import type { Random } from '#domain/ports.ts';

const FIRST_MS = 250;
const MAX_MS = 30_000;
/** Beyond that the bound is the maximum anyway. */
const DOUBLINGS_MAX = 10;

export class Backoff {
  readonly #random: Random;
  #tries = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Draws the next wait. */
  nextMs(): number {
    const boundMs = Math.min(MAX_MS, FIRST_MS * 2 ** this.#tries);
    if (this.#tries < DOUBLINGS_MAX) this.#tries += 1;
    return Math.floor(this.#random.next() * boundMs);
  }

  /** It worked. */
  reset(): void {
    this.#tries = 0;
  }
}
