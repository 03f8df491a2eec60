// The private stream: news while it is open, and what was missed while it was not.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import { orderId } from '#domain/ids.ts';
import { parseShares } from '#domain/units.ts';
import { aFill, RAIN, smallDesk, WELL_BEHAVED } from './small-desk.ts';

/** Listening fails so many times before it works. */
function house(failures: number) {
  const small = smallDesk({ prompt: WELL_BEHAVED });
  const { desk, stream, clock, venue } = small;
  const listen = venue.listen.bind(venue);
  let left = failures;
  venue.listen = (listener) => {
    if (left-- > 0) throw new Error('no socket');
    return listen(listener);
  };
  stream.list(RAIN);
  const tree = plantTree(desk);
  tree.done.catch(() => {});
  tree.start();
  clock.advanceBy(50);
  const yes = () => desk.accounts.position(RAIN.id).yes;
  return { ...small, tree, yes };
}

const FILL = aFill('a', orderId('x'), 'yesBid 0.5 x 10');

test('a fill told on the open stream is booked at once', () => {
  const { venue, yes } = house(0);
  assert.is(venue.listeners, 1);
  venue.tell({ type: 'FILL', fill: FILL });
  assert.is(yes().held, parseShares('10'));
});

test('a fill and its settlement that were told while nobody listened are read when the stream is back', () => {
  const { venue, yes, tree, clock, desk } = house(1);
  assert.is(tree.stateOf('order-gateway'), 'open');
  assert.is(tree.stateOf('account-feed'), null);
  assert.is(venue.listeners, 0);
  venue.tell({ type: 'FILL', fill: FILL });
  venue.trades.push({ ...FILL, status: 'confirmed' });
  clock.advanceBy(40);
  assert.is(yes().held, 0);
  clock.advanceBy(100);
  assert.is(venue.listeners, 1);
  assert.equal(yes(), { held: parseShares('10'), settled: parseShares('10') });
  venue.tell({ type: 'FILL', fill: FILL });
  assert.is(yes().held, parseShares('10'));
  assert.is(desk.counters.restarts, 1);
});

test('a stream that never opens takes the venue down, and then the house', async () => {
  const { tree, clock, venue } = house(Number.POSITIVE_INFINITY);
  let failure: unknown = null;
  tree.done.catch((error) => {
    failure = error;
  });
  clock.advanceBy(120_000);
  for (let n = 0; n < 10; n++) await null;
  assert.match(String(failure), /venue failed too often/);
  assert.ok(venue.of('cancelAll').length > 0);
  assert.is(clock.pending, 0);
});

test('a dead socket closes the gateway, and a living one opens it once the listing was read', () => {
  const { venue, yes, tree, clock, desk } = house(0);
  clock.advanceBy(5_000);
  assert.is(tree.stateOf('order-gateway'), 'open');
  venue.deadSinceMs = clock.now();
  venue.trades.push({ ...FILL, status: 'confirmed' });
  clock.advanceBy(3_000);
  assert.is(tree.stateOf('order-gateway'), 'hoping');
  assert.ok(desk.faults.some(({ what }) => what.startsWith('gap')));
  assert.is(venue.listeners, 1);
  venue.deadSinceMs = null;
  clock.advanceBy(1_500);
  assert.is(tree.stateOf('order-gateway'), 'open');
  assert.equal(yes(), { held: parseShares('10'), settled: parseShares('10') });
});

test('a house that has ended listens no more', async () => {
  const { tree, clock, venue } = house(0);
  tree.stop();
  clock.advanceBy(5_000);
  await tree.done;
  assert.is(venue.listeners, 0);
});

test.run();
