import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RewardProgramme } from '#domain/market/market.ts';
import type { OrderRow } from '#domain/orders/order.ts';
import { rewardStanding } from '#domain/quoting/reward-standing.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { aRow } from '../orders/scene.ts';
import { QuotedMarket } from './market-scene.ts';

const PROGRAMME: RewardProgramme = {
  dailyUsd: new Decimal(100),
  maxSpread: parsePrice('0.03'),
  minSize: parseShares('50'),
  multiplier: 1,
};

/** In one market of which the others' book is 500 at each of two cents a side. Our orders are in the book too. */
function standing(ours: readonly string[], change: { readonly ageMs?: number; readonly pace?: number } = {}) {
  const { ageMs = 60_000, pace = 1 } = change;
  const market = new QuotedMarket({ reward: PROGRAMME });
  const rows: readonly OrderRow[] = ours.map((text) => aRow(text, text, { restingMs: market.nowMs - ageMs }));
  market.own = rows;
  market.book('0.49 x 600, 0.48 x 600', '0.51 x 600, 0.52 x 600');
  return rewardStanding(market.state, rows, { nowMs: market.nowMs, ageMinMs: 30_000, pace });
}

test('both sides near, large and old count, and the share is ours among all that is shown', () => {
  const found = standing(['yesBid 0.49 x 100', 'noBid 0.49 x 100']);
  assert.equal(found?.lacks, { bid: null, ask: null });
  // 100 at one cent against 500 at one and 600 at two: (2/3)² and (1/3)².
  const [near, far] = [(2 / 3) ** 2, (1 / 3) ** 2];
  assert.ok(Math.abs((found?.share ?? 0) - (100 * near) / (600 * near + 600 * far)) < 1e-9, `${found?.share}`);
});

test('what keeps a side from counting is said in words', () => {
  for (const [ours, change, bid] of [
    [['noBid 0.49 x 100'], {}, 'no bid rests'],
    [['yesBid 0.47 x 100'], {}, 'the bid is 0.03 from the middle, what counts is nearer than 0.03'],
    [['yesBid 0.49 x 49.99'], {}, 'the bid has 49.99 shares left, what counts is 50 or more'],
    [['yesBid 0.49 x 100'], { ageMs: 29_999 }, 'the bid is younger than 30 s'],
    [['yesBid 0.49 x 100'], { ageMs: 1_000, pace: 30 }, null],
  ] as const)
    assert.is(standing(ours, change)?.lacks.bid, bid);
});

test('a side that counts alone where that earns nothing lacks the other', () => {
  const market = new QuotedMarket({ reward: PROGRAMME });
  const rows = [aRow('yesBid 0.94 x 100', 'o1', { restingMs: 0 })];
  market.own = rows;
  market.book('0.94 x 600', '0.96 x 600');
  const found = rewardStanding(market.state, rows, { nowMs: market.nowMs, ageMinMs: 30_000, pace: 1 });
  assert.is(found?.share, 0);
  assert.equal(found?.lacks, { bid: 'one side alone earns nothing at 0.95', ask: 'no ask rests' });
});

test('a book without two sides that count has no middle, and a market without a programme no standing', () => {
  const thin = new QuotedMarket({ reward: PROGRAMME }).book('0.49 x 10', '0.51 x 500');
  const view = { nowMs: thin.nowMs, ageMinMs: 30_000, pace: 1 };
  const lack = 'the book has no two sides of 50 shares';
  assert.equal(rewardStanding(thin.state, [], view), { share: 0, own: 0, others: 0, lacks: { bid: lack, ask: lack } });
  const plain = new QuotedMarket().book('0.49 x 500', '0.51 x 500');
  assert.is(rewardStanding(plain.state, [], view), null);
});

test.run();
