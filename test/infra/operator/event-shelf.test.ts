import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { EVENTS_MAX, EventShelf, readEventQuery } from '#infra/operator/event-shelf.ts';

function shelf(count: number): EventShelf {
  const made = new EventShelf();
  for (let at = 1; at <= count; at += 1)
    made.add(at, {
      kind: at % 2 ? 'fault' : 'fill',
      who: 'market:a/quoter',
      text: `${at}`,
      level: at % 4 === 1 ? 'page' : at % 2 ? 'fault' : 'story',
      trace: `t-${at % 3}`,
    });
  return made;
}

const found = (query: Record<string, unknown>, events = shelf(12)) =>
  events.find(readEventQuery(query)).map(({ seq }) => seq);

test('events come newest first, and older ones page by page', () => {
  assert.equal(found({ limit: '3' }), [12, 11, 10]);
  assert.equal(found({ limit: '3', before: '10' }), [9, 8, 7]);
  assert.equal(found({ after: '10' }), [12, 11]);
});

test('kind, level, trace and who narrow a search together', () => {
  assert.equal(found({ kind: 'fill', trace: 't-0' }), [12, 6]);
  assert.equal(found({ level: 'page' }), [9, 5, 1]);
  assert.equal(found({ level: 'fault', limit: '2' }), [11, 9]);
  assert.equal(found({ who: 'a', limit: '1' }), [12]);
  assert.equal(found({ who: 'b' }), []);
});

test('what is not known of a search is named', () => {
  for (const [query, field] of [
    [{ colour: 'red' }, 'colour'],
    [{ level: 'grave' }, 'level'],
    [{ limit: '-1' }, 'limit'],
    [{ before: '1e3' }, 'before'],
    [{ trace: ['a', 'b'] }, 'trace'],
    [{ text: 'x'.repeat(201) }, 'text'],
  ] as const)
    assert.throws(
      () => readEventQuery(query),
      (error: Error) => error instanceof BadInput && error.message.startsWith(field),
      field,
    );
});

test('beyond the maximum the oldest are gone, and numbers go on', () => {
  const full = shelf(2 * EVENTS_MAX);
  assert.equal(found({ limit: '1' }, full), [2 * EVENTS_MAX]);
  assert.equal(found({ before: `${EVENTS_MAX}` }, full), []);
});

test.run();
