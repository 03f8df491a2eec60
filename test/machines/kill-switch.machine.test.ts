import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type KillStage, LADDER, rung, type Trip } from '#domain/money/kill-rules.ts';
import { parseUsd } from '#domain/units.ts';
import {
  type KillSwitchDesk,
  type KillSwitchEvent,
  killSwitchMachine,
  type Latched,
} from '#machines/kill-switch.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const STAGES = ['reduceOnly', 'noNewQuotes', 'cancelAll', 'drain', 'exit'] as const;
const trip = (stage: KillStage): Trip => ({
  rule: 'dailyLoss',
  limit: parseUsd('500'),
  found: parseUsd('501.5'),
  stage,
});
const climb = (stage: KillStage): KillSwitchEvent => ({ type: 'CLIMB', stage, reason: `past ${stage}` });
const HALT: KillSwitchEvent = { type: 'HALT', reason: 'operator' };
const REDUCE: KillSwitchEvent = { type: 'REDUCE', reason: 'operator', flatten: true };
const RESUME: KillSwitchEvent = { type: 'RESUME' };
const EVERYTHING: readonly KillSwitchEvent[] = [...STAGES.map(climb), HALT, REDUCE, RESUME, { type: 'MEASURE' }];

function killSwitch(answers: Partial<KillSwitchDesk> = {}, latched: Latched | null = null) {
  const desk = hands<KillSwitchDesk>({ measure: () => [], ...answers });
  const life = live(killSwitchMachine, { desk: desk.desk, latched });
  const climbs = () => desk.took().filter((call) => !call.startsWith('measure'));
  return { ...desk, ...life, climbs, stage: () => life.actor.getSnapshot().context.stage };
}

test('every rung is reached and every arrow taken', () => {
  const { desk } = hands<KillSwitchDesk>({ measure: () => [] });
  const chart = walk(killSwitchMachine, {
    input: { desk, latched: null },
    events: EVERYTHING,
    apart: ({ stage }: { stage: KillStage }) => stage,
  });
  assert.equal([...chart.states].sort(), ['armed', 'cancelAll', 'draining', 'exit', 'noNewQuotes', 'reduceOnly']);
  assert.equal(chart.untaken, []);
  for (const state of chart.states) assert.ok((chart.way(state)?.length ?? 9) <= 1, state);
});

test('nothing is latched while no limit is passed, and it is measured every second', () => {
  const { clock, took, climbs, state } = killSwitch();
  clock.advanceBy(10_000);
  assert.is(state(), 'armed');
  assert.is(took('measure').length, 11);
  assert.equal(climbs(), []);
});

test('the worst limit that is passed decides, and the reason names it', () => {
  const { climbs, state } = killSwitch({ measure: () => [trip('cancelAll'), trip('reduceOnly')] });
  assert.is(state(), 'cancelAll'); // measured at the first moment, not a second later
  assert.equal(climbs(), ['climbed cancelAll dailyLoss: 501.5 is past 500 false']);
});

test('a limit that stays passed is latched once', () => {
  const { clock, took } = killSwitch({ measure: () => [trip('noNewQuotes')] });
  clock.advanceBy(30_000);
  assert.is(took('climbed').length, 1);
});

test('a kill switch never climbs down by itself', () => {
  let now: readonly Trip[] = [];
  const { clock, state, took } = killSwitch({ measure: () => now });
  for (const [stage, stands] of [
    ['reduceOnly', 'reduceOnly'],
    ['noNewQuotes', 'noNewQuotes'],
    ['reduceOnly', 'noNewQuotes'],
    ['cancelAll', 'cancelAll'],
    ['noNewQuotes', 'cancelAll'],
  ] as const) {
    now = [trip(stage)];
    clock.advanceBy(1_000);
    assert.is(state(), stands);
  }
  now = [];
  clock.advanceBy(3_600_000);
  assert.is(state(), 'cancelAll');
  assert.is(took('climbed').length, 3);
  assert.is(took('resumed').length, 0);
});

test('only an operator resumes, and a limit that is still passed latches again at the next look', () => {
  const { actor, clock, state, climbs, stage } = killSwitch({ measure: () => [trip('reduceOnly')] });
  actor.send(RESUME);
  assert.is(state(), 'armed');
  assert.is(stage(), 'armed');
  clock.advanceBy(1_000);
  assert.is(state(), 'reduceOnly');
  assert.equal(
    climbs().map((call) => call.split(' ')[0]),
    ['climbed', 'resumed', 'climbed'],
  );
});

test('an operator halts from below, and cannot weaken what is higher', () => {
  const { actor, state, stage, took } = killSwitch();
  actor.send(HALT);
  assert.is(state(), 'cancelAll');
  assert.equal(took('climbed'), ['cancelAll operator false']);
  actor.send(HALT);
  assert.is(took('climbed').length, 1);
  actor.send(climb('drain'));
  actor.send(HALT);
  assert.is(state(), 'draining');
  assert.is(stage(), 'drain');
});

test('an operator reduces, then flattens, and climbs down from neither by reducing again', () => {
  const { actor, state, took } = killSwitch();
  actor.send({ type: 'REDUCE', reason: 'lunch', flatten: false });
  assert.is(state(), 'reduceOnly');
  actor.send(REDUCE);
  assert.equal(took('climbed'), ['reduceOnly lunch false', 'reduceOnly operator true']);
  actor.send(climb('noNewQuotes'));
  actor.send(REDUCE);
  assert.is(state(), 'noNewQuotes');
  assert.is(took('climbed').length, 3);
  actor.send(RESUME);
  assert.is(actor.getSnapshot().context.flatten, false);
});

test('what was being flattened when a life ended is flattened in the next', () => {
  const { state, climbs } = killSwitch({}, { stage: 'reduceOnly', reason: 'yesterday', flatten: true });
  assert.is(state(), 'reduceOnly');
  assert.equal(climbs(), ['climbed reduceOnly yesterday true']);
});

test('a house that is draining does not resume', () => {
  const { actor, state, took } = killSwitch();
  actor.send(climb('drain'));
  actor.send(RESUME);
  assert.is(state(), 'draining');
  assert.is(took('resumed').length, 0);
});

test('a lost week asks the house to stop, once', () => {
  const { clock, took, state } = killSwitch({ measure: () => [trip('drain')] });
  clock.advanceBy(5_000);
  assert.is(state(), 'draining');
  assert.is(took('drain').length, 1);
  assert.is(took('leave').length, 0);
});

test('a house that does not end when it is asked to is left by force, and that is latched first', () => {
  const { actor, clock, took, climbs, state } = killSwitch();
  actor.send(climb('drain'));
  clock.advanceBy(14_999);
  assert.is(state(), 'draining');
  clock.advanceBy(1);
  assert.is(state(), 'exit');
  assert.equal(climbs().slice(-2), [
    'climbed exit past drain; it did not drain in time false',
    'leave past drain; it did not drain in time',
  ]);
  actor.send(RESUME);
  assert.is(state(), 'exit');
  assert.is(took('resumed').length, 0);
});

test('leaving by force fails the switch', () => {
  const { actor, error } = killSwitch({
    leave: (reason) => {
      throw new Error(reason);
    },
  });
  actor.send(climb('exit'));
  assert.match(String(error()), /past exit/);
});

test('a latch of a drained house holds without draining the next one', () => {
  const { took, state, clock } = killSwitch({}, { stage: 'drain', reason: 'last week', flatten: false });
  clock.advanceBy(60_000);
  assert.is(state(), 'cancelAll');
  assert.is(took('drain').length, 0);
});

test('a latch from an earlier life holds from the first moment', () => {
  for (const [stage, stands] of [
    ['reduceOnly', 'reduceOnly'],
    ['noNewQuotes', 'noNewQuotes'],
    ['cancelAll', 'cancelAll'],
    ['drain', 'cancelAll'],
    ['exit', 'cancelAll'],
  ] as const) {
    const { state, climbs, actor, clock } = killSwitch({}, { stage, reason: 'yesterday', flatten: false });
    assert.is(state(), stands);
    assert.equal(climbs(), [`climbed ${stage} yesterday false`]);
    clock.advanceBy(60_000);
    assert.is(state(), stands);
    actor.send(RESUME);
    assert.is(state(), 'armed');
  }
});

test('a latch that cannot be written fails the switch, and with it the house', () => {
  const { error, state, actor } = killSwitch({
    climbed: () => {
      throw new Error('latch.json: read-only file system');
    },
  });
  assert.is(state(), 'armed');
  actor.send(HALT);
  assert.match(String(error()), /latch\.json/);
});

test('whatever happens in whatever order, only a resume brings the rung down', () => {
  const step = fc.oneof(
    fc.constantFrom(...EVERYTHING).map((event) => ({ event, trips: null })),
    fc.constantFrom(...STAGES, null).map((stage) => ({ event: null, trips: stage === null ? [] : [trip(stage)] })),
  );
  const latched = fc.constantFrom(
    null,
    ...LADDER.slice(1).map((stage) => ({ stage, reason: 'yesterday', flatten: false })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), latched, (path, earlier) => {
      let now: readonly Trip[] = [];
      const { actor, clock, state, stage, error } = killSwitch({ measure: () => now }, earlier);
      for (const { event, trips } of path) {
        const before = stage();
        if (event) actor.send(event);
        else {
          now = trips;
          clock.advanceBy(1_000);
        }
        assert.is(error(), null);
        if (event !== RESUME) assert.ok(rung(stage()) >= rung(before), `${before} became ${stage()}`);
        assert.is(stage() === 'armed', state() === 'armed');
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
