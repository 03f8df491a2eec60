import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OrderId, orderId } from '#domain/ids.ts';
import type { Answer, CancelOutcome } from '#domain/ports.ts';
import { RAIN, smallVenue } from './small-venue.ts';

const order = (n: number): OrderId => orderId(`0x${n.toString(16).padStart(64, '0')}`);
const several = (count: number) => Array.from({ length: count }, (_, n) => order(n));

test('each order is gone, or was not there, or could not go', () => {
  const { http, client, run } = smallVenue();
  http.on('DELETE /orders', {
    status: 200,
    body: {
      canceled: [order(0)],
      not_canceled: { [order(1)]: 'Order not found or already canceled', [order(2)]: 'order is being matched' },
    },
  });
  const told: unknown[] = [];
  client.venue.cancel(several(4), (answer) => told.push(answer));
  run(50);
  assert.equal(
    told,
    [
      {
        ok: true,
        value: [
          { order: order(0), result: 'cancelled' },
          { order: order(1), result: 'notFound' },
          { order: order(2), result: 'tooLate' },
        ],
      },
    ],
    'what the answer does not name is not guessed',
  );
});

test('more cancels than the bucket holds leave in parts, none of which the venue must refuse', () => {
  const { http, client, run } = smallVenue();
  http.on('DELETE /orders', ({ body }) => ({
    status: 200,
    body: { canceled: JSON.parse(body ?? ''), not_canceled: {} },
  }));
  const told: Answer<readonly CancelOutcome[]>[] = [];
  client.venue.cancel(several(300), (answer) => told.push(answer));
  run(4_000);
  const parts = http.bodies('DELETE /orders').map((ids) => (ids as unknown[]).length);
  assert.equal(parts, [120, 120, 60], 'the burst of the lowest tier');
  assert.is(told.length, 1);
  assert.ok(told[0]?.ok && told[0].value.length === 300);
});

test('a higher tier, once an answer names it, lets more leave at once', () => {
  const { http, client, run } = smallVenue();
  http.on('DELETE /orders', ({ body }) => ({
    status: 200,
    body: { canceled: JSON.parse(body ?? ''), not_canceled: {} },
    headers: { 'poly-ratelimit-tier': 'Gold', 'poly-ratelimit-remaining': '1100' },
  }));
  client.venue.cancel(several(2), () => {});
  run(2_000);
  client.venue.cancel(several(1_500), () => {});
  run(3_000);
  const parts = http.bodies('DELETE /orders').map((ids) => (ids as unknown[]).length);
  assert.equal(parts, [2, 1_000, 500]);
  assert.is(client.status().tier, 'gold');
});

test('cancels leave before orders that wait, whoever came first', () => {
  const { http, client, intent, run } = smallVenue();
  http.on('POST /orders', { status: 200, body: [] });
  http.on('POST /order', { status: 200, body: {} });
  http.on('DELETE /order', { status: 200, body: { canceled: [], not_canceled: {} } });
  for (let n = 0; n < 4; n++)
    client.venue.place(
      Array.from({ length: 15 }, () => intent('yesBid', '0.5', '10')),
      () => {},
    );
  client.venue.place([intent('yesBid', '0.5', '10')], () => {});
  client.venue.cancel([order(1)], () => {});
  run(200);
  const paths = http.asked.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  assert.equal(paths.slice(-2), ['DELETE /order', 'POST /order']);
});

test('everything of a market, and everything, is cancelled by one request each, which is paid afterwards', () => {
  const { http, client, run } = smallVenue();
  http.on('DELETE /cancel-market-orders', { status: 200, body: { canceled: several(100), not_canceled: {} } });
  http.on('DELETE /cancel-all', { status: 200, body: { canceled: several(30), not_canceled: {} } });
  http.on('DELETE /order', { status: 200, body: { canceled: [], not_canceled: {} } });
  const told: unknown[] = [];
  client.venue.cancelMarket(RAIN, (answer) => told.push(answer));
  client.venue.cancelAll((answer) => told.push(answer));
  run(50);
  assert.equal(told, [
    { ok: true, value: several(100) },
    { ok: true, value: several(30) },
  ]);
  assert.equal(http.bodies('DELETE /cancel-market-orders'), [{ market: RAIN }]);
  assert.equal(http.bodies('DELETE /cancel-all'), [null]);
  client.venue.cancel([order(1)], () => {});
  run(20);
  assert.is(http.of('DELETE /order').length, 0, 'the bucket owes what the broad cancels took');
  run(400);
  assert.is(http.of('DELETE /order').length, 1);
});

test('a cancel that nobody answered is a doubt, not a cancel', () => {
  const { http, client, run } = smallVenue();
  http.on('DELETE /order', 'lost');
  const told: unknown[] = [];
  client.venue.cancel([order(1)], (answer) => told.push(answer));
  run(50);
  assert.equal(told, [{ ok: false, failure: { kind: 'unreachable', sent: 'maybe' } }]);
});

test('a beat carries the id of the one before, and a wrong one is answered with the right one', () => {
  const { http, client, run } = smallVenue();
  http.on('POST /v1/heartbeats', ({ body }) => {
    const { heartbeat_id: id } = JSON.parse(body ?? '');
    if (id === '') return { status: 200, body: { heartbeat_id: 'one' } };
    return { status: 400, body: { error_msg: 'Invalid Heartbeat ID', heartbeat_id: 'one' } };
  });
  const told: unknown[] = [];
  client.venue.beat(null, (answer) => told.push(answer));
  client.venue.beat('stray', (answer) => told.push(answer));
  run(50);
  assert.equal(told, [
    { ok: true, value: { id: 'one' } },
    { ok: false, failure: { kind: 'rejected', reason: 'wrongBeat', text: 'one' } },
  ]);
});

test.run();
