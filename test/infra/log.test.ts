import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLog, silentLog } from '#infra/log.ts';
import { Unavailable } from '#infra/unavailable.ts';

const folder = mkdtempSync(join(tmpdir(), 'bothsides-log-'));
test.after(() => rmSync(folder, { recursive: true }));

function captured() {
  const lines: string[] = [];
  return { lines, stream: { write: (line: string) => void lines.push(line) } };
}

test('a line has its level in words, its fields, its message, a time and a process', () => {
  const { lines, stream } = captured();
  createLog({ level: 'info', to: stream }).warn({ market: 'm1', left: 3 }, 'budget is low');
  const line = JSON.parse(lines[0] ?? '');
  assert.is(line.level, 'warn');
  assert.is(line.market, 'm1');
  assert.is(line.msg, 'budget is low');
  assert.is(line.pid, process.pid);
  assert.type(line.time, 'number');
});

test('a deterministic log writes the same bytes in every run', () => {
  const { lines, stream } = captured();
  createLog({ level: 'debug', to: stream, deterministic: true }).debug({ atMs: 5 }, 'planned');
  assert.equal(lines, ['{"level":"debug","atMs":5,"msg":"planned"}\n']);
});

test('what lies below the level is left out', () => {
  const { lines, stream } = captured();
  const log = createLog({ level: 'warn', to: stream });
  log.debug({}, 'no');
  log.info({}, 'no');
  log.error({}, 'yes');
  assert.is(lines.length, 1);
});

test('an error is written with its message', () => {
  const { lines, stream } = captured();
  createLog({ level: 'info', to: stream }).error({ err: new Error('a broken quoter') }, 'failed');
  assert.is(JSON.parse(lines[0] ?? '').err.message, 'a broken quoter');
});

test('a log file is there at once and readable by its owner alone', () => {
  const file = join(folder, 'service.log');
  createLog({ level: 'info', to: { file } }).info({}, 'started');
  assert.match(readFileSync(file, 'utf8'), /"msg":"started"/);
  assert.is(statSync(file).mode & 0o777, 0o600);
});

test('a log file that cannot be opened is named', () => {
  const file = join(folder, 'nowhere', 'service.log');
  assert.throws(
    () => createLog({ level: 'info', to: { file } }),
    (error: unknown) => error instanceof Unavailable && error.message.includes(file),
  );
});

test('the silent log takes everything and says nothing', () => {
  silentLog.error({}, 'nobody hears this');
});

test.run();
