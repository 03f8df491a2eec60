// An operator flattens: what is held is sold by makers' orders only, nothing is added, and after resuming the house quotes as before.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { endsWell, type House, house, SECOND_MS } from './chaos-house.ts';

const held = ({ desk }: House) =>
  [...desk.markets.keys()].map((market) => {
    const { yes, no } = desk.accounts.position(market);
    return Math.abs(yes.held - no.held);
  });
const sum = (each: readonly number[]) => each.reduce((a, b) => a + b, 0);

/** Trades until something worth selling is held. */
function holding(seed: number): House {
  const it = house({ seed, flags: { 'sim.pace': '120', 'sim.markets': 'liquid, wide, updown' } });
  assert.ok(
    it.run(1_200 * SECOND_MS, () => Math.max(...held(it)) >= 100e6),
    'nothing was held',
  );
  return it;
}

test('what is held goes, by orders that only reduce, and the latch says that it was meant', async () => {
  const it = holding(4);
  const before = sum(held(it));
  it.tree.reduce('home for dinner', true);
  it.run(3 * SECOND_MS);
  assert.equal(it.desk.vitals.latch, { stage: 'reduceOnly', reason: 'home for dinner' });
  assert.ok(it.desk.vitals.flattening);
  assert.match(it.files.read('latch.json') ?? '', /"flatten":true/);
  let wrong = 0;
  const isFlat = it.run(1_800 * SECOND_MS, () => {
    for (const [market] of it.desk.markets) {
      const { yes, no } = it.desk.accounts.position(market);
      const q = yes.held - no.held;
      for (const { slot, status } of it.desk.orders.live(market))
        if (status === 'resting' && q !== 0 && (SLOTS[slot].economic === 'ask') !== q > 0) wrong += 1;
    }
    return sum(held(it)) < before / 4;
  });
  assert.ok(isFlat, `${before} became ${sum(held(it))}`);
  const fills = it.facts.filter((fact) => fact.fact === 'fill');
  assert.ok(fills.every(({ role }) => role === 'maker'));
  assert.ok(wrong < 50, `${wrong} looks at an order that adds`);
  it.tree.resume();
  assert.ok(
    it.run(60 * SECOND_MS, () =>
      [...it.desk.markets.keys()].some((market) => it.desk.orders.live(market).length === 2),
    ),
  );
  assert.not(it.desk.vitals.flattening);
  assert.is(it.files.read('latch.json'), null);
  await endsWell(it);
});

test('nothing can be flattened while nothing may leave, and that is said', async () => {
  const it = house({ seed: 2 });
  it.tree.halt('stop everything');
  it.run(SECOND_MS);
  assert.throws(
    () => it.tree.reduce('now', true),
    (error: unknown) => error instanceof BadInput && /resume first/.test(error.message),
  );
  it.tree.resume();
  it.run(SECOND_MS);
  it.tree.reduce('slowly', false);
  it.run(SECOND_MS);
  assert.is(it.desk.admission.mode, 'reduceOnly');
  assert.not(it.desk.vitals.flattening);
  await endsWell(it);
});

test.run();
