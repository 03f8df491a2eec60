// How one value of the wire becomes ours and back: a codec reads and writes. Lists, maps and texts of other codecs are here,
// objects in `shape.ts`. Promises: `readWire` and `readText` never throw and name the field that is wrong; what a codec wrote it reads as the same.
import { excerpt, isObject, WireFault } from '../wire-field.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface Codec<T> {
  /** Which kind of value it is, for whoever makes examples. */
  readonly kind: string;
  /** Throws WireFault, which leaves this folder only as a problem. */
  read(value: unknown): T;
  write(value: T): Json;
  /** Of a list, map or wrapper: what is inside. */
  readonly of?: Codec<unknown>;
  /** Of a choice: all our words. */
  readonly words?: readonly string[];
}

export type Of<C> = C extends Codec<infer T> ? T : never;

/** What is wrong with a message, in the wire's words: `maker_orders[].price`. */
export interface WireProblem {
  readonly field: string;
  readonly found: string;
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: WireProblem };

/** For an answer that says nothing to us. */
export const ANYTHING: Codec<unknown> = { kind: 'anything', read: (value) => value, write: () => null };

/** A list longer than this is no answer of the venue. */
const LIST_MAX = 50_000;

export function list<T>(of: Codec<T>): Codec<readonly T[]> {
  return {
    kind: 'list',
    of,
    read(value) {
      if (!Array.isArray(value) || value.length > LIST_MAX) throw new WireFault('', value);
      return value.map((item: unknown) => {
        try {
          return of.read(item);
        } catch (error) {
          throw within('[]', error);
        }
      });
    },
    write: (value) => value.map((item) => of.write(item)),
  };
}

/** A list whose nulls mean nothing. */
export function sparse<T>(of: Codec<T>): Codec<readonly T[]> {
  const whole = list(of);
  return {
    ...whole,
    read: (value) => whole.read(Array.isArray(value) ? value.filter((item) => item !== null) : value),
  };
}

/** An object whose names are data, such as order ids. */
export function byName<T>(of: Codec<T>): Codec<ReadonlyMap<string, T>> {
  return {
    kind: 'map',
    of,
    read(value) {
      if (!isObject(value)) throw new WireFault('', value);
      const into = new Map<string, T>();
      for (const [name, item] of Object.entries(value)) {
        try {
          into.set(name, of.read(item));
        } catch (error) {
          throw within('{}', error);
        }
      }
      return into;
    },
    write: (value) => Object.fromEntries([...value].map(([name, item]) => [name, of.write(item)])),
  };
}

/** JSON inside a text, as Gamma sends its lists. */
export function inText<T>(of: Codec<T>): Codec<T> {
  return {
    kind: 'inText',
    of,
    read(value) {
      if (typeof value !== 'string') throw new WireFault('', value);
      return of.read(parsed(value));
    },
    write: (value) => JSON.stringify(of.write(value)),
  };
}

export function readWire<T>(codec: Codec<T>, value: unknown): Read<T> {
  try {
    return { ok: true, value: codec.read(value) };
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    return { ok: false, problem: { field: error.field || 'body', found: error.found } };
  }
}

/** As `readWire`, from the text of a body or frame. */
export function readText<T>(codec: Codec<T>, text: string): Read<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: { field: 'body', found: excerpt(text) } };
  }
  return readWire(codec, value);
}

/** Compact, in the order of the fields. */
export function writeText<T>(codec: Codec<T>, value: T): string {
  return JSON.stringify(codec.write(value));
}

/** The same fault, told from one step further out. */
export function within(outer: string, error: unknown): unknown {
  return error instanceof WireFault ? error.within(outer) : error;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireFault('', text);
  }
}
