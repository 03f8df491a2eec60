import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import {
  filterPairs,
  fullest,
  funnelOf,
  joinPairs,
  standingOf,
  stretchesOf,
  velocityOf,
} from '../../../../src/infra/operator/dashboard/pair-figures.ts';
import { legWords } from '../../../../src/infra/operator/dashboard/pair-way.ts';

const ENDS = ['merged', 'sold', 'abandoned', 'failed'];

/** `way`: states and when each began. */
function pair(id: string, way: readonly (readonly [state: string, atMs: number])[], slug = 'wide-1'): PairTradeView {
  const [state, sinceMs] = way.at(-1) as readonly [string, number];
  const timeline = way.map(([at, atMs]) => ({ state: at, atMs }));
  const rest = { market: `0x${slug}`, size: '120', legs: [], profit: null, ended: ENDS.includes(state) };
  return { id, slug, state, sinceMs, timeline, ...rest };
}
const told = (...pairs: readonly PairTradeView[]) => new Map(pairs.map((each) => [each.id, each]));
const ids = (pairs: readonly PairTradeView[]) => pairs.map(({ id }) => id);

test('the later word on a pair trade counts, wherever it came from', () => {
  const loaded = [
    pair('a', [['pairPlanned', 100]]),
    pair('b', [
      ['pairPlanned', 50],
      ['merged', 900],
    ]),
  ];
  const news = told(
    pair('a', [
      ['pairPlanned', 100],
      ['leg1Working', 200],
    ]),
    pair('b', [['pairPlanned', 50]]),
    pair('c', [['pairPlanned', 300]]),
  );
  const joined = joinPairs(loaded, news);
  assert.equal(ids(joined), ['c', 'a', 'b']);
  assert.equal(
    joined.map(({ state }) => state),
    ['pairPlanned', 'leg1Working', 'merged'],
  );
});

test('open trades come before ended ones, and what moved last before the rest', () => {
  const pairs = [
    pair('ended long ago', [['merged', 100]]),
    pair('old, moved lately', [
      ['pairPlanned', 1],
      ['leg1Filled', 800],
    ]),
    pair('just ended', [['merged', 900]]),
    pair('young', [['pairPlanned', 700]]),
  ];
  assert.equal(ids(joinPairs(pairs, told())), ['old, moved lately', 'young', 'just ended', 'ended long ago']);
});

test('those who stand in a state are counted in the order of the way, and the ends count all that ever came', () => {
  const shown = [
    pair('a', [['leg2Working', 1]]),
    pair('b', [['leg1Working', 1]]),
    pair('c', [['leg2Working', 1]]),
    pair('d', [['merged', 1]]),
  ];
  assert.equal(standingOf(shown, null), [
    ['leg1Working', 1],
    ['leg2Working', 2],
  ]);
  assert.equal(standingOf(shown, SUMMARY).slice(2), [
    ...[['merged', 50] as const, ['sold', 4] as const],
    ...[['abandoned', 90] as const, ['failed', 1] as const],
  ]);
  assert.is(fullest(shown), 'leg2Working');
  assert.is(fullest(shown.slice(0, 2)), 'leg2Working');
  assert.is(fullest(shown.slice(3)), 'merged');
});

test('filters are kept together: text, market, and a state or whether it is open', () => {
  const pairs = [
    pair('pt-1', [['leg1Working', 1]]),
    pair('pt-2', [['merged', 1]]),
    pair('pt-3', [['merged', 1]], 'liquid-1'),
  ];
  const all = { text: '', market: '', state: '' };
  assert.equal(ids(filterPairs(pairs, all)), ['pt-1', 'pt-2', 'pt-3']);
  assert.equal(ids(filterPairs(pairs, { ...all, state: 'open' })), ['pt-1']);
  assert.equal(ids(filterPairs(pairs, { ...all, state: 'ended', market: 'wide-1' })), ['pt-2']);
  assert.equal(ids(filterPairs(pairs, { ...all, state: 'merged', text: 'LIQUID' })), ['pt-3']);
  assert.equal(ids(filterPairs(pairs, { ...all, state: 'ended', text: 'pt-1' })), []);
});

test('an open trade is in its state until now, and its stretches fill its whole life', () => {
  const stretches = stretchesOf(
    pair('a', [
      ['pairPlanned', 1_000],
      ['leg1Working', 2_000],
      ['leg1Filled', 4_000],
    ]),
    6_000,
  );
  assert.equal(
    stretches.map(({ lastedMs }) => lastedMs),
    [1_000, 2_000, 2_000],
  );
  assert.equal(
    stretches.map(({ from }) => from),
    [0, 0.2, 0.6],
  );
  assert.is(
    stretches.reduce((sum, { share }) => sum + share, 0),
    1,
  );
});

test('an ended trade ended when it did; clocks that differ make no negative time', () => {
  const ended = stretchesOf(
    pair('a', [
      ['pairPlanned', 0],
      ['merged', 500],
    ]),
    99_000,
  );
  assert.equal(
    ended.map(({ lastedMs, share }) => [lastedMs, share]),
    [
      [500, 1],
      [0, 0],
    ],
  );
  const early = stretchesOf(pair('a', [['pairPlanned', 1_000]]), 400);
  assert.equal(
    early.map(({ lastedMs, share }) => [lastedMs, share]),
    [[0, 0]],
  );
});

const SUMMARY: PairTradesSummary = {
  ...{ planned: 200, firstLeg: 100, bothFilled: 60, merged: 50, sold: 4, abandoned: 90, failed: 1 },
  ...{ open: {}, timeInStateMs: {}, cashFreeMs: null, profit: '0' },
};

test('the funnel counts in shares of what was planned; nothing planned is no share at all', () => {
  assert.equal(
    funnelOf(SUMMARY).map(({ name, share, way }) => [name, share, way]),
    [
      ...[
        ['planned', 1, 'on'],
        ['first leg', 0.5, 'on'],
        ['both filled', 0.3, 'on'],
        ['merged', 0.25, 'on'],
      ],
      ...[
        ['sold', 0.02, 'out'],
        ['abandoned', 0.45, 'out'],
        ['failed', 0.005, 'out'],
      ],
    ],
  );
  const none = { ...SUMMARY, planned: 0, firstLeg: 0 };
  assert.ok(funnelOf(none).every(({ share }) => share === null));
});

test('cash is tied from the first fill to the merge, and comes round as often as that fits into a day', () => {
  const HOUR = 3_600_000;
  const nowMs = 10 * HOUR;
  const pairs = [
    pair('late', [
      ['leg1Working', nowMs - 9_000],
      ['leg1Filled', nowMs - 8_000],
      ['merged', nowMs - 2_000],
    ]),
    pair('long ago', [
      ['leg1Filled', 0],
      ['merged', 20_000],
    ]),
    pair('third', [
      ['leg1Filled', nowMs - 4_000],
      ['merged', nowMs - 3_000],
    ]),
    pair('open', [['leg1Filled', 0]]),
  ];
  assert.equal(velocityOf(pairs, nowMs), { tiedMs: 6_000, turnsADay: 14_400, freedHour: 240, merged: 3 });
  assert.equal(velocityOf([], nowMs), { tiedMs: null, turnsADay: null, freedHour: 0, merged: 0 });
});

test('a leg says what it buys, at which price, how far it is filled and who stands before it', () => {
  const leg = { slot: 'noBid', price: '0.525', size: '150', filled: '12', queueAhead: '310', fills: 1 } as const;
  assert.is(legWords(leg), 'buy NO 52.5¢ 12/150, 310 ahead');
  assert.is(legWords({ ...leg, slot: 'yesBid', queueAhead: null, price: '0.46' }), 'buy YES 46¢ 12/150');
});

test.run();
