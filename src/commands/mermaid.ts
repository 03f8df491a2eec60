// `mermaid`: writes every statechart as a page into docs/machines, from the machines themselves, or says which page is old.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CHART_FILES } from '#actors/charts.ts';
import { BadInput } from '#domain/failure.ts';
import { chartPage } from '#domain/operator/chart-page.ts';
import { codeOf, reasonOf, Unavailable } from '#infra/unavailable.ts';
import { readArguments } from './arguments.ts';

const HELP = `mermaid [options]: write every statechart as docs/machines/<name>.md, drawn by mermaid

  --check            write nothing; exit 1 and name what is not current
  --out FOLDER       another folder than docs/machines

  npm run mermaid
`;

const MACHINES = new URL('../machines/', import.meta.url);
const DOCS = new URL('../../docs/machines/', import.meta.url).pathname;

export const mermaidCommand = {
  help: HELP,
  async run(args: readonly string[]): Promise<number> {
    const { flags, values, settings } = readArguments(args, { flags: ['check'], values: ['out'], words: false });
    const [setting] = Object.keys(settings);
    if (setting !== undefined) throw new BadInput(`--${setting}: no setting changes a statechart`);
    const folder = values.get('out') ?? DOCS;
    const pages = machinePages();
    if (!flags.has('check')) {
      write(folder, pages);
      process.stdout.write(`${pages.size} pages in ${folder}\n`);
      return 0;
    }
    const stale = stalePages(folder, pages);
    for (const name of stale) process.stderr.write(`${folder}/${name} is not current: npm run mermaid\n`);
    return stale.length === 0 ? 0 : 1;
  },
};

/** By file name. */
export function machinePages(): ReadonlyMap<string, string> {
  const files = CHART_FILES.map(([graph, noun]) => ({ graph, noun, source: `${noun}.machine.ts` }));
  const pages = files.map(({ graph, source }): [string, string] => {
    const text = readFileSync(new URL(source, MACHINES), 'utf8');
    return [`${graph.chart}.md`, chartPage(graph, headOf(text), `../../src/machines/${source}`)];
  });
  const list = files.map(({ graph }) => `- [${graph.chart}](${graph.chart}.md)`);
  return new Map([...pages, ['README.md', `# Statecharts\n\nWritten by \`npm run mermaid\`.\n\n${list.join('\n')}\n`]]);
}

/** Names of pages that differ, are missing, or stand for no machine any more. */
export function stalePages(folder: string, pages: ReadonlyMap<string, string>): readonly string[] {
  const strays = namesIn(folder).filter((name) => !pages.has(name));
  return [
    ...[...pages].filter(([name, text]) => textOf(`${folder}/${name}`) !== text).map(([name]) => name),
    ...strays,
  ];
}

function write(folder: string, pages: ReadonlyMap<string, string>): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of namesIn(folder)) if (!pages.has(name)) rmSync(`${folder}/${name}`);
    for (const [name, text] of pages) writeFileSync(`${folder}/${name}`, text);
  } catch (error) {
    throw new Unavailable(`cannot write ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Pages only: what else lies there is not ours. */
function namesIn(folder: string): string[] {
  return unlessMissing(() => readdirSync(folder).filter((name) => name.endsWith('.md'))) ?? [];
}

function textOf(path: string): string | null {
  return unlessMissing(() => readFileSync(path, 'utf8'));
}

function unlessMissing<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new Unavailable(`cannot read the pages: ${reasonOf(error)}`, { cause: error });
  }
}

/** The comment that a file opens with, as one paragraph. */
function headOf(text: string): string {
  const [head = ''] = /^(?:\/\/.*\n)+/.exec(text) ?? [];
  return head
    .replaceAll(/^\/\/ ?/gm, '')
    .trim()
    .replaceAll('\n', ' ');
}
