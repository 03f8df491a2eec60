// Frames of one engine update are one event; nothing else is.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { CHANGES_MAX, isSameUpdate, joinUpdates } from '#domain/market/engine-update.ts';
import type { LevelChange, LevelsEvent, MarketEvent } from '#domain/market/market-event.ts';
import { type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';

const M = marketId('m');
const CENT = parsePrice('0.01');

const change = (outcome: 'yes' | 'no', hash: string | null, price = '0.4'): LevelChange => ({
  outcome,
  side: 'bid',
  price: parsePrice(price),
  size: parseShares('1'),
  hash,
});
const levels = (atMs: number, ...changes: LevelChange[]): LevelsEvent => ({ type: 'LEVELS', market: M, changes, atMs });
const PRINT: MarketEvent = {
  type: 'PRINT',
  market: M,
  outcome: 'yes',
  side: 'buy',
  price: parsePrice('0.5'),
  size: parseShares('1'),
  atMs: 1,
};

test('frames of one time and one hash are one update', () => {
  const one = levels(1, change('yes', 'a'), change('no', 'b'));
  assert.ok(isSameUpdate(one, levels(1, change('yes', 'a'), change('no', 'b'))));
  assert.ok(isSameUpdate(one, levels(1, change('no', 'b'))));
  assert.not(isSameUpdate(one, levels(2, change('yes', 'a'))), 'another time');
  assert.not(isSameUpdate(one, levels(1, change('yes', 'c'))), 'another state');
  assert.not(isSameUpdate(one, levels(1, change('yes', 'a'), change('no', 'c'))), 'they contradict each other');
  assert.not(isSameUpdate(one, levels(1, change('yes', null))), 'nothing proves it');
  assert.not(isSameUpdate(one, { ...one, market: marketId('other') }));
});

test('joined frames stand where the first one stood, and keep the order of their changes', () => {
  const other = { ...levels(1, change('yes', 'a')), market: marketId('other') };
  const first = levels(1, change('yes', 'a', '0.1'));
  const events = [first, other, levels(1, change('yes', 'a', '0.2')), levels(2, change('yes', 'z')), PRINT];
  const joined = joinUpdates(events);
  assert.is(joined.length, 4);
  assert.equal(joined[0], levels(1, change('yes', 'a', '0.1'), change('yes', 'a', '0.2')));
  assert.equal(joined.slice(1), [other, events[3], PRINT]);
});

test('what comes between keeps frames apart, and no update grows without bound', () => {
  const frame = levels(1, change('yes', 'a'));
  assert.equal(joinUpdates([frame, PRINT, frame]), [frame, PRINT, frame]);
  const big = levels(1, ...Array.from({ length: CHANGES_MAX }, () => change('yes', 'a')));
  assert.is(joinUpdates([big, frame]).length, 2);
});

test('a book ends the same whether the frames come joined or one by one', () => {
  const anyChange = fc.record({
    outcome: fc.constantFrom('yes' as const, 'no' as const),
    side: fc.constantFrom('bid' as const, 'ask' as const),
    price: fc.integer({ min: 1, max: 9 }).map((cents) => (cents * 10_000) as Price),
    size: fc.integer({ min: 0, max: 3 }).map((size) => size as Shares),
    hash: fc.constantFrom('a', 'b', null),
  });
  const events = fc.array(
    fc.record({
      type: fc.constant('LEVELS' as const),
      market: fc.constant(M),
      changes: fc.array(anyChange, { minLength: 1, maxLength: 3 }),
      atMs: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 8 },
  );
  const played = (given: readonly MarketEvent[]) => {
    const book = new Book(M, CENT);
    book.apply({ type: 'SNAPSHOT', market: M, outcome: 'yes', bids: [], asks: [], tick: CENT, atMs: 0, hash: null }, 1);
    for (const event of given) book.apply(event, 1);
    return [book.levels('bid', 99), book.levels('ask', 99)];
  };
  fc.assert(
    fc.property(events, (given) => {
      given.sort((a, b) => a.atMs - b.atMs);
      assert.equal(played(joinUpdates(given)), played(given));
    }),
    { seed: 42, numRuns: 500 },
  );
});

test.run();
