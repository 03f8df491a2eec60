// The whole tree through the protocol: client here, server there, text in between, one virtual clock.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type SimTree, simTree } from '../../../actors/sim-tree.ts';

const MINUTE_MS = 60_000;
const MARKETS = { 'sim.markets': 'wide,jumpy' };
const fills = ({ facts }: SimTree) => facts.filter(({ fact }) => fact === 'fill').length;

test('five minutes of trading through client and server end to the last digit', async () => {
  const tree = simTree({ seed: 1, flags: MARKETS, wire: 'frames' });
  tree.run(5 * MINUTE_MS);
  // A merge may cross a sale that nobody has told us of yet, now and then a settlement fails, and a crowd that came late earns a part
  // of the pool that we had expected: that is the world, not the wire.
  const isWorld = (actor: string, kind: string) =>
    actor === 'chain' || actor.startsWith('rewards:') || kind === 'failed settlement';
  const faults = tree.facts.filter((fact) => fact.fact === 'fault' && !isWorld(fact.actor, fact.kind));
  assert.equal(faults, []);
  assert.is(tree.desk.admission.mode, 'open');
  // A merge under way when the house ends would leave the chain's own timer behind.
  assert.ok(tree.run(MINUTE_MS, () => tree.desk.chainJobs.size === 0));
  const { clean, residual } = await tree.drain();
  assert.ok(clean);
  assert.is(residual.usd.toFixed(), '0');
  assert.ok(fills(tree) > 15, `${fills(tree)} fills`);
  assert.ok(tree.facts.some(({ fact }) => fact === 'merge'));
  tree.end();
  assert.is(tree.clock.pending, 0);
});

test.run();
