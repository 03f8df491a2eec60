import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LATCH_TEXT_MAX, type Latch, latchText, parseLatch } from '#domain/money/latch.ts';

const LATCH: Latch = {
  mode: 'sim',
  stage: 'noNewQuotes',
  reason: 'drawdown: 61 is past 60',
  flatten: false,
  atMs: 1_700_000_000_000,
};

test('a latch survives being written and read', () => {
  for (const flatten of [false, true])
    assert.equal(parseLatch(latchText({ ...LATCH, flatten }), 'sim'), { latch: { ...LATCH, flatten }, problem: null });
});

test('only a missing file is no latch', () => {
  assert.equal(parseLatch(null, 'sim'), { latch: null, problem: null });
});

test('a corrupt latch file stays latched and says what is wrong with it', () => {
  const corrupt: [string, RegExp][] = [
    ['', /not JSON/],
    ['null', /not an object/],
    ['{"latch":1', /not JSON/],
    [latchText({ ...LATCH, stage: 'armed' }), /stage/],
    [latchText(LATCH).replace('noNewQuotes', 'constructor'), /stage/],
    [latchText({ ...LATCH, mode: 'live' }), /mode/],
    [latchText(LATCH).replace('"latch":1', '"latch":2'), /version/],
    [latchText(LATCH).replace(/"reason":"[^"]*"/, '"reason":null'), /reason/],
    [latchText({ ...LATCH, atMs: 0.5 }), /atMs/],
    [latchText({ ...LATCH, flatten: true }).replace('true', '1'), /flatten/],
    [' '.repeat(LATCH_TEXT_MAX + 1), /longer/],
  ];
  for (const [text, problem] of corrupt) {
    const read = parseLatch(text, 'sim');
    assert.is(read.latch?.stage, 'cancelAll', text.slice(0, 60));
    assert.match(read.problem ?? '', problem);
  }
});

test('no file content whatsoever clears a latch', () => {
  const content = fc.oneof(
    fc.string(),
    fc.json(),
    fc.string().map((tail) => latchText(LATCH) + tail),
  );
  fc.assert(
    fc.property(content, (text) => {
      const { latch } = parseLatch(text, 'sim');
      assert.ok(latch && latch.stage !== 'armed');
    }),
    { seed: 42, numRuns: 500 },
  );
});

test.run();
