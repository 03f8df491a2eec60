// Fields of a wire message, read strictly: text numbers, ids, times. A field that is not what the protocol says ends the
// reading of its message with a WireFault that names it; faults never leave this folder.
import { microOf } from '#domain/micro-text.ts';
import { MICRO, type Price, type Shares } from '#domain/units.ts';

export type WireObject = Readonly<Record<string, unknown>>;

/** Characters of the offending value that a fault repeats. */
const EXCERPT_MAX = 60;
/** What a Date can hold. */
const TIME_MAX = 8.64e15;

export class WireFault extends Error {
  override readonly name = 'WireFault';
  readonly field: string;
  readonly found: string;

  constructor(field: string, found: unknown, text = excerpt(found)) {
    super(`${field}: ${text}`);
    this.field = field;
    this.found = text;
  }

  /** The same fault, seen from the object or list that holds the field. */
  within(outer: string): WireFault {
    const joint = this.field === '' || this.field.startsWith('[') ? '' : '.';
    return new WireFault(`${outer}${joint}${this.field}`, null, this.found);
  }
}

export function excerpt(found: unknown): string {
  const text = typeof found === 'string' ? JSON.stringify(found.slice(0, EXCERPT_MAX)) : shallow(found);
  return text.slice(0, EXCERPT_MAX);
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Strictly between 0 and 1. */
export function priceField(value: unknown, field: string): Price {
  const micro = microOf(value);
  if (micro <= 0 || micro >= MICRO) throw new WireFault(field, value);
  return micro as Price;
}

/** Zero or more. */
export function sharesField(value: unknown, field: string): Shares {
  const micro = microOf(value);
  if (micro < 0) throw new WireFault(field, value);
  return micro as Shares;
}

/** A best bid: `"0"` or `""` means an empty side, absent means not said. */
export function bestBidField(value: unknown, field: string): Price | null | undefined {
  return bestField(value, field, 0);
}

/** A best ask: `"1"` or `""` means an empty side, absent means not said. */
export function bestAskField(value: unknown, field: string): Price | null | undefined {
  return bestField(value, field, MICRO);
}

/** Milliseconds, as text or as a number. */
export function timeField(value: unknown, field: string): number {
  const ms = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof ms !== 'number' || !Number.isSafeInteger(ms) || ms < 0 || ms > TIME_MAX) throw new WireFault(field, value);
  return ms;
}

export function idField(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw new WireFault(field, value);
  return value;
}

export function listField(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new WireFault(field, value);
  return value;
}

/** The venue's `BUY` and `SELL`. */
export function sideField(value: unknown, field: string): 'buy' | 'sell' {
  if (value === 'BUY') return 'buy';
  if (value === 'SELL') return 'sell';
  throw new WireFault(field, value);
}

function bestField(value: unknown, field: string, empty: number): Price | null | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === '') return null;
  const micro = microOf(value);
  if (micro === empty) return null;
  if (micro <= 0 || micro >= MICRO) throw new WireFault(field, value);
  return micro as Price;
}

function shallow(found: unknown): string {
  if (Array.isArray(found)) return `a list of ${found.length}`;
  return typeof found === 'object' && found !== null ? 'an object' : String(found);
}
