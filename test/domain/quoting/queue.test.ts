import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  behindProbability,
  executable,
  joinQueue,
  type ProbabilityForm,
  QUEUE_MODELS,
  type QueueModel,
  type QueueState,
  queueAfterFill,
  queueAfterLevel,
  queueAfterLevelBy,
  queueAfterPrint,
} from '#domain/quoting/queue.ts';
import { MICRO, type Shares } from '#domain/units.ts';

const shares = (count: number): Shares => Math.round(count * MICRO) as Shares;
const LOT = shares(0.01);
const MODELS = Object.keys(QUEUE_MODELS) as QueueModel[];
const SEED = { seed: 42, numRuns: 1000 };

function near(found: number, wanted: number, what: string): void {
  assert.ok(Math.abs(found - wanted) <= 1e-9 * Math.abs(wanted), `${what}: ${found} is not ${wanted}`);
}

/** In shares, as the oracle writes it. */
function frontOf(form: ProbabilityForm | null, front: number, level: number, next: number, cumulative = 0): number {
  const state: QueueState = { front: shares(front), cumulative: shares(cumulative), level: shares(level) };
  return queueAfterLevelBy(state, shares(next), form).front / MICRO;
}

test('O-20: 300 ahead of 1000, the level falls to 700', () => {
  const rows: readonly (readonly [string, ProbabilityForm | null, number])[] = [
    ['log', { form: 'log' }, 160.3436862],
    ['log2', { form: 'log2' }, 284.5306324],
    ['power n=2', { form: 'power', exponent: 2 }, 253.4482759],
    ['power2 n=2', { form: 'power2', exponent: 2 }, 147],
    ['power3 n=2', { form: 'power3', exponent: 2 }, 273],
    ['power n=1', { form: 'power', exponent: 1 }, 210],
    ['risk-averse', null, 300],
  ];
  for (const [name, form, wanted] of rows) near(frontOf(form, 300, 1000, 700), wanted, name);
});

test('O-20: with 120 already printed, power3 of 3 leaves 246.33 ahead', () => {
  near(frontOf({ form: 'power3', exponent: 3 }, 250, 880, 600, 120), 246.3314707, 'power3 n=3');
});

test('the named models are the forms with the exponent of their own number', () => {
  const state: QueueState = { front: shares(300), cumulative: 0, level: shares(1000) };
  const front = (model: QueueModel) => queueAfterLevel(state, shares(700), model).front / MICRO;
  near(front('power1'), 210, 'power1');
  near(front('power2'), 147, 'power2');
  near(front('power3'), 300 - 300 * 0.3 ** 3, 'power3');
  near(front('log'), 160.3436862, 'log');
  near(front('log2'), 284.5306324, 'log2');
  near(front('riskAverse'), 300, 'riskAverse');
});

test('a queue walks through prints, cancels and additions', () => {
  type Row = readonly [string, 'print' | 'level', number, number];
  const story: readonly Row[] = [
    ['print 0.52 x 100', 'print', 100, 200],
    ['its level change', 'level', 200, 200],
    ['someone joins behind us', 'level', 500, 200],
    ['print 0.52 x 150', 'print', 150, 50],
    ['its level change, and 10 more were added behind', 'level', 360, 50],
    ['all but 20 cancel', 'level', 20, 20],
  ];
  let state = joinQueue(shares(300));
  for (const [what, kind, size, ahead] of story) {
    state =
      kind === 'print' ? queueAfterPrint(state, shares(size)) : queueAfterLevel(state, shares(size), 'riskAverse');
    assert.is(state.front, shares(ahead), what);
  }
});

test('an empty level has nothing ahead: the probability of 0/0 is one', () => {
  for (const model of MODELS) {
    const form = QUEUE_MODELS[model];
    if (form) assert.is(behindProbability(form, 0, 0), 1, model);
    assert.is(queueAfterLevel(joinQueue(shares(0)), shares(0), model).front, 0, model);
  }
});

test('a negative back, from prints and levels out of step, counts as nothing behind us', () => {
  for (const model of MODELS) {
    const form = QUEUE_MODELS[model];
    if (form) assert.is(behindProbability(form, shares(10), shares(-5)), 0, model);
    const state: QueueState = { front: shares(10), cumulative: 0, level: shares(5) };
    assert.is(queueAfterLevel(state, shares(4), model).front, shares(4), model);
  }
});

test('level updates are absolute sizes: repeating one changes nothing', () => {
  for (const model of MODELS) {
    const once = queueAfterLevel(joinQueue(shares(300)), shares(120), model);
    assert.equal(queueAfterLevel(once, shares(120), model), once, model);
  }
});

test('a cancel of everybody else brings us to the front and fills nothing', () => {
  for (const model of MODELS) {
    const state: QueueState = { front: shares(300), cumulative: 0, level: shares(1000) };
    const alone = queueAfterLevel(state, shares(0), model);
    assert.is(alone.front, 0, model);
    assert.is(executable(alone, shares(100), LOT), 0, model);
  }
});

test('300 ahead, prints of 299 and 2: exactly one share is ours', () => {
  for (const model of MODELS) {
    let state = queueAfterPrint(joinQueue(shares(300)), shares(299));
    state = queueAfterLevel(state, shares(1), model);
    assert.is(executable(state, shares(100), LOT), 0, model);
    state = queueAfterPrint(state, shares(2));
    assert.is(executable(state, shares(100), LOT), shares(1), model);
    state = queueAfterFill(state, shares(1));
    assert.is(executable(state, shares(99), LOT), 0, `${model}: not twice`);
    assert.is(executable(queueAfterPrint(state, shares(2)), shares(99), LOT), shares(2), model);
  }
});

test('a print never gives more than is left of the order', () => {
  assert.is(executable(queueAfterPrint(joinQueue(shares(0)), shares(500)), shares(40), LOT), shares(40));
});

test('a crumb below a lot waits for the next print', () => {
  let state = queueAfterPrint(joinQueue(shares(0)), 4_000 as Shares);
  assert.is(executable(state, shares(10), LOT), 0);
  state = queueAfterPrint(state, 4_000 as Shares);
  assert.is(executable(state, shares(10), LOT), 10_000);
  state = queueAfterFill(state, 10_000 as Shares);
  assert.is(state.front, 2_000);
});

const size = fc.integer({ min: 0, max: 2_000_000 }).map((units) => (units * 1_000) as Shares);
const step = fc.record({ kind: fc.constantFrom('print' as const, 'level' as const), size });
const model = fc.constantFrom(...MODELS);

function walk(
  start: Shares,
  steps: readonly { kind: 'print' | 'level'; size: Shares }[],
  name: QueueModel,
): QueueState[] {
  const states = [joinQueue(start)];
  for (const { kind, size } of steps) {
    const last = states[states.length - 1] as QueueState;
    states.push(kind === 'print' ? queueAfterPrint(last, size) : queueAfterLevel(last, size, name));
  }
  return states;
}

test('the front is a number, never above the level, and below zero only by what was printed', () => {
  const law = fc.property(size, fc.array(step, { maxLength: 12 }), model, (start, steps, name) => {
    const states = walk(start, steps, name);
    states.forEach((state, at) => {
      assert.ok(Number.isFinite(state.front) && Number.isFinite(state.cumulative));
      assert.ok(state.front <= state.level, `${state.front} stands before us in a level of ${state.level}`);
      const before = states[at - 1];
      if (steps[at - 1]?.kind === 'level' && before) assert.ok(state.front >= Math.min(0, before.front));
    });
  });
  fc.assert(law, SEED);
});

test('the risk-averse front bounds every other model from above', () => {
  const law = fc.property(size, fc.array(step, { maxLength: 12 }), model, (start, steps, name) => {
    const bound = walk(start, steps, 'riskAverse');
    for (const [at, state] of walk(start, steps, name).entries()) {
      assert.ok(state.front <= (bound[at] as QueueState).front + 1e-6);
    }
  });
  fc.assert(law, SEED);
});

test('every probability lies between zero and one, wherever we stand', () => {
  const wild = fc.integer({ min: -1e15, max: 1e15 });
  const law = fc.property(wild, wild, model, (front, back, name) => {
    const form = QUEUE_MODELS[name];
    if (!form) return;
    const probability = behindProbability(form, front, back);
    assert.ok(probability >= 0 && probability <= 1, `${name}: ${probability}`);
  });
  fc.assert(law, SEED);
});

test.run();
