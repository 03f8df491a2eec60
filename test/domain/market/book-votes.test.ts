// Two witnesses of a book: one odd answer is forgiven, what stays odd is told once.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { AHEAD_MAX_MS, BookVotes, difference, sampleVote } from '#domain/market/book-votes.ts';
import type { Level, SnapshotEvent } from '#domain/market/market-event.ts';
import { type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';

const M = marketId('m');
const CENT = parsePrice('0.01');
const level = (price: string, size: string): Level => ({ price: parsePrice(price), size: parseShares(size) });
const SNAPSHOT: SnapshotEvent = {
  type: 'SNAPSHOT',
  market: M,
  outcome: 'yes',
  bids: [level('0.4', '10'), level('0.41', '5')],
  asks: [level('0.5', '7')],
  tick: CENT,
  atMs: 1_000,
  hash: null,
};

function bookOf(snapshot: SnapshotEvent): Book {
  const book = new Book(M, CENT);
  book.apply(snapshot, snapshot.atMs);
  return book;
}

test('a hash that differs once is forgiven, twice in a row is a doubt that is told once', () => {
  const votes = new BookVotes();
  assert.is(votes.hash('differs', 1), null);
  assert.is(votes.hash('agrees', 2), null);
  assert.is(votes.hash('differs', 3), null);
  assert.is(votes.hash('unknown', 4), null);
  assert.is(votes.hash('differs', 3), null, 'the same update again');
  assert.is(votes.hash('differs', 5), 'its hash differs since 2 updates');
  assert.is(votes.hash('differs', 6), null);
  votes.renew();
  assert.is(votes.hash('differs', 7), null);
  assert.is(votes.hash('differs', 8), 'its hash differs since 2 updates');
});

test('a sample of the same moment decides, an older one says nothing', () => {
  const book = bookOf(SNAPSHOT);
  assert.is(sampleVote(book, SNAPSHOT), 'agrees');
  const other = { ...SNAPSHOT, bids: [level('0.4', '10')] };
  assert.is(sampleVote(book, other), 'differs');
  assert.is(sampleVote(book, { ...other, atMs: 999 }), 'unknown');
  assert.is(sampleVote(book, { ...other, atMs: 1_001 }), 'ahead');
  assert.is(sampleVote(book, { ...SNAPSHOT, atMs: 1_001 }), 'agrees', 'no level changed since');
  assert.ok(new BookVotes().sample('differs', 1_000, 0));
});

test('the first level of disagreement is named, of either outcome', () => {
  const book = bookOf(SNAPSHOT);
  assert.is(
    difference(book, { ...SNAPSHOT, bids: [level('0.4', '10'), level('0.41', '6')] }),
    'bid 0.41: 5 here, 6 there',
  );
  assert.is(difference(book, { ...SNAPSHOT, asks: [] }), 'ask 0.5: 7 here, 0 there');
  const no = {
    ...SNAPSHOT,
    outcome: 'no' as const,
    bids: [level('0.5', '7')],
    asks: [level('0.6', '10'), level('0.59', '5')],
  };
  assert.is(difference(book, no), null);
  assert.is(difference(book, { ...no, asks: [] }), 'ask 0.59: 5 here, 0 there');
});

test('a book differs from a sample exactly when some level does', () => {
  const side = fc.uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 6 });
  const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 });
  const made = fc.tuple(side, side, sizes).map(([bids, asks, size]) => ({
    bids: bids.map((cents, n) => ({ price: (cents * 10_000) as Price, size: size[n] as Shares })),
    asks: asks.map((cents, n) => ({ price: ((cents + 50) * 10_000) as Price, size: size[n] as Shares })),
  }));
  const key = ({ bids, asks }: { bids: Level[]; asks: Level[] }) =>
    JSON.stringify([bids, asks].map((levels) => levels.toSorted((a, b) => a.price - b.price)));
  fc.assert(
    fc.property(made, made, (ours, theirs) => {
      const same = key(ours) === key(theirs);
      assert.is(difference(bookOf({ ...SNAPSHOT, ...ours }), { ...SNAPSHOT, ...theirs }) === null, same);
    }),
    { seed: 42, numRuns: 500 },
  );
});

test('a sample that knows more waits for the stream, and is a doubt when the stream stays behind', () => {
  const votes = new BookVotes();
  assert.is(votes.sample('ahead', 2_000, 10), null);
  assert.is(votes.look(1_500, 10 + AHEAD_MAX_MS), null);
  assert.is(votes.look(2_000, 11 + AHEAD_MAX_MS), null, 'it caught up');
  assert.is(votes.look(1_500, 99_999), null);

  votes.sample('ahead', 2_000, 10);
  votes.sample('ahead', 2_500, 500);
  assert.ok(votes.look(1_500, 11 + AHEAD_MAX_MS), 'counted from the first');
  assert.is(votes.look(1_500, 99_999), null, 'told once');
  votes.sample('ahead', 2_000, 10);
  votes.sample('agrees', 2_000, 20);
  assert.is(votes.look(1_500, 99_999), null);
});

test.run();
