import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Signal } from '#domain/ports.ts';
import type { QuoteDecision } from '#domain/quoting/quote-model.ts';
import type { LegConstraint } from '#domain/quoting/quote-plan.ts';
import type { Holdings } from '#domain/quoting/quote-sides.ts';
import { Decimal, parsePrice, parseShares, parseUsd, type Shares } from '#domain/units.ts';
import { type Look, QuotedMarket, shown } from './market-scene.ts';

const test = suite('quote sides');

const BIDS = '0.49 x 500, 0.48 x 900';
const ASKS = '0.51 x 500, 0.52 x 900';
type Birth = ConstructorParameters<typeof QuotedMarket>;
const quiet = (...birth: Birth) => new QuotedMarket(...birth).book(BIDS, ASKS).warm();
const holding = (yes: number, no: number): Pick<Holdings, 'yes' | 'no' | 'sellable'> => ({
  yes: yes * 1e6,
  no: no * 1e6,
  sellable: { yes: (Math.max(0, yes) * 1e6) as Shares, no: (Math.max(0, no) * 1e6) as Shares },
});
const signal = (fair: number): Signal => ({ fair, variance: 0.0001, ageMs: 0, source: 'elsewhere' });
const target = ({ plan }: QuoteDecision, side: 'bid' | 'ask'): number => Number(plan?.trace[`${side}Target`]);
const slots = (decision: QuoteDecision): string[] => shown(decision).map((order) => order.split(' ')[0] ?? '');
/** The same moment, twice: only what is looked at differs. */
const both = (one: Look, other: Look, ...birth: Birth) =>
  [one, other].map((look) => quiet(...birth).look(look)) as [QuoteDecision, QuoteDecision];

test('with inventory both quotes lean towards getting rid of it, the more the more there is', () => {
  const targets = [-2_000, -500, 0, 500, 2_000].map((yes) => {
    const decision = quiet().look({ holdings: { yes: yes * 1e6 } });
    return [target(decision, 'bid'), target(decision, 'ask')] as const;
  });
  for (const [at, [bid, ask]] of targets.entries()) {
    const [lastBid, lastAsk] = targets[at - 1] ?? [Infinity, Infinity];
    assert.ok(bid <= lastBid && ask <= lastAsk);
  }
  assert.ok((targets[4]?.[1] ?? 1) < (targets[0]?.[1] ?? 0));
  assert.ok((targets[4]?.[0] ?? 1) < (targets[0]?.[0] ?? 0));
});

test('holding both outcomes counts by their difference, and what we hold is sold before the other outcome is bought', () => {
  const [pairs, flat] = both({ holdings: holding(300, 300) }, { holdings: holding(0, 0) });
  assert.is(target(pairs, 'bid'), target(flat, 'bid'));
  assert.is(target(pairs, 'ask'), target(flat, 'ask'));
  assert.equal(slots(pairs), ['noAsk', 'yesAsk']);
  assert.equal(slots(flat), ['yesBid', 'noBid']);
});

test('reduceOnly leaves the side that takes exposure away, and none when there is no exposure', () => {
  const reduce = (yes: number, no: number) => quiet().look({ holdings: { ...holding(yes, no), reduceOnly: true } });
  const long = reduce(200, 0);
  assert.equal(slots(long), ['yesAsk']);
  assert.is(long.mode, 'oneSided');
  assert.is(long.reason, 'reduceOnly');
  assert.equal(slots(reduce(0, 200)), ['noAsk']);
  const flat = reduce(100, 100);
  assert.equal(slots(flat), []);
  assert.equal(flat.plan?.refused, { bid: 'reduceOnly', ask: 'reduceOnly' });
});

test('under reduceOnly no order is larger than what it takes away, although a quote would be', () => {
  const leg: LegConstraint = { slot: 'noBid', maxCost: parsePrice('0.5'), size: parseShares('30'), untilMs: Infinity };
  for (const constraints of [[], [leg]]) {
    const { plan } = quiet().look({ holdings: { ...holding(30, 0), reduceOnly: true }, constraints });
    assert.equal(
      plan?.orders.map(({ size }) => size),
      [parseShares('30')],
    );
    assert.is(plan?.guards.ask.sizeMax, parseShares('30'));
  }
  const promised = { yes: 0 as Shares, no: 0 as Shares };
  const { plan } = quiet().look({ holdings: { ...holding(30, 0), sellable: promised, reduceOnly: true } });
  assert.equal(
    plan?.orders.map(({ slot, size }) => [slot, size]),
    [['noBid', parseShares('30')]],
  );
  assert.is(plan?.guards.ask.sizeMax, parseShares('30'), 'what rests from before is larger, and goes');
});

test('every tick is a grid: prices lie on it in their own outcome’s terms, both ways', () => {
  for (const [tick, bids, asks] of [
    ['0.0025', '0.4975 x 500', '0.5025 x 500'],
    ['0.005', '0.495 x 500', '0.505 x 500'],
    ['0.0001', '0.4999 x 500', '0.5001 x 500'],
    ['0.001', '0.499 x 500', '0.501 x 500'],
  ] as const) {
    const market = new QuotedMarket({ tick: parsePrice(tick) }).book(bids, asks, tick).warm();
    const { plan } = market.look();
    assert.is(plan?.orders.length, 2, tick);
    for (const order of plan?.orders ?? []) assert.is(order.price % parsePrice(tick), 0, tick);
  }
});

test('fair value beyond the grid leaves only the side that takes exposure away, never a clamped price', () => {
  for (const [fair, held, slot] of [
    [0.003, holding(200, 0), 'yesAsk'],
    [0.997, holding(0, 200), 'noAsk'],
  ] as const) {
    const [bids, asks] = fair < 0.5 ? ['0.01 x 500', '0.02 x 500'] : ['0.98 x 500', '0.99 x 500'];
    const market = new QuotedMarket().book(bids, asks);
    for (let count = 0; count < 100; count += 1) market.look({ signals: [signal(fair)] });
    const flat = market.look({ signals: [signal(fair)] });
    assert.equal(shown(flat), [], `${fair}`);
    for (const side of ['bid', 'ask'] as const)
      assert.ok(
        ['fairBeyondGrid', 'noRoom'].includes(flat.plan?.refused[side] ?? ''),
        flat.plan?.refused[side] ?? 'none',
      );
    const holds = market.look({ signals: [signal(fair)], holdings: held });
    assert.equal(slots(holds), [slot]);
  }
});

test('near the edge of the grid the side without room stays empty, the other is quoted on its own terms', () => {
  const market = new QuotedMarket().book('0.01 x 500', '0.02 x 500').warm();
  const { plan } = market.look();
  assert.is(plan?.refused.bid, 'noRoom');
  for (const order of plan?.orders ?? []) assert.ok(order.price >= 10_000 && order.price <= 990_000);
});

test('a loss limit that is used up silences the side that would add to it, and a nearly used one makes it small', () => {
  const limited = (yes: number) =>
    quiet({}, { lossPerMarketMaxUsd: '50' }).look({ holdings: { ...holding(yes, 0), cash: parseUsd('1000') } });
  const free = limited(0).plan;
  assert.is(free?.orders[0]?.size, parseShares('96.15')); // 50 dollars at 0.52
  const used = limited(200).plan;
  assert.is(used?.refused.bid, 'belowMinimumSize: lossPerMarket');
  assert.is(used?.refused.ask, null);
  const nearly = limited(80).plan?.orders.find((order) => order.slot === 'yesBid');
  assert.ok((nearly?.size ?? 0) > 0 && (nearly?.size ?? 0) < 30e6);
});

test('a loss limit buys few shares where they are dear and many where they are cheap', () => {
  const cheap = new QuotedMarket({}, { lossPerMarketMaxUsd: '20' }).book('0.19 x 5000', '0.21 x 5000').warm().look();
  const [bid, ask] = [cheap.plan?.orders[0], cheap.plan?.orders[1]];
  assert.is(bid?.slot, 'yesBid');
  assert.is(bid?.size, parseShares('90.9')); // 20 dollars at 0.22
  assert.is(ask?.slot, 'noBid');
  assert.is(ask?.size, parseShares('24.39')); // 20 dollars at 0.82
});

test('what fills are expected to cost is part of the distance, and a wide market is quoted wider', () => {
  const width = (bids: string, asks: string, adverseShare: string) =>
    new QuotedMarket({}, { adverseShare }).book(bids, asks).warm().look().halfSpread ?? 0;
  const [careless, careful] = [width(BIDS, ASKS, '0'), width(BIDS, ASKS, '0.8')];
  assert.ok(Math.abs(careful - careless - 0.008) < 0.001, String(careful - careless)); // 0.8 of half of two cents
  // Fills thin out over about half the spread: 1/k is a cent in the first market and five in the second.
  const wide = width('0.45 x 500', '0.55 x 500', '0');
  assert.ok(wide - careless > 0.03, String(wide - careless));
});

test('second legs wanted together ask for no more than four quotes, the oldest first', () => {
  const leg = (size: string): LegConstraint => ({
    slot: 'noBid',
    maxCost: parsePrice('0.49'),
    size: parseShares(size),
    untilMs: Infinity,
  });
  const ask = (...sizes: string[]) =>
    quiet()
      .look({ constraints: sizes.map(leg), holdings: holding(900, 0) })
      .plan?.orders.find((each) => each.slot === 'noBid');
  assert.is(ask('250', '100')?.size, parseShares('350'));
  assert.is(ask('250', '250', '250')?.size, parseShares('400'));
});

test('an inventory beyond all reason makes finite quotes or none', () => {
  for (const yes of [1e15, -1e15, Number.MAX_SAFE_INTEGER, 1e300]) {
    const { plan, halfSpread } = quiet().look({ holdings: { yes } });
    assert.ok(halfSpread === null || Number.isFinite(halfSpread));
    for (const order of plan?.orders ?? []) assert.ok(Number.isSafeInteger(order.price) && order.price > 0);
    assert.is(plan?.orders.some((order) => order.slot === (yes > 0 ? 'yesBid' : 'noBid')) ?? false, false);
  }
});

test('no cash, or cash that is no number, buys nothing', () => {
  for (const cash of [parseUsd('0'), new Decimal(Number.NaN), parseUsd('-5')]) {
    const { plan } = quiet().look({ holdings: { cash } });
    assert.equal(plan?.orders, []);
    assert.is(plan?.refused.bid, 'notCovered');
  }
});

test('a rebate is part of what a fill earns; without a fee schedule it counts as nothing', () => {
  const schedule = { rate: new Decimal('0.05'), exponent: 1, rebateRate: new Decimal('0.25') };
  const [paid, unknown, nothing] = [schedule, null, { ...schedule, rebateRate: new Decimal(0) }].map((fee) =>
    quiet({ fee }).look(),
  ) as [QuoteDecision, QuoteDecision, QuoteDecision];
  assert.ok((paid.halfSpread ?? 1) < (unknown.halfSpread ?? 0));
  assert.is(unknown.halfSpread, nothing.halfSpread);
});

test('a game in play may end at any time, so inventory is charged in full', () => {
  const lean = (gameStartMs: number | null) => {
    const [held, flat] = both({ holdings: { yes: 300e6 } }, {}, { gameStartMs });
    return target(flat, 'bid') - target(held, 'bid');
  };
  assert.ok(lean(1) > lean(null));
  assert.is(lean(1_000_000 + 5 * 86_400_000), lean(null)); // not started yet
});

test('in the last hour, after the end and without a known end inventory is charged in full', () => {
  const lean = (endMs: number | null) => {
    const [held, flat] = both({ holdings: { yes: 300e6 } }, {}, { endMs });
    return target(flat, 'bid') - target(held, 'bid');
  };
  const far = lean(1e12);
  for (const endMs of [null, 1_000_000 + 1_800_000, 1_000_001, 1]) assert.ok(lean(endMs) > far, String(endMs));
});

test('a venue that holds takers back is quoted tighter than one where a jump finds us first', () => {
  const [held, open] = [500, 0].map((takerDelayMs) => quiet({ takerDelayMs }).look()) as [QuoteDecision, QuoteDecision];
  assert.ok((held.halfSpread ?? 1) < (open.halfSpread ?? 0));
});

test('without a fill curve quotes join the touch and never step inside it', () => {
  const { plan } = quiet({}, { fillDecayPerUsd: '1', informedShare: '0', modelErrorSd: '0', adverseShare: '0' }).look();
  assert.ok(Number(plan?.trace.bidTarget) <= 0.49);
  assert.ok(Number(plan?.trace.askTarget) >= 0.51);
});

test('a position in a rival outcome of the same event moves us as one of our own would', () => {
  const rivals = (q: number) => [{ p: 0.3, q }];
  const [long, flat] = both({ holdings: { rivals: rivals(800) } }, { holdings: { rivals: rivals(0) } });
  assert.ok(target(long, 'bid') > target(flat, 'bid')); // ours hedges the rival
  const [odd, alone] = both({ holdings: { rivals: [{ p: Number.NaN, q: 5 }] } }, {});
  assert.is(target(odd, 'bid'), target(alone, 'bid'));
});

test('a second leg may be dear, but never beyond what the informed would take from us', () => {
  const leg = (slot: LegConstraint['slot'], maxCost: string): LegConstraint => ({
    slot,
    maxCost: parsePrice(maxCost),
    size: parseShares('50'),
    untilMs: Infinity,
  });
  const fine = quiet().look({ constraints: [leg('noBid', '0.49')], holdings: holding(50, 0) });
  assert.is(fine.plan?.trace.ask, 'noBid 0.49 x 50 by leg');
  const dear = quiet().look({ constraints: [leg('noBid', '0.6')], holdings: holding(50, 0) });
  const floor = dear.plan?.guards.ask.limit ?? 0;
  const order = dear.plan?.orders.find((each) => each.slot === 'noBid');
  assert.ok(order !== undefined && 1 - order.price / 1e6 >= floor);
  const sell = quiet().look({ constraints: [leg('noAsk', '0.01')], holdings: holding(0, 50) });
  const sold = sell.plan?.orders.find((each) => each.slot === 'noAsk');
  assert.ok(sold !== undefined && 1 - sold.price / 1e6 <= (sell.plan?.guards.bid.limit ?? 1));
});

/** Back and forth by three cents, so many seconds apart. */
function wild(market: QuotedMarket, seconds: number): QuotedMarket {
  for (let count = 0; count < 6; count += 1) {
    market.book('0.52 x 900', '0.54 x 900').look({}, seconds * 1_000);
    market.book('0.49 x 900', '0.51 x 900').look({}, seconds * 1_000);
  }
  return market;
}

test('a wild market is quoted wider and smaller, and says by how much', () => {
  const market = wild(quiet(), 60);
  const { mode, reason, plan } = market.look();
  assert.is(mode, 'widened');
  assert.match(reason ?? '', /^spread x [1-4]\.\d\d$/);
  for (const order of plan?.orders ?? []) assert.ok(order.size < parseShares('100'));
});

test('the spread grows no wider than its setting allows', () => {
  const width = (spreadMultiplierMax: string) => {
    const market = wild(quiet({}, { spreadMultiplierMax }), 60);
    return market.look().halfSpread ?? 0;
  };
  assert.ok(width('1') < width('1.3'));
  assert.ok(width('1.3') < width('4'));
});

test('complement: the mirrored market is quoted with mirrored prices', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 78 }), fc.integer({ min: -600, max: 600 }), (bid, q) => {
      const cents = (value: number) => `0.${String(value).padStart(2, '0')}`;
      const yes = new QuotedMarket().book(`${cents(bid)} x 500`, `${cents(bid + 2)} x 300`).warm();
      const no = new QuotedMarket().book(`${cents(98 - bid)} x 300`, `${cents(100 - bid)} x 500`).warm();
      const one = yes.look({ holdings: { yes: q * 1e6 } });
      const other = no.look({ holdings: { no: q * 1e6 } });
      assert.ok(Math.abs(target(one, 'bid') + target(other, 'ask') - 1) < 1e-9);
      assert.ok(Math.abs(target(one, 'ask') + target(other, 'bid') - 1) < 1e-9);
    }),
    { seed: 42, numRuns: 60 },
  );
});

test.run();
