// Reads what a person typed after a verb: options of the verb, any setting by its key (`--sim.pace 60`), and the rest.
// An option that does not exist is named, with the nearest that does.
import { readDuration } from '#domain/chaos/fault-param.ts';
import { BadInput } from '#domain/failure.ts';
import { nearest } from '#domain/settings/spelling.ts';
import { settingsTable } from '#domain/settings.ts';

export interface Arguments {
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  /** Settings by key. */
  readonly settings: Readonly<Record<string, string>>;
}

/** `flags` stand alone, `values` take the next word or what follows `=`. */
export function readArguments(
  args: readonly string[],
  known: { readonly flags: readonly string[]; readonly values: readonly string[]; readonly words: boolean },
): Arguments {
  const keys = new Set(settingsTable().map(({ key }) => key));
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const settings: Record<string, string> = {};
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] as string;
    if (!word.startsWith('--')) {
      if (!known.words || word.startsWith('-')) throw new BadInput(`${word} is not expected here; see --help`);
      words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (known.flags.includes(name)) {
      if (equals >= 0) throw new BadInput(`--${name} takes no value`);
      if (flags.has(name)) throw new BadInput(`--${name} is given twice`);
      flags.add(name);
      continue;
    }
    if (!known.values.includes(name) && !keys.has(name)) throw new BadInput(unknownOption(name, known, keys));
    const next = args[at + 1];
    if (equals < 0 && (next === undefined || next.startsWith('--'))) throw new BadInput(`--${name} needs a value`);
    const value = equals < 0 ? (next as string) : word.slice(equals + 1);
    if (equals < 0) at += 1;
    if (value === '') throw new BadInput(`--${name} needs a value`);
    if (values.has(name) || name in settings) throw new BadInput(`--${name} is given twice`);
    if (keys.has(name)) settings[name] = value;
    else values.set(name, value);
  }
  return { words, flags, values, settings };
}

/** Milliseconds of `--name 30m`; `otherwise` when it is not given. Throws BadInput. */
export function durationOf(values: ReadonlyMap<string, string>, name: string, otherwise: number): number {
  const text = values.get(name);
  if (text === undefined) return otherwise;
  const ms = readDuration(text);
  if (ms === null || ms <= 0) throw new BadInput(`--${name} ${text}: a time such as 30s, 10m or 2h, a day at most`);
  return ms;
}

function unknownOption(
  name: string,
  known: { readonly flags: readonly string[]; readonly values: readonly string[] },
  keys: ReadonlySet<string>,
): string {
  const near = nearest(name, [...known.flags, ...known.values, ...keys, 'help']);
  return `no option --${name}${near ? `; did you mean --${near}?` : ''}`;
}
