// Scenarios of one book, then the clever book against its naive twin.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { GROUP_MAX_MS } from '#domain/market/book-trust.ts';
import { LEVELS_MAX } from '#domain/market/ladder.ts';
import type { Outcome } from '#domain/market/market.ts';
import type { BookSide, Level, LevelChange, MarketEvent, SnapshotEvent } from '#domain/market/market-event.ts';
import { type Price, parsePrice, parseShares, priceText, sharesText } from '#domain/units.ts';
import { NaiveBook } from './naive-book.ts';

const MARKET = marketId('0xm');
const CENT = parsePrice('0.01');
const T0 = 1_700_000_000_000;

/** `'0.52x500 0.51x10'` */
function levels(text: string): readonly Level[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [price, size] = word.split('x');
      return { price: parsePrice(price), size: parseShares(size) };
    });
}

function snapshot(outcome: Outcome, bids: string, asks: string, atMs = T0, tick: Price | null = null): SnapshotEvent {
  return { type: 'SNAPSHOT', market: MARKET, outcome, bids: levels(bids), asks: levels(asks), tick, atMs, hash: null };
}

/** `'yes bid 0.52 500'`, with the declared top of that outcome: `'0.52/0.54'`, `'-'` for an empty side. */
function entry(text: string, top?: string): LevelChange {
  const [outcome, side, price, size] = text.split(' ') as [Outcome, BookSide, string, string];
  const change = { outcome, side, price: parsePrice(price), size: parseShares(size), hash: null };
  if (top === undefined) return change;
  const [bid, ask] = top.split('/').map((word) => (word === '-' ? null : parsePrice(word)));
  return { ...change, bestBid: bid ?? null, bestAsk: ask ?? null };
}

function change(atMs: number, ...changes: LevelChange[]): MarketEvent {
  return { type: 'LEVELS', market: MARKET, changes, atMs };
}

function top(atMs: number, outcome: Outcome, bestBid: string | null, bestAsk: string | null): MarketEvent {
  const price = (text: string | null) => (text === null ? null : parsePrice(text));
  return { type: 'TOP', market: MARKET, outcome, bestBid: price(bestBid), bestAsk: price(bestAsk), atMs };
}

/** A book at 0.50x100 / 0.52x100 (and 0.49x30 / 0.53x30), trusted. */
function liquid(): Book {
  const book = new Book(MARKET, CENT);
  book.apply(snapshot('yes', '0.49x30 0.50x100', '0.53x30 0.52x100'), T0);
  assert.is(book.trust(T0), 'trusted');
  return book;
}

function show(found: readonly Level[]): string {
  return found.map((level) => `${priceText(level.price)}x${sharesText(level.size)}`).join(' ');
}

test('before its first snapshot a book is empty and ignores level changes and declared tops', () => {
  const book = new Book(MARKET, CENT);
  assert.is(book.trust(T0), 'empty');
  assert.equal(book.apply(change(T0, entry('yes bid 0.50 10')), T0), { changed: false, problem: null });
  assert.equal(book.apply(top(T0, 'yes', '0.50', null), T0), { changed: false, problem: null });
  book.distrust('nothing to distrust');
  assert.is(book.trust(T0), 'empty');
  assert.is(book.best('bid'), null);
});

test('a snapshot is read best first from either outcome', () => {
  const book = liquid();
  assert.is(show(book.levels('bid', 9)), '0.5x100 0.49x30');
  assert.is(show(book.levels('ask', 9)), '0.52x100 0.53x30');
  assert.is(show(book.levelsOf('no', 'bid', 9)), '0.48x100 0.47x30');
  assert.is(show(book.levelsOf('no', 'ask', 1)), '0.5x100');
  assert.equal(book.best('ask'), { price: parsePrice('0.52'), size: parseShares('100') });
  assert.is(book.bestPrice('bid'), parsePrice('0.50'));
  assert.is(book.size('bid', parsePrice('0.49')), parseShares('30'));
  assert.is(book.size('bid', parsePrice('0.48')), 0);
  assert.is(book.count('ask'), 2);
});

test('a NO snapshot is the same book mirrored (fact 6)', () => {
  const book = new Book(MARKET, CENT);
  book.apply(snapshot('no', '0.47x30 0.48x100', '0.51x30 0.50x100'), T0);
  assert.is(show(book.levels('bid', 9)), '0.5x100 0.49x30');
  assert.is(show(book.levels('ask', 9)), '0.52x100 0.53x30');
});

test('levels may come in any order, best last as on the wire or best first (fact 7)', () => {
  const book = new Book(MARKET, CENT);
  book.apply(snapshot('yes', '0.50x100 0.48x1 0.49x30', '0.52x100 0.53x30'), T0);
  assert.is(show(book.levels('bid', 9)), '0.5x100 0.49x30 0.48x1');
  assert.is(show(book.levels('ask', 9)), '0.52x100 0.53x30');
});

test('mirrored entries of one frame are applied once (fact 4)', () => {
  const book = liquid();
  const mirrored = change(T0 + 1, entry('yes bid 0.51 40', '0.51/0.52'), entry('no ask 0.49 40', '0.48/0.49'));
  assert.equal(book.apply(mirrored, T0 + 1), { changed: true, problem: null });
  assert.is(show(book.levels('bid', 1)), '0.51x40');
  assert.is(book.trust(T0 + 1), 'trusted');
  assert.equal(book.apply(mirrored, T0 + 2), { changed: false, problem: null });
});

test('outcomes that tell different sizes of one level make the book suspect', () => {
  const book = liquid();
  const { problem } = book.apply(change(T0 + 1, entry('yes bid 0.49 40'), entry('no ask 0.51 41')), T0 + 1);
  assert.is(problem?.kind, 'mirror');
  assert.match(problem?.detail ?? '', /yes bid 0.49: sizes 40 and 41/);
  assert.is(book.trust(T0 + 1), 'suspect');
});

test('an outcome may correct itself within a frame', () => {
  const book = liquid();
  const event = change(
    T0 + 1,
    entry('yes bid 0.49 40'),
    entry('no ask 0.51 40'),
    entry('yes bid 0.49 7'),
    entry('no ask 0.51 7'),
  );
  assert.is(book.apply(event, T0 + 1).problem, null);
  assert.is(book.size('bid', parsePrice('0.49')), parseShares('7'));
});

test('between the frames of one engine update the book is nobody’s to act on (fact 3)', () => {
  const book = liquid();
  // A buy of 100 at 0.52 and a rest of 20: the level appears as a bid first, then the ask goes.
  const first = change(T0 + 5, entry('yes bid 0.52 20', '0.52/0.53'), entry('no ask 0.48 20', '0.47/0.48'));
  assert.equal(book.apply(first, T0 + 6), { changed: true, problem: null });
  assert.is(book.trust(T0 + 6), 'midGroup');
  const second = change(T0 + 5, entry('yes ask 0.52 0', '0.52/0.53'), entry('no bid 0.48 0', '0.47/0.48'));
  assert.equal(book.apply(second, T0 + 7), { changed: true, problem: null });
  assert.is(book.trust(T0 + 7), 'trusted');
  assert.is(show(book.levels('bid', 1)), '0.52x20');
});

test('a group that does not heal within its time makes the book suspect until a snapshot', () => {
  const book = liquid();
  book.apply(change(T0 + 5, entry('yes bid 0.52 20', '0.52/0.53')), T0 + 5);
  assert.is(book.trust(T0 + 5 + GROUP_MAX_MS), 'midGroup');
  assert.is(book.trust(T0 + 6 + GROUP_MAX_MS), 'suspect');
  const late = change(T0 + 5, entry('yes ask 0.52 0', '0.52/0.53'));
  assert.is(book.apply(late, T0 + 9 + GROUP_MAX_MS).problem?.kind, 'votes');
  assert.is(book.trust(T0 + 9 + GROUP_MAX_MS), 'suspect');
  book.apply(snapshot('yes', '0.52x20', '0.53x30', T0 + 5), T0 + 20 + GROUP_MAX_MS);
  assert.is(book.trust(T0 + 20 + GROUP_MAX_MS), 'trusted');
  assert.is(book.suspicion, null);
});

test('a book whose stream may have missed something is suspect until its next snapshot', () => {
  const book = liquid();
  const { changed, problem } = book.apply(
    { type: 'DOUBT', market: book.market, reason: 'a frame was cut off', atMs: 1 },
    T0,
  );
  assert.ok(changed);
  assert.is(problem?.detail, 'a frame was cut off');
  assert.is(book.trust(T0), 'suspect');
  book.apply(snapshot('yes', '0.40x1', '0.60x1'), T0);
  assert.is(book.trust(T0), 'trusted');
});

test('a book that nobody tells of is shown as it was asked for, and stays suspect until one is told', () => {
  for (const book of [liquid(), new Book(liquid().market, liquid().tick)]) {
    const wasUsed = book.trust(T0) === 'trusted';
    const see = (seen: SnapshotEvent) =>
      book.apply({ type: 'DOUBT', market: book.market, reason: 'polled', atMs: T0, seen }, T0);
    assert.is(see(snapshot('yes', '0.41x1', '0.60x1')).problem?.kind, wasUsed ? 'polled' : undefined);
    assert.is(see(snapshot('yes', '0.42x1', '0.60x1')).problem, null, 'it is told once');
    assert.is(book.bestPrice('bid'), 420_000);
    assert.is(book.trust(T0), 'suspect');
    book.apply(snapshot('yes', '0.40x1', '0.60x1'), T0);
    assert.is(book.trust(T0), 'trusted');
  }
});

test('a group that ends crossed makes the book suspect', () => {
  const book = liquid();
  book.apply(change(T0 + 5, entry('yes bid 0.52 20')), T0 + 5);
  assert.is(book.trust(T0 + 5), 'midGroup');
  const { problem } = book.apply(change(T0 + 6, entry('yes bid 0.40 1')), T0 + 6);
  assert.is(problem?.kind, 'crossed');
  assert.match(problem?.detail ?? '', /bid 0.52, ask 0.52/);
  assert.is(book.suspicion?.kind, 'crossed');
});

test('a newer update may bring the healing along', () => {
  const book = liquid();
  book.apply(change(T0 + 5, entry('yes bid 0.51 20', '0.51/0.53')), T0 + 5);
  assert.is(book.trust(T0 + 5), 'midGroup');
  assert.is(book.apply(change(T0 + 6, entry('yes ask 0.52 0', '0.51/0.53')), T0 + 6).problem, null);
  assert.is(book.trust(T0 + 6), 'trusted');
});

test('a lost message shows as a declared top that is not ours', () => {
  const book = liquid();
  book.apply(change(T0 + 5, entry('yes bid 0.48 20', '0.51/0.52')), T0 + 5);
  assert.is(book.trust(T0 + 5), 'midGroup');
  const { problem } = book.apply(change(T0 + 6, entry('yes bid 0.47 20', '0.51/0.52')), T0 + 6);
  assert.is(problem?.kind, 'votes');
  assert.is(book.apply(change(T0 + 7, entry('yes bid 0.47 10', '0.51/0.52')), T0 + 7).problem, null, 'told once');
  assert.is(book.trust(T0 + 7), 'suspect');
});

test('a declared top may come before or after the change it describes', () => {
  const before = liquid();
  before.apply(top(T0 + 5, 'no', '0.48', '0.49'), T0 + 5);
  assert.is(before.trust(T0 + 5), 'midGroup');
  assert.equal(before.apply(change(T0 + 5, entry('yes bid 0.51 9')), T0 + 6), { changed: true, problem: null });
  assert.is(before.trust(T0 + 6), 'trusted');

  const after = liquid();
  after.apply(change(T0 + 5, entry('yes bid 0.51 9')), T0 + 5);
  assert.equal(after.apply(top(T0 + 5, 'yes', '0.51', '0.52'), T0 + 6), { changed: false, problem: null });
  assert.equal(after.apply(top(T0 + 4, 'yes', '0.10', '0.90'), T0 + 7), { changed: false, problem: null }, 'old vote');
  assert.is(after.trust(T0 + 7), 'trusted');
});

test('a snapshot that repeats the book changes nothing, one that differs in a size does', () => {
  const book = liquid();
  const again = (size: string) => snapshot('yes', `0.49x30 0.50x${size}`, '0.53x30 0.52x100', T0 + 1);
  assert.equal(book.apply(again('100'), T0 + 1), { changed: false, problem: null });
  assert.equal(book.apply(again('99'), T0 + 1), { changed: true, problem: null });
});

test('a declared empty side agrees with an empty side, not with a quote at 0 or 1 (fact 8)', () => {
  const book = new Book(MARKET, CENT);
  book.apply(snapshot('yes', '', '0.53x30'), T0);
  assert.is(book.best('bid'), null);
  assert.is(book.trust(T0), 'trusted');
  book.apply(change(T0 + 1, entry('yes ask 0.53 20', '-/0.53'), entry('no bid 0.47 20', '0.47/-')), T0 + 1);
  assert.is(book.trust(T0 + 1), 'trusted');
  book.apply(change(T0 + 2, entry('yes ask 0.53 0', '-/-'), entry('no bid 0.47 0', '-/-')), T0 + 2);
  assert.is(book.trust(T0 + 2), 'trusted');
  book.apply(top(T0 + 3, 'yes', '0.01', null), T0 + 3);
  assert.is(book.trust(T0 + 3), 'midGroup');
});

test('changes older than the snapshot are dropped, those of its millisecond are applied', () => {
  const book = liquid();
  assert.equal(book.apply(change(T0 - 1, entry('yes bid 0.50 1')), T0), { changed: false, problem: null });
  assert.is(book.size('bid', parsePrice('0.50')), parseShares('100'));
  assert.equal(book.apply(change(T0, entry('yes bid 0.50 1')), T0), { changed: true, problem: null });
  assert.is(book.size('bid', parsePrice('0.50')), parseShares('1'));
});

test('a trusted book is not taken back by an older snapshot, a suspect one is', () => {
  const book = liquid();
  book.apply(change(T0 + 9, entry('yes bid 0.51 5')), T0 + 9);
  assert.equal(book.apply(snapshot('no', '0.10x1', ''), T0 + 10).changed, false);
  assert.is(book.bestPrice('bid'), parsePrice('0.51'));
  book.distrust('a frame did not parse');
  assert.is(book.trust(T0 + 10), 'suspect');
  assert.match(book.suspicion?.detail ?? '', /did not parse/);
  assert.equal(book.apply(snapshot('yes', '0.30x1', ''), T0 + 11), { changed: true, problem: null });
  assert.is(book.trust(T0 + 11), 'trusted');
});

test('an idle book is old and right, and may be received before its own time (facts 9, 10)', () => {
  const book = new Book(MARKET, CENT);
  assert.is(book.apply(snapshot('yes', '0.50x1', '0.52x1', T0 - 20 * 60_000), T0).problem, null);
  assert.is(book.trust(T0), 'trusted');
  assert.is(book.apply(change(T0 + 17, entry('yes bid 0.50 2', '0.50/0.52')), T0).problem, null);
  assert.is(book.trust(T0), 'trusted');
  assert.is(book.venueMs, T0 + 17);
  assert.is(book.receivedMs, T0);
});

test('a venue time that cannot be does not freeze the book', () => {
  const empty = new Book(MARKET, CENT);
  assert.is(empty.apply(snapshot('yes', '0.50x1', '', T0 * 2), T0).problem?.kind, 'strayTime');
  assert.is(empty.trust(T0), 'empty');
  const future = liquid();
  assert.is(future.apply(change(T0 * 2, entry('yes bid 0.50 1')), T0).problem?.kind, 'strayTime');
  assert.is(future.trust(T0), 'suspect');
  const past = liquid();
  assert.is(
    past.apply(change(T0 / 1000, entry('yes bid 0.50 1')), T0).problem?.kind,
    'strayTime',
    'seconds for milliseconds',
  );
  assert.is(past.trust(T0), 'suspect');
});

test('a level change that is dated minutes ahead leaves nothing unheard that comes after it', () => {
  const book = liquid();
  book.apply(change(T0 + 240_000, entry('yes bid 0.50 7')), T0 + 1);
  book.apply(change(T0 + 100, entry('yes bid 0.50 8', '0.50/0.52')), T0 + 100);
  assert.is(book.size('bid', parsePrice('0.50')), parseShares('8'));
  assert.is(book.venueMs, T0 + 100);
  book.apply(top(T0 + 200, 'yes', '0.51', '0.52'), T0 + 200);
  assert.is(book.trust(T0 + 200), 'midGroup', 'a declared top is heard');
  assert.is(book.trust(T0 + 201 + GROUP_MAX_MS), 'suspect');
  book.apply(snapshot('yes', '0.51x1', '0.52x1', T0 + 2_000), T0 + 2_000);
  assert.is(book.trust(T0 + 2_000), 'trusted');
  assert.is(book.venueMs, T0 + 2_000);
});

test('a book that is dated minutes ahead is told by the first level change after it, and healed by the next book', () => {
  const book = new Book(MARKET, CENT);
  book.apply(snapshot('yes', '0.50x100', '0.52x100', T0 + 240_000), T0);
  const { problem } = book.apply(change(T0 + 100, entry('yes bid 0.50 8')), T0 + 100);
  assert.is(problem?.kind, 'strayTime');
  assert.is(book.trust(T0 + 100), 'suspect', 'and does not drop in silence what it cannot place');
  book.apply(snapshot('yes', '0.50x8', '0.52x100', T0 + 100), T0 + 150);
  book.apply(change(T0 + 200, entry('yes bid 0.50 9')), T0 + 200);
  assert.is(book.trust(T0 + 200), 'trusted');
  assert.is(book.size('bid', parsePrice('0.50')), parseShares('9'));
});

test('a tick that is dated minutes ahead does not hide the next one', () => {
  const book = liquid();
  const tick = (atMs: number, text: string): MarketEvent => ({
    type: 'TICK',
    market: MARKET,
    tick: parsePrice(text),
    atMs,
  });
  book.apply(tick(T0 + 240_000, '0.001'), T0 + 1);
  book.apply(tick(T0 + 500, '0.01'), T0 + 500);
  assert.is(book.tick, CENT);
  book.apply(tick(T0 + 400, '0.001'), T0 + 600);
  assert.is(book.tick, CENT, 'one that is merely late says nothing');
});

test('a crossed or locked full book is a problem', () => {
  for (const ask of ['0.50', '0.49']) {
    const book = new Book(MARKET, CENT);
    assert.is(book.apply(snapshot('yes', '0.50x1', `${ask}x1`), T0).problem?.kind, 'crossed');
    assert.is(book.trust(T0), 'suspect');
    book.apply(snapshot('yes', '0.50x1', '0.51x1', T0 + 1), T0 + 1);
    assert.is(book.trust(T0 + 1), 'trusted');
  }
});

test('both outcomes of one moment must mirror each other', () => {
  const same = liquid();
  assert.equal(same.apply(snapshot('no', '0.47x30 0.48x100', '0.51x30 0.50x100'), T0 + 1), {
    changed: false,
    problem: null,
  });
  assert.is(same.trust(T0 + 1), 'trusted');

  const other = liquid();
  assert.equal(other.apply(snapshot('no', '0.48x100', '0.50x100'), T0 + 1), { changed: true, problem: null });
  assert.is(other.trust(T0 + 1), 'midGroup', 'two updates of one millisecond may explain it');
  assert.is(other.apply(change(T0 + 9, entry('yes bid 0.49 1')), T0 + 9).problem?.kind, 'mirror');

  const explained = liquid();
  explained.apply(snapshot('no', '0.48x99', '0.50x100'), T0 + 1);
  explained.apply(snapshot('yes', '0.50x100', '0.52x99'), T0 + 2);
  assert.is(explained.trust(T0 + 2), 'trusted');
});

test('a tick change opens an epoch and rescales nothing', () => {
  const book = liquid();
  const tick = (text: string, atMs: number): MarketEvent => ({
    type: 'TICK',
    market: MARKET,
    tick: parsePrice(text),
    atMs,
  });
  assert.equal(book.apply(tick('0.001', T0 + 1), T0 + 1), { changed: true, problem: null });
  assert.equal(
    book.apply(tick('0.001', T0 + 1), T0 + 2),
    { changed: false, problem: null },
    'the other outcome’s copy',
  );
  assert.is(book.epoch, 1);
  assert.is(show(book.levels('bid', 9)), '0.5x100 0.49x30');
  assert.is(book.trust(T0 + 2), 'trusted');
  assert.is(book.apply(tick('0.01', T0), T0 + 3).changed, false, 'an older statement');
  assert.is(book.apply(tick('0.01', T0 + 4), T0 + 4).changed, true, 'coarser again');
  assert.is(book.epoch, 2);
});

test('a price finer than the tick opens an epoch, its removal does not', () => {
  const book = liquid();
  book.apply(change(T0 + 1, entry('yes bid 0.495 0')), T0 + 1);
  assert.is(book.epoch, 0);
  book.apply(change(T0 + 2, entry('yes bid 0.493 5'), entry('no ask 0.507 5')), T0 + 2);
  assert.is(book.epoch, 1);
  assert.is(book.tick, parsePrice('0.001'));
  book.apply(snapshot('yes', '0.49x1', '', T0 + 3, CENT), T0 + 3);
  assert.is(book.epoch, 2);
  book.apply(snapshot('yes', '0.4975x1', '', T0 + 4), T0 + 4);
  assert.is(book.tick, parsePrice('0.0025'));
  assert.is(book.epoch, 3);
});

test('more levels than a side holds make the book suspect, the best stay', () => {
  const book = new Book(MARKET, 1 as Price);
  const bids = Array.from({ length: LEVELS_MAX + 5 }, (_, index) => ({
    price: (index + 1) as Price,
    size: parseShares('1'),
  }));
  const event = { ...snapshot('yes', '', ''), bids };
  assert.is(book.apply(event, T0).problem?.kind, 'tooManyLevels');
  assert.is(book.trust(T0), 'suspect');
  assert.is(book.count('bid'), LEVELS_MAX);
  assert.is(book.bestPrice('bid'), LEVELS_MAX + 5);

  book.apply({ ...event, bids: bids.slice(0, LEVELS_MAX), atMs: T0 + 1 }, T0 + 1);
  assert.is(book.trust(T0 + 1), 'trusted');
  assert.is(book.apply(change(T0 + 2, entry('yes bid 0.90 1')), T0 + 2).problem?.kind, 'tooManyLevels');
  assert.is(book.size('bid', parsePrice('0.90')), 0);
});

test('a print and a resolution leave the book as it is', () => {
  const book = liquid();
  const print = {
    market: MARKET,
    outcome: 'yes',
    side: 'buy',
    price: parsePrice('0.52'),
    size: parseShares('5'),
  } as const;
  assert.is(book.apply({ type: 'PRINT', ...print, atMs: T0 + 1 }, T0 + 1).changed, false);
  assert.is(book.apply({ type: 'RESOLVED', market: MARKET, payout: 0 as Price, atMs: T0 + 1 }, T0 + 1).changed, false);
  assert.is(book.venueMs, T0);
});

test('an event of another market is a broken assumption', () => {
  assert.throws(() => liquid().apply({ ...snapshot('yes', '', ''), market: marketId('0xother') }, T0), /0xother/);
});

const TICKS = ['0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001'].map((text) => parsePrice(text));
const aTick = fc.constantFrom(...TICKS);
const aPrice = aTick.chain((tick) => fc.integer({ min: 1, max: 1_000_000 / tick - 1 }).map((n) => (n * tick) as Price));
const aSize = fc
  .oneof(fc.constant(0), fc.integer({ min: 1, max: 9_000_000_000_000_000 }))
  .map((n) => n as Level['size']);
const anOutcome = fc.constantFrom<Outcome>('yes', 'no');
const someLevels = fc.uniqueArray(fc.record({ price: aPrice, size: aSize }), {
  selector: (level) => level.price,
  maxLength: 12,
});
const aChange = fc.record({
  outcome: anOutcome,
  side: fc.constantFrom<BookSide>('bid', 'ask'),
  price: aPrice,
  size: aSize,
});

/** Some entries are followed by their mirror, as on the wire. */
const someChanges = fc.array(fc.tuple(aChange, fc.boolean()), { maxLength: 6 }).map((pairs) =>
  pairs.flatMap(([entry, mirrored]): LevelChange[] => {
    const one = { ...entry, hash: null };
    const other: LevelChange = {
      ...one,
      outcome: one.outcome === 'yes' ? 'no' : 'yes',
      side: one.side === 'bid' ? 'ask' : 'bid',
      price: (1_000_000 - one.price) as Price,
    };
    return mirrored ? [one, other] : [one];
  }),
);
const anEvent = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ outcome: anOutcome, bids: someLevels, asks: someLevels, tick: fc.option(aTick) }),
  },
  { weight: 6, arbitrary: someChanges },
  { weight: 1, arbitrary: aTick },
);
const aStory = fc.array(fc.tuple(anEvent, fc.integer({ min: -3, max: 3 })), { maxLength: 40 });

test('whatever comes, the book answers every question like its naive twin', () => {
  fc.assert(
    fc.property(aTick, aStory, fc.array(aPrice, { maxLength: 5 }), (tick, story, probes) => {
      const book = new Book(MARKET, tick);
      const naive = new NaiveBook(tick);
      let nowMs = T0;
      for (const [what, step] of story) {
        const event = eventOf(what, nowMs, step);
        nowMs = Math.max(nowMs, event.atMs);
        book.apply(event, nowMs);
        naive.apply(event);
        compare(book, naive, probes);
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});

/** Level changes may be older than the book; snapshots and ticks are not, since trust decides about those. */
function eventOf(what: unknown, nowMs: number, step: number): MarketEvent {
  if (typeof what === 'number')
    return { type: 'TICK', market: MARKET, tick: what as Price, atMs: nowMs + Math.abs(step) };
  if (Array.isArray(what)) return { type: 'LEVELS', market: MARKET, changes: what, atMs: nowMs + step };
  const parts = what as Pick<SnapshotEvent, 'outcome' | 'bids' | 'asks' | 'tick'>;
  return { type: 'SNAPSHOT', market: MARKET, ...parts, atMs: nowMs + Math.abs(step), hash: null };
}

function compare(book: Book, naive: NaiveBook, probes: readonly Price[]): void {
  assert.is(book.tick, naive.tick);
  assert.is(book.epoch, naive.epoch);
  for (const side of ['bid', 'ask'] as const) {
    const all = naive.levelsOf('yes', side, 99);
    assert.equal(book.levels(side, 99), all);
    assert.is(book.count(side), all.length);
    assert.equal(book.best(side), all[0] ?? null);
    assert.is(book.bestPrice(side), all[0]?.price ?? null);
    for (const outcome of ['yes', 'no'] as const)
      assert.equal(book.levelsOf(outcome, side, 3), naive.levelsOf(outcome, side, 3));
    for (const price of probes) assert.is(book.size(side, price), naive.size(side, price));
  }
}

test('whatever comes, a trusted book is neither crossed nor locked, and voting never throws', () => {
  const aVote = fc.option(fc.option(aPrice), { nil: undefined });
  const votes = fc.tuple(aVote, aVote);
  fc.assert(
    fc.property(fc.array(fc.tuple(anEvent, fc.integer({ min: -3, max: 3 }), votes), { maxLength: 40 }), (story) => {
      const book = new Book(MARKET, CENT);
      let nowMs = T0;
      for (const [what, step, [bestBid, bestAsk]] of story) {
        const event = eventOf(what, nowMs, step);
        nowMs = Math.max(nowMs, event.atMs);
        book.apply(event, nowMs);
        book.apply(
          {
            type: 'TOP',
            market: MARKET,
            outcome: 'no',
            bestBid: bestBid ?? null,
            bestAsk: bestAsk ?? null,
            atMs: nowMs,
          },
          nowMs,
        );
        const bid = book.bestPrice('bid');
        const ask = book.bestPrice('ask');
        if (book.trust(nowMs) === 'trusted' && bid !== null && ask !== null) assert.ok(bid < ask);
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});

test.run();
