// Where settings come from: `config/<mode>.yaml` or the file a person names, `config/markets.yaml`, variables that begin
// with `MM__`, and flags. The only place that looks into the environment. Everything wrong with any of them is told at once,
// as one BadInput; what the keys mean is for `domain/settings.ts`.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInput } from '#domain/failure.ts';
import { type Entry, entriesOf, problemText } from '#domain/settings/entries.ts';
import { MODES, type Mode } from '#domain/settings/keys.ts';
import { resolveSettings, type Settings, settingsTable } from '#domain/settings.ts';
import { codeOf, reasonOf } from './unavailable.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

export interface SettingsRequest {
  /** Chosen by the verb a person typed; null leaves it to a flag, the environment or the file. */
  readonly mode: Mode | null;
  /** `--config FILE`. */
  readonly file: string | null;
  /** What first-contact found, by key. */
  readonly measured?: readonly Entry[];
  /** By key, as typed: `--sim.pace 60` is `{ 'sim.pace': '60' }`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Of the process, when not given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Of the project, when not given. */
  readonly folder?: string;
}

const FOLDER = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'config');
const FILE_MAX_BYTES = 1_000_000;

/** Recordings are real markets, so they are traded with the settings for real ones; drills with those of the simulation. */
const FILE_OF: Readonly<Record<Mode, string>> = {
  sim: 'sim.yaml',
  paper: 'paper.yaml',
  live: 'live.yaml',
  replay: 'paper.yaml',
  simulate: 'sim.yaml',
};

/** Of the process: for keys, which are no settings. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Throws BadInput with one line a problem. */
export function loadSettings(request: SettingsRequest): Settings {
  const { mode, file, flags: typed = {}, environment: variables = process.env, folder = FOLDER } = request;
  const fromEnvironment = environmentEntries(variables);
  const flags = Object.entries(typed).map(([key, value]): Entry => ({ key, value, source: `--${key}` }));
  if (mode !== null) flags.push({ key: 'mode', value: mode, source: 'command' });
  const named = [...fromEnvironment, ...flags].findLast((entry) => entry.key === 'mode')?.value;
  const settings = readFile(file ?? join(folder, FILE_OF[MODES.find((known) => known === named) ?? 'sim']));
  const overrides = readFile(join(folder, 'markets.yaml'));
  const parsed = resolveSettings({
    file: entriesOf(settings.value, settings.source),
    measured: request.measured ?? [],
    overrides: { raw: overrides.value, source: overrides.source },
    environment: fromEnvironment,
    flags,
  });
  if ('settings' in parsed) return parsed.settings;
  throw new BadInput(parsed.problems.map(problemText).join('\n'));
}

/** `MM__QUOTE_SHARES` is `quoteShares`, `MM__SIM__PACE` is `sim.pace`; capitals and single underscores do not matter. */
function environmentEntries(variables: Readonly<Record<string, string | undefined>>): Entry[] {
  const keys = new Map(settingsTable().map(({ key }) => [plain(key), key]));
  return Object.entries(variables)
    .filter(([name]) => /^mm__/i.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): Entry => {
      const path = name.slice('MM__'.length).split('__');
      return {
        key: keys.get(path.map(plain).join('.')) ?? (path.join('.') || name),
        value,
        source: `environment ${name}`,
      };
    });
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

function readFile(path: string): YamlText {
  const here = relative(process.cwd(), path);
  const shown = here.startsWith('..') ? path : here;
  try {
    if (statSync(path).size > FILE_MAX_BYTES) throw new BadInput(`${shown}: larger than ${FILE_MAX_BYTES} bytes`);
    return readYaml(readFileSync(path, 'utf8'), shown);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${shown}: ${codeOf(error) === 'ENOENT' ? 'no such file' : reasonOf(error)}`, { cause: error });
  }
}
