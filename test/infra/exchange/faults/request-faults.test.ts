// Faults of the engine and of its pages, as clients of the served exchange meet them.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { microText } from '#domain/units.ts';
import { heldBackMs, privateSocket, struckHouse, taken } from './struck-house.ts';

const NEVER = Number.POSITIVE_INFINITY;

test('425 and the three forms of 503 are answered to everybody, and end at their time or when they are cleared', () => {
  const { ann, inject, clock, chaos } = struckHouse();
  inject('engineRestart --for 30s --postOnlyMs 1m --retryAfterMs 2s');
  const down = ann.place();
  assert.equal([down.status, down.headers['retry-after']], [425, '2']);
  clock.advanceBy(30_000);
  const postOnly = ann.place({ postOnly: false });
  assert.equal([postOnly.status, postOnly.body.code], [503, 'post_only_mode']);
  taken(ann.place());
  clock.advanceBy(60_000);
  for (const [words, text] of [
    ['cancelOnly', 'cancel-only'],
    ['tradingDisabled', 'disabled'],
  ] as const) {
    const id = inject(words);
    const refused = ann.place();
    assert.is(refused.status, 503);
    assert.match(refused.body.error, text);
    chaos.clear(id);
    taken(ann.place({ price: '0.4' }));
  }
});

test('429 strikes one account while the others go on, or everybody', () => {
  const { ann, bob, inject, house, clock } = struckHouse();
  inject('rateLimited --for 5s --retryAfterMs 3s', ann);
  const limited = ann.get('/data/orders');
  assert.equal([limited.status, limited.headers['retry-after']], [429, '3']);
  assert.is(bob.get('/data/orders').status, 200);
  assert.is(house.get('/time').status, 200);
  clock.advanceBy(5_000);
  assert.is(ann.get('/data/orders').status, 200);
  inject('rateLimited');
  assert.equal([ann.get('/data/orders').status, house.get('/time').status], [429, 429]);
});

test('a lost answer is never given, and what it asked for has happened or not, as was said', () => {
  for (const arrived of ['yes', 'no'] as const) {
    const { house, ann, bob, inject } = struckHouse();
    inject(`replyLost --arrived ${arrived}`, ann);
    const { id, body } = ann.sign();
    assert.is(heldBackMs(house, ann, 'POST', '/order', body), NEVER);
    assert.is(ann.get(`/data/order/${id}`).status, arrived === 'yes' ? 200 : 404);
    taken(bob.place());
  }
});

test('a late answer is given late, and only for the market that is struck', () => {
  const { house, ann, inject } = struckHouse();
  inject('replyLate --delayMs 3s --target negRisk', ann);
  const place = (contract: 'ctf' | 'negRisk') =>
    heldBackMs(house, ann, 'POST', '/order', ann.sign({ contract, price: '0.3' }).body);
  assert.equal([place('ctf'), place('negRisk')], [0, 3_000]);
  const [rest] = ann.get('/data/orders').body.data;
  const body = JSON.stringify({ orderID: rest.id });
  assert.is(
    heldBackMs(house, ann, 'DELETE', '/order', body),
    rest.market === house.exchange.markets()[1]?.id ? 3_000 : 0,
  );
  assert.is(heldBackMs(house, ann, 'DELETE', '/cancel-all', null), 3_000, 'it is about the other order too');
});

test('a wrong beat is answered with the one expected, and then goes on; a lost one keeps nobody alive when it never came', () => {
  const { house, ann, inject, clock } = struckHouse();
  const beat = (id: string) => ann.ask('POST', '/v1/heartbeats', JSON.stringify({ heartbeat_id: id }));
  const first = beat('').body.heartbeat_id;
  inject('wrongBeat --times 2', ann);
  for (let n = 0; n < 2; n++) {
    const wrong = beat(first);
    assert.equal([wrong.status, wrong.body], [400, { error_msg: 'Invalid Heartbeat ID', heartbeat_id: first }]);
  }
  let last = beat(first).body.heartbeat_id;
  for (const [arrives, left] of [
    ['yes', 1],
    ['no', 0],
  ] as const) {
    if (arrives === 'no') last = beat('').body.heartbeat_id;
    taken(ann.place({ price: arrives === 'yes' ? '0.3' : '0.31' }));
    const id = inject(`beatLost --arrives ${arrives} --for 20s`, ann);
    const body = JSON.stringify({ heartbeat_id: last });
    clock.advanceBy(8_000);
    assert.is(heldBackMs(house, ann, 'POST', '/v1/heartbeats', body), NEVER);
    clock.advanceBy(8_000);
    assert.is(ann.get('/data/orders').body.data.length, left, arrives);
    clock.advanceBy(20_000);
    assert.is(house.exchange.openOrders(walletId(ann.wallet)).length, 0, id);
  }
});

test('reads fail while the rest goes on', () => {
  const { ann, bob, inject, house } = struckHouse();
  inject('readsFail', ann);
  for (const path of ['/data/orders', '/data/order/0x1', '/data/trades', '/balance-allowance?asset_type=COLLATERAL'])
    assert.is(ann.get(path).status, 500, path);
  assert.is(bob.get('/data/orders').status, 200);
  taken(ann.place());
  assert.is(house.get(`/data-api/v2/positions?user=${ann.wallet}`).status, 500);
  assert.is(house.get(`/data-api/v2/positions?user=${bob.wallet}`).status, 200);
});

test('at the counter orders of one account are refused in the venue’s words, after everything else about them was right', () => {
  for (const [words, wish, text] of [
    ['accountRestricted', {}, 'address in closed only mode'],
    ['allowanceDrift --usd 10', {}, 'the allowance is not enough -> allowance: 10000000'],
    ['postOnlyRejected', {}, 'order crosses book'],
    ['batchFails --share 1', {}, 'Invalid order payload'],
  ] as const) {
    const { ann, bob, inject } = struckHouse();
    inject(words, ann);
    const refused = ann.place(wish);
    assert.is(refused.status, 400);
    assert.match(refused.body.error, text);
    taken(bob.place());
    assert.is(ann.ask('POST', '/order', '{}').body.error, 'Invalid order payload', 'nonsense stays nonsense');
  }
  const { ann, inject } = struckHouse();
  inject('allowanceDrift --usd 10', ann);
  taken(ann.place({ price: '0.5', size: '20' }));
  inject('postOnlyRejected --target v3', ann);
  taken(ann.place({ price: '0.5', size: '20' }));
});

test('of one batch some legs are refused and the others rest', () => {
  const { ann, inject } = struckHouse();
  inject('batchFails --share 0.5');
  const bodies = Array.from({ length: 15 }, (_, n) => ann.sign({ price: `0.${10 + n}`, size: '5' }).body);
  const legs = ann.ask('POST', '/orders', `[${bodies.join(',')}]`).body as { orderID: string }[];
  const rest = legs.filter(({ orderID }) => orderID !== '');
  assert.ok(rest.length > 0 && rest.length < 15, `${rest.length} rest`);
  assert.is(ann.get('/data/orders').body.data.length, rest.length);
});

test('an order fills as it comes, and its owner hears of the fill before the answer', () => {
  const { house, ann, inject } = struckHouse();
  const socket = privateSocket(house, ann);
  inject('fillBeforeReply --share 1', ann);
  const { body } = ann.place({ price: '0.3' });
  assert.is(body.status, 'matched');
  assert.ok(socket.said.some((text) => text.includes('"event_type":"trade"') && text.includes(body.orderID)));
});

test('a cancel is confirmed, and a fill of the same order is told after it', () => {
  const { house, ann, inject, clock } = struckHouse();
  const id = taken(ann.place({ price: '0.3' }));
  const socket = privateSocket(house, ann);
  inject('fillAfterCancel --share 1', ann);
  const { body } = ann.ask('DELETE', '/order', JSON.stringify({ orderID: id }));
  assert.equal(body.canceled, [id]);
  assert.equal(socket.said, []);
  clock.advanceBy(200);
  assert.ok(socket.said.some((text) => text.includes('"event_type":"trade"')));
  assert.is(ann.get(`/data/order/${id}`).body.size_matched, '50');
});

test('the counter of what is filled stands still in listings, and goes on when the fault ends', () => {
  const { ann, bob, inject, clock } = struckHouse();
  const id = taken(ann.place({ price: '0.3' }));
  inject('matchedStuck --for 30s', ann);
  const shown = () => [
    ann.get('/data/orders').body.data[0]?.size_matched,
    ann.get(`/data/order/${id}`).body.size_matched,
  ];
  assert.equal(shown(), ['0', '0']);
  assert.is(bob.place({ outcome: 'no', price: '0.7', size: '40', postOnly: false }).body.status, 'matched');
  assert.equal(shown(), ['0', '0']);
  clock.advanceBy(30_000);
  assert.equal(shown(), ['40', '40']);
});

test('the venue removes orders of one account unasked, and says so or not', () => {
  for (const told of ['yes', 'no'] as const) {
    const { house, ann, bob, inject } = struckHouse();
    const id = taken(ann.place({ price: '0.3' }));
    taken(bob.place({ price: '0.3' }));
    const socket = privateSocket(house, ann);
    inject(`venueCancel --told ${told}`, ann);
    assert.equal(
      [ann, bob].map((who) => who.get('/data/orders').body.data.length),
      [0, 1],
    );
    assert.is(socket.said.filter((text) => text.includes(id)).length, told === 'yes' ? 1 : 0);
  }
});

test('settlements of one account fail, money moves unasked, and everybody is taken for dead', () => {
  const { house, ann, bob, inject, clock } = struckHouse();
  const cash = (who: typeof ann) => microText(house.exchange.purse(walletId(who.wallet))?.cash.settled ?? 0);
  taken(ann.place({ price: '0.3' }));
  taken(bob.place({ price: '0.3', contract: 'v3' }));
  inject('settlementFailed', bob);
  ann.place({ contract: 'v3', outcome: 'no', price: '0.7', postOnly: false });
  clock.advanceBy(60_000);
  assert.equal([cash(ann), cash(bob)], ['1000', '1000'], 'it was void for both sides');
  inject('balanceDrift --usd -5', bob);
  inject('midnightPayouts --rewardUsd 3 --rebateUsd 0 --depositUsd 0');
  assert.equal([cash(ann), cash(bob)], ['1003', '998']);
  taken(bob.place({ price: '0.2' }));
  inject('heartbeatExpired');
  for (const who of [ann, bob]) assert.equal(who.get('/data/orders').body.data, []);
});

test.run();
