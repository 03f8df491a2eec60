// One string of each id that a stream repeats: a market's ids come a thousand times a second, and cutting them out anew would
// cost a copy, and a hash in whatever map they are looked up. Promises: exactly the bytes asked for; bounded, and starts anew
// when full.

const IDS_MAX = 8_192;
const TAIL = 8;
const LENGTH_MAX = 128;

interface Known {
  readonly bytes: Uint8Array;
  readonly id: string;
}

export class InternedIds {
  /** By the last bytes: ids that share them push each other out. */
  readonly #byTail = new Map<number, Known>();

  /** The ASCII bytes from `start` up to `end`, as a string; empty when there are none or too many. */
  at(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length < 1 || length > LENGTH_MAX) return '';
    let tail = length;
    for (let at = Math.max(start, end - TAIL); at < end; at++) tail = (Math.imul(tail, 31) + bytes[at]!) | 0;
    const known = this.#byTail.get(tail);
    return known && isSame(known.bytes, bytes, start, length) ? known.id : this.#add(tail, bytes.slice(start, end));
  }

  #add(tail: number, bytes: Uint8Array): string {
    if (this.#byTail.size >= IDS_MAX) this.#byTail.clear();
    const copy = Uint8Array.from(bytes);
    const id = Buffer.from(copy).toString('latin1');
    this.#byTail.set(tail, { bytes: copy, id });
    return id;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let index = 0; index < length; index++) if (known[index] !== bytes[start + index]) return false;
  return true;
}
