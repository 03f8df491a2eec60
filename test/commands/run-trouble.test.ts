// A service in trouble: the place is taken, the port is in use, the disk says no, the terminal is gone, the machine was
// switched off. Each ends with one clear sentence and the right exit code, or goes on as if nothing had been.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides, FOLDER, until } from './command-line.ts';
import { quoting, runWords, START_MS, simFolder, startService, stateFolder } from './service.ts';

const FEW = ['--sim.markets', 'liquid', '--quiet'];

function listening(): Promise<{ server: Server; port: number }> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      done({ server, port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}

/** Free a moment ago. */
async function freePort(): Promise<string> {
  const { server, port } = await listening();
  await new Promise((done) => server.close(done));
  return String(port);
}

test('a second service on one state folder is told pid, port and folder; after kill -9 a new one takes over', async () => {
  const state = stateFolder();
  const port = await freePort();
  const first = await startService(state, ...FEW, '--operator.port', port);
  const { code, stdout, stderr } = await bothsides(runWords(state, ...FEW));
  assert.is(code, 1);
  assert.is(stdout, '');
  const folder = simFolder(state);
  assert.is(
    stderr,
    `cannot go on: another service runs on state folder ${folder}: pid ${first.pid}, port ${port}; stop it or set state.directory\n`,
  );
  await quoting(first);

  assert.is((await first.stopBy('SIGKILL')).signal, 'SIGKILL');
  for (const name of ['lock', 'control.sock']) assert.ok(existsSync(join(folder, name)), `a stale ${name}`);
  const next = await startService(state, ...FEW, '--operator.port', port);
  await quoting(next);
  assert.is((await next.stopBy('SIGINT')).code, 0);
  assert.is(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).runs[0].total.residual, '0');
});

test('a port in use, a state folder that is none and a socket that cannot be are told, and the process ends', async () => {
  const { server, port } = await listening();
  const file = join(FOLDER, 'a-file');
  writeFileSync(file, '');
  const taken = stateFolder();
  const socket = stateFolder();
  mkdirSync(join(simFolder(socket), 'control.sock'), { recursive: true });
  const [inUse, noFolder, noSocket] = await Promise.all([
    bothsides(runWords(taken, ...FEW, '--operator.port', String(port))),
    bothsides(runWords(file, ...FEW)),
    bothsides(runWords(socket, ...FEW)),
  ]);
  server.close();
  assert.equal([inUse.code, noFolder.code, noSocket.code], [1, 1, 1]);
  assert.is(
    inUse.stderr,
    `cannot go on: 127.0.0.1:${port} (operator.host, operator.port) is in use by another program\n`,
  );
  assert.match(noFolder.stderr, /^cannot go on: state file .*a-file.*: ENOTDIR: .*\n$/);
  assert.match(noSocket.stderr, /^cannot go on: control socket .*control.sock: .*\n$/);
  for (const state of [taken, socket]) assert.not(existsSync(join(simFolder(state), 'lock')), 'the lock is given back');
  for (const { stdout } of [inUse, noFolder, noSocket]) assert.is(stdout, '');
});

test('what cannot be run is refused before a state folder is touched', async () => {
  const state = join(FOLDER, 'untouched');
  const [live, market, word] = await Promise.all([
    bothsides(runWords(state, '--mode', 'live')),
    bothsides(runWords(state, '--sim.markets', 'liquid,moon', '--fresh')),
    bothsides([...runWords(state), 'now']),
  ]);
  assert.equal([live.code, market.code, word.code], [2, 2, 2]);
  assert.match(live.stderr, /^bad input: mode: live cannot be run yet/);
  assert.is(
    market.stderr,
    'bad input: sim.markets: no character "moon"; known: liquid, longshot, wide, jumpy, updown\n',
  );
  assert.is(word.stderr, 'bad input: now is not expected here; see --help\n');
  assert.not(existsSync(state));
});

test('a second Ctrl-C does not wait for the drain', async () => {
  // A line so slow that the exchange cannot have confirmed anything before we lose patience.
  const service = await startService(stateFolder(), ...FEW, '--sim.latencyMs', '8000');
  service.process.child.kill('SIGINT');
  await until('the drain', () => service.process.stdout().includes('draining: '), START_MS);
  const again = setInterval(() => service.process.child.kill('SIGINT'), 80);
  const { code } = await service.process.ended;
  clearInterval(again);
  assert.is(code, 130);
});

test('a terminal that went away does not stop the service, nor its drain and report', async () => {
  const state = stateFolder();
  const service = await startService(state, '--sim.markets', 'liquid', '--sim.statusEveryMs', '250');
  service.process.child.stdout?.destroy();
  await quoting(service);
  const { counters } = await service.status();
  await until('it plans on', async () => (await service.status()).counters.plans > counters.plans + 2, START_MS);
  const { code, stderr } = await service.stopBy('SIGINT');
  assert.equal([code, stderr], [0, '']);
  assert.is(JSON.parse(readFileSync(join(simFolder(state), 'report.json'), 'utf8')).runs[0].total.residual, '0');
});

test('a latch that cannot be written fails the root: exit code 1, and the cause is told', async () => {
  const state = stateFolder();
  const service = await startService(state, ...FEW);
  await quoting(service);
  mkdirSync(join(simFolder(state), 'latch.json.draft'));
  await bothsides(['control', 'halt', '--state.directory', state]);
  const { code, stderr } = await service.process.ended;
  assert.is(code, 1);
  assert.match(stderr, /^failed: EscalationError: kill-switch failed too often\n/);
  assert.match(stderr, /\nbecause: Unavailable: state file .*latch.json: EISDIR/);
  assert.not(existsSync(join(simFolder(state), 'lock')));
});

test.run();
