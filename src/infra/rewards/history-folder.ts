// A folder with the published history of the reward pool: a file of JSON lines a day (gzipped or not), a line a reading, with
// dollars a day and number of markets for each bucket of each dimension. Every line must hold; the file and line at fault are named.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PoolReading } from '#domain/allocation/pool-history.ts';
import { BadInput } from '#domain/failure.ts';
import { codeOf, reasonOf } from '#infra/unavailable.ts';
import { readJson, readText } from './json-file.ts';
import { checked, stampMs } from './reward-file.ts';

/** The publisher spells it with an l. */
const NAME = /\.(?:ndjsonl?|jsonl)(?:\.gz)?$/;

const sum = z.tuple([z.number().nonnegative(), z.number().int().nonnegative()]);
const readingSchema = z.object({
  ts: z.string(),
  dims: z.record(z.string(), z.record(z.string(), sum)),
});

/** Throws BadInput. */
export function readHistory(folder: string): readonly PoolReading[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => NAME.test(name));
  } catch (error) {
    const code = codeOf(error);
    const why = code === 'ENOENT' ? 'no such folder' : code === 'ENOTDIR' ? 'is no folder' : reasonOf(error);
    throw new BadInput(`${folder}: ${why}`, { cause: error });
  }
  if (names.length === 0)
    throw new BadInput(`${folder}: holds no history (no file ends in .ndjsonl, .ndjson or .jsonl, gzipped or not)`);
  return names.toSorted().flatMap((name) => readDay(join(folder, name)));
}

function readDay(path: string): readonly PoolReading[] {
  const lines = readText(path).split('\n');
  const readings = lines.flatMap((line, at) => (line.trim() === '' ? [] : [readLine(line, `${path}:${at + 1}`)]));
  if (readings.length === 0) throw new BadInput(`${path}: is empty`);
  return readings;
}

function readLine(line: string, where: string): PoolReading {
  const { ts, dims } = checked(readingSchema, readJson(line, where), where);
  const atMs = stampMs(ts);
  if (atMs === null)
    throw new BadInput(`${where}: ts ${JSON.stringify(ts.slice(0, 40))} is no time such as 2026-07-03T12-35-30Z`);
  const dimensions = new Map(
    Object.entries(dims).map(([name, buckets]) => [
      name,
      new Map(Object.entries(buckets).map(([bucket, [usd, count]]) => [bucket, { usd, count }])),
    ]),
  );
  return { atMs, day: ts.slice(0, 10), dimensions };
}
