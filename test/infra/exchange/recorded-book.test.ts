import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '#domain/market/market.ts';
import type {
  BookSide,
  Level,
  LevelChange,
  LevelsEvent,
  SnapshotEvent,
  TopEvent,
} from '#domain/market/market-event.ts';
import { type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { LevelBook } from '#infra/exchange/level-book.ts';
import { type LevelMove, RecordedBook } from '#infra/exchange/recorded-book.ts';
import { COIN } from './small-exchange.ts';

const level = (price: string, size: string): Level => ({ price: parsePrice(price), size: parseShares(size) });
const snapshot = (outcome: Outcome, bids: readonly Level[], asks: readonly Level[], atMs = 0): SnapshotEvent => ({
  type: 'SNAPSHOT',
  market: COIN.id,
  outcome,
  bids,
  asks,
  tick: null,
  atMs,
  hash: null,
});
const levels = (changes: readonly LevelChange[], atMs: number): LevelsEvent => ({
  type: 'LEVELS',
  market: COIN.id,
  changes,
  atMs,
});
const change = (outcome: Outcome, side: BookSide, price: string, size: string): LevelChange => ({
  outcome,
  side,
  ...level(price, size),
  hash: null,
});
const told = (moves: readonly LevelMove[]): string[] =>
  moves.map((move) => `${move.side} ${move.price / 1e6} ${move.before / 1e6}->${move.after / 1e6}`);

test('a second snapshot reports only what it moved, and an overtaken one nothing', () => {
  const book = new RecordedBook(COIN);
  assert.not(book.known);
  book.apply(snapshot('yes', [level('0.50', '10'), level('0.51', '20')], [level('0.53', '5')]), 0);
  assert.ok(book.known && book.believed);
  const next = snapshot('yes', [level('0.49', '1'), level('0.51', '15')], [level('0.53', '5')], 9);
  assert.equal(told(book.apply(next, 9)), ['bid 0.51 20->15', 'bid 0.5 10->0', 'bid 0.49 0->1']);
  assert.equal(book.apply(snapshot('yes', [], [], 5), 10), []);
  assert.is(book.atMs, 9);
  assert.is(book.bestPrice('bid'), 510_000);
});

test('both outcomes’ entries of one frame are one move', () => {
  const book = new RecordedBook(COIN);
  book.apply(snapshot('no', [level('0.40', '7')], [level('0.45', '9')]), 0);
  const frame = levels(
    [change('yes', 'ask', '0.60', '4'), change('no', 'bid', '0.40', '4'), change('yes', 'bid', '0.55', '9')],
    1,
  );
  assert.equal(told(book.apply(frame, 1)), ['ask 0.6 7->4']);
});

test('a locked or crossed book is not believed, the next good one is', () => {
  const book = new RecordedBook(COIN);
  book.apply(snapshot('yes', [level('0.50', '10')], [level('0.53', '5')]), 0);
  book.apply(levels([change('yes', 'ask', '0.50', '3')], 1), 1);
  assert.not(book.believed);
  book.apply(levels([change('yes', 'bid', '0.50', '0')], 1), 1);
  assert.ok(book.believed);
  book.apply(snapshot('yes', [level('0.54', '10')], [level('0.53', '5')], 2), 2);
  assert.not(book.believed);
  book.apply(snapshot('yes', [level('0.50', '10')], [level('0.53', '5')], 3), 3);
  assert.ok(book.believed);
});

test('the declared top belongs to the newest update, whichever outcome declared it', () => {
  const book = new RecordedBook(COIN);
  const top = (outcome: Outcome, bestBid: Price | null, bestAsk: Price | null, atMs: number): TopEvent => {
    return { type: 'TOP', market: COIN.id, outcome, bestBid, bestAsk, atMs };
  };
  book.apply(snapshot('yes', [level('0.50', '10')], [level('0.53', '5')]), 0);
  assert.equal(book.declared, { bid: undefined, ask: undefined });
  const half = { ...change('no', 'bid', '0.46', '1'), bestBid: parsePrice('0.46') };
  book.apply(levels([half], 5), 5);
  assert.equal(book.declared, { bid: undefined, ask: 540_000 });
  book.apply(top('no', null, parsePrice('0.5'), 5), 5);
  assert.equal(book.declared, { bid: 500_000, ask: null });
  book.apply(top('yes', null, null, 4), 6);
  assert.equal(book.declared, { bid: 500_000, ask: null }, 'older');
  book.apply(top('yes', parsePrice('0.49'), null, 7), 7);
  assert.equal(book.declared, { bid: 490_000, ask: null });
});

test('whoever adds up the moves holds the book', () => {
  const outcome = fc.constantFrom<Outcome>('yes', 'no');
  const side = fc.constantFrom<BookSide>('bid', 'ask');
  const price = fc.integer({ min: 1, max: 9 }).map((tenths) => (tenths * 100_000) as Price);
  const size = fc.integer({ min: 0, max: 3 }).map((shares) => (shares * 1_000_000) as Shares);
  const some = fc.array(fc.record({ price, size }), { maxLength: 6 });
  const entry = fc.record({ outcome, side, price, size, hash: fc.constant(null) });
  const entries = fc.oneof(fc.array(entry, { maxLength: 4 }), fc.array(entry, { minLength: 17, maxLength: 30 }));
  const atMs = fc.integer({ min: 0, max: 5 });
  const message = fc.oneof(
    fc.tuple(outcome, some, some, atMs).map(([of, bids, asks, at]) => snapshot(of, bids, asks, at)),
    fc.tuple(entries, atMs).map(([changes, at]) => levels(changes, at)),
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 15 }), (messages) => {
      const book = new RecordedBook(COIN);
      const summed = new LevelBook();
      for (const event of messages) {
        for (const move of book.apply(event, 5)) {
          assert.is(summed.size(move.side, move.price), move.before);
          assert.is.not(move.before, move.after);
          summed.set(move.side, move.price, move.after);
        }
        for (const each of ['bid', 'ask'] as const) {
          assert.equal(summed.levels(each), book.levels(each));
          assert.is(summed.bestPrice(each), book.bestPrice(each));
        }
      }
    }),
    { seed: 42, numRuns: 500 },
  );
});

test.run();
