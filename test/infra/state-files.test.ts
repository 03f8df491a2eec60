import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StateFiles } from '#domain/ports.ts';
import { DirectoryStateFiles, memoryStateFiles } from '#infra/state-files.ts';
import { Unavailable } from '#infra/unavailable.ts';

const root = mkdtempSync(join(tmpdir(), 'bothsides-state-'));
let folders = 0;
const folder = () => join(root, String(folders++));
test.after(() => rmSync(root, { recursive: true }));

const BODIES: Readonly<Record<string, () => StateFiles>> = {
  'on disk': () => new DirectoryStateFiles(folder()),
  'on disk, durable': () => new DirectoryStateFiles(folder(), { durable: true }),
  'in memory': memoryStateFiles,
};

for (const [where, open] of Object.entries(BODIES)) {
  test(`${where}: what was never written is null, not empty`, () => {
    const files = open();
    assert.is(files.read('latch.json'), null);
    files.write('latch.json', '');
    assert.is(files.read('latch.json'), '');
  });

  test(`${where}: a write replaces, an append adds, a removal forgets`, () => {
    const files = open();
    files.append('facts.jsonl', 'one\n');
    files.append('facts.jsonl', 'två\n');
    assert.is(files.read('facts.jsonl'), 'one\ntvå\n');
    files.write('facts.jsonl', 'fresh\n');
    files.append('facts.jsonl', 'three\n');
    assert.is(files.read('facts.jsonl'), 'fresh\nthree\n');
    files.remove('facts.jsonl');
    files.remove('facts.jsonl');
    assert.is(files.read('facts.jsonl'), null);
    files.append('facts.jsonl', 'four\n');
    assert.is(files.read('facts.jsonl'), 'four\n');
  });
}

test('the next run finds what this one wrote', () => {
  const path = folder();
  const first = new DirectoryStateFiles(path);
  first.append('facts.jsonl', 'one\n');
  first.close();
  const second = new DirectoryStateFiles(path);
  second.append('facts.jsonl', 'two\n');
  assert.is(second.read('facts.jsonl'), 'one\ntwo\n');
});

test('the folder and its files belong to their owner alone', () => {
  const path = folder();
  mkdirSync(path, { mode: 0o755 });
  const files = new DirectoryStateFiles(path);
  files.write('latch.json', '{}');
  files.append('facts.jsonl', 'one\n');
  assert.is(statSync(path).mode & 0o777, 0o700);
  for (const name of ['latch.json', 'facts.jsonl']) assert.is(statSync(join(path, name)).mode & 0o777, 0o600);
});

test('a write leaves no draft behind, and a draft of a crashed run does no harm', () => {
  const path = folder();
  const files = new DirectoryStateFiles(path);
  writeFileSync(join(path, 'latch.json.draft'), 'half of a la');
  files.write('latch.json', '{"latched":true}');
  assert.equal(readdirSync(path), ['latch.json']);
});

test('a failed write leaves the old text standing and names the path', () => {
  const path = folder();
  const files = new DirectoryStateFiles(path);
  files.write('latch.json', 'old');
  // A folder in the draft's place: nobody, root included, can write there.
  mkdirSync(join(path, 'latch.json.draft'));
  assert.throws(() => files.write('latch.json', 'new'), named(join(path, 'latch.json')));
  assert.is(files.read('latch.json'), 'old');
});

test('a folder that cannot be made, and a file that is no file, are named', () => {
  const path = folder();
  writeFileSync(path, 'a file where the folder should be');
  assert.throws(() => new DirectoryStateFiles(path), named(path));
  const files = new DirectoryStateFiles(folder());
  mkdirSync(join(files.directory, 'facts.jsonl'));
  assert.throws(() => files.read('facts.jsonl'), named('facts.jsonl'));
  assert.throws(() => files.append('facts.jsonl', 'x'), named('facts.jsonl'));
});

test('a name that leads out of the folder is a defect of ours', () => {
  const files = new DirectoryStateFiles(folder());
  for (const name of ['../latch', 'a/b', '', '.hidden', 'UPPER']) assert.throws(() => files.read(name), /not the name/);
});

test('a fresh start forgets everything but the lock and the socket', () => {
  const files = new DirectoryStateFiles(folder());
  files.write('latch.json', '{}');
  files.append('facts.jsonl', 'one\n');
  for (const name of ['lock', 'control.sock']) writeFileSync(join(files.directory, name), 'of the process');
  files.clear();
  assert.equal(readdirSync(files.directory).sort(), ['control.sock', 'lock']);
  files.append('facts.jsonl', 'two\n');
  assert.is(readFileSync(join(files.directory, 'facts.jsonl'), 'utf8'), 'two\n');
});

test('a folder that was opened to everybody is closed again', () => {
  const path = folder();
  new DirectoryStateFiles(path);
  chmodSync(path, 0o777);
  new DirectoryStateFiles(path);
  assert.is(statSync(path).mode & 0o777, 0o700);
});

function named(path: string): (error: unknown) => boolean {
  return (error) => error instanceof Unavailable && error.message.includes(path);
}

test.run();
