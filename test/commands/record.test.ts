import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, FOLDER, inside, start, until } from './command-line.ts';
import { KEY, KEYS, type LoopbackVenue, loopbackVenue } from './loopback-venue.ts';
import { replayed } from './recorded-scene.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue({ 'sim.pace': '100' });
});
test.after(async () => {
  endAll();
  await venue.close();
});

const folder = () => mkdtempSync(join(FOLDER, 'rec-'));
const filesIn = (out: string) =>
  readdirSync(out)
    .sort()
    .map((name) => join(out, name));
/** Empty while nothing is on disk yet. */
function readText(path: string): string {
  const bytes = readFileSync(path);
  return bytes.length === 0 ? '' : gunzipSync(bytes).toString();
}
const linesOf = (path: string): string[] => readText(path).trimEnd().split('\n');

/** Replays without a bad line, and the last digit is zero. */
async function replaysWell(paths: readonly string[]): Promise<number> {
  const { report } = await replayed(paths, '--pessimistic-only');
  assert.is(report.frames.bad, 0);
  for (const run of report.runs) assert.is(Number(run.total.residual), 0);
  return report.frames.applied;
}

test('what is recorded is verbatim, in files that begin with facts, and replays with residual 0', async () => {
  const out = folder();
  const { code, stdout } = await inside([
    'record',
    '--host',
    venue.origin,
    '--markets',
    'liquid-1,updown-1',
    '--out',
    out,
    '--for',
    '3s',
    '--rotate',
    '1s',
    '--quiet',
  ]);
  assert.is(code, 0, stdout);
  const files = filesIn(out);
  assert.ok(files.length >= 2, files.join());
  for (const path of files) {
    const [head, ...frames] = linesOf(path).map((line) => JSON.parse(line));
    assert.equal(
      head.markets.map(({ slug }: { slug: string }) => slug),
      ['liquid-1', 'updown-1'],
    );
    assert.equal(
      head.markets.map(({ reward }: { reward: unknown }) => reward),
      [{ dailyUsd: '100', maxSpread: '0.03', minSize: '50', multiplier: 1 }, null],
    );
    assert.ok(frames.every(({ c, f, r }) => c === 'market' && typeof f === 'string' && r > 1e12));
    // Each file has a whole book of its own.
    assert.ok(
      frames.some(({ f }) => f.includes('"event_type":"book"')),
      path,
    );
  }
  assert.ok((await replaysWell(files)) > 10);
});

test('killed without a word, what came until a second before is in a whole file that replays', async () => {
  const out = folder();
  const { child, ended } = start(['record', '--host', venue.origin, '--markets', 'liquid-1', '--out', out]);
  await until('some frames on disk', () => filesIn(out).some((path) => linesOf(path).length > 30), 20_000);
  const killedMs = Date.now();
  child.kill('SIGKILL');
  await ended;
  const [path = ''] = filesIn(out);
  const last = JSON.parse(linesOf(path).at(-1) ?? '');
  assert.ok(killedMs - last.r < 1_500, `${killedMs - last.r} ms lost`);
  await replaysWell([path]);
});

test('Ctrl-C leaves a whole file; with keys the private stream is in it, and nothing of the keys', async () => {
  const out = folder();
  const { child, ended, stdout } = start(['record', '--host', venue.origin, '--markets', 'liquid-1', '--out', out], {
    env: KEYS,
  });
  await until(
    'both streams',
    () => stdout().includes('user stream is open') && stdout().includes('market stream is open'),
    20_000,
  );
  await venue.place();
  await until('news of an order', () => filesIn(out).some((path) => readText(path).includes('"c":"user"')), 20_000);
  child.kill('SIGINT');
  const { code, stdout: said, stderr } = await ended;
  assert.is(code, 0, stderr);
  const [path = ''] = filesIn(out);
  assert.not.ok(readText(path).includes(KEY.slice(2)) || said.includes(KEY.slice(2)));
  assert.not.ok(/secret|passphrase/i.test(readText(path)));
  await replaysWell([path]);
});

test('no market, a market that is none, and a folder that cannot be are bad input', async () => {
  const record = (...words: readonly string[]) => inside(['record', '--host', venue.origin, ...words]);
  assert.match(String((await record()).error), '--markets');
  assert.match(String((await record('--markets', 'gone', '--out', folder())).error), 'gone: no open market');
  assert.is((await record('--markets', 'liquid-1', '--out', process.execPath)).code, 2);
  assert.is((await record('--markets', 'liquid-1', '--for', 'ever')).code, 2);
});

test.run();
