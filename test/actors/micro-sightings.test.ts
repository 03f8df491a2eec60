import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MicroSightings } from '#actors/micro-sightings.ts';
import { orderId } from '#domain/ids.ts';
import type { Approved } from '#domain/orders/approved.ts';
import type { OrderIntent } from '#domain/orders/order.ts';
import type { AccountNews, Venue } from '#domain/ports.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

const START_MS = 1_800_000_000_000;

/** A venue that answers when it is told to. */
function seen() {
  const clock = new VirtualClock(START_MS);
  const sightings = new MicroSightings(clock);
  const answers: ((answer: unknown) => void)[] = [];
  const listeners: ((news: AccountNews) => void)[] = [];
  const later = (...words: readonly unknown[]) => {
    answers.push(words.at(-1) as (answer: unknown) => void);
  };
  const silent = { place: later, cancel: later, cancelMarket: later, cancelAll: later, openOrders: later };
  const venue = sightings.before({
    ...silent,
    ...{ order: later, fills: later, account: later, beat: later, newsHeardMs: () => 0 },
    listen(listener: (news: AccountNews) => void) {
      listeners.push(listener);
      return () => {};
    },
  } as unknown as Venue);
  const answer = (what: unknown) => answers.shift()?.(what);
  const beat = (afterMs: number, ok = true) => {
    clock.advanceBy(afterMs);
    venue.beat(null, () => {});
    answer(ok ? { ok, value: { id: '' } } : { ok, failure: { kind: 'unreachable', sent: 'no' } });
  };
  const tell = (news: AccountNews) => {
    for (const one of listeners) one(news);
  };
  return { clock, sightings, venue, answer, beat, tell };
}

const order = (id: string) => ({ id: orderId(id) }) as Approved<OrderIntent>;
const own = (ids: readonly string[]) => ids.map((id) => ({ id: orderId(id), order: orderId(id) }));

test('the longest time between two acknowledged beats counts, what nobody acknowledged and the last stretch included', () => {
  const { beat, sightings, clock } = seen();
  beat(60_000);
  beat(5_000);
  beat(5_000, false);
  beat(1_000);
  assert.equal(sightings.told().beats, { acknowledged: 3, gapMaxMs: 6_000 });
  clock.advanceBy(9_000);
  sightings.endOfBeats();
  assert.is(sightings.told().beats.gapMaxMs, 9_000);
});

test('an order that the venue names and that was never sent is a stranger, wherever it is named', () => {
  const { sightings, venue, answer, tell } = seen();
  venue.place([order('mine')], () => {});
  sightings.recall(orderId('of before'));
  venue.listen(() => {});
  tell({ type: 'ORDER_RESTING', order: orderId('mine'), atMs: START_MS });
  tell({ type: 'ORDER_RESTING', order: orderId('told'), atMs: START_MS });
  answer({ ok: true, value: [{ order: orderId('mine'), result: 'resting' }] });
  venue.openOrders(() => {});
  answer({ ok: true, value: own(['mine', 'of before', 'listed']) });
  venue.fills(0, () => {});
  answer({ ok: true, value: own(['mine', 'filled']) });
  assert.equal(sightings.told().orders.strangers, ['told', 'listed', 'filled']);
});

test('news of an order may come before the answer, and an order that is sent later is no stranger', () => {
  const { sightings, venue, tell } = seen();
  venue.listen(() => {});
  tell({ type: 'ORDER_RESTING', order: orderId('early'), atMs: START_MS });
  venue.place([order('early')], () => {});
  assert.equal(sightings.told().orders.strangers, []);
});

test('answers are timed once each, refusals keep their reason, and what was never answered is counted', () => {
  const { sightings, venue, answer, clock } = seen();
  let replies = 0;
  venue.place([order('a'), order('b')], () => {
    replies += 1;
  });
  clock.advanceBy(40);
  const told = {
    ok: true,
    value: [
      { order: orderId('a'), result: 'resting' },
      { order: orderId('b'), result: 'rejected', reason: 'crossesBook', text: '' },
    ],
  };
  answer(told);
  venue.cancel([orderId('a')], () => {});
  clock.advanceBy(90);
  answer({ ok: true, value: [] });
  venue.cancelAll(() => {});
  const { orders, answers } = sightings.told();
  assert.equal([orders.sent, orders.rested, orders.rejected], [2, 1, ['crossesBook']]);
  assert.equal(answers, { count: 2, unanswered: 1, medianMs: 40, p95Ms: 90, maxMs: 90 });
  assert.is(replies, 1);
});

test.run();
