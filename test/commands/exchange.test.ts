import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endAll, inside, start, until } from './command-line.ts';

test.after(endAll);

test('the exchange says where it is and with which key one trades, answers, and ends with Ctrl-C', async () => {
  const { child, ended, stdout } = start(['exchange', '--port', '0', '--seed', '7', '--bankrollUsd', '500']);
  const origin = await until('the address', () => /CLOB {6}(http:\S+)\n/.exec(stdout())?.[1], 20_000);
  const markets = (await (await fetch(`${origin}/gamma-api/markets?limit=100`)).json()) as {
    slug: string;
    version: string;
  }[];
  assert.ok(markets.length >= 5, `${markets.length} markets`);
  assert.is(markets.find(({ slug }) => slug === 'updown-1')?.version, 'v2');
  assert.match(stdout(), /key {3}0x[0-9a-f]{64} .*known to everybody/);
  assert.match(stdout(), '500 dollars');
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.is(code, 0);
  assert.is(stderr, '');
});

test('bad words are named and end with 2', async () => {
  for (const [words, text] of [
    [['--port', '70000'], '--port 70000'],
    [['--port', 'x'], '--port x'],
    [['--port', '-1'], '--port'],
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
