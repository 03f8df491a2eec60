import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OrderId, orderId, type TradeId, tradeId } from '#domain/ids.ts';
import { Outgoing } from '#domain/money/outgoing.ts';
import { SLOTS, type Slot } from '#domain/orders/slot.ts';
import { RAIN, SNOW, shares } from './facts.ts';

const sale = (trade: string, slot: Slot, whole: number, market = RAIN, order = 'o1') => ({
  trade: tradeId(trade),
  order: orderId(order),
  market,
  slot,
  size: shares(whole),
});

test('shares sold and not settled are promised, in their own market and outcome only', () => {
  const outgoing = new Outgoing();
  outgoing.add(sale('t1', 'yesAsk', 10));
  outgoing.add(sale('t2', 'yesAsk', 5));
  outgoing.add(sale('t3', 'noAsk', 3));
  outgoing.add(sale('t4', 'yesAsk', 70, SNOW));
  assert.is(outgoing.of(RAIN, 'yes'), shares(15));
  assert.is(outgoing.of(RAIN, 'no'), shares(3));
  assert.is(outgoing.of(SNOW, 'yes'), shares(70));
  assert.is(outgoing.of(SNOW, 'no'), 0);
});

test('a settled sale is promised no more, whichever way it settled, and settling twice is settling once', () => {
  const outgoing = new Outgoing();
  outgoing.add(sale('t1', 'yesAsk', 10));
  outgoing.add(sale('t1', 'yesAsk', 4, RAIN, 'o2')); // one trade, two of our orders
  outgoing.settle(tradeId('t1'), orderId('o1'));
  outgoing.settle(tradeId('t1'), orderId('o1'));
  outgoing.settle(tradeId('never'), orderId('o1'));
  assert.is(outgoing.of(RAIN, 'yes'), shares(4));
});

test('the same sale told twice is one sale', () => {
  const outgoing = new Outgoing();
  outgoing.add(sale('t1', 'noAsk', 10));
  outgoing.add(sale('t1', 'noAsk', 10));
  assert.is(outgoing.of(RAIN, 'no'), shares(10));
});

test('against a plain sum of the sales under way', () => {
  const deed = fc.record({
    trade: fc.integer({ min: 1, max: 5 }),
    order: fc.integer({ min: 1, max: 2 }),
    whole: fc.option(fc.integer({ min: 1, max: 50 }), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40, size: 'max' }), (path) => {
      const outgoing = new Outgoing();
      const rows: { trade: TradeId; order: OrderId; slot: Slot; size: number }[] = [];
      for (const { trade, order, whole } of path) {
        const slot: Slot = trade % 2 === 0 ? 'yesAsk' : 'noAsk';
        const made = sale(`t${trade}`, slot, whole ?? 1, RAIN, `o${order}`);
        const at = rows.findIndex((row) => row.trade === made.trade && row.order === made.order);
        if (at >= 0) rows.splice(at, 1);
        if (whole === null) outgoing.settle(made.trade, made.order);
        else {
          outgoing.add(made);
          rows.push(made);
        }
        for (const outcome of ['yes', 'no'] as const) {
          const sum = rows.filter((row) => SLOTS[row.slot].outcome === outcome).reduce((all, row) => all + row.size, 0);
          assert.is(outgoing.of(RAIN, outcome), sum);
        }
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
