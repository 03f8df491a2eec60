import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pairTradeId, traceId, tradeId } from '#domain/ids.ts';
import type { FillFact } from '#domain/money/fact.ts';
import { REGIMES, type Regime } from '#domain/pricing/regime.ts';
import type { LegConstraint } from '#domain/quoting/quote-plan.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';
import {
  type PlanOutcome,
  type QuoterDesk,
  type QuoterEvent,
  type QuotingMode,
  quoterMachine,
} from '#machines/quoter.machine.ts';
import { aRow } from '../domain/orders/scene.ts';
import { walk } from './chart.ts';
import { hands, live, START_MS } from './hands.ts';

const MODES: readonly QuotingMode[] = ['warming', 'quoting', 'widened', 'oneSided', 'microHalt'];
const STATES = ['idle', 'pulled', 'held', ...MODES];
const PLAN_INTERVAL_MS = 250;
const REPLAN_MS = 1_000;
const ORDER = aRow('yesBid 0.5 x 100', 'o1');
const ALLOWED: QuoterEvent = { type: 'QUOTE_ALLOWED' };
const MOVED: QuoterEvent = { type: 'BOOK_MOVED' };
const PULL: QuoterEvent = { type: 'QUOTE_FORBIDDEN', reason: 'data gap', idle: false };
const REST: QuoterEvent = { type: 'QUOTE_FORBIDDEN', reason: 'closing', idle: true };
const FILL: QuoterEvent = { type: 'FILL_ARRIVED', fill: { trade: tradeId('t1') } as FillFact, order: ORDER };
const leg = (maxCost: string, untilMs: number): LegConstraint => ({
  slot: 'noBid',
  maxCost: parsePrice(maxCost),
  size: parseShares('10'),
  untilMs,
});
const want = (name: string, untilMs = Infinity, maxCost = '0.4'): QuoterEvent => ({
  type: 'LEG_WANTED',
  pairTrade: pairTradeId(name),
  constraint: leg(maxCost, untilMs),
});
const release = (name: string): QuoterEvent => ({ type: 'LEG_RELEASED', pairTrade: pairTradeId(name) });
const planned = (mode: QuotingMode): QuoterEvent => ({ type: 'PLANNED', mode, reason: null });
const seen = (regime: Regime): QuoterEvent => ({ type: 'REGIME_SEEN', regime });
const EVERYTHING: readonly QuoterEvent[] = [
  ALLOWED,
  PULL,
  REST,
  MOVED,
  FILL,
  want('p1'),
  release('p1'),
  { type: 'ADMISSION_CHANGED' },
  { type: 'SHUT' },
  { type: 'ORDER_RESTING', order: ORDER },
  { type: 'ORDER_ENDED', order: ORDER, why: 'asked' },
  { type: 'SETS_MERGED', size: parseShares('5'), ok: true, why: null },
  { type: 'PLAN_DUE' },
];

interface Made {
  readonly atMs: number;
  readonly legs: readonly LegConstraint[];
}

function quoter(start = true, phaseMs = 0) {
  const clock = new VirtualClock(START_MS);
  const plans: Made[] = [];
  const open = { door: true };
  const outcome = { mode: 'quoting' as QuotingMode, reason: null as string | null, regime: 'normal' as Regime };
  const desk = hands<QuoterDesk>({
    now: () => clock.now(),
    mayPlan: () => open.door,
    plan(nowMs, legs): PlanOutcome {
      plans.push({ atMs: nowMs - START_MS, legs });
      return { ...outcome, cancel: [], place: [], trace: traceId(`plan ${plans.length}`) };
    },
  });
  const input = { desk: desk.desk, planIntervalMs: PLAN_INTERVAL_MS, phaseMs, replanMs: REPLAN_MS };
  const life = live(quoterMachine, input, clock);
  if (start) life.actor.send(ALLOWED);
  const times = () => plans.map(({ atMs }) => atMs);
  return { ...desk, ...life, plans, times, outcome, open, silent: () => life.actor.getSnapshot().hasTag('silent') };
}

test('while the gateway is closed nothing is planned, and the first plan after it opens does not wait', () => {
  const { actor, clock, open, times, state } = quoter();
  clock.advanceBy(1);
  open.door = false;
  const before = times().length;
  for (let moved = 0; moved < 40; moved++) {
    actor.send({ type: 'BOOK_MOVED' });
    clock.advanceBy(100);
  }
  const closed = times().length;
  assert.ok(closed <= before + 1, 'at most the plan that was due already');
  assert.is(state(), 'held', 'and everybody can see why');
  open.door = true;
  actor.send({ type: 'ADMISSION_CHANGED' });
  assert.is(times().length, closed + 1);
  assert.is(times().at(-1), clock.now() - START_MS);
  assert.is(state(), 'quoting');
});

test('every state of the quoter is reached and every arrow taken', () => {
  const { desk } = hands<QuoterDesk>({
    now: () => START_MS,
    mayPlan: () => true,
    plan: () => ({ mode: 'quoting', reason: null, regime: 'normal', cancel: [], place: [], trace: traceId('t') }),
  });
  const chart = walk(quoterMachine, {
    input: { desk, planIntervalMs: PLAN_INTERVAL_MS, phaseMs: 0, replanMs: REPLAN_MS },
    events: [...EVERYTHING, { type: 'shutdown' }, ...MODES.map(planned), ...REGIMES.map(seen)],
    apart: ({ mode, regime }: { mode: QuotingMode | 'held'; regime: Regime }) => [mode, regime],
  });
  assert.equal([...chart.states].sort(), [...STATES, 'ended'].sort());
  assert.equal(chart.untaken, []);
  assert.equal(chart.way('pulled'), ['QUOTE_FORBIDDEN']);
});

test('the regime of the last plan stands as a tag beside what the quoter does, and changes nothing of it', () => {
  const { actor, clock, outcome, state } = quoter();
  const tags = () => REGIMES.filter((regime) => actor.getSnapshot().hasTag(regime));
  clock.advanceBy(1);
  assert.equal(tags(), ['normal']);
  for (const regime of ['lowLiquidity', 'crisis', 'crisis', 'highLiquidity'] as const) {
    outcome.regime = regime;
    actor.send(MOVED);
    clock.advanceBy(PLAN_INTERVAL_MS);
    assert.equal(tags(), [regime]);
    assert.is(state(), 'quoting');
    assert.is(actor.getSnapshot().context.regime, regime);
  }
  actor.send(PULL);
  assert.equal(tags(), [], 'whoever does not look at the market says nothing of it');
});

test('a quoter that is told to leave pulls its quotes first, and plans no more', () => {
  const { actor, clock, take, times } = quoter();
  clock.advanceBy(PLAN_INTERVAL_MS);
  take();
  const before = times().length;
  actor.send({ type: 'shutdown' });
  assert.equal(take(), ['pull no longer allowed to quote']);
  assert.is(actor.getSnapshot().status, 'done');
  clock.advanceBy(10 * REPLAN_MS);
  assert.is(times().length, before);
});

test('a quoter says that it started, and plans nothing before it is allowed to', () => {
  const { actor, clock, take, times, state } = quoter(false);
  assert.equal(take(), ['started']);
  for (const event of [MOVED, FILL, want('p1')]) actor.send(event);
  clock.advanceBy(60_000);
  assert.is(state(), 'idle');
  assert.equal(times(), []);
  actor.send(ALLOWED);
  assert.equal(times(), [60_000]);
});

test('a burst of book moves makes one plan', () => {
  const { actor, clock, times } = quoter();
  for (let frame = 0; frame < 200; frame += 1) {
    clock.advanceBy(1);
    actor.send(MOVED);
  }
  assert.equal(times(), [0]);
  clock.advanceBy(50);
  assert.equal(times(), [0, PLAN_INTERVAL_MS]);
});

test('a quoter plans at most every planIntervalMs and at least every replanMs', () => {
  const { actor, clock, times } = quoter();
  for (let ms = 0; ms < 2_000; ms += 10) {
    clock.advanceBy(10);
    actor.send(MOVED);
  }
  assert.equal(times(), [0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 2_000]);
  clock.advanceBy(3_000);
  assert.equal(times().slice(9), [2_250, 3_250, 4_250]); // the last move came after the plan of its instant
});

test('markets that begin together soon plan at moments of their own, and again after they were shut out together', () => {
  const { actor, clock, open, times } = quoter(true, 70);
  const move = (times: number) => {
    for (let n = 0; n < times; n++) {
      clock.advanceBy(10);
      actor.send(MOVED);
    }
  };
  move(90);
  assert.equal(times(), [0, 320, 570, 820]);
  open.door = false;
  move(250);
  open.door = true;
  actor.send({ type: 'ADMISSION_CHANGED' });
  move(60);
  assert.equal(times().slice(-3), [3_400, 3_720, 3_970]);
});

test('a move after a quiet moment is planned at once', () => {
  const { actor, clock, times } = quoter();
  clock.advanceBy(600);
  actor.send(MOVED);
  assert.equal(times(), [0, 600]);
});

test('orders, fills and a changed admission make it plan as a book move does', () => {
  const { actor, clock, times } = quoter();
  const news = EVERYTHING.filter(({ type }) =>
    ['FILL_ARRIVED', 'ADMISSION_CHANGED', 'ORDER_RESTING', 'ORDER_ENDED'].includes(type),
  );
  assert.is(news.length, 4);
  for (const event of news) {
    clock.advanceBy(300);
    actor.send(event);
  }
  assert.equal(times(), [0, 300, 600, 900, 1_200]);
});

test('what was planned is sent, once', () => {
  const { took } = quoter();
  assert.is(took('send').length, 1);
  assert.match(took('send')[0] ?? '', /"trace":"plan 1"/);
});

test('the state says what the last plan came to, and why', () => {
  const { actor, clock, outcome, state, silent } = quoter();
  assert.is(state(), 'quoting');
  for (const mode of MODES.toReversed()) {
    outcome.mode = mode;
    outcome.reason = `because of ${mode}`;
    clock.advanceBy(REPLAN_MS);
    assert.is(state(), mode);
    assert.is(actor.getSnapshot().context.reason, `because of ${mode}`);
    assert.is(silent(), mode === 'warming');
  }
});

test('a pulled quoter says why', () => {
  const { actor, state, took, silent } = quoter();
  actor.send(PULL);
  assert.is(state(), 'pulled');
  assert.is(actor.getSnapshot().context.reason, 'data gap');
  assert.is(took('pull').at(-1), 'data gap');
  assert.ok(silent());
  actor.send({ type: 'QUOTE_FORBIDDEN', reason: 'halted', idle: false });
  assert.is(actor.getSnapshot().context.reason, 'halted');
  assert.is(took('pull').at(-1), 'halted');
});

test('a quoter that goes idle cancels what rests', () => {
  const { actor, state, took } = quoter();
  actor.send(REST);
  assert.is(state(), 'idle');
  assert.is(took('pull').length, 1);
  assert.is(actor.getSnapshot().context.reason, 'closing');
});

test('a pulled quoter plans nothing, however the book moves, and plans at once when it may again', () => {
  const { actor, clock, times } = quoter();
  actor.send(PULL);
  for (let count = 0; count < 10; count += 1) {
    clock.advanceBy(1_000);
    actor.send(MOVED);
  }
  assert.equal(times(), [0]);
  actor.send(ALLOWED);
  assert.equal(times(), [0, 10_000]);
});

test('being pulled and allowed again in an instant does not plan faster than the interval', () => {
  const { actor, clock, times } = quoter();
  for (let count = 0; count < 20; count += 1) {
    actor.send(PULL);
    actor.send(ALLOWED);
    clock.advanceBy(50);
  }
  assert.equal(times(), [0, 250, 500, 750, 1_000]);
});

test('being allowed twice is being allowed', () => {
  const { actor, took, times } = quoter();
  actor.send(ALLOWED);
  assert.is(took('pull').length, 0);
  assert.equal(times(), [0]);
});

test('a second leg is planned for until its time is over', () => {
  const { actor, clock, plans } = quoter();
  clock.advanceBy(500);
  actor.send(want('p1', START_MS + 2_000));
  assert.equal(plans.at(-1)?.legs, [leg('0.4', START_MS + 2_000)]);
  clock.advanceBy(1_499);
  assert.is(plans.at(-1)?.legs.length, 1);
  clock.advanceBy(1_000);
  assert.is(plans.at(-1)?.legs.length, 0);
  assert.is(actor.getSnapshot().context.legs.length, 0);
});

test('a leg wanted again replaces what was wanted, and a released one is planned without', () => {
  const { actor, clock, plans } = quoter();
  actor.send(want('p1', Infinity, '0.4'));
  actor.send(want('p2', Infinity, '0.3'));
  actor.send(want('p1', Infinity, '0.35'));
  clock.advanceBy(PLAN_INTERVAL_MS);
  assert.equal(plans.at(-1)?.legs, [leg('0.3', Infinity), leg('0.35', Infinity)]);
  actor.send(release('p2'));
  actor.send(release('never asked'));
  clock.advanceBy(PLAN_INTERVAL_MS);
  assert.equal(plans.at(-1)?.legs, [leg('0.35', Infinity)]);
});

test('a leg wanted while pulled is not forgotten', () => {
  const { actor, clock, plans } = quoter();
  actor.send(PULL);
  actor.send(want('p1'));
  actor.send(want('p2'));
  actor.send(release('p2'));
  clock.advanceBy(5_000);
  actor.send(ALLOWED);
  assert.equal(plans.at(-1)?.legs, [leg('0.4', Infinity)]);
});

test('beyond fifty legs the oldest gives way', () => {
  const { actor, clock, plans } = quoter();
  for (let count = 1; count <= 60; count += 1) actor.send(want(`p${count}`));
  clock.advanceBy(PLAN_INTERVAL_MS);
  assert.is(plans.at(-1)?.legs.length, 50);
  assert.is(actor.getSnapshot().context.legs[0]?.pairTrade, 'p11');
});

test('own fills are noted in every state', () => {
  const { actor, took } = quoter(false);
  for (const before of [REST, PULL, ALLOWED]) {
    actor.send(before);
    actor.send(FILL);
  }
  assert.is(took('ownFill').length, 3);
});

test('whatever happens in whatever order, plans keep their distance and a silenced quoter plans nothing', () => {
  const step = fc.oneof(
    fc.constantFrom(...EVERYTHING.filter(({ type }) => type !== 'PLAN_DUE')).map((event) => ({ event, waitMs: 0 })),
    fc.integer({ min: 0, max: 1_500 }).map((waitMs) => ({ event: null, waitMs })),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80, size: 'max' }),
      fc.infiniteStream(fc.constantFrom(...MODES)),
      (path, modes) => {
        const { actor, clock, state, error, outcome, times } = quoter(false);
        for (const { event, waitMs } of path) {
          outcome.mode = modes.next().value ?? 'quoting';
          const [before, made] = [state(), times().length];
          if (event) actor.send(event);
          else clock.advanceBy(waitMs);
          assert.is(error(), null);
          assert.ok(STATES.includes(state()), state());
          if ((before === 'idle' || before === 'pulled') && event !== ALLOWED) assert.is(times().length, made);
          if (event === PULL) assert.is(state(), 'pulled');
        }
        const all = times();
        for (const [at, ms] of all.entries()) if (at > 0) assert.ok(ms - (all[at - 1] ?? 0) >= PLAN_INTERVAL_MS);
      },
    ),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
