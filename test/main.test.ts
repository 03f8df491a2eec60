// The door of the program: which verbs there are, what they say of themselves, and what an unknown one is answered.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VERBS } from '../src/commands/catalogue.ts';
import { bothsides } from './commands/command-line.ts';

test('every verb explains itself with examples, in a terminal’s width', async () => {
  for (const [name, { load }] of Object.entries(VERBS)) {
    const { help } = await load();
    assert.ok(help.startsWith(`${name} `), help);
    assert.match(help, /^ {2}npm (run|start)/m);
    for (const line of help.split('\n')) assert.ok(line.length <= 120, line);
  }
});

test('asked for help, a verb does nothing else, whatever stands beside', async () => {
  const control = await VERBS.control?.load();
  const ended = await bothsides(['control', '--help', '--unheard-of']);
  assert.equal(ended, { code: 0, signal: null, stdout: control?.help, stderr: '' });
});

test('without a verb, and with help, all verbs are named', async () => {
  const [none, help] = await Promise.all([bothsides([]), bothsides(['--help'])]);
  assert.is(none.code, 0);
  for (const verb of Object.keys(VERBS)) assert.match(none.stdout, new RegExp(`^ {2}${verb} +\\w`, 'm'));
  assert.equal(help, none);
});

test('a key that was typed as a word is not repeated', async () => {
  const key = `0x${'77'.repeat(32)}`;
  for (const words of [['doctor', key], [key]]) {
    const { code, stdout, stderr } = await bothsides(words);
    assert.is(code, 2, words[0]);
    assert.not.ok(`${stdout}${stderr}`.includes(key.slice(0, 12)), stderr);
    assert.match(stderr, '0x7777…');
  }
});

test('an unknown verb is bad input, whatever objects are called', async () => {
  const words = ['rum', '__proto__'];
  const ended = await Promise.all(words.map((word) => bothsides([word])));
  for (const [n, { code, stdout, stderr }] of ended.entries()) {
    assert.is(code, 2);
    assert.is(stdout, '');
    assert.is(stderr, `bad input: no command "${words[n]}"; known: ${Object.keys(VERBS).join(', ')}\n`);
  }
});

test.run();
