import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '#infra/operator/control-socket.ts';
import { endAll, FOLDER, inside, start, until } from './command-line.ts';
import { type LoopbackVenue, loopbackVenue } from './loopback-venue.ts';
import type { Status } from './service.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue({ 'sim.pace': '3' });
});
test.after(async () => {
  endAll();
  await venue.close();
});

const WAIT_MS = 40_000;

test('paper quotes on a live book, sends the venue nothing, drains and reports a residual of zero', async () => {
  const state = mkdtempSync(join(FOLDER, 'p-'));
  venue.asked.length = 0;
  const words = ['paper', '--host', venue.origin, '--venue.markets', 'liquid-1,wide-1', '--state.directory', state];
  const { child, ended } = start([...words, '--operator.port', '0', '--quiet']);
  const look = async () =>
    (await ask(join(state, 'paper', 'control.sock'), 'status', []).catch(() => null)) as Status | null;
  await until(
    'quotes on both sides of both markets',
    async () => {
      const status = await look();
      const quoted = status?.markets.filter(
        ({ orders }) => orders.filter((order) => order.status === 'resting').length > 1,
      );
      return quoted?.length === 2;
    },
    WAIT_MS,
  );
  await until(
    'both markets heard over two sockets',
    async () =>
      (await look())?.lines.markets.every(({ state, sockets, hot }) => state === 'live' && hot && sockets === 2),
    WAIT_MS,
  );
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  assert.is(code, 0, `${stdout}\n${stderr}`);
  const report = JSON.parse(readFileSync(join(state, 'paper', 'report.json'), 'utf8'));
  assert.is(Number(report.runs[0].total.residual), 0);
  assert.equal(report.runs[0].markets.map(({ slug }: { slug: string }) => slug).sort(), ['liquid-1', 'wide-1']);
  const sent = venue.asked.filter((what) => !what.startsWith('GET ') && what !== 'POST /books');
  assert.equal(sent, []);
  assert.equal(
    venue.asked.filter((what) => /auth|balance|\/data\/orders|heartbeat/.test(what)),
    [],
  );
});

test('a market that is none, a host that is not allowed and a setting that is wrong are bad input', async () => {
  const state = mkdtempSync(join(FOLDER, 'p-'));
  const paper = (...words: readonly string[]) =>
    inside(['paper', '--operator.port', '0', '--state.directory', state, ...words]);
  assert.match(
    String((await paper('--host', venue.origin, '--venue.markets', 'gone')).error),
    'gone is no open market',
  );
  assert.is((await paper('--host', 'https://evil.example')).code, 2);
  assert.is((await paper('--host', venue.origin, '--mode', 'live')).code, 2);
});

test('markets says why each market is left out, and chooses when the rules let it', async () => {
  const state = mkdtempSync(join(FOLDER, 'p-'));
  const markets = (...words: readonly string[]) =>
    inside(['markets', '--host', venue.origin, '--state.directory', state, ...words]);
  const strict = await markets('--left');
  assert.is(strict.code, 1);
  assert.match(strict.stdout, /liquid-1: ends in .*discovery\.daysToEndMin/);
  const open = await markets(
    '--discovery.daysToEndMin',
    '0',
    '--discovery.volumeMinUsd',
    '0',
    '--discovery.spreadMax',
    '0.5',
    '--json',
  );
  const { chosen, left } = JSON.parse(open.stdout);
  assert.is(open.code, 0, open.stdout);
  assert.is(chosen.length + left.length, 3);
});

test.run();
