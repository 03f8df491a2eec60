// Chance that nobody can guess and no start repeats: the salts of orders that really trade. Everything that must be repeatable
// takes the seeded kind instead.
import { randomFillSync } from 'node:crypto';
import type { Random } from '#domain/ports.ts';

/** Draws asked of the operating system at once. */
const DRAWS = 256;

export class SecureRandom implements Random {
  readonly #words = new Uint32Array(2 * DRAWS);
  #at = this.#words.length;

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    if (this.#at >= this.#words.length) {
      randomFillSync(this.#words);
      this.#at = 0;
    }
    const [high = 0, low = 0] = this.#words.subarray(this.#at, this.#at + 2);
    this.#at += 2;
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
  }

  /** Another one: there is nothing to keep apart. */
  fork(): Random {
    return new SecureRandom();
  }
}
