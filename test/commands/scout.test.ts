// `scout` as a person meets it: a file and its back-test, our own exchange on loopback, and what it says when something cannot be read.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timeText } from '#infra/clock.ts';
import { FOLDER, inside, until } from './command-line.ts';
import { loopbackVenue } from './loopback-venue.ts';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const SNAPSHOT = join(FOLDER, 'snapshot.json');
const row = (slug: string, facts: object = {}) => ({
  ...{ slug, c: 'Weather', sp: 2, mp: 0.4, ms: 20, rw: 30, vn: 0, ab: '>30d', rb: '>30d', lq: 600, y: 5, ...facts },
});
writeFileSync(
  SNAPSHOT,
  JSON.stringify({
    meta: { ts: '2026-07-03T12-35-30Z' },
    markets: [
      row('lonely', { lq: 0, y: null }),
      row('crowded', { lq: 90_000 }),
      row('poor', { rw: null }),
      row('wide', { sp: 60 }),
      row('torn', { rw: '5' }),
    ],
  }),
);

test('a file is ranked: the unwanted pool first, reasons for what is left out, shares at each capital', async () => {
  const { code, stdout, error } = await inside(['scout', SNAPSHOT, '--capital', '100,1000', '--top', '2']);
  assert.is(code, 0, messageOf(error));
  assert.match(stdout, /3 markets with rewards can be quoted, 2 cannot/);
  assert.match(stdout, /1 {2}it has no pool/);
  assert.match(stdout, /1 {2}its row is damaged: rw: /);
  assert.match(stdout, /^ {2}1 .* lonely$/m);
  assert.not.match(stdout, /wide$/m, 'only the top');
  assert.match(stdout, /^\$1000: \d markets, \$\d+ locked, \$\d+ at risk/m);
});

test('as JSON, with what the allocation holds', async () => {
  const { code, stdout } = await inside(['scout', SNAPSHOT, '--capital', '1000', '--json']);
  assert.is(code, 0);
  const told = JSON.parse(stdout);
  assert.is(told.schema, 1);
  assert.is(told.markets[0].slug, 'lonely');
  assert.equal(
    told.left.map(({ slug }: { slug: string }) => slug),
    ['torn', 'poor'],
  );
  const [{ holdings, usedUsd, atRiskUsd }] = told.allocations;
  assert.is(holdings[0].slug, 'lonely');
  assert.ok(usedUsd > 0 && usedUsd <= 2 * atRiskUsd && atRiskUsd <= 250);
});

test('a back-test says by capital, game and day how much of the best it would have been paid', async () => {
  const rows = Array.from({ length: 30 }, (_, at) => row(`market-${at}`, { rw: 5 + at, lq: 40 * at, y: 1 }));
  const [file, history] = [join(FOLDER, 'many.json'), join(FOLDER, 'history')];
  writeFileSync(file, JSON.stringify({ meta: { ts: '2026-07-03T12-35-30Z' }, markets: rows }));
  mkdirSync(history);
  for (const [day, usd] of [
    ['2026-07-03', 600],
    ['2026-07-04', 900],
    ['2026-07-05', 300],
    ['2026-07-08', 300],
  ] as const) {
    const dims = { c: { Weather: [usd, 30] }, yb: { '$0.5–1': [usd, 20], 'no farmers': [9, 10] } };
    writeFileSync(join(history, `${day}.ndjsonl`), `${JSON.stringify({ ts: `${day}T08-00-00Z`, dims })}\n`);
  }
  const { code, stdout, error } = await inside(['scout', file, '--history', history, '--capital', '200,1000']);
  assert.is(code, 0, messageOf(error));
  assert.match(stdout, /30 markets, 0 left out\) on 2 days of/);
  for (const line of [
    /\$200 +crowds read rightly +\d+ +\d+ +\d+%/,
    /\$1000 +no crowd read/,
    /2026-07-05 +\d+% \/ \d+%/,
  ])
    assert.match(stdout, line);
  assert.match(stdout, /^not played, for the history lacks the day before: 1 \(2026-07-08\)$/m);
  assert.match(stdout, /Not in the data, so not in the game/);
  for (const line of stdout.split('\n').slice(1)) assert.ok(line.length <= 120, line);
  const early = await inside(['scout', file, '--history', history, '--capital', '200', '--json']);
  const told = JSON.parse(early.stdout);
  assert.is(told.plays.length, 2 * 2 * 2 * 3);
  assert.equal(told.skipped, ['2026-07-08']);
});

test('a history that ends before the snapshot, or files without crowds, leave nothing to play', async () => {
  const late = join(FOLDER, 'late.json');
  writeFileSync(late, JSON.stringify({ meta: { ts: '2026-08-03T12-35-30Z' }, markets: [row('a'), row('b')] }));
  const { code, error } = await inside(['scout', late, '--history', join(FOLDER, 'history')]);
  assert.is(code, 2);
  assert.match(messageOf(error), /nothing to play/);
});

test('bad words are named', async () => {
  const says = async (args: readonly string[], what: RegExp) => {
    const { code, error } = await inside(['scout', ...args]);
    assert.is(code, 2);
    assert.match(messageOf(error), what);
  };
  await says([], /one file, or live/);
  await says(['a', 'b'], /one file, or live/);
  await says([SNAPSHOT, '--capital', '5,x'], /--capital 5,x/);
  await says([SNAPSHOT, '--capital', '0'], /--capital 0/);
  await says([SNAPSHOT, '--top', '0'], /--top 0/);
  await says([SNAPSHOT, '--host', 'http://127.0.0.1:1'], /--host is for `scout live`/);
  await says(['live', '--history', FOLDER], /plays a file/);
  await says([SNAPSHOT, '--histroy', FOLDER], /did you mean --history/);
  await says([join(FOLDER, 'gone')], /gone: no such file/);
  await says([SNAPSHOT, '--history', join(FOLDER, 'gone')], /gone: no such folder/);
});

test('live, against our own exchange: its programmes, its books, and a file that says the same', async () => {
  const venue = await loopbackVenue();
  const saved = join(FOLDER, 'saved.json.gz');
  try {
    const told = await until(
      'its makers quote',
      async () => {
        const { stdout, error } = await inside(['scout', 'live', '--host', venue.origin, '--save', saved, '--json']);
        assert.is(error, null, messageOf(error));
        const found = JSON.parse(stdout);
        return found.markets.some(({ slug }: { slug: string }) => slug === 'liquid-1') && found;
      },
      10_000,
    );
    const programmes = venue.world.exchange.markets().filter(({ reward }) => reward !== null);
    assert.is(told.markets.length + told.left.length, programmes.length);
    const liquid = told.markets.find(({ slug }: { slug: string }) => slug === 'liquid-1');
    const facts = programmes.find(({ slug }) => slug === 'liquid-1');
    assert.is(liquid?.poolUsd, facts?.reward?.dailyUsd.toNumber());
    assert.ok(liquid.othersUsd > 0, 'the makers there are read from the book');
    assert.ok(venue.asked.includes('POST /books'));
    const again = await inside(['scout', saved, '--json']);
    assert.equal(JSON.parse(again.stdout).markets, told.markets);
  } finally {
    await venue.close();
  }
});

test('discovery can rank by it: what is chosen earns, and a list that cannot be read is named', async () => {
  const venue = await loopbackVenue();
  // The markets there last minutes; metadata that promise a month make quoting them worth it.
  const endMs = Math.round(performance.timeOrigin + performance.now()) + 30 * 86_400_000;
  venue.spoil = (request) => {
    if (request.path !== '/gamma-api/markets/keyset') return null;
    const answer = venue.world.server.answer(request);
    return { ...answer, body: String(answer.body).replaceAll(/"endDate":"[^"]*"/g, `"endDate":"${timeText(endMs)}"`) };
  };
  try {
    const asked = ['--host', venue.origin, '--state.directory', join(FOLDER, 'ranked'), '--json'];
    const rules = ['--discovery.rank', 'scout', '--discovery.volumeMinUsd', '0', '--discovery.spreadMax', '1'];
    const liquid = await until(
      'its makers quote',
      async () => {
        const { stdout, error } = await inside(['markets', ...asked, ...rules]);
        assert.is(error, null, messageOf(error));
        return JSON.parse(stdout).chosen.find(({ slug }: { slug: string }) => slug === 'liquid-1');
      },
      20_000,
    );
    assert.ok(liquid.score > 0);
    venue.spoil = ({ path }) => (path === '/rewards/markets/current' ? { status: 500, body: 'no', headers: {} } : null);
    const failed = await inside(['markets', ...asked, ...rules]);
    assert.match(messageOf(failed.error), /the list of rewards could not be read/);
  } finally {
    await venue.close();
  }
});

test('live: a list that cannot be read is named, and is no empty list', async () => {
  const venue = await loopbackVenue({ 'sim.markets': 'liquid' });
  try {
    for (const [path, what] of [
      ['/rewards/markets/current', /the list of rewards could not be read/],
      ['/gamma-api/markets/keyset', /the metadata of markets could not be read/],
      ['/books', /the books could not be read/],
    ] as const) {
      venue.spoil = (request) => (request.path === path ? { status: 200, body: '{"data":7}', headers: {} } : null);
      const unsaved = join(FOLDER, 'unsaved.json');
      const { code, stdout, error } = await inside(['scout', 'live', '--host', venue.origin, '--save', unsaved]);
      assert.is(code, 1);
      assert.match(messageOf(error), what);
      assert.is(stdout, '');
      assert.not.ok(existsSync(unsaved));
    }
    venue.spoil = ({ path }) => (path === '/books' ? { status: 200, body: '[]', headers: {} } : null);
    const { code, stdout } = await inside(['scout', 'live', '--host', venue.origin]);
    assert.is(code, 1, 'nothing can be quoted');
    assert.match(stdout, /its book has not two sides/);
  } finally {
    await venue.close();
  }
  const gone = await inside(['scout', 'live', '--host', venue.origin]);
  assert.is(gone.code, 1);
  assert.match(messageOf(gone.error), /the list of rewards could not be read: nobody answers there/);
});

const DATA = process.env.POLYMARKET_DATA;
if (DATA) {
  test('some days of the published history: every game is paid 70 % of the best in hindsight', async () => {
    const rest = join(DATA, 'rest');
    const days = join(FOLDER, 'days');
    mkdirSync(days);
    for (const day of ['03', '04', '05', '12', '13', '22']) {
      const name = `2026-07-${day}.ndjsonl.gz`;
      copyFileSync(join(rest, 'rewards-history', name), join(days, name));
    }
    const snapshot = join(rest, '2026-07-03_rewarded_markets_snapshot.json.gz');
    const { code, stdout, error } = await inside(['scout', snapshot, '--history', days, '--capital', '5000', '--json']);
    assert.is(code, 0, messageOf(error));
    const { totals } = JSON.parse(stdout);
    assert.is(totals.length, 6);
    for (const { ofBest } of totals) assert.ok(ofBest >= 0.7 && ofBest <= 1, String(ofBest));
  });
} else test('a published history', () => console.log('SKIPPED a published history: POLYMARKET_DATA is not set'));

test.run();
