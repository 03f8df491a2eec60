import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderRow } from '#domain/orders/order.ts';
import { heldBy } from '#domain/quoting/held-by.ts';
import type { QuotePlan } from '#domain/quoting/quote-plan.ts';
import type { Shares } from '#domain/units.ts';
import { anIntent, aRow } from '../orders/scene.ts';

const test = suite('held by');

function plan(orders: readonly string[], by: QuotePlan['by']): QuotePlan {
  const guard = { limit: null, sizeMax: 0 as Shares, sizeAllowed: 0 as Shares };
  return {
    orders: orders.map((text) => anIntent(text, 'planned')),
    refused: { bid: null, ask: null },
    guards: { bid: guard, ask: guard },
    legs: { bid: false, ask: false },
    ...(by ? { by } : {}),
    trace: {},
  };
}
const held = (wanted: QuotePlan, live: readonly OrderRow[], change = {}) =>
  heldBy(wanted, live, { nowMs: 10_000, minRestMs: 4_000, reward: { bid: false, ask: false }, moving: [], ...change });

test('an order where the plan wants it is held by what set that price, for rewards where they count', () => {
  const wanted = plan(['yesBid 0.48 x 100', 'noBid 0.5 x 100'], { bid: 'target', ask: 'postOnly' });
  const live = [aRow('yesBid 0.48 x 100', 'a'), aRow('noBid 0.5 x 40', 'b')];
  assert.equal(held(wanted, live), { yesBid: 'target', noBid: 'postOnly' });
  assert.equal(held(wanted, live, { reward: { bid: true, ask: true } }), { yesBid: 'reward', noBid: 'postOnly' });
});

test('an order beside its plan is held by its rest, then by its place in the queue or by being near enough', () => {
  const wanted = plan(['yesBid 0.47 x 100'], { bid: 'target', ask: null });
  const young = aRow('yesBid 0.48 x 100', 'a', { restingMs: 7_000 });
  const old = aRow('yesBid 0.48 x 100', 'a', { restingMs: 6_000 });
  assert.equal(held(wanted, [young]), { yesBid: 'minRest' });
  assert.equal(held(wanted, [aRow('yesBid 0.48 x 100', 'a', { restingMs: null })]), { yesBid: 'minRest' });
  assert.equal(held(wanted, [old]), { yesBid: 'hysteresis' });
  assert.equal(held(wanted, [old], { moving: [{ order: old.id }] }), { yesBid: 'queueValue' });
});

test('what rests in a slot that is not wanted any more is told too', () => {
  const wanted = plan(['noAsk 0.52 x 100'], { bid: 'leg', ask: null });
  assert.equal(held(wanted, [aRow('yesBid 0.48 x 100', 'a', { restingMs: 0 })]), {
    noAsk: 'leg',
    yesBid: 'hysteresis',
  });
});

test.run();
