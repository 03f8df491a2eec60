// What a listing of the metadata service is asked for: which rows, and how many. A value that cannot be read is refused by name;
// a word that nobody knows is ignored, as at the venue.
import { readWire } from '#infra/venue/wire/codec.ts';
import { DATE } from '#infra/venue/wire/times.ts';
import type { GammaRow } from './gamma-rows.ts';

export interface GammaQuery {
  readonly keeps: (row: GammaRow) => boolean;
  /** Of rows, never more than a page has. */
  readonly limit: number;
}

/** Asking for more gets this many, without a word. */
const PAGE_MAX = 100;
const PAGE = 20;
/** Values of one list. */
const LIST_MAX = 500;

type Keep = GammaQuery['keeps'];
/** What a bound in the query is held against, null where a row has none. */
type Bounded = (row: GammaRow) => number | null;

const NUMBERS: Readonly<Record<string, Bounded>> = {
  liquidity: (row) => row.sums().liquidity,
  liquidity_num: (row) => row.sums().liquidity,
  volume: (row) => row.sums().volume,
  volume_num: (row) => row.sums().volume,
};
const DATES: Readonly<Record<string, Bounded>> = {
  start_date: ({ startMs }) => startMs,
  end_date: ({ endMs }) => endMs,
  start_time: ({ gameStartMs }) => gameStartMs,
};
/** What a row is; one of our exchange is always the same in most of these. */
const FLAGS: Readonly<Record<string, (row: GammaRow) => boolean>> = {
  closed: ({ closed }) => closed,
  active: () => true,
  archived: () => false,
  featured: () => false,
  cyom: () => false,
};
/** Words that change what is told of a row, not which rows. */
const SWITCHES = ['ascending', 'related_tags', 'include_tag', 'include_markets', 'include_chat', 'include_template'];
const LISTS: Readonly<Record<string, (row: GammaRow) => readonly string[]>> = {
  id: ({ number }) => [String(number)],
  slug: ({ slug }) => [slug],
  condition_ids: ({ markets }) => markets.map(({ facts }) => facts.id),
  question_ids: ({ markets }) => markets.map(({ facts }) => facts.id),
  clob_token_ids: ({ markets }) => markets.flatMap(({ facts }) => [facts.outcomes.yes.id, facts.outcomes.no.id]),
  tag_id: ({ tag }) => (tag === null ? [] : [tag]),
  tag_slug: ({ category }) => (category === null ? [] : [category]),
  series_id: () => [],
  game_id: () => [],
  sports_market_types: () => [],
  uma_resolution_status: ({ closed }) => (closed ? ['resolved'] : []),
};
/** Those that are numbers. */
const WHOLE = new Set(['id', 'tag_id', 'series_id']);

/** Or which of its words is wrong. */
export function readGammaQuery(query: URLSearchParams): GammaQuery | { readonly problem: string } {
  const keeps: Keep[] = [];
  for (const read of [flags, lists, excluded, bounds]) {
    const found = read(query);
    if (typeof found === 'string') return { problem: found };
    keeps.push(...found);
  }
  const wrong = SWITCHES.find((name) => flagIn(query, name) === undefined);
  if (wrong) return { problem: `${wrong} is invalid` };
  const limit = wholeIn(query, 'limit', PAGE);
  if (limit === null) return { problem: 'limit is invalid' };
  return { keeps: (row) => keeps.every((keep) => keep(row)), limit: Math.min(PAGE_MAX, limit) };
}

/** null: not asked; undefined: nonsense. */
export function flagIn(query: URLSearchParams, name: string): boolean | null | undefined {
  const text = query.get(name);
  if (text === null || text === '') return null;
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** null for nonsense. */
export function wholeIn(query: URLSearchParams, name: string, otherwise: number): number | null {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** What is closed is only shown to whoever asks for it. */
function flags(query: URLSearchParams): readonly Keep[] | string {
  const keeps: Keep[] = [];
  for (const [name, valueIn] of Object.entries(FLAGS)) {
    const asked = flagIn(query, name);
    if (asked === undefined) return `${name} is invalid`;
    const wanted = name === 'closed' ? (asked ?? false) : asked;
    if (wanted !== null) keeps.push((row) => valueIn(row) === wanted);
  }
  return keeps;
}

function lists(query: URLSearchParams): readonly Keep[] | string {
  const keeps: Keep[] = [];
  for (const [name, valuesOf] of Object.entries(LISTS)) {
    const asked = listIn(query, name);
    if (asked === null) continue;
    if (asked.size > LIST_MAX || !areWhole(name, asked)) return `${name} is invalid`;
    keeps.push((row) => valuesOf(row).some((value) => asked.has(value)));
  }
  const least = query.get('rewards_min_size');
  if (!least) return keeps;
  const size = numberIn(least);
  return size === null
    ? 'rewards_min_size is invalid'
    : [...keeps, ({ rewardMinSize }) => rewardMinSize !== null && rewardMinSize >= size];
}

/** Tags that a row must not have. */
function excluded(query: URLSearchParams): readonly Keep[] | string {
  const [without, wanted] = [listIn(query, 'exclude_tag_id'), listIn(query, 'tag_id')];
  if (without === null) return [];
  if (!areWhole('tag_id', without)) return 'exclude_tag_id is invalid';
  if ([...without].some((tag) => wanted?.has(tag))) return 'exclude_tag_id overlaps with tag_id';
  return [({ tag }) => tag === null || !without.has(tag)];
}

function bounds(query: URLSearchParams): readonly Keep[] | string {
  const keeps: Keep[] = [];
  for (const [table, read] of [
    [NUMBERS, numberIn],
    [DATES, dateIn],
  ] as const)
    for (const [name, valueIn] of Object.entries(table))
      for (const [end, sign] of [
        ['min', 1],
        ['max', -1],
      ] as const) {
        const text = query.get(`${name}_${end}`);
        if (text === null || text === '') continue;
        const bound = read(text);
        if (bound === null) return `${name}_${end} is invalid`;
        keeps.push((row) => {
          const value = valueIn(row);
          return value !== null && sign * value >= sign * bound;
        });
      }
  return keeps;
}

function numberIn(text: string): number | null {
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : null;
}

function dateIn(text: string): number | null {
  const read = text.includes('-') ? readWire(DATE, text) : null;
  return read?.ok ? read.value : null;
}

function areWhole(name: string, values: ReadonlySet<string>): boolean {
  return !WHOLE.has(name) || [...values].every((value) => /^\d{1,15}$/.test(value));
}

/** Repeated, or with commas between; null: not asked. */
function listIn(query: URLSearchParams, name: string): ReadonlySet<string> | null {
  const values = [...query.getAll(name), ...query.getAll(`${name}[]`)].flatMap((text) => text.split(','));
  const named = values.filter((value) => value !== '');
  return named.length > 0 ? new Set(named) : null;
}
