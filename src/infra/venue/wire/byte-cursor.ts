// A place in a text that is known to be plain ASCII, moved over what is expected there. Bytes are read several times as fast as
// the characters of a string. Promises: what it calls a number of millionths is what `microOf` makes of the same characters.
import { MICRO } from '#domain/units.ts';
import { InternedIds } from './interned-ids.ts';
import { isAt, type Literal } from './literal.ts';

/** Longer texts are not for the fast path. */
export const TEXT_MAX = 65_536;
const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const BLANK = 32;
const BACKSLASH = 92;
const ZERO = 48;
const WHOLE_DIGITS_MAX = 9;
const TIME_DIGITS_MAX = 15;
const SCALE = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] as const;

/** Four bytes at once: whether one of them is a quote, a backslash or a control character. */
function needsEscape(word: number): boolean {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  const found =
    ((quote - 0x01010101) & ~quote) | ((backslash - 0x01010101) & ~backslash) | ((word - 0x20202020) & ~word);
  return (found & 0x80808080) !== 0;
}

export class ByteCursor {
  readonly #bytes = Buffer.alloc(TEXT_MAX + 256);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
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

  /** Moves over exactly this text, or not at all. May run past the end into what an earlier text left: then `atEnd` is never true. */
  skip(expected: Literal): boolean {
    if (!isAt(this.#view, this.#at, expected)) return false;
    this.#at += expected.length;
    return true;
  }

  /** Whether this byte comes next. Does not move. */
  isAt(byte: number, ahead = 0): boolean {
    return this.#bytes[this.#at + ahead] === byte;
  }

  /** A comma and the blank that the venue puts behind it. */
  comma(): boolean {
    if (this.#bytes[this.#at] !== COMMA || this.#at >= this.#length) return false;
    this.#at += this.#bytes[this.#at + 1] === BLANK ? 2 : 1;
    return true;
  }

  /** An id up to its closing quote, which is passed; empty for none. From here on the opening quote lies behind. */
  id(): string {
    const known = this.#ids.known(this.#view, this.#at);
    const end = known === null ? this.#close() : this.#at + known.length;
    if (end < 0 || end >= this.#length) return '';
    const id = known ?? this.#ids.add(this.#bytes, this.#at, end);
    this.#at = end + 1;
    return id;
  }

  /** `length` characters, a multiple of four, that need no escape, and a closing quote. */
  plain(length: number): boolean {
    const end = this.#at + length;
    if (end >= this.#length || this.#bytes[end] !== QUOTE) return false;
    const view = this.#view;
    for (let at = this.#at; at < end; at += 4) if (needsEscape(view.getInt32(at, true))) return false;
    this.#at = end + 1;
    return true;
  }

  /** Millionths and a closing quote: −1 for what is no number or has more digits than usual, −2 for nothing at all. */
  micro(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
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

  /** Digits and a closing quote; −1 for none. */
  digits(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let value = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO)
      value = value * 10 + digit;
    const count = at - this.#at;
    if (bytes[at] !== QUOTE || at >= this.#length || count === 0 || count > TIME_DIGITS_MAX) return -1;
    this.#at = at + 1;
    return value;
  }

  /** Where the text value ends, or −1. Does not move. */
  #close(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    while (bytes[at] !== QUOTE) {
      if (at >= this.#length || bytes[at]! < BLANK || bytes[at] === BACKSLASH) return -1;
      at++;
    }
    return at < this.#length ? at : -1;
  }
}
