import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { BookSide, Level, LevelsEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { complement, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { inYesTerms, LevelBook, type LevelMove, topFor } from '#infra/exchange/level-book.ts';

const market = marketId('m');
const level = (price: string, size: string): Level => ({ price: parsePrice(price), size: parseShares(size) });
const snapshot = (outcome: Outcome, bids: readonly Level[], asks: readonly Level[]): SnapshotEvent => ({
  type: 'SNAPSHOT',
  market,
  outcome,
  bids,
  asks,
  tick: null,
  atMs: 0,
  hash: null,
});
const change = (outcome: Outcome, side: BookSide, price: string, size: string): LevelsEvent => ({
  type: 'LEVELS',
  market,
  changes: [{ outcome, side, price: parsePrice(price), size: parseShares(size), hash: null }],
  atMs: 0,
});
const told = (moves: readonly LevelMove[]): string[] =>
  moves.map((move) => `${move.side} ${move.price / 1e6} ${move.before / 1e6}->${move.after / 1e6}`);

test('a NO book is the YES book in a mirror', () => {
  const book = new LevelBook();
  book.apply(snapshot('no', [level('0.40', '7')], [level('0.45', '9')]));
  assert.equal(topFor(book, 'yes'), { bestBid: 550_000, bestAsk: 600_000 });
  assert.equal(topFor(book, 'no'), { bestBid: 400_000, bestAsk: 450_000 });
  assert.is(book.size('ask', parsePrice('0.6')), parseShares('7'));
  assert.equal(
    book.apply(snapshot('yes', [level('0.55', '9')], [level('0.6', '7')])),
    [],
    'the mirror says nothing new',
  );
});

test('a second snapshot reports only what changed', () => {
  const book = new LevelBook();
  book.apply(snapshot('yes', [level('0.50', '10'), level('0.51', '20')], [level('0.53', '5')]));
  const moves = book.apply(snapshot('yes', [level('0.51', '15'), level('0.49', '1')], [level('0.53', '5')]));
  assert.equal(told(moves), ['bid 0.51 20->15', 'bid 0.49 0->1', 'bid 0.5 10->0']);
});

test('a level that is named twice, or named with nothing, does not hide a level that went', () => {
  const book = new LevelBook();
  book.apply(snapshot('yes', [level('0.50', '10'), level('0.51', '20')], []));
  book.apply(snapshot('yes', [level('0.50', '10'), level('0.50', '10')], []));
  assert.equal(book.levels('bid'), [level('0.50', '10')]);
  book.apply(snapshot('yes', [level('0.40', '0')], []));
  assert.equal(book.levels('bid'), []);
  assert.is(book.best('bid'), null);
});

test('the best level follows additions and removals', () => {
  const book = new LevelBook();
  book.apply(change('yes', 'bid', '0.50', '10'));
  book.apply(change('no', 'ask', '0.48', '3'));
  assert.is(book.best('bid'), 520_000);
  book.apply(change('yes', 'bid', '0.52', '0'));
  assert.is(book.best('bid'), 500_000);
  assert.not(book.locked);
  book.apply(change('yes', 'ask', '0.50', '4'));
  assert.ok(book.locked);
  assert.equal(book.apply(change('yes', 'ask', '0.50', '4')), []);
});

test('random messages leave the book that a naive copy holds, and the moves account for every difference', () => {
  const side = fc.constantFrom<BookSide>('bid', 'ask');
  const outcome = fc.constantFrom<Outcome>('yes', 'no');
  const price = fc.integer({ min: 1, max: 9 }).map((cents) => (cents * 100_000) as Price);
  const size = fc.integer({ min: 0, max: 3 }).map((shares) => (shares * 1_000_000) as Shares);
  const levels = fc.array(fc.record({ price, size }), { maxLength: 6 });
  const message = fc.oneof(
    fc.record({ outcome, bids: levels, asks: levels }).map((m) => snapshot(m.outcome, m.bids, m.asks)),
    fc
      .array(fc.record({ outcome, side, price, size, hash: fc.constant(null) }), { maxLength: 4 })
      .map((changes): LevelsEvent => ({ type: 'LEVELS', market, changes, atMs: 0 })),
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      const book = new LevelBook();
      const naive = new Map<string, number>();
      const followed = new Map<string, number>();
      for (const event of messages) {
        if (event.type === 'SNAPSHOT') naive.clear();
        const lines =
          event.type === 'LEVELS'
            ? event.changes
            : [
                ...event.bids.map((l) => ({ ...l, side: 'bid' as const, outcome: event.outcome })),
                ...event.asks.map((l) => ({ ...l, side: 'ask' as const, outcome: event.outcome })),
              ];
        for (const line of lines) {
          const mirrored = line.outcome === 'no';
          const key = `${mirrored === (line.side === 'bid') ? 'ask' : 'bid'} ${mirrored ? complement(line.price) : line.price}`;
          if (line.size > 0) naive.set(key, line.size);
          else naive.delete(key);
        }
        for (const move of book.apply(event)) {
          const key = `${move.side} ${move.price}`;
          assert.is(followed.get(key) ?? 0, move.before);
          if (move.after > 0) followed.set(key, move.after);
          else followed.delete(key);
        }
        const held = new Map(
          (['bid', 'ask'] as const).flatMap((s) => book.levels(s).map((l) => [`${s} ${l.price}`, l.size as number])),
        );
        const sort = (map: Map<string, number>): string => JSON.stringify([...map].sort());
        assert.is(sort(held), sort(naive));
        assert.is(sort(followed), sort(naive));
        assert.is(book.best('bid'), book.levels('bid')[0]?.price ?? null);
        assert.is(book.best('ask'), book.levels('ask')[0]?.price ?? null);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('mapping to YES terms twice is where we began', () => {
  const once = inYesTerms('no', 'bid', parsePrice('0.3'));
  assert.equal(inYesTerms('no', once.side, once.price), { side: 'bid', price: 300_000 });
});

test.run();
