// One lane of transactions whose keeper may crash: what was asked for is done once, what was done is booked once.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import { orderId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { aMarket } from '../domain/orders/scene.ts';
import { poisoned } from './sim-tree.ts';
import { aFill, smallDesk, WELL_BEHAVED } from './small-desk.ts';

const TEN = parseShares('10');

/** Three markets with ten settled sets each, nothing quoted. */
function house() {
  const small = smallDesk({ prompt: WELL_BEHAVED, flags: { mergeMinShares: '1000', mergeCashShareMin: '0' } });
  const { desk, stream, clock } = small;
  const markets: readonly Market[] = ['a', 'b', 'c'].map((name) => aMarket(name));
  for (const market of markets) stream.list(market);
  const tree = plantTree(desk);
  tree.done.catch(() => {});
  tree.start();
  clock.advanceBy(500);
  for (const { id } of markets)
    for (const [slot, price] of [
      ['yesBid', '0.5'],
      ['noBid', '0.45'],
    ]) {
      const { trade, order, ...fill } = aFill(`${id} ${slot}`, orderId(`${id} ${slot}`), `${slot} ${price} x 10`, id);
      const mark = parsePrice('0.5');
      desk.book({ ...fill, fact: 'fill', trade, order, fee: '0', mark, queueAhead: null, trace: 't' as never });
      desk.book({ fact: 'settlement', atMs: 0, trade, order, status: 'confirmed', market: id, mark });
    }
  const merge = (market: Market) =>
    tree.send('order-gateway', { type: 'MERGE', market: market.id, size: TEN } as never);
  return { ...small, tree, markets, merge };
}

const crash = poisoned('SUBMIT', 'job');

test('jobs that waited in the lane survive its keeper, and none is sent twice', () => {
  const { tree, markets, merge, chain, clock, desk, facts } = house();
  for (const market of markets) merge(market);
  assert.is(chain.asked.length, 1);
  tree.send('chain', crash);
  clock.advanceBy(200);
  assert.equal(
    chain.asked.map(({ market }) => market),
    ['a', 'b'],
  );
  chain.confirm(0);
  assert.is(chain.asked.length, 2);
  chain.confirm(1);
  chain.confirm(2);
  assert.equal(
    chain.asked.map(({ market }) => market),
    ['a', 'b', 'c'],
  );
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 3);
  for (const { id } of markets) {
    assert.is(desk.accounts.position(id).locked, 0);
    assert.is(desk.accounts.position(id).yes.held, 0);
  }
});

test('what the chain did while its keeper was away is booked when it is back', () => {
  const { tree, markets, merge, chain, clock, desk, facts } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  merge(market);
  tree.send('chain', crash);
  chain.confirm(0);
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 0);
  clock.advanceBy(200);
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 1);
  assert.is(desk.accounts.position(market.id).locked, 0);
  assert.is(desk.counters.undelivered, 0);
});

test('what the chain did while the gateway was away is booked when it is back', () => {
  const { tree, markets, merge, chain, clock, desk, facts } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  merge(market);
  tree.send('order-gateway', poisoned('NEWS', 'news'));
  chain.confirm(0);
  assert.is(desk.accounts.position(market.id).locked, TEN);
  clock.advanceBy(500);
  assert.is(facts.filter(({ fact }) => fact === 'merge').length, 1);
  assert.is(desk.accounts.position(market.id).locked, 0);
});

test('a job asked for while its keeper is away is done when it is back', () => {
  const { tree, markets, merge, chain, clock } = house();
  const [market] = markets;
  if (!market) throw new Error('no market');
  tree.send('chain', crash);
  merge(market);
  assert.is(chain.asked.length, 0);
  clock.advanceBy(200);
  assert.is(chain.asked.length, 1);
});

test.run();
