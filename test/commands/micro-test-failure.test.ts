// A micro-test whose house fails by itself, here because nothing can be written any more, or whose watchdog is gone.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '#infra/operator/control-socket.ts';
import { until } from './command-line.ts';
import {
  beginMicro,
  closeAll,
  exitReport,
  failedLines,
  isAlive,
  microFolder,
  microVenue,
  ourWallet,
  quoting,
} from './micro-run.ts';

const venue = await microVenue();
const wallet = await ourWallet();
test.after(() => closeAll(venue));

test('a house that fails cancels, says what it saw, and leaves its watchdog on guard until that has looked as well', async () => {
  const state = microFolder();
  const run = beginMicro(venue, state, '--silence', '2s');
  const dog = await quoting(venue, wallet, run);
  const [folder, away] = [join(state, 'micro-test', 'live'), join(state, 'away')];
  renameSync(folder, away);
  writeFileSync(folder, 'no folder');
  await ask(join(away, 'control.sock'), 'halt', ['enough']).catch(() => null);
  const { code, stderr } = await run.ended;
  assert.is(code, 1);
  assert.match(run.stdout(), 'the service failed: ');
  assert.match(run.stdout(), 'it is left on guard');
  assert.match(run.stdout(), 'ok   resting    the venue lists no order after the end');
  assert.match(stderr, 'the exit report could not be written');
  assert.match(stderr, 'failed: ');
  await until('the end of the watchdog', () => !isAlive(dog), 30_000);
  assert.match(readFileSync(join(away, 'watchdog.log'), 'utf8'), 'nothing rests: the venue lists no order');
  assert.equal(venue.world.exchange.openOrders(wallet), []);
});

test('kill -9 of the watchdog: nobody trades unwatched, so the service drains, and the test has failed', async () => {
  const state = microFolder();
  const run = beginMicro(venue, state);
  process.kill(await quoting(venue, wallet, run), 'SIGKILL');
  const { code } = await run.ended;
  assert.is(code, 1, run.stdout());
  const report = exitReport(state);
  assert.ok(failedLines(report).includes('time') && failedLines(report).includes('watchdog'), run.stdout());
  assert.match(report.lines.find(({ name }) => name === 'time')?.sentence ?? '', 'the watchdog ended');
  assert.equal(venue.world.exchange.openOrders(wallet), []);
});

test.run();
