// The service from its first line to its report: healthy, quoting, answering, and after Ctrl-C nothing left but the truth.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Report } from '#domain/money/report.ts';
import { bothsides, endAll, FOLDER, until } from './command-line.ts';
import { quoting, restingIn, type Service, simFolder, startService, stateFolder } from './service.ts';

const STATE = stateFolder();
const REPORT = join(FOLDER, 'asked-for.json');
const MARKETS = ['jumpy-1', 'liquid-1', 'longshot-1', 'updown-1', 'wide-1'];
/** What Ctrl-C may take. */
const END_MAX_MS = 5_000;

const service = suite<{ it: Service }>('run');

service.before(async (context) => {
  context.it = await startService(STATE, '--sim.statusEveryMs', '250', '--report', REPORT);
});

service.after(endAll);

service('is healthy, and quotes both sides of its markets within seconds', async ({ it }) => {
  const { markets, admission } = await quoting(it);
  assert.equal(markets.map(({ slug }) => slug).sort(), MARKETS);
  assert.equal(admission, { mode: 'open', why: 'start' });
  const answer = await fetch(it.health);
  assert.is(answer.status, 200);
  assert.equal(await answer.json(), { status: 'ok', mode: 'sim', markets: 5, admission: 'open' });
});

service('keeps its state from other people', () => {
  const folder = simFolder(STATE);
  assert.is(lstatSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder)) assert.is(lstatSync(join(folder, name)).mode & 0o177, 0, name);
  assert.ok(lstatSync(join(folder, 'control.sock')).isSocket());
});

service('tells its status as JSON: orders, tree and profit', async ({ it }) => {
  const { code, stdout, stderr } = await bothsides(['control', 'status', '--state.directory', STATE]);
  assert.is(code, 0, stderr);
  const status = JSON.parse(stdout);
  for (const decimal of [status.profit, status.cash]) assert.match(decimal, /^-?\d+(\.\d+)?$/);
  const order = status.markets.flatMap(({ orders }: { orders: object[] }) => orders)[0];
  assert.equal(Object.keys(order), ['slot', 'price', 'size', 'filled', 'status']);
  const actors = status.tree.map(({ id }: { id: string }) => id.split('/').at(-1));
  for (const actor of ['root', 'ledger', 'kill-switch', 'order-gateway', 'market-feed', 'chain', 'shard-0', 'quoter'])
    assert.ok(actors.includes(actor), `${actor} is not among ${actors}`);
  assert.ok((await it.status()).counters.plans > 0);
});

service('shows a table with a row for each market', async ({ it }) => {
  await until('a table', () => /^updown-1 .*\n(?:\S.*\n)*\n/m.test(it.process.stdout()), END_MAX_MS);
  const table = it.process.stdout();
  assert.match(table, /^\d+ s {2}gateway open {2}profit \$/m);
  for (const slug of MARKETS) assert.match(table, new RegExp(`^${slug} +\\w+ +\\w+ +[\\d.-]+ / [\\d.-]+ `, 'm'));
});

service('refuses unknown commands and words that nobody asked for', async () => {
  const state = ['--state.directory', STATE];
  const [none, unknown, extra] = await Promise.all([
    bothsides(['control', ...state]),
    bothsides(['control', 'explode', ...state]),
    bothsides(['control', 'resume', 'now', 'please', ...state]),
  ]);
  assert.equal([none.code, unknown.code, extra.code], [2, 2, 2]);
  assert.match(none.stderr, /^bad input: control needs one of status, stop, halt, resume[\w, -]*\n$/);
  assert.match(unknown.stderr, /^bad input: control needs one of status, .*, not explode\n$/);
  assert.is(extra.stderr, 'bad input: resume takes one market; please is not expected\n');
});

service('ends at Ctrl-C within seconds, with a report whose residual is zero', async ({ it }) => {
  assert.ok(restingIn(await it.status()) > 0, 'there is something to cancel');
  const fromMs = performance.now();
  const { code, signal, stdout, stderr } = await it.stopBy('SIGINT');
  assert.ok(performance.now() - fromMs < END_MAX_MS);
  assert.equal([code, signal, stderr], [0, null, '']);
  assert.match(stdout, /\ndraining: /);
  assert.match(stdout, /\nresidual 0\n/);
  const text = readFileSync(join(simFolder(STATE), 'report.json'), 'utf8');
  const report: Report = JSON.parse(text);
  assert.is(report.schema, 1);
  assert.is(report.runs[0]?.total.residual, '0');
  assert.equal(report.runs[0]?.markets.map(({ slug }) => slug).sort(), MARKETS);
  assert.is(readFileSync(REPORT, 'utf8'), text, '--report is another copy');
  for (const name of ['lock', 'control.sock', 'latch.json'])
    assert.not(existsSync(join(simFolder(STATE), name)), `${name} is left behind`);
});

service('has written each order, fill and posting down', () => {
  const lines = readFileSync(join(simFolder(STATE), 'facts.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const facts = lines.map((line) => JSON.parse(line));
  assert.is(facts[0].fact, 'opening');
  const ends = new Map(facts.filter(({ fact }) => fact === 'order').map(({ order, status }) => [order, status]));
  assert.ok(ends.size > 0);
  for (const status of ends.values()) assert.match(status, /^(cancelled|filled|rejected|denied)$/);
});

service('is not there any more', async () => {
  const { code, stdout, stderr } = await bothsides(['control', 'status', '--state.directory', STATE]);
  assert.is(code, 1);
  assert.is(stdout, '');
  assert.match(stderr, /^cannot go on: control socket .*control.sock: no service answers; is it running\?\n$/);
});

service.run();
