import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#domain/operator/views.ts';
import {
  missed,
  ROWS_MAX,
  waitingOf,
  withPage,
  withTold,
} from '../../../../src/infra/operator/dashboard/event-pages.ts';
import { ALL_EVENTS } from '../../../../src/infra/operator/dashboard/events-query.ts';

const event = (seq: number, kind = 'order'): EventView => ({
  seq,
  atMs: seq,
  kind,
  who: 'a',
  text: '',
  level: 'story',
  trace: null,
});
/** Newest first, both ends included. */
const run = (from: number, to: number): readonly EventView[] =>
  Array.from({ length: from - to + 1 }, (_, at) => event(from - at));
const START = { events: [], state: 'asking', problem: null, cut: false, upTo: null } as const;
const seqs = ({ events }: { readonly events: readonly EventView[] }) => events.map(({ seq }) => seq);

test('a first page that is full has older ones behind it, and one that is not is the last', () => {
  const first = withPage(START, run(300, 201), 290);
  assert.equal([first.state, first.upTo, first.events.length], ['more', 300, 100]);
  const last = withPage(first, run(200, 195), 300);
  assert.equal([last.state, last.events.length, last.events.at(-1)?.seq], ['ended', 106, 195]);
});

test('nothing is shown twice where pages overlap', () => {
  const found = withPage(withPage(START, run(20, 11), 20), run(13, 5), 20);
  assert.equal(seqs(found), seqs({ events: run(20, 5) }));
});

test('what the stream tells comes in front, once, and only what was asked for', () => {
  const asked = { ...ALL_EVENTS, kind: 'fill' };
  const first = withPage(START, [event(7, 'fill')], 9);
  assert.is(first.upTo, 9, 'up to there the service has looked');
  const told = [event(12, 'fill'), event(11), event(10, 'fill'), event(7, 'fill')];
  const then = withTold(first, told, asked);
  assert.equal([seqs(then), then.upTo], [[12, 10, 7], 12]);
  assert.equal(seqs(withTold(then, told, asked)), [12, 10, 7]);
  assert.is(withTold(then, [event(13), ...told], asked).upTo, 13, 'what does not fit was looked at too');
});

test('before the first page nothing that is told is shown, because it would have a hole behind it', () => {
  assert.is(withTold(START, run(5, 1), ALL_EVENTS), START);
});

test('a list that runs for hours keeps some hundred rows, the newest, and the rest can be asked for', () => {
  let found: Parameters<typeof withTold>[0] = withPage(START, run(50, 1), 50);
  assert.is(found.state, 'ended');
  for (let newest = 100; newest <= 3_000; newest += 50) {
    found = withTold(found, run(newest, newest - 80 > 0 ? newest - 80 : 1), ALL_EVENTS);
    assert.ok(found.events.length <= ROWS_MAX, `${found.events.length} rows at ${newest}`);
  }
  assert.ok(ROWS_MAX <= 400);
  assert.equal(seqs(found), seqs({ events: run(3_000, 3_001 - ROWS_MAX) }));
  assert.is(found.state, 'more');
});

test('whoever pages back for hours has the rows he reads, and what is told does not come in front of a hole', () => {
  let found: Parameters<typeof withTold>[0] = withPage(START, run(2_000, 1_901), 2_000);
  for (let before = 1_901; before > 101; before -= 100) found = withPage(found, run(before - 1, before - 100), 2_000);
  assert.equal(seqs(found), seqs({ events: run(100 + ROWS_MAX, 101) }));
  assert.ok(found.cut);
  assert.is(withTold(found, run(2_010, 1_990), ALL_EVENTS), found);
  assert.equal(waitingOf(found, run(2_010, 1_990), ALL_EVENTS), { count: 10, more: true });
});

test('new events that wait for a reader are counted, and when more were told than anybody kept it is said', () => {
  const found = withPage(START, run(100, 1), 100);
  assert.equal(waitingOf(START, run(9, 1), ALL_EVENTS), { count: 0, more: false });
  assert.equal(waitingOf(found, run(104, 60), ALL_EVENTS), { count: 4, more: false });
  assert.equal(waitingOf(found, run(104, 60), { ...ALL_EVENTS, kind: 'fill' }), { count: 0, more: false });
  assert.equal(waitingOf(found, run(900, 401), ALL_EVENTS), { count: 500, more: true });
});

test('a page that slept knows that it missed something', () => {
  assert.not(missed(100, run(150, 101)));
  assert.not(missed(120, run(150, 101)));
  assert.ok(missed(99, run(150, 101)));
  assert.not(missed(99, []));
});

test.run();
