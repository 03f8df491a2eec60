import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Signal } from '#domain/ports.ts';
import { QuoteModel } from '#domain/quoting/quote-model.ts';
import type { QuotePlan } from '#domain/quoting/quote-plan.ts';
import { type Price, parseShares, type Shares } from '#domain/units.ts';
import { aRow } from '../orders/scene.ts';
import { NOTHING_HELD, QuotedMarket, settingsWith, shown } from './market-scene.ts';

const test = suite('quote model');

const BIDS = '0.49 x 500, 0.48 x 900';
const ASKS = '0.51 x 500, 0.52 x 900';
const HELD = { yes: 200e6, sellable: { yes: parseShares('200'), no: 0 as Shares } };
const quiet = () => new QuotedMarket().book(BIDS, ASKS).warm();
const signal = (fair: number, change: Partial<Signal> = {}): Signal => ({
  fair,
  variance: 0.0001,
  ageMs: 0,
  source: 'elsewhere',
  ...change,
});

test('nothing is quoted before a two-sided book was watched for five seconds', () => {
  const market = new QuotedMarket().book(BIDS, ASKS);
  const reasons = Array.from({ length: 5 }, () => {
    const { mode, reason, plan } = market.look();
    assert.is(mode, 'warming');
    assert.is(plan, null);
    return reason;
  });
  assert.equal(reasons, [
    '1 of 4 looks at the book',
    '2 of 4 looks at the book',
    '3 of 4 looks at the book',
    'not watched for long enough',
    'not watched for long enough',
  ]);
  assert.is(market.look().mode, 'quoting');
});

test('a restarted quoter begins afresh, whatever the market has shown before', () => {
  const market = quiet();
  const again = new QuoteModel(market.state, settingsWith(), 1);
  const view = { nowMs: market.nowMs, holdings: NOTHING_HELD, constraints: [], signals: [] };
  assert.is(again.decide(view).reason, '1 of 4 looks at the book');
});

test('both sides are quoted below and above fair value, one order each', () => {
  const decision = quiet().look();
  assert.is(decision.mode, 'quoting');
  assert.is(decision.reason, null);
  assert.equal(
    shown(decision).map((order) => order.split(' ')[0]),
    ['yesBid', 'noBid'],
  );
  assert.ok((decision.halfSpread ?? 0) >= 0.01);
});

test('a market without a book has no fair value and no quote', () => {
  const market = new QuotedMarket().warm();
  assert.equal(market.look().reason, 'no fair value yet');
});

test('a one-sided book says nothing: no quote, however long it was two-sided before', () => {
  for (const [bids, asks] of [
    [BIDS, ''],
    ['', ASKS],
    ['', ''],
  ] as const) {
    const market = quiet().book(bids, asks);
    const { mode, reason, plan } = market.look();
    assert.is(mode, 'warming');
    assert.is(reason, 'the book has one side only');
    assert.is(plan, null);
    assert.is(market.book(BIDS, ASKS).look().mode, 'quoting');
  }
});

test('a one-sided book is quoted on the word of an outside signal', () => {
  const market = quiet().book(BIDS, '');
  const { plan } = market.look({ signals: [signal(0.5)] });
  assert.is(plan?.orders.length, 2);
});

test('a stale, broken or boundless signal is no opinion', () => {
  const market = quiet().book(BIDS, '');
  for (const bad of [
    signal(Number.NaN),
    signal(1),
    signal(0),
    signal(0.5, { variance: Number.NaN }),
    signal(0.5, { variance: 0 }),
    signal(0.5, { ageMs: 5_001 }),
    signal(0.5, { ageMs: Infinity }),
    signal(0.5, { ageMs: -1 }),
  ])
    assert.is(market.look({ signals: [bad] }, 1).reason, 'the book has one side only');
});

test('a crossed or locked book is bad data: every quote goes until it is mended', () => {
  for (const [bids, asks] of [
    ['0.52 x 500', '0.51 x 500'],
    ['0.51 x 500', '0.51 x 500'],
  ] as const) {
    const market = quiet().book(bids, asks);
    const { reason, plan } = market.look();
    assert.is(reason, 'the book is crossed');
    assert.is(plan, null);
    assert.ok(market.book(BIDS, ASKS).look().plan);
  }
});

test('our own orders are no opinion about the price', () => {
  const alone = quiet();
  const between = quiet();
  between.own = [aRow('yesBid 0.5 x 300', 'own')];
  between.book(`0.5 x 300, ${BIDS}`, ASKS);
  alone.book(BIDS, ASKS);
  assert.equal(shown(between.look()), shown(alone.look()));
});

test('a number that is none rejects the whole quote', () => {
  const market = quiet();
  for (const holdings of [
    { yes: Number.NaN },
    { no: Number.NaN },
    { yes: Infinity, no: Infinity },
    { rivals: [{ p: 0.3, q: Number.NaN }] },
  ]) {
    const decision = market.look({ holdings });
    assert.is(decision.plan, null, JSON.stringify(holdings));
    assert.is(decision.reason, 'a number of the quote is not finite');
    assert.is(decision.regime, 'crisis');
  }
  const after = market.look();
  assert.equal(after.plan?.refused, { bid: 'crisis: not finite', ask: 'crisis: not finite' });
  for (let second = 0; second < 61; second += 1) market.look();
  assert.is(market.look().mode, 'quoting');
});

test('buyers in a row halt the ask, sellers the bid, and both come back wider', () => {
  for (const [taker, price, side, left] of [
    ['buy', '0.51', 'ask', 'yesBid'],
    ['sell', '0.49', 'bid', 'noBid'],
  ] as const) {
    const market = quiet();
    const plain = market.look().halfSpread ?? 0;
    for (let count = 0; count < 40; count += 1) {
      market.nowMs += 10;
      market.print(taker, price, '20');
    }
    const halted = market.look({}, 100);
    assert.is(halted.mode, 'microHalt');
    assert.is(halted.plan?.refused[side], 'microHalt: flow');
    assert.equal(
      shown(halted).map((order) => order.split(' ')[0]),
      [left],
    );
    for (let second = 0; second < 40; second += 1) market.look();
    const back = market.look();
    assert.not(back.mode === 'microHalt');
    assert.ok((back.halfSpread ?? 0) > plain);
  }
});

test('a print that comes in the same millisecond as a look is not overlooked', () => {
  const market = quiet();
  for (let count = 0; count < 30; count += 1) {
    market.look({}, 100);
    market.print('buy', '0.51', '20'); // the frame that moved the book was looked at before its print
  }
  assert.is(market.look({}, 100).mode, 'microHalt');
});

test('a print is counted once', () => {
  const market = quiet();
  for (let count = 0; count < 3; count += 1) {
    market.look({}, 10);
    market.print('buy', '0.51', '20');
  }
  for (let count = 0; count < 50; count += 1) assert.is(market.look({}, count % 2).mode, 'quoting');
});

test('three fills of one side in two seconds halt that side', () => {
  const market = quiet();
  for (let count = 0; count < 3; count += 1) market.model.ownFill({ side: 'bid', atMs: market.nowMs, size: 10 });
  const { mode, plan } = market.look();
  assert.is(mode, 'microHalt');
  assert.is(plan?.refused.bid, 'microHalt: fills');
  assert.is(plan?.refused.ask, null);
});

test('one fill is counted once, however often we look', () => {
  const market = quiet();
  market.model.ownFill({ side: 'bid', atMs: market.nowMs, size: 10 });
  for (let count = 0; count < 20; count += 1) assert.is(market.look({}, 50).mode, 'quoting');
});

test('a spread that opens for a moment is not yet the usual spread', () => {
  const wide = new QuotedMarket().book('0.45 x 500', '0.55 x 500').warm().look().halfSpread ?? 0;
  const market = quiet();
  const usual = market.look().halfSpread ?? 0;
  const [soon, later] = [1_000, 120_000].map(
    (ms) => market.book('0.45 x 500', '0.55 x 500').look({}, ms).halfSpread ?? 0,
  );
  assert.ok(
    usual < (soon ?? 0) && (soon ?? 0) < (later ?? 0) && (later ?? 0) < wide * 1.05,
    `${usual} ${soon} ${later} ${wide}`,
  );
});

test('a signal that contradicts what was believed is a jump, at its first word', () => {
  const market = quiet();
  const { plan } = market.look({ signals: [signal(0.8, { variance: 0.01 })] });
  assert.equal(plan?.refused, { bid: 'microHalt: jump', ask: 'microHalt: jump' });
});

test('a fill much larger than the usual order halts that side', () => {
  const market = quiet();
  market.print('buy', '0.51', '10').print('sell', '0.49', '10', market.nowMs + 5);
  market.look();
  market.model.ownFill({ side: 'ask', atMs: market.nowMs, size: 31 });
  assert.is(market.look().plan?.refused.ask, 'microHalt: largeFill');
});

test('a price that jumps out of its usual moves empties both sides for a minute', () => {
  const market = quiet();
  for (let count = 0; count < 15; count += 1) {
    market.book('0.51 x 500', '0.53 x 500').look({}, 60_000);
    market.book('0.49 x 500', '0.51 x 500').look({}, 60_000);
  }
  const { mode, plan, regime } = market.book('0.74 x 500', '0.76 x 500').look();
  assert.is(mode, 'microHalt');
  assert.is(regime, 'crisis');
  assert.equal(plan?.refused, { bid: 'crisis: jump', ask: 'crisis: jump' });
  // The flag stays up for two seconds of no further move; the minute counts from there.
  for (let second = 0; second < 60; second += 1) assert.equal(shown(market.look()), [], `${second}`);
  for (let second = 0; second < 5; second += 1) market.look();
  assert.is(market.look().plan?.orders.length, 2);
});

test('a pace beyond all measure is a crisis too, unless somebody knows what it comes from', () => {
  const leap = (signals: readonly Signal[]) => {
    const market = quiet();
    return market.book('0.69 x 500', '0.71 x 500').look({ signals });
  };
  assert.is(leap([]).plan?.refused.bid, 'crisis: wild');
  const told = leap([signal(0.7, { variance: 20 })]);
  assert.is(told.regime, 'lowLiquidity');
  assert.is(told.mode, 'widened');
  assert.ok((told.halfSpread ?? 0) > 5 * (quiet().look().halfSpread ?? 1));
});

test('a thin market is quoted half as far again and with a third of the size; pace and thinness are not charged twice', () => {
  const [deep, thin] = ['500', '300'].map((size) =>
    new QuotedMarket({}, { levelShareMax: '1' }).book(`0.49 x ${size}`, `0.51 x ${size}`).warm().look(),
  );
  assert.is(deep?.regime, 'lowLiquidity', 'two hundred and forty-five dollars a side');
  assert.is(thin?.regime, 'lowLiquidity');
  const rich = new QuotedMarket().book('0.49 x 900', '0.51 x 900').warm().look();
  assert.is(rich.regime, 'normal');
  assert.equal(
    [rich, thin].map((each) => each?.plan?.orders.map(({ size }) => size / 1e6)),
    [
      [100, 100],
      [30, 30],
    ],
  );
  assert.is(thin?.mode, 'widened');
  assert.is(thin?.reason, 'spread x 1.50');
  // Twice as wide for its pace alone: that is more than half as wide again, and not multiplied with it.
  const pace = (size: string) => {
    const market = new QuotedMarket().book(`0.49 x ${size}`, `0.51 x ${size}`).warm();
    for (let count = 0; count < 8; count += 1) {
      market.book(`0.52 x ${size}`, `0.54 x ${size}`).look({}, 60_000);
      market.book(`0.49 x ${size}`, `0.51 x ${size}`).look({}, 60_000);
    }
    return market.look();
  };
  const [fastAndThin, fast] = [pace('300'), pace('900')];
  assert.ok(fast.reason !== null && Number(fast.reason.split(' x ')[1]) > 1.5, fast.reason ?? 'no reason');
  assert.is(fastAndThin.reason, fast.reason);
});

test('a short up or down market is not quoted for real without a fresh opinion, and says why', () => {
  const market = (mode: string, slug = 'btc-updown-5m-1787236800', endMs: number | null = 1_000_000 + 600_000) =>
    new QuotedMarket({ slug, endMs }, { mode }).book(BIDS, ASKS).warm({ signals: [signal(0.5)] });
  for (const mode of ['live', 'paper']) {
    const quoted = market(mode);
    assert.is(quoted.look({ signals: [signal(0.5)] }).plan?.orders.length, 2, mode);
    const { plan, reason } = quoted.look();
    assert.is(plan, null);
    assert.is(reason, 'a short up or down market without a fresh opinion');
    for (const [bad, fault] of [
      [signal(0.5, { ageMs: 5_001 }), 'stale'],
      [signal(Number.NaN), 'notFinite'],
      [signal(1.2), 'outsideRange'],
      [signal(0), 'outsideRange'],
    ] as const) {
      const answer = quoted.look({ signals: [bad] });
      assert.is(answer.plan, null);
      assert.is(answer.reason, `a short up or down market without a fresh opinion (${fault})`);
    }
    assert.is(quoted.look({ signals: [signal(Number.NaN), signal(0.5)] }).plan?.orders.length, 2, 'one good word does');
  }
  for (const mode of ['sim', 'replay', 'simulate']) assert.is(market(mode).look().plan?.orders.length, 2, mode);
  for (const [slug, endMs, refused] of [
    ['eth-updown-15m-1787236800', null, true],
    ['unheard-updown-1h-1787236800', 1_000_000 + 3_000_000, true],
    ['bitcoin-up-or-down-august-20-2pm-et', 1_000_000 + 3_600_000, true],
    ['bitcoin-up-or-down-on-august-20', 1_000_000 + 20 * 3_600_000, false],
    ['will-the-bill-go-up-or-be-cut-down', 1_000_000 + 3_600_000, false],
    ['breakdown-up', 1_000_000 + 3_600_000, false],
  ] as const)
    assert.is(market('live', slug, endMs).look().plan === null, refused, slug);
});

test('before scheduled news nothing is added beyond its budget, and what is beyond it is offered', () => {
  // The news decides half a dollar either way: twenty shares are ten dollars.
  const settings = { riskBudgetUsd: '10', levelShareMax: '1' };
  const news = (inMs: number, held: number, change: Readonly<Record<string, string>> = {}) =>
    new QuotedMarket({ eventMs: 1_000_000 + 8_000 + inMs }, { ...settings, ...change })
      .book('0.49 x 5000', '0.51 x 5000')
      .warm()
      .look({ holdings: { yes: held * 1e6, sellable: { yes: (held * 1e6) as Shares, no: 0 as Shares } } });
  const size = ({ plan }: { plan: QuotePlan | null }, slot: string) =>
    (plan?.orders.find((order) => order.slot === slot)?.size ?? 0) / 1e6;
  assert.is(size(news(3_600_000, 0), 'yesBid'), 100, 'an hour before it is business as usual');
  const near = news(300_000, 0);
  assert.equal([size(near, 'yesBid'), size(near, 'noBid')].map(Math.round), [20, 20]);
  assert.is(near.plan?.trace.bidSize, 'eventRisk');
  const full = news(300_000, 200);
  assert.is(full.plan?.refused.bid, 'belowMinimumSize: eventRisk');
  assert.is(Math.round(size(full, 'yesAsk')), 180, 'all but twenty has to go');
  const half = news(300_000, 12);
  assert.is(Math.round(size(half, 'yesBid')), 8);
  assert.is(news(300_000, 0, { eventVarianceShare: '0' }).plan?.orders.length, 2);
  assert.is(size(news(300_000, 0, { reduceBeforeEventMs: '200000' }), 'yesBid'), 100);
  // It also leans on the price: what may decide everything is charged in full.
  const lean = (decision: ReturnType<typeof news>) => Number(decision.plan?.trace.bidTarget);
  assert.ok(lean(full) < lean(news(3_600_000, 200)) - 0.005);
});

test('a sped-up market lives through as much information in less of our time', () => {
  const slow = new QuotedMarket().book(BIDS, ASKS);
  const fast = new QuotedMarket({}, {}, 30).book(BIDS, ASKS);
  for (let count = 0; count < 4; count += 1) {
    assert.is(slow.look({}, 100).mode, 'warming');
    if (count < 3) fast.look({}, 100);
  }
  assert.is(fast.look({}, 100).mode, 'quoting');
});

test('a tick change while we quote re-rounds from fair, not from the old price', () => {
  const market = quiet();
  const coarse = market.look();
  market.state.apply({ type: 'TICK', market: market.facts.id, tick: 1_000 as Price, atMs: market.nowMs }, market.nowMs);
  const fine = market.look();
  assert.is(fine.plan?.trace.tick, 1_000);
  const [before, after] = [coarse, fine].map(({ plan }) => plan?.orders[0]?.price ?? 0);
  assert.ok((after ?? 0) % 10_000 !== 0, `${before} became ${after}`);
  assert.ok(Math.abs((after ?? 0) - (before ?? 0)) < 10_000, 'the coarse price is one of the two beside it');
});

test('the mark of a resolved market is its payout, and the model does not fall over it', () => {
  const market = quiet();
  market.state.apply(
    { type: 'RESOLVED', market: market.facts.id, payout: 1_000_000 as Price, atMs: market.nowMs },
    market.nowMs,
  );
  assert.not.throws(() => market.look({ holdings: HELD }));
});

test('time that goes back, stands still or leaps breaks nothing', () => {
  const market = quiet();
  for (const afterMs of [0, -5_000, 0, 86_400_000 * 400]) {
    const { plan, halfSpread } = market.look({}, afterMs);
    assert.ok(plan === null || Number.isFinite(halfSpread));
  }
});

test('the same market and the same looks make the same quotes', () => {
  const run = () => {
    const market = quiet();
    market.print('buy', '0.51', '20');
    return JSON.stringify([market.look(), market.look({ holdings: HELD }), market.look()]);
  };
  assert.is(run(), run());
});

test('whatever the market shows and we hold, a quote is on its grid, inside the book and finite', () => {
  const price = fc.integer({ min: 1, max: 99 });
  const side = fc.array(fc.tuple(price, fc.integer({ min: 1, max: 5_000 })), { maxLength: 4, size: 'max' });
  const step = fc.oneof(
    fc.record({ bids: side, asks: side }),
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      price,
      size: fc.integer({ min: 1, max: 900 }),
    }),
    fc.record({ fill: fc.constantFrom('bid' as const, 'ask' as const), size: fc.integer({ min: 1, max: 500 }) }),
  );
  const holding = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(0, 1e9));
  const text = (levels: readonly (readonly [number, number])[]) =>
    [...new Map(levels)].map(([cents, size]) => `0.${String(cents).padStart(2, '0')} x ${size}`).join(', ');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: 'max' }), holding, holding, (path, yes, no) => {
      const market = quiet();
      const sellable = { yes: (yes * 1e6) as Shares, no: (no * 1e6) as Shares };
      for (const each of path) {
        if ('bids' in each) market.book(text(each.bids), text(each.asks));
        else if ('fill' in each) market.model.ownFill({ side: each.fill, atMs: market.nowMs, size: each.size });
        else market.print(each.side, `0.${String(each.price).padStart(2, '0')}`, String(each.size));
        const decision = market.look({ holdings: { yes: yes * 1e6, no: no * 1e6, sellable } }, 300);
        const orders = decision.plan?.orders ?? [];
        assert.ok(decision.plan !== null || decision.reason !== null);
        const best = { bid: market.state.others('bid', 1)[0]?.price, ask: market.state.others('ask', 1)[0]?.price };
        const inYes: Record<string, number> = {};
        for (const order of orders) {
          assert.is(order.price % market.state.book.tick, 0);
          assert.ok(order.price > 0 && order.price < 1e6 && order.size >= market.facts.minSize);
          const yesPrice = order.slot.startsWith('yes') ? order.price : 1e6 - order.price;
          const economic = order.slot === 'yesBid' || order.slot === 'noAsk' ? 'bid' : 'ask';
          inYes[economic] = yesPrice;
          if (economic === 'bid' && best.ask !== undefined) assert.ok(yesPrice < best.ask);
          if (economic === 'ask' && best.bid !== undefined) assert.ok(yesPrice > best.bid);
          if (order.slot.endsWith('Ask')) assert.ok(order.size <= sellable[order.slot === 'yesAsk' ? 'yes' : 'no']);
        }
        assert.ok((inYes.bid ?? 0) < (inYes.ask ?? 1e6));
        if (decision.halfSpread !== null) assert.ok(Number.isFinite(decision.halfSpread));
      }
    }),
    { seed: 42, numRuns: 60 },
  );
});

test.run();
