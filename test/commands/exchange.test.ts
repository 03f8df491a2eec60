import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, FOLDER, inside, start, until } from './command-line.ts';

test.after(endAll);

test('the exchange says where it is and with which key one trades, answers, and ends with Ctrl-C', async () => {
  const { child, ended, stdout } = start([
    ...['exchange', '--port', '0', '--seed', '7', '--bankrollUsd', '500'],
    ...['--state.directory', mkdtempSync(join(FOLDER, 'x-'))],
  ]);
  const origin = await until('the address', () => /CLOB {6}(http:\S+)\n/.exec(stdout())?.[1], 20_000);
  const markets = (await (await fetch(`${origin}/gamma-api/markets?limit=100`)).json()) as {
    slug: string;
    version: string;
    negRisk: boolean;
    conditionId: string;
    events: readonly { readonly slug: string }[];
  }[];
  assert.ok(markets.length >= 5, `${markets.length} markets`);
  assert.is(markets.find(({ slug }) => slug.startsWith('updown-'))?.version, 'v2');
  const exclusive = markets.filter(({ negRisk }) => negRisk);
  assert.equal(exclusive.map(({ slug, events }) => `${slug} of ${events[0]?.slug}`).sort(), [
    'contest-blue-1 of contest',
    'contest-green-1 of contest',
    'contest-red-1 of contest',
  ]);
  const told = await fetch(`${origin}/clob-markets/${exclusive[0]?.conditionId}`);
  assert.is(((await told.json()) as { nr: boolean }).nr, true);
  assert.match(stdout(), /key {3}0x[0-9a-f]{64} .*known to everybody/);
  assert.match(stdout(), '500 dollars');
  const choice = await inside([
    'markets',
    '--host',
    String(origin),
    '--state.directory',
    mkdtempSync(join(FOLDER, 'x-')),
  ]);
  assert.match(choice.stdout, /^would trade:\n(?: {2}contest-.*\n)* {2}liquid-1 /, 'by the rules as they are');
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.is(code, 0);
  assert.is(stderr, '');
});

test('faults are injected into a running exchange with the words of chaos, told, listed and cleared', async () => {
  const state = mkdtempSync(join(FOLDER, 'x-'));
  const { child, ended, stdout } = start([
    'exchange',
    '--port',
    '0',
    '--state.directory',
    state,
    '--cover',
    'perWallet',
  ]);
  const port = await until('the address', () => /--exchange (\d+)\n/.exec(stdout())?.[1], 20_000);
  const chaos = (...words: readonly string[]) =>
    inside(['chaos', ...words, '--exchange', String(port), '--state.directory', state]);
  const time = async () => (await fetch(`http://127.0.0.1:${port}/time`)).status;
  assert.is((await chaos('active')).stdout, 'nothing strikes\n');
  assert.match(
    (await chaos('rateLimited', '--for', '1h')).stdout,
    /^chaos-1 rateLimited --for 1h: strikes, .+ left\n$/,
  );
  assert.is(await time(), 429);
  assert.match((await chaos('active')).stdout, /^chaos-1 rateLimited --for 1h: strikes, /);
  assert.is((await chaos('clear', 'chaos-1')).stdout, 'chaos-1 rateLimited --for 1h: over\n');
  assert.is(await time(), 200);
  assert.match((await chaos('list')).stdout, /^replyLost /m);
  assert.not.match((await chaos('list')).stdout, /^crash /m);
  for (const [words, text] of [
    [['crash', '--target', 'quoter'], 'crash: actors are inside of the service that trades'],
    [['diskFull'], 'state folder of the service that trades'],
    [['readsFail', '--account', '0x1'], '--account 0x1: is no address'],
    [['readsFail', '--target', 'wide-1'], 'takes no target'],
    [['venueCancel', '--target', 'wide-9'], 'target: no market wide-9'],
    [['readsFail', '--watch'], '--watch looks at the tree of a service'],
  ] as const) {
    const { code, error } = await chaos(...words);
    assert.is(code, 2, words.join(' '));
    assert.match(String((error as Error).message), text);
  }
  child.kill('SIGINT');
  assert.is((await ended).code, 0);
  const gone = await chaos('readsFail');
  assert.is(gone.code, 1);
  assert.match(String((gone.error as Error).message), 'no service answers');
});

test('an account goes with an exchange alone, and a port is a port', async () => {
  for (const [words, text] of [
    [['readsFail', '--account', '0x1'], '--account needs --exchange'],
    [['readsFail', '--exchange', '70000'], '--exchange 70000: a port is'],
  ] as const) {
    const { code, error } = await inside(['chaos', ...words]);
    assert.is(code, 2);
    assert.match(String((error as Error).message), text);
  }
});

test('bad words are named and end with 2', async () => {
  for (const [words, text] of [
    [['--port', '70000'], '--port 70000'],
    [['--port', 'x'], '--port x'],
    [['--port', '-1'], '--port'],
    [['--days', '-1'], '--days'],
    [['--days', 'many'], '--days many: whole days'],
    [['--cover', 'perPlanet'], '--cover perPlanet: is neither'],
    [['--prot', '1'], 'did you mean --port?'],
    [['--sim.markets', 'nonsense'], 'nonsense'],
    [['word'], 'word is not expected'],
  ] as const) {
    const { code, error } = await inside(['exchange', ...words]);
    assert.is(code, 2, words.join(' '));
    assert.match(String((error as Error).message), text);
  }
});

test.run();
