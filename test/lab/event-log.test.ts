import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId } from '#domain/ids.ts';
import type { Fact, OrderFact } from '#domain/money/fact.ts';
import { EventLog, factText, LAST_EVENTS, timeText } from '#lab/event-log.ts';

const START_MS = 1_800_000_000_000;
const fault = (detail: string): Fact => ({ fact: 'fault', atMs: START_MS, actor: 'chain', kind: 'warn', detail });

function logged(details: readonly string[], nowMs = START_MS): EventLog {
  const log = new EventLog(START_MS);
  for (const detail of details) log.fact(nowMs, fault(detail));
  return log;
}

test('the same events in the same order have the same hash, and nothing else has', () => {
  const of = (...details: readonly string[]) => logged(details).hash();
  assert.is(of('a', 'b'), of('a', 'b'));
  const all = [of(), of('a'), of('b'), of('a', 'b'), of('b', 'a'), of('ab'), of('a', 'b', 'b')];
  assert.is(new Set(all).size, all.length);
  assert.match(of(), /^[0-9a-f]{64}$/);
});

test('asking for the hash changes nothing, and a note counts with its time', () => {
  const log = logged(['a']);
  assert.is(log.hash(), log.hash());
  const [one, other] = [logged(['a']), logged(['a'])];
  one.note(START_MS + 5, 'kill -9');
  other.note(START_MS + 6, 'kill -9');
  assert.is.not(one.hash(), other.hash());
});

test('the last events are kept, oldest first, at the time of the world', () => {
  const log = logged(
    Array.from({ length: 60 }, (_, n) => `number ${n}`),
    START_MS + 83_412,
  );
  assert.is(log.count, 60);
  const last = log.last();
  assert.is(last.length, LAST_EVENTS);
  assert.is(last[0], '  83.412 s  fault: actor chain, kind warn, detail number 10');
  assert.is(last.at(-1), '  83.412 s  fault: actor chain, kind warn, detail number 59');
});

test('a fact reads as people read it: millionths as decimals, long ids cut, what is empty left out', () => {
  const order: OrderFact = {
    fact: 'order',
    atMs: START_MS,
    order: orderId(`0x${'ab'.repeat(32)}`),
    market: marketId('rain'),
    slot: 'yesBid',
    price: 410_000 as never,
    size: 84_750_000 as never,
    filled: 0 as never,
    status: 'resting',
    reason: null,
    trace: traceId('t'),
  };
  const text = 'order: order 0xabababab, market rain, slot yesBid, price 0.41, size 84.75, filled 0, status resting';
  assert.is(factText(order), text);
  assert.is(timeText(7), '   0.007 s');
  assert.is(timeText(12_345_678), '12345.678 s');
});

test.run();
