import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import type { Answer, FoundOrder, VenueOrder, VenueTrade } from '#domain/ports.ts';
import { API_KEY, assetOf, compactFacts, RAIN, SNOW, START_MS, smallVenue } from './small-venue.ts';

const FOG = `0x${'c3'.repeat(32)}` as typeof RAIN;
const id = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;

const row = (n: number, market = RAIN) => ({
  ...{ id: id(n), status: 'LIVE', owner: API_KEY, maker_address: '0x1', market, asset_id: assetOf(market, 'no') },
  ...{ side: 'BUY', original_size: '100', size_matched: '25', price: '0.3', outcome: 'No', created_at: 1_795_132_800 },
  ...{ expiration: '0', order_type: 'GTC', associate_trades: [] },
});
const page = (data: readonly unknown[], next: string) => ({ limit: 2, count: data.length, next_cursor: next, data });

test('a listing is read to its end, in our words', () => {
  const { http, client, run } = smallVenue();
  http.on('GET /data/orders', (_, { searchParams }) => ({
    status: 200,
    body: searchParams.get('next_cursor') === null ? page([row(1), row(2)], 'Mg==') : page([row(3)], 'LTE='),
  }));
  const told: Answer<readonly VenueOrder[]>[] = [];
  client.venue.openOrders((answer) => told.push(answer));
  run(100);
  const [answer] = told;
  assert.equal(answer?.ok && answer.value.map((order) => order.id), [1, 2, 3].map(id));
  assert.equal(answer?.ok && answer.value[0], {
    ...{ id: id(1), market: RAIN, slot: 'noBid', price: 300_000, size: 100_000_000, filled: 25_000_000 },
  });
});

/** A venue that shows two rows a page of those that rest when it is asked; `leave` is called before each page. */
function restless(leave: (page: number, rests: number[]) => void) {
  const small = smallVenue();
  const rests = [1, 2, 3, 4, 5];
  let pages = 0;
  small.http.on('GET /data/orders', (_, { searchParams }) => {
    pages += 1;
    leave(pages, rests);
    const from = Number(searchParams.get('next_cursor') ?? 0);
    const next = from + 2 < rests.length ? String(from + 2) : 'LTE=';
    return {
      status: 200,
      body: page(
        rests.slice(from, from + 2).map((n) => row(n)),
        next,
      ),
    };
  });
  const told: Answer<readonly VenueOrder[]>[] = [];
  small.client.venue.openOrders((answer) => told.push(answer));
  small.run(1_000);
  return { named: told[0]?.ok ? told[0].value.map((order) => Number(order.id)).sort() : told[0], rests, pages };
}

test('an order that is drawn onto an earlier page while the listing is read is named all the same', () => {
  const { named, rests } = restless((at, all) => {
    if (at === 2) all.shift(); // 1 was read and goes: 3 is now where 2 was
  });
  assert.equal(named, rests);
  assert.equal(restless(() => {}).pages, 6, 'a listing of several pages is read twice');
});

test('what rests all along is named, however much comes and goes around it', () => {
  const { named } = restless((at, all) => {
    all.splice(all[0] === 4 ? 1 : 0, 1);
    all.push(100 + at);
  });
  assert.ok(Array.isArray(named) && named.includes(4), `${named}`);
});

test('what has ended is no part of what rests, and part-filled orders are', () => {
  const { http, client, run } = smallVenue();
  const rows = [
    { ...row(1), status: 'ORDER_STATUS_MATCHED' },
    { ...row(2), status: 'MATCHED', size_matched: '100' },
    { ...row(3), status: 'CANCELED' },
    { ...row(4), status: 'INVALID' },
  ];
  http.on('GET /data/orders', { status: 200, body: page(rows, 'LTE=') });
  const told: Answer<readonly VenueOrder[]>[] = [];
  client.venue.openOrders((answer) => told.push(answer));
  run(100);
  assert.equal(told[0]?.ok && told[0].value.map((order) => order.id), [id(1)]);
});

test('an order in a market that nobody listed is named all the same, or the listing fails', () => {
  for (const known of [true, false]) {
    const { http, client, run } = smallVenue();
    if (!known) http.on(`GET /clob-markets/${FOG}`, { status: 404, body: { error: 'market not found' } });
    else http.on(`GET /clob-markets/${FOG}`, { status: 200, body: compactFacts(FOG) });
    http.on('GET /data/orders', { status: 200, body: page([row(1, FOG)], 'LTE=') });
    const told: Answer<readonly VenueOrder[]>[] = [];
    client.venue.openOrders((answer) => told.push(answer));
    run(100);
    assert.is(told.length, 1);
    assert.equal(told[0]?.ok && told[0].value.map((order) => order.market), known ? [FOG] : false);
  }
});

test('one order by its id is told in our words, with what became of it', () => {
  const states = [
    ['LIVE', '25', 'resting'],
    ['DELAYED', '0', 'resting'],
    ['ORDER_STATUS_MATCHED', '25', 'resting'],
    ['MATCHED', '100', 'filled'],
    ['ORDER_STATUS_CANCELED', '25', 'gone'],
    ['CANCELED_MARKET_RESOLVED', '0', 'gone'],
    ['INVALID', '0', 'gone'],
    ['UNMATCHED', '0', 'gone'],
  ] as const;
  for (const [status, size_matched, standing] of states) {
    const { http, client, run } = smallVenue();
    http.on(`GET /data/order/${id(1)}`, { status: 200, body: { ...row(1), status, size_matched } });
    const told: Answer<FoundOrder | null>[] = [];
    client.venue.order(orderId(id(1)), (answer) => told.push(answer));
    run(100);
    const filled = Number(size_matched) * 1_000_000;
    const order = { id: id(1), market: RAIN, slot: 'noBid', price: 300_000, size: 100_000_000, filled, standing };
    assert.equal(told, [{ ok: true, value: order }]);
  }
});

test('an order that the venue does not name is none, and everything else that is no order of that id is a failure', () => {
  for (const [said, isNone] of [
    [{ status: 404, body: { error: 'order not found' } }, true],
    [{ status: 200, body: row(2) }, false],
    [{ status: 200, body: { ...row(1), status: 'ASLEEP' } }, false],
    [{ status: 200, body: { ...row(1), market: FOG, asset_id: '7' } }, false],
    [{ status: 200, body: 'null' }, false],
    [{ status: 500, body: 'Internal server error' }, false],
    ['lost', false],
  ] as const) {
    const { http, client, run } = smallVenue();
    http.on(`GET /data/order/${id(1)}`, said as never);
    http.on(`GET /clob-markets/${FOG}`, { status: 404, body: { error: 'market not found' } });
    const told: Answer<FoundOrder | null>[] = [];
    client.venue.order(orderId(id(1)), (answer) => told.push(answer));
    run(20_000);
    assert.is(told.length, 1, JSON.stringify(said));
    if (isNone) assert.equal(told, [{ ok: true, value: null }]);
    else assert.is(told[0]?.ok, false, JSON.stringify(said));
  }
});

/** Whatever a venue in trouble may answer to one page. */
const trouble = fc.constantFrom(
  { status: 500, body: 'Internal server error' },
  { status: 200, body: '' },
  { status: 200, body: '[]' },
  { status: 200, body: { data: [row(9)] } },
  { status: 200, body: page([{ ...row(9), price: 'NaN' }], 'LTE=') },
  { status: 200, body: page([row(1)], 'MA==') },
  { status: 429, body: '' },
  { status: 404, body: '404 page not found' },
  { status: 204, body: '' },
  'lost' as const,
  'refused' as const,
  'forgotten' as const,
);

test('no failed read ever becomes a shorter list', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), trouble, fc.boolean(), (failsAt, said, trades) => {
      const { http, client, run } = smallVenue();
      let asked = 0;
      const answer = () => {
        const at = asked++;
        if (at === failsAt) return said;
        return { status: 200, body: page([trades ? trade(at) : row(at)], at === 4 ? 'LTE=' : `cursor-${at}`) };
      };
      http.on('GET /data/orders', answer);
      http.on('GET /data/trades', answer);
      const told: Answer<unknown>[] = [];
      if (trades) client.venue.fills(START_MS, (one) => told.push(one));
      else client.venue.openOrders((one) => told.push(one));
      run(40_000);
      assert.is(told.length, 1);
      assert.is(told[0]?.ok, false);
    }),
    { seed: 42, numRuns: 60 },
  );
});

const trade = (n: number, more: Record<string, unknown> = {}) => ({
  ...{ id: `trade-${n}`, taker_order_id: '0xtaker', market: RAIN, asset_id: assetOf(RAIN, 'no'), side: 'SELL' },
  ...{ size: '25', fee_rate_bps: '0', price: '0.48', status: 'TRADE_STATUS_MATCHED', match_time: '1795132801' },
  ...{ last_update: '1795132806', outcome: 'No', bucket_index: 0, owner: API_KEY, maker_address: '0xsomebody' },
  ...{ transaction_hash: '', err_msg: null, trader_side: 'MAKER' },
  maker_orders: [
    {
      ...{
        order_id: id(1),
        owner: API_KEY,
        maker_address: '0x1',
        matched_amount: '25',
        price: '0.52',
        fee_rate_bps: '',
      },
      ...{ asset_id: assetOf(RAIN, 'yes'), outcome: 'Yes', side: 'BUY' },
    },
    {
      ...{ order_id: id(2), owner: 'somebody', maker_address: '0x2', matched_amount: '5', price: '0.52' },
      ...{ asset_id: assetOf(RAIN, 'yes'), outcome: 'Yes', side: 'BUY' },
    },
  ],
  ...more,
});

test('a listed trade is our row of it, in our outcome and price, with how far it is settled', () => {
  const { http, client, run } = smallVenue();
  const rows = [trade(1), trade(2, { status: 'TRADE_STATUS_FAILED' }), trade(1, { status: 'CONFIRMED' })];
  http.on('GET /data/trades', { status: 200, body: page(rows, 'LTE=') });
  const told: Answer<readonly VenueTrade[]>[] = [];
  client.venue.fills(START_MS - 600_000, (answer) => told.push(answer));
  run(100);
  const [answer] = told;
  assert.equal(
    answer?.ok && answer.value.map(({ trade, status, fee, ...rest }) => [trade, status, fee.toFixed(), rest]),
    [
      ['trade-2', 'failed', '0', fill(1)],
      ['trade-1', 'confirmed', '0', fill(1)],
    ],
  );
  assert.is(new URL(http.of('GET /data/trades')[0]?.url ?? '').searchParams.get('after'), '1795132200');
});

const fill = (order: number) => ({
  ...{ order: id(order), market: RAIN, slot: 'yesBid', price: 520_000, size: 25_000_000, role: 'maker' },
  atMs: 1_795_132_801_000,
});

const balances = (http: ReturnType<typeof smallVenue>['http'], of: Readonly<Record<string, string>>) =>
  http.on('GET /balance-allowance', (_, { searchParams }) => ({
    status: 200,
    body: { balance: of[searchParams.get('token_id') ?? 'cash'] ?? '0', allowances: {} },
  }));
const nothing = { status: 200, body: { data: [], pagination: { limit: 100, offset: 0, has_more: false } } };

test('an account is what is settled and what is matched and on its way', () => {
  const { http, client, intent, run } = smallVenue();
  http.on('GET /v2/positions', nothing);
  http.on('GET /data/trades', { status: 200, body: page([trade(1), trade(2, { status: 'CONFIRMED' })], 'LTE=') });
  balances(http, { cash: '100000000', [assetOf(RAIN, 'yes')]: '30000000', [assetOf(SNOW, 'no')]: '7' });
  client.venue.place([intent('yesBid', '0.5', '10', SNOW)], () => {});
  const told: unknown[] = [];
  client.venue.account((answer) =>
    told.push(answer.ok ? [answer.value.cash.toFixed(), [...answer.value.holdings]] : answer),
  );
  run(500);
  assert.equal(told, [
    [
      '87',
      [
        [SNOW, { yes: 0, no: 7 }],
        [RAIN, { yes: 55_000_000, no: 0 }],
      ],
    ],
  ]);
});

test('an account of which one question failed is no account', () => {
  const { http, client, run } = smallVenue();
  http.on('GET /v2/positions', nothing);
  http.on('GET /data/trades', { status: 200, body: page([trade(1)], 'LTE=') });
  http.on('GET /balance-allowance', (_, { searchParams }) =>
    searchParams.get('token_id') === assetOf(RAIN, 'no')
      ? 'lost'
      : { status: 200, body: { balance: '5', allowances: {} } },
  );
  const told: Answer<unknown>[] = [];
  client.venue.account((answer) => told.push(answer));
  run(500);
  assert.equal(told, [{ ok: false, failure: { kind: 'unreachable', sent: 'maybe' } }]);
});

test('positions of which more are said to come, and nobody says where, are no account', () => {
  const { http, client, run } = smallVenue();
  const half = { data: [], pagination: { limit: 500, offset: 0, has_more: true } };
  http.on('GET /v2/positions', { status: 200, body: half });
  http.on('GET /data/trades', { status: 200, body: page([], 'LTE=') });
  balances(http, { cash: '5' });
  const told: Answer<unknown>[] = [];
  const read = () => {
    client.venue.account((answer) => told.push(answer));
    run(500);
  };
  read();
  assert.equal(told, [{ ok: false, failure: { kind: 'unreadable', excerpt: 'pagination.next_cursor: null' } }]);
  http.on('GET /v2/positions', nothing);
  read();
  assert.ok(told[1]?.ok);
});

test('balances that are doubted are renewed from the chain, within bounds, and nobody waits for it', () => {
  const { http, client, run } = smallVenue();
  http.on('GET /v2/positions', nothing);
  http.on('GET /data/trades', { status: 200, body: page([trade(1)], 'LTE=') });
  balances(http, { cash: '5' });
  http.on('GET /balance-allowance/update', 'forgotten');
  let accounts = 0;
  const read = () => client.venue.account(({ ok }) => (accounts += ok ? 1 : 0));
  const renewed = () =>
    http.of('GET /balance-allowance/update').map(({ url }) => new URL(url).searchParams.get('token_id') ?? 'cash');
  read();
  run(30_000);
  read();
  assert.equal(renewed(), [], 'a look now and then is none');
  for (let look = 0; look < 5; look++) {
    run(700);
    read();
  }
  run(700);
  assert.equal(renewed(), ['cash', assetOf(RAIN, 'yes'), assetOf(RAIN, 'no')]);
  run(2_000);
  read();
  assert.is(renewed().length, 6, 'again, while the doubt lasts');
  run(500);
  assert.is(accounts, 8);
});

test.run();
