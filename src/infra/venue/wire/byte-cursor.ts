// A place in a text that is known to be plain ASCII, moved over what is expected there. Bytes are read several times as fast as
// the characters of a string. Promises: what it calls a number of millionths is what `microOf` makes of the same characters.
import { MICRO } from '#domain/units.ts';
import { InternedIds } from './interned-ids.ts';

/** Longer texts are not for the fast path. */
export const TEXT_MAX = 65_536;
const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const BLANK = 32;
const BACKSLASH = 92;
const ZERO = 48;
const NINE = 57;
const WHOLE_DIGITS_MAX = 9;
const TIME_DIGITS_MAX = 15;
const SCALE = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

export class ByteCursor {
  readonly #bytes = Buffer.alloc(TEXT_MAX + 64);
  readonly #ids = new InternedIds();
  #length = 0;
  #at = 0;

  /** False for a text that is not plain ASCII, or too long. */
  open(text: string): boolean {
    this.#at = 0;
    this.#length = text.length;
    return text.length <= TEXT_MAX && this.#bytes.write(text, 0, 'utf8') === text.length;
  }

  get at(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#length;
  }

  /** Moves over exactly these bytes, or not at all. What lies behind the end of the text matches nothing. */
  skip(expected: Uint8Array): boolean {
    const { length } = expected;
    if (this.#at + length > this.#length) return false;
    const bytes = this.#bytes;
    for (let index = 0, at = this.#at; index < length; index++, at++) if (bytes[at] !== expected[index]) return false;
    this.#at += length;
    return true;
  }

  /** A comma and the blank that the venue puts behind it. */
  comma(): boolean {
    if (this.#bytes[this.#at] !== COMMA || this.#at >= this.#length) return false;
    this.#at += this.#bytes[this.#at + 1] === BLANK ? 2 : 1;
    return true;
  }

  /** A text value that can be an id; empty for none. */
  id(): string {
    const start = this.#at + 1;
    const end = this.#close();
    return end < 0 ? '' : this.#ids.at(this.#bytes, start, end);
  }

  /** Moves over a text value of `length` lower-case hexadecimal digits. */
  hex(length: number): boolean {
    const bytes = this.#bytes;
    const end = this.#at + 1 + length;
    if (end >= this.#length || bytes[this.#at] !== QUOTE || bytes[end] !== QUOTE) return false;
    for (let at = this.#at + 1; at < end; at++) {
      const code = bytes[at]!;
      if (code > 102 || code < ZERO || (code > NINE && code < 97)) return false;
    }
    this.#at = end + 1;
    return true;
  }

  /** Millionths in a text value: −1 for what is none or has more digits than usual, −2 for an empty one. */
  micro(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if (bytes[at++] !== QUOTE) return -1;
    const start = at;
    let whole = 0;
    let digit = bytes[at]! - ZERO;
    while (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digit = bytes[++at]! - ZERO;
    }
    const digits = at - start;
    let fraction = 0;
    if (bytes[at] === DOT && digits > 0) {
      const dot = at++;
      digit = bytes[at]! - ZERO;
      while (digit >= 0 && digit <= 9 && at - dot <= 6) {
        fraction = fraction * 10 + digit;
        digit = bytes[++at]! - ZERO;
      }
      if (at === dot + 1) return -1;
      fraction *= SCALE[at - dot - 1]!;
    }
    if (bytes[at] !== QUOTE || at >= this.#length || digits > WHOLE_DIGITS_MAX) return -1;
    this.#at = at + 1;
    return digits === 0 ? -2 : whole * MICRO + fraction;
  }

  /** A text value of digits; −1 for none. */
  digits(): number {
    const start = this.#at + 1;
    const end = this.#close();
    if (end <= start || end - start > TIME_DIGITS_MAX) return -1;
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = this.#bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  /** Moves over a text value; where it ends, or −1. */
  #close(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    if (bytes[at] !== QUOTE) return -1;
    do {
      at++;
      if (at >= this.#length || bytes[at]! < BLANK || bytes[at] === BACKSLASH) return -1;
    } while (bytes[at] !== QUOTE);
    this.#at = at + 1;
    return at;
  }
}
