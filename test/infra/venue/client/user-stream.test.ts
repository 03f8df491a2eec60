import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OrderId, orderId } from '#domain/ids.ts';
import type { AccountNews } from '#domain/ports.ts';
import { API_KEY, assetOf, RAIN, smallVenue } from './small-venue.ts';

const WS = '/ws/user';
const id = (n: number): OrderId => orderId(`0x${n.toString(16).padStart(64, '0')}`);

function scene() {
  const venue = smallVenue();
  const news: AccountNews[] = [];
  let hangUp = venue.client.venue.listen((one) => news.push(one));
  venue.run(100);
  return {
    ...venue,
    news,
    line: () => venue.sockets.last(WS),
    heardMs: () => venue.client.venue.newsHeardMs(),
    /** As the account feed does after a silence. */
    listenAnew() {
      hangUp();
      hangUp = venue.client.venue.listen((one) => news.push(one));
    },
    told: () => news.map(textOf),
  };
}

function textOf(news: AccountNews): string {
  if (news.type === 'FILL') return `fill ${news.fill.trade} ${news.fill.order.slice(-1)} ${news.fill.size / 1e6}`;
  if (news.type === 'SETTLEMENT') return `${news.status} ${news.trade} ${news.order.slice(-1)}`;
  if (news.type === 'ORDER_GONE') return `gone ${news.order.slice(-1)} ${news.reason}`;
  return news.type === 'CREDIT' ? 'credit' : `resting ${news.order.slice(-1)}`;
}

const order = (n: number, type: string, more: Record<string, unknown> = {}) => ({
  ...{ event_type: 'order', type, id: id(n), owner: API_KEY, market: RAIN, asset_id: assetOf(RAIN, 'yes') },
  ...{ side: 'BUY', outcome: 'Yes', price: '0.52', original_size: '100', size_matched: '0', associate_trades: null },
  ...{ status: 'LIVE', order_type: 'GTC', created_at: '1795132800', expiration: '0', timestamp: '1795132800200' },
  ...more,
});

const row = (n: number, amount: string, outcome: 'yes' | 'no' = 'yes', owner = API_KEY) => ({
  ...{ order_id: id(n), owner, maker_address: '0x1', matched_amount: amount, price: '0.52', fee_rate_bps: '' },
  ...{ asset_id: assetOf(RAIN, outcome), outcome, outcome_index: 0, side: 'BUY' },
});

const trade = (name: string, status: string, rows: readonly unknown[]) => ({
  ...{ event_type: 'trade', type: 'TRADE', id: name, status, taker_order_id: '0xtaker', market: RAIN },
  ...{ asset_id: assetOf(RAIN, 'no'), side: 'SELL', size: '25', price: '0.48', fee_rate_bps: '0', outcome: 'No' },
  ...{ match_time: '1795132801', last_update: '1795132801', bucket_index: 0, owner: API_KEY, trade_owner: 'x' },
  ...{ maker_address: '0x2', transaction_hash: '', trader_side: 'MAKER', timestamp: '1795132801123' },
  maker_orders: rows,
});

test('the first frame asks for everything of the key, and the socket is pinged', () => {
  const { line, run } = scene();
  const [first] = line().said;
  assert.equal(first?.type, 'user');
  assert.match(JSON.stringify(first?.auth), API_KEY);
  assert.is('markets' in (first ?? {}), false);
  run(10_000);
  assert.ok(line().sent.filter((text) => text === 'PING').length >= 1);
});

test('an order rests, is filled and goes, each told in our words', () => {
  const { line, told, news } = scene();
  line().say(order(1, 'PLACEMENT'));
  line().say(order(1, 'UPDATE', { size_matched: '25' }));
  line().say([trade('t1', 'MATCHED', [row(1, '25'), row(2, '3', 'yes', 'somebody')])]);
  line().say(order(1, 'CANCELLATION', { status: 'INVALID' }));
  assert.equal(told(), ['resting 1', 'fill t1 1 25', 'gone 1 uncovered']);
  const [, fill] = news;
  assert.equal(fill?.type === 'FILL' && [fill.fill.slot, fill.fill.price, fill.fill.role, fill.fill.atMs], [
    ...['yesBid', 520_000, 'maker', 1_795_132_801_000],
  ]);
});

test('an order that we asked to go says so, though the venue gives no reason', () => {
  const { line, told, client, http, run } = scene();
  http.on('DELETE /order', 'lost');
  client.venue.cancel([id(1)], () => {});
  run(50);
  line().say(order(1, 'CANCELLATION', { status: 'CANCELED' }));
  line().say(order(2, 'CANCELLATION', { status: 'CANCELED', size_matched: '', created_at: '' }));
  assert.equal(told(), ['gone 1 asked', 'gone 2 other']);
});

test('a fill counts before its order was acknowledged and after it was cancelled', () => {
  const { line, told } = scene();
  line().say(order(1, 'CANCELLATION', { status: 'CANCELED' }));
  line().say(trade('t1', 'MATCHED', [row(1, '25')]));
  line().say(order(1, 'CANCELLATION', { status: 'CANCELED' }));
  line().say(trade('t2', 'MATCHED', [row(2, '5')]));
  line().say(order(2, 'PLACEMENT'));
  assert.equal(told(), ['gone 1 other', 'fill t1 1 25', 'gone 1 other', 'fill t2 2 5', 'resting 2']);
});

test('two orders of ours in one trade are two fills, of either outcome', () => {
  const { line, news, told } = scene();
  line().say(trade('t1', 'MATCHED', [row(1, '10'), row(2, '15', 'no')]));
  line().say(trade('t1', 'MINED', [row(1, '10'), row(2, '15', 'no')]));
  assert.equal(told(), ['fill t1 1 10', 'fill t1 2 15', 'mined t1 1', 'mined t1 2']);
  assert.equal(
    news.map((one) => one.type === 'FILL' && one.fill.slot),
    ['yesBid', 'noBid', false, false],
  );
});

test('a trade that is heard of only when it is mined is a fill and its settlement', () => {
  const { line, told } = scene();
  line().say(trade('t1', 'CONFIRMED', [row(1, '25')]));
  line().say(trade('t1', 'MATCHED', [row(1, '25')]));
  assert.equal(told(), ['fill t1 1 25', 'confirmed t1 1']);
});

const STATES = ['MATCHED', 'MINED', 'RETRYING', 'CONFIRMED', 'FAILED'] as const;

test('a fill is told once, and each step of its settlement once, whatever comes twice or out of order', () => {
  const said = fc.array(
    fc.record({ name: fc.constantFrom('a', 'b', 'c'), state: fc.constantFrom(...STATES), list: fc.boolean() }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(said, (messages) => {
      const { line, told } = scene();
      for (const { name, state, list } of messages) {
        const message = trade(name, state, [row(1, '10'), row(2, '5')]);
        line().say(list ? [message, message] : message);
      }
      assert.is(new Set(told()).size, told().length);
      const wanted = new Set<string>();
      for (const { name, state } of messages)
        for (const n of [1, 2]) {
          wanted.add(`fill ${name} ${n} ${n === 1 ? 10 : 5}`);
          if (state !== 'MATCHED') wanted.add(`${state.toLowerCase()} ${name} ${n}`);
        }
      assert.equal([...told()].sort(), [...wanted].sort());
    }),
    { seed: 42, numRuns: 60 },
  );
});

test('every PONG is a sign of life', () => {
  const { heardMs, run, clock } = scene();
  run(30_000);
  assert.ok(clock.now() - heardMs() < 1_200);
});

test('after a cut nothing is heard until somebody listens anew, however soon the socket is back', () => {
  const world = scene();
  world.run(1_000);
  const beforeMs = world.heardMs();
  world.line().end(1006, 'gone');
  world.run(1_500);
  assert.is(world.sockets.lines.length, 2);
  assert.ok(world.line().isOpen);
  world.line().say(trade('t1', 'MATCHED', [row(1, '25')]));
  assert.equal(world.told(), ['fill t1 1 25'], 'news is handed on all the same');
  assert.is(world.heardMs(), beforeMs, 'what was missed is still to be read');
  world.listenAnew();
  assert.is(world.heardMs(), world.clock.now());
});

test('listening anew while the socket is away does not hide that it is', () => {
  const world = scene();
  world.sockets.opens = false;
  world.line().end(1006, 'gone');
  const beforeMs = world.heardMs();
  for (let n = 0; n < 20; n++) {
    world.run(500);
    world.listenAnew();
  }
  assert.is(world.heardMs(), beforeMs);
  assert.ok(world.sockets.lines.length < 20, 'nor does it dial more often');
  world.sockets.opens = true;
  for (let n = 0; n < 80; n++) {
    world.run(500);
    world.listenAnew();
  }
  assert.ok(world.clock.now() - world.heardMs() < 1_200);
});

test('a message that cannot be read is as good as a cut: what it said must be read elsewhere', () => {
  for (const text of [
    '{"event_type":"trade","type":"TRADE","id":"t1"',
    JSON.stringify({ event_type: 'trade', id: 't' }),
  ]) {
    const world = scene();
    world.run(1_000);
    world.line().say(text);
    const beforeMs = world.heardMs();
    world.run(1_500);
    assert.is(world.heardMs(), beforeMs);
    world.listenAnew();
    assert.is(world.heardMs() > beforeMs, true);
  }
});

test('unknown kinds of messages are counted by name and break nothing', () => {
  const world = scene();
  world.line().say({ event_type: 'confetti' });
  world.line().say('');
  world.line().say('NO NEW ASSETS');
  assert.equal(world.client.status().unknownTypes, ['confetti']);
  world.run(1_500);
  assert.ok(world.clock.now() - world.heardMs() < 1_200, 'and nothing was missed');
});

test.run();
