// Selling off what is held, as a maker: first in line, never taking, and nothing on the other side.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import { flattened, ORDER_QUOTES_MAX } from '#domain/quoting/flatten.ts';
import { type PlanInput, planQuotes } from '#domain/quoting/quote-plan.ts';
import { type Price, parsePrice, parseShares, parseUsd, type Shares } from '#domain/units.ts';
import { aMarket } from '../orders/scene.ts';

const QUOTE = parseShares('100');

function input(bid: string | null, ask: string | null, yes: number, no: number): PlanInput {
  return {
    market: aMarket('rain'),
    tick: parsePrice('0.01'),
    bestBid: bid === null ? null : parsePrice(bid),
    bestAsk: ask === null ? null : parsePrice(ask),
    bidTarget: 0.4,
    askTarget: 0.6,
    floor: { bid: 0.45, ask: 0.55 },
    size: { bid: QUOTE, ask: QUOTE },
    free: { cash: parseUsd('1000'), yes: Math.max(0, yes) as Shares, no: Math.max(0, no) as Shares },
    constraints: [],
    blocked: { bid: yes - no >= 0 ? 'reduceOnly' : null, ask: yes - no <= 0 ? 'reduceOnly' : null },
  };
}

function orders(bid: string | null, ask: string | null, yes: number, no: number) {
  const wanted = flattened(input(bid, ask, yes, no), { yes, no }, QUOTE);
  return planQuotes(wanted).orders;
}

const SHARES = 1_000_000;

test('YES that is held is sold one tick inside the best rival, as much as an order may be', () => {
  assert.equal(orders('0.48', '0.52', 250 * SHARES, 0), [
    { slot: 'yesAsk', price: parsePrice('0.51'), size: parseShares('250') },
  ]);
  assert.equal(orders('0.48', '0.52', 5_000 * SHARES, 0), [
    { slot: 'yesAsk', price: parsePrice('0.51'), size: (ORDER_QUOTES_MAX * QUOTE) as Shares },
  ]);
});

test('NO that is held is sold in its own outcome, one tick inside as well', () => {
  assert.equal(orders('0.48', '0.52', 0, 80 * SHARES), [
    { slot: 'noAsk', price: parsePrice('0.51'), size: parseShares('80') },
  ]);
});

test('in a market of one tick it joins the best rival instead of taking', () => {
  assert.equal(orders('0.51', '0.52', 80 * SHARES, 0)[0]?.price, parsePrice('0.52'));
});

test('without a rival it stands where it would have stood', () => {
  assert.equal(orders('0.48', null, 80 * SHARES, 0)[0]?.price, parsePrice('0.6'));
});

test('whatever is held and whatever the book: it never crosses, never adds, and leaves nothing to be in danger', () => {
  const tick = fc.integer({ min: 1, max: 99 });
  fc.assert(
    fc.property(tick, tick, fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 3_000 }), (a, b, yes, no) => {
      fc.pre(a < b);
      const wanted = input(String(a / 100), String(b / 100), yes * SHARES, no * SHARES);
      const plan = planQuotes(flattened(wanted, { yes: yes * SHARES, no: no * SHARES }, QUOTE));
      assert.ok(plan.orders.length <= 1);
      for (const { slot, price, size } of plan.orders) {
        const side = SLOTS[slot].economic;
        assert.is(side, yes > no ? 'ask' : 'bid');
        const inYes = yesPrice(slot, price);
        const met = (side === 'ask' ? wanted.bestBid : wanted.bestAsk) as Price;
        assert.ok(side === 'ask' ? inYes > met : inYes < met, `${inYes} meets ${met}`);
        assert.ok(size <= Math.abs(yes - no) * SHARES);
        const { limit } = plan.guards[side];
        assert.ok(limit !== null && (side === 'ask' ? inYes >= limit * SHARES - 1 : inYes <= limit * SHARES + 1));
      }
    }),
    { seed: 11, numRuns: 500 },
  );
});

test.run();
