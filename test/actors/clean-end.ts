// What a clean end of a run is: in time, nothing rests, every fact is on disk and every fill in it once, and the books close at zero.
import * as assert from 'uvu/assert';
import { MAKER, type SimTree } from './sim-tree.ts';

export const DRAIN_MAX_MS = 5_000;
const TRANSACTION_MAX_MS = 20_000;

export async function endsClean(sim: SimTree): Promise<void> {
  const { clean, tookMs, residual } = await sim.drain();
  assert.ok(clean, 'the drain was not clean');
  assert.ok(tookMs <= DRAIN_MAX_MS, `it took ${tookMs} ms`);
  assert.is(residual.usd.toFixed(), '0', residual.found ?? '');
  assert.equal(sim.world.exchange.openOrders(MAKER), []);
  assert.equal(sim.desk.orders.allLive(), []);
  assert.equal(sim.world.exchange.check(), []);
  const { files, facts } = sim;
  const text = facts.map((fact) => `${JSON.stringify(fact)}\n`).join('');
  assert.ok(files.read('facts.jsonl')?.endsWith(text), 'facts are not on disk');
  const fills = facts.flatMap((fact) => (fact.fact === 'fill' ? [`${fact.trade} ${fact.order}`] : []));
  assert.is(new Set(fills).size, fills.length, 'a fill was booked twice');
  const resolved = facts.flatMap((fact) => (fact.fact === 'resolution' ? [fact.market] : []));
  assert.is(new Set(resolved).size, resolved.length, 'a resolution was booked twice');
  sim.end();
  sim.clock.advanceBy(TRANSACTION_MAX_MS); // a transaction cannot be called back
  assert.is(sim.clock.pending, 0);
}
