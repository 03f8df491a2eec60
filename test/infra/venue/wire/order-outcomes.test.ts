// What answers mean for orders: a success that is none, a doubt that is no refusal, and the real answers of POLYMARKET_DATA.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { cancelOutcomes, placeOutcome, refusal } from '#infra/venue/wire/order-outcomes.ts';
import { CANCEL_ANSWER, OPEN_ORDER, ORDER_ANSWER } from '#infra/venue/wire/own-orders.ts';

const ORDER = orderId('0xaa');
const ANSWER = { success: true, errorMsg: '', orderID: '0xaa', status: 'live', makingAmount: '', takingAmount: '' };

const outcome = (patch: object) => {
  const read = readWire(ORDER_ANSWER, { ...ANSWER, ...patch });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const found = placeOutcome(ORDER, read.value);
  return found?.result === 'rejected' ? found.reason : (found?.result ?? null);
};

test('an order is taken only when all four signs say so', () => {
  for (const status of ['live', 'matched', 'delayed']) assert.is(outcome({ status }), 'resting');
  assert.is(outcome({ errorMsg: 'not enough balance / allowance', orderID: '', status: '' }), 'notCovered');
  assert.is(outcome({ success: false, errorMsg: 'invalid expiration', orderID: '' }), 'other');
});

test('what does not prove that the order is not there is no refusal', () => {
  assert.is(outcome({ status: 'unmatched' }), null);
  assert.is(outcome({ orderID: '' }), null);
  assert.is(outcome({ success: false }), null);
  const limited = { success: false, errorMsg: 'Rate limit exceeded for tokenId 7269', orderID: '', status: 'delayed' };
  assert.is(outcome(limited), null);
  assert.is(outcome({ success: false, errorMsg: 'order 0xaa is invalid. Duplicated.', orderID: '' }), null);
  assert.is(refusal(ORDER, 'could not insert order'), null);
});

test('a cancel is told order by order, and what the answer leaves out stays out', () => {
  const read = readWire(CANCEL_ANSWER, {
    canceled: ['0xaa'],
    not_canceled: {
      '0xbb': 'Order not found or already canceled',
      '0xcc': 'Order already matched',
      '0xdd': 'already canceled or matched',
      '0xee': 'order is being matched',
    },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const asked = ['0xaa', '0xbb', '0xcc', '0xdd', '0xee', '0xff'].map(orderId);
  assert.equal(
    cancelOutcomes(asked, read.value).map(({ order, result }) => `${order} ${result}`),
    ['0xaa cancelled', '0xbb notFound', '0xcc notFound', '0xdd notFound', '0xee tooLate'],
  );
});

test('statuses of a listed order, with and without the prefix of REST', () => {
  const listed = (status: string) => {
    const read = readWire(OPEN_ORDER, {
      id: '0xaa',
      status,
      market: '0xc1',
      asset_id: '11',
      side: 'SELL',
      original_size: '10',
      size_matched: '5',
      price: '0.5',
    });
    return read.ok ? `${read.value.status.word} ${read.value.status.detail}`.trim() : read.problem.found;
  };
  assert.is(listed('LIVE'), 'live');
  assert.is(listed('ORDER_STATUS_MATCHED'), 'matched');
  assert.is(listed('ORDER_STATUS_CANCELED_MARKET_RESOLVED'), 'canceled MARKET_RESOLVED');
  assert.is(listed('INVALID'), 'invalid');
  assert.is(listed('LIVELY'), '"LIVELY"');
});

const DATA = process.env.POLYMARKET_DATA;
const FOLDER = `${DATA}/orders-errors`;

if (DATA === undefined || !existsSync(FOLDER)) {
  test('real answers', () => console.log('SKIPPED real answers: POLYMARKET_DATA is not set'));
} else {
  test('every answer of a real log is an order taken, with what moved', () => {
    let answers = 0;
    for (const file of readdirSync(FOLDER).filter((name) => name.startsWith('live-log')))
      for (const line of readFileSync(`${FOLDER}/${file}`, 'utf8').trim().split('\n')) {
        const { kind, body } = JSON.parse(line) as { kind: string; body: Record<string, string> };
        if (kind !== 'post_order_response') continue;
        const read = readWire(ORDER_ANSWER, body);
        assert.ok(read.ok, line);
        if (!read.ok) continue;
        assert.equal(placeOutcome(ORDER, read.value), { order: ORDER, result: 'resting' }, line);
        assert.equal(
          [read.value.making?.toFixed(), read.value.taking?.toFixed()],
          [body.makingAmount, body.takingAmount],
        );
        answers++;
      }
    assert.is(answers, 237);
  });
}

test.run();
