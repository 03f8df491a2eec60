import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { MarketState, UNSEEN_MARK } from '#domain/market/market-state.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import { microMark } from '#domain/pricing/features.ts';
import { QueueRateWatch } from '#domain/quoting/queue-rates.ts';
import { type Price, parsePrice } from '#domain/units.ts';
import { aMarket, aRow, shares } from '../orders/scene.ts';
import { QUEUE, snapshot } from '../quoting/market-scene.ts';

const RAIN = aMarket('rain');
const BIDS = '0.49 x 500, 0.48 x 900';
const ASKS = '0.51 x 500, 0.52 x 900';

function rain(own: readonly OrderRow[] = [], facts = RAIN): MarketState {
  return new MarketState(facts, () => own, QUEUE);
}

const book = (bids: string, asks: string, atMs = 1_000): MarketEvent => snapshot(RAIN.id, bids, asks, atMs);
const print = (side: 'buy' | 'sell', price: string, size: number, outcome: 'yes' | 'no' = 'yes'): MarketEvent => ({
  type: 'PRINT',
  market: RAIN.id,
  outcome,
  side,
  price: parsePrice(price),
  size: shares(size),
  atMs: 1_000,
});
const shown = (state: MarketState, side: 'bid' | 'ask', depth?: number): string[] =>
  state.others(side, depth).map(({ price, size }) => `${price / 1e6} x ${size / 1e6}`);

test('a market that never had two sides has a mark by convention only', () => {
  const state = rain();
  assert.is(state.mark, UNSEEN_MARK);
  assert.not(state.marked);
  state.apply(book(BIDS, ''), 1_000);
  assert.not(state.marked);
  state.apply(book(BIDS, ASKS), 1_001);
  assert.ok(state.marked);
  assert.is(state.mark, parsePrice('0.5'));
});

test('the last two-sided micro-price stays the mark while a side is missing or the book crosses', () => {
  const state = rain();
  state.apply(book('0.49 x 900', '0.51 x 300'), 1_000);
  assert.is(state.mark, parsePrice('0.505'));
  for (const [bids, asks] of [
    ['0.3 x 5', ''],
    ['', '0.7 x 5'],
    ['0.6 x 5', '0.5 x 5'],
  ] as const) {
    state.apply(book(bids, asks), 1_001);
    assert.is(state.mark, parsePrice('0.505'), `${bids} ${asks}`);
  }
});

test('our own orders are no part of the mark, nor of what others show', () => {
  const ours = [
    aRow('yesBid 0.5 x 100', 'a'),
    aRow('noBid 0.49 x 200', 'b'), // an ask at 0.51 in YES terms
    aRow('yesBid 0.48 x 400', 'c'),
    aRow('yesBid 0.49 x 77', 'd', { restingMs: null }), // not in the book yet
    aRow('noAsk 0.51 x 50', 'e', { filled: shares(20) }), // a bid at 0.49, 30 left
  ];
  const state = rain(ours);
  state.apply(book(`0.5 x 100, 0.49 x 530, 0.48 x 900`, '0.51 x 700, 0.52 x 900'), 1_000);
  assert.equal(shown(state, 'bid'), ['0.49 x 500', '0.48 x 500']);
  assert.equal(shown(state, 'ask'), ['0.51 x 500', '0.52 x 900']);
  const alone = rain();
  alone.apply(book('0.49 x 500, 0.48 x 500', '0.51 x 500, 0.52 x 900'), 1_000);
  assert.is(state.mark, alone.mark);
});

test('a view is so deep as it says, after our own are taken out', () => {
  const bids = Array.from({ length: 20 }, (_, at) => `0.${40 - at} x 10`).join(', ');
  const state = rain([aRow('yesBid 0.4 x 10', 'a')]);
  state.apply(book(bids, ASKS), 1_000);
  assert.is(state.others('bid').length, 10);
  assert.equal(shown(state, 'bid', 1), ['0.39 x 10']);
});

test('a resolved market is marked at its payout, whatever its book says', () => {
  const state = rain();
  state.apply(book(BIDS, ASKS), 1_000);
  state.apply({ type: 'RESOLVED', market: RAIN.id, payout: 1_000_000 as Price, atMs: 1_001 }, 1_001);
  assert.is(state.mark, 1_000_000);
  assert.is(state.facts.payout, 1_000_000);
  state.apply(book('0.2 x 5', '0.3 x 5'), 1_002);
  assert.is(state.mark, 1_000_000);
  const born = rain([], aMarket('rain', { payout: 500_000 as Price }));
  assert.is(born.mark, 500_000);
  assert.ok(born.marked);
});

test('amended facts are read at once, and the tick in force stays the book’s', () => {
  const state = rain();
  state.apply({ type: 'TICK', market: RAIN.id, tick: 1_000 as Price, atMs: 1 }, 1);
  state.amend({ ...RAIN, endMs: 77 });
  assert.is(state.facts.endMs, 77);
  assert.is(state.book.tick, 1_000);
  state.amend({ ...RAIN, payout: 0 as Price });
  assert.is(state.mark, 0);
});

test('a forgotten book is empty until a snapshot comes; tape, tick and mark are not forgotten', () => {
  const state = rain();
  state.apply(snapshot(RAIN.id, BIDS, ASKS, 1_000, 1_000 as Price), 1_000);
  state.apply(print('buy', '0.51', 20), 1_001);
  state.forgetBook();
  assert.equal(state.others('bid'), []);
  assert.is(state.book.tick, 1_000);
  assert.is(state.tape.count, 1);
  assert.is(state.mark, parsePrice('0.5'));
  state.apply(book(BIDS, ASKS), 1_002);
  assert.is(state.others('bid').length, 2);
});

test('a print goes to the tape and to our places in the queue, and is no change of the book', () => {
  const state = rain();
  state.apply(book(BIDS, ASKS), 1_000);
  state.queue.join(aRow('yesBid 0.49 x 10', 'o1'), (side, price) => state.book.size(side, price), 1_000);
  assert.is(state.ahead(orderId('o1')), shares(500));
  assert.is(state.apply(print('sell', '0.49', 120), 1_001), null);
  assert.is(state.ahead(orderId('o1')), shares(380));
  assert.is(state.tape.count, 1);
  assert.is(state.ahead(orderId('nobody')), null);
});

test('a trade printed on both outcomes moves the queue once', () => {
  const state = rain();
  state.apply(book(BIDS, ASKS), 1_000);
  state.queue.join(aRow('yesBid 0.49 x 10', 'o1'), (side, price) => state.book.size(side, price), 1_000);
  state.apply(print('sell', '0.49', 120), 1_001);
  state.apply(print('buy', '0.51', 120, 'no'), 1_001);
  assert.is(state.ahead(orderId('o1')), shares(380));
});

test('a change of the level moves the queue, an event that changes nothing does not', () => {
  const state = rain();
  state.apply(book(BIDS, ASKS), 1_000);
  state.queue.join(aRow('yesBid 0.49 x 10', 'o1'), (side, price) => state.book.size(side, price), 1_000);
  const level = { outcome: 'yes', side: 'bid', price: parsePrice('0.49'), hash: null } as const;
  const told = (size: number, atMs: number) =>
    state.apply({ type: 'LEVELS', market: RAIN.id, changes: [{ ...level, size: shares(size) }], atMs }, atMs);
  told(510, 1_001); // our own
  const moved = told(310, 1_002);
  assert.ok(moved?.changed);
  assert.is(state.ahead(orderId('o1')), shares(300));
  const { moves } = state.queue;
  const again = state.apply({ type: 'LEVELS', market: RAIN.id, changes: [], atMs: 1_003 }, 1_003);
  assert.not(again?.changed);
  assert.is(state.queue.moves, moves);
  assert.is(state.events, 4);
});

test('touch and mark are what a look at every change would find, however deep it was and whatever rests of ours', () => {
  const change = fc.record({
    side: fc.constantFrom('bid' as const, 'ask' as const),
    depth: fc.integer({ min: 0, max: 19 }),
    size: fc.constantFrom(0, 0, 10, 400, 900),
    own: fc.option(fc.nat(3), { freq: 5 }),
  });
  const line = (from: number, step: number) =>
    Array.from({ length: 20 }, (_, n) => `${((from + n * step) / 100).toFixed(2)} x 500`).join(', ');
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      let own: readonly OrderRow[] = [];
      const state = new MarketState(RAIN, () => own, QUEUE);
      const rates = new QueueRateWatch();
      let mark = UNSEEN_MARK;
      const looked = (atMs: number) => {
        const [bids, asks] = [state.others('bid', 3), state.others('ask', 3)];
        rates.onTouch(bids[0] ?? null, asks[0] ?? null, atMs);
        mark = microMark(bids, asks) ?? mark;
      };
      if (state.apply(book(line(49, -1), line(51, 1)), 1_000)?.changed) looked(1_000);
      for (const [n, { side, depth, size, own: count }] of changes.entries()) {
        const atMs = 1_001 + n;
        if (count !== null) own = Array.from({ length: count }, (_, at) => aRow(`yesBid 0.${49 - at} x 450`, `o${at}`));
        const price = parsePrice(((side === 'bid' ? 49 - depth : 51 + depth) / 100).toFixed(2));
        const level = { outcome: 'yes', side, price, size: shares(size), hash: null } as const;
        const event = { type: 'LEVELS', market: RAIN.id, changes: [level], atMs } as const;
        if (state.apply(event, atMs)?.changed) looked(atMs);
        assert.is(state.mark, mark);
        for (const each of ['bid', 'ask'] as const) assert.equal(state.rates.rates(each), rates.rates(each));
      }
    }),
    { seed: 7, numRuns: 60 },
  );
});

test.run();
