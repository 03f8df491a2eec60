// The rules that keep the house in order, each a pure function from source files to complaints (`path:line: what`). They run
// over the whole of `src` in `tidy.test.ts`, which also shows each of them a bad example it must catch.
import { posix } from 'node:path';
import { codeOnly, functionsOf, lineAt, type Source, withoutComments } from './tidy-source.ts';

export const FILE_LINES_MAX = 300;
export const FUNCTION_LINES_MAX = 70;

type Layer = 'domain' | 'machines' | 'infra' | 'actors' | 'commands' | 'lab' | 'main';

/** Who may import whom. `packages`: a list of third-party packages, or all of them. `node`: Node's own modules. */
const ARROWS: Readonly<
  Record<Layer, { layers: readonly Layer[]; packages: readonly string[] | 'all'; node: boolean }>
> = {
  domain: { layers: ['domain'], packages: ['decimal.js', 'zod'], node: false },
  machines: { layers: ['domain', 'machines'], packages: ['xstate'], node: false },
  infra: { layers: ['domain', 'infra'], packages: 'all', node: true },
  actors: { layers: ['domain', 'machines', 'infra', 'actors'], packages: ['xstate'], node: false },
  commands: { layers: ['domain', 'machines', 'infra', 'actors', 'lab', 'commands'], packages: 'all', node: true },
  lab: { layers: ['domain', 'machines', 'infra', 'actors', 'lab'], packages: 'all', node: true },
  main: { layers: ['commands', 'domain', 'infra'], packages: [], node: true },
};

/** Arrows point down only. */
export function importArrows(source: Source): string[] {
  const layer = layerOf(source.path);
  if (layer === null) return [`${source.path}:1: belongs to no folder of the layout`];
  const allowed = ARROWS[layer];
  return importsOf(source).flatMap(({ from, line }) => {
    const target = targetOf(from, source.path);
    if (target === 'node') return allowed.node ? [] : [`${source.path}:${line}: ${layer} must not import ${from}`];
    if (target === 'package') {
      const fine = allowed.packages === 'all' || allowed.packages.includes(packageOf(from));
      return fine ? [] : [`${source.path}:${line}: ${layer} must not import the package ${packageOf(from)}`];
    }
    if (target === null) return [`${source.path}:${line}: ${from} leads out of src`];
    return allowed.layers.includes(target) ? [] : [`${source.path}:${line}: ${layer} must not import ${target}`];
  });
}

/** A file is a noun; a barrel hides who uses whom. */
export function fileNames({ path, text }: Source): string[] {
  const noun = posix.basename(path).split('.')[0] ?? '';
  const problems: string[] = [];
  if (noun === 'index') problems.push(`${path}:1: no barrels`);
  if (/^(utils?|helpers?|common|types?|misc|shared)$/.test(noun))
    problems.push(`${path}:1: ${noun} is no noun of the trade`);
  const barrel = /^export \*/m.exec(withoutComments(text));
  if (barrel) problems.push(`${path}:${lineAt(text, barrel.index)}: no barrels: export by name where it is made`);
  return problems;
}

interface Ban {
  readonly what: RegExp;
  readonly instead: string;
  /** Where it is fine. */
  readonly except: (path: string) => boolean;
}

const infra = (path: string) => path.startsWith('src/infra/');
const speaker = (path: string) => infra(path) || path.startsWith('src/commands/') || path === 'src/main.ts';

const BANS: readonly Ban[] = [
  { what: /\bDate\.now\b|\bnew Date\b|(?<![.\w])Date\(/g, instead: 'take nowMs, or the Clock port', except: infra },
  { what: /\bperformance\.now\b|\bprocess\.(?:hrtime|uptime)\b/g, instead: 'the Clock port', except: infra },
  { what: /\bMath\.random\b/g, instead: 'the Random port', except: infra },
  {
    what: /\bcrypto\.(?:random\w*|getRandomValues)\b|\brandom(?:UUID|Bytes|Int)\b/g,
    instead: 'the Random or NewId port',
    except: infra,
  },
  {
    // A method of that name in a type is a declaration, a call on a clock is the port.
    what: /(?:(?<![.\w])|\bglobalThis\.)set(?:Timeout|Interval|Immediate)\b(?!\s*\(\w+:)(?!:)/g,
    instead: 'the Clock port, or an XState delay',
    except: infra,
  },
  { what: /\bSimulatedClock\b/g, instead: 'VirtualClock: every timer sees its own due time', except: () => false },
  { what: /(?<![.\w])waitFor\b/g, instead: 'a subscription: its timeout is not on our clock', except: infra },
  { what: /\bprocess\.env\b/g, instead: 'settings', except: (path) => path === 'src/infra/settings-file.ts' },
  { what: /(?<![.\w])process\.(?!env\b|hrtime\b|uptime\b)/g, instead: 'a port', except: speaker },
  { what: /(?<![.\w])console\./g, instead: 'the Log port', except: speaker },
  {
    what: /\.toLocale\w+\b|\blocaleCompare\b|(?<![.\w])Intl\./g,
    instead: 'something that is the same in every locale',
    except: () => false,
  },
];

/** Time, chance, identity, surroundings and speech come in through doors. */
export function bannedCalls({ path, text }: Source): string[] {
  const code = codeOnly(text);
  return BANS.filter((ban) => !ban.except(path)).flatMap(({ what, instead }) =>
    [...code.matchAll(what)].map((hit) => `${path}:${lineAt(code, hit.index)}: ${hit[0]} is banned here: ${instead}`),
  );
}

const WIRE_WORDS = new Set(['token', 'asset', 'assets', 'amount', 'amounts']);
/** Where a token is what lets an operator in. */
const CREDENTIALS =
  /^src\/(?:infra\/operator|domain\/operator)\/|^src\/(?:commands\/operator-side|lab\/looked-house)\.ts$/;
const WIRE_FOLDERS = ['src/infra/venue/', 'src/infra/recording/', 'src/infra/exchange/'];

/** The wire's words stay at the border, as whole words inside a name: `tokenId` is caught, `stoken` is not. */
export function wireWords({ path, text }: Source): string[] {
  if (WIRE_FOLDERS.some((folder) => path.startsWith(folder))) return [];
  const code = codeOnly(text);
  const found = [...code.matchAll(/[A-Za-z_$][\w$]*/g)]
    .filter(([name]) =>
      wordsOf(name).some((word) => WIRE_WORDS.has(word) && !(word === 'token' && CREDENTIALS.test(path))),
    )
    .map((hit) => `${path}:${lineAt(code, hit.index)}: ${hit[0]} is a word of the wire`);
  return [...new Set(found)];
}

/** What it is, what it promises, what it leaves to others. */
export function headComment({ path, text }: Source): string[] {
  const head = /^(?:#!.*\n)?((?:\/\/.*\n)+|\/\*[\s\S]*?\*\/)/.exec(text)?.[1] ?? '';
  return head.replace(/[/*\s]/g, '').length >= 30 ? [] : [`${path}:1: opens without saying what it is`];
}

/** Sizes by path, or by `path name` for functions: today's exceptions. They may only shrink, and must leave when not needed. */
export type Exceptions = Readonly<Record<string, number>>;

export function fileSizes(sources: readonly Source[], exceptions: Exceptions): string[] {
  const sizes = sources.map(({ path, text }) => ({
    name: path,
    where: path,
    lines: text.trimEnd().split('\n').length,
  }));
  return ratchet(sizes, exceptions, FILE_LINES_MAX);
}

export function functionSizes(sources: readonly Source[], exceptions: Exceptions): string[] {
  const sizes = sources.flatMap(({ path, text }) =>
    functionsOf(text).map(({ name, line, lines }) => ({ name: `${path} ${name}`, where: `${path}:${line}`, lines })),
  );
  return ratchet(sizes, exceptions, FUNCTION_LINES_MAX);
}

/** A package needs a line of reason in the architecture page. */
export function packagesExplained(sources: readonly Source[], architecture: string): string[] {
  const packages = new Map<string, string>();
  for (const source of sources)
    for (const { from, line } of importsOf(source))
      if (targetOf(from, source.path) === 'package') packages.set(packageOf(from), `${source.path}:${line}`);
  return [...packages]
    .filter(([name]) => !new RegExp(`(?<![\\w-])${name.replace('.', '\\.')}(?![\\w-])`).test(architecture))
    .map(([name, where]) => `${where}: ARCHITECTURE.md does not say why we need ${name}`);
}

/** Only risk review may call an order approved. */
export function approvals({ path, text }: Source): string[] {
  if (path === 'src/domain/orders/risk.ts') return [];
  const code = codeOnly(text);
  return [...code.matchAll(/\bas\s+(?:readonly\s+)?Approved\b|<Approved<[^>]*>>\s*[\w({]/g)].map(
    (hit) => `${path}:${lineAt(code, hit.index)}: only risk review may write \`as Approved\``,
  );
}

const SUPERVISORS = [
  'src/machines/supervisor.machine.ts',
  'src/machines/child-round.ts',
  'src/actors/supervisor.actor.ts',
];

/** A wildcard swallows what nobody expected, a child's death included; deaths are the supervisor's alone. */
export function wildcards({ path, text }: Source): string[] {
  if (SUPERVISORS.includes(path) || !/^src\/(machines|actors)\//.test(path)) return [];
  const code = withoutComments(text);
  return [...code.matchAll(/['"]\*['"]\s*\]?\s*:|['"`]xstate\.error/g)].map(
    (hit) => `${path}:${lineAt(code, hit.index)}: ${hit[0]} belongs to the supervisor`,
  );
}

function ratchet(
  sizes: readonly { name: string; where: string; lines: number }[],
  exceptions: Exceptions,
  max: number,
): string[] {
  const problems: string[] = [];
  const largest = new Map<string, number>();
  for (const { name, where, lines } of sizes) {
    largest.set(name, Math.max(lines, largest.get(name) ?? 0));
    const allowed = exceptions[name] ?? max;
    if (lines > allowed) problems.push(`${where}: ${name.split(' ').at(-1)} has ${lines} lines, more than ${allowed}`);
  }
  for (const [name, allowed] of Object.entries(exceptions)) {
    const lines = largest.get(name) ?? 0;
    if (lines <= max) problems.push(`${name}: needs no exception any more (${lines} lines)`);
    else if (lines < allowed) problems.push(`${name}: its exception can shrink from ${allowed} to ${lines}`);
  }
  return problems;
}

interface Import {
  readonly from: string;
  readonly line: number;
}

function importsOf({ text }: Source): Import[] {
  const code = withoutComments(text);
  const statement =
    /(?:^|[;\n])\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|[;\n])\s*import\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(statement)].map((hit) => {
    const from = hit[1] ?? hit[2] ?? hit[3] ?? '';
    return { from, line: lineAt(code, hit.index + hit[0].length) };
  });
}

function layerOf(path: string): Layer | null {
  if (path === 'src/main.ts') return 'main';
  const folder = /^src\/(\w+)\//.exec(path)?.[1] ?? '';
  return folder !== 'main' && Object.hasOwn(ARROWS, folder) ? (folder as Layer) : null;
}

/** A layer, `package`, `node`, or null for a place outside. */
function targetOf(from: string, path: string): Layer | 'package' | 'node' | null {
  if (from.startsWith('node:')) return 'node';
  if (from.startsWith('#')) return layerOf(`src/${from.slice(1)}`);
  if (from.startsWith('.')) return layerOf(posix.join(posix.dirname(path), from));
  return 'package';
}

function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

function wordsOf(name: string): string[] {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|[_$\d]+/).map((word) => word.toLowerCase());
}
