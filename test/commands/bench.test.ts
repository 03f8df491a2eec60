import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SERVICE_FLAGS, THROUGH_FLAGS } from '#commands/bench.ts';
import { childrenOf, endAll, FOLDER, inside, start, until } from './command-line.ts';
import { isAlive } from './micro-run.ts';

test.after(endAll);

test('a bench that nobody has is named, with those there are', async () => {
  const { code, error } = await inside(['bench', 'speed']);
  assert.is(code, 2);
  assert.match(
    String(error),
    'no bench "speed"; known: restart, hours, rewards, race, signing, frames, decode, tree, plan, heap, events, door, page, reaction, queue, facts',
  );
});

test('runs are a whole number within bounds', async () => {
  for (const runs of ['0', '1.5', '101', 'many']) {
    const { code, error } = await inside(['bench', 'race', '--runs', runs]);
    assert.is(code, 2);
    assert.match(String(error), `--runs ${runs}: a whole number from 1 to 100`);
  }
});

test('figures come as JSON for machines and as a table for people', async () => {
  const json = await inside(['bench', 'race', '--runs', '1', '--markets', '1', '--json']);
  assert.is(json.code, 0);
  const { bench, runs, markets, figures } = JSON.parse(json.stdout);
  assert.equal([bench, runs, markets], [1, 1, 1]);
  assert.ok(figures.length > 0);
  for (const figure of figures)
    for (const key of ['bench', 'what', 'unit', 'samples', 'median', 'p99', 'aim', 'met'])
      assert.ok(key in figure, key);
  const table = await inside(['bench', 'race', '--runs', '1', '--markets', '1']);
  assert.is(table.stdout.trimEnd().split('\n').length, figures.length + 1);
  assert.match(table.stdout, /^bench +what +median +p99 +unit +samples +aim\n/);
});

test('several benches have a process each, and one table', async () => {
  const { code, stdout } = await inside(['bench', 'frames', 'race', '--runs', '1', '--markets', '1']);
  assert.is(code, 0);
  const kinds = stdout.split('\n').map((line) => line.split(' ')[0]);
  assert.equal([...new Set(kinds)], ['bench', 'frames', 'race', '']);
});

test('the queue is measured alone: the name of another bench is no file of it', async () => {
  for (const words of [
    ['queue', 'decode'],
    ['queue', 'facts'],
    ['queue', 'probe.jsonl', 'decode'],
    ['decode', 'queue'],
  ]) {
    const { code, error } = await inside(['bench', ...words]);
    assert.is(code, 2);
    assert.match(String(error), 'queue is measured alone: bench queue');
  }
});

test('facts are measured alone, with seeds that can be counted', async () => {
  for (const [words, what] of [
    [['race', 'facts'], 'facts is measured alone: bench facts'],
    [['facts', '--runs', '1'], '--runs 1: a whole number from 2 to 1000'],
    [['facts', '--seed-from', '-3'], '--seed-from -3: a whole number from 0 to'],
    [['facts', '--markets', '3'], 'no option --markets'],
    [['facts', 'race'], 'race is not expected here'],
  ] as const) {
    const { code, error } = await inside(['bench', ...words]);
    assert.is(code, 2);
    assert.match(String(error), what);
  }
});

test('a bench of what a service answers runs as a service is started', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  for (const verb of ['start', 'paper', 'live', 'micro-test'])
    assert.match(scripts[verb], `node ${SERVICE_FLAGS.join(' ')} src/main.ts`);
  for (const verb of ['replay', 'exchange', 'bench'])
    assert.match(scripts[verb], `node ${THROUGH_FLAGS.join(' ')} src/main.ts`);
  assert.match(dockerfile, SERVICE_FLAGS.map((flag) => `"${flag}"`).join(', '));
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`a bench of reactions that ${signal} ends leaves no journal behind, and nobody at the other end`, async () => {
    const state = mkdtempSync(join(FOLDER, 'b-'));
    const { child, ended } = start(['bench', 'reaction', '--runs', '1'], { env: { MM__STATE__DIRECTORY: state } });
    await until('its folder', () => readdirSync(state).some((name) => name.startsWith('bench-')), 20_000);
    const below = (pid: number) => until('the other end', async () => nonEmpty(await childrenOf(pid)), 20_000);
    const [measured = 0] = await below(child.pid ?? 0);
    const [other = 0] = await below(measured);
    child.kill(signal);
    assert.is((await ended).code, 130);
    assert.equal(readdirSync(state), []);
    await until('the end of both', () => !isAlive(other) && !isAlive(measured), 10_000);
  });

const nonEmpty = (pids: readonly number[]) => pids.length > 0 && pids;

test.run();
