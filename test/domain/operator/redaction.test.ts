// What inspectors are shown of a value: nothing secret, nothing without end, and an answer for whatever it is.
import { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { OF_CONTEXT, OF_DEFINITION, shown, shownText } from '#domain/operator/redaction.ts';
import { Secret } from '#infra/venue/signing/secret.ts';

const plain = (value: unknown) => JSON.parse(JSON.stringify(shown(value)));

test('values that JSON does not know are shown as people write them', () => {
  const value = {
    big: 12n,
    money: new Decimal('1.50'),
    map: new Map([['a', 1]]),
    numbers: new Map([[7, 'seven']]),
    set: new Set(['x', 'y']),
    nan: Number.NaN,
    error: new Error('broken', { cause: new TypeError('why') }),
    gone: undefined,
  };
  assert.equal(plain(value), {
    big: '12',
    money: '1.5',
    map: { a: 1 },
    numbers: { 7: 'seven' },
    set: ['x', 'y'],
    nan: 'NaN',
    error: { name: 'Error', message: 'broken', cause: { name: 'TypeError', message: 'why' } },
  });
});

test('what is secret by its name is not shown, however deep it lies and whatever it is', () => {
  const PLAIN = 'correct-horse-battery';
  const value = {
    apiKey: PLAIN,
    POLYMARKET_API_SECRET: PLAIN,
    deep: [{ passphrase: { words: [PLAIN] } }],
    signatures: [PLAIN],
    token: 12,
    headers: new Map([['Authorization', PLAIN]]),
    inError: new Error(`refused: {"secret":"${PLAIN}"} api_key=${PLAIN} and Bearer ${PLAIN}`),
    inText: `signature: ${PLAIN}`,
    wrapped: Secret.ofText('X', PLAIN),
  };
  for (const bounds of [OF_CONTEXT, OF_DEFINITION]) {
    const text = JSON.stringify(shown(value, bounds));
    assert.not.ok(text.includes(PLAIN), text);
    assert.ok(text.includes('[redacted]'));
  }
});

test('hands that trade are left out whole', () => {
  const value = { desk: { secret: 1 }, port: { market: 'x', place() {} }, clock: new (class Clock {})(), left: 1 };
  assert.equal(plain(value), { desk: '[left out]', port: '[left out]', clock: '[Clock]', left: 1 });
});

test('functions of a definition are named, as viewers of statecharts expect', () => {
  const config = { entry: [function sayStarted() {}], on: { GO: { actions: { type: 'plan' } } } };
  assert.equal(JSON.parse(JSON.stringify(shown(config, OF_DEFINITION))), {
    entry: [{ type: 'sayStarted' }],
    on: { GO: { actions: { type: 'plan' } } },
  });
});

test('a value without end has one when it is shown', () => {
  const ring: Record<string, unknown> = { list: [] };
  ring.self = ring;
  (ring.list as unknown[]).push(ring);
  assert.equal(plain(ring), { list: ['[circular]'], self: '[circular]' });
  let deep: unknown = 'bottom';
  for (let n = 0; n < 5_000; n += 1) deep = { deep };
  assert.ok(JSON.stringify(shown(deep)).length < 200);
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, { a: [1, 2, 3] }]));
  assert.ok(JSON.stringify(shown(wide)).length < 5_000);
  assert.ok(JSON.stringify(shown(Array.from({ length: 100_000 }, () => 'x'.repeat(1_000)))).length < 25_000);
  assert.ok(shownText('y'.repeat(1_000_000)).length < 400);
});

test('the same object in two places is shown twice: it is no circle', () => {
  const leg = { price: 1 };
  assert.equal(plain({ a: leg, b: leg }), { a: { price: 1 }, b: { price: 1 } });
});

test('a value that throws when it is read says so, and the others are shown', () => {
  const poisoned = Object.defineProperty({ well: 1 }, 'bad', {
    enumerable: true,
    get() {
      throw new Error('poison');
    },
  });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assert.equal(plain([1, poisoned, proxy, 2]), [1, '[unreadable]', '[unreadable]', 2]);
});

test('anything at all becomes JSON of a bounded size', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withNullPrototype: true }), (value) => {
      const text = JSON.stringify(shown(value)) ?? 'undefined';
      assert.ok(text.length < 1_000_000);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test.run();
