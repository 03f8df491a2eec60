import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { AccountNews, FlowKind } from '#domain/ports.ts';
import { type FlowsBefore, flowsBefore } from '#infra/venue/client/credit-watch.ts';
import { RAIN, START_MS, smallVenue } from './small-venue.ts';

const row = (type: string, usd: number, atS: number, market = '') => ({
  ...{ proxy_wallet: '0x1', type, condition_id: market, usdc_size: usd, timestamp: START_MS / 1_000 + atS },
});

function scene(before: FlowsBefore | null = null, rows = [row('DEPOSIT', 500, -60)]) {
  const venue = smallVenue(undefined, { flowsBefore: before });
  venue.http.on('GET /v2/activity', (_, { searchParams }) => {
    const [limit, from] = [Number(searchParams.get('limit')), Number(searchParams.get('cursor') ?? 0)];
    const newestFirst = rows.toReversed();
    const more = from + limit < rows.length;
    const pagination = { limit, offset: from, has_more: more, next_cursor: more ? String(from + limit) : null };
    return { status: 200, body: { data: newestFirst.slice(from, from + limit), pagination } };
  });
  const news: AccountNews[] = [];
  const told = () => news.map((one) => (one.type === 'CREDIT' ? `${one.kind} ${one.cash.toFixed()}` : one.type));
  return { ...venue, rows, news, told, listen: () => venue.client.venue.listen((one) => news.push(one)) };
}

test('rewards, rebates and deposits are told once each, and those of before we came never', () => {
  const { rows, told, listen, run, news } = scene();
  // The first look found nothing yet; from here on what is old is old.
  listen();
  run(20_000);
  const before = told().length;
  rows.push(row('MAKER_REBATE', 1.25, 5), row('REWARD', 0.84, 5, RAIN), row('REWARD', 0.84, 5, RAIN));
  run(60_000);
  assert.equal(told().slice(before), ['rebate 1.25', 'reward 0.84', 'reward 0.84']);
  const last = news.at(-1);
  assert.equal(last?.type === 'CREDIT' && [last.market, last.atMs], [RAIN, START_MS + 5_000]);
  rows.push(row('WITHDRAWAL', 20, 70), row('TRADE', 3, 71), row('SOMETHING', 4, 72));
  run(20_000);
  assert.equal(told().slice(before + 3), ['withdrawal 20']);
});

test('a flow that nobody listened to waits', () => {
  const { rows, told, listen, run } = scene();
  run(20_000);
  const stop = listen();
  run(100);
  const before = told().length;
  stop();
  rows.push(row('REWARD', 1, 30));
  run(20_000);
  assert.is(told().length, before);
  listen();
  run(10);
  assert.equal(told().slice(before), ['reward 1']);
});

test('an account is read after every flow that explains it was told', () => {
  const { http, rows, told, listen, run, client } = scene();
  listen();
  run(20_000);
  http.on('GET /v2/positions', {
    status: 200,
    body: { data: [], pagination: { limit: 1, offset: 0, has_more: false } },
  });
  http.on('GET /data/trades', { status: 200, body: { data: [], next_cursor: 'LTE=' } });
  http.on('GET /balance-allowance', { status: 200, body: { balance: '7', allowances: {} } });
  rows.push(row('REWARD', 5, 21));
  const seen: string[][] = [];
  client.venue.account(() => seen.push(told()));
  run(200);
  assert.is(seen.length, 1);
  assert.is(seen[0]?.at(-1), 'reward 5');
  http.on('GET /v2/activity', { status: 500, body: '' });
  const answers: boolean[] = [];
  client.venue.account(({ ok }) => answers.push(ok));
  run(200);
  assert.equal(answers, [false], 'and not at all where they cannot be had');
});

test('however many flows come between two looks, in whatever pages, each is told once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }), (bursts) => {
      const { rows, told, listen, run } = scene();
      listen();
      run(20_000);
      const before = told().length;
      let n = 0;
      for (const burst of bursts) {
        for (let one = 0; one < burst; one++) rows.push(row('REWARD', (n++ % 3) + 1, 30 + Math.floor(n / 50)));
        run(20_000);
      }
      assert.is(told().length - before, n);
    }),
    { seed: 42, numRuns: 15 },
  );
});

const flow = (kind: FlowKind, cash: string, atS: number, market: MarketId | null = null): Fact => ({
  ...{ fact: 'flow', kind, cash, market, atMs: START_MS + atS * 1_000 },
});

test('what was paid while nobody of ours lived is told by the next life, however late, and what the last one was told is not', () => {
  const opening: Fact = { fact: 'opening', atMs: START_MS - 100_000_000, cash: '500' };
  const facts = [
    opening,
    flow('reward', '1.5', -90_000, RAIN),
    flow('withdrawal', '20', -80_000),
    flow('reward', '2', -70_000),
  ];
  const rows = [
    row('DEPOSIT', 500, -100_100),
    row('DEPOSIT', 7, -99_990),
    row('REWARD', 1.5, -90_000, RAIN),
    row('WITHDRAWAL', 20, -80_000),
    row('REWARD', 2, -70_000),
    row('REWARD', 2, -70_000),
    ...Array.from({ length: 900 }, (_, at) => row('MAKER_REBATE', 0.01, -60_000 + at)),
    row('DEPOSIT', 100, -10),
  ];
  const { told, listen, run } = scene(flowsBefore(facts), rows);
  listen();
  run(60_000);
  assert.equal(told(), ['reward 2', ...Array.from({ length: 900 }, () => 'rebate 0.01'), 'deposit 100']);
  assert.is(flowsBefore([]), null);
  assert.is(flowsBefore(facts.slice(1)), null, 'nobody knows with what they began');
});

test('a wallet whose past was missing from the first answer is not paid all of it again', () => {
  const { rows, told, listen, run } = scene(null, []);
  listen();
  run(20_000);
  rows.push(row('DEPOSIT', 500, -7_200), row('REWARD', 3, -3_600), row('REWARD', 1, 25));
  run(20_000);
  assert.equal(told(), ['reward 1']);
});

test('flows of which more are said to come, and nobody says where, fail', () => {
  const { http, run, client, told, listen } = scene(null, []);
  listen();
  run(20_000);
  const data = [row('REWARD', 3, 20)];
  http.on('GET /v2/activity', { status: 200, body: { data, pagination: { limit: 500, offset: 0, has_more: true } } });
  http.on('GET /v2/positions', {
    status: 200,
    body: { data: [], pagination: { limit: 1, offset: 0, has_more: false } },
  });
  http.on('GET /data/trades', { status: 200, body: { data: [], next_cursor: 'LTE=' } });
  http.on('GET /balance-allowance', { status: 200, body: { balance: '7', allowances: {} } });
  const answers: boolean[] = [];
  client.venue.account(({ ok }) => answers.push(ok));
  run(20_000);
  assert.equal(answers, [false]);
  assert.equal(told(), []);
});

test.run();
