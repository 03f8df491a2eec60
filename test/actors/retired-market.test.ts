// A market that discovery chose no more, in a whole tree: what adds goes, what reduces stays, and the others trade on.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SLOTS } from '#domain/orders/slot.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { simTree } from './sim-tree.ts';

const SECOND_MS = 1_000;

test('a retired market is only reduced until it is chosen again, and the others quote as before', async () => {
  const sim = simTree({ seed: 4, flags: { 'sim.markets': 'liquid,wide' } });
  const { desk } = sim;
  const quotes = (slug: string) => {
    const market = [...desk.markets.values()].find(({ facts }) => facts.slug === slug)?.facts.id as never;
    return desk.orders.live(market).map(({ slot }) => SLOTS[slot].economic);
  };
  sim.run(120 * SECOND_MS, () => quotes('liquid-1').length === 2 && quotes('wide-1').length === 2);
  assert.equal([quotes('liquid-1').length, quotes('wide-1').length], [2, 2], 'the test would prove nothing');
  const market = [...desk.markets.values()].find(({ facts }) => facts.slug === 'liquid-1')?.facts;
  if (!market) throw new Error('no market');
  desk.halts.retired.set(market.id, 'others come first');
  desk.post(quoterAddress(market.slug), { type: 'ADMISSION_CHANGED' });
  let both = 0;
  sim.run(20 * SECOND_MS);
  for (let n = 0; n < 60; n++) {
    sim.run(SECOND_MS);
    const { yes, no } = desk.accounts.position(market.id);
    const adds = yes.held - no.held >= 0 ? 'bid' : 'ask';
    assert.not.ok(quotes('liquid-1').includes(adds), `${adds} with ${yes.held} yes and ${no.held} no`);
    if (quotes('wide-1').length > 0) both += 1;
  }
  assert.ok(both > 20, `the other market quoted in ${both} of 60 seconds`);
  desk.halts.retired.delete(market.id);
  desk.post(quoterAddress(market.slug), { type: 'ADMISSION_CHANGED' });
  assert.ok(
    sim.run(120 * SECOND_MS, () => quotes('liquid-1').length === 2),
    'it quotes both sides again',
  );
  const { clean, residual } = await sim.drain();
  assert.ok(clean);
  assert.is(residual.usd.toFixed(), '0');
  sim.end();
});

test.run();
