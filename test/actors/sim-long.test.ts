// Longer runs over midnight UTC, on a chain that fails and costs: rebates are paid, markets end and are redeemed, days change,
// and the books still close at zero.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endsClean } from './clean-end.ts';
import { simTree } from './sim-tree.ts';
import { watch } from './sim-watch.ts';

const MINUTE_MS = 60_000;
const MIDNIGHT_MS = Date.parse('2027-01-16T00:00:00Z');

for (const seed of [11])
  test(`seed ${seed}: four minutes around midnight, with failures, gas and rebates`, async () => {
    const sim = simTree({
      seed,
      startMs: MIDNIGHT_MS - 2 * MINUTE_MS,
      flags: {
        'sim.settlementFailureShare': '0.05',
        'sim.gasUsd': '0.0021',
        quoteShares: '200',
        failedExecutionsMax: '1000',
      },
    });
    const { problems, seen, look } = watch(sim);
    let dayBefore = sim.desk.vitals.days?.day;
    sim.run(4 * MINUTE_MS, () => {
      look();
      if (sim.clock.now() < MIDNIGHT_MS) dayBefore = sim.desk.vitals.days?.day;
      return false;
    });
    assert.equal(problems, []);
    assert.ok(seen.sent > 100 && seen.quiet > 400, JSON.stringify(seen));
    const kinds = new Set(sim.facts.map(({ fact }) => fact));
    for (const kind of ['fill', 'merge', 'resolution', 'flow'] as const)
      assert.ok(kinds.has(kind), `no ${kind} happened`);
    assert.is(sim.desk.vitals.days?.day, (dayBefore ?? 0) + 1);
    assert.not.ok(sim.desk.vitals.days?.dayStart.eq(sim.desk.opening), 'the new day begins with what we have then');
    assert.is(sim.desk.counters.undelivered, 0);
    await endsClean(sim);
  });

test.run();
