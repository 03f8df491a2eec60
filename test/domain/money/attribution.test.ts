import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId, TradeId, TransactionId } from '#domain/ids.ts';
import { Attribution, UNKNOWN_MARK } from '#domain/money/attribution.ts';
import type { Fact, FillFact } from '#domain/money/fact.ts';
import { pnlOf } from '#domain/money/tally.ts';
import { ALL_SLOTS } from '#domain/orders/slot.ts';
import { Decimal, type Price, type Shares } from '#domain/units.ts';
import { fill, flow, opening, price, RAIN, redemption, resolution, SNOW, sets, settlement, shares } from './facts.ts';
import { ToyExchange } from './toy-exchange.ts';

const test = suite('attribution');

function attribute(facts: readonly Fact[], mark: number | null = null): Attribution {
  const attribution = new Attribution();
  for (const fact of facts) attribution.apply(fact);
  attribution.markTo(() => (mark === null ? null : price(mark)));
  return attribution;
}

function parts(attribution: Attribution): string {
  const { edge, inventory, fees, gas, rounding } = attribution.total();
  return [edge, inventory, fees.negated(), gas.negated(), rounding].map((part) => part.toFixed()).join(' ');
}

test('bought at 0.48 under a fair 0.50 and sold at 0.49 over a fair 0.47: edge 2 + 2, inventory -3, profit 1', () => {
  const attribution = attribute([
    opening(),
    fill({ slot: 'yesBid', price: price(0.48), size: shares(100), mark: price(0.5) }),
    fill({ slot: 'yesAsk', price: price(0.49), size: shares(100), mark: price(0.47), trade: 't2' as TradeId }),
  ]);
  const { edge, inventory, fills, cost } = attribution.total();
  assert.equal([edge.toFixed(), inventory.toFixed(), fills, cost.toFixed()], ['4', '-3', 2, '97']);
  assert.is(pnlOf(attribution.total()).toFixed(), '1');
});

test('buying NO at 0.49 is selling YES at 0.51', () => {
  const no = attribute([fill({ slot: 'noBid', price: price(0.49), size: shares(10), mark: price(0.5) })], 0.45);
  const yes = attribute([fill({ slot: 'yesAsk', price: price(0.51), size: shares(10), mark: price(0.5) })], 0.45);
  assert.is(parts(no), parts(yes));
  assert.is(parts(no), '0.1 0.5 0 0 0');
});

test('an economic side earns the same whichever of its two slots it used', () => {
  const anyMove = fc.record({
    buy: fc.integer({ min: 1, max: 999_999 }),
    sell: fc.integer({ min: 1, max: 999_999 }),
    size: fc.integer({ min: 1, max: 1e9 }),
    mark: fc.integer({ min: 1, max: 999_999 }),
  });
  fc.assert(
    fc.property(anyMove, ({ buy, sell, size, mark }) => {
      const yesBid = fill({ slot: 'yesBid', price: buy as Price, size: size as Shares, mark: mark as Price });
      const trade = 't2' as TradeId;
      const flat = attribute([
        yesBid,
        fill({ slot: 'yesAsk', price: sell as Price, size: size as Shares, mark: mark as Price, trade }),
      ]);
      const paired = attribute([
        yesBid,
        fill({ slot: 'noBid', price: (1_000_000 - sell) as Price, size: size as Shares, mark: mark as Price, trade }),
        sets('merge', size as Shares),
      ]);
      assert.ok(flat.total().edge.eq(paired.total().edge));
      assert.ok(flat.total().inventory.eq(paired.total().inventory));
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('making and unmaking sets earns nothing but gas', () => {
  const attribution = attribute(
    [sets('split', shares(30), { gas: '0.01' }), sets('merge', shares(20), { gas: '0.02', mark: price(0.9) })],
    0.1,
  );
  assert.is(parts(attribution), '0 0 0 -0.03 0');
  const { merges, mergedShares, splits, splitShares } = attribution.total();
  assert.equal([merges, mergedShares, splits, splitShares], [1, 20_000_000, 1, 30_000_000]);
});

test('a failed fill leaves nothing behind: its edge and the inventory it carried cancel', () => {
  const bought = fill({ slot: 'yesBid', price: price(0.333333), size: shares(7.000001), fee: '0.1', mark: price(0.4) });
  const attribution = attribute([bought, settlement(bought, 'failed', price(0.3))], 0.7);
  assert.ok(pnlOf(attribution.total()).isZero());
  assert.ok(attribution.total().fees.isZero());
  assert.ok(attribution.total().rounding.isZero());
  const { fills, voided, cost } = attribution.total();
  assert.equal([fills, voided, cost.toFixed()], [0, 1, '0']);
});

test('a resolution is the last mark, and what is owned until then gains or loses by it', () => {
  const bought = fill({ slot: 'yesBid', price: price(0.4), size: shares(10), mark: price(0.5) });
  const attribution = attribute([bought, resolution(0.5)], 0.9);
  assert.is(attribution.market(RAIN).mark, 500_000);
  const won = attribute([bought, resolution(1)], 0.2);
  assert.is(won.total().inventory.toFixed(), '5');
  assert.is(won.market(RAIN).mark, 1_000_000);
});

test('half a micro-dollar lost in a redemption at one half is rounding', () => {
  const odd = shares(1.000001);
  const attribution = attribute([sets('split', odd), resolution(0.5), redemption(odd, shares(0), '0.5')]);
  assert.is(attribution.total().rounding.toFixed(), '-0.0000005');
});

test('before any mark is known a market stands at one half', () => {
  const attribution = new Attribution();
  assert.is(attribution.market(RAIN).mark, UNKNOWN_MARK);
  assert.is(UNKNOWN_MARK, 500_000);
  const stranger = new Map([[RAIN, { yes: shares(2), no: shares(0) }]]);
  const closing = { cash: new Decimal(0), receivables: new Decimal(0), holdings: stranger };
  const residual = attribution.residual({ openingCash: new Decimal(0), closing });
  assert.is(residual.usd.toFixed(), '1');
});

test('flows are told apart by market where they have one, and counted in all', () => {
  const attribution = attribute([
    flow('reward', '1.5', RAIN),
    flow('holding', '0.5', RAIN),
    flow('rebate', '1'),
    flow('deposit', '50'),
  ]);
  assert.is(attribution.market(RAIN).tally.rewards.toFixed(), '2');
  const { rewards, rebates, external } = attribution.total();
  assert.equal([rewards, rebates, external].map(String), ['2', '1', '50']);
  assert.is(pnlOf(attribution.total()).toFixed(), '3');
});

const market = fc.constantFrom(RAIN, SNOW);
const mark = fc.integer({ min: 1_000, max: 999_000 }).map((value) => value as Price);
const gas = fc.bigInt({ min: 0n, max: 90_000n });
/** From one share up: the least on which a millionth of price is at least a micro-dollar. */
const size = fc.integer({ min: 1_000_000, max: 300_000_000 }).map((value) => value as Shares);

type Step = (exchange: ToyExchange) => void;
const trade: fc.Arbitrary<Step> = fc
  .record({
    market,
    slot: fc.constantFrom(...ALL_SLOTS),
    price: fc.integer({ min: 1_000, max: 999_000 }).map((value) => value as Price),
    size,
    fee: fc.constantFrom(0n, 0n, 12_340n),
    mark,
  })
  .map((order) => (exchange) => exchange.trade(order));
const settle: fc.Arbitrary<Step> = fc
  .tuple(fc.nat(9), fc.constantFrom('confirmed' as const, 'confirmed' as const, 'failed' as const), mark)
  .map(
    ([which, status, at]) =>
      (exchange) =>
        exchange.settle(which, status, at),
  );
const set: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('merge' as const, 'split' as const), market, size, gas, mark)
  .map(
    ([kind, where, sized, cost, at]) =>
      (exchange) =>
        exchange.sets(kind, where, sized, cost, at),
  );
const end: fc.Arbitrary<Step> = fc
  .tuple(market, fc.constantFrom(0 as const, 0.5 as const, 1 as const), gas, fc.boolean())
  .map(([where, payout, cost, redeems]) => (exchange) => {
    exchange.resolve(where, payout);
    if (redeems) exchange.redeem(where, cost);
  });
const credit: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(
      'rebate' as const,
      'reward' as const,
      'holding' as const,
      'deposit' as const,
      'withdrawal' as const,
    ),
    fc.bigInt({ min: 1n, max: 5_000_000n }),
    fc.option(market),
    fc.boolean(),
  )
  .map(([kind, micro, where, paid]) => (exchange) => {
    exchange.flow(kind, micro, where);
    if (paid) exchange.payCredits();
  });

const history: fc.Arbitrary<ToyExchange> = fc
  .array(
    fc.oneof(
      { weight: 10, arbitrary: trade },
      { weight: 6, arbitrary: settle },
      { weight: 3, arbitrary: set },
      { weight: 1, arbitrary: end },
      { weight: 2, arbitrary: credit },
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    const exchange = new ToyExchange();
    for (const step of steps) step(exchange);
    return exchange;
  });
const closingMark = fc.integer({ min: 1, max: 999_999 }).map((value) => value as Price);

function residual(exchange: ToyExchange, facts: readonly Fact[], at: Price): Decimal {
  const attribution = new Attribution();
  for (const fact of facts) attribution.apply(fact);
  const payout = (where: MarketId) => exchange.payout(where);
  attribution.markTo((where) => (payout(where) === null ? at : price(payout(where) ?? 0)));
  return attribution.residual({ openingCash: exchange.openingCash, closing: exchange.account() }).usd;
}

test('the residual of any history is exactly zero, whatever the closing marks', () => {
  fc.assert(
    fc.property(history, closingMark, (exchange, at) => {
      assert.is(residual(exchange, exchange.facts, at).toFixed(), '0');
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

test('facts told twice, with every settlement status in between, change nothing', () => {
  fc.assert(
    fc.property(history, closingMark, (exchange, at) => {
      const noisy = exchange.facts.flatMap((fact): Fact[] => {
        if (fact.fact === 'fill') return [fact, settlement(fact, 'matched'), fact, settlement(fact, 'mined')];
        if (fact.fact === 'settlement')
          return [{ ...fact, status: 'retrying' }, fact, fact, { ...fact, status: 'mined' }];
        return fact.fact === 'flow' ? [fact] : [fact, fact];
      });
      assert.is(residual(exchange, noisy, at).toFixed(), '0');
    }),
    { seed: 42, numRuns: 100 },
  );
});

/** Whether the exchange's money would be other without it. */
function movesMoney(fact: Fact, facts: readonly Fact[]): boolean {
  const failed = (fill: FillFact) =>
    facts.some((each) => each.fact === 'settlement' && each.trade === fill.trade && each.status === 'failed');
  if (fact.fact === 'fill') return !failed(fact); // a voided fill never was
  if (fact.fact === 'settlement') return fact.status === 'failed';
  if (fact.fact !== 'resolution') return true;
  // The outcome is a mark: it moves money when somebody is paid by it.
  return facts.some((each) => each.fact === 'redemption' && each.market === fact.market && each.yes !== each.no);
}

function mutated(name: string, change: (fact: Fact) => readonly Fact[] | null, seed: number): void {
  let tried = 0;
  fc.assert(
    fc.property(history, closingMark, fc.nat(), (exchange, at, pick) => {
      const spots = exchange.facts.flatMap((fact, spot) =>
        movesMoney(fact, exchange.facts) && change(fact) ? [spot] : [],
      );
      const spot = spots[pick % Math.max(1, spots.length)];
      const victim = spot === undefined ? undefined : exchange.facts[spot];
      if (spot === undefined || !victim) return;
      tried += 1;
      const facts = exchange.facts.toSpliced(spot, 1, ...(change(victim) ?? []));
      assert.ok(!residual(exchange, facts, at).isZero(), `${name} went unseen: ${JSON.stringify(victim)}`);
    }),
    { seed, numRuns: 300 },
  );
  assert.ok(tried >= 10, `${name} was tried ${tried} times only`);
}

test('a fill shifted by one micro-share leaves a residual', () => {
  const shift = (by: number) => (fact: Fact) =>
    fact.fact === 'fill' ? [{ ...fact, size: (fact.size + by) as Shares }] : null;
  mutated('a micro-share more', shift(1), 1);
  mutated('a micro-share less', shift(-1), 2);
});

test('a fill shifted by a millionth of price leaves a residual', () => {
  const shift = (by: number) => (fact: Fact) =>
    fact.fact === 'fill' ? [{ ...fact, price: (fact.price + by) as Price }] : null;
  mutated('a millionth more', shift(1), 3);
  mutated('a millionth less', shift(-1), 4);
});

test('any one money fact that is dropped leaves a residual', () => {
  mutated('a dropped fact', () => [], 5);
  for (const kind of ['merge', 'split', 'flow', 'settlement', 'redemption', 'resolution', 'opening'] as const)
    mutatedKind(kind);
});

/** The rarer kinds are sought out in more histories. */
function mutatedKind(kind: Fact['fact']): void {
  let tried = 0;
  fc.assert(
    fc.property(history, closingMark, (exchange, at) => {
      const spot = exchange.facts.findIndex((fact) => fact.fact === kind && movesMoney(fact, exchange.facts));
      if (spot < 0) return;
      tried += 1;
      assert.ok(!residual(exchange, exchange.facts.toSpliced(spot, 1), at).isZero(), `a dropped ${kind} went unseen`);
    }),
    { seed: 6, numRuns: 300 },
  );
  assert.ok(tried >= 5, `${kind} was dropped ${tried} times only`);
}

test('a fact told twice under another id leaves a residual', () => {
  mutated(
    'a fill under another trade id',
    (fact) => (fact.fact === 'fill' ? [fact, { ...fact, trade: 'other' as TradeId }] : null),
    7,
  );
  mutated(
    'a transaction under another id',
    (fact) =>
      fact.fact === 'merge' || fact.fact === 'split' || fact.fact === 'redemption'
        ? [fact, { ...fact, transaction: 'other' as TransactionId }]
        : null,
    8,
  );
});

test('a fee, gas or redemption that is off by a micro-dollar leaves a residual', () => {
  const more = (text: string) => new Decimal(text).plus('0.000001').toFixed();
  mutated('a fee', (fact) => (fact.fact === 'fill' ? [{ ...fact, fee: more(fact.fee) }] : null), 9);
  mutated('gas', (fact) => (fact.fact === 'merge' ? [{ ...fact, gas: more(fact.gas) }] : null), 10);
  mutated('a payout', (fact) => (fact.fact === 'redemption' ? [{ ...fact, cash: more(fact.cash) }] : null), 11);
  mutated('a flow', (fact) => (fact.fact === 'flow' ? [{ ...fact, cash: more(fact.cash) }] : null), 12);
});

test('a merge that was never told is found in the cash, although a set is worth a dollar either way', () => {
  const exchange = new ToyExchange();
  exchange.sets('split', RAIN, shares(10), 0n, price(0.5));
  exchange.sets('merge', RAIN, shares(10), 0n, price(0.5));
  const attribution = attribute(exchange.facts.slice(0, 2), 0.5);
  const found = attribution.residual({ openingCash: exchange.openingCash, closing: exchange.account() });
  assert.is(found.usd.toFixed(), '10');
  assert.match(found.found ?? '', /^cash/);
});

test('an exchange that began with other cash than our opening says so', () => {
  const exchange = new ToyExchange();
  const attribution = attribute([opening('999999')]);
  const found = attribution.residual({ openingCash: exchange.openingCash, closing: exchange.account() });
  assert.is(found.usd.toFixed(), '1');
  assert.match(found.found ?? '', /^opening/);
});

test('the market rows add up to the total', () => {
  fc.assert(
    fc.property(history, closingMark, (exchange, at) => {
      const attribution = new Attribution();
      for (const fact of exchange.facts) attribution.apply(fact);
      attribution.markTo(() => at);
      const rows = attribution.markets().map((each) => attribution.market(each).tally);
      for (const part of ['edge', 'inventory', 'fees', 'gas', 'rounding', 'cost'] as const) {
        const sum = rows.reduce((total, row) => total.plus(row[part]), new Decimal(0));
        assert.ok(sum.eq(attribution.total()[part]), part);
      }
    }),
    { seed: 42, numRuns: 100 },
  );
});

test.run();
