// A service in trouble while it runs: no patience, no terminal, no disk. It goes on as if nothing had been, or ends by the
// right exit code with its cause told.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides, endAll, start, until } from './command-line.ts';
import { quoting, runWords, START_MS, simFolder, startService, stateFolder } from './service.ts';

const FEW = ['--sim.markets', 'liquid', '--quiet'];

test.after.each(endAll);

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

/** Throws where nobody catches, as soon as the file is there. */
const PLANTED = `import { existsSync } from 'node:fs';
setInterval(() => { if (existsSync(process.env.PLANTED)) throw new Error('planted'); }, 50).unref();`;

test('what nobody caught fails the root: everything is cancelled, exit code 1, and the cause is told', async () => {
  const state = stateFolder();
  const here = join(state, 'now');
  const env = { PLANTED: here, NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(PLANTED)}` };
  const service = start(runWords(state, ...FEW), { env });
  await until('its first line', () => service.stdout().includes('health http'), START_MS);
  writeFileSync(here, '');
  const { code, stderr } = await service.ended;
  assert.is(code, 1);
  assert.match(stderr, /^failed: Error: planted\n/);
  const facts = readFileSync(join(simFolder(state), 'facts.jsonl'), 'utf8');
  assert.match(facts, /"kind":"page","detail":"the root failed, everything is cancelled: planted"/);
  assert.not(existsSync(join(simFolder(state), 'lock')));
});

test.run();
