// The whole tree through the protocol in bad weather: whatever is lost, late, doubled or cut short, no money is, and when it is
// over all is well.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SeededRandom } from '#infra/random.ts';
import { type SimTree, simTree } from '../../../actors/sim-tree.ts';
import { type Roughness, roughCarriers } from './rough-carriers.ts';

const MINUTE_MS = 60_000;
const MARKETS = { 'sim.markets': 'wide,jumpy' };
const fills = ({ facts }: SimTree) => facts.filter(({ fact }) => fact === 'fill').length;

const ROUGH: Roughness = { requests: 0.01, frames: 0.002, socketMs: 90_000 };
const FINE: Roughness = { requests: 0, frames: 0, socketMs: Number.POSITIVE_INFINITY };

for (const copies of [1, 2] as const)
  test(`in bad weather on ${copies} socket(s) a market no money is lost, and all is well when it is over`, async () => {
    let rough = FINE;
    const tree = simTree({
      seed: 7,
      flags: MARKETS,
      wire: {
        hotMarketsMax: copies === 2 ? 100 : 0,
        carrying: (carriers, clock) => roughCarriers(carriers, clock, new SeededRandom('weather'), () => rough),
      },
    });
    tree.run(MINUTE_MS);
    rough = ROUGH;
    const before = fills(tree);
    tree.run(3 * MINUTE_MS);
    const during = fills(tree) - before;
    rough = FINE;
    tree.run(2 * MINUTE_MS);
    assert.ok(during > 3, `${during} fills`);
    assert.is(tree.desk.admission.mode, 'open');
    const unhealthy = tree.facts.filter(
      (fact) => fact.fact === 'fault' && /divergence|accounts|without an owner/.test(`${fact.kind} ${fact.detail}`),
    );
    assert.equal(unhealthy, []);
    const { clean, residual } = await tree.drain();
    assert.ok(clean);
    assert.is(residual.usd.toFixed(), '0');
    tree.end();
  });

test.run();
