// Keys are in the environment and nowhere else: every command that takes them is run with them, also into its errors and
// crashes, and everything it printed or wrote is searched for them in every spelling.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '#infra/clock.ts';
import { ask } from '#infra/operator/control-socket.ts';
import { Inquiry } from '#infra/venue/inquiry.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';
import { venueHosts } from '#infra/venue/venue-hosts.ts';
import { type Ended, endAll, FOLDER, start, until } from './command-line.ts';
import { KEY, type LoopbackVenue, loopbackVenue } from './loopback-venue.ts';

let venue: LoopbackVenue;
let secrets: readonly string[] = [];
let env: Readonly<Record<string, string>> = {};
test.before(async () => {
  venue = await loopbackVenue({ 'sim.pace': '2', 'sim.markets': 'liquid' });
  const http = new HttpConnections(realClock());
  const inquiry = new Inquiry({ clock: realClock(), http, hosts: venueHosts(venue.origin, []).hosts });
  const { key } = await readTradingAccount({ POLYMARKET_PRIVATE_KEY: KEY }, 'deposit');
  const made = await inquiry.obtainKey(key);
  if (!made.ok) throw new Error('no API key');
  const { apiKey, secret, passphrase } = made.value.inClear();
  env = {
    POLYMARKET_PRIVATE_KEY: KEY,
    POLYMARKET_API_KEY: apiKey,
    POLYMARKET_API_SECRET: secret,
    POLYMARKET_API_PASSPHRASE: passphrase,
  };
  secrets = [
    ...spellings(Buffer.from(KEY.slice(2), 'hex')),
    ...spellings(Buffer.from(secret, 'base64')),
    ...spellings(Buffer.from(passphrase)),
  ];
  inquiry.close();
  await http.close();
});
test.before.each(() => {
  venue.spoil = () => null;
});
test.after(async () => {
  endAll();
  await venue.close();
});

/** As people and programs write bytes. */
function spellings(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex');
  const list = [...bytes].join(',');
  return [
    hex,
    hex.toUpperCase(),
    BigInt(`0x${hex}`).toString(),
    bytes.toString('base64url'),
    bytes.toString('base64').replace(/=+$/, ''),
    list,
    list.replaceAll(',', ', '),
    bytes.toString('latin1'),
  ];
}

type Said = Pick<Ended, 'stdout' | 'stderr'>;

function searched(what: string, said: Said, ...folders: readonly string[]): void {
  assert.is(leakIn(said, folders), null, what);
}

/** Where a secret stands; null: nowhere. */
function leakIn({ stdout, stderr }: Said, folders: readonly string[] = []): string | null {
  const texts: (readonly [string, string])[] = [['stdout', stdout], ['stderr', stderr], ...folders.flatMap(filesIn)];
  for (const [place, text] of texts)
    for (const [at, secret] of secrets.entries()) if (text.includes(secret)) return `${place}, spelling ${at}`;
  return null;
}

function filesIn(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name));
      return [name, (name.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString('latin1')] as const;
    });
}

const folder = () => mkdtempSync(join(FOLDER, 'k-'));
const here = () => ['--host', venue.origin, '--venue.markets', 'liquid-1'];
const run = (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  start(words, { env: { ...env, ...more } });

test('the search finds a secret where there is one', () => {
  const bytes = [...Buffer.from(KEY.slice(2), 'hex')].join(', ');
  assert.is(leakIn({ stdout: `x${KEY}x`, stderr: '' }), 'stdout, spelling 0');
  assert.ok(leakIn({ stdout: '', stderr: `passphrase=${env.POLYMARKET_API_PASSPHRASE}` }));
  assert.ok(leakIn({ stdout: '', stderr: env.POLYMARKET_API_SECRET ?? '' }));
  assert.ok(leakIn({ stdout: `Uint8Array(32) [ ${bytes} ]`, stderr: '' }));
  assert.is(leakIn({ stdout: 'nothing', stderr: '' }), null);
});

test('doctor and cancel-all, when all is well, when nothing is and when they are asked wrongly', async () => {
  for (const words of [['doctor'], ['doctor', '--json'], ['cancel-all', '--json']])
    searched(words.join(' '), await run([...words, ...here().slice(0, 2)]).ended);
  venue.spoil = ({ path, headers, body }) =>
    path === '/time'
      ? null
      : { status: 400, headers: {}, body: JSON.stringify({ error: `no: ${JSON.stringify(headers)} ${body}` }) };
  const echoed = await run(['doctor', ...here()]).ended;
  assert.is(echoed.code, 1);
  searched('doctor', echoed);
  searched('doctor', await run(['doctor', ...here()], { POLYMARKET_PRIVATE_KEY: `${KEY}00` }).ended);
  searched(
    'doctor',
    await run(['doctor', ...here()], { POLYMARKET_API_SECRET: `${env.POLYMARKET_API_SECRET}!` }).ended,
  );
  searched('doctor', await run(['doctor', ...here()], { POLYMARKET_KEYSTORE: '/none' }).ended);
});

test('first-contact and what it keeps, and the watchdog that bites', async () => {
  const state = folder();
  searched('first-contact', await run(['first-contact', ...here(), '--state.directory', state]).ended, state);
  const health = ['--health', 'http://127.0.0.1:9/health', '--silence', '1s'];
  const bitten = await run(['watchdog', '--host', venue.origin, ...health]).ended;
  assert.is(bitten.code, 1, bitten.stderr);
  searched('watchdog', bitten);
});

test('record with the private stream, while orders come and go', async () => {
  const out = folder();
  const { child, ended, stdout } = run(['record', '--host', venue.origin, '--markets', 'liquid-1', '--out', out]);
  await until('the private stream', () => stdout().includes('user stream is open'), 20_000);
  await venue.place();
  child.kill('SIGINT');
  searched('record', await ended, out);
});

const liveWords = (state: string, ...more: readonly string[]) => [
  ...['live', '--i-understand-live', '--worst-case', '20', ...here()],
  ...['--state.directory', state, '--operator.port', '0', ...more],
];

test('live: its log, facts, report, status and table', async () => {
  const state = folder();
  const { child, ended } = run(liveWords(state, '--log.level', 'debug'));
  const status = await until(
    'quotes',
    async () => {
      const told = JSON.stringify(await ask(join(state, 'live', 'control.sock'), 'status', []).catch(() => null));
      return told.includes('"resting"') && told;
    },
    40_000,
  );
  child.kill('SIGINT');
  const end = await ended;
  assert.is(end.code, 0, end.stderr);
  searched('live', { stdout: end.stdout + status, stderr: end.stderr }, state);
});

test('live, crashing where keys are in hand, and killed by what nobody caught', async () => {
  const leak = new URL('./planted-leak.ts', import.meta.url).href;
  const uncaught = `data:text/javascript,${encodeURIComponent("setTimeout(() => { throw new Error('planted, and nobody catches it') }, 6000)")}`;
  for (const planted of [leak, uncaught]) {
    const state = folder();
    const { child, ended } = run(liveWords(state, '--quiet'), { NODE_OPTIONS: `--import=${planted}` });
    const logged = () => filesIn(state).find(([name]) => name === 'service.log')?.[1] ?? '';
    await until('the crash', () => child.exitCode !== null || logged().includes('planted'), 40_000);
    // And what becomes of it: whoever failed is started again, and fails again.
    const timer = setTimeout(() => child.kill('SIGINT'), 4_000);
    const end = await ended;
    clearTimeout(timer);
    const log = logged();
    assert.match(end.stdout + end.stderr + log, 'planted');
    searched('live, crashing', end, state);
  }
});

test.run();
