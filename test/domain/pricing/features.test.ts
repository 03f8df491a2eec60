import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Level } from '#domain/market/market-event.ts';
import { microMark, readFeatures, withoutOwn } from '#domain/pricing/features.ts';
import { complement, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { near } from './oracle.ts';

const TICK = parsePrice('0.01');
const level = (price: string, size: string): Level => ({ price: parsePrice(price), size: parseShares(size) });

test('a two-sided book gives top, spread, mid, imbalance and micro-price', () => {
  const features = readFeatures([level('0.47', '300')], [level('0.49', '100')], TICK);
  near(features.bid ?? 0, 0.47);
  near(features.ask ?? 0, 0.49);
  assert.is(features.spreadTicks, 2);
  near(features.mid ?? 0, 0.48);
  near(features.imbalance ?? 0, 0.75);
  near(features.micro ?? 0, 0.485);
  assert.is(features.crossed, false);
});

test('three levels count, with weights 1, 1/2 and 1/4, whatever order they come in', () => {
  const bids = [level('0.44', '9999'), level('0.45', '400'), level('0.47', '100'), level('0.46', '200')];
  const asks = [level('0.5', '100')];
  const features = readFeatures(bids, asks, TICK);
  near(features.imbalance ?? 0, 300 / 400);
  near(features.micro ?? 0, 0.47 + 0.03 * 0.75);
  assert.is(features.depthBid, parseShares('700'));
  assert.is(features.trace.weightedBid, 300);
  assert.is(microMark(bids, asks), parsePrice('0.4925'));
});

test('a one-sided book has a top and no signal', () => {
  const features = readFeatures([level('0.47', '300')], [], TICK);
  near(features.bid ?? 0, 0.47);
  for (const key of ['ask', 'mid', 'micro', 'imbalance', 'spreadTicks'] as const) assert.is(features[key], null);
  assert.is(microMark([level('0.47', '300')], []), null);
});

test('an empty book has nothing', () => {
  const features = readFeatures([], [level('0.5', '0')], TICK);
  assert.is(features.bid, null);
  assert.is(features.micro, null);
  assert.is(features.depthAsk, 0);
  assert.is(microMark([], []), null);
});

test('a crossed or locked book gives no signal and says so', () => {
  for (const ask of ['0.46', '0.47']) {
    const features = readFeatures([level('0.47', '300')], [level(ask, '10')], TICK);
    assert.is(features.crossed, true);
    for (const key of ['bid', 'ask', 'mid', 'micro', 'imbalance', 'spreadTicks'] as const)
      assert.is(features[key], null);
    assert.is(microMark([level('0.47', '300')], [level(ask, '10')]), null);
  }
});

test('ticks of 0.0025, 0.005 and 0.0001 count exactly', () => {
  for (const [tick, spread] of [
    ['0.0025', 4],
    ['0.005', 2],
    ['0.0001', 100],
  ] as const)
    assert.is(readFeatures([level('0.47', '1')], [level('0.48', '1')], parsePrice(tick)).spreadTicks, spread);
});

test('our own order is taken out of its level, and an emptied level disappears', () => {
  const own = [
    { price: parsePrice('0.47'), remaining: parseShares('100') },
    { price: parsePrice('0.47'), remaining: parseShares('50') },
    { price: parsePrice('0.46'), remaining: parseShares('20') },
    { price: parsePrice('0.3'), remaining: parseShares('20') },
  ];
  const levels = [level('0.47', '200'), level('0.46', '20'), level('0.45', '7')];
  assert.equal(withoutOwn(levels, own), [level('0.47', '50'), level('0.45', '7')]);
});

test('a level smaller than our order is a book that lags: it counts as empty', () => {
  const own = [{ price: parsePrice('0.47'), remaining: parseShares('100') }];
  assert.equal(withoutOwn([level('0.47', '99.5')], own), []);
});

const anyLevel = fc.record({
  price: fc.integer({ min: 1, max: 999_999 }).map((price) => price as Price),
  size: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map((size) => size as Shares),
});
const side = fc.uniqueArray(anyLevel, { selector: (one) => one.price, maxLength: 6 });

test('the micro-price lies inside the spread, is finite, and mirrors when YES and NO are swapped', () => {
  fc.assert(
    fc.property(side, side, (bids, asks) => {
      const yes = readFeatures(bids, asks, TICK);
      const mirror = (levels: readonly Level[]) =>
        levels.map((one) => ({ price: complement(one.price), size: one.size }));
      const no = readFeatures(mirror(asks), mirror(bids), TICK);
      assert.is(no.crossed, yes.crossed);
      const mark = microMark(bids, asks);
      if (yes.micro === null) return assert.is(mark, null);
      assert.ok(yes.bid !== null && yes.ask !== null && yes.bid <= yes.micro && yes.micro <= yes.ask);
      assert.ok(Number.isSafeInteger(mark) && mark !== null && mark > 0 && mark < 1_000_000);
      assert.ok(Math.abs((no.micro ?? 0) + yes.micro - 1) < 1e-12);
      assert.ok(Math.abs((no.imbalance ?? 0) + (yes.imbalance ?? 0) - 1) < 1e-12);
      assert.ok(Number.isSafeInteger(yes.depthBid) && Number.isSafeInteger(yes.depthAsk));
    }),
    { seed: 42, numRuns: 10_000 },
  );
});

test.run();
