import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { onTick } from '#domain/quoting/quantize.ts';
import { type LegConstraint, type PlanInput, planQuotes, type QuotePlan } from '#domain/quoting/quote-plan.ts';
import {
  complement,
  cost,
  Decimal,
  MICRO,
  type Price,
  parsePrice,
  parseShares,
  parseUsd,
  priceText,
  type Shares,
  sharesText,
  ZERO_USD,
} from '#domain/units.ts';
import { aMarket, shares } from '../orders/scene.ts';

const price = (text: string): Price => parsePrice(text);

interface Scene {
  readonly tick?: string;
  readonly book?: readonly [string | null, string | null];
  readonly targets?: readonly [number, number];
  readonly size?: readonly [number, number];
  readonly cash?: string;
  readonly held?: readonly [number, number];
  readonly legs?: readonly string[];
  readonly blocked?: readonly [string | null, string | null];
  readonly floor?: readonly [number, number];
  readonly reducible?: readonly [number, number];
}

/** `'noBid 0.48 x 100'`: at most that cost for that many. */
function leg(text: string): LegConstraint {
  const [slot, maxCost, , size] = text.split(' ');
  return { slot: slot as Slot, maxCost: price(maxCost ?? ''), size: parseShares(size), untilMs: 1_000 };
}

function inputOf(scene: Scene): PlanInput {
  const [bestBid, bestAsk] = scene.book ?? [null, null];
  const [bidTarget, askTarget] = scene.targets ?? [0.48, 0.52];
  const [bid, ask] = scene.size ?? [100, 100];
  const [yes, no] = scene.held ?? [0, 0];
  const plain: PlanInput = {
    market: aMarket('m'),
    tick: price(scene.tick ?? '0.01'),
    bestBid: bestBid === null ? null : price(bestBid),
    bestAsk: bestAsk === null ? null : price(bestAsk),
    bidTarget,
    askTarget,
    size: { bid: shares(bid), ask: shares(ask) },
    free: { cash: parseUsd(scene.cash ?? '1000'), yes: shares(yes), no: shares(no) },
    constraints: (scene.legs ?? []).map(leg),
    blocked: { bid: scene.blocked?.[0] ?? null, ask: scene.blocked?.[1] ?? null },
  };
  const [toBid, toAsk] = scene.reducible ?? [];
  return {
    ...plain,
    ...(scene.floor ? { floor: { bid: scene.floor[0], ask: scene.floor[1] } } : {}),
    ...(toBid === undefined || toAsk === undefined ? {} : { reducible: { bid: shares(toBid), ask: shares(toAsk) } }),
  };
}

/** `bid order or reason | ask order or reason`. */
function text(plan: QuotePlan): string {
  const side = (economic: 'bid' | 'ask'): string => {
    const order = plan.orders.find((each) => SLOTS[each.slot].economic === economic);
    return order ? `${order.slot} ${priceText(order.price)} x ${sharesText(order.size)}` : `${plan.refused[economic]}`;
  };
  return `${side('bid')} | ${side('ask')}`;
}

function table(rows: readonly (readonly [string, Scene, string])[]): void {
  for (const [what, scene, wanted] of rows) test(what, () => assert.is(text(planQuotes(inputOf(scene))), wanted));
}

const BOOK = ['0.45', '0.55'] as const;

table([
  ['flat, both sides are bought: YES for the bid, NO for the ask', {}, 'yesBid 0.48 x 100 | noBid 0.48 x 100'],
  [
    'what we hold is sold before the other outcome is bought',
    { held: [60, 0] },
    'yesBid 0.48 x 100 | yesAsk 0.52 x 60',
  ],
  ['NO shares are sold as a bid for YES', { held: [0, 250] }, 'noAsk 0.52 x 100 | noBid 0.48 x 100'],
  [
    'with both outcomes in hand both sides sell: sell before buy',
    { held: [80, 70.555] },
    'noAsk 0.52 x 70.55 | yesAsk 0.52 x 80',
  ],
  [
    'fewer shares than the market minimum are not for sale',
    { held: [4.999, 0] },
    'yesBid 0.48 x 100 | noBid 0.48 x 100',
  ],

  [
    'under reduce-only a purchase of the other outcome takes away no more than there is',
    { reducible: [0, 12.375], blocked: ['reduceOnly', null] },
    'reduceOnly | noBid 0.48 x 12.37',
  ],
  [
    'under reduce-only a second leg turns nothing around either',
    { reducible: [0, 30], blocked: ['reduceOnly', null], legs: ['noBid 0.5 x 80'], book: BOOK },
    'reduceOnly | noBid 0.48 x 30',
  ],
  [
    'what is left below the market minimum cannot be reduced',
    { reducible: [4.99, 0], blocked: [null, 'reduceOnly'] },
    'belowMinimumSize | reduceOnly',
  ],

  ['a bid rounds down and an ask rounds up', { targets: [0.4899, 0.5101] }, 'yesBid 0.48 x 100 | noBid 0.48 x 100'],
  ['a target on the grid stays where it is', { targets: [0.29, 0.57] }, 'yesBid 0.29 x 100 | noBid 0.43 x 100'],
  [
    'rounding of a sell of NO is away from fair too',
    { targets: [0.4899, 0.5101], held: [0, 100] },
    'noAsk 0.52 x 100 | noBid 0.48 x 100',
  ],
  ['tick 0.005', { tick: '0.005', targets: [0.4899, 0.5101], held: [0, 100] }, 'noAsk 0.515 x 100 | noBid 0.485 x 100'],
  [
    'tick 0.0025',
    { tick: '0.0025', targets: [0.4899, 0.5101], held: [100, 100] },
    'noAsk 0.5125 x 100 | yesAsk 0.5125 x 100',
  ],
  ['tick 0.0001', { tick: '0.0001', targets: [0.48996, 0.51004] }, 'yesBid 0.4899 x 100 | noBid 0.4899 x 100'],
  ['tick 0.1', { tick: '0.1' }, 'yesBid 0.4 x 100 | noBid 0.4 x 100'],
  [
    'a tick that does not divide a dollar keeps every price on its own grid',
    { tick: '0.003', held: [0, 100] },
    'noAsk 0.522 x 100 | noBid 0.48 x 100',
  ],
  [
    'after the tick went from 0.01 to 0.001 the price is rounded from fair anew',
    { tick: '0.001', targets: [0.0362, 0.0418] },
    'yesBid 0.036 x 100 | noBid 0.958 x 100',
  ],

  [
    'a bid stays a tick below the best ask',
    { targets: [0.6, 0.7], book: ['0.45', '0.55'] },
    'yesBid 0.54 x 100 | noBid 0.3 x 100',
  ],
  [
    'an ask stays a tick above the best bid',
    { targets: [0.3, 0.4], book: ['0.45', '0.55'] },
    'yesBid 0.3 x 100 | noBid 0.54 x 100',
  ],
  [
    'a best ask finer than our tick keeps us a whole tick away',
    { targets: [0.6, 0.7], book: [null, '0.555'] },
    'yesBid 0.54 x 100 | noBid 0.3 x 100',
  ],
  [
    'below a best ask of one tick there is no room for a bid',
    { targets: [0.03, 0.06], book: [null, '0.01'] },
    'noRoom | noBid 0.94 x 100',
  ],
  [
    'above a best bid of the last tick there is no room for an ask',
    { targets: [0.94, 0.97], book: ['0.99', null] },
    'yesBid 0.94 x 100 | noRoom',
  ],

  ['a bid below one tick is not clamped up', { targets: [0.005, 0.03] }, 'noRoom | noBid 0.97 x 100'],
  ['an ask above the last tick is not clamped down', { targets: [0.97, 0.995] }, 'yesBid 0.97 x 100 | noRoom'],
  ['a target outside (0, 1) leaves no room', { targets: [-0.2, 0.5] }, 'noRoom | noBid 0.5 x 100'],
  ['p_fair < tick: flat, nothing is quoted', { targets: [0.001, 0.009] }, 'noRoom | fairBeyondGrid'],
  [
    'p_fair < tick: a long position is offered, no more than it',
    { targets: [0.001, 0.009], held: [60, 20] },
    'noRoom | yesAsk 0.01 x 40',
  ],
  [
    'p_fair < tick: a short position adds nothing',
    { targets: [0.001, 0.009], held: [20, 60] },
    'noRoom | fairBeyondGrid',
  ],
  [
    'p_fair > 1-tick: a short position is bought back, no more than it',
    { targets: [0.991, 0.999], held: [0, 40] },
    'noAsk 0.01 x 40 | noRoom',
  ],
  ['p_fair > 1-tick: flat, nothing is quoted', { targets: [0.991, 0.999] }, 'fairBeyondGrid | noRoom'],

  ['a target that is not a number refuses both sides', { targets: [Number.NaN, 0.52] }, 'notFinite | notFinite'],
  ['an infinite target refuses both sides', { targets: [0.48, Number.POSITIVE_INFINITY] }, 'notFinite | notFinite'],
  ['a floor that is not a number refuses both sides', { floor: [Number.NaN, 0.5] }, 'notFinite | notFinite'],
  ['a blocked side is empty and says why', { blocked: ['microHalt', null] }, 'microHalt | noBid 0.48 x 100'],
  ['both sides blocked', { blocked: ['preEvent', 'preEvent'] }, 'preEvent | preEvent'],

  ['sizes are cut to a hundredth of a share', { size: [10.019, 5.009] }, 'yesBid 0.48 x 10.01 | noBid 0.48 x 5'],
  ['a size below the market minimum is not raised to it', { size: [4.99, 0] }, 'belowMinimumSize | belowMinimumSize'],

  ['both buys together need no more than the cash', { cash: '48' }, 'yesBid 0.48 x 50 | noBid 0.48 x 50'],
  ['unequal buys shrink alike', { cash: '36', size: [100, 50] }, 'yesBid 0.48 x 50 | noBid 0.48 x 25'],
  ['a sell leaves all the cash to the buy', { cash: '48', held: [100, 0] }, 'yesBid 0.48 x 100 | yesAsk 0.52 x 100'],
  ['too little for both serves the cheaper one', { cash: '4', targets: [0.3, 0.4] }, 'yesBid 0.3 x 13.33 | notCovered'],
  ['the same from the other side', { cash: '4', targets: [0.6, 0.7] }, 'notCovered | noBid 0.3 x 13.33'],
  [
    'a side whose share is below the minimum leaves its cash to the other',
    { cash: '12', size: [100, 10] },
    'yesBid 0.48 x 25 | notCovered',
  ],
  ['no cash, no buys', { cash: '0', held: [0, 50] }, 'noAsk 0.52 x 50 | notCovered'],
  [
    'cash a trifle short of a lot buys a lot less',
    { cash: '4.99999999999999999', targets: [0.5, 0.6], blocked: [null, 'x'] },
    'yesBid 0.5 x 9.99 | x',
  ],
  ['negative cash, no buys', { cash: '-5' }, 'notCovered | notCovered'],

  [
    'equal targets on the grid step apart on both sides',
    { targets: [0.5, 0.5] },
    'yesBid 0.49 x 100 | noBid 0.49 x 100',
  ],
  ['inverted targets never cross ourselves', { targets: [0.55, 0.5] }, 'yesBid 0.52 x 100 | noBid 0.47 x 100'],
]);

test('equal targets under one tick of room leave one side', () => {
  const plan = planQuotes(inputOf({ tick: '0.1', targets: [0.1, 0.1] }));
  assert.is(text(plan), 'noRoom | noBid 0.8 x 100');
});

table([
  [
    'a wanted leg uses its own slot although shares could be sold',
    { held: [100, 0], legs: ['noBid 0.50 x 100'] },
    'yesBid 0.48 x 100 | noBid 0.48 x 100',
  ],
  [
    'a leg goes one tick inside the best rival',
    { held: [100, 0], book: ['0.45', '0.51'], legs: ['noBid 0.53 x 40'] },
    'yesBid 0.48 x 100 | noBid 0.5 x 40',
  ],
  [
    'never beyond what it may cost',
    { held: [100, 0], book: ['0.45', '0.50'], legs: ['noBid 0.49 x 40'] },
    'yesBid 0.48 x 100 | noBid 0.49 x 40',
  ],
  [
    'its cost is rounded down to the grid',
    { held: [100, 0], book: ['0.45', '0.50'], legs: ['noBid 0.499 x 40'] },
    'yesBid 0.48 x 100 | noBid 0.49 x 40',
  ],
  [
    'and it still never takes',
    { targets: [0.4, 0.52], held: [100, 0], book: ['0.50', '0.51'], legs: ['noBid 0.60 x 40'] },
    'yesBid 0.4 x 100 | noBid 0.49 x 40',
  ],
  [
    'a leg no bolder than the plain target quotes the plain size',
    { book: BOOK, legs: ['noBid 0.60 x 40'] },
    'yesBid 0.48 x 100 | noBid 0.48 x 100',
  ],
  [
    'a leg that may not go inside its rival without taking quotes the plain size',
    { book: ['0.51', '0.52'], legs: ['noBid 0.55 x 40'] },
    'yesBid 0.48 x 100 | noBid 0.48 x 100',
  ],
  [
    'a leg larger than the plain size is quoted whole',
    { legs: ['noBid 0.50 x 140'] },
    'yesBid 0.48 x 100 | noBid 0.48 x 140',
  ],
  [
    'wishes for one slot add up under the strictest cost',
    { held: [100, 0], book: ['0.45', '0.50'], legs: ['noBid 0.55 x 40', 'noBid 0.49 x 30'] },
    'yesBid 0.48 x 100 | noBid 0.49 x 70',
  ],
  [
    'a leg too dear by now leaves its shares to be sold at the plain target',
    { held: [100, 0], legs: ['noBid 0.40 x 100'] },
    'yesBid 0.48 x 100 | yesAsk 0.52 x 100',
  ],
  ['with nothing to sell it waits at its cost', { legs: ['noBid 0.40 x 100'] }, 'yesBid 0.48 x 100 | noBid 0.4 x 100'],
  [
    'a leg below the market minimum moves no price',
    { book: ['0.45', '0.51'], legs: ['noBid 0.53 x 4'] },
    'yesBid 0.48 x 100 | noBid 0.48 x 100',
  ],
  [
    'a leg keeps its price and the other side steps back',
    { targets: [0.49, 0.52], held: [100, 0], book: ['0.45', '0.49'], legs: ['noBid 0.52 x 40'] },
    'yesBid 0.47 x 100 | noBid 0.52 x 40',
  ],
  [
    'a YES leg for a NO holding',
    { held: [0, 100], book: ['0.50', '0.56'], legs: ['yesBid 0.51 x 30'] },
    'yesBid 0.51 x 30 | noBid 0.48 x 100',
  ],
  [
    'a leg is served with cash first',
    { cash: '25', held: [0, 0], book: ['0.45', '0.51'], legs: ['noBid 0.53 x 40'] },
    'yesBid 0.48 x 10.41 | noBid 0.5 x 40',
  ],
  [
    'a blocked side serves no leg',
    { blocked: [null, 'microHalt'], legs: ['noBid 0.50 x 100'] },
    'yesBid 0.48 x 100 | microHalt',
  ],
]);

test('the trace tells targets, book and what set each price', () => {
  const { trace } = planQuotes(inputOf({ targets: [0.6, 0.7], book: ['0.45', '0.55'] }));
  assert.is(trace.bid, 'yesBid 0.54 x 100 by postOnly');
  assert.is(trace.ask, 'noBid 0.3 x 100 by target');
  assert.is(trace.bestAsk, 550_000);
  const broken = planQuotes(inputOf({ targets: [Number.NaN, 0.7] })).trace;
  assert.is(broken.bidTarget, null, 'what is not a number is not written');
  assert.is(broken.bid, 'none: notFinite');
});

test('guards say how good and how large a live order may be', () => {
  const { guards } = planQuotes(inputOf({ held: [60.005, 0], cash: '96', floor: [0.49, 0.51] }));
  assert.equal(guards.bid, { limit: 0.49, sizeMax: shares(200), sizeAllowed: shares(100) });
  assert.equal(guards.ask, { limit: 0.51, sizeMax: shares(60), sizeAllowed: shares(100) }, 'what is held is no limit');
  const legs = planQuotes(inputOf({ size: [30, 30], legs: ['yesBid 0.45 x 80', 'noBid 0.60 x 20'] })).guards;
  assert.is(legs.bid.sizeAllowed, shares(80), 'a second leg may be as large as it is wanted');
  assert.is(legs.ask.sizeAllowed, shares(30), 'and a smaller one takes nothing from the limits');
  const middle = planQuotes(inputOf({ blocked: [null, 'microHalt'] })).guards;
  assert.is(middle.bid.limit, 0.5);
  assert.equal(middle.ask, { limit: null, sizeMax: 0, sizeAllowed: 0 });
});

// ---- for any input ----

const MIRROR: Readonly<Record<Slot, Slot>> = { yesBid: 'noBid', noBid: 'yesBid', yesAsk: 'noAsk', noAsk: 'yesAsk' };
const TICKS = ['0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001', '0.003'].map(price);
const anySize = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300_000_000 })).map((micro) => micro as Shares);
const anyPrice = fc.integer({ min: 1, max: MICRO - 1 }).map((micro) => micro as Price);
const anyTarget = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 99_999 }).map((value) => value / 100_000) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 1, -1, 2, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  },
);
const anyLeg = fc.record({
  slot: fc.constantFrom<Slot>('yesBid', 'noBid'),
  maxCost: anyPrice,
  size: anySize,
  untilMs: fc.constant(1),
});
const anyInput = fc.record<PlanInput>({
  market: fc.constant(aMarket('m')),
  tick: fc.constantFrom(...TICKS),
  bestBid: fc.option(anyPrice, { nil: null }),
  bestAsk: fc.option(anyPrice, { nil: null }),
  bidTarget: anyTarget,
  askTarget: anyTarget,
  size: fc.record({ bid: anySize, ask: anySize }),
  free: fc.record({
    cash: fc.integer({ min: -10, max: 300 }).map((dollars) => new Decimal(dollars)),
    yes: anySize,
    no: anySize,
  }),
  constraints: fc.array(anyLeg, { maxLength: 3 }),
  blocked: fc.record({
    bid: fc.option(fc.constant('blocked'), { nil: null, freq: 8 }),
    ask: fc.option(fc.constant('blocked'), { nil: null, freq: 8 }),
  }),
});

function check(input: PlanInput): QuotePlan {
  const plan = planQuotes(input);
  const { tick, market, free, bestBid, bestAsk } = input;
  const at: Record<'bid' | 'ask', number[]> = { bid: [], ask: [] };
  let locked = ZERO_USD;
  for (const { slot, price, size } of plan.orders) {
    const { side, outcome, economic } = SLOTS[slot];
    assert.ok(onTick(price, tick), `${price} is not on ${tick}`);
    assert.ok(size >= market.minSize && size % 10_000 === 0, `size ${size}`);
    const inYes = yesPrice(slot, price);
    at[economic].push(inYes);
    if (economic === 'bid' && bestAsk !== null) assert.ok(inYes <= bestAsk - tick, 'a bid would take');
    if (economic === 'ask' && bestBid !== null) assert.ok(inYes >= bestBid + tick, 'an ask would take');
    if (side === 'sell') assert.ok(size <= free[outcome], 'sells what is not held');
    else locked = locked.plus(cost(price, size));
    assert.is(plan.refused[economic], null);
    assert.is(input.blocked[economic], null);
    const wishes = input.constraints.filter((wish) => wish.slot === slot && wish.size > 0);
    const capped =
      wishes.length > 0 &&
      wishes[0] === input.constraints.find((wish) => wish.size > 0 && SLOTS[wish.slot].economic === economic);
    if (capped) for (const wish of wishes) assert.ok(price <= wish.maxCost, 'a leg costs more than it may');
    else if (economic === 'bid') assert.ok(inYes / MICRO <= input.bidTarget + 1e-9, 'a bid above its target');
    else assert.ok(inYes / MICRO >= input.askTarget - 1e-9, 'an ask below its target');
  }
  assert.ok(at.bid.length <= 1 && at.ask.length <= 1);
  assert.ok(Math.max(0, ...at.bid) < Math.min(MICRO, ...at.ask), 'we would meet ourselves');
  assert.ok(locked.isZero() || locked.lte(free.cash), `${locked} of ${free.cash}`);
  for (const side of ['bid', 'ask'] as const) assert.is(plan.refused[side] === null, at[side].length === 1);
  for (const value of Object.values(plan.trace)) if (typeof value === 'number') assert.ok(Number.isFinite(value));
  return plan;
}

test('whatever comes in: on the grid, covered, at most one a side, taking from nobody, least of all ourselves', () => {
  fc.assert(
    fc.property(anyInput, (input) => void check(input)),
    { seed: 42, numRuns: 10_000 },
  );
});

test('the same input plans the same quotes', () => {
  const law = fc.property(anyInput, (input) => assert.equal(planQuotes(input), planQuotes(structuredCloneOf(input))));
  fc.assert(law, { seed: 42, numRuns: 500 });
});

/** A copy that shares nothing but the money. */
function structuredCloneOf(input: PlanInput): PlanInput {
  const { free, ...rest } = input;
  return { ...structuredClone({ ...rest }), free: { ...free } };
}

test('seen from NO the plan is the same plan', () => {
  const flip = (at: Price | null): Price | null => (at === null ? null : complement(at));
  const law = fc.property(anyInput, (drawn) => {
    // Only a dollar's divisors have one grid for both outcomes; at a shortage of cash a tie goes to the bid.
    if (MICRO % drawn.tick !== 0) return;
    // And 1 - 1e-300 is 1: that target cannot be mirrored.
    if (drawn.bidTarget === 1e-300 || drawn.askTarget === 1e-300) return;
    const input = { ...drawn, free: { ...drawn.free, cash: new Decimal(100_000) } };
    const mirrored = planQuotes({
      ...input,
      bestBid: flip(input.bestAsk),
      bestAsk: flip(input.bestBid),
      bidTarget: 1 - input.askTarget,
      askTarget: 1 - input.bidTarget,
      size: { bid: input.size.ask, ask: input.size.bid },
      free: { ...input.free, yes: input.free.no, no: input.free.yes },
      constraints: input.constraints.map((wish) => ({ ...wish, slot: MIRROR[wish.slot] })),
      blocked: { bid: input.blocked.ask, ask: input.blocked.bid },
    });
    const plain = planQuotes(input);
    const back = mirrored.orders.map((order) => ({ ...order, slot: MIRROR[order.slot] })).reverse();
    assert.equal(back, plain.orders);
    assert.equal({ bid: mirrored.refused.ask, ask: mirrored.refused.bid }, { ...plain.refused });
  });
  fc.assert(law, { seed: 42, numRuns: 3_000 });
});

test.run();
