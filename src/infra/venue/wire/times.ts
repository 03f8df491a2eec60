// Times of the wire, in all its spellings: seconds, milliseconds and nanoseconds as texts or numbers, and dates. With us they
// are milliseconds.
import { timeField, WireFault } from '../wire-field.ts';
import type { Codec } from './codec.ts';

const TIME_MAX_MS = 8.64e15;

/** Milliseconds and nothing else, as the market channel dates its messages. */
export const TIMESTAMP: Codec<number> = { kind: 'ms', read: (value) => timeField(value, ''), write: String };
/** From here on readers tell seconds, milli-, micro- and nanoseconds by their digits, and dates by their dashes. */
export const MS_TEXT: Codec<number> = { kind: 'ms', read: timeOf, write: String };
export const MS_NUMBER: Codec<number> = { kind: 'ms', read: timeOf, write: (ms) => ms };
export const SECONDS_TEXT: Codec<number> = {
  kind: 'seconds',
  read: timeOf,
  write: (ms) => String(Math.floor(ms / 1_000)),
};
export const SECONDS_NUMBER: Codec<number> = { kind: 'seconds', read: timeOf, write: (ms) => Math.floor(ms / 1_000) };
export const DATE: Codec<number> = { kind: 'ms', read: timeOf, write: (ms) => new Date(ms).toISOString() };
/** Seconds; `"0"`, null and empty text say that there is none. */
export const EXPIRATION: Codec<number | null> = {
  kind: 'expiration',
  read: (value) => (value === null || value === '' || value === '0' || value === 0 ? null : timeOf(value)),
  write: (ms) => (ms === null ? '0' : String(Math.floor(ms / 1_000))),
};

function timeOf(value: unknown): number {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') throw new WireFault('', value);
  const ms = /^\d{1,19}$/.test(text) ? byDigits(text) : dateMs(text);
  if (!Number.isSafeInteger(ms) || ms < 0 || ms > TIME_MAX_MS) throw new WireFault('', value);
  return ms;
}

function byDigits(text: string): number {
  const digits = text.length;
  if (digits <= 11) return Number(text) * 1_000;
  if (digits <= 14) return Number(text);
  return Number(text.slice(0, digits <= 17 ? -3 : -6));
}

/** `2026-07-23T02:47:46Z`, also with a blank, a short offset or no time; a date without an offset is in UTC. */
function dateMs(text: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text);
  if (!parts) return Number.NaN;
  const [, day = '', time = '00:00:00', zone = 'Z'] = parts;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  return Math.trunc(Date.parse(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${offset}`));
}
