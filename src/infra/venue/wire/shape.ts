// A shape is a named list of fields, each with its name on the wire and what its absence means. Reader, writer, type and the
// census of fields all come from that one list, so none can forget what another knows.
import { isObject, WireFault } from '../wire-field.ts';
import { type Codec, type Json, within } from './codec.ts';

export interface Absence<T> {
  readonly value: T;
  /** What the venue sends for it; undefined: nothing. */
  readonly written: Json | undefined;
  /** Empty text is absence too. */
  readonly blank: boolean;
}

export interface Field<T> {
  /** The first is the one that is written; the others are read where it is missing. */
  readonly names: readonly string[];
  readonly codec: Codec<T>;
  /** `need`: its absence is a fault. Else what stands for an absent one. */
  readonly absent: 'need' | Absence<T>;
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

/** A field that must be there. */
export function at<T>(name: string | readonly string[], codec: Codec<T>): Field<T> {
  return { names: namesOf(name), codec, absent: 'need' };
}

/** A field that may be missing, null or empty text: then null. `written` is what the venue sends for that; by default nothing. */
export function maybe<T>(name: string | readonly string[], codec: Codec<T>, written?: Json): Field<T | null> {
  return { names: namesOf(name), codec: codec as Codec<T | null>, absent: { value: null, written, blank: true } };
}

/** A field that says `value` where it is missing or null. `written` is what the venue sends for that; by default nothing. */
export function unless<T>(value: T, name: string, codec: Codec<T>, written?: Json): Field<T> {
  return { names: [name], codec, absent: { value, written, blank: false } };
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

function readField(field: Field<unknown>, holder: Readonly<Record<string, unknown>>): unknown {
  const name = field.names.find((each) => Object.hasOwn(holder, each)) ?? '';
  const value = name === '' ? undefined : holder[name];
  const { absent } = field;
  if (absent !== 'need' && (value === undefined || value === null || (absent.blank && value === '')))
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

function namesOf(name: string | readonly string[]): readonly string[] {
  return typeof name === 'string' ? [name] : name;
}
