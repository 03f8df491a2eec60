import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ceilToTick, floorToTick, onTick, priceRange, roundToTick, stepTicks } from '#domain/quoting/quantize.ts';
import { MICRO, type Price, parsePrice } from '#domain/units.ts';

const CENT = parsePrice('0.01');
const p = (text: string) => parsePrice(text);

test('a bid goes down to the grid and an ask goes up', () => {
  assert.is(floorToTick(0.5278, CENT), p('0.52'));
  assert.is(ceilToTick(0.5278, CENT), p('0.53'));
  assert.is(roundToTick(0.5278, CENT, 'down'), p('0.52'));
  assert.is(roundToTick(0.5278, CENT, 'up'), p('0.53'));
});

test('a statistic that is a grid point but for float noise stays there', () => {
  for (let cents = 1; cents <= 99; cents++) {
    for (const value of [cents / 100, 1 - (100 - cents) / 100, cents * 0.01]) {
      assert.is(floorToTick(value, CENT), cents * CENT, String(value));
      assert.is(ceilToTick(value, CENT), cents * CENT, String(value));
    }
  }
  assert.is(floorToTick(0.1 + 0.2 - 0.01, CENT), p('0.29'));
  assert.is(floorToTick(0.53 - 0.9e-9, CENT), p('0.53'));
  assert.is(ceilToTick(0.53 + 0.9e-9, CENT), p('0.53'));
  assert.is(floorToTick(0.53 - 2e-9, CENT), p('0.52'));
  assert.is(ceilToTick(0.53 + 2e-9, CENT), p('0.54'));
});

test('odd ticks have their own grids', () => {
  assert.is(floorToTick(0.5049, p('0.005')), p('0.5'));
  assert.is(ceilToTick(0.5049, p('0.005')), p('0.505'));
  assert.is(floorToTick(0.5049, p('0.0025')), p('0.5025'));
  assert.is(ceilToTick(0.00011, p('0.0001')), p('0.0002'));
  assert.is(ceilToTick(0.5, p('0.3')), p('0.6'));
  assert.equal(priceRange(p('0.3')), { min: p('0.3'), max: p('0.6') });
  assert.equal(priceRange(CENT), { min: p('0.01'), max: p('0.99') });
  assert.equal(priceRange(p('0.5')), { min: p('0.5'), max: p('0.5') });
});

test('where there is no room there is no price, and no clamping', () => {
  assert.is(floorToTick(0.0099, CENT), null, 'a bid is never lifted to the tick');
  assert.is(ceilToTick(0.9901, CENT), null, 'an ask is never lowered from a dollar');
  assert.is(floorToTick(0.01, CENT), p('0.01'));
  assert.is(ceilToTick(0.99, CENT), p('0.99'));
  assert.is(floorToTick(0.9999, CENT), p('0.99'), 'going down from there is not clamping');
  assert.is(ceilToTick(0.0001, CENT), p('0.01'));
  for (const value of [0.2, 0.7, 1.2, -1]) {
    assert.is(floorToTick(value, p('0.7')), null, 'a tick above half a dollar leaves no grid');
    assert.is(ceilToTick(value, p('0.7')), null);
  }
});

test('what is no probability is no price', () => {
  const infinities = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of [...infinities, Number.MAX_VALUE, -3, 0, 1, 1.2]) {
    assert.is(floorToTick(value, CENT), null, String(value));
    assert.is(ceilToTick(value, CENT), null, String(value));
  }
});

test('a price is on the tick or it is not', () => {
  assert.is(onTick(p('0.29'), CENT), true);
  assert.is(onTick(p('0.295'), CENT), false);
  assert.is(onTick(p('0.295'), p('0.005')), true);
  assert.is(onTick(p('0.9'), p('0.3')), false, 'outside [tick, 1 − tick]');
});

test('steps walk the grid and end at its edges', () => {
  assert.is(stepTicks(p('0.29'), CENT, 1), p('0.3'));
  assert.is(stepTicks(p('0.29'), CENT, -3), p('0.26'));
  assert.is(stepTicks(p('0.295'), CENT, 1), p('0.3'));
  assert.is(stepTicks(p('0.295'), CENT, -1), p('0.29'));
  assert.is(stepTicks(p('0.295'), CENT, 0), null);
  assert.is(stepTicks(p('0.29'), CENT, 0), p('0.29'));
  assert.is(stepTicks(p('0.01'), CENT, -1), null);
  assert.is(stepTicks(p('0.99'), CENT, 1), null);
  assert.is(stepTicks(p('0.5'), CENT, 0.5), null);
  assert.is(stepTicks(p('0.5'), CENT, Number.NaN), null);
});

const aTick = fc.oneof(
  fc.constantFrom(...['0.1', '0.01', '0.005', '0.0025', '0.001', '0.0001'].map((text) => parsePrice(text))),
  fc.integer({ min: 1, max: MICRO - 1 }).map((n) => n as Price),
);
const aValue = fc.oneof(fc.double({ min: -0.5, max: 1.5, noNaN: true }), fc.double());

test('the result is on the grid, the nearest one, and never beyond the value', () => {
  fc.assert(
    fc.property(aValue, aTick, (value, tick) => {
      const down = floorToTick(value, tick);
      const up = ceilToTick(value, tick);
      for (const price of [down, up]) if (price !== null) assert.ok(onTick(price, tick), `${price} off ${tick}`);
      const micro = value * MICRO;
      const { min, max } = priceRange(tick);
      if (down !== null) assert.ok(down <= micro + 0.0011 && (down === max || down + tick > micro - 0.0011));
      else assert.ok(!(value > 0 && value < 1) || max < min || micro < min);
      if (up !== null) assert.ok(up >= micro - 0.0011 && (up === min || up - tick < micro + 0.0011));
      else assert.ok(!(value > 0 && value < 1) || max < min || micro > max);
    }),
    { seed: 42, numRuns: 5_000 },
  );
});

test('a bid for YES and an ask for NO round to the same place when the tick divides a dollar', () => {
  const dividing = fc.constantFrom(...[100_000, 10_000, 5_000, 2_500, 1_000, 100, 1].map((n) => n as Price));
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), dividing, (value, tick) => {
      const yes = floorToTick(value, tick);
      const no = ceilToTick(1 - value, tick);
      assert.is(yes === null ? null : MICRO - yes, no);
    }),
    { seed: 42, numRuns: 5_000 },
  );
});

test('a step and its return lead home on the grid', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: -120, max: 120 }), (cents, n) => {
      const home = (cents * CENT) as Price;
      const there = stepTicks(home, CENT, n);
      if (cents + n < 1 || cents + n > 99) assert.is(there, null);
      else assert.is(stepTicks(there as Price, CENT, -n), home);
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

test.run();
