// Files that tell the markets with rewards at one moment, in two forms: a published snapshot (`{"meta":{"ts"},"markets":[…]}`, with
// the buckets of its publisher) and our own, as `scout live --save` writes it (`{"scout":1,"atMs",…}`). A row of a
// snapshot that is no market is left out with its reason, unless most rows are: then the file is no snapshot, as is one of ours
// with a single wrong value. What is missing is passed on as missing.
import { z } from 'zod';
import { daysOf } from '#domain/allocation/reward-buckets.ts';
import type { LeftMarket, ToldMarket } from '#domain/allocation/rewarded-market.ts';
import { BadInput } from '#domain/failure.ts';
import { readJson, readText } from './json-file.ts';

export interface RewardFile {
  readonly markets: readonly ToldMarket[];
  /** Rows that are no markets. */
  readonly damaged: readonly LeftMarket[];
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** What it does not tell and was assumed, in sentences. */
  readonly assumed: readonly string[];
}

/** The distance at which rewards end, where a snapshot does not tell it: most markets of the venue. */
const MAX_SPREAD = 0.045;
/** A dollar of ours is taken to score like one of theirs: about a third of the way out. */
const DISTANCE = 0.015;

/** Characters of a name that is shown. */
const SLUG_SHOWN = 80;

const text = z.string().nullish();
const figure = z.number().nullish();

const snapshotMarket = z.object({
  slug: z.string(),
  c: text,
  rw: figure,
  ms: figure,
  mp: figure,
  sp: figure,
  vn: figure,
  lq: figure,
  y: figure,
  ab: text,
  rb: text,
  cb: text,
});
const ownMarket = z.strictObject({
  slug: z.string(),
  group: z.string().nullable(),
  category: z.string().nullable(),
  poolUsd: z.number().nullable(),
  minShares: z.number().nullable(),
  mid: z.number().nullable(),
  spread: z.number().nullable(),
  volumeUsd: z.number().nullable(),
  ageDays: z.number().nullable(),
  daysToEnd: z.number().nullable(),
  maxSpread: z.number().nullable(),
  distance: z.number().nullable(),
  othersUsd: z.number().nullable(),
}) satisfies z.ZodType<ToldMarket>;
const ownHead = z.strictObject({
  scout: z.literal(1),
  atMs: z.number().int().positive(),
  markets: z.array(z.unknown()),
});
const snapshotHead = z.object({ meta: z.object({ ts: z.string() }), markets: z.array(z.unknown()) });

/** Throws BadInput naming the file, and the market where there is one. */
export function readRewardFile(path: string): RewardFile {
  const value = readJson(readText(path), path);
  const isOwn = typeof value === 'object' && value !== null && 'scout' in value;
  return isOwn ? readOwn(value, path) : readSnapshot(value, path);
}

export function rewardFileText(markets: readonly ToldMarket[], atMs: number): string {
  return `${JSON.stringify({ scout: 1, atMs, markets })}\n`;
}

function readOwn(value: unknown, path: string): RewardFile {
  const { atMs, markets } = checked(ownHead, value, path);
  const told = markets.map((row, at) => checked(ownMarket, row, placeOf(path, row, at)));
  return { atMs, markets: told, damaged: [], assumed: [] };
}

function readSnapshot(value: unknown, path: string): RewardFile {
  const { meta, markets } = checked(snapshotHead, value, path);
  const atMs = stampMs(meta.ts);
  if (atMs === null)
    throw new BadInput(
      `${path}: meta.ts ${JSON.stringify(meta.ts.slice(0, 40))} is no time such as 2026-07-03T12-35-30Z`,
    );
  return {
    atMs,
    ...tellable(markets, path),
    assumed: [
      `rewards end ${(100 * MAX_SPREAD).toFixed(1)} cents from the middle and we would quote at ${(100 * DISTANCE).toFixed(1)}: the file does not tell`,
      'a dollar of ours scores like a dollar of the others',
      'no events: the cap per event binds nothing',
    ],
  };
}

/** Throws BadInput with the first damaged row where most are. */
function tellable(rows: readonly unknown[], path: string): Pick<RewardFile, 'markets' | 'damaged'> {
  const markets: ToldMarket[] = [];
  const damaged: LeftMarket[] = [];
  let first: string | null = null;
  for (const [at, row] of rows.entries()) {
    const read = snapshotMarket.safeParse(row);
    if (read.success) markets.push(toldOf(read.data));
    else {
      const what = issueText(read.error);
      first ??= `${placeOf(path, row, at)}: ${what}`;
      damaged.push({ slug: slugOf(row) ?? `row ${at + 1}`, why: `its row is damaged: ${what}` });
    }
  }
  if (first !== null && 2 * damaged.length > rows.length)
    throw new BadInput(`${first}; so are ${damaged.length} of ${rows.length} markets: this is no snapshot`);
  return { markets, damaged };
}

function toldOf(row: z.output<typeof snapshotMarket>): ToldMarket {
  const { slug, c, rw, ms, mp, sp, vn, lq, y, ab, rb } = row;
  return {
    slug,
    group: null,
    category: c ?? null,
    poolUsd: rw ?? null,
    minShares: ms ?? null,
    mid: mp ?? null,
    spread: sp === null || sp === undefined ? null : sp / 100,
    volumeUsd: vn ?? null,
    ageDays: daysOf(ab ?? null),
    daysToEnd: daysOf(rb ?? null),
    maxSpread: MAX_SPREAD,
    distance: DISTANCE,
    othersUsd: lq ?? (rw && y ? (100 * rw) / y : null),
  };
}

/** Of a time as snapshots write it; null: it is none. */
export function stampMs(stamp: string): number | null {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/.exec(stamp);
  const ms = parts ? Date.parse(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}Z`) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

export function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new BadInput(`${where}: ${issueText(result.error)}`);
}

function issueText({ issues: [issue] }: z.ZodError): string {
  const field = issue?.path.map(String).join('.') ?? '';
  return `${field === '' ? '' : `${field}: `}${issue?.message ?? 'has the wrong shape'}`;
}

function placeOf(path: string, row: unknown, at: number): string {
  const slug = slugOf(row);
  return `${path}: market ${at + 1}${slug === null ? '' : ` (${JSON.stringify(slug)})`}`;
}

function slugOf(row: unknown): string | null {
  const slug = typeof row === 'object' && row !== null && 'slug' in row ? row.slug : null;
  return typeof slug === 'string' ? slug.slice(0, SLUG_SHOWN) : null;
}
