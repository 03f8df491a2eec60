// The clock of a market in a whole tree: when quotes are gone because of what somebody told about it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SLOTS } from '#domain/orders/slot.ts';
import { patched, START_MS, simTree } from './sim-tree.ts';

const SECOND_MS = 1_000;

test('news that a setting tells is met with an empty book, and traded on after it', () => {
  const eventAt = new Date(START_MS + 60 * SECOND_MS).toISOString();
  const sim = simTree({ seed: 4, flags: { 'sim.markets': 'liquid', 'sim.pace': '10', eventAt } });
  sim.run(SECOND_MS);
  const { id } = sim.market('liquid');
  const sides = () => new Set(sim.desk.orders.live(id).map(({ slot }) => SLOTS[slot].economic)).size;
  const phase = () => sim.desk.markets.get(id)?.phase;
  // Ten times as fast as life: out of the way six seconds before, and back six seconds after.
  assert.ok(
    sim.run(50 * SECOND_MS, () => sides() === 2),
    'the test would prove nothing',
  );
  sim.run(START_MS + 56 * SECOND_MS - sim.clock.now());
  assert.is(phase(), 'preEvent');
  for (let second = 0; second < 9; second += 1) {
    assert.is(sides(), 0, `quoted ${second} s after the pull`);
    sim.run(SECOND_MS);
  }
  assert.ok(
    sim.run(60 * SECOND_MS, () => phase() === 'trading' && sides() === 2),
    'it quotes again',
  );
  sim.end();
});

/** How long before its end a market was closed for good, when the venue answers cancels so much later than it might. */
function closedBeforeEnd(slowMs: number): number {
  const sim = simTree({
    seed: 4,
    flags: { 'sim.markets': 'updown', 'sim.pace': '2' },
    spoil: ({ venue }, _, clock) => ({
      venue: patched(venue, {
        cancel: (orders, reply) => venue.cancel(orders, (answer) => void clock.setTimeout(() => reply(answer), slowMs)),
      }),
    }),
  });
  sim.run(SECOND_MS);
  const { slug, endMs } = sim.market('updown');
  sim.run((endMs as number) - sim.clock.now());
  const closed = sim.facts.findLast(
    (fact) => fact.fact === 'transition' && fact.actor === `market:${slug}` && fact.to === 'closing',
  );
  assert.ok(sim.desk.vitals.cancels.p95Ms(-1) >= Math.max(1, slowMs), 'too few cancels were measured');
  sim.end();
  return (endMs as number) - (closed?.atMs ?? Number.NaN);
}

test('a market is closed ten slow cancels before its end, once cancels are seen to be slow', () => {
  assert.is(closedBeforeEnd(0), 15_000, 'thirty seconds at twice the pace of life');
  assert.ok(closedBeforeEnd(3_000) >= 30_000);
});

test.run();
