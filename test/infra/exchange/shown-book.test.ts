import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BookSide, LevelChange } from '#domain/market/market-event.ts';
import { type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { LevelBook } from '#infra/exchange/level-book.ts';
import { ShownBook } from '#infra/exchange/shown-book.ts';

const SILENT = { bid: undefined, ask: undefined };
const cent = (cents: number): Price => (cents * 10_000) as Price;
const lines = (changes: readonly LevelChange[]): string[] =>
  changes.map((change) => `${change.side} ${change.price / 1e6} ${change.size / 1e6}`);

interface Scene {
  readonly recorded: LevelBook;
  readonly shown: ShownBook;
  record(side: BookSide, cents: number, shares: number): void;
}

function scene(): Scene {
  const recorded = new LevelBook();
  const shown = new ShownBook(recorded);
  return {
    recorded,
    shown,
    record: (side, cents, shares) => {
      recorded.set(side, cent(cents), parseShares(String(shares)));
      shown.touch(side, cent(cents));
    },
  };
}

test('our size is inside the level’s total and in the votes', () => {
  const { shown, record } = scene();
  record('bid', 50, 300);
  record('ask', 55, 200);
  shown.changes(SILENT);
  shown.setOwn('bid', cent(50), parseShares('100'));
  assert.equal(lines(shown.changes(SILENT)), ['bid 0.5 400']);
  shown.setOwn('bid', cent(52), parseShares('40'));
  const [better] = shown.changes(SILENT);
  assert.equal([better?.bestBid, better?.bestAsk, better?.size], [520_000, 550_000, 40_000_000]);
  shown.setOwn('bid', cent(52), parseShares('0'));
  assert.equal(lines(shown.changes(SILENT)), ['bid 0.52 0']);
  assert.equal(shown.changes(SILENT), [], 'told once');
});

test('a recorded ask that arrives at our bid is not shown until our bid is gone', () => {
  const { shown, record } = scene();
  record('bid', 50, 300);
  record('ask', 55, 200);
  shown.setOwn('bid', cent(52), parseShares('100'));
  shown.changes(SILENT);
  record('ask', 52, 30);
  record('ask', 53, 5);
  assert.equal(lines(shown.changes(SILENT)), ['ask 0.53 5']);
  shown.setOwn('bid', cent(52), parseShares('0'));
  assert.equal(lines(shown.changes(SILENT)).sort(), ['ask 0.52 30', 'bid 0.52 0']);
  assert.is(shown.bestPrice('ask'), parsePrice('0.52'));
});

test('whatever is recorded and wherever we rest, listeners hold the shown book and it never crosses us', () => {
  const step = fc.record({
    who: fc.constantFrom('recording' as const, 'us' as const),
    side: fc.constantFrom<BookSide>('bid', 'ask'),
    cents: fc.integer({ min: 1, max: 9 }),
    shares: fc.integer({ min: 0, max: 3 }),
    tell: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { shown, record } = scene();
      const listener = new LevelBook();
      const ours = new LevelBook();
      for (const { who, side, cents, shares, tell } of steps) {
        if (who === 'recording') record(side, cents, shares);
        else if (!crossesOwn(ours, side, cents)) {
          ours.set(side, cent(cents), (shares * 1e6) as Shares);
          shown.setOwn(side, cent(cents), (shares * 1e6) as Shares);
        }
        if (!tell) continue;
        for (const change of shown.changes(SILENT)) listener.set(change.side, change.price, change.size);
        assert.equal(shown.check(), []);
        for (const side of ['bid', 'ask'] as const) assert.equal(listener.levels(side), shown.levels(side));
        const [bid, ask] = [ours.bestPrice('bid'), ours.bestPrice('ask')];
        assert.ok(bid === null || (shown.bestPrice('ask') ?? 1e6) > bid);
        assert.ok(ask === null || (shown.bestPrice('bid') ?? 0) < ask);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

function crossesOwn(ours: LevelBook, side: BookSide, cents: number): boolean {
  const other = ours.bestPrice(side === 'bid' ? 'ask' : 'bid');
  return other !== null && (side === 'bid' ? cent(cents) >= other : cent(cents) <= other);
}

test('what the venue declares is passed on with us in it, right or wrong', () => {
  const { shown, record } = scene();
  record('bid', 50, 300);
  record('ask', 55, 200);
  shown.changes(SILENT);
  assert.equal(
    shown.top({ bid: cent(51), ask: null }),
    { bestBid: cent(51), bestAsk: null },
    'a lost message still shows',
  );
  shown.setOwn('bid', cent(52), parseShares('10'));
  shown.changes(SILENT);
  assert.equal(shown.top({ bid: cent(51), ask: cent(54) }), { bestBid: cent(52), bestAsk: cent(54) });
  assert.equal(shown.top({ bid: null, ask: cent(52) }), { bestBid: cent(52), bestAsk: cent(55) }, 'that ask met us');
});

test('the check names a level that the public sees wrongly', () => {
  const { recorded, shown } = scene();
  recorded.set('bid', cent(50), parseShares('1'));
  assert.equal(shown.check(), ['bid 500000 shows 0 and should show 1000000']);
});

test.run();
