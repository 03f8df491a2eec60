import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ALL_SLOTS, SLOTS, slotFor, yesPrice } from '#domain/orders/slot.ts';
import { cost, MICRO, ONE, parsePrice, priceOf, sharesOf } from '#domain/units.ts';

test('four slots stand for two economic sides (F-1.2)', () => {
  const sides = ALL_SLOTS.map((slot) => `${slot}: ${SLOTS[slot].side} ${SLOTS[slot].outcome}, ${SLOTS[slot].economic}`);
  assert.equal(sides, ['yesBid: buy yes, bid', 'noAsk: sell no, bid', 'yesAsk: sell yes, ask', 'noBid: buy no, ask']);
});

test('an outcome and a side name one slot', () => {
  for (const slot of ALL_SLOTS) assert.is(slotFor(SLOTS[slot].outcome, SLOTS[slot].side), slot);
});

test('selling NO at 0.48 is bidding 0.52 for YES', () => {
  assert.is(yesPrice('noAsk', parsePrice('0.48')), parsePrice('0.52'));
  assert.is(yesPrice('yesBid', parsePrice('0.52')), parsePrice('0.52'));
});

test('the complement map is its own inverse on every price there is', () => {
  const law = fc.property(fc.integer({ min: 1, max: MICRO - 1 }), fc.constantFrom(...ALL_SLOTS), (micro, slot) => {
    const price = priceOf(micro);
    assert.is(yesPrice(slot, yesPrice(slot, price)), price);
  });
  fc.assert(law, { seed: 42, numRuns: 1000 });
});

test('buying YES at b then NO at 1 - a earns what buying YES at b then selling it at a earns (F-1.2)', () => {
  const price = fc.integer({ min: 1, max: MICRO - 1 });
  const law = fc.property(price, price, fc.integer({ min: 1, max: 1e12 }), (b, a, micro) => {
    const size = sharesOf(micro);
    const bought = cost(yesPrice('yesBid', priceOf(b)), size);
    const merged = cost(ONE, size)
      .minus(bought)
      .minus(cost(yesPrice('noBid', priceOf(a)), size));
    const sold = cost(yesPrice('yesAsk', priceOf(a)), size).minus(bought);
    assert.ok(merged.equals(sold));
  });
  fc.assert(law, { seed: 42, numRuns: 1000 });
});

test.run();
