// The door to the venue when the venue is at its worst: news before answers, answers that never come, listings that fail.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { killSwitchDesk } from '#actors/kill-switch.actor.ts';
import { gatewayDesk, orderGateway, readListing } from '#actors/order-gateway.actor.ts';
import type { VenueFailure } from '#domain/failure.ts';
import { type MarketId, type OrderId, orderId, traceId, tradeId } from '#domain/ids.ts';
import type { Fact } from '#domain/money/fact.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { SettlementStatus } from '#domain/ports.ts';
import { parsePrice, parseShares, ZERO_SHARES } from '#domain/units.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import { refuse, type ScriptedVenue } from './scripted-ports.ts';
import { aFill, RAIN, type SmallDeskOptions, SNOW, START_MS, smallDesk, snapshot } from './small-desk.ts';

const LISTED = { prompt: ['fills', 'openOrders'] } as const;

function gateway(options: SmallDeskOptions = LISTED) {
  const small = smallDesk(options);
  const { desk, clock, venue, facts } = small;
  for (const market of [RAIN, SNOW]) {
    desk.list(market);
    desk.markets.get(market.id)?.apply(snapshot(market.id, '0.5 x 100', '0.54 x 100'), clock.now());
  }
  const told: { readonly address: string; readonly type: string }[] = [];
  const actor = createActor(crashSafe(orderGateway), {
    input: { desk: gatewayDesk(desk), admission: 'open', why: 'start' },
    clock,
  });
  actor.subscribe({ error: () => {} });
  desk.post = (address, event) => {
    if (address === GATEWAY) actor.send(event as never);
    else told.push({ address, ...event });
  };
  venue.listen((news) => actor.send({ type: 'NEWS', news }));
  actor.start();
  clock.advanceBy(50);

  /** `'yesBid 0.5 x 10'`; their ids, newest last. */
  function placeIn(market: MarketId, ...texts: readonly string[]): readonly OrderId[] {
    const before = venue.of('place').length;
    const orders = texts.map((text) => {
      const [slot, price, , size] = text.split(' ');
      return { slot: slot as Slot, price: parsePrice(price), size: parseShares(size) };
    });
    actor.send({ type: 'QUOTE', market, cancel: [], place: orders, trace: traceId('t') });
    clock.advanceBy(0); // the disk
    return venue
      .of('place')
      .slice(before)
      .flatMap((request) => request.orders);
  }
  const place = (...texts: readonly string[]) => placeIn(RAIN.id, ...texts);
  function one(text: string): OrderId {
    const [id] = place(text);
    if (!id) throw new Error(`${text} did not leave`);
    return id;
  }
  /** Placed and acknowledged. */
  function resting(text: string): OrderId {
    const id = one(text);
    obey('place');
    return id;
  }
  function obey(kind: 'place' | 'cancel' | 'fills' | 'openOrders'): void {
    const request = venue.of(kind).at(-1);
    if (request) venue.obey(request);
  }
  const cancel = (...orders: readonly OrderId[]) =>
    actor.send({
      type: 'QUOTE',
      market: RAIN.id,
      cancel: orders.map((order) => ({ order, why: 'test' })),
      place: [],
      trace: traceId('t'),
    });
  const settlement = (trade: string, order: OrderId, status: SettlementStatus) =>
    venue.tell({ type: 'SETTLEMENT', trade: tradeId(trade), order, status, atMs: START_MS });
  return {
    ...small,
    actor,
    told,
    place,
    placeIn,
    one,
    resting,
    obey,
    cancel,
    settlement,
    status: (id: OrderId) => desk.orders.get(id)?.status,
    filled: (id: OrderId) => desk.orders.get(id)?.filled,
    fill: (trade: string, order: OrderId, text: string) =>
      venue.tell({ type: 'FILL', fill: aFill(trade, order, text) }),
    heard: (type: string) => told.filter((each) => each.type === type && each.address === 'market:rain/quoter').length,
    of: <K extends Fact['fact']>(kind: K) =>
      facts.filter((fact): fact is Extract<Fact, { fact: K }> => fact.fact === kind),
  };
}

test('a row exists before its order leaves, and rests when the venue says so', () => {
  const { one, obey, status, heard, of } = gateway();
  const id = one('yesBid 0.5 x 10');
  assert.is(status(id), 'sent');
  obey('place');
  assert.is(status(id), 'resting');
  assert.is(heard('ORDER_RESTING'), 1);
  assert.equal(
    of('order').map((fact) => fact.status),
    ['sent', 'resting'],
  );
});

test('a fill that outruns the answer counts, and the answer is no surprise', () => {
  const { one, fill, obey, status, filled, desk } = gateway();
  const id = one('yesBid 0.5 x 10');
  fill('a', id, 'yesBid 0.5 x 4');
  assert.is(status(id), 'resting');
  fill('b', id, 'yesBid 0.5 x 6');
  assert.is(status(id), 'filled');
  obey('place');
  assert.is(status(id), 'filled');
  assert.is(filled(id), parseShares('10'));
  assert.is(desk.accounts.position(RAIN.id).yes.held, parseShares('10'));
  assert.equal(desk.faults, []);
});

test('a fill that crosses our cancel still counts', () => {
  const { resting, cancel, obey, fill, status, desk, heard } = gateway();
  const id = resting('yesBid 0.5 x 10');
  cancel(id);
  assert.is(status(id), 'cancelling');
  obey('cancel');
  assert.is(status(id), 'cancelled');
  fill('a', id, 'yesBid 0.5 x 10');
  assert.is(status(id), 'filled');
  assert.is(desk.accounts.position(RAIN.id).yes.held, parseShares('10'));
  assert.is(desk.accounts.cash().held.toFixed(), '9995');
  assert.is(heard('ORDER_ENDED'), 1);
  assert.equal(desk.faults, []);
});

test('the same fill told by the stream, again, and by a listing is booked once', () => {
  const { resting, fill, of, venue, actor, filled, desk, clock, heard } = gateway();
  const id = resting('yesBid 0.5 x 10');
  fill('a', id, 'yesBid 0.5 x 4');
  fill('a', id, 'yesBid 0.5 x 4');
  venue.trades.push({ ...aFill('a', id, 'yesBid 0.5 x 4'), status: 'matched' });
  actor.send({ type: 'LISTING_READ', answer: listing(venue.trades, [...venue.resting.values()], clock.now()) });
  assert.is(of('fill').length, 1);
  assert.is(filled(id), parseShares('4'));
  assert.is(desk.accounts.cash().held.toFixed(), '9998');
  assert.is(heard('FILL_ARRIVED'), 1);
  assert.is(desk.pairBook(RAIN.id)?.open().length, 1);
});

test('a gateway that comes back does not book again what the listing repeats', () => {
  const { resting, fill, venue, desk, clock, of, filled } = gateway();
  const id = resting('yesBid 0.5 x 10');
  fill('a', id, 'yesBid 0.5 x 4');
  venue.trades.push({ ...aFill('a', id, 'yesBid 0.5 x 4'), status: 'confirmed' });
  const next = createActor(crashSafe(orderGateway), {
    input: { desk: gatewayDesk(desk), admission: 'open', why: 'start' },
    clock,
  });
  desk.post = (address, event) => (address === GATEWAY ? next.send(event as never) : undefined);
  next.start();
  clock.advanceBy(50);
  assert.is(desk.admission.mode, 'open');
  assert.is(of('fill').length, 1);
  assert.is(filled(id), parseShares('4'));
  assert.is(desk.pairBook(RAIN.id)?.open().length, 1);
  // The confirmation was told while nobody listened.
  assert.is(desk.accounts.position(RAIN.id).yes.settled, parseShares('4'));
});

test('a failed settlement takes everything back, once', () => {
  const { resting, fill, settlement, desk } = gateway();
  const id = resting('yesBid 0.5 x 10');
  fill('a', id, 'yesBid 0.5 x 10');
  settlement('a', id, 'mined');
  settlement('a', id, 'retrying');
  settlement('a', id, 'failed');
  settlement('a', id, 'failed');
  assert.is(desk.accounts.cash().held.toFixed(), '10000');
  assert.equal(desk.accounts.position(RAIN.id).yes, { held: 0, settled: 0 });
  assert.equal(
    desk.faults.map(({ what }) => what),
    [`failed settlement: a of ${id}`],
  );
  assert.is(desk.pairBook(RAIN.id)?.open().length, 0);
});

test('a sale under way is not promised again, and is free when it fails', () => {
  const { resting, fill, settlement, desk } = gateway();
  const id = resting('yesBid 0.5 x 10');
  fill('a', id, 'yesBid 0.5 x 10');
  settlement('a', id, 'confirmed');
  const sale = resting('yesAsk 0.54 x 10');
  fill('b', sale, 'yesAsk 0.54 x 10');
  assert.is(desk.outgoing.of(RAIN.id, 'yes'), parseShares('10'));
  settlement('b', sale, 'failed');
  assert.is(desk.outgoing.of(RAIN.id, 'yes'), 0);
  assert.is(desk.accounts.position(RAIN.id).yes.settled, parseShares('10'));
});

test('an order in the listing that nobody owns is cancelled and told', () => {
  const { venue, clock, desk, actor } = gateway();
  const stranger = orderId('stranger');
  venue.resting.set(stranger, {
    id: stranger,
    market: RAIN.id,
    slot: 'yesBid',
    price: parsePrice('0.4'),
    size: parseShares('5'),
    filled: ZERO_SHARES,
  });
  actor.send({ type: 'LISTING_READ', answer: listing([], [...venue.resting.values()], clock.now()) });
  assert.equal(
    venue.of('cancel').map((request) => request.orders),
    [[stranger]],
  );
  assert.equal(
    desk.faults.map(({ what }) => what),
    ['order without an owner: stranger in rain'],
  );
});

test('an order whose answer was lost and that rests is ours again after a listing', () => {
  const { one, venue, clock, status, desk } = gateway();
  const id = one('yesBid 0.5 x 10');
  const request = venue.of('place').at(-1);
  if (request) venue.obey({ ...request, reply: () => {} });
  clock.advanceBy(9_000);
  assert.is(status(id), 'sent');
  clock.advanceBy(6_000);
  assert.is(status(id), 'resting');
  assert.is(desk.orders.live(RAIN.id).length, 1);
});

test('an order whose answer was lost and that never arrived is given up after two listings', () => {
  const { one, clock, status, of } = gateway();
  const id = one('yesBid 0.5 x 10');
  clock.advanceBy(12_100);
  assert.is(status(id), 'unknown');
  clock.advanceBy(4_000);
  assert.is(status(id), 'rejected');
  assert.equal(
    of('order').map((fact) => `${fact.status} ${fact.reason}`),
    ['sent null', 'unknown no answer in time', 'rejected not listed'],
  );
});

test('no listings, however many, say of an order of a moment ago that it is not there', () => {
  for (const answered of [true, false]) {
    const { one, obey, clock, status, venue, desk } = gateway();
    clock.advanceBy(20_000);
    const id = one('yesBid 0.5 x 10');
    if (answered) obey('place');
    else
      venue
        .of('place')
        .at(-1)
        ?.reply({ ok: false, failure: { kind: 'unreachable', sent: 'maybe' } } as never);
    venue.resting.clear();
    const before = status(id);
    for (let look = 0; look < 6; look++) {
      clock.advanceBy(250);
      readListing(desk);
    }
    assert.is(status(id), before, String(before));
    clock.advanceBy(6_000);
    assert.is(status(id), answered ? 'cancelled' : 'rejected', 'two seconds are enough');
  }
});

const FAILURES = [
  [{ kind: 'rejected', reason: 'other', text: 'no' }, 'rejected'],
  [{ kind: 'rateLimited', retryAfterMs: 1000 }, 'rejected'],
  [{ kind: 'restarting', retryAfterMs: null }, 'rejected'],
  [{ kind: 'unreachable', sent: 'no' }, 'rejected'],
  [{ kind: 'unreachable', sent: 'maybe' }, 'unknown'],
  [{ kind: 'unreadable', excerpt: '<html>' }, 'unknown'],
] as const;

for (const [failure, expected] of FAILURES)
  test(`a place answered ${failure.kind}${'sent' in failure ? ` (sent ${failure.sent})` : ''} leaves the order ${expected}`, () => {
    const { one, venue, status, desk } = gateway();
    const id = one('yesBid 0.5 x 10');
    refuse(venue.of('place').at(-1), failure);
    assert.is(status(id), expected);
    assert.equal(
      desk.faults.map(({ what }) => what),
      [`place: ${failure.kind}`],
    );
  });

for (const kind of ['place', 'cancel'] as const)
  test(`a ${kind} that ended in a 5xx is settled by the id of its order at once, and no listing is waited for`, () => {
    const { one, resting, cancel, obey, venue, clock, status } = gateway({ prompt: ['fills', 'openOrders', 'order'] });
    const id = kind === 'place' ? one('yesBid 0.5 x 10') : resting('yesBid 0.5 x 10');
    if (kind === 'cancel') cancel(id);
    const listings = venue.of('openOrders').length;
    const request = venue.of(kind).at(-1);
    // What it asked for was done, or was not; the answer says neither.
    if (kind === 'place' && request) venue.obey({ ...request, reply: () => {} });
    refuse(request, { kind: 'unreadable', excerpt: 'could not run the execution' });
    assert.is(status(id), 'unknown');
    clock.advanceBy(20);
    assert.is(status(id), 'resting');
    assert.is(venue.of('openOrders').length, listings);
    obey('cancel');
  });

test('a rejected order frees its slot and says why', () => {
  const { one, venue, status, of, place, desk } = gateway();
  const id = one('yesBid 0.5 x 10');
  venue
    .of('place')
    .at(-1)
    ?.reply({
      ok: true,
      value: [{ order: id, result: 'rejected', reason: 'crossesBook', text: 'too high' }],
    } as never);
  assert.is(status(id), 'rejected');
  assert.is(of('order').at(-1)?.reason, 'crossesBook: too high');
  assert.is(desk.counters.rejected, 1);
  assert.is(place('yesBid 0.5 x 10').length, 1);
});

test('a failed read of the listing ends no row', () => {
  const { resting, actor, status, clock } = gateway();
  const id = resting('yesBid 0.5 x 10');
  clock.advanceBy(100);
  for (let n = 0; n < 5; n++)
    actor.send({ type: 'LISTING_READ', answer: { ok: false, failure: { kind: 'unreachable', sent: 'maybe' } } });
  assert.is(status(id), 'resting');
});

test('a failed read at the start keeps the door closed', () => {
  const { venue, clock, desk, place } = gateway({ prompt: [] });
  assert.is(desk.admission.mode, 'closed');
  refuse(venue.of('fills').at(-1), { kind: 'unreadable', excerpt: '' });
  assert.equal(place('yesBid 0.5 x 10'), []);
  clock.advanceBy(1_000);
  assert.is(venue.of('fills').length, 2);
  for (const kind of ['fills', 'openOrders'] as const) {
    const request = venue.of(kind).at(-1);
    if (request) venue.obey(request);
  }
  assert.is(desk.admission.mode, 'open');
});

/** From now on; those that wait are turned away whenever it is called. */
function failingReads(venue: ScriptedVenue, failure: VenueFailure): () => void {
  venue.prompt.clear();
  let done = venue.asked.length;
  return () => {
    for (const request of venue.asked.slice(done))
      if (request.kind === 'fills' || request.kind === 'openOrders') refuse(request, failure);
    done = venue.asked.length;
  };
}

test('listings that fail for a minute are one fault, a warning, a page, and a door that closes until fills were read', () => {
  const { desk, venue, clock, resting, place, placeIn, of, actor } = gateway();
  const { measure } = killSwitchDesk(desk);
  const id = resting('yesBid 0.5 x 10');
  const told = () => of('fault').map((fact) => `${fact.actor} ${fact.kind}: ${fact.detail}`);
  const fail = failingReads(venue, { kind: 'unreadable', excerpt: '502: <html>' });
  const failing = (seconds: number) => {
    for (let left = seconds; left > 0; left -= 1) {
      clock.advanceBy(1_000);
      fail();
      measure();
    }
  };
  failing(20);
  assert.equal(told(), [
    'order-gateway unread: what was filled cannot be read: its answer is not what we know (502: <html>)',
  ]);
  assert.is(desk.admission.mode, 'open');
  failing(35);
  assert.match(
    told()[1] ?? '',
    /^kill-switch warn: what rests and what was filled at the venue cannot be read, for 3\d s$/,
  );
  assert.is(place('noBid 0.4 x 10').length, 1);
  failing(20);
  assert.match(told()[2] ?? '', /^kill-switch page: .*, for 6\d s$/);
  assert.equal(desk.admission, { mode: 'closed', why: 'what rests and what was filled cannot be read' });
  assert.ok(venue.of('cancelAll').length > 0 && venue.of('cancel').some((request) => request.orders.includes(id)));
  assert.equal(placeIn(SNOW.id, 'yesBid 0.5 x 10'), []);
  // A fill that nobody told stands in the listing: it is booked, and then the account is asked.
  venue.prompt.add('fills').add('openOrders');
  venue.trades.push({ ...aFill('t1', id, 'yesBid 0.5 x 4'), status: 'matched' });
  clock.advanceBy(2_100);
  assert.is(of('fill').length, 1);
  assert.is(desk.admission.why, 'our books are held against the account');
  desk.vitals.doubted = false;
  actor.send({ type: 'BOOKS_AGREE' });
  assert.is(desk.admission.mode, 'open');
  assert.is(told().length, 3);
});

test('reads that now fail and now do not are one fault, and close nothing', () => {
  const { desk, venue, clock, of } = gateway();
  for (let each = 0; each < 30; each += 1) {
    const fail = failingReads(venue, { kind: 'rejected', reason: 'unauthorised', text: 'Invalid api key' });
    clock.advanceBy(14_000);
    fail();
    venue.prompt.add('fills').add('openOrders');
    clock.advanceBy(4_000);
    assert.is(desk.admission.mode, 'open');
    assert.is(desk.vitals.unread.forMs(clock.steadyMs()), null);
  }
  assert.is(of('fault').filter(({ kind }) => kind === 'unread').length, 1);
});

test('an order that the venue let go without a word ends after two listings in a row', () => {
  const { resting, venue, clock, status, actor, desk } = gateway();
  const id = resting('yesBid 0.5 x 10');
  clock.advanceBy(2_100);
  venue.resting.clear();
  actor.send({ type: 'LISTING_READ', answer: listing([], [], clock.now()) });
  assert.is(status(id), 'resting');
  // Nobody asks for the second look but the gateway itself.
  clock.advanceBy(3_000);
  assert.is(status(id), 'cancelled');
  assert.equal(desk.faults, []);
});

test('an order that was accepted after the listing was asked for is not missed in it', () => {
  const { resting, clock, status, actor } = gateway();
  const askedMs = clock.now();
  clock.advanceBy(100);
  const id = resting('yesBid 0.5 x 10');
  for (let n = 0; n < 3; n++) actor.send({ type: 'LISTING_READ', answer: listing([], [], askedMs) });
  assert.is(status(id), 'resting');
});

test('a cancel the venue knows nothing of is looked into', () => {
  const { resting, cancel, obey, venue, clock, status } = gateway();
  const id = resting('yesBid 0.5 x 10');
  venue.resting.clear();
  clock.advanceBy(100);
  cancel(id);
  obey('cancel');
  assert.is(status(id), 'cancelling');
  clock.advanceBy(5_000);
  assert.is(status(id), 'cancelled');
});

test('a cancel without an answer makes the order unknown, the listing decides, and it is asked to go again', () => {
  const { resting, cancel, clock, heard, venue, of } = gateway();
  const id = resting('yesBid 0.5 x 10');
  cancel(id);
  clock.advanceBy(15_100);
  assert.is(heard('ORDER_RESTING'), 2);
  assert.equal(
    of('order').map((fact) => fact.status),
    ['sent', 'resting', 'cancelling', 'unknown', 'resting', 'cancelling'],
  );
  assert.equal(
    venue.of('cancel').map((request) => request.orders),
    [[id], [id]],
  );
});

test('a cancel that was turned away is asked again, though the quoter has fallen silent', () => {
  const { resting, cancel, clock, status, venue, obey } = gateway();
  const id = resting('yesBid 0.5 x 10');
  cancel(id);
  refuse(venue.of('cancel').at(-1), { kind: 'rateLimited', retryAfterMs: 1_000 });
  assert.is(status(id), 'resting');
  clock.advanceBy(2_100);
  assert.is(venue.of('cancel').length, 2);
  obey('cancel');
  assert.is(status(id), 'cancelled');
  clock.advanceBy(10_000);
  assert.is(venue.of('cancel').length, 2);
});

test('a 425 closes the door, whoever had asked, and an older answer does not', () => {
  const { desk, venue, clock, place } = gateway();
  const restarting = { kind: 'restarting', retryAfterMs: null } as const;
  desk.venue.cancelAll(() => {});
  clock.advanceBy(10);
  desk.venue.cancelMarket(RAIN.id, () => {});
  venue.obey(venue.of('cancelMarket').at(-1) as never);
  refuse(venue.of('cancelAll').at(-1), restarting);
  assert.is(desk.admission.mode, 'open');
  desk.venue.cancelAll(() => {});
  refuse(venue.of('cancelAll').at(-1), restarting);
  assert.is(desk.admission.why, 'the matching engine restarts');
  assert.equal(place('yesBid 0.5 x 10'), []);
});

test('the same denial of the same slot is counted every time and told once a minute', () => {
  const { place, desk, of, clock } = gateway();
  for (let n = 0; n < 5; n++) {
    assert.equal(place('yesBid 0.55 x 10'), []);
    clock.advanceBy(1_000);
  }
  assert.is(desk.counters.denied, 5);
  assert.equal(
    of('order').map((fact) => fact.reason?.split(':')[0]),
    ['postOnly'],
  );
  place('yesBid 0.505 x 10');
  assert.equal(
    of('order').map((fact) => fact.reason?.split(':')[0]),
    ['postOnly', 'priceOnTick'],
  );
  clock.advanceBy(60_000);
  place('yesBid 0.505 x 10');
  assert.is(of('order').length, 3);
  assert.is(desk.orders.live(RAIN.id).length, 0);
});

test('no more orders leave than the budget has, and it fills again with time', () => {
  const { place, placeIn, clock, of } = gateway({ ...LISTED, flags: { orderBurst: '2', ordersPerSecond: '1' } });
  assert.is(place('yesBid 0.5 x 10', 'noBid 0.45 x 10').length, 2);
  assert.equal(placeIn(SNOW.id, 'yesBid 0.5 x 10'), []);
  assert.match(of('order').at(-1)?.reason ?? '', /^rateBudget: /);
  clock.advanceBy(1_000);
  assert.is(placeIn(SNOW.id, 'yesBid 0.5 x 10').length, 1);
});

test('a slot holds one live order, whatever is asked', () => {
  const { place, resting, cancel, desk } = gateway();
  const id = resting('yesBid 0.5 x 10');
  assert.equal(place('yesBid 0.49 x 10'), []);
  cancel(id);
  assert.equal(place('yesBid 0.49 x 10'), []);
  assert.is(desk.orders.live(RAIN.id).length, 1);
});

test('nothing leaves on a book that is not trusted', () => {
  const { place, desk, of } = gateway();
  desk.markets.get(RAIN.id)?.forgetBook();
  assert.equal(place('yesBid 0.5 x 10'), []);
  assert.match(of('order').at(-1)?.reason ?? '', /^trustedBook/);
});

test('sets in a merge are locked until the chain answers, and free again when it fails', () => {
  const { actor, desk, resting, fill, settlement, told, chain } = gateway();
  const yes = resting('yesBid 0.5 x 10');
  fill('a', yes, 'yesBid 0.5 x 10');
  const no = resting('noBid 0.45 x 10');
  fill('b', no, 'noBid 0.45 x 10');
  settlement('a', yes, 'confirmed');
  settlement('b', no, 'confirmed');
  const size = parseShares('10');
  actor.send({ type: 'MERGE', market: RAIN.id, size });
  assert.is(desk.accounts.position(RAIN.id).locked, size);
  assert.equal(
    told.filter(({ address }) => address === 'chain').map(({ type }) => type),
    ['SUBMIT'],
  );
  actor.send({ type: 'MERGE', market: RAIN.id, size });
  assert.is(told.filter(({ type }) => type === 'SETS_MERGED').length, 1);
  actor.send({
    type: 'MERGE_ANSWERED',
    market: RAIN.id,
    size,
    answer: { ok: false, failure: { kind: 'rejected', reason: 'other', text: 'reverted' } },
  });
  assert.is(desk.accounts.position(RAIN.id).locked, 0);
  assert.is(desk.accounts.position(RAIN.id).yes.held, size);
  assert.is(chain.asked.length, 0);
});

test('a fill in a market we never heard of is booked at its own price, in YES terms', () => {
  const { venue, of, desk } = gateway();
  const fill = aFill('a', orderId('x'), 'noBid 0.2 x 10', 'hail' as never);
  venue.tell({ type: 'FILL', fill });
  assert.is(of('fill').at(-1)?.mark, parsePrice('0.8'));
  assert.is(desk.accounts.cash().held.toFixed(), '9998');
  assert.equal(
    desk.faults.map(({ what }) => what.split(':')[0]),
    ['unexpected fill'],
  );
});

function listing(trades: readonly unknown[], orders: readonly unknown[], askedMs: number) {
  return { ok: true as const, value: { trades, orders, askedMs, steadyMs: askedMs } } as never;
}

test.run();
