// The whole tree on our own exchange, two virtual minutes a seed: quotes both sides, fills, pairs, merges, and every
// micro-dollar explained.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MAKER, simTree } from './sim-tree.ts';
import { watch } from './sim-watch.ts';

const MINUTE_MS = 60_000;

for (const seed of [1, 2, 3, 4, 5])
  test(`seed ${seed}: a pair is merged within two minutes, nothing is ever out of order, and the books close at zero`, async () => {
    const sim = simTree({ seed });
    const { problems, seen, look } = watch(sim);
    sim.run(2 * MINUTE_MS, () => {
      look();
      return false;
    });
    assert.equal(problems, []);
    assert.ok(seen.sent > 50, `only ${seen.sent} orders left`);
    assert.ok(seen.quiet > 100, `only ${seen.quiet} moments were quiet`);
    assert.ok(
      sim.facts.some(({ fact }) => fact === 'merge'),
      'no pair was merged',
    );
    // A merge under way when the house ends would leave the chain's own timer behind.
    assert.ok(sim.run(30_000, () => sim.desk.chainJobs.size === 0));
    const { clean, residual, tookMs } = await sim.drain();
    assert.ok(clean);
    assert.ok(tookMs < 5_000, `the drain took ${tookMs} ms`);
    assert.is(residual.usd.toFixed(), '0', residual.found ?? '');
    assert.equal(sim.world.exchange.check(), []);
    assert.equal(sim.world.exchange.openOrders(MAKER), []);
    assert.equal(sim.desk.orders.allLive(), []);
    assert.is(sim.desk.counters.undelivered, 0);
    // One trade in five hundred fails on chain there, and the house says so.
    const faults = sim.desk.faults.filter(({ what }) => !what.startsWith('failed settlement'));
    assert.equal(faults, []);
    sim.end();
    assert.is(sim.clock.pending, 0, 'timers outlive the run');
  });

test.run();
