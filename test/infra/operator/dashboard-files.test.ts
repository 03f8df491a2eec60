import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answerStatic, type DashboardFile, readDashboard } from '#infra/operator/dashboard-files.ts';

const { files, policy } = readDashboard();
const text = (path: string): string => {
  const file = files.get(path);
  assert.ok(file, `${path} is served`);
  return file.body.toString();
};
const importMap: Readonly<Record<string, string>> = JSON.parse(
  /<script type="importmap">([\s\S]*?)<\/script>/.exec(text('/'))?.[1] ?? '',
).imports;

test('everything that the document points at is served', () => {
  const paths = [...text('/').matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path]) => path!);
  assert.ok(paths.includes('/page/app.ts') && paths.includes('/page/style.css'));
  for (const path of [...paths, ...Object.values(importMap)]) text(path);
});

test('every import of a module leads to a file that is served, and none out of the page', () => {
  const modules = [...files].filter(([, { type }]) => type.startsWith('text/javascript'));
  assert.ok(modules.length > 10);
  for (const [path, { body }] of modules)
    for (const [, from = ''] of body.toString().matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"'\n]+)["']/g)) {
      const target = from.startsWith('.') ? posix.join(posix.dirname(path), from) : importMap[from];
      assert.ok(target !== undefined && files.has(target), `${path} imports ${from}`);
    }
});

test('what the first module needs is named in the document, and what only a view needs is not', () => {
  const named = [...text('/').matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, path]) => path!);
  for (const name of ['app.ts', 'shell.ts', 'words.ts']) assert.ok(named.includes(`/page/${name}`), name);
  for (const name of ['market-page.ts', 'time-chart.ts']) assert.not(named.includes(`/page/${name}`), name);
  for (const path of named) text(path);
});

test('what is sent is JavaScript and has no types left in it', () => {
  const sent = text('/page/words.ts');
  assert.match(sent, 'export function priceWords(price');
  assert.not.match(sent, /interface |: string/);
  assert.not.match(text('/page/app.ts'), 'import type');
});

test('a library that is no module is made one, and no map of its sources is asked for', () => {
  assert.match(text('/page/library/uplot.js'), /export default uPlot;\n$/);
  for (const [path, { body }] of files) assert.not.match(body.toString(), 'sourceMappingURL', path);
});

test('the policy allows our own files and the one import map, and nothing inline besides', () => {
  assert.match(policy, "default-src 'self'");
  assert.not.match(policy, 'unsafe');
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(text('/'))?.[1] ?? '';
  assert.match(policy, `'sha256-${createHash('sha256').update(map).digest('base64')}'`);
  assert.not.match(text('/'), /<style|\sstyle="|\son\w+="/);
  for (const { headers } of files.values()) assert.is(headers['Content-Security-Policy'], policy);
});

test('nothing comes from another host', () => {
  const own = [...files].filter(([path]) => !path.includes('/library/'));
  for (const [path, { body }] of own)
    assert.not.match(body.toString().replaceAll('http://www.w3.org/', ''), /https?:\/\/|["'(]\/\//, path);
});

const asked = { acceptEncoding: '', ifNoneMatch: '' };

test('who takes gzip gets it, and it is the same file', () => {
  const file = files.get('/page/app.ts') as DashboardFile;
  for (const acceptEncoding of ['gzip', 'br, gzip;q=0.5', 'GZIP'.toLowerCase(), '*']) {
    const answer = answerStatic(file, { ...asked, acceptEncoding });
    assert.is(answer.headers['Content-Encoding'], 'gzip', acceptEncoding);
    assert.equal(gunzipSync(answer.body ?? ''), file.body);
  }
  for (const acceptEncoding of ['', 'br', 'gzip;q=0', 'identity']) {
    const answer = answerStatic(file, { ...asked, acceptEncoding });
    assert.is(answer.headers['Content-Encoding'], undefined, acceptEncoding);
    assert.is(answer.body, file.body);
  }
});

test('who has a file already is told so without it', () => {
  const file = files.get('/') as DashboardFile;
  const tag = file.headers.ETag ?? '';
  for (const ifNoneMatch of [tag, `W/${tag}`, `"other", ${tag}`, '*'])
    assert.is(answerStatic(file, { ...asked, ifNoneMatch }).status, 304, ifNoneMatch);
  assert.is(answerStatic(file, { ...asked, ifNoneMatch: '"other"' }).status, 200);
  const tags = new Set([...files.values()].map(({ headers }) => headers.ETag));
  assert.is(tags.size, files.size, 'no two files share a tag');
});

test('nothing outside the table exists', () => {
  for (const path of ['/page/../package.json', '/page/tsconfig.json', '/page/', '/index.html', '/page/__proto__'])
    assert.not(files.has(path), path);
});

test('the whole page weighs less than 300 kB', () => {
  const bytes = [...files.values()].reduce((sum, { body }) => sum + body.length, 0);
  assert.ok(bytes < 300_000, `${bytes} bytes`);
});

test.run();
