// The clock of a market in a whole tree: when quotes are gone because of what somebody told about it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SLOTS } from '#domain/orders/slot.ts';
import { START_MS, simTree } from './sim-tree.ts';

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

test.run();
