import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readStateText } from '#domain/money/state-text.ts';

const read = (text: string) => readStateText(text, 'latch', 'live', 100);

test('what a service left behind is read back with all that it holds', () => {
  const left = { latch: 1, mode: 'live', reason: 'operator' };
  assert.equal(read(JSON.stringify(left)), { found: left });
});

test('a file of another kind, version, mode or length, and one that is none, is a problem without its content', () => {
  for (const [text, problem] of [
    ['', 'not JSON'],
    ['{"latch":1', 'not JSON'],
    ['null', 'not an object'],
    ['7', 'not an object'],
    ['{"halts":1,"mode":"live"}', 'latch: not version 1'],
    ['{"latch":2,"mode":"live"}', 'latch: not version 1'],
    ['{"latch":1,"mode":"sim"}', 'mode: not live'],
    [' '.repeat(101), 'longer than 100 characters'],
  ] as const)
    assert.equal(read(text), { problem });
});

test('no text makes it throw', () => {
  const texts = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(texts, (text) => {
      const reading = read(text);
      assert.ok('found' in reading || reading.problem.length > 0);
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
