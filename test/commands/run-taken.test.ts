// A service whose place is taken, or cannot be had: one clear sentence, the right exit code, and the process ends.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides, endAll, FOLDER } from './command-line.ts';
import { quoting, runWords, simFolder, startService, stateFolder } from './service.ts';

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

test.after.each(endAll);

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
  assert.match(live.stderr, /^bad input: mode: live cannot be run by this command/);
  assert.is(
    market.stderr,
    'bad input: sim.markets: no character "moon"; known: liquid, longshot, wide, jumpy, updown\n',
  );
  assert.is(word.stderr, 'bad input: now is not expected here; see --help\n');
  assert.not(existsSync(state));
});

test.run();
