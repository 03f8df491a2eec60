// What the quoter is told of its places in the queue, and what it decides by them: through a market's RAM as it is traded.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderId } from '#domain/ids.ts';
import type { MarketEvent } from '#domain/market/market-event.ts';
import { MarketState } from '#domain/market/market-state.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import { diffOrders } from '#domain/quoting/order-diff.ts';
import { type QuoteWorth, queueOutlook } from '#domain/quoting/queue-outlook.ts';
import { fillProbability } from '#domain/quoting/queue-value.ts';
import type { QuotePlan } from '#domain/quoting/quote-plan.ts';
import { Decimal, parsePrice, type Shares } from '#domain/units.ts';
import { aMarket, anIntent, aRow, shares } from '../orders/scene.ts';

const A = orderId('a');
const REWARD = { ageMs: 3_500, haircut: 0.7 };
const WORTH: QuoteWorth = {
  reservation: 0.5,
  bidTarget: 0.48,
  askTarget: 0.52,
  decay: 100,
  adverse: 0.004,
  rebate: 0,
};

/** We rest at 0.47 behind 300 and are at its front by now; the plan says 0.48, where 400 stand. */
function scene({ sure = true, legs = false, market = aMarket('m'), planned = 'yesBid 0.48 x 100' } = {}) {
  const row: OrderRow = aRow('yesBid 0.47 x 100', 'a', { restingMs: 0 });
  const state = new MarketState(market, () => [row], { model: 'power3', windowMs: 1_000 });
  const level = (text: string, size: number) => ({ price: parsePrice(text), size: shares(size) });
  const book = (own: number): MarketEvent => ({
    type: 'SNAPSHOT',
    market: market.id,
    outcome: 'yes',
    bids: [level('0.48', 400), level('0.47', own)],
    asks: [level('0.55', 200)],
    tick: null,
    atMs: 0,
    hash: null,
  });
  state.apply(book(400), 0);
  state.queue.join(row, (side, price) => state.book.size(side, price), 2_000);
  for (let n = 0; n < 3; n += 1)
    state.apply(
      {
        type: 'PRINT',
        market: market.id,
        outcome: 'yes',
        side: 'sell',
        price: parsePrice('0.47'),
        size: shares(100),
        atMs: 2_100 + n,
      },
      2_100 + n,
    );
  state.queue.sure = sure;
  const { slot, price, size } = anIntent(planned, 'planned');
  const plan: QuotePlan = {
    orders: [{ slot, price, size }],
    refused: { bid: null, ask: 'blocked' },
    guards: {
      bid: { limit: 0.5, sizeMax: shares(1_000), sizeAllowed: shares(1_000) },
      ask: { limit: null, sizeMax: 0 as Shares, sizeAllowed: 0 as Shares },
    },
    legs: { bid: legs, ask: false },
    trace: {},
  };
  const queue = queueOutlook(state, plan, { worth: WORTH, live: [row], nowMs: 10_000, reward: REWARD });
  const view = { nowMs: 10_000, tick: state.book.tick, bestBid: state.bestOther('bid'), bestAsk: null, queue };
  return { queue, diff: diffOrders(plan, [row], view, { minRestMs: 4_000, repriceTicks: 1 }) };
}

test('a place at the front is known, kept, and the same order counts as last in line while the tracker is not sure', () => {
  const { queue, diff } = scene();
  assert.is(queue.bid?.ahead.get(A), 0);
  assert.is(queue.bid?.lastInLine, shares(400));
  assert.equal(diff.keep, [A]);
  const blind = scene({ sure: false });
  assert.is(blind.queue.bid?.ahead.get(A), shares(300));
  assert.equal(blind.diff.keep, []);
  assert.match(blind.diff.cancel[0]?.why ?? '', /here behind 300/);
});

test('a second leg and an empty side are not weighed', () => {
  const { queue, diff } = scene({ legs: true });
  assert.equal([queue.bid, queue.ask], [null, null]);
  assert.is(diff.cancel[0]?.why, 'away from its target price');
});

test('at its target and first in line an order is worth the patience of the spread model, 1/k a fill', () => {
  const { queue } = scene();
  const { terms, reservation } = queue.bid!;
  const distance = reservation - WORTH.bidTarget;
  assert.ok(Math.abs(distance - terms.adverse.front + terms.rebate - 1 / WORTH.decay) < 1e-12);
  assert.ok(terms.adverse.back > terms.adverse.front);
});

test('a fill of a bid is likely by the price of its outcome, the middle of the others', () => {
  const { outcome, rates } = scene().queue.bid!.terms;
  assert.ok(Math.abs(outcome - 0.515) < 1e-9, `${outcome}`);
  assert.ok(fillProbability(3, rates, outcome) < fillProbability(3, rates));
});

const REWARDED = {
  ...aMarket('m'),
  reward: { dailyUsd: new Decimal(5_000), maxSpread: parsePrice('0.09'), minSize: shares(50), multiplier: 1 },
};

test('an order that earns rewards is dearer to move out, and is moved in for a better score whatever its place', () => {
  const out = scene({ market: REWARDED, planned: 'yesBid 0.46 x 100' });
  assert.ok((out.queue.bid?.rewardLost ?? 0) > 0, `${out.queue.bid?.rewardLost}`);
  assert.is(scene({ planned: 'yesBid 0.46 x 100' }).queue.bid?.rewardLost, 0);
  const nearer = scene({ market: REWARDED });
  assert.equal([nearer.queue.bid, nearer.diff.keep], [null, []]);
  assert.equal(scene().diff.keep, [A], 'without a reward it stays');
});

test.run();
