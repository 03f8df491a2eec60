import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, traceId, tradeId } from '#domain/ids.ts';
import type { Answer } from '#domain/ports.ts';
import { parseShares } from '#domain/units.ts';
import { orderGatewayMachine } from '#machines/order-gateway.machine.ts';
import type { Admission, GatewayDesk, GatewayEvent, Listing } from '#machines/order-gateway.protocol.ts';
import { walk } from './chart.ts';
import { hands, live } from './hands.ts';

const RAIN = marketId('rain');
const NOTHING_RESTS: Listing = { orders: [], trades: [], askedMs: 0, steadyMs: 0 };
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
  { type: 'BEAT_LOST', why: 'no answer' },
  { type: 'BEAT_RESTORED' },
  { type: 'NEWS_LOST' },
  { type: 'NEWS_BACK' },
  { type: 'ENGINE_RESTARTING', retryAfterMs: null },
  { type: 'ENGINE_RESTARTING', retryAfterMs: 4_000 },
  { type: 'VENUE_CLOSED', why: 'cancel-only' },
  { type: 'PROBED', restarting: true, retryAfterMs: null },
  { type: 'PROBED', restarting: false, retryAfterMs: null },
  { type: 'CANCEL_MARKET', market: RAIN, why: 'crashed' },
  { type: 'REDEEM', market: RAIN },
  { type: 'NEWS', news: { type: 'ORDER_RESTING', order: orderId('o'), atMs: 1 } },
  { type: 'NEWS', news: { type: 'SETTLEMENT', trade: tradeId('t'), order: orderId('o'), status: 'failed', atMs: 1 } },
  { type: 'INTENTS_WRITTEN', orders: [], problem: null },
  { type: 'PLACE_ANSWERED', orders: [], answer: NOT_DONE },
  { type: 'CANCEL_ANSWERED', orders: [], answer: NOT_DONE },
  { type: 'ORDER_LOOKED_UP', order: orderId('o'), answer: NOT_DONE },
  { type: 'MERGE_ANSWERED', market: RAIN, size: parseShares('5'), answer: NOT_DONE },
  { type: 'REDEEM_ANSWERED', market: RAIN, answer: NOT_DONE },
  { type: 'BOOKS_AGREE' },
];
const STATES = [
  'reconciling',
  'readingAgain',
  'blind',
  'agreeing',
  'open',
  'reduceOnly',
  'noNewQuotes',
  'halted',
  'beatLost',
  'waiting',
  'probing',
  'reading',
  'quoting',
  'venueClosed',
  'hoping',
  'clearing',
  'draining',
  'drainingAgain',
  'drained',
];

function gateway(answers: Partial<GatewayDesk> = {}, admission: Admission = 'open') {
  const whole = { sweep: () => false, isEmpty: () => false, windowLeftMs: () => 120_000 };
  const desk = hands<GatewayDesk>({ ...whole, ...answers });
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
  let differ = false;
  let unseen = false;
  const disagrees = () => differ;
  const blind = () => unseen;
  const { desk } = hands<GatewayDesk>({
    windowLeftMs: () => 120_000,
    sweep: () => true,
    isEmpty: () => empty,
    disagrees,
    blind,
  });
  const be =
    (isEmpty: boolean, booksDiffer: boolean, isBlind = false) =>
    () => {
      empty = isEmpty;
      differ = booksDiffer;
      unseen = isBlind;
    };
  const chart = walk(orderGatewayMachine, {
    input: { desk, admission: 'open', why: 'start' },
    events: [...EVERYTHING, { type: 'shutdown' }],
    worlds: [be(false, false), be(true, false, true), be(false, true)],
    apart: (context: { admission: Admission; beating: boolean; hearing: boolean }) =>
      `${context.admission} ${context.beating} ${context.hearing}`,
  });
  assert.equal([...chart.states].sort(), [...STATES, 'ended'].sort());
  assert.equal(chart.untaken, []);
  assert.equal(chart.way('drained'), ['DRAIN', 'LISTING_READ']);
});

test('a gateway whose books an earlier life left admits nothing before they were held against the account', () => {
  let differ = true;
  const { actor, clock, state, took, take } = gateway({ disagrees: () => differ });
  actor.send(read(LISTED));
  assert.is(state(), 'agreeing');
  assert.equal(took('compareAccount'), ['']);
  actor.send(QUOTE);
  assert.equal(took('quote'), []);
  // Nobody answers: what rests and what was filled is read anew.
  clock.advanceBy(5_000);
  assert.is(state(), 'reconciling');
  actor.send(read(LISTED));
  assert.is(state(), 'agreeing');
  take();
  differ = false;
  actor.send({ type: 'BOOKS_AGREE' });
  assert.is(state(), 'open');
});

test('a gateway that is told to leave cancels by every way first, unless the venue agreed that nothing rests', () => {
  const { actor, take } = admitting();
  actor.send({ type: 'shutdown' });
  assert.equal(take(), ['cancelEveryWay the gateway ends']);
  assert.is(actor.getSnapshot().status, 'done');
  const drained = admitting({ isEmpty: () => true });
  drained.actor.send({ type: 'DRAIN' });
  drained.actor.send(read(LISTED));
  assert.is(drained.state(), 'drained');
  drained.take();
  drained.actor.send({ type: 'shutdown' });
  assert.equal(drained.take(), []);
  assert.is(drained.actor.getSnapshot().status, 'done');
});

test('a gateway admits nothing before it has read what rests', () => {
  const { actor, take, took, state } = gateway();
  assert.equal(take(), ['admit closed reading what rests at the venue', 'readListing']);
  actor.send(QUOTE);
  actor.send(MERGE);
  assert.is(took().length, 0);
  assert.is(state(), 'reconciling');
  actor.send(read(LISTED));
  assert.equal(take(), [
    `reconcile ${JSON.stringify(NOTHING_RESTS)} true`,
    'engineDown',
    'blind',
    'disagrees',
    'admit open start',
  ]);
  actor.send(QUOTE);
  assert.is(took('quote').length, 1);
});

test('a failed read is never an empty listing', () => {
  const { actor, clock, take, state } = gateway({ isEmpty: () => true });
  take();
  actor.send(read(FAILED));
  assert.is(state(), 'readingAgain');
  assert.equal(take(), []);
  clock.advanceBy(1_000);
  assert.is(state(), 'reconciling');
  assert.equal(take(), ['blind', 'admit closed reading what rests at the venue', 'readListing']);
});

test('a gateway that reads no listing for too long closes and cancels, again and again, until one was read and the account agrees', () => {
  for (const admission of ['open', 'reduceOnly', 'noNewQuotes'] as const) {
    let [isBlind, differ] = [false, false];
    const { actor, clock, state, took, take } = admitting({ blind: () => isBlind, disagrees: () => differ }, admission);
    clock.advanceBy(2_000);
    assert.is(state(), admission);
    isBlind = true;
    clock.advanceBy(2_000);
    const why = 'what rests and what was filled cannot be read';
    assert.equal(take().slice(-3), [`admit closed ${why}`, `cancelEveryWay ${why}`, 'readListing']);
    actor.send(QUOTE);
    actor.send(read(FAILED));
    clock.advanceBy(4_000);
    assert.is(state(), 'blind');
    assert.equal([took('quote').length, took('cancelEveryWay').length], [0, 2]);
    [isBlind, differ] = [false, true];
    take();
    actor.send(read(LISTED));
    assert.equal(take().slice(0, 2), [`reconcile ${JSON.stringify(NOTHING_RESTS)} true`, 'doubtBooks']);
    assert.is(state(), 'agreeing');
    differ = false;
    actor.send({ type: 'BOOKS_AGREE' });
    assert.is(state(), admission);
  }
});

test('a gateway that is blind and halted reads on, and is closed when somebody resumes it', () => {
  const { actor, clock, state } = admitting({ blind: () => true }, 'halted');
  clock.advanceBy(10_000);
  assert.is(state(), 'halted');
  actor.send(admit('open'));
  assert.is(state(), 'blind');
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
  assert.equal(take().slice(1), ['engineDown', 'disagrees', 'admit halted told', 'cancelAll halted']);
});

test('a gateway that comes back while the engine restarts asks the engine before it admits', () => {
  let down = true;
  const { actor, clock, state, took } = gateway({ engineDown: () => down });
  actor.send(read(LISTED));
  assert.is(state(), 'waiting');
  assert.is(took('admit').filter((text) => text.startsWith('open')).length, 0);
  actor.send(QUOTE);
  clock.advanceBy(1_000);
  assert.is(took('probe').length, 1);
  assert.is(took('quote').length, 0);
  down = false;
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  actor.send(read(LISTED));
  assert.is(state(), 'quoting');
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

test('a lost heartbeat closes the door before anything is cancelled, and only a fresh beat and a read open it', () => {
  const { actor, clock, take, state, took } = admitting();
  actor.send({ type: 'BEAT_LOST', why: 'no answer' });
  assert.equal(take().slice(0, 2), ['admit closed heartbeat lost: no answer', 'cancelEveryWay heartbeat lost']);
  actor.send(QUOTE);
  actor.send(admit('open'));
  clock.advanceBy(10_000);
  assert.is(state(), 'beatLost');
  assert.is(took('quote').length, 0);
  assert.ok(took('cancelEveryWay').length >= 5, 'again and again');
  actor.send({ type: 'BEAT_RESTORED' });
  assert.is(state(), 'reconciling');
  actor.send(read(LISTED));
  assert.is(take().at(-1), 'admit open told');
});

test('an engine restart is probed often, or with the patience that the venue asks for', () => {
  const { actor, clock, took, state } = admitting();
  const again: GatewayEvent = { type: 'PROBED', restarting: true, retryAfterMs: null };
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: 500 });
  clock.advanceBy(499);
  assert.is(took('probe').length, 0);
  clock.advanceBy(1);
  assert.is(took('probe').length, 1);
  for (const waitMs of [500, 2_000, 500, 30_000, 500]) {
    actor.send(waitMs === 500 ? again : { ...again, retryAfterMs: waitMs });
    clock.advanceBy(waitMs - 1);
    const probes = took('probe').length;
    clock.advanceBy(1);
    assert.is(took('probe').length, probes + 1, `after ${waitMs} ms`);
  }
  assert.is(state(), 'probing');
  assert.is(took('quote').length, 0);
});

test('whoever has not read what rests when the window is over reads it like anybody else', () => {
  const { actor, clock, state, took } = admitting({ windowLeftMs: () => 20_000 });
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  clock.advanceBy(1_000);
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  actor.send(read(FAILED));
  clock.advanceBy(20_000);
  assert.is(state(), 'reconciling');
  actor.send(QUOTE);
  assert.is(took('quote').length, 0);
  actor.send(read(LISTED));
  assert.is(state(), 'open');
});

test('a halt cancels in every mood, and again while the mood lasts', () => {
  const moods: readonly (readonly GatewayEvent[])[] = [
    [],
    [read(FAILED)],
    [{ type: 'NEWS_LOST' }],
    [{ type: 'ENGINE_RESTARTING', retryAfterMs: null }],
    [{ type: 'VENUE_CLOSED', why: 'the venue is disabled' }],
  ];
  for (const mood of moods) {
    const { actor, clock, took, take } = gateway();
    for (const event of mood) actor.send(event);
    take();
    actor.send(admit('halted'));
    assert.is(took('cancelAll').length, 1, JSON.stringify(mood));
    clock.advanceBy(20_000);
    assert.ok(took('cancelAll').length + took('cancelEveryWay').length > 1, JSON.stringify(mood));
    assert.is(took('quote').length, 0);
  }
});

test('the post-only window is a race: one read, quotes at once, blind ones go ten seconds before its end', () => {
  const { actor, clock, take, took, state } = admitting();
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  clock.advanceBy(1_000);
  take();
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  assert.equal(take(), ['race true', 'windowLeftMs', 'windowLeftMs', 'readListing']);
  actor.send(read(LISTED));
  assert.ok(take().includes('admit open start'));
  actor.send(QUOTE);
  assert.is(took('quote').length, 1);
  clock.advanceBy(109_999);
  assert.is(took('cancelBlind').length, 0);
  clock.advanceBy(1);
  assert.is(took('cancelBlind').length, 1);
  assert.is(state(), 'quoting');
  clock.advanceBy(10_000);
  assert.is(state(), 'open');
  assert.equal(took('race'), ['false']);
});

test('the window is counted from the moment when the engine was last known to be down', () => {
  const { actor, clock, took, state } = admitting({ windowLeftMs: () => 95_000 });
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  clock.advanceBy(1_000);
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  actor.send(read(LISTED));
  clock.advanceBy(84_999);
  assert.is(took('cancelBlind').length, 0);
  clock.advanceBy(1);
  assert.is(took('cancelBlind').length, 1);
  clock.advanceBy(10_000);
  assert.is(state(), 'open');
});

test('every answer and every wish of a market reaches the desk while the door is open', () => {
  const { actor, took } = admitting();
  actor.send(MERGE);
  actor.send({ type: 'REDEEM', market: RAIN });
  actor.send({ type: 'PLACE_ANSWERED', orders: [orderId('o')], answer: NOT_DONE });
  actor.send({ type: 'CANCEL_ANSWERED', orders: [orderId('o')], answer: NOT_DONE });
  actor.send(read(LISTED));
  assert.equal(
    took().map((call) => call.split(' ')[0]),
    ['merge', 'redeem', 'placed', 'cancelled', 'reconcile'],
  );
  assert.match(took('reconcile')[0] ?? '', /false$/); // much is on its way while we trade
});

test('whatever is admitted is said, and swept every two seconds', () => {
  for (const admission of ADMISSIONS) {
    const { actor, clock, take, took } = admitting({}, admission === 'open' ? 'halted' : 'open');
    actor.send(admit(admission));
    assert.ok(take().includes(`admit ${admission} told`));
    clock.advanceBy(6_000);
    assert.is(took('sweep').length, 3, admission);
  }
});

test('a lost beat told twice is lost once, and an engine that restarts meanwhile changes nothing', () => {
  const { actor, state, took } = admitting();
  for (const why of ['no answer', 'still none']) actor.send({ type: 'BEAT_LOST', why });
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  assert.is(state(), 'beatLost');
  assert.equal(took('admit'), ['closed heartbeat lost: no answer']);
});

test('an engine restart told twice is neither probed nor alarmed anew', () => {
  const { actor, clock, took } = admitting();
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: 1_000 });
  assert.equal(took('admit'), ['closed the matching engine restarts']);
  clock.advanceBy(900);
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: 1_000 });
  clock.advanceBy(100);
  assert.is(took('probe').length, 1);
});

test('a beat that comes back during a restart lets the race begin', () => {
  const { actor, clock, state } = admitting();
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  actor.send({ type: 'BEAT_LOST', why: 'no answer' });
  actor.send({ type: 'BEAT_RESTORED' });
  clock.advanceBy(1_000);
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  assert.is(state(), 'reading');
});

/** In the post-only window, before the read. */
function racing(admission: Admission = 'open') {
  const it = admitting({ sweep: () => true }, admission);
  it.actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  it.clock.advanceBy(1_000);
  it.actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  it.take();
  return it;
}

test('in the race a read that fails or never comes is asked for again, and nothing is quoted before it', () => {
  const { actor, clock, state, took } = racing();
  actor.send(QUOTE);
  clock.advanceBy(6_000);
  assert.is(took('readListing').length, 2);
  actor.send(read(FAILED));
  clock.advanceBy(1_000);
  assert.is(took('readListing').length, 3);
  assert.is(took('quote').length, 0);
  actor.send(read(LISTED));
  assert.is(state(), 'quoting');
  assert.match(took('reconcile')[0] ?? '', /true$/); // the door was closed: nothing was on its way
});

test('in the race rows are swept and listings compared as always', () => {
  const { actor, clock, take, took } = racing();
  actor.send(read(LISTED));
  take();
  clock.advanceBy(4_000);
  assert.is(took('sweep').length, 2);
  assert.is(took('readListing').length, 2);
  actor.send(read(LISTED));
  assert.match(took('reconcile')[0] ?? '', /false$/);
});

test('nobody races who may not quote', () => {
  for (const admission of ['noNewQuotes', 'halted'] as const) {
    const { actor, state } = racing(admission);
    actor.send(read(LISTED));
    assert.is(state(), admission);
  }
  const { actor, state } = racing();
  actor.send(read(LISTED));
  actor.send(admit('noNewQuotes'));
  assert.is(state(), 'noNewQuotes');
});

test('a venue that takes no orders closes the door, and is read again five seconds later', () => {
  const { actor, clock, state, took } = admitting();
  actor.send({ type: 'VENUE_CLOSED', why: 'cancel-only' });
  assert.equal(took('admit'), ['closed cancel-only']);
  actor.send({ type: 'VENUE_CLOSED', why: 'cancel-only' });
  actor.send(QUOTE);
  clock.advanceBy(5_000);
  assert.is(state(), 'reconciling');
  assert.is(took('quote').length, 0);
});

test('a probe whose answer never comes is sent again', () => {
  const { actor, clock, took } = admitting();
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  clock.advanceBy(250 + 3 * 3_000);
  assert.is(took('probe').length, 4);
});

test('a venue that asks for no patience, or for eternity, is probed at a pace of ours', () => {
  for (const [retryAfterMs, waitMs] of [
    [0, 100],
    [-5, 100],
    [Number.NaN, 250],
    [1e12, 30_000],
    [Infinity, 30_000],
  ] as const) {
    const { actor, clock, took } = admitting();
    actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs });
    clock.advanceBy(waitMs - 1);
    assert.is(took('probe').length, 0, String(retryAfterMs));
    clock.advanceBy(1);
    assert.is(took('probe').length, 1, String(retryAfterMs));
  }
});

test('without a beat no way leads back to trading, not through a closed venue nor through a restart', () => {
  const { actor, clock, state, took } = admitting();
  actor.send({ type: 'BEAT_LOST', why: 'no answer' });
  actor.send({ type: 'VENUE_CLOSED', why: 'cancel-only' });
  assert.is(state(), 'beatLost'); // and goes on cancelling
  actor.send({ type: 'BEAT_RESTORED' });
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  actor.send({ type: 'BEAT_LOST', why: 'no answer' });
  actor.send({ type: 'VENUE_CLOSED', why: 'cancel-only' });
  clock.advanceBy(5_000);
  assert.is(state(), 'reconciling');
  const before = took('admit').length;
  actor.send(read(LISTED));
  assert.is(state(), 'beatLost');
  assert.ok(
    took('admit')
      .slice(before)
      .every((call) => call.startsWith('closed')),
  );
});

test('a beat lost during a restart is not forgotten when the engine is back', () => {
  const { actor, clock, state } = admitting();
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  actor.send({ type: 'BEAT_LOST', why: 'no answer' });
  clock.advanceBy(1_000);
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  assert.is(state(), 'beatLost');
});

test('what was halted stays halted through a restart', () => {
  const { actor, clock, take, took } = admitting({}, 'halted');
  actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null });
  clock.advanceBy(1_000);
  actor.send({ type: 'PROBED', restarting: false, retryAfterMs: null });
  actor.send(read(LISTED));
  actor.send(QUOTE);
  assert.ok(take().includes('admit halted start'));
  assert.is(took('quote').length, 0);
});

test('while the private stream is silent nothing leaves, and what was told to nobody is read before it opens', () => {
  const { actor, take, took, state } = admitting();
  actor.send({ type: 'NEWS_LOST' });
  assert.equal(take(), ['admit closed the private stream is silent', 'readListing']);
  actor.send(QUOTE);
  assert.is(took('quote').length, 0);
  actor.send({ type: 'NEWS_BACK' });
  assert.equal(take(), ['admit closed reading what rests at the venue', 'readListing']);
  actor.send(read(LISTED));
  assert.is(state(), 'open');
});

test('what rests while the private stream is silent is known by its listing, and cancelled when the silence lasts', () => {
  const { actor, clock, take, took, state } = admitting();
  actor.send({ type: 'NEWS_LOST' });
  take();
  actor.send(read(LISTED));
  assert.is(took('reconcile').length, 1);
  clock.advanceBy(4_999);
  assert.is(took('cancelEveryWay').length, 0);
  clock.advanceBy(1);
  assert.is(took('cancelEveryWay').length, 1);
  clock.advanceBy(10_000);
  assert.ok(took('cancelEveryWay').length >= 5 && took('readListing').length >= 5);
  assert.is(state(), 'clearing');
  actor.send({ type: 'NEWS_BACK' });
  assert.is(state(), 'reconciling');
});

test('a private stream that fell silent while the beat was lost is not forgotten', () => {
  const { actor, state } = admitting();
  actor.send({ type: 'BEAT_LOST', why: 'no answer' });
  actor.send({ type: 'NEWS_LOST' });
  actor.send({ type: 'BEAT_RESTORED' });
  actor.send(read(LISTED));
  assert.is(state(), 'hoping');
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
          assert.is(quoted, event === QUOTE && ['open', 'reduceOnly', 'noNewQuotes', 'quoting'].includes(before));
        }
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
