import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketRow } from '#domain/operator/market-views.ts';
import {
  netOf,
  PLAIN,
  SINGLES,
  SORTS,
  sections,
  showingCounts,
  type Wanted,
} from '../../../../src/infra/operator/dashboard/market-order.ts';
import { momentsOf } from '../../../../src/infra/operator/dashboard/market-times.ts';
import { marketState, whyNot } from '../../../../src/infra/operator/dashboard/market-words.ts';
import { market, QUOTE } from './planted-snapshot.ts';

const slugs = (markets: readonly MarketRow[], wanted: Partial<Wanted> = {}): readonly string[] =>
  sections(markets, { ...PLAIN, grouped: false, ...wanted }).flatMap(({ rows }) => rows.map(({ slug }) => slug));

const HOUSE = [
  market('c', { profit: '-3', fills: 2, uptime: 0.5 }),
  market('a', { profit: '10', fills: 2, uptime: null, quoter: 'pulled', bid: null, ask: null, reason: 'data gap' }),
  market('b', { profit: '9.5', fills: 40, uptime: 0.9, quoter: 'active.oneSided', ask: null }),
];

test('markets stand by name until somebody wants another order, and figures are compared as figures', () => {
  assert.equal(slugs(HOUSE), ['a', 'b', 'c']);
  assert.equal(slugs(HOUSE, { sort: 'profit', descending: true }), ['a', 'b', 'c']);
  assert.equal(slugs(HOUSE, { sort: 'profit' }), ['c', 'b', 'a']);
  assert.equal(slugs(HOUSE, { sort: 'fills' }), ['a', 'c', 'b'], 'equals by name');
});

test('what is not known stands last, whichever way it is sorted', () => {
  assert.equal(slugs(HOUSE, { sort: 'uptime' }), ['c', 'b', 'a']);
  assert.equal(slugs(HOUSE, { sort: 'uptime', descending: true }), ['b', 'c', 'a']);
});

test('a sort by state brings up what needs a look: halted, silent, one side', () => {
  const halted = market('z', { halted: 'differs' });
  assert.equal(slugs([...HOUSE, halted], { sort: 'state' }), ['z', 'a', 'b', 'c']);
});

test('every word of the filter must be somewhere in the row', () => {
  assert.equal(slugs(HOUSE, { text: 'DATA  pulled' }), ['a']);
  assert.equal(slugs(HOUSE, { text: 'data sides' }), []);
  assert.equal(slugs(HOUSE, { showing: 'one' }), ['b']);
  const showing = new Map([
    ['a', 'none'],
    ['b', 'one'],
    ['c', 'both'],
  ] as const);
  assert.equal(showingCounts(showing), { both: 1, one: 1, none: 1, idle: 0 });
  assert.equal(
    sections(HOUSE, { ...PLAIN, showing: 'both' }, new Map([['b', 'both']])).flatMap(({ rows }) =>
      rows.map(({ slug }) => slug),
    ),
    ['b', 'c'],
    'what blinks counts as it was',
  );
});

test('groups of several markets have a heading, and single ones share the last', () => {
  const markets = [
    market('x1', { group: 'x' }),
    market('lone'),
    market('x2', { group: 'x' }),
    market('y1', { group: 'y' }),
  ];
  const found = sections(markets, PLAIN).map(({ group, rows }) => [group, rows.map(({ slug }) => slug)]);
  assert.equal(found, [
    ['x', ['x1', 'x2']],
    [SINGLES, ['lone', 'y1']],
  ]);
  assert.equal(sections([market('a', { group: 'x' })], PLAIN)[0]?.group, null, 'a heading over one row says nothing');
});

test('a filter leaves a group its heading even when one row of it remains', () => {
  const markets = [market('x1', { group: 'x' }), market('x2', { group: 'x' })];
  assert.equal(sections(markets, { ...PLAIN, text: 'x2' })[0]?.group, 'x');
});

test('however they are sorted and grouped, every market is shown once', () => {
  const row = fc
    .record({
      id: fc.uuid(),
      group: fc.constantFrom(null, 'x', 'y', SINGLES),
      profit: fc.constantFrom('1', '-2', ''),
      quoter: fc.constantFrom('pulled', 'idle', 'active.quoting'),
    })
    .map(({ id, ...change }) => market(id, change));
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ({ id }) => id }),
      fc.constantFrom(...SORTS),
      fc.boolean(),
      fc.boolean(),
      (markets, sort, descending, grouped) => {
        const found = sections(markets, { ...PLAIN, sort, descending, grouped }).flatMap(({ rows }) => rows);
        assert.equal(found.map(({ id }) => id).sort(), markets.map(({ id }) => id).sort());
      },
    ),
    { seed: 7 },
  );
});

test('what is held is net of YES and NO', () => {
  assert.is(netOf(market('a', { yes: '120.5', no: '100' })), 20.5);
});

test('the states of a quoter are said in words, the gravest first', () => {
  const words = (change: Partial<MarketRow>) => marketState(market('a', change)).words;
  assert.is(words({ quoter: 'active.widened' }), 'both sides, wide');
  assert.is(words({ quoter: 'widened', ask: null }), 'one side');
  assert.is(words({ quoter: 'quoting', bid: null, ask: null }), 'shows nothing');
  assert.is(words({ quoter: 'microHalt', bid: null, ask: null }), 'briefly halted');
  assert.is(words({ quoter: 'active.held' }), 'held');
  assert.is(words({ quoter: 'pulled', halted: 'x' }), 'halted');
  assert.is(words({ quoter: 'idle', phase: 'awaitingResolution' }), 'awaiting resolution');
  assert.is(words({ quoter: 'restarting' }), 'restarting');
  assert.is(words({ quoter: 'active.quoting', retired: 'too quiet' }), 'retired');
  assert.is(words({ quoter: 'someNewState' }), 'someNewState', 'one that we have no word for is shown as it is');
  assert.is(marketState(market('a', { ask: null })).showing, 'one');
  assert.is(marketState(market('a', { bid: QUOTE, ask: QUOTE })).showing, 'both');
});

test('a reason that only repeats the phase is no reason', () => {
  assert.is(whyNot(market('a', { phase: 'preEvent', reason: 'preEvent' })), null);
  assert.is(whyNot(market('a', { reason: 'data gap', retired: 'too quiet' })), 'too quiet');
});

test('what a plan leaves out is said in words, and what nobody planned for as it is', () => {
  const why = (reason: string) => whyNot(market('a', { reason }));
  assert.is(why('noRoom'), 'no tick fits our price');
  assert.is(why('bid: notCovered'), 'bid: no cash or shares are left to cover it');
  assert.is(why('someNewCode of iPhone'), 'someNewCode of iPhone');
});

test("a market's clock says what has been and what comes next", () => {
  const detail = { row: market('a', { startMs: 3_000, endMs: 9_000 }), eventMs: 1_000, clearBookOnStart: true };
  const said = (nowMs: number) =>
    momentsOf(detail, nowMs).map(({ name, past, next }) => `${name}${past ? ' past' : ''}${next ? ' next' : ''}`);
  assert.equal(said(0), ['Event next', 'Start', 'End']);
  assert.equal(said(3_000), ['Event past', 'Start past', 'End next']);
  assert.equal(said(9_000), ['Event past', 'Start past', 'End past']);
  assert.equal(momentsOf({ row: market('a'), eventMs: null, clearBookOnStart: false }, 0), []);
});

test.run();
