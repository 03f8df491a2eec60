import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EventLines, MESSAGE_MAX } from '../../../../src/infra/operator/dashboard/event-lines.ts';
import { waitBefore } from '../../../../src/infra/operator/dashboard/stream.ts';

test('a message is told once its empty line has come', () => {
  const lines = new EventLines();
  assert.equal(lines.take('event: snapshot\nda'), []);
  assert.equal(lines.take('ta: {"a":1}\n'), []);
  assert.equal(lines.take('\n'), [{ event: 'snapshot', data: '{"a":1}' }]);
});

test('a pulse is a comment and no message', () => {
  assert.equal(new EventLines().take(': pulse\n\n:\n\n'), []);
});

test('lines of data are joined, a message without a name is called message, and unknown fields are left out', () => {
  const lines = new EventLines();
  assert.equal(lines.take('id: 4\nretry: 10\ndata: a\ndata:b\ndata\n\n'), [{ event: 'message', data: 'a\nb\n' }]);
  assert.equal(
    lines.take('event: lonely\n\ndata: x\n\n'),
    [{ event: 'message', data: 'x' }],
    'a name without data is forgotten',
  );
});

test('however a stream is cut into pieces, and however its lines end, the same messages come out', () => {
  const told = [
    { event: 'snapshot', data: '{"words":"näh: 1"}' },
    { event: 'events', data: '[]' },
  ];
  fc.assert(
    fc.property(fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat(80)), (end, cuts) => {
      const text = told.map(({ event, data }) => `:pulse${end}event: ${event}${end}data: ${data}${end}${end}`).join('');
      const at = [0, ...cuts.map((cut) => cut % text.length), text.length].sort((a, b) => a - b);
      const lines = new EventLines();
      const found = at.flatMap((from, index) => lines.take(text.slice(from, at[index + 1] ?? text.length)));
      // A carriage return may be half of a line end until something follows.
      assert.equal([...found, ...lines.take(`:${end}`)], told);
    }),
    { seed: 7 },
  );
});

test('a message that never ends is an error, and not the end of the memory', () => {
  const lines = new EventLines();
  const piece = 'x'.repeat(MESSAGE_MAX / 4);
  assert.throws(() => {
    for (let count = 0; count < 6; count++) lines.take(`data: ${piece}`);
  }, /more than/);
});

test('pages come back after a random part of a wait that doubles and has an end', () => {
  assert.is(waitBefore(0, 0.5), 250);
  assert.is(waitBefore(3, 0.5), 2_000);
  assert.is(waitBefore(60, 0.999), Math.round(0.999 * 15_000));
  for (const failures of [0, 5, 1_000]) assert.is(waitBefore(failures, 0), 0);
});

test.run();
