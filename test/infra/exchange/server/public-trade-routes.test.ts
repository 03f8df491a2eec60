import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Decimal, type Price } from '#domain/units.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { ACTIVITIES } from '#infra/venue/wire/data-api.ts';
import { RESOLUTIONS, WALLET_VALUE } from '#infra/venue/wire/data-state.ts';
import { BUILDER_TRADES, FEED_TRADES, LIVE_TRADES } from '#infra/venue/wire/public-trades.ts';
import { marketOf, SmallServer, type Trader } from './small-server.ts';

const CTF = marketOf('ctf');
const [YES, NO] = [CTF.outcomes.yes.id, CTF.outcomes.no.id];
const CODE = `0x${'ab'.repeat(32)}`;
const SETTLED_MS = 5_000;

function value<T>(read: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

/** Ann makes, Bob and Cat take. */
function house(): { small: SmallServer; ann: Trader; bob: Trader; cat: Trader } {
  const small = new SmallServer();
  const [ann, bob, cat] = [small.trader('ann', 3), small.trader('bob'), small.trader('cat')];
  ann.place({ price: '0.5', size: '100', builder: CODE });
  bob.place({ outcome: 'no', price: '0.5', size: '20', kind: 'FAK' });
  small.clock.advanceBy(1_000);
  cat.place({ outcome: 'no', price: '0.5', size: '30', kind: 'FAK' });
  return { small, ann, bob, cat };
}

test('what just happened in a market is told to anybody, newest first', () => {
  const { small, bob, cat } = house();
  const rows = value(readWire(LIVE_TRADES, small.get(`/markets/live-activity/${CTF.id}`).body));
  assert.equal(
    rows.map(({ user, size, market, side, outcome }) => [user.address, size, market.asset, side, outcome]),
    [
      [cat.wallet, 30_000_000, NO, 'buy', 'Down'],
      [bob.wallet, 20_000_000, NO, 'buy', 'Down'],
    ],
  );
  assert.equal(small.get(`/markets/live-activity/${marketOf('v3').id}`).body, []);
  assert.is(small.get(`/markets/live-activity/0x${'9'.repeat(64)}`).body.error, 'market not found');
  assert.is(small.get('/markets/live-activity/ctf').body.error, 'invalid condition id');
});

test('trades are in the feed once they are on the chain, of takers alone unless makers are asked for too', () => {
  const { small, ann, bob } = house();
  const feed = (query: string) => {
    const { status, body } = small.get(`/data-api/v2/trades?${query}`);
    assert.is(status, 200, JSON.stringify(body));
    return value(readWire(FEED_TRADES, body)).rows;
  };
  small.clock.advanceBy(500);
  assert.equal(
    feed('').map(({ size }) => size),
    [20_000_000],
    'the second is not there yet',
  );
  small.clock.advanceBy(SETTLED_MS);
  assert.is(feed('').length, 2);
  assert.is(feed(`user=${ann.wallet}`).length, 0, 'a maker is hidden');
  const [made, ...more] = feed(`user=${ann.wallet.toLowerCase()}&taker_only=false`);
  assert.is(more.length, 1);
  assert.equal([made?.wallet, made?.asset, made?.price, made?.outcomeIndex], [ann.wallet, YES, 0.5, 0]);
  assert.is(feed(`user=${bob.wallet}`)[0]?.transaction, bob.get('/data/trades').body.data[0].transaction_hash);
  assert.is(feed(`condition=${CTF.id}&limit=1`).length, 1);
  assert.is(feed(`condition=${marketOf('v3').id}`).length, 0);
  assert.is(feed('side=SELL').length, 0);
  assert.is(feed('filter_type=TOKENS&filter_amount=25').length, 1);
  assert.is(feed('filter_type=CASH&filter_amount=15.01').length, 0);
  const afterFirst = Math.floor(small.clock.now() / 1_000) - 5;
  assert.is(feed(`start=${afterFirst}`).length, 1);
  assert.is(feed(`end=${afterFirst - 1}`).length, 1);
});

test('nonsense is refused by the name of its parameter', () => {
  const { small } = house();
  for (const [query, parameter] of [
    ['v2/trades?user=ann', 'user'],
    ['v2/trades?side=UP', 'side'],
    ['v2/trades?taker_only=maybe', 'taker_only'],
    ['v2/trades?condition=0x12', 'condition'],
    [`v2/trades?condition=${Array.from({ length: 21 }, () => CTF.id).join(',')}`, 'condition'],
    ['v2/trades?start=yesterday', 'start'],
    ['v2/trades?filter_type=GOLD', 'filter_type'],
    ['v2/trades?filter_amount=-1', 'filter_amount'],
    ['v2/value', 'user'],
    ['v2/positions', 'user'],
    ['v2/positions?user=ann', 'user'],
    ['v2/positions?condition=ctf', 'condition'],
    [`v2/positions?condition=${CTF.id}&status=LOST`, 'status'],
    ['v2/activity', 'user'],
    [`v2/activity?user=${marketOf('ctf').id.slice(0, 42)}&type=LUCK`, 'type'],
    [`v2/activity?user=${marketOf('ctf').id.slice(0, 42)}&sort_direction=UP`, 'sort_direction'],
    ['v2/resolutions', 'condition'],
    [`v2/resolutions?condition=${CTF.id}&event_id=1`, 'condition'],
    ['v2/resolutions?condition=1', 'condition'],
    ['v2/resolutions?question_id=1', 'question_id'],
    ['v2/resolutions?event_id=x', 'event_id'],
  ] as const) {
    const { status, body } = small.get(`/data-api/${query}`);
    assert.equal([status, body.code, body.parameter], [400, 'invalid_request', parameter], query);
  }
});

test('a wallet is worth what it holds, and nobody knows one that never came', () => {
  const { small, bob } = house();
  const worth = (user: string) =>
    value(readWire(WALLET_VALUE, small.get(`/data-api/v2/value?user=${user}`).body)).found;
  assert.equal(worth(bob.wallet), { wallet: bob.wallet, value: 0 }, 'what is not settled does not count');
  small.clock.advanceBy(SETTLED_MS);
  const bid = small.get(`/price?token_id=${YES}&side=BUY`).body.price;
  assert.is(bid, '0.5');
  assert.equal(worth(bob.wallet)?.value, 10);
  assert.is(worth('0x00000000000000000000000000000000000000aa'), null);
});

test('everybody who holds a market is listed by it, and what it left worthless is known as lost', () => {
  const { small, ann, bob, cat } = house();
  small.clock.advanceBy(SETTLED_MS);
  const held = (query: string) =>
    small
      .get(`/data-api/v2/positions?condition=${CTF.id}${query}`)
      .body.data.map(({ proxy_wallet: wallet, current_size: size }: Record<string, unknown>) => [wallet, size]);
  const all = [
    [ann.wallet, 50],
    [bob.wallet, 20],
    [cat.wallet, 30],
  ];
  assert.equal(held(''), all);
  assert.equal(held(`&user=${bob.wallet}`), [all[1]]);
  assert.equal(held('&status=REDEEMABLE_LOST'), []);
  small.exchange.resolve(CTF.id, 1_000_000 as Price);
  assert.equal(held('&status=REDEEMABLE_LOST'), all.slice(1));
  assert.equal(held('&status=OPEN'), []);
});

test('what a wallet did is told with what it was paid, in time', () => {
  const { small, ann } = house();
  small.clock.advanceBy(SETTLED_MS);
  small.exchange.operations.credit(ann.wallet as never, 'reward', new Decimal('1.25'), CTF.id);
  const did = (query: string) => {
    const { body } = small.get(`/data-api/v2/activity?user=${ann.wallet}${query}`);
    assert.is(body.pagination.next_cursor, null, 'the last page says so');
    return value(readWire(ACTIVITIES, body)).rows.map(({ type, side, size, cash }) => [type, side, size, Number(cash)]);
  };
  const trades = [
    ['TRADE', 'BUY', 30_000_000, 15],
    ['TRADE', 'BUY', 20_000_000, 10],
  ];
  const reward = ['REWARD', null, null, 1.25];
  assert.equal(did(''), [reward, ...trades]);
  assert.equal(did('&sort_direction=ASC'), [...trades.toReversed(), reward]);
  assert.equal(did('&type=REWARD,SPLIT'), [reward]);
  assert.equal(did('&type=TRADE'), trades);
});

test('a market says what became of it, by its condition, question or event', () => {
  const { small } = house();
  const told = (query: string) =>
    value(readWire(RESOLUTIONS, small.get(`/data-api/v2/resolutions?${query}`).body)).rows;
  const [open] = told(`condition=${CTF.id}`);
  assert.equal([open?.status, open?.payouts, open?.resolvedMs], ['posed', null, null]);
  small.clock.advanceBy(60_000);
  small.exchange.resolve(CTF.id, 1_000_000 as Price);
  const [decided] = told(`conditionId=${CTF.id}`);
  assert.equal([decided?.status, decided?.payouts, decided?.reporter], ['resolved', [1_000_000, 0], 'wallet']);
  assert.is(decided?.resolvedMs, small.clock.now());
  assert.is(told(`question_id=${CTF.id}`)[0]?.market, null);
  assert.is(told('event_id=1')[0]?.market, CTF.id);
  assert.equal(told(`condition=0x${'9'.repeat(64)}`), []);
});

test('trades of a builder are those of the orders with his code, and of nobody without one', () => {
  const { small, ann } = house();
  const ask = (query: string) => small.get(`/builder/trades?${query}`);
  const rows = (query: string) => value(readWire(BUILDER_TRADES, ask(query).body)).rows;
  const [last, first] = rows(`builder_code=${CODE}`);
  assert.equal([last?.size, first?.size], [30_000_000, 20_000_000]);
  assert.equal([first?.owner, first?.makerAddress, first?.role], [ann.texts.apiKey, ann.wallet, 'maker']);
  assert.is(rows(`builder_code=${CODE}&id=${first?.id}`).length, 1);
  assert.is(rows(`builder_code=${CODE}&maker_address=${ann.key.address}`).length, 0);
  assert.is(rows(`builder_code=0x${'1'.repeat(64)}`).length, 0);
  for (const [query, error] of [
    ['', 'invalid builder_code'],
    ['builder_code=7', 'invalid builder_code'],
    [`builder_code=0x${'0'.repeat(64)}`, 'invalid builder_code'],
    [`builder_code=${CODE}&before=x`, 'invalid query'],
    [`builder_code=${CODE}&maker_address=ann`, 'invalid maker_address'],
    [`builder_code=${CODE}&next_cursor=!`, 'invalid next_cursor'],
  ])
    assert.equal([ask(query ?? '').status, ask(query ?? '').body.error], [400, error], query);
});

test('a page of the venue that is not here says so, and why', () => {
  const { small } = house();
  for (const path of [
    '/ohlc',
    '/orderbook-history',
    '/gamma-api/series/1',
    '/data-api/v2/leaderboard',
    '/data-api/trades',
  ]) {
    const { status, body } = small.get(path);
    assert.equal([status, body.code], [501, 'not_served'], path);
    assert.match(body.error, /is not served by this exchange: /);
  }
});

test.run();
