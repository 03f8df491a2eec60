// From what people wrote to settings that can be relied on, or to all of their problems at once, each naming its key and
// the place where it stands. Precedence: defaults < file <
// what first-contact found < category < group < market < environment < flag. Reading files and the environment is for
// `infra/settings-file.ts`; the table of keys is `settings/keys.ts`.
import { type Entry, entriesOf, entryProblems, type Problem, readEntry } from './settings/entries.ts';
import { KEYS, NESTED, type SettingValues, TOP_LEVEL } from './settings/keys.ts';
import {
  type MarketNames,
  type Override,
  overrideProblems,
  readOverrides,
  valuesFor,
  type WrittenOverrides,
} from './settings/overrides.ts';
import { brokenRelations, type Relation, relationText } from './settings/relations.ts';
import { type Usd, ZERO_USD } from './units.ts';

export interface Settings extends SettingValues {
  readonly overrides: readonly Override[];
  /** Set by environment or flag: no override reaches these keys. */
  readonly pinned: readonly string[];
}

export type ParsedSettings = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

export interface SettingLayers {
  readonly file: readonly Entry[];
  /** Of keys that no override reaches. */
  readonly measured?: readonly Entry[];
  readonly overrides?: WrittenOverrides;
  readonly environment?: readonly Entry[];
  readonly flags?: readonly Entry[];
}

/** `raw` is a map as a settings file holds it; what it leaves out has its default. */
export function parseSettings(raw: unknown, source: string): ParsedSettings {
  return resolveSettings({ file: entriesOf(raw, () => source) });
}

/** A value that a later layer hides is checked all the same. */
export function resolveSettings(layers: SettingLayers): ParsedSettings {
  const { file, measured = [], overrides, environment = [], flags = [] } = layers;
  const used = new Map([...file, ...measured, ...environment, ...flags].map((entry) => [entry.key, entry]));
  const bankroll = bankrollOf(used);
  const problems = [file, measured, environment, flags].flatMap((layer) => entryProblems(layer, bankroll));
  const found = overrides ? readOverrides(overrides, bankroll, problems) : [];
  if (problems.length > 0) return { problems };

  const values = valuesOf(used, bankroll);
  const pinned = [...new Set([...environment, ...flags].map((entry) => entry.key))];
  problems.push(...brokenRelations(values).map((relation) => relationProblem(relation, values, used)));
  if (problems.length === 0) problems.push(...found.flatMap((override) => overrideProblems(values, override, pinned)));
  return problems.length > 0 ? { problems } : { settings: { ...values, overrides: found, pinned } };
}

/** The settings of one market, its overrides applied. Throws BadInput when they contradict each other. */
export function marketSettings(settings: Settings, market: MarketNames): Settings {
  return valuesFor(settings, settings.overrides, settings.pinned, market);
}

export interface SettingRow {
  readonly key: string;
  readonly section: string;
  readonly type: string;
  readonly default: string;
  readonly range: string;
  readonly unit: string;
  readonly sentence: string;
  readonly perMarket: boolean;
}

/** One row a setting, in reading order: for documentation, and for whoever needs the list of keys. */
export function settingsTable(): readonly SettingRow[] {
  return [...KEYS.values()].map(({ key, section, perMarket, setting }) => {
    const { written, type, range, unit, sentence } = setting;
    const text = typeof written === 'string' ? written : `[${written.join(', ')}]`;
    return { key, section, type, default: text, range, unit, sentence, perMarket };
  });
}

/** Zero while it cannot be read: then there is a problem, and nothing computed from it is used. */
function bankrollOf(used: ReadonlyMap<string, Entry>): Usd {
  const reading = readEntry({ key: 'bankrollUsd', value: writtenFor('bankrollUsd', used) });
  return 'value' in reading ? (reading.value as Usd) : ZERO_USD;
}

function valuesOf(used: ReadonlyMap<string, Entry>, bankroll: Usd): SettingValues {
  const read = (key: string) => {
    const reading = readEntry({ key, value: writtenFor(key, used) }, bankroll);
    return 'value' in reading ? reading.value : undefined;
  };
  const under = (prefix: string, rows: object) =>
    Object.fromEntries(Object.keys(rows).map((name) => [name, read(prefix + name)]));
  const sections = Object.entries(NESTED).map(([name, rows]) => [name, under(`${name}.`, rows)]);
  // Each value came through the row of its key, so the whole has the shape of the table.
  return { ...under('', TOP_LEVEL), ...Object.fromEntries(sections) } as SettingValues;
}

function writtenFor(key: string, used: ReadonlyMap<string, Entry>): unknown {
  const entry = used.get(key);
  return entry ? entry.value : KEYS.get(key)?.setting.written;
}

function relationProblem(relation: Relation, values: SettingValues, used: ReadonlyMap<string, Entry>): Problem {
  const source = (used.get(relation.low) ?? used.get(relation.high))?.source ?? 'defaults';
  return { key: relation.low, source, message: relationText(relation, values) };
}
