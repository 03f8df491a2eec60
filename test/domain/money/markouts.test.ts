import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId } from '#domain/ids.ts';
import { HORIZONS_S, type MarkedFill, Markouts, PENDING_MAX } from '#domain/money/markouts.ts';
import type { Price, Shares } from '#domain/units.ts';
import { price, RAIN, SNOW, shares } from './facts.ts';

const test = suite('markouts');

function fillOf(fields: Partial<MarkedFill> = {}): MarkedFill {
  return { market: RAIN, side: 'bid', price: price(0.48), size: shares(100), mark: price(0.5), atMs: 0, ...fields };
}

function near(found: number | null | undefined, expected: number): void {
  assert.ok(found !== null && found !== undefined && Math.abs(found - expected) <= 1e-12, `${found}, not ${expected}`);
}

test('a purchase gains when the mid rises, a sale when it falls', () => {
  const markouts = new Markouts();
  markouts.add(fillOf({ side: 'bid', price: price(0.48) }));
  markouts.add(fillOf({ side: 'ask', price: price(0.53), market: SNOW, mark: price(0.52) }));
  markouts.observe(1_000, (market) => (market === RAIN ? 0.49 : 0.51));
  near(markouts.market(RAIN).horizons[1].mean, 0.01);
  near(markouts.market(RAIN).horizons[1].adverse, 0.01);
  near(markouts.market(SNOW).horizons[1].mean, 0.02);
  near(markouts.market(SNOW).horizons[1].adverse, -0.01);
});

test('each horizon is due at its own time and looked at once', () => {
  const markouts = new Markouts();
  assert.is(markouts.nextDueMs(), null);
  markouts.add(fillOf());
  for (const horizon of HORIZONS_S) {
    assert.is(markouts.nextDueMs(), horizon * 1_000);
    markouts.observe(horizon * 1_000 - 1, () => 0.1);
    markouts.observe(horizon * 1_000, () => 0.5);
    markouts.observe(horizon * 1_000, () => 0.9);
    assert.is(markouts.total().horizons[horizon].fills, 1);
    near(markouts.total().horizons[horizon].mean, 0.02);
  }
  assert.is(markouts.nextDueMs(), null);
  assert.is(markouts.pending, 0);
});

test('the mean is weighted by shares', () => {
  const markouts = new Markouts();
  markouts.add(fillOf({ price: price(0.4), size: shares(300) }));
  markouts.add(fillOf({ price: price(0.5), size: shares(100) }));
  markouts.observe(1_000, () => 0.5);
  near(markouts.total().horizons[1].mean, 0.075);
  assert.is(markouts.total().horizons[1].shares, 400);
});

test('a mid that is missing or no number is counted apart and leaves the mean alone', () => {
  const markouts = new Markouts();
  markouts.add(fillOf());
  markouts.add(fillOf({ atMs: 10 }));
  markouts.add(fillOf({ atMs: 20 }));
  markouts.observe(1_000, () => null);
  markouts.observe(1_010, () => Number.NaN);
  assert.is(markouts.total().horizons[1].mean, null);
  markouts.observe(1_020, () => 0.5);
  const { fills, missing, mean } = markouts.total().horizons[1];
  assert.equal([fills, missing], [1, 2]);
  near(mean, 0.02);
});

test('news of an older fill that comes late takes its place in the line', () => {
  const markouts = new Markouts();
  markouts.add(fillOf({ atMs: 5_000 }));
  markouts.add(fillOf({ atMs: 4_000, market: SNOW }));
  assert.is(markouts.nextDueMs(), 5_000);
  markouts.observe(5_000, () => 0.5);
  assert.is(markouts.market(SNOW).horizons[1].fills, 1);
  assert.is(markouts.market(RAIN).horizons[1].fills, 0);
});

test('a resolution values every fill of its market at the payout', () => {
  const markouts = new Markouts();
  markouts.add(fillOf({ price: price(0.4), size: shares(10) }));
  markouts.add(fillOf({ side: 'ask', price: price(0.7), size: shares(30), mark: price(0.6) }));
  markouts.add(fillOf({ market: SNOW }));
  markouts.resolve(RAIN, price(1));
  const { mean, fills } = markouts.market(RAIN).resolution;
  assert.is(fills, 2);
  near(mean, (10 * 0.6 - 30 * 0.3) / 40);
  assert.is(markouts.market(SNOW).resolution.mean, null);
  markouts.resolve(RAIN, price(1));
  assert.is(markouts.total().resolution.fills, 2);
});

test('past the maximum a fill is not followed, and counted as dropped', () => {
  const markouts = new Markouts();
  for (let count = 0; count < PENDING_MAX + 3; count += 1) markouts.add(fillOf({ atMs: count }));
  assert.is(markouts.pending, PENDING_MAX);
  markouts.observe(PENDING_MAX + 400_000, () => 0.5);
  for (const horizon of HORIZONS_S) {
    const { fills, dropped } = markouts.total().horizons[horizon];
    assert.equal([fills, dropped], [PENDING_MAX, 3]);
  }
});

test('the markout is the edge at the fill less what the flow knew', () => {
  const anyFill = fc.record({
    side: fc.constantFrom('bid' as const, 'ask' as const),
    price: fc.integer({ min: 1, max: 999_999 }).map((value) => value as Price),
    mark: fc.integer({ min: 1, max: 999_999 }).map((value) => value as Price),
    size: fc.integer({ min: 1, max: 1e9 }).map((value) => value as Shares),
    later: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(anyFill, ({ later, ...fields }) => {
      const markouts = new Markouts();
      markouts.add(fillOf(fields));
      markouts.observe(300_000, () => later);
      const { mean, adverse } = markouts.market(RAIN as MarketId).horizons[300];
      const sign = fields.side === 'bid' ? 1 : -1;
      near(mean, sign * (later - fields.price / 1e6));
      near(adverse, -sign * (later - fields.mark / 1e6));
    }),
    { seed: 42, numRuns: 300 },
  );
});

test.run();
