// Seeded chance: the same seed gives the same numbers on every machine. A small counter-based mixer (sfc32) whose state
// comes from a hash of the seed; good for simulation and ids, never for keys.
import type { Random } from '#domain/ports.ts';

/** Rounds that wash the seed through the state before the first draw. */
const WARM_UP = 16;

export class SeededRandom implements Random {
  readonly #key: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string) {
    this.#key = String(seed);
    [this.#a, this.#b, this.#c] = hash(this.#key);
    for (let round = 0; round < WARM_UP; round++) this.#bits();
  }

  /** Uniform in [0, 1), 53 bits. */
  next(): number {
    const high = this.#bits() >>> 5;
    const low = this.#bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Depends on the seed and the name alone, not on what was drawn: the same name twice is the same stream twice. */
  fork(name: string): Random {
    return new SeededRandom(`${this.#key}\n${name}`);
  }

  #bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

/** Three words from a text: multiply-and-xor over its UTF-16 units, one lane each, then a final avalanche. */
function hash(text: string): [number, number, number] {
  let [a, b, c] = [0x9e3779b9, 0x243f6a88, 0xb7e15162];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x85ebca6b) ^ (c >>> 15);
    b = Math.imul(b ^ unit, 0xc2b2ae35) ^ (a >>> 13);
    c = Math.imul(c ^ unit, 0x27d4eb2f) ^ (b >>> 16);
  }
  return [avalanche(a ^ text.length), avalanche(b), avalanche(c)];
}

function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) | 0;
}
