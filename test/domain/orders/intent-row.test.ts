// The lines of the intent journal, and what a second life makes of them.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { type IntentRow, intentLine, readIntents } from '#domain/orders/intent-row.ts';
import { ALL_SLOTS } from '#domain/orders/slot.ts';

const FILE = 'intents.jsonl';
const intent = (order: string, more: object = {}) =>
  intentLine({
    ...{ row: 'intent', atMs: 1, order, market: 'rain', slot: 'yesBid', price: 500_000, size: 10e6, filled: 0 },
    ...{ ahead: null, trace: 't', ...more },
  } as never);
const end = (order: string) =>
  intentLine({ row: 'end', atMs: 2, order, status: 'cancelled', why: null, tookMs: null } as never);
const fill = (order: string, trade: string, filled: number | null) =>
  intentLine({
    ...{ row: 'fill', atMs: 2, order, market: 'rain', trade, size: 1e6, filled, fee: '0', role: 'maker', ahead: null },
  } as never);

test('what was wanted and whose end nobody wrote down is open, with what was filled of it', () => {
  const story = [
    intent('a'),
    intent('b'),
    intentLine({ row: 'rests', atMs: 3, order: 'b', tookMs: 40 } as never),
    end('a'),
    fill('b', 't1', 1e6),
    fill('b', 't2', 3e6),
    intentLine({ row: 'cancel', atMs: 4, order: 'b', why: 'moves' } as never),
    intentLine({ row: 'unknown', atMs: 5, order: 'b', why: null } as never),
    fill('stranger', 't3', null),
  ].join('');
  const { open, fills, torn } = readIntents(story, FILE);
  assert.equal(
    open.map((each) => [each.intent.id, each.filled]),
    [['b', 3e6]],
  );
  assert.equal(open[0]?.intent, {
    id: 'b',
    market: 'rain',
    slot: 'yesBid',
    price: 500_000,
    size: 10e6,
    trace: 't',
  } as never);
  assert.equal(
    fills.map(({ trade }) => trade),
    ['t1', 't2', 't3'],
  );
  assert.is(torn, null);
});

test('an end without a beginning is none of ours any more', () => {
  assert.equal(readIntents(end('a'), FILE), { open: [], fills: [], torn: null });
  assert.equal(readIntents('', FILE).open, []);
});

test('half a last line is left out and shown, wherever it was torn', () => {
  const whole = intent('a') + intent('b');
  const last = intent('c');
  for (let cut = 1; cut < last.length; cut += 1) {
    const { open, torn } = readIntents(whole + last.slice(0, cut), FILE);
    assert.is(open.length, 2);
    assert.is(torn, last.slice(0, Math.min(cut, 80)));
  }
  assert.is(readIntents(whole + last, FILE).open.length, 3);
});

test('a line in the middle that is none is an error with its number, and says what to do', () => {
  for (const [line, about] of [
    ['{"row":"int', /line 2: not JSON/],
    ['', /line 2: not JSON/],
    ['{"row":"wish"}', /line 2: row/],
    [intent('b', { slot: 'maybe' }).trim(), /line 2: slot/],
    [intent('b', { price: 0.5 }).trim(), /line 2: price/],
    [intent('', {}).trim(), /line 2: order/],
  ] as const)
    assert.throws(
      () => readIntents(`${intent('a')}${line}\n${intent('c')}`, FILE),
      (error: unknown) =>
        error instanceof BadInput &&
        about.test(error.message) &&
        /intents\.jsonl .* nothing was changed/.test(error.message),
      line,
    );
});

test('a journal can be read from its beginning again, whatever stands in it', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const size = fc.integer({ min: 1, max: 5 }).map((n) => n * 1e6);
  const row: fc.Arbitrary<IntentRow> = fc.oneof(
    fc.record({
      row: fc.constant('intent' as const),
      atMs: fc.nat(),
      order: name,
      market: name,
      slot: fc.constantFrom(...ALL_SLOTS),
      price: fc.integer({ min: 1, max: 999_999 }),
      size,
      filled: fc.constant(0),
      ahead: fc.option(size),
      trace: name,
    }),
    fc.record({
      row: fc.constant('end' as const),
      atMs: fc.nat(),
      order: name,
      status: fc.constant('filled' as const),
      why: fc.option(fc.string()),
      tookMs: fc.option(fc.nat()),
    }),
    fc.record({ row: fc.constant('cancel' as const), atMs: fc.nat(), order: name, why: fc.option(fc.string()) }),
  ) as never;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const open = new Map<string, number>();
      for (const each of rows) {
        if (each.row === 'intent') open.set(each.order, each.price);
        if (each.row === 'end') open.delete(each.order);
      }
      const found = readIntents(rows.map(intentLine).join(''), FILE);
      assert.equal(
        found.open.map(({ intent: { id, price } }) => [id, price]).toSorted(),
        [...open].toSorted() as never,
      );
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
