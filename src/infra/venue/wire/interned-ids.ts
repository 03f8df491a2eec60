// One string of each id that a stream repeats: a market's ids come a thousand times a second, and cutting them out anew would
// cost a copy, and a hash in whatever map they are looked up. Promises: exactly the bytes that were asked for; bounded, and
// starts anew when full.
import { isAt, type Literal, literalOf } from './literal.ts';

const IDS_MAX = 8_192;
const LENGTH_MAX = 128;
const QUOTE = 34;

interface Known {
  readonly literal: Literal;
  readonly id: string;
}

export class InternedIds {
  /** By their first bytes: ids that share them push each other out. */
  readonly #byHead = new Map<number, Known>();

  /** The id that starts here and ends before a quote, if it was seen before. */
  known(view: DataView, start: number): string | null {
    const found = this.#byHead.get(headOf(view, start));
    if (found === undefined || !isAt(view, start, found.literal)) return null;
    return view.getUint8(start + found.literal.length) === QUOTE ? found.id : null;
  }

  /** The ASCII bytes from `start` up to `end`, as a string; empty when there are none or too many. */
  add(bytes: Uint8Array, start: number, end: number): string {
    if (end <= start || end - start > LENGTH_MAX) return '';
    if (this.#byHead.size >= IDS_MAX) this.#byHead.clear();
    const copy = Uint8Array.from(bytes.subarray(start, end));
    const id = Buffer.from(copy).toString('latin1');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#byHead.set(headOf(view, start), { literal: literalOf(copy), id });
    return id;
  }
}

/** What lies behind a short id belongs to its key too, and is mostly the same. The first two bytes are often `0x`. */
function headOf(view: DataView, start: number): number {
  return Math.imul(view.getInt32(start + 2, true), 31) ^ view.getInt32(start + 6, true);
}
