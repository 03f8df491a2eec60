// What one socket could not read is excused by what the other one told, and by nothing else.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '#domain/market/market.ts';
import type { BookSide, MarketEvent } from '#domain/market/market-event.ts';
import { bookMark, levelMark } from '#domain/market/update-mark.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { EXCUSE_MS, UnreadUpdates } from '#infra/venue/client/unread-updates.ts';
import { RAIN } from './small-venue.ts';

type Row = readonly [outcome: Outcome, side: BookSide, price: string, hash: string | null];

const levels = (rows: readonly Row[]): MarketEvent => ({
  type: 'LEVELS',
  market: RAIN,
  changes: rows.map(([outcome, side, price, hash]) => {
    return { outcome, side, price: parsePrice(price), size: parseShares('5'), hash };
  }),
  atMs: 1,
});
const marks = (rows: readonly Row[]) =>
  rows.map(([outcome, side, price, hash]) => levelMark(outcome, side, parsePrice(price), hash ?? ''));

test('a book that could not be read is excused by the same book', () => {
  const updates = new UnreadUpdates();
  const book = { market: RAIN, outcome: 'yes', bids: [], asks: [], tick: null, atMs: 1, hash: 'abc' } as const;
  updates.told('two', { type: 'SNAPSHOT', ...book });
  assert.is(updates.unread('one', [bookMark('yes', 'abc')], 0), 'excused');
  assert.is(updates.unread('one', [bookMark('no', 'abc')], 0), 'waits');
});

test('a socket does not excuse itself, and changes without a hash excuse nothing', () => {
  const updates = new UnreadUpdates();
  updates.told('one', levels([['yes', 'bid', '0.5', 'abc']]));
  updates.told('two', levels([['yes', 'bid', '0.5', null]]));
  assert.is(updates.unread('one', marks([['yes', 'bid', '0.5', 'abc']]), 0), 'waits');
  assert.is(updates.unread('one', [], 0), 'missed');
});

test('a clock that went back has waited long enough', () => {
  const updates = new UnreadUpdates();
  updates.unread('one', marks([['yes', 'bid', '0.5', 'abc']]), 1_000);
  assert.not(updates.isOverdue(1_000 + EXCUSE_MS - 1));
  assert.ok(updates.isOverdue(1_000 + EXCUSE_MS));
  assert.ok(updates.isOverdue(0));
  updates.clear();
  assert.not(updates.isOverdue(0));
});

test('whatever is told by whom, an unread frame is excused exactly when another socket told all of it', () => {
  const row: fc.Arbitrary<Row> = fc.tuple(
    fc.constantFrom('yes', 'no'),
    fc.constantFrom('bid', 'ask'),
    fc.constantFrom('0.4', '0.5'),
    fc.constantFrom('h1', 'h2'),
  );
  const rows = fc.array(row, { minLength: 1, maxLength: 3 });
  const said = fc.array(fc.tuple(fc.constantFrom('one', 'two'), rows), { maxLength: 8 });
  const law = fc.property(said, rows, said, (before, unread, after) => {
    const updates = new UnreadUpdates();
    const known = new Set<string>();
    const tell = ([socket, changes]: readonly [string, readonly Row[]]) => {
      updates.told(socket, levels(changes));
      if (socket === 'two') for (const mark of marks(changes)) known.add(mark);
    };
    const isKnown = () => marks(unread).every((mark) => known.has(mark));
    for (const one of before) tell(one);
    assert.is(updates.unread('one', marks(unread), 0), isKnown() ? 'excused' : 'waits');
    for (const one of after) tell(one);
    assert.is(updates.isOverdue(EXCUSE_MS), !isKnown());
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test.run();
