// The same seed makes the same facts, also when they go through encoded text.
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type SimTree, simTree } from '../../../actors/sim-tree.ts';

const MINUTE_MS = 60_000;
const MARKETS = { 'sim.markets': 'wide,jumpy' };
const hashOf = ({ facts }: SimTree) => createHash('sha256').update(JSON.stringify(facts)).digest('hex');

test('the same seed through the wire makes the same facts, byte for byte', async () => {
  const [one, two] = [1, 2].map(() => {
    const tree = simTree({ seed: 5, flags: MARKETS, wire: { hotMarketsMax: 100 } });
    tree.run(2 * MINUTE_MS);
    tree.end();
    const trades = tree.facts.flatMap((fact) => (fact.fact === 'fill' ? fact.trade : []));
    assert.ok(trades.length > 0);
    for (const trade of trades) assert.match(trade, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    return hashOf(tree);
  });
  assert.is(one, two);
});

test.run();
