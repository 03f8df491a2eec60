// `status`, `halt` and `resume` against a service that really runs, as somebody in a hurry types them.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bothsides, endAll, inside, MAIN, until } from './command-line.ts';
import { type Service, startService, stateFolder } from './service.ts';

const STATE = stateFolder();
const WHERE = ['--state.directory', STATE];
const TERMINAL = '/usr/bin/script';
const WAIT_MS = 20_000;

const status = suite<{ it: Service }>('status');

status.before(async (context) => {
  context.it = await startService(STATE);
});

status.after(endAll);

status('prints one screen where nobody watches', async ({ it }) => {
  await until('its markets', async () => (await it.status()).markets.length === 5, WAIT_MS);
  await until('a page that knows of them', async () => (await fetch(it.health)).ok, WAIT_MS);
  const { code, stdout, stderr } = await bothsides(['status', ...WHERE]);
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, /^bothsides sim {3}ok {3}up \d+ s\n/);
  assert.match(stdout, /^P&L today [+-]?\d+\.\d\d \(spread /m);
  assert.match(stdout, /^limits: \w+ \d+% /m);
  assert.match(stdout, /^wide-1 +\w+ +[\d.-]+ \/ [\d.-]+ +[\d.-]+ \/ [\d.-]+ /m);
  assert.not.ok(stdout.includes('\x1b'));
});

status('tells everything as JSON', async () => {
  const { code, stdout } = await inside(['status', '--json', ...WHERE]);
  assert.is(code, 0);
  const { desk, markets, faults } = JSON.parse(stdout);
  assert.is(desk.mode, 'sim');
  assert.is(markets.length, 5);
  assert.ok(Array.isArray(faults));
});

status('refreshes in a terminal until Ctrl-C, and leaves the terminal as it was', async () => {
  if (!existsSync(TERMINAL)) {
    console.log(`SKIPPED status in a terminal: no ${TERMINAL}`);
    return;
  }
  const words = ['exec', process.execPath, MAIN, 'status', '--every', '1s', ...WHERE].join(' ');
  const child = spawn(TERMINAL, ['-qec', words, '/dev/null'], {
    // A shell that stays between the terminal and us hears the Ctrl-C as well and says 130, whatever we said: thus exec.
    env: { ...process.env, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    seen += text;
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  await until('two refreshes', () => seen.split('\x1b[H').length > 2, WAIT_MS);
  child.stdin.write('\x03');
  assert.is(await ended, 0);
  assert.ok(seen.startsWith('\x1b[?1049h\x1b[?25l'));
  assert.ok(seen.trimEnd().endsWith('\x1b[?25h\x1b[?1049l'));
});

status('halt and resume are commands of their own', async ({ it }) => {
  const halted = await inside(['halt', ...WHERE, 'news', 'is', 'coming']);
  assert.equal([halted.code, JSON.parse(halted.stdout)], [0, { halted: true }]);
  await until('the latch', async () => (await it.status()).admission.mode === 'halted', WAIT_MS);
  await until(
    'the latch on the screen',
    async () => /^LATCHED at cancelAll: .*news is coming/m.test((await inside(['status', ...WHERE])).stdout),
    WAIT_MS,
  );
  const resumed = await inside(['resume', ...WHERE]);
  assert.equal([resumed.code, JSON.parse(resumed.stdout)], [0, { resumed: true }]);
  await until('an open gateway', async () => (await it.status()).admission.mode === 'open', WAIT_MS);
  const wrong = await inside(['resume', 'no-such-market', ...WHERE]);
  assert.is(wrong.code, 2);
  assert.match(String(wrong.error), 'market "no-such-market" is not halted');
});

status('says which state folder has no service, and what it does not understand', async () => {
  const none = await inside(['status', '--state.directory', `${STATE}/none`]);
  assert.is(none.code, 1);
  assert.match(String(none.error), /no service runs on state folder .*none\/sim; start one/);
  const words = await inside(['status', 'now', ...WHERE]);
  assert.is(words.code, 2);
  const every = await inside(['status', '--every', 'often', ...WHERE]);
  const flag = await inside(['status', '--jsn', ...WHERE]);
  assert.equal([every.code, flag.code], [2, 2]);
  assert.match(String(flag.error), '--json');
});

status.run();
