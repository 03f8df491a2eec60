import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lockInstance } from '#infra/instance-lock.ts';
import { Unavailable } from '#infra/unavailable.ts';

let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothsides-lock-'));
});
test.after.each(() => rmSync(folder, { recursive: true }));

/** Larger than any process id of this system. */
const NOBODY = 2 ** 30;

test('a second service on the same folder is told pid, port and folder', () => {
  const lock = lockInstance(folder, 8080);
  assert.throws(
    () => lockInstance(folder, 9090),
    (error: unknown) =>
      error instanceof Unavailable &&
      error.message.includes(`pid ${process.pid}`) &&
      error.message.includes('port 8080') &&
      error.message.includes(folder),
  );
  lock.release();
});

test('after a release the folder is free and clean', () => {
  lockInstance(folder, 8080).release();
  assert.equal(readdirSync(folder), []);
  lockInstance(folder, 8080).release();
});

test('the lock of a process that is gone is taken over', () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: NOBODY, started: 'boot:1', port: 8080 }));
  const lock = lockInstance(folder, 9090);
  assert.is(holder().pid, process.pid);
  assert.equal(readdirSync(folder), ['lock']);
  lock.release();
});

test('a process id that now belongs to somebody else does not hold the folder', () => {
  if (!existsSync('/proc/self/stat')) return void console.log('SKIPPED start times of processes need /proc');
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, started: 'boot:1', port: 8080 }));
  lockInstance(folder, 9090).release();
});

test('a lock that nobody can read is taken over', () => {
  for (const text of ['', 'not json', '{"pid":"x"}', 'null']) {
    writeFileSync(join(folder, 'lock'), text);
    lockInstance(folder, 9090).release();
  }
});

test('releasing does not remove the lock of whoever holds it now', () => {
  const lock = lockInstance(folder, 8080);
  const other = JSON.stringify({ pid: NOBODY, started: null, port: 1 });
  writeFileSync(join(folder, 'lock'), other);
  lock.release();
  assert.is(readFileSync(join(folder, 'lock'), 'utf8'), other);
});

test('what a crashed taker left behind does not lock everybody out', () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: NOBODY, started: null, port: 8080 }));
  writeFileSync(join(folder, 'lock.taking'), JSON.stringify({ pid: NOBODY + 1, started: null, port: 8080 }));
  lockInstance(folder, 9090).release();
});

test('a folder that is not there is named', () => {
  const nowhere = join(folder, 'nowhere');
  assert.throws(
    () => lockInstance(nowhere, 1),
    (error: unknown) => error instanceof Unavailable && error.message.includes(nowhere),
  );
});

test('of several services that start at once on a stale lock exactly one wins, and its end frees the folder', async () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: NOBODY, started: null, port: 8080 }));
  const script = `
    const { lockInstance } = await import(${JSON.stringify(import.meta.resolve('#infra/instance-lock.ts'))});
    process.stdin.once('data', () => {
      try { lockInstance(${JSON.stringify(folder)}, 1); console.log('won'); } catch (error) { console.log(error.name); }
      process.stdin.once('data', () => process.exit(0));
    });
    console.log('ready');`;
  const racers = Array.from({ length: 5 }, () => spawn(process.execPath, ['--input-type=module', '-e', script]));
  await Promise.all(racers.map((racer) => said(racer)));
  const results = racers.map((racer) => said(racer));
  for (const racer of racers) racer.stdin.write('go\n');
  assert.equal((await Promise.all(results)).sort(), [
    'Unavailable',
    'Unavailable',
    'Unavailable',
    'Unavailable',
    'won',
  ]);
  const ends = racers.map((racer) => new Promise((done) => racer.once('exit', done)));
  for (const racer of racers) racer.stdin.write('end\n');
  await Promise.all(ends);
  assert.equal(readdirSync(folder), []);
});

function holder(): { pid: number } {
  return JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'));
}

function said(child: ChildProcess): Promise<string> {
  return new Promise((done) => child.stdout?.once('data', (chunk) => done(String(chunk).trim())));
}

test.run();
