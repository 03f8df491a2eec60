import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getSimplePaths } from 'xstate/graph';
import { pairTradeId } from '#domain/ids.ts';
import { PAIR_TRADE_ENDS } from '#domain/money/pair-tally.ts';
import type { PairTradeEvent } from '#domain/money/pair-trade-event.ts';
import { parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { type PairTradeContext, type PairTradeDesk, pairTradeMachine } from '#machines/pair-trade.machine.ts';
import { walk } from './chart.ts';
import { hands, innermost, live } from './hands.ts';

const STATES = [
  ...['pairPlanned', 'leg1Working', 'leg1Filled', 'leg2Working', 'bothFilled', 'merging', 'merged'],
  ...['splitting', 'split', 'selling', 'sold', 'unwinding', 'abandoned', 'failed'],
];
const of = (count: number): Shares => parseShares(String(count));
const leg = (outcome: 'yes' | 'no', count: number) => ({
  outcome,
  price: parsePrice(outcome === 'yes' ? '0.48' : '0.49'),
  filled: of(count),
});
const first = (count: number): PairTradeEvent => ({ type: 'LEG1_FILLED', leg: leg('yes', count) });
const second = (count: number): PairTradeEvent => ({ type: 'LEG2_FILLED', leg: leg('no', count) });
const sold = (count: number): PairTradeEvent => ({ type: 'LEG_SOLD', size: of(count) });
const unsold = (count: number): PairTradeEvent => ({ type: 'SALE_VOIDED', size: of(count) });
const merged = (count: number): PairTradeEvent => ({ type: 'MERGED', size: of(count) });
const voided = (which: 1 | 2, count: number): PairTradeEvent => ({ type: 'VOIDED', leg: which, size: of(count) });
const split = (count: number): PairTradeEvent => ({ type: 'SPLIT_DONE', size: of(count) });
const WORKING: PairTradeEvent = { type: 'LEG_WORKING' };
const WANTED: PairTradeEvent = { type: 'LEG2_WANTED' };
const IMPATIENT: PairTradeEvent = { type: 'PATIENCE_OVER' };
const SENT: PairTradeEvent = { type: 'MERGE_SENT' };
const FAILED: PairTradeEvent = { type: 'MERGE_FAILED' };
const ENDED: PairTradeEvent = { type: 'MARKET_ENDED' };
const SPLIT_SENT: PairTradeEvent = { type: 'SPLIT_SENT' };
const SPLIT_FAILED: PairTradeEvent = { type: 'SPLIT_FAILED' };
const SIZED = [1, 2].flatMap((n) => [first(n), second(n), sold(n), unsold(n), merged(n), voided(1, n), voided(2, n)]);
const EVERYTHING = [
  ...SIZED,
  first(0),
  split(1),
  SPLIT_SENT,
  SPLIT_FAILED,
  WORKING,
  WANTED,
  IMPATIENT,
  SENT,
  FAILED,
  ENDED,
];

const input = { id: pairTradeId('p1'), desk: hands<PairTradeDesk>().desk };
const numbers = ({ leg1, leg2, sold: gone, merged: cash, split: sets }: PairTradeContext) =>
  [leg1?.filled, leg2?.filled, gone, cash, sets].map((each) => (each ?? 0) / 1e6);
const tooMuch = (context: PairTradeContext) => numbers(context).some((each) => each > 2);

function pairTrade(...events: readonly PairTradeEvent[]) {
  const moves: string[] = [];
  const desk: PairTradeDesk = { moved: (state) => moves.push(state) };
  const life = live(pairTradeMachine, { id: pairTradeId('p1'), desk });
  for (const event of events) life.actor.send(event);
  return { ...life, moves, done: () => life.actor.getSnapshot().status === 'done' };
}

test('every state that people see is reached and every arrow taken', () => {
  const chart = walk(pairTradeMachine, { input, events: EVERYTHING, apart: numbers, stopWhen: tooMuch, limit: 50_000 });
  assert.equal([...chart.states].sort(), [...STATES].sort());
  assert.equal(chart.untaken, []);
  assert.equal(chart.way('merged'), ['LEG1_FILLED', 'LEG2_FILLED', 'MERGED']);
  assert.equal(chart.way('sold'), ['LEG1_FILLED', 'LEG_SOLD']);
});

test('along every way through the chart what is sold and paired never exceeds what was filled, until it ends', () => {
  const events = [first(2), second(1), sold(1), voided(2, 1), merged(1), WANTED, SENT, ENDED];
  const fits = (at: { context: PairTradeContext }, event: PairTradeEvent): boolean => {
    const [filled = 0, paired = 0, gone = 0, cash = 0] = numbers(at.context);
    if (event.type === 'LEG1_FILLED') return filled === 0;
    if (event.type === 'LEG2_FILLED' || event.type === 'LEG_SOLD') return filled - paired - gone >= 1;
    if (event.type === 'VOIDED' || event.type === 'MERGED') return paired - cash >= 1;
    return true;
  };
  const paths = getSimplePaths(pairTradeMachine, {
    input,
    events,
    filterEvents: fits as never,
    serializeState: ({ value, context }) => JSON.stringify([value, numbers(context)]),
  });
  assert.ok(paths.length > 50, String(paths.length));
  const ends = new Set<string>();
  for (const { state } of paths) {
    const [filled = 0, paired = 0, gone = 0, cash = 0] = numbers(state.context);
    assert.ok(paired + gone <= filled && cash <= paired);
    if (state.status === 'done') ends.add(innermost(state.value));
    if (state.value === 'sold') assert.is(gone, filled);
    if (state.value === 'merged') assert.is(paired, filled - gone);
  }
  assert.equal([...ends].sort(), ['abandoned', 'merged', 'sold']);
});

test('a pair trade goes from plan to cash', () => {
  const { moves, done } = pairTrade(WORKING, first(100), WANTED, second(60), second(40), SENT, merged(100));
  assert.equal(moves, ['pairPlanned', 'leg1Working', 'leg1Filled', 'leg2Working', 'bothFilled', 'merging', 'merged']);
  assert.ok(done());
});

test('the legs are shown as they stand', () => {
  const { actor } = pairTrade(first(100), second(60), second(30));
  assert.equal(actor.getSnapshot().context.leg2, leg('no', 90));
});

test('a pair whose second leg fails to settle works its second leg again', () => {
  for (const before of [[], [SENT]]) {
    const { state, actor } = pairTrade(first(100), WANTED, second(100), ...before, voided(2, 40));
    assert.is(state(), 'leg2Working');
    actor.send(second(40));
    assert.is(state(), 'bothFilled');
  }
});

test('part of a second leg that fails to settle early is missing later', () => {
  const { state, actor } = pairTrade(first(100), WANTED, second(60), voided(2, 60), second(40));
  assert.is(state(), 'leg2Working');
  assert.is(actor.getSnapshot().context.leg2?.filled, of(40));
  actor.send(voided(2, 90));
  assert.is(actor.getSnapshot().context.leg2?.filled, 0);
});

test('the last millionth of a share counts', () => {
  const crumb = 1 as Shares;
  const almost = (of(100) - crumb) as Shares;
  const half = pairTrade(first(100), { type: 'LEG_SOLD', size: almost });
  assert.is(half.state(), 'leg1Filled');
  half.actor.send({ type: 'LEG2_FILLED', leg: { ...leg('no', 1), filled: crumb } });
  assert.is(half.state(), 'bothFilled');
  half.actor.send({ type: 'MERGED', size: crumb });
  assert.is(half.state(), 'merged');
});

test('a pair whose first leg fails to settle has failed, wherever it stands', () => {
  for (const before of [[], [WANTED], [second(100)], [second(100), SENT]])
    assert.is(pairTrade(first(100), ...before, voided(1, 100)).state(), 'failed');
});

test('a first leg that is sold again is sold, and one that is partly sold pairs with the rest', () => {
  assert.is(pairTrade(first(100), WANTED, sold(60), sold(40)).state(), 'sold');
  assert.is(pairTrade(first(100), WANTED, second(40), sold(60)).state(), 'bothFilled');
});

test('a sale that fails to settle leaves something to pair again', () => {
  const { state, actor } = pairTrade(first(100), second(40), sold(60), unsold(60));
  assert.is(state(), 'leg1Filled');
  for (const event of [sold(20), unsold(20), second(40)]) actor.send(event);
  assert.is(state(), 'leg1Filled');
  assert.is(actor.getSnapshot().context.sold, 0);
  actor.send(second(20));
  assert.is(state(), 'bothFilled');
  actor.send(unsold(5)); // nothing of ours was sold: there is nothing to give back
  assert.is(actor.getSnapshot().context.sold, 0);
  assert.is(pairTrade(first(100), sold(60), second(40), SENT, unsold(60)).state(), 'leg1Filled');
});

test('a first leg whose shares went to another pair trade is abandoned, one that grew waits again', () => {
  assert.is(pairTrade(first(100), first(0)).state(), 'abandoned');
  assert.is(pairTrade(first(100), second(100), first(130)).state(), 'leg1Filled');
  assert.is(pairTrade(first(100), WANTED, second(60), first(60)).state(), 'bothFilled');
});

test('what is merged early counts: the rest alone decides how the pair trade ends', () => {
  assert.is(pairTrade(first(100), second(40), merged(40)).state(), 'leg1Filled');
  assert.is(pairTrade(first(100), second(40), merged(40), second(60), SENT, merged(60)).state(), 'merged');
  assert.is(pairTrade(first(100), second(40), merged(40), sold(60)).state(), 'merged');
});

test('a merge of part of the pair leaves it merging, one that fails leaves both legs filled', () => {
  const { state, actor } = pairTrade(first(100), second(100), SENT, merged(60));
  assert.is(state(), 'merging');
  actor.send(FAILED);
  assert.is(state(), 'bothFilled');
  actor.send(SENT);
  actor.send(merged(40));
  assert.is(state(), 'merged');
});

test('when patience is over nobody works the second leg, and a fill still completes the pair', () => {
  for (const before of [[], [WANTED]]) {
    const { state, actor } = pairTrade(first(100), ...before, IMPATIENT);
    assert.is(state(), 'unwinding');
    actor.send(second(100));
    assert.is(state(), 'bothFilled');
  }
  assert.is(pairTrade(first(100), WANTED, IMPATIENT, WANTED).state(), 'leg2Working');
});

test('the end of the market abandons single legs and redeems whole pairs', () => {
  for (const before of [[], [WORKING], [first(100)], [first(100), WANTED], [SPLIT_SENT, split(5)]])
    assert.is(pairTrade(...before, ENDED).state(), 'abandoned');
  assert.is(pairTrade(first(100), second(100), ENDED).state(), 'merged');
  assert.is(pairTrade(first(100), second(100), SENT, ENDED).state(), 'merged');
});

test('the reverse way: split, sell both legs, sold', () => {
  const { moves, done } = pairTrade(SPLIT_SENT, split(50), WORKING, sold(50), sold(30), sold(20));
  assert.equal(moves, ['pairPlanned', 'splitting', 'split', 'selling', 'sold']);
  assert.ok(done());
  assert.is(pairTrade(SPLIT_SENT, split(50), sold(10)).state(), 'selling');
  assert.is(pairTrade(SPLIT_SENT, split(50), WORKING, WORKING).state(), 'selling');
  assert.is(pairTrade(SPLIT_SENT, split(50), WORKING, ENDED).state(), 'abandoned');
  assert.is(pairTrade(SPLIT_SENT, SPLIT_FAILED).state(), 'failed');
});

test('the desk hears of every state once, when it is entered', () => {
  const { moves } = pairTrade(WORKING, WORKING, first(100), WANTED, WANTED, second(50), second(50), SENT, SENT);
  assert.is(new Set(moves).size, moves.length);
});

test('whatever happens in whatever order, a pair trade stands in a state we know and what ended stays ended', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVERYTHING), { maxLength: 50, size: 'max' }), (path) => {
      const { actor, state, error, moves } = pairTrade();
      for (const event of path) {
        const ended = PAIR_TRADE_ENDS.some((end) => end === state());
        const before = state();
        actor.send(event);
        assert.is(error(), null);
        assert.ok(STATES.includes(state()), state());
        if (ended) assert.is(state(), before);
        assert.ok(numbers(actor.getSnapshot().context).every((each) => each >= 0));
      }
      assert.is(moves.at(-1), state());
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
