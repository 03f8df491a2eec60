import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#domain/operator/views.ts';
import { ALL_EVENTS, answers, eventsPath } from '../../../../src/infra/operator/dashboard/events-query.ts';
import { joined, unbroken } from '../../../../src/infra/operator/dashboard/newest.ts';

const event = (change: Partial<EventView> = {}): EventView => ({
  seq: 1,
  atMs: 0,
  kind: 'fault',
  who: 'market:btc-up/quoter',
  text: 'crash: it threw',
  level: 'fault',
  trace: 't-1',
  ...change,
});

test('a search goes to the service with what was asked and nothing else, however hostile', () => {
  assert.is(eventsPath(ALL_EVENTS, null, 100), '/api/events?limit=100');
  assert.is(
    eventsPath({ kind: 'fault', level: 'page', who: ' btc ', text: 'a&limit=1 #', trace: null }, 77, 50),
    '/api/events?kind=fault&level=page&who=btc&text=a%26limit%3D1%20%23&before=77&limit=50',
  );
  assert.is(eventsPath({ ...ALL_EVENTS, trace: 't/1' }, null, 5), '/api/events?trace=t%2F1&limit=5');
});

test('what the stream tells is asked the same questions', () => {
  assert.ok(answers(event(), ALL_EVENTS));
  assert.ok(answers(event(), { ...ALL_EVENTS, who: ' btc-up ', text: ' Crash ' }));
  for (const asked of [{ kind: 'fill' }, { level: 'page' as const }, { who: 'eth' }, { text: 'gap' }, { trace: 't-2' }])
    assert.not(answers(event(), { ...ALL_EVENTS, ...asked }), JSON.stringify(asked));
});

test('who is asked for comes with all that belongs to it, and with nobody of a longer name', () => {
  const found = (who: string) =>
    ['btc-up', 'market:btc-up', 'market:btc-up/quoter', 'btc-up-2', 'market:btc-up-2/quoter'].filter((each) =>
      answers(event({ who: each }), { ...ALL_EVENTS, who }),
    );
  assert.equal(found('btc-up'), ['btc-up', 'market:btc-up', 'market:btc-up/quoter']);
  assert.equal(found('market:btc-up'), ['market:btc-up', 'market:btc-up/quoter']);
  assert.equal(found('btc'), []);
});

test('a level asks for what is at least so grave, and text is found in who and trace too', () => {
  const levels = (level: EventView['level']) =>
    (['story', 'fault', 'page'] as const).filter((each) => answers(event({ level: each }), { ...ALL_EVENTS, level }));
  assert.equal(levels('fault'), ['fault', 'page']);
  assert.equal(levels('page'), ['page']);
  for (const text of ['QUOTER', 't-1', 'threw']) assert.ok(answers(event(), { ...ALL_EVENTS, text }), text);
});

test('events that are told twice are shown once, newest first, and the newest word on each counts', () => {
  const found = joined([event({ seq: 3 }), event({ seq: 1 })], [event({ seq: 2 }), event({ seq: 3, text: 'again' })]);
  assert.equal(
    found.map(({ seq }) => seq),
    [3, 2, 1],
  );
  assert.is(found[0]?.text, 'again');
  const many = Array.from({ length: 800 }, (_, seq) => event({ seq }));
  assert.is(joined([], many).length, 500);
  assert.is(joined([], many)[0]?.seq, 799);
});

test('behind a hole in the numbers nothing is kept, because it would pass for what came right before', () => {
  const seqs = (...numbers: readonly number[]) => unbroken(numbers.map((seq) => event({ seq }))).map(({ seq }) => seq);
  assert.equal(seqs(9, 8, 7), [9, 8, 7]);
  assert.equal(seqs(9, 8, 5, 4), [9, 8]);
  assert.equal(seqs(9), [9]);
  assert.equal(seqs(), []);
});

test.run();
