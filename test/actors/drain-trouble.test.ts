// A drain in which others fail: actors crash, the exchange does not answer. It ends in time, and says so when it could not be sure.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import { DRAIN_MAX_MS, endsClean } from './clean-end.ts';
import { MAKER, patched, poisoned, simTree } from './sim-tree.ts';
import { RAIN, smallDesk, snapshot, WELL_BEHAVED } from './small-desk.ts';

const SECOND_MS = 1_000;

test('a drain while the gateway is away waits for it, and it does not open again', async () => {
  const sim = simTree({ seed: 3 });
  sim.run(30 * SECOND_MS);
  sim.tree.send('order-gateway', poisoned('NEWS', 'news'));
  const said = sim.facts.length;
  await endsClean(sim);
  assert.not(sim.facts.slice(said).some((fact) => fact.fact === 'order' && fact.status === 'sent'));
});

test('a gateway that crashes in the middle of a drain drains on', async () => {
  const sim = simTree({ seed: 3 });
  sim.run(30 * SECOND_MS);
  const said = sim.facts.length;
  sim.tree.stop();
  sim.run(20);
  sim.tree.send('order-gateway', poisoned('NEWS', 'news'));
  await endsClean(sim);
  assert.not(sim.facts.slice(said).some((fact) => fact.fact === 'order' && fact.status === 'sent'));
});

test('markets, quoters and the feed may crash in a drain as well', async () => {
  const sim = simTree({ seed: 4 });
  sim.run(30 * SECOND_MS);
  sim.tree.stop();
  sim.tree.send('market-feed', poisoned('FOLLOW', 'market'));
  sim.tree.send('market:wide-1', poisoned('BOOK_TRUST', 'trusted'));
  sim.tree.send('market:liquid-1/quoter', poisoned('QUOTE_FORBIDDEN', 'reason'));
  await endsClean(sim);
});

test('the books are closed only when no news is on its way', async () => {
  let quiet = false;
  const { desk, clock, stream } = smallDesk({ prompt: WELL_BEHAVED, quiet: () => quiet });
  const tree = plantTree(desk);
  stream.list(RAIN);
  tree.start();
  clock.advanceBy(SECOND_MS);
  tree.stop();
  clock.advanceBy(2 * SECOND_MS);
  assert.is(tree.stateOf('root'), 'quieting');
  quiet = true;
  clock.advanceBy(100);
  assert.is((await tree.done).clean, true);
});

test('whoever does not hear that it should leave is killed, and the house ends clean and in time', async () => {
  const sim = simTree({ seed: 4 });
  sim.run(30 * SECOND_MS);
  sim.tree.send('market:liquid-1/quoter', { type: 'chaos.deaf', forMs: 60 * SECOND_MS } as { type: string });
  sim.tree.send('ledger', { type: 'chaos.deaf', forMs: 60 * SECOND_MS } as { type: string });
  await endsClean(sim);
  const killed = sim.facts.filter((fact) => fact.fact === 'fault' && fact.kind === 'killed');
  assert.equal(
    killed.map((fact) => fact.fact === 'fault' && fact.actor),
    ['market:liquid-1/quoter', 'ledger'],
  );
});

test('an orderly end stops nobody by force, and leaves nobody behind', async () => {
  const sim = simTree({ seed: 4 });
  sim.run(30 * SECOND_MS);
  await endsClean(sim);
  assert.not(sim.facts.some((fact) => fact.fact === 'fault' && fact.kind === 'killed'));
  assert.equal(sim.tree.actors(), []);
});

test('a stop that is asked for twice is one stop', async () => {
  const sim = simTree({ seed: 5 });
  sim.run(20 * SECOND_MS);
  sim.tree.stop();
  sim.run(30);
  await endsClean(sim);
});

test('an exchange that never says what rests makes the drain unclean, and the house ends all the same', async () => {
  let mute = false;
  const sim = simTree({
    seed: 6,
    spoil: ({ venue }) => ({
      venue: patched(venue, {
        openOrders(reply) {
          if (!mute) venue.openOrders(reply);
        },
      }),
    }),
  });
  sim.run(30 * SECOND_MS);
  mute = true;
  const { clean, tookMs, residual } = await sim.drain();
  assert.not(clean);
  assert.ok(tookMs <= DRAIN_MAX_MS, `it took ${tookMs} ms`);
  assert.is(residual.usd.toFixed(), '0', residual.found ?? '');
  // It could not be confirmed, and was done all the same.
  assert.equal(sim.world.exchange.openOrders(MAKER), []);
  sim.end();
});

test('an exchange that names an order again and again makes the drain unclean', async () => {
  const small = smallDesk({ prompt: WELL_BEHAVED });
  const { desk, clock, stream, venue } = small;
  const tree = plantTree(desk);
  stream.list(RAIN);
  tree.start();
  stream.send(snapshot(RAIN.id, '0.5 x 500', '0.52 x 500', clock.now()));
  clock.advanceBy(20 * SECOND_MS);
  assert.ok(venue.resting.size > 0);
  venue.prompt.delete('cancel');
  venue.prompt.delete('cancelAll');
  tree.stop();
  clock.advanceBy(4_400);
  assert.ok(venue.of('cancelAll').length > 3, 'it asked only once');
  clock.advanceBy(200);
  const { clean } = await tree.done;
  assert.not(clean);
  assert.is(clock.pending, 0);
});

test.run();
