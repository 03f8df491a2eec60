import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '#actors/desk.ts';
import { ailment, treeHealth } from '#actors/tree-health.ts';
import { RAIN, SNOW, smallDesk } from './small-desk.ts';

const ALWAYS = ['root', 'order-gateway', 'market:rain', 'market:rain/quoter', 'market:snow', 'market:snow/quoter'];

/** Two markets that quote, with whoever lives and where quoters stand as a test says. */
function scene() {
  const { desk } = smallDesk();
  for (const market of [RAIN, SNOW]) desk.list(market);
  for (const state of desk.markets.values()) state.phase = 'trading';
  desk.admission = { mode: 'open', why: 'start' };
  const living = new Set<string>(ALWAYS);
  const states = new Map<string, string>([
    ['market:rain/quoter', 'quoting'],
    ['market:snow/quoter', 'widened'],
  ]);
  const tree = {
    actors: () => [...living].map((address) => ({ address, logic: 'statechart' as const })),
    stateOf: (address: string) => states.get(address) ?? null,
  };
  const before = treeHealth(desk, tree);
  return { desk: desk as Desk, living, states, tree, before, look: () => ailment(desk, tree, before) };
}

test('a tree that is as it was is well', () => {
  assert.is(scene().look(), null);
});

test('whoever lived and is away is an ailment, unless its market is over or it was a pair trade', () => {
  const { living, look, desk, tree } = scene();
  living.delete('order-gateway');
  assert.is(look(), 'order-gateway');
  living.add('order-gateway');
  living.delete('market:snow/quoter');
  assert.is(look(), 'market:snow/quoter');
  living.delete('market:snow');
  assert.is(look(), 'market:snow');
  desk.finished(SNOW.id);
  assert.is(look(), null);
  living.add('market:rain/pair-trade:p1');
  const later = treeHealth(desk, tree);
  living.delete('market:rain/pair-trade:p1');
  assert.is(ailment(desk, tree, later), null);
});

test('a gateway that is not open is an ailment and says why', () => {
  const { desk, look } = scene();
  desk.admission = { mode: 'closed', why: 'reading what rests at the venue' };
  assert.is(look(), 'the gateway (reading what rests at the venue)');
});

test('a market that quoted must quote again, in whatever way', () => {
  const { states, look } = scene();
  for (const state of ['quoting', 'widened', 'oneSided', 'microHalt']) {
    states.set('market:rain/quoter', state);
    assert.is(look(), null, state);
  }
  for (const state of ['warming', 'pulled', 'idle']) {
    states.set('market:rain/quoter', state);
    assert.is(look(), 'market:rain/quoter', state);
  }
});

test('a market whose own clock says so may be silent, and one that was silent before may stay so', () => {
  const { desk, states, look, tree } = scene();
  states.set('market:rain/quoter', 'idle');
  const rain = desk.markets.get(RAIN.id);
  if (rain) rain.phase = 'closing';
  assert.is(look(), null);
  if (rain) rain.phase = 'trading';
  assert.is(look(), 'market:rain/quoter');
  assert.is(ailment(desk, tree, treeHealth(desk, tree)), null);
});

test('under a latch that was there before nobody is expected to quote', () => {
  const { desk, states, tree } = scene();
  desk.vitals.latch = { stage: 'cancelAll', reason: 'operator' };
  const before = treeHealth(desk, tree);
  desk.admission = { mode: 'halted', why: 'operator' };
  states.clear();
  assert.is(ailment(desk, tree, before), null);
});

test.run();
