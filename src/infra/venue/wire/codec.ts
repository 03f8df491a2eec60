// How one value of the wire becomes ours and back: a codec reads and writes, and a shape is a named list of fields, each with
// its name on the wire and what its absence means. Reader, writer, type and the census of fields come from that one list.
// Promises: `readWire` and `readText` never throw and name the field that is wrong; what a codec wrote it reads as the same.
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

export interface Field<T> {
  /** The first is the one that is written; the others are read where it is missing. */
  readonly names: readonly string[];
  readonly codec: Codec<T>;
  /** `need`: its absence is a fault. Else what stands for an absent one. */
  readonly absent: 'need' | { readonly value: T; readonly written: Json | undefined };
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
type Value<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export interface Shape<T> extends Codec<T> {
  readonly kind: 'shape';
  readonly name: string;
  readonly fields: Fields;
  /** Written with every message, such as its type; not read. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** A list longer than this is no answer of the venue. */
const LIST_MAX = 50_000;

/** A field that must be there. */
export function at<T>(name: string | readonly string[], codec: Codec<T>): Field<T> {
  return { names: namesOf(name), codec, absent: 'need' };
}

/** A field that may be missing, null or empty text: then null. `written` is what the venue sends for that; by default nothing. */
export function maybe<T>(name: string | readonly string[], codec: Codec<T>, written?: Json): Field<T | null> {
  return { names: namesOf(name), codec: codec as Codec<T | null>, absent: { value: null, written } };
}

/** A field that says `value` where it is missing or null. `written` is what the venue sends for that; by default nothing. */
export function unless<T>(value: T, name: string, codec: Codec<T>, written?: Json): Field<T> {
  return { names: [name], codec, absent: { value, written } };
}

export function shape<F extends Fields>(
  name: string,
  fields: F,
  fixed: Readonly<Record<string, string>> = {},
): Shape<Value<F>> {
  const rows = Object.entries(fields) as readonly (readonly [string, Field<unknown>])[];
  return {
    kind: 'shape',
    name,
    fields,
    fixed,
    read(value) {
      if (!isObject(value)) throw new WireFault('', value);
      const into: Record<string, unknown> = {};
      for (const [key, field] of rows) into[key] = readField(field, value);
      return into as Value<F>;
    },
    write(value) {
      const into: Record<string, Json> = { ...fixed };
      for (const [key, field] of rows) {
        const written = writeField(field, value[key]);
        if (written !== undefined) into[field.names[0] ?? key] = written;
      }
      return into;
    },
  };
}

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

function readField(field: Field<unknown>, holder: Readonly<Record<string, unknown>>): unknown {
  const name = field.names.find((each) => Object.hasOwn(holder, each)) ?? '';
  const value = name === '' ? undefined : holder[name];
  const { absent } = field;
  if (absent !== 'need' && (value === undefined || value === null || (value === '' && absent.value === null)))
    return absent.value;
  try {
    return field.codec.read(value);
  } catch (error) {
    throw within(name || (field.names[0] ?? ''), error);
  }
}

function writeField(field: Field<unknown>, value: unknown): Json | undefined {
  const { absent } = field;
  return absent !== 'need' && value === absent.value ? absent.written : field.codec.write(value);
}

function within(outer: string, error: unknown): unknown {
  return error instanceof WireFault ? error.within(outer) : error;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireFault('', text);
  }
}

function namesOf(name: string | readonly string[]): readonly string[] {
  return typeof name === 'string' ? [name] : name;
}
