// Kinds of settings: how a value is written, its range and unit, and what it becomes. A value is read from plain text or a
// plain number, never through a float when it is money or shares; whatever cannot be read is answered with words for the
// person who wrote it. Which settings there are is `keys.ts`.
import { type Decimal, parseShares, parseUsd, type Shares, UnitError, type Usd } from '../units.ts';

/** One row of the table of settings. `Value` is what the program sees. */
export interface Setting<Value> {
  readonly sentence: string;
  /** As a person would write it. */
  readonly written: string | readonly string[];
  readonly type: string;
  readonly unit: string;
  readonly range: string;
  readonly read: (raw: unknown, bankroll: Usd) => Reading<Value>;
}

export type Reading<Value> = { readonly value: Value } | { readonly fault: string };

interface Range {
  readonly min: string;
  readonly max: string;
}

/** Dollars, exact, at most six decimals. */
export function dollars(written: string, range: Range, sentence: string): Setting<Usd> {
  const read = (raw: unknown) => within(decimal(raw, 'dollars', 6), range, 'dollars', (value) => value);
  return { sentence, written, type: 'money', unit: 'dollars', range: rangeText(range), read };
}

/** Dollars, or a share of the bankroll such as `2%`. */
export function dollarsOfBankroll(written: string, range: Range, sentence: string): Setting<Usd> {
  const plain = dollars(written, range, sentence);
  return {
    ...plain,
    unit: 'dollars or % of bankroll',
    range: `${plain.range}, or up to 100%`,
    read(raw, bankroll) {
      const percent = typeof raw === 'string' ? /^(\d{1,3}(?:\.\d{1,4})?) ?%$/.exec(raw)?.[1] : undefined;
      if (percent === undefined) return plain.read(raw, bankroll);
      if (Number(percent) > 100) return { fault: `${percent}% is more than the whole bankroll` };
      // Without a bankroll there is a problem already, and no share to speak of.
      if (bankroll.isZero()) return { value: bankroll };
      return within({ value: bankroll.times(percent).times('0.01') }, range, 'dollars', (value) => value);
    },
  };
}

/** Shares, exact; millionths inside. */
export function shares(written: string, range: Range, sentence: string): Setting<Shares> {
  const read = (raw: unknown) =>
    within(decimal(raw, 'shares', 6), range, 'shares', (value) => parseShares(value.toFixed()));
  return { sentence, written, type: 'shares', unit: 'shares', range: rangeText(range), read };
}

export function ratio(written: string, range: Range, unit: string, sentence: string): Setting<number> {
  const read = (raw: unknown) => within(decimal(raw, unit, 18), range, unit, Number);
  return { sentence, written, type: 'number', unit, range: rangeText(range), read };
}

export function whole(written: string, range: Range, unit: string, sentence: string): Setting<number> {
  const read = (raw: unknown) => within(decimal(raw, unit, 0), range, unit, Number);
  return { sentence, written, type: 'whole number', unit, range: rangeText(range), read };
}

export function milliseconds(written: string, range: Range, sentence: string): Setting<number> {
  return whole(written, range, 'milliseconds', sentence);
}

/** An instant, as milliseconds; `never` or empty: there is none. Its zone is written, because nobody may guess it. */
export function instant(sentence: string): Setting<number | null> {
  const read = (raw: unknown): Reading<number | null> => {
    if (isNothing(raw) || raw === 'never') return { value: null };
    const ms = typeof raw === 'string' ? instantMs(raw) : Number.NaN;
    if (Number.isFinite(ms)) return { value: ms };
    return {
      fault: `must be a date and time with its zone, such as 2026-12-10T19:00:00Z, or never; found ${shown(raw)}`,
    };
  };
  return { sentence, written: 'never', type: 'time', unit: 'date and time with zone', range: 'any, or never', read };
}

export function choice<const Word extends string>(
  words: readonly Word[],
  written: Word,
  sentence: string,
): Setting<Word> {
  const read = (raw: unknown): Reading<Word> => {
    const found = words.find((word) => word === raw);
    return found === undefined
      ? { fault: `must be one of ${words.join(', ')}; found ${shown(raw)}` }
      : { value: found };
  };
  return { sentence, written, type: 'word', unit: '', range: words.join(', '), read };
}

/** Text of one line. `pattern` must hold for the whole of it, `range` says so in words. */
export function text(written: string, pattern: RegExp, range: string, sentence: string): Setting<string> {
  const read = (raw: unknown): Reading<string> =>
    typeof raw === 'string' && pattern.test(raw) ? { value: raw } : { fault: `must be ${range}, found ${shown(raw)}` };
  return { sentence, written, type: 'text', unit: '', range, read };
}

/** A list of names, or in one text with commas between; each at most once. */
export function names(written: readonly string[], max: number, sentence: string): Setting<readonly string[]> {
  const range = `1 to ${max} different names`;
  const read = (raw: unknown): Reading<readonly string[]> => {
    const list: unknown = typeof raw === 'string' ? raw.split(',').map((name) => name.trim()) : raw;
    if (!Array.isArray(list)) return { fault: `must be a list of names, found ${shown(raw)}` };
    const bad = list.find((name) => typeof name !== 'string' || !/^[A-Za-z][\w-]{0,63}$/.test(name));
    if (bad !== undefined) return { fault: `must be a list of names, but ${shown(bad)} is none` };
    if (list.length < 1 || list.length > max || new Set(list).size !== list.length)
      return { fault: `must be ${range}, found ${shown(list.join(', '))}` };
    return { value: list };
  };
  return { sentence, written, type: 'list', unit: 'names', range, read };
}

/** A list of words that `pattern` holds for, or in one text with commas between; each at most once. `[]` or an empty text: none. */
export function words(
  written: readonly string[],
  pattern: RegExp,
  { max, what, unit }: { readonly max: number; readonly what: string; readonly unit: string },
  sentence: string,
): Setting<readonly string[]> {
  const range = `0 to ${max} different ${unit}`;
  const read = (raw: unknown): Reading<readonly string[]> => {
    const list: unknown = raw === '' ? [] : typeof raw === 'string' ? raw.split(',').map((word) => word.trim()) : raw;
    if (!Array.isArray(list)) return { fault: `must be a list, found ${shown(raw)}` };
    const bad = list.find((word) => typeof word !== 'string' || !pattern.test(word));
    if (bad !== undefined) return { fault: `must be a list of ${what}, but ${shown(bad)} is none` };
    if (list.length > max || new Set(list).size !== list.length)
      return { fault: `must be ${range}, found ${shown(list.join(', '))}` };
    return { value: list };
  };
  return { sentence, written, type: 'list', unit, range, read };
}

/** A plain decimal; `places` is how fine it may be. */
function decimal(raw: unknown, unit: string, places: number): Reading<Decimal> {
  if (isNothing(raw)) return { fault: 'has no value' };
  const wanted = `${places === 0 ? 'a whole number' : 'a plain number'}${inBrackets(unit)}`;
  const found = `found ${shown(raw)}`;
  const written = typeof raw === 'number' ? String(raw) : raw;
  if (typeof written !== 'string') return { fault: `must be ${wanted}, ${found}` };
  if (/^[$€]?\d[\d.]* ?[A-Za-z$€%]+$/.test(written) || /^[$€]/.test(written))
    return { fault: `must be ${wanted} written without its unit, ${found}` };
  try {
    // Adding zero takes the sign off -0.
    const value = parseUsd(written).plus(0);
    if (value.decimalPlaces() <= places) return { value };
    return { fault: `must be ${wanted}${places === 0 ? '' : ` of at most ${places} decimals`}, ${found}` };
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { fault: `must be ${wanted}, ${found}` };
  }
}

function within<Value>(
  reading: Reading<Decimal>,
  range: Range,
  unit: string,
  turn: (value: Decimal) => Value,
): Reading<Value> {
  if ('fault' in reading) return reading;
  const { value } = reading;
  if (value.lt(range.min))
    return { fault: `${value.toFixed()} is below ${range.min}, the least allowed${inBrackets(unit)}` };
  if (value.gt(range.max))
    return { fault: `${value.toFixed()} is above ${range.max}, the most allowed${inBrackets(unit)}` };
  return { value: turn(value) };
}

function rangeText(range: Range): string {
  return `${range.min} to ${range.max}`;
}

function inBrackets(unit: string): string {
  return unit === '' ? '' : ` (${unit})`;
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]\d\d:[0-5]\d)$/;

/** NaN: it is none. A day that its month does not have is refused, where `Date.parse` would take the next month's. */
function instantMs(written: string): number {
  const parts = INSTANT.exec(written);
  if (!parts) return Number.NaN;
  const [year, month, day] = parts.slice(1, 4).map(Number) as [number, number, number];
  const isInMonth = month >= 1 && day >= 1 && Date.UTC(year, month - 1, day) < Date.UTC(year, month, 1);
  return isInMonth ? Date.parse(written) : Number.NaN;
}

function isNothing(raw: unknown): boolean {
  return raw === null || raw === undefined || raw === '';
}

/** What was written, short enough for one line. */
function shown(raw: unknown): string {
  if (isNothing(raw)) return 'nothing';
  const written = typeof raw === 'object' || typeof raw === 'string' ? JSON.stringify(raw) : String(raw);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}
