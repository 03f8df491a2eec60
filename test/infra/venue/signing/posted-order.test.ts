import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeededRandom } from '#infra/random.ts';
import { orderBody } from '#infra/venue/signing/order-body.ts';
import { OrderSigner } from '#infra/venue/signing/order-signer.ts';
import { readPostedOrder } from '#infra/venue/signing/posted-order.ts';
import { PLAN, testAccount } from './test-account.ts';

const SIGNED = new OrderSigner(testAccount(3), new SeededRandom(5)).sign(PLAN, 1_795_132_800_000);
if (!SIGNED.ok) throw new Error(SIGNED.text);
const { body: BODY, signature, order } = SIGNED.value;

type Json = { [name: string]: unknown; order: { [name: string]: unknown } };
const parsed = (): Json => JSON.parse(BODY);
const fault = (change: (body: Json) => void): string => {
  const body = parsed();
  change(body);
  const answer = readPostedOrder(body);
  return answer.ok ? 'read' : answer.field;
};

test('what is written is read, and what is read is written', () => {
  const answer = readPostedOrder(parsed());
  const { owner } = testAccount(3);
  const value = { order, signature, kind: 'GTC', postOnly: true, expiration: 0, owner };
  assert.equal(answer, { ok: true, value });
  if (answer.ok) assert.is(orderBody(answer.value), BODY);
});

test('addresses and codes in lower case, numbers as texts, and unknown fields are fine', () => {
  const answer = readPostedOrder({
    ...parsed(),
    extra: 1,
    order: { ...parsed().order, salt: String(order.salt), maker: order.maker.toLowerCase(), taker: null },
  });
  assert.equal(answer.ok && answer.value.order, order);
});

test('what may be left out may be left out', () => {
  const { deferExec: _, postOnly: __, ...body } = parsed();
  const { expiration: ___, ...rest } = body.order;
  const answer = readPostedOrder({ ...body, order: rest });
  assert.equal(answer.ok && [answer.value.postOnly, answer.value.expiration], [false, 0]);
});

test('each field that is not what it should be is named', () => {
  for (const field of ['salt', 'makerAmount', 'takerAmount', 'timestamp', 'expiration'])
    for (const value of [-1, 1.5, 2 ** 53, '9'.repeat(17), '01', '1e5', '', ' 1', true, {}, [1], Number.NaN])
      assert.is(
        fault((body) => (body.order[field] = value)),
        `order.${field}`,
        `${field} ${value}`,
      );
  for (const field of ['maker', 'signer'])
    for (const value of ['', '0x', order.maker.slice(0, -1), null, 5])
      assert.is(
        fault((body) => (body.order[field] = value)),
        `order.${field}`,
      );
  for (const field of ['metadata', 'builder'])
    for (const value of ['', '0x', '0', null, `0x${'g'.repeat(64)}`, `0x${'0'.repeat(63)}`])
      assert.is(
        fault((body) => (body.order[field] = value)),
        `order.${field}`,
      );
  for (const value of [5, '', '0x1', '-1', '1.0', '01', String(2n ** 256n), '9'.repeat(100_000), null])
    assert.is(
      fault((body) => (body.order.tokenId = value)),
      'order.tokenId',
    );
  for (const value of ['buy', 0, null])
    assert.is(
      fault((body) => (body.order.side = value)),
      'order.side',
    );
  for (const value of [4, -1, '3', null, 0.5])
    assert.is(
      fault((body) => (body.order.signatureType = value)),
      'order.signatureType',
    );
  for (const value of ['', 5, null, 'x'.repeat(10_000)])
    assert.is(
      fault((body) => (body.order.signature = value)),
      'order.signature',
    );
  for (const value of ['', 5, null, 'x'.repeat(101)])
    assert.is(
      fault((body) => (body.owner = value)),
      'owner',
    );
  for (const value of ['gtc', null, 'IOC', 7])
    assert.is(
      fault((body) => (body.orderType = value)),
      'orderType',
    );
  for (const value of ['true', 1, {}])
    assert.is(
      fault((body) => (body.postOnly = value)),
      'postOnly',
    );
});

test('a field that is missing is named, and so is a body that is none', () => {
  for (const field of Object.keys(parsed().order).filter((each) => each !== 'expiration'))
    assert.is(
      fault((body) => delete body.order[field]),
      `order.${field}`,
    );
  for (const body of [null, undefined, 7, 'x', [], [parsed()]]) {
    const answer = readPostedOrder(body);
    assert.is(answer.ok || answer.field, 'body');
  }
  for (const inner of [null, undefined, 7, 'x', []]) {
    const answer = readPostedOrder({ ...parsed(), order: inner });
    assert.is(answer.ok || answer.field, 'order');
  }
});

test('a refusal repeats no more than a little of what it found', () => {
  const answer = readPostedOrder({ ...parsed(), owner: 'x'.repeat(1_000_000) });
  assert.ok(!answer.ok && answer.found.length <= 60);
});

test('anything at all is read or refused, never thrown', () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom(...Object.keys(order), 'signature', 'expiration'), (value, field) => {
      assert.is(readPostedOrder(value).ok, false);
      readPostedOrder({ ...parsed(), order: value });
      readPostedOrder({ ...parsed(), order: { ...parsed().order, [field]: value } });
      readPostedOrder({ ...parsed(), owner: value, postOnly: value });
    }),
    { seed: 42, numRuns: 400 },
  );
});

test.run();
