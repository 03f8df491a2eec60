// When an order that is merely out of place keeps its place in the queue (F-8.6), and what never waits for it.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import { type DiffView, diffOrders } from '#domain/quoting/order-diff.ts';
import type { QuotePlan } from '#domain/quoting/quote-plan.ts';
import { moveCase, type SideOutlook } from '#domain/quoting/reprice.ts';
import { parsePrice, type Shares } from '#domain/units.ts';
import { anIntent, aRow, shares } from '../orders/scene.ts';

const A = orderId('a');
const TICK = parsePrice('0.01');
const SETTINGS = { minRestMs: 4_000, repriceTicks: 1 };

function planFor(text: string, change: Partial<QuotePlan> = {}): QuotePlan {
  const { slot, price, size } = anIntent(text, 'planned');
  return {
    orders: [{ slot, price, size }],
    refused: { bid: null, ask: 'blocked' },
    guards: {
      bid: { limit: 0.5, sizeMax: shares(1_000), sizeAllowed: shares(1_000) },
      ask: { limit: null, sizeMax: 0 as Shares, sizeAllowed: 0 as Shares },
    },
    legs: { bid: false, ask: false },
    trace: {},
    ...change,
  };
}

/** A share is worth 0.50 to us; a fill costs so much that the price of 0.48 leaves a cent at the front of its queue. */
function outlook(ahead: number | null, change: Partial<SideOutlook> = {}): SideOutlook {
  return {
    terms: {
      rates: { executions: 0.05, cancels: 0.002, away: 0.02 },
      outcome: 0.5,
      decay: 100,
      adverse: { front: 0.01, back: 0.011 },
      rebate: 0,
    },
    reservation: 0.5,
    orderSize: 25,
    best: parsePrice('0.48'),
    lastInLine: shares(400),
    ahead: new Map(ahead === null ? [] : [[A, shares(ahead)]]),
    rewardLost: 0,
    ...change,
  };
}

const viewOf = (bid: SideOutlook | null, change: Partial<DiffView> = {}): DiffView => ({
  nowMs: 60_000,
  tick: TICK,
  bestBid: parsePrice('0.48'),
  bestAsk: parsePrice('0.55'),
  queue: { bid, ask: null },
  ...change,
});

const PLAN = planFor('yesBid 0.48 x 100');

test('the front of the queue a tick further out stays: the end of the line nearer by is worth less', () => {
  const live = [aRow('yesBid 0.47 x 100', 'a')];
  assert.equal(diffOrders(PLAN, live, viewOf(outlook(0)), SETTINGS).keep, [A]);
});

test('the end of a line a tick further out moves to the end of a line that is better, and says what both are worth', () => {
  const live = [aRow('yesBid 0.47 x 100', 'a')];
  const { cancel, keep } = diffOrders(PLAN, live, viewOf(outlook(400, { lastInLine: shares(50) })), SETTINGS);
  assert.equal(keep, []);
  assert.match(
    cancel[0]?.why ?? '',
    /^away from its target price: 0\.\d{3} c a share last in line at 0\.48, 0\.\d{3} c here behind 400, 0\.\d{3} c to move$/,
  );
});

test('a reward that would be lost holds an order that would move without it', () => {
  const live = [aRow('yesBid 0.47 x 100', 'a')];
  const at = (rewardLost: number) =>
    diffOrders(PLAN, live, viewOf(outlook(400, { lastInLine: shares(50), rewardLost })), SETTINGS).keep;
  assert.equal(at(0), []);
  assert.equal(at(0.01), [A]);
});

test('a size that shrank at the front of its queue stays; at the end of the line it is made whole', () => {
  const small = aRow('yesBid 0.48 x 100', 'a', { filled: shares(30) });
  assert.equal(diffOrders(PLAN, [small], viewOf(outlook(0)), SETTINGS).keep, [A]);
  assert.match(
    diffOrders(PLAN, [small], viewOf(outlook(400)), SETTINGS).cancel[0]?.why ?? '',
    /^away from its target size: /,
  );
});

for (const [what, plan, row, queue, view] of [
  [
    'an order whose edge is gone',
    planFor('yesBid 0.44 x 100', {
      guards: { ...PLAN.guards, bid: { limit: 0.46, sizeMax: shares(1_000), sizeAllowed: shares(1_000) } },
    }),
    aRow('yesBid 0.47 x 100', 'a'),
    outlook(0),
    {},
  ],
  [
    'an order that the book has come through',
    PLAN,
    aRow('yesBid 0.47 x 100', 'a'),
    outlook(0),
    { bestAsk: parsePrice('0.47') },
  ],
  ['a size above the plan', planFor('yesBid 0.48 x 50'), aRow('yesBid 0.48 x 100', 'a'), outlook(0), {}],
  ['an order that serves the wrong slot', planFor('noAsk 0.52 x 100'), aRow('yesBid 0.48 x 100', 'a'), outlook(0), {}],
  ['an order whose place nobody knows', PLAN, aRow('yesBid 0.47 x 100', 'a'), outlook(null), {}],
  ['an order of a side that is not judged', PLAN, aRow('yesBid 0.47 x 100', 'a'), null, {}],
] as const)
  test(`${what} does not wait for the queue`, () => {
    const { cancel, keep } = diffOrders(plan, [row], viewOf(queue, view), SETTINGS);
    assert.equal([keep, cancel.length], [[], 1]);
  });

test('hysteresis and rest come first: neither half a tick nor a young order is weighed', () => {
  const eager = outlook(400, { lastInLine: shares(0) });
  const finer = planFor('yesBid 0.475 x 100');
  assert.equal(diffOrders(finer, [aRow('yesBid 0.47 x 100', 'a')], viewOf(eager), SETTINGS).keep, [A]);
  const young = viewOf(eager, { nowMs: 3_999 });
  assert.equal(diffOrders(PLAN, [aRow('yesBid 0.47 x 100', 'a')], young, SETTINGS).keep, [A]);
});

const aScene = fc.record({
  at: fc.integer({ min: 40, max: 49 }),
  target: fc.integer({ min: 40, max: 49 }),
  best: fc.integer({ min: 40, max: 54 }),
  left: fc.integer({ min: 1, max: 119 }),
  ahead: fc.integer({ min: 0, max: 5_000 }),
  lastInLine: fc.integer({ min: 0, max: 5_000 }),
  executions: fc.double({ min: 0.001, max: 1, noNaN: true }),
  cancels: fc.double({ min: 0, max: 0.1, noNaN: true }),
  away: fc.double({ min: 0.001, max: 1, noNaN: true }),
  front: fc.double({ min: -0.01, max: 0.05, noNaN: true }),
  more: fc.double({ min: 0, max: 0.01, noNaN: true }),
  rewardLost: fc.double({ min: 0, max: 0.01, noNaN: true }),
  outcome: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Scene = typeof aScene extends fc.Arbitrary<infer T> ? T : never;

function played(scene: Scene, ahead = scene.ahead) {
  const wanted = { ...planFor(`yesBid 0.${scene.target} x 100`).orders[0]! };
  const row = aRow(`yesBid 0.${scene.at} x 100`, 'a', { filled: shares(Math.max(0, 100 - scene.left)) });
  const { executions, cancels, away, front, more } = scene;
  const queue = outlook(ahead, {
    terms: {
      rates: { executions, cancels, away },
      outcome: scene.outcome,
      decay: 100,
      adverse: { front, back: front + more },
      rebate: 0,
    },
    best: parsePrice(`0.${scene.best}`),
    lastInLine: shares(scene.lastInLine),
    rewardLost: scene.rewardLost,
  });
  const plan = planFor(`yesBid 0.${scene.target} x 100`, {
    guards: { ...PLAN.guards, bid: { limit: 0.9, sizeMax: shares(1_000), sizeAllowed: shares(1_000) } },
  });
  const { keep } = diffOrders(plan, [row], viewOf(queue), SETTINGS);
  return { kept: keep.length === 1, move: moveCase(row, wanted, { side: 'bid', tick: TICK }, queue)! };
}

test('keeping never loses to moving by more than a move costs, and what moves gains more than that', () => {
  let [kept, moved] = [0, 0];
  const law = fc.property(aScene, (scene) => {
    const { kept: stays, move } = played(scene);
    const misplaced = scene.at !== scene.target || scene.left <= 80;
    if (!stays) assert.ok(misplaced && move.gain > move.cost, `${move.gain} for ${move.cost}`);
    else if (misplaced) assert.ok(move.gain <= move.cost, `${move.gain} for ${move.cost}`);
    if (misplaced) stays ? kept++ : moved++;
  });
  fc.assert(law, { seed: 42, numRuns: 1_000 });
  assert.ok(kept > 100 && moved > 100, `${kept} kept, ${moved} moved`);
});

test('an order that is kept would be kept with fewer ahead of it', () => {
  let some = 0;
  const law = fc.property(aScene, fc.integer({ min: 0, max: 5_000 }), (scene, other) => {
    const [fewer, more] = [Math.min(scene.ahead, other), Math.max(scene.ahead, other)];
    const [front, back] = [played(scene, fewer), played(scene, more)];
    assert.ok(front.kept || !back.kept, `kept behind ${more}, moved behind ${fewer}`);
    assert.ok(front.move.gain <= back.move.gain + 1e-12);
    if (front.kept !== back.kept) some++;
  });
  fc.assert(law, { seed: 42, numRuns: 1_000 });
  assert.ok(some > 10, `the queue decided ${some} times`);
});

test.run();
