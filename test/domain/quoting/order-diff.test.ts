import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OrderId, orderId } from '#domain/ids.ts';
import { advance, isLive, type OrderNewsKind, type OrderRow, remaining } from '#domain/orders/order.ts';
import { SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { type DiffView, diffOrders } from '#domain/quoting/order-diff.ts';
import { type PlannedOrder, planQuotes, type QuotePlan } from '#domain/quoting/quote-plan.ts';
import { MICRO, type Price, parsePrice, parseUsd, priceText, type Shares, sharesText } from '#domain/units.ts';
import { aMarket, anIntent, aRow, rowOf, shares } from '../orders/scene.ts';

const SETTINGS = { minRestMs: 4_000, repriceTicks: 1 };
const price = (text: string): Price => parsePrice(text);

function planned(text: string): PlannedOrder {
  const { slot, price, size } = anIntent(text, 'planned');
  return { slot, price, size };
}

/** A plan from its orders; the limits are the given YES dollars, else the middle of a dollar. */
function aPlan(orders: readonly string[], change: Partial<QuotePlan> = {}): QuotePlan {
  const all = orders.map(planned);
  const has = (side: 'bid' | 'ask') => all.some((order) => SLOTS[order.slot].economic === side);
  const guard = (side: 'bid' | 'ask') => ({
    limit: has(side) ? 0.5 : null,
    sizeMax: has(side) ? shares(1000) : (0 as Shares),
    sizeAllowed: has(side) ? shares(100) : (0 as Shares),
  });
  return {
    orders: all,
    refused: { bid: has('bid') ? null : 'blocked', ask: has('ask') ? null : 'blocked' },
    guards: { bid: guard('bid'), ask: guard('ask') },
    legs: { bid: false, ask: false },
    trace: {},
    ...change,
  };
}

const viewAt = (nowMs: number, change: Partial<DiffView> = {}): DiffView => ({
  nowMs,
  tick: price('0.01'),
  bestBid: null,
  bestAsk: null,
  ...change,
});

interface Scene {
  readonly plan: QuotePlan;
  readonly live: readonly OrderRow[];
  readonly view?: Partial<DiffView>;
  /** Since resting began; long by default. */
  readonly afterMs?: number;
}

/** `cancel a: why; place yesBid 0.48 x 100; keep b`. */
function text({ plan, live, view = {}, afterMs = 60_000 }: Scene): string {
  const { cancel, place, keep } = diffOrders(plan, live, viewAt(afterMs, view), SETTINGS);
  return [
    ...cancel.map(({ order, why }) => `cancel ${order}: ${why}`),
    ...place.map(({ slot, price, size }) => `place ${slot} ${priceText(price)} x ${sharesText(size)}`),
    ...keep.map((order) => `keep ${order}`),
  ].join('; ');
}

function table(rows: readonly (readonly [string, Scene, string])[]): void {
  for (const [what, scene, wanted] of rows) test(what, () => assert.is(text(scene), wanted));
}

const BOTH = aPlan(['yesBid 0.48 x 100', 'noBid 0.48 x 100']);
const BID = aPlan(['yesBid 0.48 x 100']);
const NOBODY = { limit: null, sizeMax: 0 as Shares, sizeAllowed: 0 as Shares };
const guarded = (limit: number | null, size: number, allowed = 100): Partial<QuotePlan> => ({
  guards: { bid: { limit, sizeMax: shares(size), sizeAllowed: shares(allowed) }, ask: NOBODY },
});

table([
  ['nothing rests: everything is placed', { plan: BOTH, live: [] }, 'place yesBid 0.48 x 100; place noBid 0.48 x 100'],
  [
    'what rests as planned keeps its place in the queue',
    { plan: BOTH, live: [aRow('yesBid 0.48 x 100', 'a'), aRow('noBid 0.48 x 100', 'b')] },
    'keep a; keep b',
  ],
  [
    'a price one tick away is cancelled first and placed only when it is gone',
    { plan: BID, live: [aRow('yesBid 0.47 x 100', 'a')] },
    'cancel a: away from its target price',
  ],
  [
    'it must have rested before it moves',
    { plan: BID, live: [aRow('yesBid 0.47 x 100', 'a')], afterMs: 3_999 },
    'keep a',
  ],
  [
    'and rested means rested, not sent',
    { plan: BID, live: [aRow('yesBid 0.47 x 100', 'a', { sentMs: 0, restingMs: 58_000 })] },
    'keep a',
  ],
  [
    'a size a fifth off is replaced',
    { plan: BID, live: [aRow('yesBid 0.48 x 80', 'a')] },
    'cancel a: away from its target size',
  ],
  [
    'a size less than a fifth off stays',
    { plan: BID, live: [aRow('yesBid 0.48 x 100', 'a', { filled: shares(19.99) })] },
    'keep a',
  ],
  [
    'what is left counts, not what was ordered',
    { plan: BID, live: [aRow('yesBid 0.48 x 100', 'a', { filled: shares(40) })] },
    'cancel a: away from its target size',
  ],
]);

/** What the limits leave of a bid of a hundred. */
const allowed = (size: number, price = '0.48') => aPlan([`yesBid ${price} x ${size}`], guarded(0.5, 1000, size));
const young = (text: string) => ({ live: [aRow(text, 'a')], afterMs: 1_000 });

table([
  [
    'an order far larger than its limits allow by now goes at once',
    { plan: allowed(30), ...young('yesBid 0.48 x 100') },
    'cancel a: a fifth beyond what its limits allow',
  ],
  [
    'so does one in the slot that is not wanted any more, and one that has no answer yet',
    {
      plan: aPlan(['noAsk 0.52 x 30'], guarded(0.5, 1000, 30)),
      live: [aRow('yesBid 0.48 x 100', 'a', { status: 'sent', restingMs: null })],
      afterMs: 0,
    },
    'cancel a: a fifth beyond what its limits allow',
  ],
  ['one that is larger by just a fifth may rest first', { plan: allowed(70), ...young('yesBid 0.48 x 84') }, 'keep a'],
  [
    'and goes when it has',
    { plan: allowed(70), live: [aRow('yesBid 0.48 x 84', 'a')] },
    'cancel a: away from its target size',
  ],
  [
    'as does one that is larger by less',
    { plan: allowed(70), live: [aRow('yesBid 0.48 x 74', 'a')] },
    'cancel a: larger than its limits allow',
  ],
  [
    'what a limit wobbles costs no place in the queue',
    { plan: allowed(70), live: [aRow('yesBid 0.48 x 73', 'a')] },
    'keep a',
  ],
  ['one that is smaller by less stays', { plan: allowed(70), live: [aRow('yesBid 0.48 x 57', 'a')] }, 'keep a'],
  [
    'what is filled of it counts for nothing',
    { plan: allowed(30), live: [aRow('yesBid 0.48 x 100', 'a', { filled: shares(70) })], afterMs: 0 },
    'keep a',
  ],
  [
    'cash that made the plan smaller is no limit on what it has bought a place for',
    { plan: aPlan(['yesBid 0.48 x 90'], guarded(0.5, 1000, 100)), live: [aRow('yesBid 0.48 x 100', 'a')] },
    'keep a',
  ],
  [
    'three cents too near, it waits for its rest',
    { plan: allowed(100, '0.45'), ...young('yesBid 0.48 x 100') },
    'keep a',
  ],
  [
    'unless it was made for a better regime',
    { plan: allowed(100, '0.45'), ...young('yesBid 0.48 x 100'), view: { worseMs: 1_000 } },
    'cancel a: away from its target price',
  ],
  [
    'what was sent when the regime was bad already waits as ever',
    { plan: allowed(100, '0.45'), ...young('yesBid 0.48 x 100'), view: { worseMs: 0 } },
    'keep a',
  ],
  [
    'and so does what has no answer yet',
    {
      plan: allowed(100, '0.45'),
      live: [aRow('yesBid 0.48 x 100', 'a', { status: 'sent', restingMs: null })],
      view: { worseMs: 1_000 },
      afterMs: 1_000,
    },
    'keep a',
  ],
]);

test('hysteresis of two ticks is measured on the tick in force', () => {
  const live = [aRow('yesBid 0.47 x 100', 'a')];
  const two = { ...SETTINGS, repriceTicks: 2 };
  assert.equal(diffOrders(BID, live, viewAt(60_000), two).keep, ['a']);
  const finer = diffOrders(BID, live, viewAt(60_000, { tick: price('0.001') }), two);
  assert.equal(finer.cancel, [{ order: 'a', why: 'away from its target price' }]);
});

test('an order on its target stays even when no hysteresis is wanted', () => {
  const found = diffOrders(BID, [aRow('yesBid 0.48 x 100', 'a')], viewAt(60_000), { minRestMs: 0, repriceTicks: 0 });
  assert.equal(found.keep, ['a']);
});

table([
  [
    'any order that may still rest occupies its side',
    {
      plan: BOTH,
      live: [
        aRow('yesBid 0.48 x 100', 'a', { status: 'sent', restingMs: null }),
        aRow('noBid 0.48 x 100', 'b', { status: 'unknown', restingMs: null }),
      ],
    },
    'keep a; keep b',
  ],
  [
    'while a cancel is under way nothing is placed and nothing is asked again',
    { plan: BID, live: [aRow('yesBid 0.40 x 100', 'a', { status: 'cancelling', cancelSentMs: 1 })] },
    '',
  ],
  [
    'nor when the cancel got no answer',
    { plan: BID, live: [aRow('yesBid 0.40 x 100', 'a', { status: 'unknown', cancelSentMs: 1 })] },
    '',
  ],
  [
    'an ended order occupies nothing',
    {
      plan: BID,
      live: [
        aRow('yesBid 0.40 x 100', 'a', { status: 'cancelled' }),
        aRow('noAsk 0.60 x 9', 'b', { status: 'filled' }),
      ],
    },
    'place yesBid 0.48 x 100',
  ],
  [
    'an order without an answer is not moved',
    { plan: BID, live: [aRow('yesBid 0.47 x 100', 'a', { status: 'sent', restingMs: null })] },
    'keep a',
  ],
  [
    'the economic side moves to its other slot: cancel now, place later',
    { plan: aPlan(['noAsk 0.52 x 100']), live: [aRow('yesBid 0.48 x 100', 'a')] },
    'cancel a: moves to noAsk',
  ],
  [
    'and it waits for its rest',
    { plan: aPlan(['noAsk 0.52 x 100']), live: [aRow('yesBid 0.48 x 100', 'a')], afterMs: 10 },
    'keep a',
  ],
  [
    'what covers the new slot says nothing about the old one',
    { plan: aPlan(['noAsk 0.52 x 20'], guarded(0.5, 20)), live: [aRow('yesBid 0.48 x 100', 'a')], afterMs: 10 },
    'keep a',
  ],
  [
    'a sell whose shares have another use goes at once',
    { plan: aPlan(['noBid 0.48 x 100']), live: [aRow('yesAsk 0.52 x 100', 'a')], afterMs: 10 },
    'cancel a: sells what is kept or gone',
  ],
  [
    'of two orders on one side the planned slot stays',
    {
      plan: aPlan(['noAsk 0.52 x 100']),
      live: [aRow('yesBid 0.48 x 100', 'a'), aRow('noAsk 0.52 x 100', 'b')],
      afterMs: 10,
    },
    'cancel a: a second order on its side; keep b',
  ],
]);

table([
  [
    'a blocked side is cleared at once',
    { plan: aPlan(['noBid 0.48 x 100']), live: [aRow('yesBid 0.48 x 100', 'a')], afterMs: 0 },
    'cancel a: blocked; place noBid 0.48 x 100',
  ],
  [
    'a pulled market is cleared on both sides, also what was just sent',
    {
      plan: aPlan([]),
      live: [aRow('yesBid 0.48 x 100', 'a'), aRow('noBid 0.48 x 100', 'b', { status: 'sent', restingMs: null })],
      afterMs: 0,
    },
    'cancel a: blocked; cancel b: blocked',
  ],
  [
    'an order whose edge is gone does not wait for its rest',
    { plan: aPlan(['yesBid 0.44 x 100'], guarded(0.46, 1000)), live: [aRow('yesBid 0.47 x 100', 'a')], afterMs: 0 },
    'cancel a: the edge is gone',
  ],
  [
    'at its very limit it has its edge',
    { plan: aPlan(['yesBid 0.44 x 100'], guarded(0.47, 1000)), live: [aRow('yesBid 0.47 x 100', 'a')], afterMs: 0 },
    'keep a',
  ],
  [
    'a leg may rest beyond the limit as long as it is planned there',
    { plan: aPlan(['yesBid 0.48 x 100'], guarded(0.46, 1000)), live: [aRow('yesBid 0.48 x 100', 'a')], afterMs: 0 },
    'keep a',
  ],
  [
    'an order larger than what covers it goes at once',
    { plan: aPlan(['yesBid 0.48 x 90'], guarded(0.5, 90)), live: [aRow('yesBid 0.48 x 100', 'a')], afterMs: 0 },
    'cancel a: larger than what covers it',
  ],
  [
    'a bid that the book has come through goes at once',
    { plan: BID, live: [aRow('yesBid 0.48 x 100', 'a')], view: { bestAsk: price('0.48') }, afterMs: 0 },
    'cancel a: the book has come through it',
  ],
  [
    'a bid in the way of the planned ask goes at once, and the ask waits for it',
    { plan: aPlan(['yesBid 0.40 x 100', 'noBid 0.56 x 100']), live: [aRow('yesBid 0.45 x 100', 'a')], afterMs: 0 },
    'cancel a: our other side would meet it',
  ],
  [
    'an ask is not placed against a bid whose cancel is under way',
    {
      plan: aPlan(['noBid 0.56 x 100']),
      live: [aRow('yesBid 0.45 x 100', 'a', { status: 'cancelling', cancelSentMs: 1 })],
    },
    '',
  ],
  [
    'a plan that would take by now is not placed',
    { plan: BOTH, live: [], view: { bestAsk: price('0.48') } },
    'place noBid 0.48 x 100',
  ],
  ['a plan off the tick by now is not placed', { plan: aPlan(['yesBid 0.485 x 100']), live: [] }, ''],
]);

test('tick 0.01 to 0.001 while resting: what is on the finer grid stays, what is off it goes at once', () => {
  const live = [aRow('yesBid 0.03 x 100', 'a')];
  const plan = aPlan(['yesBid 0.03 x 100'], guarded(0.035, 1000));
  assert.equal(diffOrders(plan, live, viewAt(0, { tick: price('0.001') }), SETTINGS).keep, ['a']);
  const refined = aPlan(['yesBid 0.034 x 100'], guarded(0.035, 1000));
  assert.is(text({ plan: refined, live, view: { tick: price('0.001') } }), 'cancel a: away from its target price');
  const coarser = aPlan(['yesBid 0.03 x 100'], guarded(0.04, 1000));
  const fine = [aRow('yesBid 0.034 x 100', 'b')];
  assert.is(text({ plan: coarser, live: fine, afterMs: 0 }), 'cancel b: off the tick in force');
});

// ---- any story of plans and answers ----

interface Sim {
  readonly rows: Map<OrderId, OrderRow>;
  nowMs: number;
  made: number;
}

const HEARD: Readonly<Record<string, readonly OrderNewsKind[]>> = {
  sent: ['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'REJECTED', 'NO_ANSWER'],
  cancelling: ['CANCELLED', 'CANCELLED', 'CANCELLED', 'CANCEL_REJECTED', 'NO_ANSWER'],
  unknown: ['ACCEPTED', 'CANCELLED', 'NEVER_ARRIVED'],
};

function news(sim: Sim, row: OrderRow, kind: OrderNewsKind): void {
  const status = advance(row.status, kind);
  if (!status) return;
  const restingMs = status === 'resting' ? (row.restingMs ?? sim.nowMs) : row.restingMs;
  const cancelSentMs = kind === 'CANCEL_SENT' ? sim.nowMs : kind === 'CANCEL_REJECTED' ? null : row.cancelSentMs;
  // An order that rests after all is nobody's cancel any more.
  sim.rows.set(row.id, { ...row, status, restingMs, cancelSentMs: status === 'resting' ? null : cancelSentMs });
}

/** One answer for each order that waits for one, or none yet. `kind` always answers well when `lucky`. */
function hear(sim: Sim, draws: readonly number[], lucky: boolean): void {
  for (const [at, row] of [...sim.rows.values()].entries()) {
    const kinds = HEARD[row.status];
    const draw = draws[at % draws.length] ?? 0;
    if (!kinds || (!lucky && draw % 3 === 0)) continue;
    news(sim, row, lucky ? (kinds[0] as OrderNewsKind) : (kinds[draw % kinds.length] as OrderNewsKind));
  }
}

function apply(sim: Sim, plan: QuotePlan, view: DiffView): void {
  const { cancel, place } = diffOrders(plan, [...sim.rows.values()], view, SETTINGS);
  for (const { order } of cancel) news(sim, sim.rows.get(order) as OrderRow, 'CANCEL_SENT');
  for (const order of place) {
    const id = orderId(`o-${sim.made++}`);
    const intent = { ...anIntent('yesBid 0.50 x 5', id), ...order };
    sim.rows.set(id, rowOf(intent, { status: 'sent', sentMs: sim.nowMs, restingMs: null }));
  }
  checkLive(sim);
}

function checkLive(sim: Sim): void {
  const live = [...sim.rows.values()].filter((row) => isLive(row.status));
  assert.is(new Set(live.map((row) => row.slot)).size, live.length, 'a slot has two live orders');
  const at = (side: 'bid' | 'ask') =>
    live.filter((row) => SLOTS[row.slot].economic === side).map((row) => yesPrice(row.slot, row.price));
  assert.ok(at('bid').length <= 1 && at('ask').length <= 1, 'a side has two live orders');
  assert.ok(Math.max(0, ...at('bid')) < Math.min(MICRO, ...at('ask')), 'own bid meets own ask');
}

/** No live order is away from the plan by more than hysteresis allows, and nothing planned is missing. */
function checkReached(sim: Sim, plan: QuotePlan, tick: Price): void {
  const live = [...sim.rows.values()].filter((row) => isLive(row.status));
  for (const side of ['bid', 'ask'] as const) {
    const wanted = plan.orders.find((order) => SLOTS[order.slot].economic === side);
    const row = live.find((each) => SLOTS[each.slot].economic === side);
    assert.is(row?.slot, wanted?.slot, `${side}`);
    if (!row || !wanted) continue;
    assert.is(row.status, 'resting');
    assert.ok(Math.abs(row.price - wanted.price) < SETTINGS.repriceTicks * tick, 'price');
    assert.ok(Math.abs(remaining(row) - wanted.size) < 0.2 * wanted.size, 'size');
  }
}

const TICKS = ['0.01', '0.005', '0.0025', '0.001', '0.0001'].map(price);
const cents = fc.integer({ min: 0, max: 100 });
const aStep = fc.record({
  fair: fc.integer({ min: 5, max: 995 }),
  half: fc.integer({ min: 0, max: 60 }),
  tick: fc.constantFrom(...TICKS),
  held: fc.tuple(cents, cents),
  sizes: fc.tuple(cents, cents),
  cash: fc.integer({ min: 0, max: 120 }),
  leg: fc.option(fc.record({ slot: fc.constantFrom<Slot>('yesBid', 'noBid'), at: fc.integer({ min: 1, max: 999 }) }), {
    nil: null,
  }),
  spread: fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 })),
  blocked: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  draws: fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
  passMs: fc.integer({ min: 0, max: 6_000 }),
});
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

function planOf(step: Step): { plan: QuotePlan; view: Omit<DiffView, 'nowMs'> } {
  const best = (thousandths: number): Price | null =>
    thousandths > 0 && thousandths < 1000 ? ((thousandths * 1000) as Price) : null;
  const view = {
    tick: step.tick,
    bestBid: best(step.fair - step.spread[0]),
    bestAsk: best(step.fair + step.spread[1]),
  };
  const leg = step.leg && { slot: step.leg.slot, maxCost: (step.leg.at * 1000) as Price, size: shares(20), untilMs: 1 };
  const plan = planQuotes({
    ...view,
    market: aMarket('m'),
    bidTarget: (step.fair - step.half) / 1000,
    askTarget: (step.fair + step.half) / 1000,
    size: { bid: shares(step.sizes[0]), ask: shares(step.sizes[1]) },
    free: { cash: parseUsd(String(step.cash)), yes: shares(step.held[0]), no: shares(step.held[1]) },
    constraints: leg ? [leg] : [],
    blocked: {
      bid: step.blocked[0] && step.blocked[2] ? 'blocked' : null,
      ask: step.blocked[1] && step.blocked[2] ? 'blocked' : null,
    },
  });
  return { plan, view };
}

test('however plans change and answers come, a slot has one order, we never meet ourselves, and the plan is reached', () => {
  let reached = 0;
  const law = fc.property(fc.array(aStep, { minLength: 1, maxLength: 12 }), (steps) => {
    const sim: Sim = { rows: new Map(), nowMs: 0, made: 0 };
    for (const step of steps) {
      const { plan, view } = planOf(step);
      apply(sim, plan, { ...view, nowMs: sim.nowMs });
      hear(sim, step.draws, false);
      checkLive(sim);
      sim.nowMs += step.passMs;
    }
    const { plan, view } = planOf(steps[steps.length - 1] as Step);
    for (let round = 0; round < 8; round++) {
      sim.nowMs += SETTINGS.minRestMs;
      apply(sim, plan, { ...view, nowMs: sim.nowMs });
      hear(sim, [0], true);
      checkLive(sim);
    }
    checkReached(sim, plan, view.tick);
    if (plan.orders.length === 2) reached++;
  });
  fc.assert(law, { seed: 42, numRuns: 1_500 });
  assert.ok(reached > 300, `two-sided ends: ${reached}`);
});

test('nothing stays that is a fifth larger than its limits allow, and nothing larger at all once it has rested', () => {
  const anOrder = fc.record({
    slot: fc.constantFrom<Slot>('yesBid', 'yesAsk', 'noBid', 'noAsk'),
    at: fc.integer({ min: 1, max: 99 }),
    size: fc.integer({ min: 5, max: 150 }),
    restedMs: fc.constantFrom(0, 1_000, SETTINGS.minRestMs),
  });
  const kept = { large: 0, small: 0 };
  const law = fc.property(aStep, fc.array(anOrder, { maxLength: 3 }), (step, orders) => {
    const { plan, view } = planOf(step);
    const nowMs = 1e6;
    const live = orders.map(({ slot, at, size, restedMs }, n) => {
      const made = {
        ...anIntent('yesBid 0.50 x 5', `o-${n}`),
        slot,
        price: (at * 10_000) as Price,
        size: shares(size),
      };
      return rowOf(made, { sentMs: nowMs - restedMs, restingMs: nowMs - restedMs });
    });
    for (const id of diffOrders(plan, live, { ...view, nowMs }, SETTINGS).keep) {
      const [row, order] = [live, orders].map((all) => all[live.findIndex((each) => each.id === id)]) as [
        OrderRow,
        { size: number; restedMs: number },
      ];
      const side = SLOTS[row.slot].economic;
      // What the limits leave is the step's own size, or as much of a leg as is planned.
      const limit = Math.max(step.sizes[side === 'bid' ? 0 : 1], 20);
      const least = order.restedMs < SETTINGS.minRestMs ? 1.2 : 1;
      assert.ok(order.size <= least * limit + 1e-9, `${order.size} of ${limit} after ${order.restedMs} ms`);
      kept[order.size > limit ? 'large' : 'small']++;
    }
  });
  fc.assert(law, { seed: 42, numRuns: 2_000 });
  assert.ok(kept.small > 50 && kept.large > 5, JSON.stringify(kept));
});

test('a reached plan is left alone', () => {
  const law = fc.property(aStep, (step) => {
    const { plan, view } = planOf(step);
    const live = plan.orders.map((order, at) => rowOf({ ...anIntent('yesBid 0.50 x 5', `o-${at}`), ...order }));
    const found = diffOrders(plan, live, { ...view, nowMs: 1e9 }, SETTINGS);
    assert.equal([found.cancel, found.place], [[], []]);
    assert.equal(
      found.keep,
      live.map((row) => row.id),
    );
  });
  fc.assert(law, { seed: 42, numRuns: 1_000 });
});

test.run();
