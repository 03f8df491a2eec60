// The files of the page as a table from path to what is sent, read once: TypeScript with its types stripped, styles, the one
// document, and the libraries that its import map names. Whoever serves only looks up; nothing outside the table exists.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { gzipSync } from 'node:zlib';

export interface DashboardFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DashboardFiles {
  /** By path, from the slash on. */
  readonly files: ReadonlyMap<string, DashboardFile>;
  /** Content-Security-Policy of the document; it goes with every file. */
  readonly policy: string;
}

export interface StaticAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const FOLDER = new URL('dashboard/', import.meta.url);
const PREFIX = '/page/';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The path it is served at, and the file within its package; `ending` makes a module of what is none. */
const LIBRARIES: readonly { readonly name: string; readonly from: string; readonly ending?: string }[] = [
  { name: 'preact.js', from: 'preact/dist/preact.mjs' },
  { name: 'preact-hooks.js', from: 'preact/hooks/dist/hooks.mjs' },
  { name: 'htm.js', from: 'htm/dist/htm.mjs' },
  // A third of the size of its module.
  { name: 'uplot.js', from: 'uplot/dist/uPlot.iife.min.js', ending: '\nexport default uPlot;\n' },
  { name: 'uplot.css', from: 'uplot/dist/uPlot.min.css' },
];

/** Reads everything. Throws when a file is missing or cannot be stripped of its types, naming it. */
export function readDashboard(): DashboardFiles {
  const sources = new Map(ownFiles().map((name) => [PREFIX + name, ownText(name)]));
  for (const { name, from, ending = '' } of LIBRARIES)
    sources.set(`${PREFIX}library/${name}`, withoutMap(readFileSync(libraryPath(from), 'utf8')) + ending);
  const document = readFileSync(new URL('index.html', FOLDER), 'utf8').replace('<!-- modules -->', () =>
    preloads(sources),
  );
  sources.set('/', document);
  const policy = policyFor(document);
  return { policy, files: new Map([...sources].map(([path, text]) => [path, fileOf(path, text, policy)])) };
}

/** The whole file, or that the visitor has it already. */
export function answerStatic(
  file: DashboardFile,
  asked: { readonly acceptEncoding: string; readonly ifNoneMatch: string },
): StaticAnswer {
  if (matches(asked.ifNoneMatch, file.headers.ETag!)) return { status: 304, headers: file.headers, body: null };
  const zipped = takesGzip(asked.acceptEncoding);
  const headers = zipped ? { ...file.headers, 'Content-Encoding': 'gzip' } : file.headers;
  return { status: 200, headers, body: zipped ? file.gzip : file.body };
}

/** Everything that the first module needs, named at once: otherwise each file is found only when the one before it is read. */
function preloads(sources: ReadonlyMap<string, string>): string {
  const needed = new Set([`${PREFIX}app.ts`]);
  for (const path of needed)
    for (const [, name = ''] of (sources.get(path) ?? '').matchAll(/\bfrom '\.\/([\w.-]+)'/g))
      needed.add(PREFIX + name);
  const links = [...needed].map((path) => `<link rel="modulepreload" href="${path}" />`);
  return links.join('\n    ');
}

function ownFiles(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name !== 'index.html' && TYPES[endingOf(name)] !== undefined)
    .sort();
}

function ownText(name: string): string {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  if (name.endsWith('.css')) return withoutWords(text);
  if (!name.endsWith('.ts')) return text;
  try {
    return withoutWords(withoutTypes(text));
  } catch (error) {
    throw new Error(`dashboard/${name}: its types cannot be stripped`, { cause: error });
  }
}

/** Types are blanked where they stood, so that lines and columns stay; nobody looks for those here, and the blanks weigh as much as a
 *  view. What was blank before stays, so that no two words become one. */
function withoutTypes(text: string): string {
  const blanked = stripTypeScriptTypes(text);
  if (blanked.length !== text.length) return blanked;
  return Array.from({ length: text.length }, (_, at) =>
    blanked[at] === ' ' && text[at] !== ' ' ? '' : blanked[at],
  ).join('');
}

/** Without what only people read: lines of comment and indentation. */
function withoutWords(text: string): string {
  return text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*$/gm, '')
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/^[ \t]+|[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trimStart();
}

function libraryPath(from: string): string {
  // By its folder: packages export their entry points only.
  const [name = '', ...rest] = from.split('/');
  const home = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of home) {
    const path = `${folder}/${name}/${rest.join('/')}`;
    if (existsSync(path)) return path;
  }
  throw new Error(`${from}: the package is not installed`);
}

function withoutMap(text: string): string {
  return text.replace(/^\/\/# sourceMappingURL=.*$/gm, '');
}

function fileOf(path: string, text: string, policy: string): DashboardFile {
  const body = Buffer.from(text);
  const type = path === '/' ? TYPES['.html']! : TYPES[endingOf(path)]!;
  return {
    type,
    body,
    gzip: gzipSync(body, { level: 9 }),
    headers: {
      'Content-Type': type,
      ETag: `"${hash(text)}"`,
      // Asked again each time, and answered without a body while nothing changed.
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'X-Frame-Options': 'DENY',
      Vary: 'Accept-Encoding',
    },
  };
}

/** Nothing from anywhere else; of what stands in the document, its import map alone. */
function policyFor(document: string): string {
  const maps = [...document.matchAll(/<script type="importmap">([\s\S]*?)<\/script>/g)];
  const hashes = maps.map(([, text = '']) => ` 'sha256-${hash(text)}'`).join('');
  return [
    `default-src 'self'`,
    `script-src 'self'${hashes}`,
    `img-src 'self' data:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function endingOf(name: string): string {
  return /\.\w+$/.exec(name)?.[0] ?? '';
}

function takesGzip(accept: string): boolean {
  return accept
    .split(',')
    .some((each) => /^\s*(gzip|\*)\s*(;\s*q=(1|0?\.[0-9]*[1-9]))?/.test(each) && !/;\s*q=0(\.0*)?\s*$/.test(each));
}

function matches(asked: string, tag: string): boolean {
  return asked.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag);
}
