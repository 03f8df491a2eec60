import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { daysText, parseDays, profitOf, resumeDays, type TradingDays, turnDays } from '#domain/money/trading-days.ts';
import { Decimal } from '#domain/units.ts';

const usd = (value: number | string) => new Decimal(value);
const HOUR = 3_600_000;
/** Sunday, 2026-11-15, 20:00 UTC. */
const SUNDAY = Date.UTC(2026, 10, 15, 20);

/** `worth at hour`, one after the other; what each moment shows. */
function story(steps: readonly (readonly [hour: number, worth: number])[]): string[] {
  let days: TradingDays | null = null;
  return steps.map(([hour, worth]) => {
    days = turnDays(days, usd(worth), SUNDAY + hour * HOUR);
    const { today, week } = profitOf(days, usd(worth));
    return `day ${today} week ${week} best ${days.peak}`;
  });
}

test('profit counts from midnight and from Monday, the best of the day from its own midnight', () => {
  assert.equal(
    story([
      [0, 1_000],
      [1, 1_030],
      [2, 990],
      [4, 980], // Monday 00:00: a new day and a new week
      [5, 985],
      [28, 970], // Tuesday 00:00: a new day of the same week
      [30, 960],
    ]),
    [
      'day 0 week 0 best 0',
      'day 30 week 30 best 30',
      'day -10 week -10 best 30',
      'day 0 week 0 best 0',
      'day 5 week 5 best 5',
      'day 0 week -10 best 0',
      'day -10 week -20 best 0',
    ],
  );
});

function kept(mode: string, days: TradingDays, worth: Decimal) {
  const read = parseDays(daysText(mode, days, worth), mode);
  if ('problem' in read || !read.kept) throw new Error(JSON.stringify(read));
  return read.kept;
}

test('a restart on the same day goes on with what was lost, whatever the account is worth now', () => {
  const before = turnDays(turnDays(null, usd(1_000), SUNDAY), usd('977.5'), SUNDAY + HOUR);
  const after = resumeDays(kept('live', before, usd('977.5')), usd(5_000), SUNDAY + 2 * HOUR, false);
  assert.is(profitOf(after, usd(5_000)).today.toFixed(), '-22.5');
  assert.is(profitOf(after, usd(4_990)).week.toFixed(), '-32.5');
});

test('where the books go on, what marks moved since the last fact counts once', () => {
  const before = turnDays(turnDays(null, usd(1_000), SUNDAY), usd(990), SUNDAY + HOUR);
  // The next life has seen no book yet and marks as the facts did: ten dollars higher.
  const after = resumeDays(kept('live', before, usd(990)), usd(1_000), SUNDAY + 2 * HOUR, true);
  assert.is(profitOf(after, usd(1_000)).today.toFixed(), '0');
  assert.is(profitOf(after, usd(990)).today.toFixed(), '-10');
  assert.is(profitOf(after, usd(990)).week.toFixed(), '-10');
});

test('a restart after midnight begins a new day, and a new week only on Monday', () => {
  const before = turnDays(turnDays(null, usd(1_000), SUNDAY), usd(990), SUNDAY + HOUR);
  const monday = resumeDays(kept('live', before, usd(990)), usd(990), SUNDAY + 4 * HOUR, false);
  assert.is(profitOf(monday, usd(990)).today.toFixed(), '0');
  assert.is(profitOf(monday, usd(990)).week.toFixed(), '0');
  const start = turnDays(null, usd(1_000), SUNDAY + 5 * HOUR);
  const tuesday = resumeDays(kept('live', start, usd(990)), usd(990), SUNDAY + 30 * HOUR, false);
  assert.is(profitOf(tuesday, usd(990)).today.toFixed(), '0');
  assert.is(profitOf(tuesday, usd(990)).week.toFixed(), '-10');
});

test('only a missing file is a clean slate', () => {
  assert.equal(parseDays(null, 'live'), { kept: null });
  const good = daysText('live', turnDays(turnDays(null, usd(2), SUNDAY), usd(1), SUNDAY), usd(1));
  for (const [text, problem] of [
    ['', /not JSON/],
    ['null', /not an object/],
    [good.replace('"days":1', '"days":2'), /version/],
    [good.replace('live', 'paper'), /mode/],
    [good.replace(/"day":\d+/, '"day":0.5'), /day/],
    [good.replace(/"weekIndex":\d+/, '"weekIndex":null'), /weekIndex/],
    [good.replace('"today":"-1"', '"today":"NaN"'), /today/],
    [good.replace('"week":"-1"', '"week":-1'), /week/],
    [good.replace('"worth":"1"', '"worth":""'), /worth/],
    [good.replace(',"worth":"1"', ''), /worth/],
    [' '.repeat(70_000), /longer/],
  ] as const) {
    const read = parseDays(text, 'live');
    assert.match('problem' in read ? read.problem : 'read', problem);
  }
});

test('no content of the file throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      parseDays(text, 'live');
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
