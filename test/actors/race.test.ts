// The race after an engine restart: who rests first stands first. What was wanted before is sent again before anybody has made a
// book, its place is kept while nothing endangers it, and what no book has confirmed goes before others may take.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plantTree } from '#actors/root.actor.ts';
import type { Reply } from '#domain/ports.ts';
import { RAIN, smallDesk, snapshot, WELL_BEHAVED } from './small-desk.ts';

const SECOND_MS = 1_000;
const BIDS = '0.5 x 500, 0.49 x 500, 0.48 x 500';
const ASKS = '0.52 x 500, 0.53 x 500, 0.54 x 500';

/** One market that quotes, on a venue whose engine goes down: its order endpoints answer 425 until `back`. */
function restarted(downMs: number, flags: Readonly<Record<string, string>> = {}) {
  const small = smallDesk({ prompt: WELL_BEHAVED, flags });
  const { desk, stream, clock, venue } = small;
  const tree = plantTree(desk);
  tree.done.catch(() => {});
  stream.list(RAIN);
  tree.start();
  clock.advanceBy(100);
  const book = (bids: string, asks: string) => stream.send(snapshot(RAIN.id, bids, asks, clock.now()));
  book(BIDS, ASKS);
  clock.advanceBy(20 * SECOND_MS);
  const wanted = [...venue.resting.values()].map(({ slot, price }) => `${slot} ${price}`).sort();
  assert.is(wanted.length, 2);
  const cancel = venue.cancel.bind(venue);
  venue.cancel = (_orders, reply) => {
    clock.setTimeout(
      () => (reply as Reply<unknown>)({ ok: false, failure: { kind: 'restarting', retryAfterMs: 1_000 } } as never),
      10,
    );
  };
  tree.send('order-gateway', { type: 'ENGINE_RESTARTING', retryAfterMs: 1_000 } as { readonly type: string });
  clock.advanceBy(downMs);
  // It is back, without any order.
  for (const id of [...venue.resting.keys()]) {
    venue.resting.delete(id);
    venue.tell({ type: 'ORDER_GONE', order: id, reason: 'other', atMs: clock.now() });
  }
  venue.cancel = cancel;
  book('', '');
  venue.asked.length = 0;
  const placed = () => venue.of('place').flatMap(({ intents }) => intents.map(({ slot, price }) => `${slot} ${price}`));
  return { ...small, tree, book, wanted, placed };
}

test('what was wanted before the restart is sent before anybody has made a book', () => {
  const { clock, placed, wanted, tree, desk } = restarted(60 * SECOND_MS);
  clock.advanceBy(2 * SECOND_MS);
  assert.equal(placed().sort(), wanted);
  assert.is(tree.stateOf('market:rain/quoter'), 'quoting');
  assert.ok(desk.racing);
});

test('its place in the queue is kept when the book comes back a little elsewhere, and is given up in danger', () => {
  // The levels limit the size, so the pace of the new book does not: an order far beyond its limits would go.
  const { clock, book, desk, venue } = restarted(60 * SECOND_MS, { levelShareMax: '0.1' });
  clock.advanceBy(2 * SECOND_MS);
  const orders = [...venue.resting.keys()];
  assert.is(orders.length, 2);
  book('0.49 x 500, 0.48 x 500, 0.47 x 500', '0.51 x 500, 0.52 x 500, 0.53 x 500');
  clock.advanceBy(20 * SECOND_MS);
  assert.ok(
    orders.some((id) => venue.resting.has(id)),
    'nobody moves for a better price alone',
  );
  book('0.3 x 500, 0.29 x 500, 0.28 x 500', '0.32 x 500, 0.33 x 500, 0.34 x 500');
  clock.advanceBy(5 * SECOND_MS);
  const bid = [...venue.resting.values()].find(({ slot }) => slot === 'yesBid');
  assert.ok(!bid || bid.price < 320_000, 'a bid through the new book is no place to keep');
  assert.ok(desk.racing);
});

test('what no book has confirmed goes ten seconds before the window ends', () => {
  const { clock, venue, desk } = restarted(60 * SECOND_MS);
  clock.advanceBy(100 * SECOND_MS);
  assert.is(venue.resting.size, 2);
  clock.advanceBy(10 * SECOND_MS);
  assert.is(venue.resting.size, 0);
  assert.not(desk.racing);
  clock.advanceBy(60 * SECOND_MS);
  assert.is(venue.resting.size, 0, 'without a book nobody quotes');
});

test('a memory of long ago is not raced with', () => {
  const { clock, placed } = restarted(400 * SECOND_MS);
  clock.advanceBy(60 * SECOND_MS);
  assert.equal(placed(), []);
});

test('outside of the race an empty book is no reason to quote from memory', () => {
  const { desk, stream, clock, venue } = smallDesk({ prompt: WELL_BEHAVED });
  const tree = plantTree(desk);
  stream.list(RAIN);
  tree.start();
  clock.advanceBy(100);
  stream.send(snapshot(RAIN.id, BIDS, ASKS, clock.now()));
  clock.advanceBy(20 * SECOND_MS);
  stream.send(snapshot(RAIN.id, '', '', clock.now()));
  clock.advanceBy(5 * SECOND_MS);
  assert.is(venue.resting.size, 0);
});

test.run();
