// Markets that do not come back, with and without an excuse.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Price } from '#domain/units.ts';
import { checkRecovery, stateOf } from '#lab/recovery-watch.ts';
import { smallNight } from './small-night.ts';

test('a market that is silent without a reason has not recovered', async () => {
  const night = await smallNight();
  const { stage, scene } = night;
  checkRecovery(scene, stage.orders, stage.tree, stage.startMs);
  assert.equal(night.checks(), []);
  const never = stage.clock.now() + 1;
  checkRecovery(scene, stage.orders, stage.tree, never);
  assert.equal(night.checks(), ['recovery']);
  assert.match(
    night.said[0]?.what ?? '',
    /^liquid-1 has not quoted .* phase trading, quoter \w+, book trusted, gateway open/,
  );
  const state = stage.life.desk.markets.get(night.market.id);
  if (!state) throw new Error('nobody knows the market');
  for (const excuse of [
    () => {
      state.silence = 'bid: noRoom';
    },
    () => {
      state.silence = null;
      state.phase = 'resolved';
    },
    () => {
      state.phase = 'trading';
      stage.tree.latched = 'cancelAll';
    },
    () => {
      stage.tree.latched = 'armed';
      stage.orders.deniedMs.set(night.market.slug, stage.clock.now() - 70_000);
    },
  ]) {
    excuse();
    checkRecovery(scene, stage.orders, stage.tree, never);
    assert.equal(night.checks(), []);
  }
  state.phase = 'halted';
  stage.orders.deniedMs.clear();
  checkRecovery(scene, stage.orders, stage.tree, never);
  assert.equal(night.checks(), ['recovery'], 'a market that is halted for nothing');
  night.end();
});

test('a market that is resolved, or where nobody else trades, may be silent; one that nobody knows may not', async () => {
  const night = await smallNight();
  const { stage, scene } = night;
  const { exchange } = stage.world;
  const silent = () => {
    checkRecovery(scene, stage.orders, stage.tree, stage.clock.now() + 1);
    return night.checks();
  };
  assert.equal(silent(), ['recovery']);
  assert.match(stateOf(scene, 'liquid-1'), /, rows: (yesBid|noBid) \w+/);
  const levels = exchange.levels.bind(exchange);
  exchange.levels = (market, side, depth) => (side === 'bid' ? levels(market, side, depth) : []);
  assert.equal(silent(), []);
  exchange.levels = levels;
  stage.life.desk.markets.clear();
  assert.equal(silent(), ['recovery']);
  assert.is(stateOf(scene, 'liquid-1'), 'nobody knows it');
  exchange.resolve(night.market.id, 1_000_000 as Price);
  assert.equal(silent(), []);
  night.end();
});

test.run();
