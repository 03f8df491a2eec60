// Whether a payload was read without loss: what our shape wrote again is held against what came, value by value. Numbers are
// compared as decimals, dates as moments; fields that no shape knows are collected, not forgiven.
import { Decimal } from '#domain/units.ts';
import { type Codec, type Json, readWire } from '#infra/venue/wire/codec.ts';
import type { Shape } from '#infra/venue/wire/shape.ts';

export interface Loss {
  /** Where, and what came and what was written. Empty: nothing was lost. */
  readonly lost: readonly string[];
  /** `shape.field` of everything that came and has no place in our shapes. */
  readonly keptOut: ReadonlySet<string>;
  /** What the reader refused, in the wire's words. */
  readonly problem: string | null;
}

export function lossOf(codec: Codec<unknown>, payload: unknown): Loss {
  const read = readWire(codec, payload);
  const found = { lost: [] as string[], keptOut: new Set<string>() };
  if (!read.ok) return { ...found, problem: `${read.problem.field} is ${read.problem.found}` };
  compare(codec, payload, codec.write(read.value), '', found);
  return { ...found, problem: null };
}

function compare(
  codec: Codec<unknown>,
  came: unknown,
  wrote: Json | undefined,
  path: string,
  found: { lost: string[]; keptOut: Set<string> },
): void {
  const lose = () => found.lost.push(`${path}: ${JSON.stringify(came)} became ${JSON.stringify(wrote)}`);
  if (isNothing(came)) {
    if (!isNothing(wrote) && wrote !== '0') lose();
  } else if (codec.kind === 'shape' && isRecord(came) && isRecord(wrote)) compareShape(codec, came, wrote, path, found);
  else if (codec.kind === 'list' && Array.isArray(came) && Array.isArray(wrote)) {
    const rows = came.filter((row) => row !== null);
    if (rows.length !== wrote.length) lose();
    for (const [n, row] of rows.entries()) compare(codec.of!, row, wrote[n] as Json, `${path}[]`, found);
  } else if (codec.kind === 'map' && isRecord(came) && isRecord(wrote)) {
    for (const [name, item] of Object.entries(came)) compare(codec.of!, item, wrote[name] as Json, `${path}{}`, found);
  } else if (codec.kind === 'inText') {
    compare(codec.of!, JSON.parse(String(came)), JSON.parse(String(wrote)) as Json, path, found);
  } else if (!isSame(codec, came, wrote)) lose();
}

function compareShape(
  codec: Codec<unknown>,
  came: Record<string, unknown>,
  wrote: Record<string, unknown>,
  path: string,
  found: { lost: string[]; keptOut: Set<string> },
): void {
  const { name, fields, fixed } = codec as Shape<unknown>;
  const rows = Object.values(fields);
  for (const [key, value] of Object.entries(came)) {
    if (Object.hasOwn(fixed, key)) continue;
    const field = rows.find(({ names }) => names.includes(key));
    if (!field) found.keptOut.add(`${name}.${key}`);
    else {
      const { absent } = field;
      const written = wrote[field.names[0] ?? ''] as Json | undefined;
      const left = written === undefined && absent !== 'need' ? (absent.value as Json) : written;
      compare(field.codec, value, left, path === '' ? key : `${path}.${key}`, found);
    }
  }
}

function isSame(codec: Codec<unknown>, came: unknown, wrote: Json | undefined): boolean {
  if (came === wrote) return true;
  if (codec.kind === 'ms' || codec.kind === 'seconds' || codec.kind === 'expiration')
    return codec.read(came) === codec.read(wrote); // the same moment in another spelling
  const [a, b] = [decimalOf(came), decimalOf(wrote)];
  if (a !== null && b !== null) {
    if (codec.kind === 'number') return a.toNumber() === b.toNumber();
    return a.eq(b) || (codec.kind === 'shares' && typeof came === 'number' && a.minus(b).abs().lt('0.000001'));
  }
  // Prefixes and second words for one state.
  return (codec.kind === 'choice' || codec.kind === 'orderState') && sameRead(codec, came, wrote);
}

function sameRead(codec: Codec<unknown>, came: unknown, wrote: unknown): boolean {
  return JSON.stringify(codec.read(came)) === JSON.stringify(codec.read(wrote));
}

function decimalOf(value: unknown): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(String(value)) ? new Decimal(value) : null;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
