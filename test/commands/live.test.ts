import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, walletId } from '#domain/ids.ts';
import { latchText } from '#domain/money/latch.ts';
import { ask } from '#infra/operator/control-socket.ts';
import { readTradingAccount } from '#infra/venue/trading-account.ts';
import { bothsides, endAll, FOLDER, inside, start, until } from './command-line.ts';
import { KEY, KEYS, type LoopbackVenue, loopbackVenue, takeBothSides, withKeys } from './loopback-venue.ts';
import type { Status } from './service.ts';

let venue: LoopbackVenue;
test.before(async () => {
  venue = await loopbackVenue({ 'sim.pace': '2', 'sim.markets': 'liquid', bankrollUsd: '1500' });
});
test.before.each(() => {
  venue.spoil = () => null;
  venue.asked.length = 0;
});
test.after(async () => {
  endAll();
  await venue.close();
});

const stateFolder = () => mkdtempSync(join(FOLDER, 'l-'));
const words = (state: string, ...more: readonly string[]) => [
  ...['live', '--host', venue.origin, '--venue.markets', 'liquid-1', '--state.directory', state],
  ...['--operator.port', '0', '--quiet', ...more],
];
const live = (...more: readonly string[]) => withKeys(KEYS, () => inside(words(stateFolder(), ...more)));
const placed = () => venue.asked.filter((what) => what.startsWith('POST /order'));

test('without its flag, without keys, and without the worst case typed back, live does not begin', async () => {
  assert.match(String((await live('--worst-case', '20')).error), '--i-understand-live');
  assert.match(
    String((await inside(words(stateFolder(), '--i-understand-live', '--worst-case', '20'))).error),
    'POLYMARKET_PRIVATE_KEY',
  );
  const untold = await live('--i-understand-live');
  assert.is(untold.code, 2);
  assert.match(String(untold.error), '--worst-case 20');
  const wrong = await live('--i-understand-live', '--worst-case', '19.99');
  assert.is(wrong.code, 2);
  assert.match(String(wrong.error), 'the worst case is 20 dollars');
  assert.match(String((await live('--i-understand-live', '--fresh')).error), '--fresh');
  assert.equal(placed(), []);
});

test('while the doctor finds something live does not begin, whatever was typed', async () => {
  venue.spoil = ({ path }) =>
    path === '/api/geoblock' ? { status: 200, headers: {}, body: '{"blocked":true,"country":"US","ip":"x"}' } : null;
  const { code, error, stdout } = await live('--i-understand-live', '--worst-case', '20');
  assert.is(code, 1);
  assert.match(String(error), 'while the doctor finds something');
  assert.match(stdout, /FAIL region.*close-only/);
  assert.equal(placed(), []);
});

const look = async (state: string) =>
  (await ask(join(state, 'live', 'control.sock'), 'status', []).catch(() => null)) as
    | (Status & { pairTrades?: unknown })
    | null;

test('it cancels what rested, quotes, is filled on both sides, merges nothing, drains, and the residual is zero', async () => {
  const stale = await venue.place('liquid-1');
  const state = stateFolder();
  const { child, ended, stdout } = start(words(state, '--i-understand-live', '--worst-case', '20'), { env: KEYS });
  await until(
    'both sides resting',
    async () => ((await look(state))?.markets[0]?.orders.filter(({ status }) => status === 'resting').length ?? 0) > 1,
    40_000,
  );
  const wallet = walletId((await readTradingAccount(KEYS, 'deposit')).wallet);
  const { exchange } = venue.world;
  assert.not.ok(exchange.openOrders(wallet).some(({ id }) => id === orderId(stale)));
  takeBothSides(venue, wallet);
  await until(
    'a pair of fills',
    () => readFileSync(join(state, 'live', 'facts.jsonl'), 'utf8').includes('"state":"bothFilled"'),
    20_000,
  );
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.is(code, 0, `${stdout()}\n${stderr}`);
  assert.equal(exchange.openOrders(wallet), []);
  const report = JSON.parse(readFileSync(join(state, 'live', 'report.json'), 'utf8'));
  const { total } = report.runs[0];
  assert.is(Number(total.residual), 0, JSON.stringify(total));
  assert.ok(total.fills >= 2 && total.merges === 0, JSON.stringify(total));
  assert.match(stdout(), 'no chain: pair trades stop at bothFilled');
  for (const text of [stdout(), stderr, ...filesIn(join(state, 'live'))]) assert.not.ok(text.includes(KEY.slice(2)));
});

test('a second life goes on with what the first one holds, and its residual is zero too', async () => {
  const state = stateFolder();
  const residuals: unknown[] = [];
  for (const life of [1, 2]) {
    const { child, ended, stdout } = start(words(state, '--i-understand-live', '--worst-case', '20'), { env: KEYS });
    const wallet = walletId((await readTradingAccount(KEYS, 'deposit')).wallet);
    await until(`quotes of life ${life}`, () => venue.world.exchange.openOrders(wallet).length > 0, 40_000);
    if (life === 1) {
      const fills = () => venue.world.exchange.fills(wallet, 0).length;
      const before = fills();
      takeBothSides(venue, wallet, 'second taker');
      await until('a fill', () => fills() > before, 20_000);
    }
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    assert.is(code, 0, `${stdout()}\n${stderr}`);
    const { total } = JSON.parse(readFileSync(join(state, 'live', 'report.json'), 'utf8')).runs[0];
    residuals.push([Number(total.residual), total.fills > 0]);
  }
  assert.equal(residuals, [
    [0, true],
    [0, true],
  ]);
});

test('facts of earlier lives without what they set aside end it before the first quote', async () => {
  const state = stateFolder();
  mkdirSync(join(state, 'live'));
  writeFileSync(join(state, 'live', 'facts.jsonl'), '{"fact":"opening","atMs":1,"cash":"1000"}\n');
  const run = await withKeys(KEYS, () => inside(words(state, '--i-understand-live', '--worst-case', '20')));
  assert.is(run.code, 1);
  assert.match(String(run.error), 'no aside.json');
  assert.equal(placed(), []);
});

test('books that nobody can explain are begun anew: the old ones are kept, and are back when it does not begin', async () => {
  const state = stateFolder();
  const folder = join(state, 'live');
  mkdirSync(folder);
  writeFileSync(join(folder, 'facts.jsonl'), '{"fact":"opening","atMs":1,"cash":"1000"}\n');
  writeFileSync(
    join(folder, 'latch.json'),
    latchText({ mode: 'live', stage: 'cancelAll', reason: 'divergence', flatten: false, atMs: 1 }),
  );
  const refused = await start(words(state, '--i-understand-live', '--new-books', '--worst-case', '7'), { env: KEYS })
    .ended;
  assert.is(refused.code, 2);
  assert.ok(existsSync(join(folder, 'facts.jsonl')), 'the books are gone, and nothing began');
  const begun = start(words(state, '--i-understand-live', '--new-books', '--worst-case', '20'), { env: KEYS });
  await until(
    'the service',
    () => /put away as old-/.test(begun.stdout()) && existsSync(join(folder, 'aside.json')),
    40_000,
  );
  const control = (word: string) => bothsides(['control', word, '--mode', 'live', '--state.directory', state]);
  await until('its door', async () => (await control('status')).code === 0, 20_000);
  assert.match((await control('status')).stdout, /"reason": "divergence"/);
  assert.is((await control('resume')).code, 0);
  const wallet = walletId((await readTradingAccount(KEYS, 'deposit')).wallet);
  await until('quotes', () => venue.world.exchange.openOrders(wallet).length > 0, 40_000);
  begun.child.kill('SIGINT');
  assert.is((await begun.ended).code, 0, begun.stdout());
  const old = readdirSync(folder).filter((name) => name.startsWith('old-'));
  assert.equal(
    old.map((name) => readFileSync(join(folder, name), 'utf8')),
    ['{"fact":"opening","atMs":1,"cash":"1000"}\n'],
  );
  const { total } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).runs[0];
  assert.is(Number(total.residual), 0);
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => readFileSync(join(folder, name), 'utf8'));
}

test.run();
