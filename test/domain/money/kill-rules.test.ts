import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type KillMeasures,
  LADDER,
  LATCH_TEXT_MAX,
  type Latch,
  latchText,
  parseLatch,
  rung,
  trips,
} from '#domain/money/kill-rules.ts';
import { Decimal } from '#domain/units.ts';

const usd = (value: number | string) => new Decimal(value);
const LIMITS = { dailyLossMaxUsd: usd(100), drawdownMaxUsd: usd(60), exposureMaxUsd: usd(500) };
const CALM: KillMeasures = { pnlToday: usd(5), peak: usd(10), exposure: usd(200) };
const LATCH: Latch = { mode: 'sim', stage: 'noNewQuotes', reason: 'drawdown: 61 is past 60', atMs: 1_700_000_000_000 };

function shown(measures: Partial<KillMeasures>): string[] {
  return trips({ ...CALM, ...measures }, LIMITS).map(
    (trip) => `${trip.rule} ${trip.found}>${trip.limit} ${trip.stage}`,
  );
}

test('inside every limit, and standing exactly on one, nothing trips', () => {
  assert.equal(shown({}), []);
  assert.equal(shown({ pnlToday: usd(-50), peak: usd(10), exposure: usd(500) }), []);
});

test('one micro-dollar past a limit trips it, with limit and finding named', () => {
  assert.equal(shown({ exposure: usd('500.000001') }), ['exposure 500.000001>500 reduceOnly']);
  assert.equal(shown({ pnlToday: usd('-50.000001') }), ['drawdown 60.000001>60 noNewQuotes']);
});

test('the worst rung comes first', () => {
  assert.equal(shown({ pnlToday: usd(-101), exposure: usd(900) }), [
    'dailyLoss 101>100 cancelAll',
    'drawdown 111>60 noNewQuotes',
    'exposure 900>500 reduceOnly',
  ]);
});

test('a measure or a limit that is no number cancels everything', () => {
  assert.equal(shown({ exposure: usd(Number.NaN) }), ['exposure NaN>500 cancelAll']);
  const noLimit = trips(CALM, { ...LIMITS, drawdownMaxUsd: usd(Number.POSITIVE_INFINITY) });
  assert.is(noLimit[0]?.stage, 'cancelAll');
});

test('the ladder climbs from armed to exit', () => {
  assert.equal(LADDER.map(rung), [0, 1, 2, 3, 4, 5]);
});

test('a latch survives being written and read', () => {
  assert.equal(parseLatch(latchText(LATCH), 'sim'), { latch: LATCH, problem: null });
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
