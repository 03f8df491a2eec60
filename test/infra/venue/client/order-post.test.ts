import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Answer, PlaceOutcome } from '#domain/ports.ts';
import { checkL2 } from '#infra/venue/signing/l2-auth.ts';
import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import { checkSignature } from '#infra/venue/signing/signature-check.ts';
import { API_KEY, assetOf, RAIN, SNOW, smallVenue } from './small-venue.ts';

type Answered = Answer<readonly PlaceOutcome[]>;
interface Posted {
  readonly owner: string;
  readonly postOnly: boolean;
  readonly order: Readonly<Record<string, unknown>>;
}

const live = (id: string) => ({ success: true, errorMsg: '', orderID: id, status: 'live' });
const idOf = (body: unknown) => {
  const posted = readPostedOrder(body);
  if (!posted.ok) throw new Error(posted.field);
  const checked = checkSignature(posted.value.order, posted.value.signature, { exchange: 'ctf', chainId: 137 });
  if (!checked.ok) throw new Error(checked.text);
  return checked.id;
};

test('an order is known by the venue under the very id that it had before it was sent', () => {
  const { http, client, intent, run } = smallVenue();
  const order = intent('yesBid', '0.52', '100');
  http.on('POST /order', ({ body }) => ({ status: 200, body: live(idOf(JSON.parse(body ?? ''))) }));
  const told: Answered[] = [];
  client.venue.place([order], (answer) => told.push(answer));
  assert.is(told.length, 0, 'never inside the call');
  run(50);
  assert.equal(told, [{ ok: true, value: [{ order: order.id, result: 'resting' }] }]);
  const [body] = http.bodies('POST /order') as Posted[];
  assert.is(idOf(body), order.id);
  assert.is(body?.owner, API_KEY);
  assert.is(body?.postOnly, true);
  assert.equal(
    [body?.order.tokenId, body?.order.side, body?.order.makerAmount, body?.order.takerAmount],
    [assetOf(RAIN, 'yes'), 'BUY', '52000000', '100000000'],
  );
});

test('a bid for NO is a buy of the other outcome', () => {
  const { http, client, intent, run } = smallVenue();
  http.on('POST /order', ({ body }) => ({ status: 200, body: live(idOf(JSON.parse(body ?? ''))) }));
  client.venue.place([intent('noBid', '0.3', '10')], () => {});
  client.venue.place([intent('noAsk', '0.7', '10')], () => {});
  run(50);
  const orders = (http.bodies('POST /order') as Posted[]).map(({ order }) => [order.tokenId, order.side]);
  assert.equal(orders, [
    [assetOf(RAIN, 'no'), 'BUY'],
    [assetOf(RAIN, 'no'), 'SELL'],
  ]);
});

test('the body that is sent is the body that the key signed', () => {
  const { http, client, intent, run } = smallVenue();
  client.venue.place([intent('yesBid', '0.52', '100')], () => {});
  run(50);
  const [request] = http.of('POST /order');
  const headers = Object.fromEntries(
    Object.entries(request?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  assert.is(headers.poly_api_key, API_KEY);
  assert.is(headers.poly_timestamp, '1795132800');
  const checked = checkL2(headers, { method: 'POST', path: '/order', body: request?.body ?? null }, () => undefined, {
    nowMs: 1_795_132_800_000,
    toleranceS: 5,
  });
  assert.equal(checked, { ok: false, fault: 'unknownKey' });
});

test('several orders leave as one batch, and each leg has an outcome of its own', () => {
  const { http, client, intent, run } = smallVenue();
  const orders = [intent('yesBid', '0.5', '10'), intent('yesAsk', '0.6', '10'), intent('noBid', '0.3', '10')];
  http.on('POST /orders', {
    status: 200,
    body: [
      live(orders[0]?.id ?? ''),
      { success: true, errorMsg: 'not enough balance / allowance', orderID: '', status: '' },
      { success: false, errorMsg: 'Rate limit exceeded for tokenId 7', orderID: '', status: 'delayed' },
    ],
  });
  const told: Answered[] = [];
  client.venue.place(orders, (answer) => told.push(answer));
  run(50);
  assert.is(http.of('POST /orders').length, 1);
  assert.equal(
    told,
    [
      {
        ok: true,
        value: [
          { order: orders[0]?.id, result: 'resting' },
          { order: orders[1]?.id, result: 'rejected', reason: 'notCovered', text: 'not enough balance / allowance' },
        ],
      },
    ],
    'what proves nothing is left out: only a look can tell',
  );
});

test('an answer with another number of legs settles none of them', () => {
  const { http, client, intent, run } = smallVenue();
  const orders = [intent('yesBid', '0.5', '10'), intent('yesAsk', '0.6', '10')];
  http.on('POST /orders', { status: 200, body: [live(orders[0]?.id ?? '')] });
  const told: Answered[] = [];
  client.venue.place(orders, (answer) => told.push(answer));
  run(50);
  assert.equal(told, [{ ok: true, value: [] }]);
});

test('legs that come in another order are told by the names they carry, and one without a name by nothing', () => {
  const { http, client, intent, run } = smallVenue();
  const orders = [intent('yesBid', '0.5', '10'), intent('yesAsk', '0.6', '10'), intent('noBid', '0.3', '10')];
  const [one, two] = orders.map(({ id }) => id as string);
  const refused = { success: false, errorMsg: 'invalid post-only order: order crosses book', orderID: '', status: '' };
  http.on('POST /orders', { status: 200, body: [live(two ?? ''), refused, live(one ?? '')] });
  const told: Answered[] = [];
  client.venue.place(orders, (answer) => told.push(answer));
  run(50);
  assert.equal(told, [
    {
      ok: true,
      value: [
        { order: one, result: 'resting' },
        { order: two, result: 'resting' },
      ],
    },
  ]);
  client.venue.cancel([orders[0]?.id as never], () => {});
  run(50);
  assert.equal(http.bodies('DELETE /order'), [{ orderID: one }], 'and none got the name of another');
});

test('a refusal of one order is its outcome; doubt stays doubt', () => {
  const cases: readonly [said: Parameters<typeof http.on>[1], wanted: unknown][] = [
    [
      { status: 400, body: { error: 'invalid post-only order: order crosses book' } },
      [{ result: 'rejected', reason: 'crossesBook', text: 'invalid post-only order: order crosses book' }],
    ],
    [{ status: 400, body: { error: 'order 0x1 is invalid. Duplicated.' } }, [{ result: 'resting' }]],
    [
      { status: 500, body: 'could not insert order' },
      { kind: 'unreachable', sent: 'maybe', answer: '500 could not insert order' },
    ],
    [
      { status: 502, body: '' },
      { kind: 'unreachable', sent: 'maybe', answer: '502' },
    ],
    [
      { status: 425, body: '', headers: { 'retry-after': '2' } },
      { kind: 'restarting', retryAfterMs: 2_000 },
    ],
    [{ status: 401, body: { error: 'Unauthorized/Invalid api key' } }, 'unauthorised'],
    [{ status: 200, body: '<html>' }, 'unreadable'],
    ['lost', { kind: 'unreachable', sent: 'maybe' }],
    ['refused', { kind: 'unreachable', sent: 'no' }],
    ['forgotten', { kind: 'unreachable', sent: 'maybe' }],
  ];
  const { http } = smallVenue();
  for (const [said, wanted] of cases) {
    const venue = smallVenue();
    const order = venue.intent('yesBid', '0.5', '10');
    venue.http.on('POST /order', said);
    const told: Answered[] = [];
    venue.client.venue.place([order], (answer) => told.push(answer));
    venue.run(7_000);
    assert.is(told.length, 1);
    const [answer] = told;
    if (Array.isArray(wanted))
      assert.equal(answer, { ok: true, value: wanted.map((one) => ({ order: order.id, ...one })) });
    else if (answer?.ok !== false) assert.unreachable(JSON.stringify(answer));
    else if (typeof wanted === 'string')
      assert.ok([answer.failure.kind, 'reason' in answer.failure ? answer.failure.reason : ''].includes(wanted));
    else assert.equal(answer.failure, wanted);
  }
});

test('an order that was signed for another version is signed anew once, and keeps its name with us', () => {
  const { http, client, intent, run } = smallVenue();
  const order = intent('yesBid', '0.5', '10');
  let posted = 0;
  http.on('POST /order', ({ body }) => {
    posted += 1;
    if (posted === 1) return { status: 400, body: { error: 'order_version_mismatch' } };
    return { status: 200, body: live(idOf(JSON.parse(body ?? ''))) };
  });
  http.on('DELETE /order', ({ body }) => ({ status: 200, body: { canceled: [JSON.parse(body ?? '').orderID] } }));
  const told: Answered[] = [];
  client.venue.place([order], (answer) => told.push(answer));
  run(200);
  assert.equal(told, [{ ok: true, value: [{ order: order.id, result: 'resting' }] }]);
  assert.is(posted, 2);
  assert.is(http.of(`GET /clob-markets/${RAIN}`).length, 1, 'its facts are read again before');
  const cancelled: unknown[] = [];
  client.venue.cancel([order.id], (answer) => cancelled.push(answer));
  run(50);
  assert.equal(cancelled, [{ ok: true, value: [{ order: order.id, result: 'cancelled' }] }]);
  assert.is.not((http.bodies('DELETE /order') as { orderID: string }[])[0]?.orderID, order.id);
});

test('a version that never fits is a refusal after the second try', () => {
  const { http, client, intent, run } = smallVenue();
  http.on('POST /order', { status: 400, body: { error: 'order_version_mismatch' } });
  const told: Answered[] = [];
  client.venue.place([intent('yesBid', '0.5', '10')], (answer) => told.push(answer));
  run(5_000);
  const [answer] = told;
  assert.is(answer?.ok && answer.value[0]?.result === 'rejected' && answer.value[0].reason, 'versionMismatch');
  assert.is(http.of('POST /order').length, 2);
});

test('what cannot be signed exactly is refused by name and never posted', () => {
  const { http, client, intent, run } = smallVenue();
  const told: Answered[] = [];
  client.venue.place([intent('yesBid', '0.5', '10.001')], (answer) => told.push(answer));
  run(50);
  assert.equal(http.of('POST /order'), []);
  const [answer] = told;
  assert.match(
    answer?.ok && answer.value[0]?.result === 'rejected' ? answer.value[0].text : '',
    'a size has two decimals',
  );
});

test('when the burst is used up, orders wait a moment, fill one batch, and the late ones are told to come again', () => {
  const { http, client, intent, run } = smallVenue();
  http.on('POST /orders', ({ body }) => ({
    status: 200,
    body: (JSON.parse(body ?? '') as unknown[]).map((one) => live(idOf(one))),
  }));
  const told: Answered[] = [];
  const place = (count: number) =>
    client.venue.place(
      Array.from({ length: count }, () => intent('yesBid', '0.5', '10', SNOW)),
      (answer) => told.push(answer),
    );
  for (let n = 0; n < 4; n++) place(15); // the burst of the lowest tier
  for (let n = 0; n < 6; n++) place(2);
  for (let n = 0; n < 20; n++) place(3);
  run(1_000);
  const sizes = http.bodies('POST /orders').map((body) => (body as unknown[]).length);
  assert.equal(sizes.slice(0, 4), [15, 15, 15, 15]);
  assert.ok(sizes.every((size) => size <= 15));
  assert.ok(sizes.length > 5, 'some of those who waited had their turn');
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 60 + 12, 'never more than the bucket gives');
  assert.is(told.length, 30);
  const limited = told.filter((answer) => !answer.ok && answer.failure.kind === 'rateLimited');
  assert.ok(limited.length > 10, `${limited.length} were told to come again`);
});

test('a burst is signed in slices: the loop is let go every two milliseconds, and nothing is lost between them', () => {
  const { http, client, intent, clock } = smallVenue();
  http.on('POST /orders', ({ body }) => ({
    status: 200,
    body: (JSON.parse(body ?? '') as unknown[]).map((one) => live(idOf(one))),
  }));
  // Time passes while we sign: a signature takes as long as it takes to look at the clock.
  let spentMs = 0;
  const steadyMs = clock.steadyMs.bind(clock);
  clock.steadyMs = () => {
    spentMs += 0.5;
    return steadyMs() + spentMs;
  };
  const told: Answered[] = [];
  for (let n = 0; n < 3; n++)
    client.venue.place(
      Array.from({ length: 12 }, () => intent('yesBid', '0.5', '10')),
      (answer) => told.push(answer),
    );
  assert.is(http.asked.length, 0, 'a dozen takes longer than a slice');
  let steps = 0;
  while (told.length < 3 && steps < 1_000) {
    clock.step();
    steps += 1;
  }
  const outcomes = told.flatMap((answer) => (answer.ok ? answer.value : []));
  assert.is(outcomes.filter(({ result }) => result === 'resting').length, 36);
  assert.is(new Set(outcomes.map(({ order }) => order)).size, 36);
  const sizes = http.bodies('POST /orders').map((body) => (body as unknown[]).length);
  assert.equal(sizes, [12, 12, 12], 'whole groups');
});

test('a 429 closes the bucket for as long as the venue says', () => {
  const { http, client, intent, run, clock } = smallVenue();
  http.on('POST /order', { status: 429, body: { error: 'Too Many Requests' }, headers: { 'retry-after': '3' } });
  const told: Answered[] = [];
  client.venue.place([intent('yesBid', '0.5', '10')], (answer) => told.push(answer));
  run(50);
  assert.equal(told, [{ ok: false, failure: { kind: 'rateLimited', retryAfterMs: 3_000 } }]);
  client.venue.place([intent('yesBid', '0.5', '10')], (answer) => told.push(answer));
  run(400);
  assert.is(http.of('POST /order').length, 1);
  const again = told[1];
  assert.ok(again && !again.ok && again.failure.kind === 'rateLimited');
  clock.advanceBy(3_000);
  client.venue.place([intent('yesBid', '0.5', '10')], (answer) => told.push(answer));
  run(50);
  assert.is(http.of('POST /order').length, 2);
});

test.run();
