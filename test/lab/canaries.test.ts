// The list of planted defects as data: each can be planted, changes something, and leaves a program that loads.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS } from '#domain/chaos/fault.ts';
import { CANARIES } from '#lab/canaries.ts';
import { canaryProblem } from '#lab/canary-hook.ts';

const ROOT = new URL('../../', import.meta.url);

test('there are canaries, and no two have the same name, sentence or change', () => {
  assert.ok(CANARIES.length > 0);
  for (const key of ['name', 'sentence'] as const)
    assert.is(new Set(CANARIES.map((canary) => canary[key])).size, CANARIES.length, key);
  const changes = CANARIES.map(({ file, find, replace }) => `${file} ${find} ${replace}`);
  assert.is(new Set(changes).size, CANARIES.length);
});

test('each stands in its file exactly once, in the program itself, and hints at faults that there are', () => {
  const faults = FAULTS.map(({ name }) => name);
  for (const canary of CANARIES) {
    assert.is(canaryProblem(canary), null);
    assert.match(
      canary.file,
      /^src\/(?!lab\/|commands\/).+\.ts$/,
      `${canary.name}: the watchers are not what is watched`,
    );
    for (const fault of canary.faults) assert.ok(faults.includes(fault), `${canary.name}: ${fault}`);
    assert.match(canary.sentence, /\.$/);
  }
});

test('with any of them planted its file is still a program', () => {
  const stripped = (text: string) => stripTypeScriptTypes(text, { mode: 'strip' });
  assert.throws(() => stripped('const a = ;'), /./, 'a check that was never seen to fail is a wish');
  for (const { name, file, find, replace } of CANARIES) {
    const text = readFileSync(new URL(file, ROOT), 'utf8').replace(find, () => replace);
    try {
      assert.ok(stripped(text).length > 0);
    } catch (error) {
      assert.unreachable(`${name}: ${error}`);
    }
  }
});

test.run();
