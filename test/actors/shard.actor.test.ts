// A hundred markets to a shard, and each shard knows its own again after a fall.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import { SHARD_MAX } from '#actors/shard.actor.ts';
import { aMarket } from '../domain/orders/scene.ts';
import { poisoned } from './sim-tree.ts';
import { smallDesk, WELL_BEHAVED } from './small-desk.ts';

function house(markets: number) {
  const small = smallDesk({ prompt: WELL_BEHAVED });
  const { desk, stream, clock } = small;
  for (let n = 0; n < markets; n++) stream.list(aMarket(`market-${n}`));
  const tree = plantTree(desk);
  tree.done.catch(() => {});
  tree.start();
  clock.advanceBy(1_000);
  const inShard = (index: number) =>
    tree.states().filter(({ id }) => new RegExp(`^root/shard-${index}/market:[^/]+$`).test(id)).length;
  return { ...small, tree, inShard };
}

test('the market after the hundredth opens a second shard', () => {
  const { tree, inShard, stream, clock } = house(SHARD_MAX);
  assert.is(inShard(0), SHARD_MAX);
  assert.is(tree.stateOf('shard-1'), null);
  stream.list(aMarket('one-more'));
  clock.advanceBy(1_000);
  assert.is(inShard(0), SHARD_MAX);
  assert.is(inShard(1), 1);
  assert.is(tree.stateOf('market:one-more'), 'trading');
  assert.is(tree.stateOf('market:one-more/quoter'), 'pulled');
});

test('a shard that falls gets its own markets back and leaves the others alone', () => {
  const { tree, inShard, clock, desk } = house(SHARD_MAX + 2);
  for (const index of [1, 0]) {
    tree.send(`shard-${index}`, poisoned('supervisor.add', 'spec'));
    assert.is(inShard(index), 0);
    assert.is(inShard(1 - index), index === 1 ? SHARD_MAX : 2);
    clock.advanceBy(500);
    assert.is(inShard(index), index === 1 ? 2 : SHARD_MAX);
  }
  assert.is(desk.counters.restarts, 2);
  const quoters = tree.states().filter(({ id }) => id.endsWith('/quoter'));
  assert.is(quoters.length, SHARD_MAX + 2);
});

test('a market that has finished does not come back with its shard', () => {
  const { tree, inShard, stream, clock, desk } = house(SHARD_MAX + 1);
  const last = [...desk.markets.values()].at(-1)?.facts;
  if (!last) throw new Error('no market');
  assert.is(inShard(1), 1);
  stream.list({ ...last, payout: 1_000_000 as never });
  clock.advanceBy(5_000);
  assert.is(inShard(1), 0);
  tree.send('shard-1', poisoned('supervisor.add', 'spec'));
  clock.advanceBy(500);
  assert.is(tree.stateOf('shard-1'), 'running');
  assert.is(inShard(1), 0);
});

test('a place that a finished market leaves is taken by the next one', () => {
  const { tree, inShard, stream, clock, desk } = house(SHARD_MAX);
  const gone = [...desk.markets.values()][7]?.facts;
  if (!gone) throw new Error('no market');
  stream.list({ ...gone, payout: 1_000_000 as never });
  clock.advanceBy(5_000);
  assert.is(inShard(0), SHARD_MAX - 1);
  assert.is(tree.stateOf(`market:${gone.slug}`), null);
  assert.is(desk.markets.has(gone.id), false);
  stream.list(aMarket('the-next'));
  clock.advanceBy(1_000);
  assert.is(inShard(0), SHARD_MAX);
  assert.is(tree.stateOf('shard-1'), null);
});

test('a market listed while its shard is away starts with it', () => {
  const { tree, stream, clock, inShard } = house(3);
  tree.send('shard-0', poisoned('supervisor.add', 'spec'));
  stream.list(aMarket('late'));
  clock.advanceBy(50);
  assert.is(tree.stateOf('market:late'), null);
  clock.advanceBy(500);
  assert.is(tree.stateOf('market:late'), 'trading');
  assert.is(inShard(0), 4);
});

test.run();
