import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { type Difference, LOOKS_MAX, LOOKS_TO_BELIEVE } from '#domain/money/reconcile.ts';
import type { Answer, VenueAccount } from '#domain/ports.ts';
import { ZERO_USD } from '#domain/units.ts';
import { type ReconcilerDesk, type ReconcilerEvent, reconcilerMachine } from '#machines/reconciler.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const ACCOUNT: Answer<VenueAccount> = {
  ok: true,
  value: { cash: ZERO_USD, receivables: ZERO_USD, holdings: new Map() },
};
const FAILED: Answer<VenueAccount> = { ok: false, failure: { kind: 'unreachable', sent: 'no' } };
const read = (answer: Answer<VenueAccount> = ACCOUNT): ReconcilerEvent => ({ type: 'ACCOUNT_READ', answer });
const CASH: Difference = { market: null, what: 'cash', gap: '5' };
const RAIN: Difference = { market: marketId('rain'), what: 'yes', gap: '-3' };
const RECONCILE: ReconcilerEvent = { type: 'RECONCILE' };
const STATES = ['starting', 'resting', 'expecting', 'reading', 'doubting', 'diverged'];
const AGAIN_MS = 700;

function reconciler() {
  const world = { found: [] as readonly Difference[] | null };
  const desk = hands<ReconcilerDesk>({ compare: () => world.found, unexplained: (found) => found });
  const life = live(reconcilerMachine, { desk: desk.desk });
  /** One look, answered at once with these differences. */
  const look = (...found: readonly Difference[]) => {
    world.found = found;
    life.actor.send(read());
    life.clock.advanceBy(AGAIN_MS);
  };
  return { ...desk, ...life, world, look };
}

test('every state of the reconciler is reached and every arrow taken', () => {
  let found: readonly Difference[] | null = [];
  const { desk } = hands<ReconcilerDesk>({ compare: () => found, unexplained: (found) => found });
  const be = (now: readonly Difference[] | null) => () => {
    found = now;
  };
  const chart = walk(reconcilerMachine, {
    input: { desk },
    worlds: [be([]), be([CASH]), be(null)],
    events: [
      RECONCILE,
      { type: 'MOVED' },
      read(),
      read(FAILED),
      ...(['clean', 'doubt', 'diverged'] as const).map((verdict) => ({ type: 'LOOKED', verdict })),
    ],
    apart: ({ looks }: { looks: readonly unknown[] }) => Math.min(3, looks.length),
  });
  assert.equal([...chart.states].sort(), [...STATES].sort());
  assert.equal(chart.untaken, []);
});

test('the venue is asked every half minute, and at once when somebody wants to know', () => {
  const { actor, clock, look, took, state } = reconciler();
  clock.advanceBy(3_000);
  assert.is(took('read').length, 1, 'and soon after the start');
  actor.send(read());
  clock.advanceBy(29_999);
  assert.is(took('read').length, 0 + 1);
  clock.advanceBy(1);
  assert.is(took('read').length, 2);
  look();
  assert.is(state(), 'resting');
  actor.send(RECONCILE);
  actor.send(RECONCILE);
  assert.is(took('read').length, 3);
});

test('fills are one reason to look, a few seconds after the first of them', () => {
  const { actor, clock, took, look } = reconciler();
  actor.send(RECONCILE);
  look();
  for (let n = 0; n < 10; n += 1) {
    actor.send({ type: 'MOVED' });
    clock.advanceBy(400);
  }
  assert.is(took('read').length, 1);
  clock.advanceBy(1_000);
  assert.is(took('read').length, 2);
});

test('one difference is news on its way, the same one three times is divergence', () => {
  const { actor, look, took, state } = reconciler();
  actor.send(RECONCILE);
  for (let count = 1; count < LOOKS_TO_BELIEVE; count += 1) {
    look(CASH);
    assert.equal(took('diverged'), []);
  }
  look(CASH);
  assert.equal(took('diverged'), [JSON.stringify([CASH])]);
  assert.is(state(), 'diverged');
});

test('only what every look agrees on is reported', () => {
  const { actor, look, took } = reconciler();
  actor.send(RECONCILE);
  look(CASH, RAIN);
  look(RAIN);
  look({ ...CASH, gap: '6' }, RAIN);
  assert.equal(took('diverged'), [JSON.stringify([RAIN])]);
});

test('a look that nothing can be concluded from neither clears nor accuses', () => {
  const { look, world, actor, clock, took, state } = reconciler();
  actor.send(RECONCILE);
  for (let n = 1; n < LOOKS_TO_BELIEVE; n += 1) look(CASH);
  world.found = null;
  for (let n = 0; n < 2 * LOOKS_MAX; n += 1) {
    actor.send(read());
    clock.advanceBy(AGAIN_MS);
  }
  assert.is(took('diverged').length, 0);
  look(CASH);
  assert.is(took('diverged').length, 1);
  assert.is(state(), 'diverged');
});

test('a clean look clears what was doubted', () => {
  const { actor, look, took, state } = reconciler();
  actor.send(RECONCILE);
  look(CASH);
  look(CASH);
  look();
  assert.is(state(), 'resting');
  actor.send(RECONCILE);
  look(CASH);
  look(CASH);
  assert.is(state(), 'reading');
  assert.equal(took('diverged'), []);
});

test('a failed read neither clears nor accuses', () => {
  const { actor, clock, look, took, state } = reconciler();
  actor.send(RECONCILE);
  look(CASH);
  look(CASH);
  for (let count = 0; count < 20; count += 1) {
    actor.send(read(FAILED));
    assert.is(state(), 'doubting');
    clock.advanceBy(AGAIN_MS);
  }
  assert.equal(took('diverged'), []);
  look(CASH);
  assert.is(took('diverged').length, 1);
});

test('differences that never stay the same are trading, not divergence', () => {
  const { actor, look, took, state } = reconciler();
  actor.send(RECONCILE);
  for (let count = 0; count < LOOKS_MAX; count += 1) look({ ...CASH, gap: String(count) });
  assert.is(state(), 'resting');
  assert.equal(took('diverged'), []);
});

test('an answer that never comes is asked for again, and one that nobody waits for is no look', () => {
  const { actor, clock, took, world } = reconciler();
  world.found = [CASH];
  actor.send(read());
  assert.is(took('compare').length, 0);
  actor.send(RECONCILE);
  clock.advanceBy(35_000);
  assert.is(took('read').length, 4);
  actor.send(read());
  actor.send(read()); // the answer to an earlier question
  assert.is(took('compare').length, 1);
});

test('after a divergence looking goes on', () => {
  const { actor, clock, look, took, state } = reconciler();
  actor.send(RECONCILE);
  for (let count = 0; count < LOOKS_TO_BELIEVE; count += 1) look(CASH);
  assert.is(state(), 'diverged');
  clock.advanceBy(60_000);
  assert.is(state(), 'reading');
  look();
  assert.is(state(), 'resting');
  actor.send(RECONCILE);
  for (let count = 0; count < LOOKS_TO_BELIEVE; count += 1) look(RAIN);
  assert.is(took('diverged').length, 2);
});

test('whatever happens in whatever order, a divergence is never reported on fewer looks than it takes', () => {
  const step = fc.oneof(
    fc.constantFrom([], [CASH], [RAIN], [CASH, RAIN]).map((found) => ({ found })),
    fc.constantFrom<ReconcilerEvent>(RECONCILE, read(FAILED)).map((event) => ({ event })),
    fc.integer({ min: 0, max: 40_000 }).map((waitMs) => ({ waitMs })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (path) => {
      const { actor, clock, world, took, state, error } = reconciler();
      for (const each of path) {
        if ('found' in each) {
          world.found = each.found;
          actor.send(read());
        } else if ('event' in each) actor.send(each.event);
        else clock.advanceBy(each.waitMs);
        assert.is(error(), null);
        assert.ok(STATES.includes(state()), state());
        assert.ok(actor.getSnapshot().context.looks.length <= LOOKS_MAX + 1);
      }
      assert.ok(took('diverged').length === 0 || took('compare').length >= LOOKS_TO_BELIEVE);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
