// Nothing leaves before the disk has it; whoever stops it meanwhile has stopped it; and a second life finds what rests.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { IntentJournal, STORY_MAX } from '#actors/intent-journal.ts';
import { gatewayDesk, orderGateway } from '#actors/order-gateway.actor.ts';
import { type OrderId, orderId, traceId, tradeId } from '#domain/ids.ts';
import { TradeMemory } from '#domain/money/trade-memory.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import { OrderStore } from '#domain/orders/order-store.ts';
import type { Slot } from '#domain/orders/slot.ts';
import type { IntentFile } from '#domain/ports.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { GATEWAY, type GatewayCommand } from '#machines/order-gateway.protocol.ts';
import { aFill, RAIN, type SmallDeskOptions, smallDesk, snapshot } from './small-desk.ts';

/** Answers when it is told to. */
class SlowDisk implements IntentFile {
  text: string;
  waiting: { readonly text: string; readonly whole: boolean; readonly reply: (problem: string | null) => void }[] = [];
  constructor(text = '') {
    this.text = text;
  }
  read = () => this.text || null;
  append(text: string, reply: (problem: string | null) => void): void {
    this.waiting.push({ text, whole: false, reply });
  }
  replace(text: string, reply: (problem: string | null) => void): void {
    this.waiting.push({ text, whole: true, reply });
  }
  answer(problem: string | null = null): void {
    for (const { text, whole, reply } of this.waiting.splice(0)) {
      if (problem === null) this.text = whole ? text : this.text + text;
      reply(problem);
    }
  }
  /** Of all lines. */
  rows(): readonly { readonly row: string; readonly order: string; readonly [key: string]: unknown }[] {
    return this.text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }
}

function house(options: SmallDeskOptions = {}, disk = new SlowDisk()) {
  const small = smallDesk({ prompt: ['fills', 'openOrders'], ...options, intents: disk });
  const { desk, clock, venue } = small;
  desk.list(RAIN);
  desk.markets.get(RAIN.id)?.apply(snapshot(RAIN.id, '0.5 x 100', '0.54 x 100'), clock.now());
  const actor = createActor(crashSafe(orderGateway), {
    input: { desk: gatewayDesk(desk), admission: 'open', why: 'start' },
    clock,
  });
  actor.subscribe({ error: () => {} });
  desk.post = (address, event) => {
    if (address === GATEWAY) actor.send(event as never);
  };
  venue.listen((news) => actor.send({ type: 'NEWS', news }));
  actor.start();
  clock.advanceBy(50);
  return {
    ...small,
    disk,
    actor,
    want(...texts: readonly string[]): readonly OrderId[] {
      const before = new Set(desk.orders.allLive().map(({ id }) => id));
      const place = texts.map((text) => {
        const [slot, price, , size] = text.split(' ');
        return { slot: slot as Slot, price: parsePrice(price), size: parseShares(size) };
      });
      actor.send({ type: 'QUOTE', market: RAIN.id, cancel: [], place, trace: traceId('t') });
      return desk.orders.allLive().flatMap(({ id }) => (before.has(id) ? [] : id));
    },
    cancel: (order: OrderId) =>
      actor.send({ type: 'QUOTE', market: RAIN.id, cancel: [{ order, why: 'test' }], place: [], trace: traceId('t') }),
    statuses: () => desk.orders.allLive().map(({ status }) => status),
    left: () => venue.of('place').flatMap((request) => request.orders),
  };
}

test('an order has a row, then a line on the disk, and only then leaves', () => {
  const { want, statuses, left, disk } = house();
  const [id] = want('yesBid 0.5 x 10', 'noBid 0.45 x 10');
  assert.equal(statuses(), ['intended', 'intended']);
  assert.equal(left(), []);
  disk.answer();
  assert.is(left().length, 2);
  assert.equal(statuses(), ['sent', 'sent']);
  const [line] = disk.rows();
  assert.is(line?.order, id);
  assert.equal(
    [line?.row, line?.market, line?.slot, line?.price, line?.size, line?.ahead],
    ['intent', 'rain', 'yesBid', 500_000, 10_000_000, 100_000_000],
  );
});

test('what is wanted occupies its slot and counts while the disk works', () => {
  const { want, left, disk } = house();
  want('yesBid 0.5 x 10');
  assert.equal(want('yesBid 0.51 x 10'), []);
  disk.answer();
  assert.is(left().length, 1);
});

test('a disk that does not take it: the orders are denied by name and never sent, and cancels still leave', () => {
  const { want, statuses, left, disk, desk, clock, cancel, venue } = house();
  const [resting] = want('noBid 0.45 x 10');
  disk.answer();
  for (const request of venue.of('place')) venue.obey(request);
  const [id] = want('yesBid 0.5 x 10');
  disk.answer('intent journal /x: ENOSPC: no space left on device');
  assert.is(desk.orders.get(id as OrderId)?.status, 'denied');
  assert.ok(desk.faults.some(({ what }) => what === 'journal: intent journal /x: ENOSPC: no space left on device'));
  assert.equal(statuses(), ['resting']);
  assert.is(left().length, 1);
  assert.equal(want('yesBid 0.5 x 10'), [], 'it is not tried again at once');
  cancel(resting as OrderId);
  assert.is(venue.of('cancel').length, 1);
  clock.advanceBy(1_001);
  want('yesBid 0.5 x 10');
  disk.answer();
  assert.is(left().length, 2);
});

const STOPS: readonly (readonly [string, (it: ReturnType<typeof house>, order: OrderId) => void])[] = [
  ['a cancel', (it, order) => it.cancel(order)],
  ['a cancel of its market', (it) => it.actor.send({ type: 'CANCEL_MARKET', market: RAIN.id, why: 'crash' })],
  ['a lost beat', (it) => it.actor.send({ type: 'BEAT_LOST', why: 'test' })],
  ['a 425', (it) => it.actor.send({ type: 'ENGINE_RESTARTING', retryAfterMs: null })],
  ['a silent private stream', (it) => it.actor.send({ type: 'NEWS_LOST' })],
  ['a venue that closes', (it) => it.actor.send({ type: 'VENUE_CLOSED', why: 'test' })],
  ['a drain', (it) => it.actor.send({ type: 'DRAIN' })],
  ['a latch that cancels', (it) => it.actor.send(admit('halted'))],
  ['a latch that lets nothing new out', (it) => it.actor.send(admit('noNewQuotes'))],
  [
    'a book that moved through it',
    ({ desk, clock }) => {
      desk.markets.get(RAIN.id)?.apply(snapshot(RAIN.id, '0.4 x 100', '0.49 x 100', clock.now()), clock.now());
    },
  ],
  ['a book that is gone', ({ desk }) => desk.markets.get(RAIN.id)?.forgetBook()],
];
const admit = (admission: 'halted' | 'noNewQuotes'): GatewayCommand => ({ type: 'ADMIT', admission, why: 'test' });

for (const [what, stop] of STOPS)
  test(`${what} while the disk works keeps the order here`, () => {
    const it = house();
    const [id] = it.want('yesBid 0.5 x 10');
    assert.ok(id);
    stop(it, id);
    it.disk.answer();
    assert.equal(it.left(), []);
    assert.is(it.desk.orders.get(id)?.status, 'denied');
    assert.equal(
      it.venue
        .of('cancel')
        .flatMap(({ orders }) => orders)
        .filter((each) => each === id),
      [],
    );
    it.desk.journal.flush();
    it.disk.answer();
    assert.ok(it.disk.rows().some(({ row, order }) => row === 'end' && order === id));
  });

test('a gateway that crashed while the disk worked lets nothing of it out, and its successor neither', () => {
  const it = house();
  const [id] = it.want('yesBid 0.5 x 10');
  it.actor.stop();
  const next = createActor(crashSafe(orderGateway), {
    input: { desk: gatewayDesk(it.desk), admission: 'open', why: 'start' },
    clock: it.clock,
  });
  it.desk.post = (address, event) => {
    if (address === GATEWAY) next.send(event as never);
  };
  next.start();
  it.disk.answer();
  it.clock.advanceBy(50);
  assert.equal(it.left(), []);
  assert.is(it.desk.orders.get(id as OrderId)?.status, 'denied');
});

test('a disk that never answers holds nothing for ever', () => {
  const { want, statuses, clock } = house();
  want('yesBid 0.5 x 10');
  clock.advanceBy(13_000);
  assert.equal(statuses(), []);
});

test('the line of an order is followed by what came of it: how long it took, what it met, what it cost', () => {
  const { want, disk, desk, venue, clock } = house();
  const [id] = want('yesBid 0.5 x 10');
  disk.answer();
  clock.advanceBy(40);
  for (const request of venue.of('place')) venue.obey(request);
  venue.tell({ type: 'FILL', fill: aFill('t1', id as OrderId, 'yesBid 0.5 x 4') });
  venue.tell({ type: 'FILL', fill: aFill('t2', id as OrderId, 'yesBid 0.5 x 6') });
  const [other] = want('noBid 0.45 x 10');
  disk.answer();
  clock.advanceBy(30);
  const [, request] = venue.of('place');
  const no = { order: other as OrderId, result: 'rejected', reason: 'notCovered', text: 'not enough' };
  request?.reply({ ok: true, value: [no] } as never);
  desk.journal.flush();
  disk.answer();
  const story = (order: unknown) => disk.rows().filter((row) => row.order === order);
  assert.equal(
    story(id).map(({ row }) => row),
    ['intent', 'rests', 'fill', 'fill', 'end'],
  );
  assert.is(story(id)[1]?.tookMs, 40);
  assert.equal(
    story(id)
      .filter(({ row }) => row === 'fill')
      .map(({ trade, filled, fee, role }) => [trade, filled, fee, role]),
    [
      ['t1', 4_000_000, '0', 'maker'],
      ['t2', 10_000_000, '0', 'maker'],
    ],
  );
  const last = story(other).at(-1);
  assert.equal([last?.row, last?.status, last?.why, last?.tookMs], ['end', 'rejected', 'notCovered: not enough', 30]);
});

test('a second life has a row for what the first one left, unknown until the venue tells', () => {
  const first = house();
  const ids = first.want('yesBid 0.5 x 10', 'noBid 0.45 x 10');
  first.disk.answer();
  for (const request of first.venue.of('place')) first.venue.obey(request);
  first.venue.tell({ type: 'FILL', fill: aFill('t1', ids[0] as OrderId, 'yesBid 0.5 x 4') });
  first.desk.flushFacts();
  first.disk.answer();
  const disk = new SlowDisk();
  disk.text = `${first.disk.text}{"row":"can`;
  const small = smallDesk({ intents: disk, clock: first.clock });
  assert.equal(
    small.desk.orders.allLive().map(({ id, status, filled }) => [id, status, filled]),
    [
      [ids[0], 'unknown', 0],
      [ids[1], 'unknown', 0],
    ],
    'a fill that the facts do not have is booked when the listing tells of it',
  );
  assert.ok(
    small.desk.faults.some(({ what }) => what.includes('{"row":"can')),
    'the torn line is said',
  );
  const known = new TradeMemory();
  known.meet(tradeId('t1'), ids[0] as OrderId, RAIN.id);
  const orders = new OrderStore();
  new IntentJournal(new SlowDisk(first.disk.text), first.clock, orders).restore(known);
  assert.is(orders.get(ids[0] as OrderId)?.filled, 4_000_000);
  disk.answer();
  assert.equal(
    disk.rows().map(({ row, order, filled }) => [row, order, filled]),
    [
      ['fill', ids[0], 4_000_000],
      ['intent', ids[0], 0],
      ['intent', ids[1], 0],
    ],
    'the file begins anew with what lives',
  );
});

test('the listing tells a second life which of them rests and which is gone', () => {
  const first = house();
  const ids = first.want('yesBid 0.5 x 10', 'noBid 0.45 x 10');
  first.disk.answer();
  for (const request of first.venue.of('place')) first.venue.obey(request);
  first.clock.advanceBy(5_000);
  const disk = new SlowDisk();
  disk.text = first.disk.text;
  const listed = [...first.venue.resting.values()].filter(({ id }) => id === ids[0]);
  const second = house({ clock: first.clock, prompt: [] }, disk);
  for (const order of listed) second.venue.resting.set(order.id, order);
  for (const request of second.venue.asked) second.venue.obey(request);
  assert.is(second.desk.orders.get(ids[0] as OrderId)?.status, 'resting');
  assert.is(second.desk.orders.get(ids[1] as OrderId)?.status, 'rejected');
  assert.equal(second.venue.of('cancel'), [], 'what rests has an owner again');
});

test('a journal with a broken line in its middle stops the house before it begins, and stays as it was', () => {
  const disk = new SlowDisk();
  disk.text = 'nonsense\n{"row":"cancel","atMs":1,"order":"a","why":null}\n';
  assert.throws(() => smallDesk({ intents: disk }), /intents\.jsonl line 1: not JSON/);
  assert.equal(disk.waiting, []);
});

test('a file that has grown begins anew with the orders that live, again and again', () => {
  const { disk: _, desk, want } = house();
  want('yesBid 0.5 x 10');
  const disk = new SlowDisk();
  const journal = new IntentJournal(disk, desk.clock, desk.orders, 2_000);
  const [row] = desk.orders.allLive();
  let most = 0;
  for (let n = 0; n < 500; n += 1) {
    journal.intend(
      [{ ...(row as OrderRow), id: orderId(`o${n}`) }],
      () => null,
      () => {},
    );
    disk.answer();
    most = Math.max(most, disk.text.length);
  }
  assert.ok(most > 2_000 && most < 3_000, `${most}`);
  assert.ok(disk.rows().some(({ order }) => order === row?.id));
});

test('a file that cannot begin anew is told of, and goes on', () => {
  const { desk, want } = house();
  want('yesBid 0.5 x 10');
  const [row] = desk.orders.allLive();
  const disk = new SlowDisk();
  const journal = new IntentJournal(disk, desk.clock, new OrderStore(), 100);
  const told: string[] = [];
  journal.begin({
    trades: new TradeMemory(),
    log: desk.log,
    fault: (_, kind, detail) => told.push(`${kind}: ${detail}`),
  });
  const intend = () =>
    journal.intend(
      [row as OrderRow],
      () => null,
      () => {},
    );
  intend();
  const [written, anew] = disk.waiting.splice(0);
  assert.equal([written?.whole, anew?.whole], [false, true]);
  written?.reply(null);
  anew?.reply('operation not permitted');
  assert.equal(told, ['growing file: intents.jsonl could not begin anew: operation not permitted']);
  intend();
  disk.answer();
  assert.is(told.length, 1);
});

test('while the disk takes nothing, what waits for nobody is bounded, and told when it takes again', () => {
  const { desk, want } = house();
  want('yesBid 0.5 x 10');
  const disk = new SlowDisk();
  const journal = new IntentJournal(disk, desk.clock, desk.orders);
  const [row] = desk.orders.allLive();
  const fact = { fact: 'order', atMs: 0, order: row?.id, status: 'cancelling', reason: null } as never;
  journal.intend(
    [row as OrderRow],
    () => null,
    () => {},
  );
  disk.answer();
  for (let n = 0; n < STORY_MAX + 100; n += 1) journal.take(fact);
  journal.flush();
  disk.answer('full');
  journal.flush();
  disk.answer();
  assert.is(disk.rows().filter(({ row: kind }) => kind === 'cancel').length, STORY_MAX);
});

test.run();
