// What may be shown of a value that anybody could have put anything into: plain data, small, and without what is secret by its
// name. Whatever is no plain data is named instead of opened, because it may be a hand that trades. Never throws.
import { Decimal } from 'decimal.js';

export interface Bounds {
  readonly depth: number;
  /** Values in all; what is beyond is left out. */
  readonly values: number;
  readonly textMax: number;
  /** Of one list, or fields of one object. */
  readonly entries: number;
  /** `named`: a function becomes `{ type: its name }`, as definitions of machines need it. Else an object that has one is left out. */
  readonly functions: 'named' | 'leftOut';
}

export const OF_CONTEXT: Bounds = { depth: 7, values: 1_000, textMax: 300, entries: 60, functions: 'leftOut' };
export const OF_DEFINITION: Bounds = { depth: 30, values: 20_000, textMax: 1_000, entries: 500, functions: 'named' };

export const REDACTED = '[redacted]';
const LEFT_OUT = '[left out]';

const SECRET_WORDS = 'key|secret|passphrase|password|mnemonic|signature|token|credential|authorization|cookie';
const SECRET_NAME = new RegExp(SECRET_WORDS, 'i');
/** Whole houses hang on these. */
const HANDS: readonly string[] = ['desk', 'hands', 'logic', 'supervision', 'spec'];
const TOLD_IN_TEXT = new RegExp(
  `(\\w{0,40}(?:${SECRET_WORDS})\\w{0,40}["']?\\s{0,3}[:=]\\s{0,3}["']?)[^\\s"',;&)}]+`,
  'gi',
);
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;

/** A copy that JSON can take. */
export function shown(value: unknown, bounds: Bounds = OF_CONTEXT): unknown {
  return new Showing(bounds).of(value, 0);
}

/** Words of ours or of the venue that may quote what was sent. */
export function shownText(text: string, max = OF_CONTEXT.textMax): string {
  const near = text.slice(0, 4 * max);
  const clean = near.replace(TOLD_IN_TEXT, `$1${REDACTED}`).replace(BEARER, `$1 ${REDACTED}`);
  return clean.length > max ? `${clean.slice(0, max)}…` : clean;
}

class Showing {
  readonly #bounds: Bounds;
  readonly #above = new Set<object>();
  #left: number;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.#left = bounds.values;
  }

  of(value: unknown, depth: number): unknown {
    try {
      return this.#plain(value, depth);
    } catch {
      return '[unreadable]';
    }
  }

  #plain(value: unknown, depth: number): unknown {
    this.#left -= 1;
    if (this.#left < 0) return LEFT_OUT;
    switch (typeof value) {
      case 'string':
        return shownText(value, this.#bounds.textMax);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'bigint':
      case 'symbol':
        return String(value);
      case 'function':
        return this.#bounds.functions === 'named' ? { type: shownText(value.name, 100) } : LEFT_OUT;
      case 'object':
        return value === null ? null : this.#object(value, depth);
      default:
        return value;
    }
  }

  #object(value: object, depth: number): unknown {
    if (Decimal.isDecimal(value)) return value.toFixed();
    if (this.#above.has(value)) return '[circular]';
    if (depth >= this.#bounds.depth) return LEFT_OUT;
    this.#above.add(value);
    try {
      return this.#entries(value, depth + 1);
    } finally {
      this.#above.delete(value);
    }
  }

  #entries(value: object, depth: number): unknown {
    const { entries } = this.#bounds;
    if (Array.isArray(value)) return this.#list(value, depth);
    if (value instanceof Set) return this.#list([...firstOf(value, entries + 1)], depth);
    if (value instanceof Map) return this.#fields([...firstOf(value, entries + 1)], depth);
    if (value instanceof Error) return this.#error(value, depth);
    const above = Object.getPrototypeOf(value);
    if (above !== Object.prototype && above !== null) return named(value);
    const fields = Object.entries(value);
    if (this.#bounds.functions === 'leftOut' && fields.some(([, each]) => typeof each === 'function')) return LEFT_OUT;
    return this.#fields(fields, depth);
  }

  #list(values: readonly unknown[], depth: number): unknown {
    const list = values.slice(0, this.#bounds.entries).map((each) => this.of(each, depth));
    return values.length > list.length ? [...list, '…'] : list;
  }

  #fields(fields: readonly (readonly [unknown, unknown])[], depth: number): unknown {
    const shown: Record<string, unknown> = Object.create(null);
    for (const [name, each] of fields.slice(0, this.#bounds.entries)) {
      const field = shownText(String(name), 100);
      shown[field] = SECRET_NAME.test(field) ? REDACTED : HANDS.includes(field) ? LEFT_OUT : this.of(each, depth);
    }
    if (fields.length > this.#bounds.entries) shown['…'] = `${fields.length - this.#bounds.entries} more`;
    return shown;
  }

  #error(error: Error, depth: number): unknown {
    const { name, message, cause } = error;
    const told = { name: shownText(String(name), 100), message: shownText(String(message), this.#bounds.textMax) };
    return cause === undefined ? told : { ...told, cause: this.of(cause, depth) };
  }
}

/** An actor is told as XState does it, and anything else by its class. */
function named(value: object): unknown {
  if ('sessionId' in value && typeof value.sessionId === 'string') return { xstate$$type: 1, id: value.sessionId };
  return `[${shownText(String(value.constructor?.name ?? 'object'), 60)}]`;
}

function* firstOf<T>(values: Iterable<T>, count: number): Iterable<T> {
  let left = count;
  for (const value of values) {
    if (left <= 0) return;
    left -= 1;
    yield value;
  }
}
