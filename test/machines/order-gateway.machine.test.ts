import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId, tradeId } from '#domain/ids.ts';
import type { Answer } from '#domain/ports.ts';
import { parseShares } from '#domain/units.ts';
import {
  type Admission,
  type GatewayDesk,
  type GatewayEvent,
  type Listing,
  orderGatewayMachine,
} from '#machines/order-gateway.machine.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const RAIN = marketId('rain');
const NOTHING_RESTS: Listing = { orders: [], trades: [], askedMs: 0 };
const LISTED: Answer<Listing> = { ok: true, value: NOTHING_RESTS };
const FAILED: Answer<Listing> = { ok: false, failure: { kind: 'unreachable', sent: 'no' } };
const NOT_DONE = { ok: false, failure: { kind: 'unreachable', sent: 'maybe' } } as const;
const QUOTE: GatewayEvent = { type: 'QUOTE', market: RAIN, cancel: [], place: [], trace: traceId('t') };
const MERGE: GatewayEvent = { type: 'MERGE', market: RAIN, size: parseShares('5') };
const read = (answer: Answer<Listing>): GatewayEvent => ({ type: 'LISTING_READ', answer });
const admit = (admission: Admission): GatewayEvent => ({ type: 'ADMIT', admission, why: 'told' });
const ADMISSIONS: readonly Admission[] = ['open', 'reduceOnly', 'noNewQuotes', 'halted'];
const EVERYTHING: readonly GatewayEvent[] = [
  QUOTE,
  MERGE,
  read(LISTED),
  read(FAILED),
  ...ADMISSIONS.map(admit),
  { type: 'DRAIN' },
  { type: 'CANCEL_MARKET', market: RAIN, why: 'crashed' },
  { type: 'REDEEM', market: RAIN },
  { type: 'NEWS', news: { type: 'ORDER_RESTING', order: orderId('o'), atMs: 1 } },
  { type: 'NEWS', news: { type: 'SETTLEMENT', trade: tradeId('t'), order: orderId('o'), status: 'failed', atMs: 1 } },
  { type: 'PLACE_ANSWERED', orders: [], answer: NOT_DONE },
  { type: 'CANCEL_ANSWERED', orders: [], answer: NOT_DONE },
  { type: 'MERGE_ANSWERED', market: RAIN, size: parseShares('5'), answer: NOT_DONE },
  { type: 'REDEEM_ANSWERED', market: RAIN, answer: NOT_DONE },
];
const STATES = [
  'reconciling',
  'readingAgain',
  'open',
  'reduceOnly',
  'noNewQuotes',
  'halted',
  'draining',
  'drainingAgain',
  'drained',
];

function gateway(answers: Partial<GatewayDesk> = {}, admission: Admission = 'open') {
  const desk = hands<GatewayDesk>({ sweep: () => false, isEmpty: () => false, ...answers });
  return { ...desk, ...live(orderGatewayMachine, { desk: desk.desk, admission, why: 'start' }) };
}

/** As far as admitting: the listing was read. */
function admitting(answers: Partial<GatewayDesk> = {}, admission: Admission = 'open') {
  const it = gateway(answers, admission);
  it.actor.send(read(LISTED));
  it.take();
  return it;
}

test('every state of the gateway is reached and every arrow taken', () => {
  let empty = false;
  const { desk } = hands<GatewayDesk>({ sweep: () => true, isEmpty: () => empty });
  const be = (isEmpty: boolean) => () => {
    empty = isEmpty;
  };
  const chart = walk(orderGatewayMachine, {
    input: { desk, admission: 'open', why: 'start' },
    events: EVERYTHING,
    worlds: [be(false), be(true)],
    apart: ({ admission }: { admission: Admission }) => admission,
  });
  assert.equal([...chart.states].sort(), [...STATES].sort());
  assert.equal(chart.untaken, []);
  assert.equal(chart.way('drained'), ['DRAIN', 'LISTING_READ']);
});

test('a gateway admits nothing before it has read what rests', () => {
  const { actor, take, took, state } = gateway();
  assert.equal(take(), ['admit closed reading what rests at the venue', 'readListing']);
  actor.send(QUOTE);
  actor.send(MERGE);
  assert.is(took().length, 0);
  assert.is(state(), 'reconciling');
  actor.send(read(LISTED));
  assert.equal(take(), [`reconcile ${JSON.stringify(NOTHING_RESTS)}`, 'admit open start']);
  actor.send(QUOTE);
  assert.is(took('quote').length, 1);
});

test('a failed read is never an empty listing', () => {
  const { actor, clock, take, took, state } = gateway({ isEmpty: () => true });
  take();
  actor.send(read(FAILED));
  assert.is(state(), 'readingAgain');
  assert.is(took().length, 0);
  clock.advanceBy(1_000);
  assert.is(state(), 'reconciling');
  assert.equal(take(), ['admit closed reading what rests at the venue', 'readListing']);
});

test('a listing that never comes is asked for again', () => {
  const { clock, took } = gateway();
  clock.advanceBy(35_000);
  assert.is(took('readListing').length, 4);
});

test('a failed read while trading compares nothing and closes nothing', () => {
  const { actor, took, state } = admitting();
  actor.send(read(FAILED));
  assert.is(took().length, 0);
  assert.is(state(), 'open');
});

test('money and rows move in every state', () => {
  const news: GatewayEvent = { type: 'NEWS', news: { type: 'ORDER_RESTING', order: orderId('o'), atMs: 1 } };
  for (const admission of ADMISSIONS) {
    const { actor, took } = gateway({}, admission);
    for (const between of [read(FAILED), { type: 'DRAIN' } as const]) {
      actor.send(news);
      actor.send(between);
    }
    actor.send(news);
    assert.is(took('news').length, 3);
  }
});

test('what was decided while the gateway read the listing holds as soon as it admits', () => {
  const { actor, state, take } = gateway();
  actor.send(admit('halted'));
  assert.is(state(), 'reconciling');
  take();
  actor.send(read(LISTED));
  assert.is(state(), 'halted');
  assert.equal(take().slice(1), ['admit halted told', 'cancelAll halted']);
});

test('a restarted gateway begins with the admission that its latch demands', () => {
  assert.is(admitting({}, 'halted').state(), 'halted');
  assert.is(admitting({}, 'reduceOnly').state(), 'reduceOnly');
});

test('no new quotes lets a quote through to the desk, whose cancels still leave', () => {
  const { actor, took } = admitting({}, 'noNewQuotes');
  actor.send(QUOTE);
  assert.is(took('quote').length, 1);
  assert.is(took('cancelAll').length, 0);
});

test('a halted gateway takes no quote, and still cancels a dead market', () => {
  const { actor, took } = admitting({}, 'halted');
  actor.send(QUOTE);
  actor.send({ type: 'CANCEL_MARKET', market: RAIN, why: 'quoter crashed' });
  assert.equal(took(), ['cancelMarket rain quoter crashed']);
});

test('a halted gateway cancels again what lands late', () => {
  const { clock, took, take } = admitting({}, 'halted');
  clock.advanceBy(2_000);
  assert.equal(
    take(),
    ['sweep', 'admit halted told', 'cancelAll halted'].map((call) => call.replace('told', 'start')),
  );
  clock.advanceBy(6_000);
  assert.is(took('cancelAll').length, 3);
});

test('rows without an answer are swept every two seconds, and a listing is read only when one is missing', () => {
  let missing = false;
  const { clock, took } = admitting({ sweep: () => missing });
  clock.advanceBy(4_000);
  assert.is(took('sweep').length, 2);
  assert.is(took('readListing').length, 0);
  missing = true;
  clock.advanceBy(2_000);
  assert.is(took('readListing').length, 1);
});

test('a drain closes admission before it cancels, and cancels before it looks', () => {
  const { actor, take } = admitting();
  actor.send({ type: 'DRAIN' });
  assert.equal(take(), ['admit closed draining', 'cancelAll draining', 'readListing']);
  actor.send(QUOTE);
  actor.send(MERGE);
  assert.equal(take(), []);
});

test('a drain ends only when the venue agrees', () => {
  let empty = false;
  const { actor, clock, took, state } = admitting({ isEmpty: () => empty });
  actor.send({ type: 'DRAIN' });
  actor.send(read(LISTED));
  assert.is(state(), 'drainingAgain');
  clock.advanceBy(150);
  assert.is(state(), 'draining');
  assert.is(took('cancelAll').length, 2);
  empty = true;
  actor.send(read(FAILED));
  assert.is(took('drained').length, 0);
  clock.advanceBy(150);
  actor.send(read(LISTED));
  assert.is(state(), 'drained');
  assert.is(took('drained').length, 1);
});

test('a drain whose listing never comes cancels and looks again', () => {
  const { actor, clock, took } = admitting();
  actor.send({ type: 'DRAIN' });
  clock.advanceBy(5_000);
  assert.is(took('cancelAll').length, 3);
  assert.is(took('readListing').length, 3);
});

test('nothing opens a drained gateway again', () => {
  const { actor, clock, state, take } = admitting({ isEmpty: () => true });
  actor.send({ type: 'DRAIN' });
  actor.send(read(LISTED));
  take();
  for (const event of EVERYTHING) actor.send(event);
  clock.advanceBy(60_000);
  assert.is(state(), 'drained');
  assert.not(take().some((call) => /^(quote|admit|merge |drained)/.test(call)));
});

test('an answer of the chain reaches the desk in every state', () => {
  const { actor, took } = gateway();
  const answered = { type: 'MERGE_ANSWERED', market: RAIN, size: parseShares('5'), answer: NOT_DONE } as const;
  actor.send(answered);
  actor.send({ type: 'DRAIN' });
  actor.send(answered);
  actor.send({ type: 'REDEEM_ANSWERED', market: RAIN, answer: NOT_DONE });
  assert.is(took('merged').length, 2);
  assert.is(took('redeemed').length, 1);
});

test('whatever happens in whatever order, the gateway stands in a state we know and quotes only when admitting', () => {
  const step = fc.oneof(
    fc.constantFrom(...EVERYTHING).map((event) => ({ event, waitMs: 0 })),
    fc.integer({ min: 0, max: 12_000 }).map((waitMs) => ({ event: null, waitMs })),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.boolean(),
      fc.constantFrom(...ADMISSIONS),
      (path, empty, first) => {
        const { actor, clock, state, error, take } = gateway({ isEmpty: () => empty, sweep: () => empty }, first);
        for (const { event, waitMs } of path) {
          const before = state();
          take();
          if (event) actor.send(event);
          else clock.advanceBy(waitMs);
          assert.is(error(), null);
          assert.ok(STATES.includes(state()), state());
          const quoted = take().some((call) => call.startsWith('quote '));
          assert.is(quoted, event === QUOTE && ['open', 'reduceOnly', 'noNewQuotes'].includes(before));
        }
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
