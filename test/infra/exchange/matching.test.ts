// Who meets whom: the kinds of match, and a sweep that decides without moving anything. The twin is in exchange-property.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, orderId, walletId } from '#domain/ids.ts';
import { ALL_SLOTS, SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import { parsePrice, parseShares } from '#domain/units.ts';
import { matchKind, sweep } from '#infra/exchange/matching.ts';
import { type BookedOrder, RestingBook } from '#infra/exchange/resting-book.ts';

function order(text: string): BookedOrder {
  const [wallet = '', slot = '', size = '', price = ''] = text.split(' ');
  const own = parsePrice(price);
  return {
    id: orderId(text),
    wallet: walletId(wallet),
    market: marketId('coin'),
    slot: slot as Slot,
    side: SLOTS[slot as Slot].economic,
    price: own,
    yesPrice: yesPrice(slot as Slot, own),
    size: parseShares(size),
    remaining: parseShares(size),
    reserved: 0,
    restsFromMs: 0,
    place: null,
  };
}

test('buyers of both outcomes make a set, sellers of both unmake one, the rest swap', () => {
  const kinds = ALL_SLOTS.flatMap((taker) =>
    ALL_SLOTS.filter((maker) => SLOTS[maker].economic !== SLOTS[taker].economic).map(
      (maker) => `${taker} meets ${maker}: ${matchKind(taker, maker)}`,
    ),
  );
  assert.equal(kinds, [
    'yesBid meets yesAsk: complementary',
    'yesBid meets noBid: mint',
    'noAsk meets yesAsk: merge',
    'noAsk meets noBid: complementary',
    'yesAsk meets yesBid: complementary',
    'yesAsk meets noAsk: merge',
    'noBid meets yesBid: mint',
    'noBid meets noAsk: complementary',
  ]);
});

test('a sweep takes the best price first, the oldest order first, and steps over its own', () => {
  const book = new RestingBook();
  for (const text of [
    'bob noBid 10 0.47',
    'ann noBid 10 0.48',
    'cat yesAsk 10 0.52',
    'bob noBid 10 0.48',
    'dan noBid 10 0.4',
  ])
    book.add(order(text));
  const { levels, own, filled } = sweep(book, order('ann yesBid 25 0.55'));
  assert.equal(
    levels.map(({ yesPrice: at, size, makers }) => [at, size, makers.map((maker) => maker.order.id)]),
    [
      [520_000, 20_000_000, ['cat yesAsk 10 0.52', 'bob noBid 10 0.48']],
      [530_000, 5_000_000, ['bob noBid 10 0.47']],
    ],
  );
  assert.equal(
    own.map((mine) => mine.id),
    ['ann noBid 10 0.48'],
  );
  assert.is(filled, 25_000_000);
  assert.is(book.count, 5, 'nothing moved');
});

test('prices that do not reach each other do not meet', () => {
  const book = new RestingBook();
  book.add(order('bob noBid 10 0.47'));
  assert.equal(sweep(book, order('ann yesBid 25 0.52')).levels, []);
  assert.is(sweep(book, order('ann yesBid 25 0.53')).filled, 10_000_000, 'a dollar together is enough');
});

test.run();
