// A text that is spelled into the same bytes again and again, for whoever only hashes it: as a string each number of it would be
// garbage at once. Promises: a number of millionths is spelled as `microText` spells it.
import { MICRO } from '#domain/units.ts';

const ZERO = 48;
const DOT = 46;
/** A character of a string is at most so many bytes. */
const CHARACTER_MAX = 3;
/** Digits of the largest number, and its dot. */
const NUMBER_MAX = 24;
const INT_MAX = 2 ** 31 - 1;

/** Plain ASCII that is spelled often. */
export type Phrase = Uint8Array;

export function phrase(text: string): Phrase {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export class TextBytes {
  #bytes = Buffer.alloc(16_384);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Only the first so many bytes are left. */
  cut(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  /** A view: whoever spells on changes it. */
  get view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  text(text: string): void {
    this.#reserve(CHARACTER_MAX * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  phrase(bytes: Phrase): void {
    this.#reserve(bytes.length);
    const to = this.#bytes;
    const from = this.#length;
    for (let at = 0; at < bytes.length; at++) to[from + at] = bytes[at]!;
    this.#length = from + bytes.length;
  }

  /** A safe integer of zero or more. */
  micro(micro: number): void {
    this.#reserve(NUMBER_MAX);
    const whole = Math.floor(micro / MICRO);
    this.#digits(whole, digitsOf(whole));
    // As integers of 32 bits, which divide many times as fast.
    let rest = (micro - whole * MICRO) | 0;
    if (rest === 0) return;
    let places = 6;
    for (; rest % 10 === 0; places--) rest = (rest / 10) | 0;
    this.#bytes[this.#length++] = DOT;
    this.#digits(rest, places);
  }

  /** With as many leading zeros as it takes. */
  #digits(value: number, count: number): void {
    const to = this.#bytes;
    const from = this.#length;
    let at = from + count - 1;
    let rest = value;
    for (; rest > INT_MAX; at--) {
      to[at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    let small = rest | 0;
    for (; at >= from; at--) {
      const tens = (small / 10) | 0;
      to[at] = ZERO + small - 10 * tens;
      small = tens;
    }
    this.#length = from + count;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const more = Buffer.alloc(2 * (this.#bytes.length + count));
    more.set(this.#bytes);
    this.#bytes = more;
  }
}

function digitsOf(whole: number): number {
  let count = 1;
  for (let power = 10; whole >= power; power *= 10) count++;
  return count;
}
