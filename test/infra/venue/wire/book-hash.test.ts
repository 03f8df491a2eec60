// The hash of a whole book: the literal of the official clients, and what a book of ours makes of it.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId, outcomeId } from '#domain/ids.ts';
import { Book } from '#domain/market/book.ts';
import { MICRO, microText, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { bookHash, type HashedBook, hashedBook, lastTradeOf } from '#infra/venue/wire/book-hash.ts';
import { lastTradeText } from '#infra/venue/wire/scalars.ts';
import { phrase, TextBytes } from '#infra/venue/wire/text-bytes.ts';

const level = (price: string, size: string) => ({ price: parsePrice(price), size: parseShares(size) });
const OFFICIAL: HashedBook = {
  market: marketId('0xaabbcc'),
  asset: outcomeId('100'),
  atMs: 123_456_789,
  bids: [level('0.3', '100'), level('0.4', '100')],
  asks: [level('0.6', '100'), level('0.7', '100')],
  minSize: parseShares('100'),
  tick: parsePrice('0.01'),
  negRisk: false,
};
const HALF = 500_000 as Price;

test('the last trade is printed with three decimals at least', () => {
  assert.is(lastTradeText(HALF), '0.500');
  assert.is(lastTradeText(510_000 as Price), '0.510');
  assert.is(lastTradeText(1_500 as Price), '0.0015');
  assert.is(lastTradeText(MICRO as Price), '1.000');
  assert.is(lastTradeText('none'), '');
});

test('the hash of the official clients', () => {
  assert.is(bookHash(OFFICIAL, '0.5'), '0458ea5755c9f73d64a14636fa5c36ed460ec394');
  assert.is.not(bookHash({ ...OFFICIAL, bids: OFFICIAL.bids.toReversed() }, '0.5'), bookHash(OFFICIAL, '0.5'));
});

test('sizes print as everywhere else', () => {
  const size = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.integer({ min: 0, max: 99 }).map((n) => n * 10_000),
  );
  fc.assert(
    fc.property(size, (micro) => {
      const bytes = new TextBytes();
      bytes.micro(micro);
      assert.is(Buffer.from(bytes.view).toString(), microText(micro));
    }),
    { seed: 42, numRuns: 5_000 },
  );
});

test('a book of any size is spelled as its parts, one after the other', () => {
  const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), fc.integer({ min: 1, max: 400 }), (parts, times) => {
      const bytes = new TextBytes();
      let text = 'what was spelled before';
      bytes.text(text);
      bytes.cut(0);
      text = '';
      for (let time = 0; time < times; time++)
        for (const one of parts) {
          if (typeof one === 'number') bytes.micro(one);
          else bytes.text(one);
          bytes.phrase(phrase('"}'));
          text += `${typeof one === 'number' ? microText(one) : one}"}`;
        }
      assert.is(Buffer.compare(bytes.view, Buffer.from(text)), 0);
    }),
    { seed: 42, numRuns: 60 },
  );
});

const COMPACT = (book: HashedBook, lastTrade: string) => {
  const levels = (side: HashedBook['bids']) =>
    side.map(({ price, size }) => ({ price: microText(price), size: microText(size) }));
  return JSON.stringify({
    market: book.market,
    asset_id: book.asset,
    timestamp: String(book.atMs),
    hash: '',
    bids: levels(book.bids),
    asks: levels(book.asks),
    min_order_size: microText(book.minSize),
    tick_size: microText(book.tick),
    neg_risk: book.negRisk,
    last_trade_price: lastTrade,
  });
};

test('the hash of any book is that of its compact JSON', () => {
  const side = fc.array(
    fc.record({
      price: fc.integer({ min: 1, max: MICRO - 1 }).map((micro) => micro as Price),
      size: fc.maxSafeNat().map((micro) => micro as Shares),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(side, side, fc.string({ unit: 'binary' }), fc.nat(), fc.boolean(), (bids, asks, id, atMs, negRisk) => {
      const book = { ...OFFICIAL, market: marketId(`m${id}`), bids, asks, atMs, negRisk };
      const hash = createHash('sha1').update(COMPACT(book, '0.5')).digest('hex');
      assert.is(bookHash(book, '0.5'), hash);
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('the last trade is found among candidates by the hash alone', () => {
  const price = fc.integer({ min: 1, max: MICRO - 1 }).map((micro) => micro as Price);
  fc.assert(
    fc.property(price, fc.array(price, { maxLength: 5 }), (trade, others) => {
      const hash = bookHash(OFFICIAL, lastTradeText(trade));
      assert.is(lastTradeOf(OFFICIAL, hash, [...others, 'none', trade]), trade);
      assert.is(lastTradeOf(OFFICIAL, hash, others), others.includes(trade) ? trade : undefined);
    }),
    { seed: 42, numRuns: 100 },
  );
});

test('a book of ours hashes to what the venue says of either outcome', () => {
  const facts = { market: OFFICIAL.market, minSize: OFFICIAL.minSize, negRisk: false };
  const book = new Book(OFFICIAL.market, OFFICIAL.tick);
  const { bids, asks, tick, atMs } = OFFICIAL;
  book.apply({ type: 'SNAPSHOT', market: OFFICIAL.market, outcome: 'yes', bids, asks, tick, atMs, hash: null }, atMs);
  const yes = hashedBook(book, 'yes', { ...facts, asset: OFFICIAL.asset }, atMs);
  assert.is(bookHash(yes, '0.5'), bookHash({ ...OFFICIAL, asks: asks.toReversed() }, '0.5'));
  const mirror: HashedBook = {
    ...OFFICIAL,
    asset: outcomeId('101'),
    bids: [level('0.3', '100'), level('0.4', '100')],
    asks: [level('0.7', '100'), level('0.6', '100')],
  };
  assert.is(
    bookHash(hashedBook(book, 'no', { ...facts, asset: outcomeId('101') }, atMs), '0.5'),
    bookHash(mirror, '0.5'),
  );
});

test.run();
