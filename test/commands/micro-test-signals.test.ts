// What becomes of a micro-test whose service gets a signal: real processes, real signals, our exchange on loopback.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
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

const cancels = () => venue.asked.filter((what) => what === 'DELETE /cancel-all').length;

test('kill -9 of the service: its watchdog lives, cancels everything with its own keys, says so and ends', async () => {
  const state = microFolder();
  const run = beginMicro(venue, state, '--silence', '2s');
  const dog = await quoting(venue, wallet, run);
  const before = cancels();
  run.child.kill('SIGKILL');
  assert.is((await run.ended).signal, 'SIGKILL');
  // Nobody else is left who could.
  await until('a cancel of everything', () => cancels() > before, 20_000);
  await until('the end of the watchdog', () => !isAlive(dog), 20_000);
  assert.equal(venue.world.exchange.openOrders(wallet), []);
  const said = readFileSync(join(state, 'micro-test', 'live', 'watchdog.log'), 'utf8');
  assert.match(said, 'the service does not answer for 2 s: cancelling everything');
  assert.match(said, 'nothing rests: the venue lists no order of this account');
});

test('Ctrl-C drains, sends the watchdog away, and the report says that the time was not over', async () => {
  const state = microFolder();
  const run = beginMicro(venue, state);
  const dog = await quoting(venue, wallet, run);
  run.child.kill('SIGINT');
  const { code } = await run.ended;
  assert.is(code, 1, run.stdout());
  assert.match(
    exitReport(state).lines.find(({ name }) => name === 'time')?.sentence ?? '',
    /of 24 h: somebody stopped it/,
  );
  assert.equal(
    failedLines(exitReport(state)).filter((name) => !['time', 'pair'].includes(name)),
    [],
  );
  assert.not.ok(isAlive(dog));
  assert.equal(venue.world.exchange.openOrders(wallet), []);
});

test.run();
