// A whole day of rewards through the tree: sampled by the exchange, paid about midnight, booked, reported, explained to the last digit.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runReport } from '#domain/money/report.ts';
import { Decimal } from '#domain/units.ts';
import { START_MS, simTree } from './sim-tree.ts';

/** A day of market time is six minutes of the clock, and one begins with the run. */
const PACE = 240;
const DAY_MS = 86_400_000 / PACE;

test('what a day of resting orders earned is credited after its midnight, and the books still close at zero', async () => {
  assert.is(START_MS % DAY_MS, 0);
  const sim = simTree({
    seed: 2,
    flags: { 'sim.pace': String(PACE), 'sim.markets': 'liquid', planIntervalMs: '1000' },
  });
  sim.run(DAY_MS - 1_000);
  const credited = () => sim.facts.filter((fact) => fact.fact === 'flow' && fact.kind === 'reward');
  assert.equal(credited(), []);
  const expected = sim.record.rewardsEstimate();
  assert.ok(expected > 0);
  sim.run(10_000);
  const paid = credited().reduce((sum, fact) => sum.plus(fact.fact === 'flow' ? fact.cash : 0), new Decimal(0));
  assert.ok(paid.gte(1), `${paid} is a day's worth`);
  assert.ok(sim.record.rewardsEstimate() < expected / 2, 'what is credited is no estimate any more');
  const books = await sim.drain();
  assert.is(books.residual.usd.toFixed(), '0', books.residual.found ?? '');
  const { total, markets } = runReport(books);
  assert.is(total.rewards, paid.toFixed());
  assert.is(new Decimal(total.pnl).minus(total.pnlBeforeRewards).toFixed(), paid.toFixed());
  assert.is(markets.reduce((sum, row) => sum.plus(row.rewards), new Decimal(0)).toFixed(), paid.toFixed());
  sim.end();
});

test.run();
