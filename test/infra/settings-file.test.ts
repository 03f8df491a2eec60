import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { MODES } from '#domain/settings/keys.ts';
import { settingsTable } from '#domain/settings.ts';
import { CHARACTERS } from '#infra/exchange/synthetic/characters.ts';
import { loadSettings, type SettingsRequest } from '#infra/settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'bothsides-config-'));
test.before.each(() => {
  writeFileSync(join(folder, 'sim.yaml'), 'seed: 3\nquoteShares: 10\nsim:\n  pace: 5\n');
  writeFileSync(join(folder, 'paper.yaml'), 'mode: paper\n');
  writeFileSync(join(folder, 'markets.yaml'), 'categories: {}\n');
});
test.after(() => rmSync(folder, { recursive: true }));

const load = (request: Partial<SettingsRequest> = {}) =>
  loadSettings({ mode: null, file: null, environment: {}, folder, ...request });

function refused(request: Partial<SettingsRequest> = {}): string[] {
  try {
    load(request);
  } catch (error) {
    assert.instance(error, BadInput);
    return (error as Error).message.split('\n');
  }
  return assert.unreachable('it was not refused') as never;
}

test('file, environment and flag, each over the one before', () => {
  assert.is(load().sim.pace, 5);
  assert.is(load({ environment: { MM__SIM__PACE: '6' } }).sim.pace, 6);
  assert.is(load({ environment: { MM__SIM__PACE: '6' }, flags: { 'sim.pace': '7' } }).sim.pace, 7);
});

test('a variable is found whatever its capitals and single underscores', () => {
  for (const name of ['MM__QUOTE_SHARES', 'MM__QUOTESHARES', 'mm__quote_shares', 'MM__quoteShares'])
    assert.is(load({ environment: { [name]: '20' } }).quoteShares, 20_000_000, name);
  assert.is(load({ environment: { MM__SIM__LATENCY_MS: '1' } }).sim.latencyMs, 1);
  assert.equal(load({ environment: { MM__SIM__MARKETS: 'wide, jumpy' } }).sim.markets, ['wide', 'jumpy']);
  assert.is(load({ environment: { PATH: '/bin', MMM__SEED: '9', XMM__SEED: '9' } }).seed, 3);
});

test('variables that name no setting, name one twice or hold nonsense are all told by name', () => {
  const environment = {
    MM__QUOTE_SHARE: '5',
    MM__SEED: '1',
    mm__seed: '2',
    MM__SIM__PACE: '1e2',
    MM__: '1',
    MM__MODE: '',
  };
  assert.equal(refused({ environment }), [
    'environment MM__: MM__: is no setting',
    'environment MM__MODE: mode: must be one of sim, paper, live, replay, simulate; found nothing',
    'environment MM__QUOTE_SHARE: QUOTE_SHARE: is no setting; did you mean quoteShares?',
    'environment MM__SIM__PACE: sim.pace: must be a plain number (times), found "1e2"',
    'environment mm__seed: seed: is set twice',
  ]);
});

test('the mode chooses the file: a verb over the environment, the environment over nothing', () => {
  assert.is(load({ environment: { MM__MODE: 'paper' } }).mode, 'paper');
  assert.is(load({ environment: { MM__MODE: 'paper' } }).seed, 1);
  assert.is(load({ mode: 'simulate', environment: { MM__MODE: 'paper' } }).mode, 'simulate');
  assert.is(load({ mode: 'simulate', environment: { MM__MODE: 'paper' } }).seed, 3);
  assert.is(load({ mode: 'replay' }).mode, 'replay');
  assert.is(load({ mode: 'replay' }).seed, 1, 'recordings are real markets, like those of paper');
});

test('a file named by a person is used as it is', () => {
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, 'mode: paper\nseed: 7\n');
  assert.is(load({ file }).seed, 7);
  assert.is(load({ file }).mode, 'paper');
  assert.is(load({ file, mode: 'sim' }).mode, 'sim');
});

test('every problem of every source comes in one message with file and line', () => {
  writeFileSync(join(folder, 'sim.yaml'), '# mine\nseed: x\nsim:\n  pace: 1e3\n  pacee: 1\n');
  writeFileSync(join(folder, 'markets.yaml'), 'markets:\n  btc-:\n    seed: 5\n    haltZIn: -1\n');
  const lines = refused({ flags: { speed: '1' } });
  const ends = [
    'sim.yaml:2: seed: must be a whole number, found "x"',
    'sim.yaml:4: sim.pace: must be a plain number (times), found "1e3"',
    'sim.yaml:5: sim.pacee: is no setting; did you mean sim.pace?',
    '--speed: speed: is no setting; did you mean seed?',
    'markets.yaml:3: markets.btc-.seed: is the same for all markets and cannot be overridden',
    'markets.yaml:4: markets.btc-.haltZIn: -1 is below 0.1, the least allowed (standard deviations)',
  ];
  assert.is(lines.length, ends.length);
  for (const [at, end] of ends.entries()) assert.ok(lines[at]?.endsWith(end), `${lines[at]} / ${end}`);
});

test('news is written in the markets file as people write times, and named with its line when it is none', () => {
  writeFileSync(join(folder, 'sim.yaml'), '');
  const say = (eventAt: string) =>
    writeFileSync(join(folder, 'markets.yaml'), `groups:\n  fed:\n    eventAt: ${eventAt}\n`);
  const eventAt = () => load({}).overrides[0]?.values.eventAt;
  say('2026-12-09T14:00:00-05:00');
  assert.is(eventAt(), Date.parse('2026-12-09T19:00:00Z'));
  say('');
  assert.is(eventAt(), null);
  say('2026-12-09 14:00');
  assert.match(
    refused({})[0] ?? '',
    /markets\.yaml:3: groups\.fed\.eventAt: must be .* with its zone.*"2026-12-09 14:00"$/,
  );
  writeFileSync(join(folder, 'markets.yaml'), '');
});

test('a file that is missing, a folder, too large or not YAML is named', () => {
  const at = (name: string) => join(folder, name);
  mkdirSync(at('folder.yaml'));
  writeFileSync(at('large.yaml'), `# ${'x'.repeat(1_000_001)}`);
  writeFileSync(at('bad.yaml'), 'seed: 1\nseed: 2\n');
  assert.match(refused({ file: at('nowhere.yaml') })[0] ?? '', /nowhere\.yaml: no such file$/);
  assert.match(refused({ file: at('folder.yaml') })[0] ?? '', /folder\.yaml: EISDIR/);
  assert.match(refused({ file: at('large.yaml') })[0] ?? '', /large\.yaml: larger than/);
  assert.match(refused({ file: at('bad.yaml') })[0] ?? '', /bad\.yaml:2: /);
});

for (const mode of ['sim', 'paper', 'live'] as const) {
  const text = readFileSync(new URL(`../../config/${mode}.yaml`, import.meta.url), 'utf8');

  test(`config/${mode}.yaml is accepted and says its own mode`, () => {
    assert.is(loadSettings({ mode: null, file: `config/${mode}.yaml`, environment: {} }).mode, mode);
  });

  test(`config/${mode}.yaml holds every setting, each below its sentence, in the order of the table`, () => {
    let from = 0;
    for (const { key, sentence } of settingsTable()) {
      const name = key.split('.').at(-1);
      const found = new RegExp(`^ *# ${escaped(sentence)}.*\\n *${name}: ?(?=\\S)`, 'm').exec(text.slice(from));
      assert.ok(found, `${key} is missing, out of order or without its sentence`);
      from += found.index;
    }
  });
}

test('every mode finds a file', () => {
  for (const mode of MODES) assert.is(loadSettings({ mode, file: null, environment: {} }).mode, mode);
});

test('the synthetic markets of the settings are those that the exchange knows', () => {
  const known = CHARACTERS.map((character) => character.name);
  for (const name of loadSettings({ mode: 'sim', file: null, environment: {} }).sim.markets)
    assert.ok(known.includes(name), name);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test.run();
