// Other values for some markets: by category, by group, by market. Only settings that shape quotes may differ; limits on
// money, the clock and the plumbing are the same for all. A market's name that ends in `-` stands for every slug that begins
// with it, so that each market of a recurring series finds its values.
import { BadInput } from '../failure.ts';
import type { Market } from '../market/market.ts';
import type { Usd } from '../units.ts';
import { hint, isMap, type Problem, readEntry } from './entries.ts';
import { KEYS, type SettingValues } from './keys.ts';
import { brokenRelations, relationText } from './relations.ts';

const SCOPES = { categories: 'category', groups: 'group', markets: 'market' } as const;

export interface Override {
  readonly scope: (typeof SCOPES)[keyof typeof SCOPES];
  readonly name: string;
  readonly source: string;
  readonly values: Partial<SettingValues>;
}

/** The file as it was read, and where each path in it was written. */
export interface WrittenOverrides {
  readonly raw: unknown;
  readonly source: (path: string) => string;
}

export type MarketNames = Pick<Market, 'slug' | 'group' | 'category'>;

/** Names in one file; more are a problem. */
const OVERRIDES_MAX = 1_000;

const PER_MARKET = [...KEYS.values()].filter((known) => known.perMarket).map((known) => known.key);

/** In the order in which they apply, each over the ones before. What is wrong goes to `problems`. */
export function readOverrides({ raw, source }: WrittenOverrides, bankroll: Usd, problems: Problem[]): Override[] {
  const blame = (key: string, message: string) => problems.push({ key, source: source(key), message });
  if (raw === null || raw === undefined) return [];
  if (!isMap(raw)) {
    blame('', `must be a map with ${Object.keys(SCOPES).join(', ')}`);
    return [];
  }
  for (const key of Object.keys(raw))
    if (!Object.hasOwn(SCOPES, key)) blame(key, `is none of ${Object.keys(SCOPES).join(', ')}`);
  const found = Object.entries(SCOPES).flatMap(([plural, scope]) =>
    namedMaps(raw[plural], plural, blame).map(([name, map]): Override => {
      const path = `${plural}.${name}`;
      return { scope, name, source: source(path), values: readValues(map, path, bankroll, blame) };
    }),
  );
  if (found.length > OVERRIDES_MAX) blame('', `names ${found.length} overrides; at most ${OVERRIDES_MAX} are allowed`);
  // A longer name says more about a market, so it comes later and wins.
  return found.sort((a, b) => order(a) - order(b) || a.name.length - b.name.length);
}

/** What one override makes of the settings, if that contradicts itself. */
export function overrideProblems(base: SettingValues, override: Override, pinned: readonly string[]): Problem[] {
  const values = overridden(base, [override], pinned);
  return brokenRelations(values).map((relation) => ({
    key: `${override.scope} ${override.name}`,
    source: override.source,
    message: relationText(relation, values),
  }));
}

/** The values of one market. Throws BadInput when overrides that are fine alone contradict each other together. */
export function valuesFor<Values extends SettingValues>(
  base: Values,
  overrides: readonly Override[],
  pinned: readonly string[],
  market: MarketNames,
): Values {
  const fitting = overrides.filter((override) => fits(override, market));
  const values = overridden(base, fitting, pinned);
  const [broken] = brokenRelations(values);
  if (!broken) return values;
  const sources = [...new Set(fitting.map((override) => override.source))].join(', ');
  throw new BadInput(`${sources}: market ${market.slug}: ${relationText(broken, values)}`);
}

function overridden<Values extends SettingValues>(
  base: Values,
  overrides: readonly Override[],
  pinned: readonly string[],
): Values {
  const merged = Object.assign({}, ...overrides.map((override) => override.values));
  for (const key of pinned) delete merged[key];
  return { ...base, ...merged };
}

function fits({ scope, name }: Override, market: MarketNames): boolean {
  if (scope === 'category') return name === market.category;
  if (scope === 'group') return name === market.group;
  return name === market.slug || (name.endsWith('-') && market.slug.startsWith(name));
}

function order({ scope }: Override): number {
  return Object.values(SCOPES).indexOf(scope);
}

type Blame = (key: string, message: string) => void;

function namedMaps(raw: unknown, path: string, blame: Blame): [string, Readonly<Record<string, unknown>>][] {
  if (raw === null || raw === undefined) return [];
  if (!isMap(raw)) {
    blame(path, 'must be a map of names');
    return [];
  }
  return Object.entries(raw).filter((entry): entry is [string, Readonly<Record<string, unknown>>] => {
    if (!isMap(entry[1])) blame(`${path}.${entry[0]}`, 'must be a map of settings');
    return isMap(entry[1]);
  });
}

function readValues(
  map: Readonly<Record<string, unknown>>,
  path: string,
  bankroll: Usd,
  blame: Blame,
): Partial<SettingValues> {
  const values: [string, unknown][] = [];
  for (const [key, value] of Object.entries(map)) {
    const reading = readEntry({ key, value }, bankroll);
    if (!KEYS.has(key)) blame(`${path}.${key}`, `is no setting${hint(key, PER_MARKET)}`);
    else if (!PER_MARKET.includes(key)) blame(`${path}.${key}`, 'is the same for all markets and cannot be overridden');
    else if ('fault' in reading) blame(`${path}.${key}`, reading.fault);
    else values.push([key, reading.value]);
  }
  return Object.fromEntries(values);
}
