import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FillFact } from '#domain/money/fact.ts';
import { type QueueTrackerDesk, type QueueTrackerEvent, queueTrackerMachine } from '#machines/queue-tracker.machine.ts';
import { aRow } from '../domain/orders/scene.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const ORDER = aRow('yesBid 0.5 x 100', 'o1');
const FILL = {} as FillFact; // only the row counts here
const RESTING: QueueTrackerEvent = { type: 'ORDER_RESTING', order: ORDER };
const ENDED: QueueTrackerEvent = { type: 'ORDER_ENDED', order: ORDER, why: 'asked' };
const FILLED: QueueTrackerEvent = { type: 'FILL_ARRIVED', fill: FILL, order: ORDER };
const STRANGE_FILL: QueueTrackerEvent = { type: 'FILL_ARRIVED', fill: FILL, order: null };
const DOUBT: QueueTrackerEvent = { type: 'BOOK_TRUST', trusted: false, reason: 'gap' };
const TRUST: QueueTrackerEvent = { type: 'BOOK_TRUST', trusted: true, reason: 'fresh book' };
const ELSEWHERE: QueueTrackerEvent = { type: 'REDEEMED', ok: true, why: null };
const EVERYTHING = [RESTING, ENDED, FILLED, STRANGE_FILL, DOUBT, TRUST, ELSEWHERE];
const STATES = ['cold', 'tracking', 'front', 'blind', 'recalibrating'];
const LOOK_MS = 1_000;

/** What the market shows: how many orders are tracked, whether one is first in line, whether anything moved. */
function tracker(market = { tracked: 0, front: false, moved: false }) {
  const desk = hands<QueueTrackerDesk>({
    tracksNothing: () => market.tracked === 0,
    atFront: () => market.front,
    unmoved: () => !market.moved,
  });
  const told = () => desk.take().filter((call) => /^(join|leave|shrink|recalibrate)/.test(call));
  return { ...desk, ...live(queueTrackerMachine, { desk: desk.desk }), market, told };
}

test('every state of the tracker is reached and every arrow taken', () => {
  let world = { nothing: true, front: false, moved: false };
  const { desk } = hands<QueueTrackerDesk>({
    tracksNothing: () => world.nothing,
    atFront: () => world.front,
    unmoved: () => !world.moved,
  });
  const be = (nothing: boolean, front: boolean, moved: boolean) => () => {
    world = { nothing, front, moved };
  };
  const worlds = [be(true, false, false), be(false, false, false), be(false, true, true), be(false, false, true)];
  const chart = walk(queueTrackerMachine, { input: { desk }, events: EVERYTHING, worlds });
  assert.equal([...chart.states].sort(), [...STATES].sort());
  assert.equal(chart.untaken, []);
});

test('after a crash nothing of the old estimates is believed', () => {
  const { state, told } = tracker();
  assert.is(state(), 'recalibrating');
  assert.equal(told(), ['recalibrate']);
});

test('a tracker without orders goes cold, and an order that rests wakes it', () => {
  const { actor, clock, state, told, market } = tracker();
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'cold');
  told();
  market.tracked = 1;
  actor.send(RESTING);
  assert.is(state(), 'tracking');
  assert.equal(told(), [`join ${JSON.stringify(ORDER)}`]);
});

test('last in line is believed until the market shows otherwise, however long that takes', () => {
  const { clock, state, market } = tracker({ tracked: 1, front: false, moved: false });
  clock.advanceBy(10 * LOOK_MS);
  assert.is(state(), 'recalibrating');
  market.moved = true;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'tracking');
});

test('a tracker whose last order ended goes cold at its next look', () => {
  const { clock, state, market } = tracker({ tracked: 1, front: false, moved: true });
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'tracking');
  market.tracked = 0;
  market.front = true;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'cold');
});

test('the front is reached when nobody stands before one of our orders, and lost when somebody does', () => {
  const { clock, state, market } = tracker({ tracked: 1, front: false, moved: true });
  clock.advanceBy(2 * LOOK_MS);
  assert.is(state(), 'tracking');
  market.front = true;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'front');
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'front');
  market.front = false;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'tracking');
  market.front = true;
  clock.advanceBy(LOOK_MS);
  market.tracked = 0;
  clock.advanceBy(LOOK_MS);
  assert.is(state(), 'cold');
});

test('the queue-tracker believes nothing after a blind spell', () => {
  const { actor, clock, state, told } = tracker({ tracked: 1, front: true, moved: true });
  clock.advanceBy(2 * LOOK_MS);
  assert.is(state(), 'front');
  actor.send(DOUBT);
  assert.is(state(), 'blind');
  told();
  clock.advanceBy(60 * LOOK_MS);
  assert.is(state(), 'blind');
  actor.send(TRUST);
  assert.is(state(), 'recalibrating');
  assert.equal(told(), ['recalibrate']);
});

test('an order that rests while we are blind joins with the fresh book, not before', () => {
  const { actor, told } = tracker();
  actor.send(DOUBT);
  told();
  actor.send(RESTING);
  assert.equal(told(), []);
  actor.send(DOUBT);
  actor.send(TRUST);
  assert.equal(told(), ['recalibrate']);
});

test('fills and endings count in every state', () => {
  const { actor, told } = tracker();
  told();
  const left = [`shrink ${JSON.stringify(ORDER)}`, `leave ${JSON.stringify(ORDER)}`];
  for (const before of [RESTING, DOUBT, TRUST]) {
    actor.send(before);
    told();
    for (const event of [FILLED, STRANGE_FILL, ENDED]) actor.send(event);
    assert.equal(told(), left, before.type);
  }
});

test('trust in a book that was never doubted changes nothing', () => {
  const { actor, clock, state, told } = tracker({ tracked: 1, front: false, moved: true });
  clock.advanceBy(LOOK_MS);
  told();
  actor.send(TRUST);
  assert.is(state(), 'tracking');
  assert.equal(told(), []);
});

test('whatever happens in whatever order, the tracker is blind exactly while the book is doubted', () => {
  const step = fc.oneof(
    fc.constantFrom(...EVERYTHING).map((event) => ({ event, market: null })),
    fc
      .record({ tracked: fc.nat({ max: 1 }), front: fc.boolean(), moved: fc.boolean() })
      .map((market) => ({ event: null, market })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (path) => {
      const { actor, clock, state, error, market } = tracker();
      let doubted = false;
      for (const each of path) {
        if (each.event) actor.send(each.event);
        else {
          Object.assign(market, each.market);
          clock.advanceBy(LOOK_MS);
        }
        if (each.event?.type === 'BOOK_TRUST') doubted = !each.event.trusted;
        assert.is(error(), null);
        assert.ok(STATES.includes(state()), state());
        assert.is(state() === 'blind', doubted);
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('others may decide by the estimates exactly while the tracker is cold, tracking or at the front', () => {
  const { actor, clock, state, take, market } = tracker({ tracked: 1, front: false, moved: false });
  const sure: Record<string, boolean> = {};
  const look = () => {
    for (const call of take()) if (call.startsWith('believe')) sure.last = call.includes('true');
    sure[state()] = sure.last as boolean;
  };
  look();
  market.moved = true;
  clock.advanceBy(LOOK_MS);
  look();
  market.front = true;
  clock.advanceBy(LOOK_MS);
  look();
  market.tracked = 0;
  clock.advanceBy(LOOK_MS);
  look();
  actor.send(DOUBT);
  look();
  actor.send(TRUST);
  assert.is(state(), 'recalibrating');
  look();
  assert.equal(sure, { recalibrating: false, last: false, tracking: true, front: true, cold: true, blind: false });
});

test.run();
