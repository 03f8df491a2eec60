import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  KILL_RULES,
  type KillLimits,
  type KillMeasures,
  LADDER,
  rung,
  trips,
  tripText,
} from '#domain/money/kill-rules.ts';
import { settingsTable } from '#domain/settings.ts';
import { Decimal } from '#domain/units.ts';

const usd = (value: number | string) => new Decimal(value);
const LIMITS: KillLimits = {
  dailyLossMaxUsd: usd(100),
  dailyLossMaxShare: 0.2,
  weeklyLossMaxUsd: usd(150),
  weeklyLossMaxShare: 0.25,
  drawdownMaxUsd: usd(60),
  drawdownMaxShare: 0.15,
  tradeLossMaxUsd: usd(20),
  tradeLossMaxShare: 0.04,
  exposureMaxUsd: usd(500),
  failedExecutionsMax: 2,
  latencyMaxMs: 5_000,
  rejectMaxShare: 0.5,
  restrictedMax: 0,
  clockSkewMaxMs: 2_000,
};
const CALM: KillMeasures = {
  pnlToday: usd(5),
  pnlWeek: usd(-20),
  peak: usd(10),
  dayStart: usd(1_000),
  weekStart: usd(1_000),
  tradeLoss: usd(3),
  exposure: usd(200),
  failures: 1,
  slowMs: 120,
  rejectShare: 0.1,
  restricted: 0,
  skewMs: -40,
};

function shown(measures: Partial<KillMeasures>, limits: Partial<KillLimits> = {}): string[] {
  return trips({ ...CALM, ...measures }, { ...LIMITS, ...limits }).map((trip) => `${tripText(trip)} ${trip.stage}`);
}

test('inside every limit, and standing exactly on one, nothing trips', () => {
  assert.equal(shown({}), []);
  assert.equal(shown({ pnlToday: usd(-50), peak: usd(10), exposure: usd(500) }), []);
  assert.equal(
    shown({ tradeLoss: usd(20), failures: 2, slowMs: 5_000, rejectShare: 0.5, skewMs: -2_000, pnlWeek: usd(-150) }),
    [],
  );
});

for (const [what, measures, trip] of [
  [
    'the day lost more dollars than it may',
    { pnlToday: usd('-100.000001'), peak: usd(0) },
    'dailyLoss: 100.000001 is past 100 cancelAll',
  ],
  [
    'the day lost a larger share than it may',
    { pnlToday: usd(-50), peak: usd(0), dayStart: usd(249) },
    'dailyLossShare: 0.200804 is past 0.2 cancelAll',
  ],
  ['the week lost more dollars than it may', { pnlWeek: usd(-151) }, 'weeklyLoss: 151 is past 150 drain'],
  [
    'the week lost a larger share than it may',
    { pnlWeek: usd(-101), weekStart: usd(400) },
    'weeklyLossShare: 0.2525 is past 0.25 drain',
  ],
  [
    'the day fell from its best by more dollars',
    { pnlToday: usd('-50.000001') },
    'drawdown: 60.000001 is past 60 noNewQuotes',
  ],
  [
    'the day fell from its best by a larger share',
    { pnlToday: usd(-25), peak: usd(10), dayStart: usd(210), exposure: usd(0) },
    'drawdownShare: 0.159091 is past 0.15 noNewQuotes',
  ],
  ['one trade lost more dollars', { tradeLoss: usd('20.5') }, 'tradeLoss: 20.5 is past 20 noNewQuotes'],
  [
    'one trade lost a larger share',
    { tradeLoss: usd(10), dayStart: usd(200) },
    'tradeLossShare: 0.05 is past 0.04 noNewQuotes',
  ],
  ['more is at risk than may be', { exposure: usd('500.000001') }, 'exposure: 500.000001 is past 500 reduceOnly'],
  ['a third execution failed', { failures: 3 }, 'failedExecutions: 3 is past 2 cancelAll'],
  ['answers take too long', { slowMs: 5_001 }, 'latency: 5001 is past 5000 cancelAll'],
  ['the venue rejects most orders', { rejectShare: 0.51 }, 'rejects: 0.51 is past 0.5 noNewQuotes'],
  ['the account is restricted', { restricted: 1 }, 'accountRestricted: 1 is past 0 cancelAll'],
  ['our clock is ahead', { skewMs: 2_001 }, 'clockSkew: 2001 is past 2000 cancelAll'],
  ['our clock is behind', { skewMs: -2_001 }, 'clockSkew: 2001 is past 2000 cancelAll'],
] as const)
  test(`it trips when ${what}, with limit and finding named`, () => {
    assert.is(shown(measures)[0], trip);
  });

test('a profit is no loss, whatever we were worth', () => {
  for (const worth of [0, -5, 1_000])
    assert.equal(
      shown({ pnlToday: usd(10), pnlWeek: usd(1), dayStart: usd(worth), weekStart: usd(worth), tradeLoss: usd(0) }),
      [],
    );
});

test('of a worth of nothing any loss is the whole', () => {
  assert.equal(shown({ pnlWeek: usd(-1), weekStart: usd(0) }), ['weeklyLossShare: 1 is past 0.25 drain']);
});

test('the worst rung comes first', () => {
  assert.equal(
    trips({ ...CALM, pnlToday: usd(-101), pnlWeek: usd(-200), exposure: usd(900) }, LIMITS).map(({ rule }) => rule),
    ['weeklyLoss', 'dailyLoss', 'drawdown', 'exposure'],
  );
});

test('a measure or a limit that is no number cancels everything', () => {
  assert.equal(shown({ exposure: usd(Number.NaN) }), ['exposure: NaN is past 500 cancelAll']);
  assert.equal(shown({ exposure: usd(Number.NaN), tradeLoss: usd(21) }), [
    'exposure: NaN is past 500 cancelAll',
    'tradeLoss: 21 is past 20 noNewQuotes',
  ]);
  assert.equal(shown({ rejectShare: Number.NaN }), ['rejects: NaN is past 0.5 cancelAll']);
  assert.equal(
    shown({}, { drawdownMaxUsd: usd(Number.POSITIVE_INFINITY) })[0]
      ?.split(' ')
      .at(-1),
    'cancelAll',
  );
  assert.ok(shown({ dayStart: usd(Number.NaN), pnlToday: usd(-1) }).every((trip) => trip.endsWith('cancelAll')));
});

test('every rule is limited by a setting of its own', () => {
  const keys = new Set(settingsTable().map(({ key }) => key));
  for (const { limit } of KILL_RULES) assert.ok(keys.has(limit), limit);
  assert.is(new Set(KILL_RULES.map(({ limit }) => limit)).size, KILL_RULES.length);
});

test('the ladder climbs from armed to exit', () => {
  assert.equal(LADDER.map(rung), [0, 1, 2, 3, 4, 5]);
});

test.run();
