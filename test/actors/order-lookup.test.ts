// Orders that nobody answered for, asked for by their id: what each answer proves, and what none of them may.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LOOKUPS_MAX, OrderLookup } from '#actors/order-lookup.ts';
import { OrderNewsDesk } from '#actors/order-news.ts';
import { type OrderId, orderId, traceId } from '#domain/ids.ts';
import type { Answer, FoundOrder } from '#domain/ports.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { GATEWAY, type GatewayEvent } from '#machines/order-gateway.protocol.ts';
import { aFill, RAIN, smallDesk } from './small-desk.ts';

const TERMS = { market: RAIN.id, slot: 'yesBid', price: parsePrice('0.5'), size: parseShares('10') } as const;

/** A desk with as many orders as were named, all of them unknown, and whoever looks them up. */
function scene(...names: readonly string[]) {
  const small = smallDesk();
  const { desk, clock, venue } = small;
  desk.list(RAIN);
  const news = new OrderNewsDesk(desk);
  const lookup = new OrderLookup(desk, news);
  const ids = names.map((name) => orderId(name));
  for (const id of ids) {
    desk.orders.propose({ id, ...TERMS, trace: traceId('t') }, clock.now());
    for (const kind of ['INTENDED', 'SENT', 'NO_ANSWER'] as const) news.move(id, kind, null);
  }
  desk.post = (address, event) => {
    const news = event as GatewayEvent;
    if (address === GATEWAY && news.type === 'ORDER_LOOKED_UP') lookup.told(news.order, news.answer);
  };
  const answer = (said: Answer<FoundOrder | null>) =>
    venue
      .of('order')
      .at(-1)
      ?.reply(said as never);
  const found = (id: OrderId, more: Partial<FoundOrder> = {}) =>
    answer({ ok: true, value: { id, ...TERMS, filled: parseShares('0'), standing: 'resting', ...more } });
  const status = (id: OrderId) => desk.orders.get(id)?.status;
  return { ...small, news, lookup, ids, answer, found, status, only: ids[0] as OrderId };
}

test('an order that is found resting is ours again', () => {
  const { lookup, ids, only, found, status, news } = scene('a');
  lookup.ask(ids);
  found(only);
  assert.is(status(only), 'resting');
  assert.not(news.lookAgain);
});

test('an order that is found gone has ended, once everything that was filled of it is booked', () => {
  const { lookup, ids, only, found, status, news, desk } = scene('a');
  lookup.ask(ids);
  found(only, { standing: 'gone', filled: parseShares('4') });
  assert.is(status(only), 'unknown', 'four shares of it are nowhere yet');
  assert.ok(news.lookAgain, 'the trades are to be read');
  news.fill(aFill('t', only, 'yesBid 0.5 x 4'));
  desk.orders.news(only, 'CANCEL_SENT', 0);
  desk.orders.news(only, 'NO_ANSWER', 0);
  lookup.ask(ids);
  found(only, { standing: 'gone', filled: parseShares('4') });
  assert.is(status(only), 'cancelled');
  assert.is(desk.accounts.position(RAIN.id).yes.held, parseShares('4'));
});

test('an order that is found filled ends with its trades and not before', () => {
  const { lookup, ids, only, found, status, news } = scene('a');
  lookup.ask(ids);
  found(only, { standing: 'filled', filled: parseShares('10') });
  assert.is(status(only), 'unknown');
  assert.ok(news.lookAgain);
  news.fill(aFill('t', only, 'yesBid 0.5 x 10'));
  assert.is(status(only), 'filled');
});

test('a read that failed and an order that is not named prove nothing, and it is asked for again', () => {
  const { lookup, ids, only, answer, status, venue } = scene('a');
  for (const said of [
    { ok: false, failure: { kind: 'unreachable', sent: 'maybe' } },
    { ok: false, failure: { kind: 'rateLimited', retryAfterMs: 1 } },
    { ok: true, value: null },
  ] as const) {
    lookup.ask(ids);
    answer(said);
    assert.is(status(only), 'unknown');
  }
  assert.is(venue.of('order').length, 3);
});

test('an order of that id with other terms is told, and proves nothing', () => {
  for (const more of [{ price: parsePrice('0.51') }, { size: parseShares('9') }, { slot: 'noBid' }] as const) {
    const { lookup, ids, only, found, status, desk } = scene('a');
    lookup.ask(ids);
    found(only, more);
    assert.is(status(only), 'unknown');
    assert.equal(
      desk.faults.map(({ what }) => what),
      ['order with other terms: a in rain'],
    );
  }
});

test('an answer that comes when its order is known already changes nothing', () => {
  const { lookup, ids, only, found, status, news } = scene('a');
  lookup.ask(ids);
  news.move(only, 'CANCELLED', 'heartbeat');
  found(only);
  assert.is(status(only), 'cancelled');
});

test('each is asked for once at a time, some of many, and anew when an answer never comes', () => {
  const names = Array.from({ length: LOOKUPS_MAX + 5 }, (_, n) => `order-${n}`);
  const { lookup, ids, venue, clock } = scene(...names);
  lookup.ask(ids);
  lookup.ask(ids);
  const asked = () => venue.of('order').flatMap(({ orders }) => orders);
  assert.equal(asked(), ids.slice(0, LOOKUPS_MAX));
  venue.of('order')[0]?.reply({ ok: true, value: null } as never);
  lookup.ask(ids.slice(LOOKUPS_MAX));
  assert.is(asked().at(-1), ids[LOOKUPS_MAX]);
  clock.advanceBy(10_001);
  lookup.ask(ids);
  assert.is(asked().length, 2 * LOOKUPS_MAX + 1);
});

test.run();
