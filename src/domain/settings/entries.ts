// What people wrote, value by value, with the place where it stands, and what is wrong with it alone: unknown keys, keys
// written twice, values that cannot be read. Which value wins is decided in `settings.ts`.
import { type Usd, ZERO_USD } from '../units.ts';
import { KEYS, NESTED } from './keys.ts';
import type { Reading } from './kind.ts';
import { nearest } from './spelling.ts';

/** One value somebody wrote. `key` is a path such as `sim.pace`; `source` a file and line, a variable or a flag. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly source: string;
}

export interface Problem {
  readonly key: string;
  readonly source: string;
  readonly message: string;
}

export function problemText({ key, source, message }: Problem): string {
  return key === '' ? `${source}: ${message}` : `${source}: ${key}: ${message}`;
}

/** A map as entries. Sections open into their keys; everything else stays as it was written. */
export function entriesOf(raw: unknown, source: (path: string) => string): readonly Entry[] {
  if (raw === null || raw === undefined) return [];
  if (!isMap(raw)) return [{ key: '', value: raw, source: source('') }];
  return Object.entries(raw).flatMap(([key, value]): readonly Entry[] => {
    if (!Object.hasOwn(NESTED, key) || !isMap(value)) return [{ key, value, source: source(key) }];
    return Object.entries(value).map(([name, inner]) => {
      const path = `${key}.${name}`;
      return { key: path, value: inner, source: source(path) };
    });
  });
}

/** Everything wrong with one layer by itself. */
export function entryProblems(entries: readonly Entry[], bankroll: Usd): readonly Problem[] {
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const { key, source } = entry;
    if (seen.has(key)) return [{ key, source, message: 'is set twice' }];
    seen.add(key);
    const reading = readEntry(entry, bankroll);
    return 'fault' in reading ? [{ key, source, message: reading.fault }] : [];
  });
}

export function readEntry({ key, value }: Pick<Entry, 'key' | 'value'>, bankroll: Usd = ZERO_USD): Reading<unknown> {
  const known = KEYS.get(key);
  if (known) return known.setting.read(value, bankroll);
  if (key === '') return { fault: 'must be a map of settings' };
  if (Object.hasOwn(NESTED, key)) return { fault: `is a section: write its keys below it, such as ${firstOf(key)}` };
  return { fault: `is no setting${hint(key, [...KEYS.keys()])}` };
}

/** `; did you mean …?`, or nothing. */
export function hint(written: string, known: readonly string[]): string {
  const name = nearest(written, known);
  return name === null ? '' : `; did you mean ${name}?`;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function firstOf(section: string): string {
  return [...KEYS.keys()].find((key) => key.startsWith(`${section}.`)) ?? section;
}
