import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { TradeId } from '#domain/ids.ts';
import { Attribution } from '#domain/money/attribution.ts';
import type { Fact } from '#domain/money/fact.ts';
import { MarketDays } from '#domain/money/market-days.ts';
import { fill, opening, price, RAIN, SNOW, shares } from './facts.ts';

const DAY_MS = 86_400_000;

/** As the record of a run does it. */
function told(facts: readonly Fact[], marks: ReturnType<typeof price> | null = null) {
  const [attribution, days] = [new Attribution(), new MarketDays()];
  for (const fact of facts) {
    days.turn(attribution, fact.atMs, marks === null ? null : () => marks);
    if (fact.fact === 'resolution') days.decide(attribution, fact.market, fact.payout);
    attribution.apply(fact);
  }
  return { attribution, days };
}

const bought = (atMs: number, trade: string, market = RAIN) =>
  fill({
    slot: 'yesBid',
    price: price(0.48),
    size: shares(100),
    mark: price(0.5),
    market,
    atMs,
    trade: trade as TradeId,
  });

test('each market and day is one unit, at the marks of midnight', () => {
  const { attribution, days } = told(
    [opening(), bought(1_000, 'a'), bought(DAY_MS + 1_000, 'b', SNOW), bought(2 * DAY_MS + 1_000, 'c')],
    price(0.45),
  );
  // RAIN: 2 earned, then 100 fell by 5c until midnight, where SNOW began with its 2 earned and fell as well.
  assert.equal(days.evidence(attribution, 3 * DAY_MS).profits.map(rounded), [-3, -3, 7]);
  assert.is(days.evidence(attribution, 3 * DAY_MS).spanMs, 3 * DAY_MS);
});

test('a day on which nothing happened is no unit, and one that is under way is', () => {
  const { attribution, days } = told([opening(), bought(1_000, 'a'), bought(5 * DAY_MS, 'b', SNOW)]);
  assert.equal(days.evidence(attribution, 5 * DAY_MS).profits.map(rounded), [2, 2]);
  assert.is(days.evidence(attribution, 5 * DAY_MS).profits.length, 2, 'asked again it says the same');
});

test('what was left when a market was decided won or it did not', () => {
  const resolved = (market: typeof RAIN, payout: number) =>
    ({ fact: 'resolution', atMs: 5_000, market, payout: price(payout) }) as const;
  const { attribution, days } = told([
    opening(),
    bought(1_000, 'a'),
    bought(2_000, 'b', SNOW),
    resolved(RAIN, 1),
    resolved(SNOW, 0),
  ]);
  const { decided, won } = days.evidence(attribution, 6_000);
  assert.equal([decided, won], [2, 1]);
  const half = told([opening(), bought(1_000, 'a'), resolved(RAIN, 0.5)]);
  assert.is(half.days.evidence(half.attribution, 6_000).decided, 0, 'nobody won');
  const flat = told([opening(), resolved(RAIN, 1)]);
  assert.is(flat.days.evidence(flat.attribution, 6_000).decided, 0, 'nothing was left');
});

test('rewards are no part of a profit that is to be believed', () => {
  const reward = { fact: 'flow', atMs: 2_000, kind: 'reward', market: RAIN, cash: '50' } as const;
  const { attribution, days } = told([opening(), bought(1_000, 'a'), reward]);
  assert.equal(days.evidence(attribution, 3_000).profits.map(rounded), [2]);
});

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

test.run();
