// The tree as people see it: who is there, in which order they came, who is forgotten, and what reaches nobody.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import { endsClean } from './clean-end.ts';
import { simTree } from './sim-tree.ts';
import { RAIN, SNOW, smallDesk, snapshot, WELL_BEHAVED } from './small-desk.ts';

const MINUTE_MS = 60_000;

/** Who serves all markets, in the order of starting. */
const SERVING = [
  'root',
  'root/ledger',
  'root/kill-switch',
  'root/venue',
  'root/venue/order-gateway',
  'root/venue/account-feed',
  'root/market-feed',
  'root/chain',
  'root/shard-0',
];

function house() {
  const small = smallDesk({ prompt: WELL_BEHAVED });
  const tree = plantTree(small.desk);
  tree.done.catch(() => {});
  tree.start();
  return { ...small, tree };
}

test('the tree starts in the order of its list, and every actor is shown with its state', () => {
  const { tree, clock, stream } = house();
  const shown = tree.states();
  assert.equal(
    shown.map(({ id }) => id).filter((id) => SERVING.includes(id)),
    SERVING,
  );
  for (const { id, state } of shown) assert.ok(state !== '', `${id} stands nowhere`);
  assert.is(tree.stateOf('order-gateway'), 'beatLost');
  stream.list(RAIN);
  clock.advanceBy(100);
  assert.equal(tree.states().slice(shown.length), [
    { id: 'root/shard-0/market:rain', state: 'trading' },
    { id: 'root/shard-0/market:rain/complete-set', state: 'idle' },
    { id: 'root/shard-0/market:rain/queue-tracker', state: 'recalibrating' },
    { id: 'root/shard-0/market:rain/quoter', state: 'pulled' },
  ]);
  assert.is(tree.stateOf('order-gateway'), 'open');
  assert.is(tree.stateOf('market:rain'), 'trading');
  assert.is(tree.stateOf('market:hail'), null);
});

test('a market quotes once it has a book that can be trusted, and not before', () => {
  const { tree, clock, stream, venue } = house();
  stream.list(RAIN);
  clock.advanceBy(5_000);
  assert.is(venue.of('place').length, 0);
  stream.send(snapshot(RAIN.id, '0.5 x 500, 0.49 x 500', '0.52 x 500, 0.53 x 500', clock.now()));
  clock.advanceBy(20_000);
  assert.not.equal(tree.stateOf('market:rain/quoter'), 'pulled');
  assert.ok(venue.of('place').length > 0);
});

test('a letter for an actor that is not there is counted', () => {
  const { tree, desk } = house();
  assert.is(desk.counters.undelivered, 0);
  tree.send('market:hail/quoter', { type: 'BOOK_MOVED' });
  desk.post('nobody', { type: 'HELLO' });
  assert.is(desk.counters.undelivered, 2);
  tree.send('market-feed', { type: 'HELLO' });
  assert.is(desk.counters.undelivered, 2);
});

test('a market listed again is the same market, with new facts', () => {
  const { tree, clock, stream, desk } = house();
  stream.list(RAIN);
  stream.list(SNOW);
  clock.advanceBy(100);
  const before = tree.states().length;
  stream.list({ ...RAIN, endMs: clock.now() + 10_000 });
  clock.advanceBy(100);
  assert.is(tree.states().length, before);
  assert.is(tree.stateOf('market:rain'), 'closing');
  assert.is(tree.stateOf('market:snow'), 'trading');
  assert.is(desk.markets.size, 2);
});

test('many markets that end and follow each other leave nothing of the old ones', async () => {
  const sim = simTree({ seed: 1, flags: { 'sim.markets': 'updown', 'sim.pace': '30' } });
  const serving = sim.tree.states().length;
  let streams = 0;
  const seen = new Set<string>();
  for (let minute = 0; minute < 9; minute++) {
    sim.run(MINUTE_MS);
    for (const { facts } of sim.desk.markets.values()) seen.add(facts.slug);
    streams = Math.max(streams, sim.desk.streams.size);
  }
  assert.ok(seen.size >= 4, `only ${seen.size} markets followed each other`);
  assert.ok(sim.desk.markets.size <= 2);
  assert.ok(streams <= 2);
  const actors = sim.tree.states();
  const markets = actors.filter(({ id }) => /\/market:[^/]+$/.test(id));
  assert.is(markets.length, sim.desk.markets.size);
  const others = actors.filter(({ id }) => !id.includes('/pair-trade:'));
  assert.is(others.length, serving + 4 * markets.length);
  assert.is(sim.desk.counters.undelivered, 0);
  assert.ok(sim.clock.pending < 200, `${sim.clock.pending} timers`);
  for (const slug of seen) {
    if (sim.tree.stateOf(`market:${slug}`) !== null) continue;
    assert.is(sim.tree.stateOf(`market:${slug}/quoter`), null);
    assert.is(sim.tree.stateOf(`market:${slug}/complete-set`), null);
  }
  await endsClean(sim);
});

test('a tree that has ended leaves no timer behind', async () => {
  const { tree, clock, stream } = house();
  stream.list(RAIN);
  stream.send(snapshot(RAIN.id, '0.5 x 500', '0.52 x 500', clock.now()));
  clock.advanceBy(10_000);
  tree.stop();
  clock.advanceBy(5_000);
  assert.is((await tree.done).clean, true);
  assert.is(clock.pending, 0);
});

test.run();
