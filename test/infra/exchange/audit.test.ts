// The audit must be able to find something: each test bends one number of books that were right.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId, tradeId, walletId } from '#domain/ids.ts';
import type { Slot } from '#domain/orders/slot.ts';
import { type Price, parsePrice, parseShares, type Shares, ZERO_USD } from '#domain/units.ts';
import { audit } from '#infra/exchange/audit.ts';
import { booked } from '#infra/exchange/floor.ts';
import { newListing } from '#infra/exchange/listing.ts';
import { makeTrade, settle } from '#infra/exchange/trade.ts';
import { Wallet } from '#infra/exchange/wallet.ts';
import { COIN } from './small-exchange.ts';

/** Ann bought 10 YES at 0.52 from Bob's NO bid, settled, and 10 more that are not; both have an order resting. */
function tradedBooks() {
  const [ann, bob] = [new Wallet(walletId('ann'), 100_000_000), new Wallet(walletId('bob'), 100_000_000)];
  const listing = newListing(COIN, 0);
  const order = (wallet: Wallet, id: string, slot: Slot, price: string) =>
    booked(wallet, {
      id: orderId(id),
      market: COIN.id,
      slot,
      price: parsePrice(price),
      size: parseShares('10'),
      kind: 'limit',
    });
  const match = (id: string) => {
    const size = parseShares('10');
    const taker = { wallet: ann, order: order(ann, `a${id}`, 'yesBid', '0.52'), size, price: parsePrice('0.52') };
    const maker = { wallet: bob, order: order(bob, `b${id}`, 'noBid', '0.48'), size };
    const at = { id: tradeId(id), market: COIN.id, atMs: 0 };
    return makeTrade(at, { ...taker, cash: -5_200_000, fee: 174_720 }, [maker]);
  };
  settle(match('settled'));
  const unsettled = match('unsettled');
  for (const [wallet, slot, price] of [[ann, 'yesBid', '0.5'] as const, [bob, 'noBid', '0.4'] as const]) {
    const resting = order(wallet, `${wallet.id} rests`, slot, price);
    wallet.reserve(resting);
    wallet.orders.set(resting.id, resting);
    listing.book.add(resting);
  }
  const books = {
    cover: 'perMarket' as const,
    wallets: new Map([ann, bob].map((wallet) => [wallet.id, wallet] as const)),
    listings: new Map([[COIN.id, listing]]),
    unsettled: [unsettled],
    fees: 2 * 174_720,
    crumbs: ZERO_USD,
    driftPaid: ZERO_USD,
    down: false,
  };
  return { books, ann, bob, listing };
}

test('books that are right are passed', () => {
  assert.equal(audit(tradedBooks().books), []);
});

test('a micro-dollar too many, in any account, is found', () => {
  const { books, ann } = tradedBooks();
  assert.is(audit({ ...books, fees: books.fees + 1 }).length, 1);
  ann.cash.settled += 1;
  assert.match(audit(books)[0] ?? '', /200000001 micro-dollars are accounted for, 200000000 came in/);
});

test('a micro-share without its counterpart is found', () => {
  const { books, ann } = tradedBooks();
  ann.position(COIN.id).yes.settled += 1;
  assert.match(audit(books)[0] ?? '', /20000001 YES against 20000000 NO/);
});

test('a decided market owes what its shares pay', () => {
  const { books, listing } = tradedBooks();
  for (const payout of [0, 500_000, 1_000_000]) {
    listing.facts = { ...COIN, payout: payout as Price };
    assert.equal(audit(books), [], String(payout));
  }
});

test('an expectation that no trade explains is found', () => {
  const { books, bob } = tradedBooks();
  const { no } = bob.position(COIN.id);
  no.incoming -= 1;
  no.settled += 1;
  assert.match(audit(books)[0] ?? '', /coin NO incoming/);
});

test('an order without cover, without owner or with a wrong level is found', () => {
  const poor = tradedBooks();
  for (const account of [poor.ann.cash, poor.bob.cash]) account.settled -= 86_000_000;
  assert.equal(audit({ ...poor.books, fees: poor.books.fees + 172_000_000 }), ['wallet ann: has uncovered orders']);

  const lost = tradedBooks();
  lost.ann.orders.clear();
  assert.ok(audit(lost.books).includes('order ann rests has no owner'));

  const bent = tradedBooks();
  for (const resting of bent.ann.orders.values()) resting.remaining = (resting.remaining - 1) as Shares;
  assert.ok(audit(bent.books).includes('coin: bid level 500000 is wrong'));
});

test('a book that is crossed is found', () => {
  const { books, bob, listing } = tradedBooks();
  const terms = { slot: 'noBid', price: parsePrice('0.5'), size: parseShares('10'), kind: 'limit' } as const;
  const crossing = booked(bob, { id: orderId('x'), market: COIN.id, ...terms });
  bob.reserve(crossing);
  bob.orders.set(crossing.id, crossing);
  listing.book.add(crossing);
  assert.equal(audit(books), ['coin: bid 500000 stands at or above ask 500000']);
});

test.run();
