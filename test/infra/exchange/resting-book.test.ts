// The queues of a book: places kept and lost, levels that come and go, and what changed since somebody last asked.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, walletId } from '#domain/ids.ts';
import type { BookSide } from '#domain/market/market-event.ts';
import type { Price, Shares } from '#domain/units.ts';
import { aheadOf, type BookedOrder, RestingBook } from '#infra/exchange/resting-book.ts';

let count = 0;
function order(side: BookSide, cents: number, shares: number): BookedOrder {
  count += 1;
  const price = (cents * 10_000) as Price;
  const size = (shares * 1_000_000) as Shares;
  const names = { id: orderId(`order ${count}`), wallet: walletId('ann'), market: marketId('coin') };
  const slot = side === 'bid' ? ('yesBid' as const) : ('yesAsk' as const);
  return {
    ...names,
    slot,
    side,
    price,
    yesPrice: price,
    size,
    remaining: size,
    reserved: 0,
    restsFromMs: 0,
    place: null,
  };
}

test('a partial fill keeps the place in the queue, a new order goes to its end', () => {
  const book = new RestingBook();
  const [first, second, third] = [order('bid', 50, 10), order('bid', 50, 10), order('bid', 50, 10)];
  for (const one of [first, second]) book.add(one);
  book.reduce(first, 4_000_000 as Shares);
  book.add(third);
  assert.equal([...book.orders('bid')], [first, second, third]);
  book.remove(second);
  assert.equal([...book.orders('bid')], [first, third]);
  assert.is(book.size('bid', first.yesPrice), 16_000_000);
  book.reduce(first, 6_000_000 as Shares);
  assert.is(first.place, null);
  assert.throws(() => book.remove(first), /resting/);
});

test('who stands before an order is known, in shares, until it leaves', () => {
  const book = new RestingBook();
  const [first, second, third, elsewhere] = [
    order('bid', 50, 10),
    order('bid', 50, 5),
    order('bid', 50, 1),
    order('bid', 51, 9),
  ];
  for (const one of [first, second, third, elsewhere]) book.add(one);
  assert.equal([first, second, third, elsewhere].map(aheadOf), [0, 10_000_000, 15_000_000, 0]);
  book.reduce(first, 4_000_000 as Shares);
  assert.is(aheadOf(third), 11_000_000);
  book.remove(first);
  assert.is(aheadOf(third), 5_000_000);
  assert.is(aheadOf(first), null);
});

test('levels are best first on both sides, as deep as asked', () => {
  const book = new RestingBook();
  for (const cents of [48, 50, 49]) book.add(order('bid', cents, 1));
  for (const cents of [53, 51, 52]) book.add(order('ask', cents, 1));
  const prices = (side: BookSide, depth?: number) => book.levels(side, depth).map((level) => level.price / 10_000);
  assert.equal(
    [prices('bid'), prices('ask'), prices('ask', 2)],
    [
      [50, 49, 48],
      [51, 52, 53],
      [51, 52],
    ],
  );
  assert.ok(book.crosses('bid', 510_000 as Price) && !book.crosses('bid', 500_000 as Price));
  assert.ok(book.crosses('ask', 500_000 as Price) && !book.crosses('ask', 510_000 as Price));
});

test('every level that changed is named once, with its size now', () => {
  const book = new RestingBook();
  const gone = order('ask', 52, 5);
  for (const one of [order('bid', 50, 5), order('bid', 50, 7), gone]) book.add(one);
  book.remove(gone);
  assert.equal(book.drainTouched(), [
    { side: 'bid', price: 500_000, size: 12_000_000 },
    { side: 'ask', price: 520_000, size: 0 },
  ]);
  assert.equal(book.drainTouched(), []);
});

test('a random life of a book equals a sorted list', () => {
  const deed = fc.record({
    side: fc.constantFrom('bid' as const, 'ask' as const),
    cents: fc.integer({ min: 40, max: 60 }),
    shares: fc.integer({ min: 1, max: 9 }),
    leaves: fc.option(fc.nat(), { freq: 2 }),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
      const book = new RestingBook();
      const list: BookedOrder[] = [];
      for (const { side, cents, shares, leaves } of deeds) {
        const leaver = leaves === null ? undefined : list[leaves % Math.max(1, list.length)];
        if (leaver) {
          book.remove(leaver);
          list.splice(list.indexOf(leaver), 1);
        } else {
          const one = order(side, cents, shares);
          book.add(one);
          list.push(one);
        }
        for (const half of ['bid', 'ask'] as const) {
          const sign = half === 'bid' ? -1 : 1;
          const here = list.filter((one) => one.side === half);
          const sorted = here.sort((a, b) => sign * (a.yesPrice - b.yesPrice));
          assert.equal(
            [...book.orders(half)].map((one) => one.id),
            sorted.map((one) => one.id),
          );
          assert.is(book.best(half), sorted[0]?.yesPrice ?? null);
        }
      }
      assert.is(book.count, list.length);
    }),
    { seed: 45, numRuns: 60 },
  );
});

test.run();
