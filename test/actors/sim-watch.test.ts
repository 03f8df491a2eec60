// The watch over a run sees what it is there for: each of its checks is shown something wrong.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, traceId } from '#domain/ids.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { MAKER, simTree } from './sim-tree.ts';
import { watch } from './sim-watch.ts';

function watched() {
  const sim = simTree({ seed: 1, flags: { 'sim.markets': 'liquid' } });
  const guard = watch(sim);
  const run = (ms: number) =>
    sim.run(ms, () => {
      guard.look();
      return false;
    });
  run(20_000);
  assert.equal(guard.problems, []);
  const market = sim.market('liquid-').id;
  const propose = (id: string, slot: 'yesBid' | 'noBid', price: string, size = '10') => {
    const intent = { id: orderId(id), market, slot, price: parsePrice(price), size: parseShares(size) };
    sim.desk.orders.propose({ ...intent, trace: traceId('t') }, sim.clock.now());
    for (const news of ['INTENDED', 'SENT'] as const) sim.desk.orders.news(intent.id, news, sim.clock.now());
    const trace = traceId('t');
    const fact = {
      ...intent,
      order: intent.id,
      fact: 'order' as const,
      atMs: 0,
      filled: 0 as never,
      reason: null,
      trace,
    };
    sim.desk.tell({ ...fact, status: 'sent' });
  };
  return { ...sim, guard, run, unwatched: (ms: number) => sim.run(ms), market, propose };
}

function complaint(problems: readonly string[], about: RegExp): void {
  assert.ok(
    problems.some((problem) => about.test(problem)),
    problems.join('; ') || 'no complaint',
  );
}

test('an order at the exchange that nobody owns', () => {
  const { guard, run, unwatched, world, market } = watched();
  unwatched(300);
  const order = {
    market,
    slot: 'yesBid',
    price: parsePrice('0.01'),
    size: parseShares('5'),
    kind: 'postOnly',
  } as const;
  assert.is(world.exchange.submit(MAKER, { ...order, id: orderId('stranger') }).result, 'resting');
  run(60); // by then the gateway has not found it yet
  complaint(guard.problems, /stranger rests without an owner \(no row\)/);
});

test('an order of ours that the exchange does not have', () => {
  const { guard, run, propose, desk, clock } = watched();
  propose('ghost', 'yesBid', '0.01');
  desk.orders.news(orderId('ghost'), 'ACCEPTED', clock.now());
  run(1_000);
  complaint(guard.problems, /ghost does not rest/);
});

test('two live orders in one slot, and a bid of ours at our own ask', () => {
  const { guard, propose } = watched();
  propose('one', 'yesBid', '0.02');
  propose('two', 'yesBid', '0.01');
  complaint(guard.problems, /yesBid holds/);
  propose('three', 'noBid', '0.99');
  complaint(guard.problems, /our bid meets our ask/);
});

test('an order on a book that is not trusted, or against a closed door', () => {
  const { guard, propose, desk, market } = watched();
  desk.markets.get(market)?.forgetBook();
  propose('blind', 'yesBid', '0.01');
  complaint(guard.problems, /blind left on a book that is empty/);
  desk.admission = { mode: 'halted', why: 'test' };
  propose('sneaky', 'noBid', '0.01');
  complaint(guard.problems, /sneaky left while admission was halted/);
});

test('an order that risks too much in its market, and in all together', () => {
  const { guard, propose } = watched();
  propose('large', 'yesBid', '0.3', '20000');
  complaint(guard.problems, /large takes the loss in liquid-1 to/);
  complaint(guard.problems, /large takes exposure to/);
});

test('a dollar that we do not know of', () => {
  const { guard, run, world } = watched();
  world.exchange.chargeGas(MAKER, new Decimal('0.000001'));
  run(1_000);
  complaint(guard.problems, /we count \$.*, the exchange/);
});

test.run();
