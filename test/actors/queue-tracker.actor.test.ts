// Places in queues through the whole tree: believed exactly when the tracker says so, and taught by our own fills.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketDetail } from '#actors/views/market-rows.ts';
import { queueTrackerAddress } from '#machines/queue-tracker.machine.ts';
import { simTree } from './sim-tree.ts';

const SURE = ['cold', 'tracking', 'front'];

test('estimates are believed while the tracker is sure, doubted while it is blind, and fills teach who cancels', async () => {
  const sim = simTree({ seed: 2, flags: { 'sim.pace': '120' } });
  const { desk, tree, record } = sim;
  const seen = new Set<string>();
  const moved = new Set<string>();
  sim.run(80_000, () => {
    for (const { facts, queue } of desk.markets.values()) {
      const state = tree.stateOf(queueTrackerAddress(facts.slug));
      if (state === null || !desk.markets.has(facts.id)) continue;
      seen.add(`${state} ${queue.sure}`);
    }
    return false;
  });
  for (const fact of sim.facts)
    if (fact.fact === 'order' && fact.reason) moved.add(fact.reason.split(/[:0-9]/)[0] ?? '');
  assert.ok(seen.has('tracking true') && seen.has('recalibrating false') && seen.has('cold true'), `${[...seen]}`);
  for (const each of seen) {
    const [state = '', sure] = each.split(' ');
    assert.is(sure, String(SURE.includes(state)), each);
  }
  assert.ok(moved.has('away from its target price'), `${[...moved]}`);
  const reasons = sim.facts.flatMap((fact) =>
    fact.fact === 'order' && fact.reason?.startsWith('away') ? [fact.reason] : [],
  );
  assert.ok(
    reasons.some((why) => /c a share last in line at .* c here behind .* to move$/.test(why)),
    'somebody weighed a move',
  );
  const details = [...desk.markets.values()].map((state) => marketDetail({ desk, tree, record }, state).queue);
  for (const { cancelsAhead, error, fills, known } of details)
    assert.ok(cancelsAhead >= 0 && cancelsAhead <= 1 && error > 0 && (!known || fills >= 10), `${cancelsAhead}`);
  const fills = sim.facts.filter(({ fact }) => fact === 'fill').length;
  const taught = details.reduce((sum, { fills: each }) => sum + each, 0);
  assert.ok(taught > 0 && taught <= fills, `${taught} of ${fills} fills taught something`);
  const { clean } = await sim.drain();
  assert.ok(clean);
  sim.end();
});

test.run();
