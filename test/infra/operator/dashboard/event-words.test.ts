import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#domain/operator/views.ts';
import { eventWords, toldEvents } from '../../../../src/infra/operator/dashboard/event-words.ts';

const ID = `0x${'74b48e81'.repeat(8)}`;
let seq = 0;
function order(text: string, more: Partial<EventView> = {}): EventView {
  seq += 1;
  const rest = { kind: 'order', who: 'wide-1', level: 'story', trace: 't1' } as const;
  return { seq, atMs: seq, ...rest, text: `${text} · ${ID}`, ...more };
}
const told = (...oldestFirst: readonly EventView[]) =>
  toldEvents(oldestFirst.toReversed()).map(({ event, words }) => `${event.seq} ${words}`);

test('an order is read by its terms, its id is in the text for whoever searches for it', () => {
  const event = order('buy NO 44.1 at 28¢ resting');
  assert.ok(event.text.includes(ID));
  assert.is(eventWords(event), 'buy NO 44.1 at 28¢ resting');
  assert.is(
    eventWords(order('', { kind: 'settlement', text: `trade ${ID} of order o-1 failed` })),
    'trade 0x74b4…8e81 of order o-1 failed',
  );
  assert.is(eventWords(order('', { kind: 'fault', text: 'a · b' })), 'a · b');
});

test('a cancel that was asked for and done is one line, with what it was asked for', () => {
  seq = 0;
  assert.equal(
    told(
      order('buy NO 44.1 at 28¢ resting'),
      order('buy NO 44.1 at 28¢ cancelling (moved)'),
      order('buy NO 44.1 at 28¢ cancelled, 5 filled (asked)'),
    ),
    ['3 buy NO 44.1 at 28¢ cancelled, 5 filled (moved)', '1 buy NO 44.1 at 28¢ resting'],
  );
});

test('a cancel without an answer keeps its line, and so does one that somebody else answered', () => {
  seq = 0;
  assert.equal(told(order('buy NO 5 at 28¢ cancelling (moved)')), ['1 buy NO 5 at 28¢ cancelling (moved)']);
  const lines = [
    order('buy NO 5 at 28¢ cancelling (moved)'),
    order('buy NO 5 at 28¢ cancelled (the venue did)'),
    order('buy NO 6 at 28¢ cancelling (moved)'),
    order('buy NO 6 at 28¢ cancelled (asked)', { trace: 't2' }),
    order('buy NO 7 at 28¢ cancelling (moved)'),
    order('buy NO 7 at 28¢ cancelled (asked)', { who: 'rain' }),
  ];
  assert.is(told(...lines).length, lines.length);
});

test('each cancel that was done takes one of those that were asked for', () => {
  seq = 0;
  assert.equal(
    told(
      order('buy NO 5 at 28¢ cancelling (moved)'),
      order('buy NO 5 at 28¢ cancelling (moved again $& $1)'),
      order('buy NO 5 at 28¢ cancelled (asked)'),
    ),
    ['3 buy NO 5 at 28¢ cancelled (moved again $& $1)', '1 buy NO 5 at 28¢ cancelling (moved)'],
  );
});

test.run();
