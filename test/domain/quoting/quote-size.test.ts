import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { quoteSizes, type SizeInput } from '#domain/quoting/quote-size.ts';
import { type Price, parsePrice, parseShares } from '#domain/units.ts';
import { aMarket } from '../orders/scene.ts';
import { NOTHING_HELD, settingsWith } from './market-scene.ts';

const test = suite('quote size');

/** Bankroll 10,000: 200 dollars a market, 500 an event, 100 a standard deviation. */
function sized(change: Partial<SizeInput> = {}, values: Readonly<Record<string, unknown>> = {}) {
  return quoteSizes({
    market: aMarket('rain'),
    settings: settingsWith(values),
    holdings: NOTHING_HELD,
    mark: parsePrice('0.5'),
    tick: parsePrice('0.01'),
    factors: { volatility: 1, regime: 1 },
    raise: 1,
    fair: { p: 0.5, sd: 0.01 },
    variance: 0.001,
    eventVariance: null,
    level: { bid: null, ask: null },
    targets: { bid: 0.48, ask: 0.52 },
    opinion: false,
    ...change,
  });
}
const text = (sizes: ReturnType<typeof sized>) =>
  [sizes.bid, sizes.ask].map(({ size, by }) => `${size / 1e6} ${by}`).join(' | ');
const held = (yes: number, no = 0, change = {}) => ({
  holdings: { ...NOTHING_HELD, yes: yes * 1e6, no: no * 1e6, ...change },
});

test('without any limit in reach a quote is as large as it is wished', () => {
  assert.is(text(sized()), '100 quoteShares | 100 quoteShares');
});

test('pace and regime make it smaller once: the stronger word holds, not the product', () => {
  assert.is(text(sized({ factors: { volatility: 0.7, regime: 0.3 } })), '30 regime | 30 regime');
  assert.is(text(sized({ factors: { volatility: 0.15, regime: 0.3 } })), '15 volatility | 15 volatility');
});

test('the loss that a market may make leaves room for what is not lost yet, and none to what adds beyond it', () => {
  assert.is(text(sized(held(300))), '96.15 lossPerMarket | 100 quoteShares'); // 50 dollars at 0.52
  assert.is(text(sized(held(500))), '0 lossPerMarket | 100 quoteShares');
  assert.is(text(sized(held(0, 300))), '100 quoteShares | 96.15 lossPerMarket');
});

test('an exclusive event counts every outcome: a rival that would pay makes room, one that loses with us takes it', () => {
  const event = (q: number) => sized(held(200, 0, { rivals: [{ p: 0.3, q }] }), { lossPerEventMaxUsd: '200' });
  assert.is(text(event(0)), '100 quoteShares | 100 quoteShares');
  // 200 at 0.5 and 200 at 0.3 are 160 of 200 dollars: 80 more at half a dollar.
  assert.is(text(event(200)), '80 lossPerEvent | 100 quoteShares');
  // 20 dollars beyond the limit already: nothing adds, whatever reduces may.
  assert.is(text(event(400)), '0 lossPerEvent | 100 quoteShares');
});

test('a quote may lose its budget in two standard deviations of the time it is held', () => {
  assert.is(text(sized({ variance: 0.25 })), '100 quoteShares | 100 quoteShares');
  assert.is(text(sized({ variance: 0.25 }, { riskBudgetUsd: '40' })), '40 riskBudget | 40 riskBudget');
  assert.is(text(sized({ variance: 0 })), '100 quoteShares | 100 quoteShares');
  assert.is(sized({ variance: Number.NaN }).bid.size, 0, 'doubt leaves no room');
});

test('no quote is larger than its part of a usual level, and a side of which no level is known is not bound by it', () => {
  assert.is(text(sized({ level: { bid: 300, ask: null } })), '60 levelShare | 100 quoteShares');
});

test('without an opinion Kelly says nothing; with one it bounds what the edge may hold, less what is held', () => {
  const told = (change: Partial<SizeInput> = {}) => sized({ opinion: true, ...change }, { bankrollUsd: '1000' });
  // f = 0.02/0.52, a quarter of it, trusted 0.02²/(0.02²+0.01²) = 0.8: 7.69 dollars at 0.48.
  const fraction = 0.25 * (0.02 / 0.52) * 0.8;
  const shares = Math.floor(((fraction * 1_000) / 0.48) * 100) / 100;
  assert.is(text(told()), `${shares} kelly | ${shares} kelly`);
  const long = told(held(10));
  assert.equal(
    [long.bid.size, long.ask.size].map((size) => size / 1e6),
    [Number((shares - 10).toFixed(2)), Number((shares + 10).toFixed(2))],
  );
  assert.is(text(sized({}, { bankrollUsd: '1000' })).includes('kelly'), false);
  assert.is(told({ targets: { bid: 0.51, ask: 0.52 } }).bid.size, 0, 'no edge, nothing to hold');
});

test('near the edges an edge below twice its doubt is none', () => {
  const longshot = (sd: number) =>
    sized({ opinion: true, fair: { p: 0.04, sd }, targets: { bid: 0.03, ask: 0.05 }, mark: parsePrice('0.04') }).bid
      .size;
  assert.is(longshot(0.0051), 0);
  assert.ok(longshot(0.0049) > 0);
});

test('scheduled news: nothing beyond its budget is added, and what is beyond it is offered at once', () => {
  const news = (yes: number) => sized({ eventVariance: 0.25, ...held(yes) }, { riskBudgetUsd: '25' });
  assert.is(text(news(0)), '50 eventRisk | 50 eventRisk');
  assert.is(text(news(20)), '30 eventRisk | 70 eventRisk');
  assert.is(text(news(-20)), '70 eventRisk | 30 eventRisk');
  assert.is(text(news(300)), '0 eventRisk | 250 eventRisk');
  assert.is(text(news(-300)), '250 eventRisk | 0 eventRisk');
});

test('what reduces is never refused for being small, what adds always is, and nothing is rounded up to the minimum', () => {
  const tiny = sized({ factors: { volatility: 1, regime: 0.03 }, ...held(200) });
  assert.is(text(tiny), '3 regime | 5 reduces');
  assert.is(text(sized({ factors: { volatility: 1, regime: 0.03 }, ...held(4) })), '3 regime | 3 regime');
});

test('complement: YES and NO sides are sized alike, and sizes are whole lots, never below zero', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 95 }),
      fc.integer({ min: -900, max: 900 }),
      number(0, 0.25),
      fc.option(number(0.001, 0.25)),
      fc.option(number(0, 5_000)),
      fc.option(number(0, 5_000)),
      fc.boolean(),
      (cents, q, variance, eventVariance, bidLevel, askLevel, opinion) => {
        const p = cents / 100;
        const common = { variance, eventVariance, opinion };
        const yes = sized({
          ...common,
          ...held(q),
          mark: (cents * 10_000) as Price,
          fair: { p, sd: 0.009 },
          targets: { bid: p - 0.02, ask: p + 0.02 },
          level: { bid: bidLevel, ask: askLevel },
        });
        const no = sized({
          ...common,
          ...held(0, q),
          mark: ((100 - cents) * 10_000) as Price,
          fair: { p: 1 - p, sd: 0.009 },
          targets: { bid: 1 - p - 0.02, ask: 1 - p + 0.02 },
          level: { bid: askLevel, ask: bidLevel },
        });
        for (const side of [yes.bid, yes.ask]) assert.ok(side.size >= 0 && side.size % 10_000 === 0);
        // Doubles: a lot of difference at most.
        assert.ok(Math.abs(yes.bid.size - no.ask.size) <= 10_000 && Math.abs(yes.ask.size - no.bid.size) <= 10_000);
      },
    ),
    { seed: 42, numRuns: 1_000 },
  );
});

test('a quote is never larger than what is wished, but to give scheduled news what is too much', () => {
  assert.ok(sized({ level: { bid: 1e9, ask: 1e9 } }).bid.size <= parseShares('100'));
});

test.run();
