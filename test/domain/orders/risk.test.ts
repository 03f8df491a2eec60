import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { groupLoss, type LossByOutcome } from '#domain/orders/exposure.ts';
import { isLive, type OrderIntent, type OrderRow, type OrderStatus, remaining } from '#domain/orders/order.ts';
import { denialText, isDenial, review } from '#domain/orders/risk.ts';
import { RULES } from '#domain/orders/risk-rules.ts';
import type { MarketRisk, RiskLimits, RiskState } from '#domain/orders/risk-state.ts';
import { ALL_SLOTS, SLOTS, type Slot, yesPrice } from '#domain/orders/slot.ts';
import {
  complement,
  cost,
  Decimal,
  type Price,
  parsePrice,
  parseUsd,
  priceOf,
  type Shares,
  type Usd,
} from '#domain/units.ts';
import {
  aMarket,
  anIntent,
  aRow,
  aState,
  exposureOf,
  ROOMY,
  rowOf,
  type StateChange,
  shares,
  someFacts,
} from './scene.ts';

const price = (text: string): Price => parsePrice(text);
const usd = (text: string): Usd => parseUsd(text);
const market = aMarket('m');
const holding = (yes: number, no: number): Partial<MarketRisk> => ({
  held: { yes: shares(yes), no: shares(no) },
  sellable: { yes: shares(yes), no: shares(no) },
});

interface Scene {
  readonly facts?: Partial<MarketRisk>;
  readonly state?: StateChange;
  readonly limits?: Partial<RiskLimits>;
}

/** `'approved'`, or the rule that denied. */
function verdict(order: string | OrderIntent, { facts = {}, state = {}, limits = {} }: Scene): string {
  const intent = typeof order === 'string' ? anIntent(order, 'new') : order;
  const found = review(intent, aState([someFacts(market, facts)], state), { ...ROOMY, ...limits });
  return isDenial(found) ? found.rule : 'approved';
}

function table(rows: readonly (readonly [string, string, string, Scene?])[]): void {
  for (const [what, order, wanted, scene] of rows) test(what, () => assert.is(verdict(order, scene ?? {}), wanted));
}

const resting = (...texts: readonly string[]): { live: readonly OrderRow[] } => ({
  live: texts.map((text, at) => aRow(text, `o-${at}`)),
});
const admitted = (mode: RiskState['admission']['mode']): StateChange => ({ admission: { mode, why: 'test' } });

table([
  ['a plain order passes every rule', 'yesBid 0.48 x 100', 'approved'],
  ['a market nobody listed is denied', 'yesBid 0.48 x 100', 'knownMarket', { state: { markets: new Map() } }],
  [
    'a resolved market takes no order',
    'yesBid 0.48 x 100',
    'knownMarket',
    { facts: { market: aMarket('m', { payout: 0 as Price }) } },
  ],
  ['an untrusted book takes no order', 'yesBid 0.48 x 100', 'trustedBook', { facts: { trusted: false } }],
  ['without a mark nothing can be weighed', 'yesBid 0.48 x 100', 'trustedBook', { facts: { mark: null } }],

  [
    'a halt denies what would reduce, too',
    'yesAsk 0.52 x 10',
    'admission',
    { facts: holding(50, 0), state: admitted('halted') },
  ],
  ['a closed gateway denies everything', 'yesBid 0.48 x 100', 'admission', { state: admitted('closed') }],
  [
    'reduce-only lets a long position sell',
    'yesAsk 0.52 x 50',
    'approved',
    { facts: holding(50, 0), state: admitted('reduceOnly') },
  ],
  [
    'reduce-only lets a long position buy the other outcome',
    'noBid 0.48 x 50',
    'approved',
    { facts: holding(50, 0), state: admitted('reduceOnly') },
  ],
  [
    'a retired market is only reduced, whatever is admitted elsewhere',
    'yesBid 0.48 x 10',
    'admission',
    { facts: holding(50, 0), limits: { retired: 'breaks a rule' } },
  ],
  [
    'a retired market lets what is held be sold',
    'yesAsk 0.52 x 50',
    'approved',
    { facts: holding(50, 0), limits: { retired: 'breaks a rule' } },
  ],
  [
    'a halt denies what would reduce a retired market, too',
    'yesAsk 0.52 x 50',
    'admission',
    { facts: holding(50, 0), limits: { retired: 'breaks a rule' }, state: admitted('halted') },
  ],
  [
    'reduce-only forbids adding',
    'yesBid 0.48 x 10',
    'admission',
    { facts: holding(50, 0), state: admitted('reduceOnly') },
  ],
  [
    'reduce-only forbids turning the position around',
    'yesAsk 0.52 x 51',
    'admission',
    { facts: holding(60, 10), state: admitted('reduceOnly') },
  ],
  [
    'reduce-only counts orders in flight on the same side',
    'yesAsk 0.52 x 20',
    'admission',
    { facts: holding(50, 0), state: { ...admitted('reduceOnly'), ...resting('noBid 0.48 x 31') } },
  ],
  [
    'reduce-only does not count orders on the other side',
    'yesAsk 0.52 x 20',
    'approved',
    { facts: holding(50, 0), state: { ...admitted('reduceOnly'), ...resting('yesBid 0.40 x 31') } },
  ],
  [
    'reduce-only denies everything when flat',
    'yesAsk 0.52 x 5',
    'admission',
    { facts: holding(20, 20), state: admitted('reduceOnly') },
  ],

  ['a price off the tick is denied', 'yesBid 0.485 x 100', 'priceOnTick'],
  [
    'the tick in force counts, not the tick at birth',
    'yesBid 0.485 x 100',
    'approved',
    { facts: { tick: price('0.005') } },
  ],
  ['a price off 0.0025', 'noBid 0.4875 x 100', 'approved', { facts: { tick: price('0.0025') } }],
  ['a price between multiples of 0.0025', 'noBid 0.4880 x 100', 'priceOnTick', { facts: { tick: price('0.0025') } }],
  ['a tick of 0.0001', 'yesBid 0.0001 x 100', 'approved', { facts: { tick: price('0.0001'), mark: price('0.001') } }],
  ['the last tick below one dollar', 'yesBid 0.99 x 10', 'approved'],
  ['beyond the last tick', 'yesBid 0.999 x 10', 'priceOnTick', { facts: { tick: price('0.0045') } }],

  ['a size below the market minimum is denied', 'yesBid 0.48 x 4.99', 'size'],
  ['the minimum itself passes', 'yesBid 0.48 x 5', 'approved'],
  ['a size above our maximum is denied', 'yesBid 0.48 x 1000.01', 'size'],
  ['a size finer than a lot is denied', 'yesBid 0.48 x 10.001', 'size'],

  ['a slot has at most one live order', 'yesBid 0.48 x 100', 'slotOwner', { state: resting('yesBid 0.40 x 5') }],
  [
    'another slot of the same side is free',
    'yesBid 0.48 x 100',
    'approved',
    { state: { ...resting('noAsk 0.60 x 5') } },
  ],

  ['a bid at our own ask would meet it', 'yesBid 0.52 x 100', 'selfCross', { state: resting('yesAsk 0.52 x 5') }],
  [
    'a bid above our own NO bid would meet it as a mint',
    'yesBid 0.53 x 100',
    'selfCross',
    { state: resting('noBid 0.48 x 5') },
  ],
  [
    'selling NO below our own YES ask is the same bid',
    'noAsk 0.48 x 10',
    'selfCross',
    { facts: holding(0, 10), state: resting('yesAsk 0.52 x 5') },
  ],
  [
    'a bid a tick below our own ask stands apart',
    'yesBid 0.51 x 100',
    'approved',
    { state: resting('yesAsk 0.52 x 5') },
  ],
  ['an ask at our own bid would meet it', 'noBid 0.52 x 100', 'selfCross', { state: resting('yesBid 0.48 x 5') }],

  [
    'a bid that would take from the book is denied',
    'yesBid 0.52 x 100',
    'postOnly',
    { facts: { bestAsk: price('0.52') } },
  ],
  [
    'an ask that would take from the book is denied',
    'noBid 0.52 x 100',
    'postOnly',
    { facts: { bestBid: price('0.48') } },
  ],
  [
    'inside the spread nothing is taken',
    'yesBid 0.51 x 100',
    'approved',
    { facts: { bestBid: price('0.48'), bestAsk: price('0.52') } },
  ],

  ['a buy needs its cash', 'yesBid 0.50 x 100', 'cashCover', { state: { cash: usd('49.999999') } }],
  ['exactly the cash is enough', 'yesBid 0.50 x 100', 'approved', { state: { cash: usd('50') } }],
  [
    'live buys hold cash too',
    'yesBid 0.50 x 100',
    'cashCover',
    { state: { cash: usd('59'), ...resting('noBid 0.10 x 100') } },
  ],
  [
    'live sells hold none',
    'yesBid 0.40 x 100',
    'approved',
    { facts: holding(100, 0), state: { cash: usd('40'), ...resting('yesAsk 0.60 x 100') } },
  ],
  ['a sell needs no cash', 'yesAsk 0.60 x 100', 'approved', { facts: holding(100, 0), state: { cash: usd('0') } }],
  ['a sell needs its shares', 'yesAsk 0.60 x 100', 'shareCover', { facts: holding(99.99, 500) }],
  [
    'shares held but not yet sellable do not cover',
    'yesAsk 0.60 x 100',
    'shareCover',
    { facts: { ...holding(100, 0), sellable: { yes: shares(40), no: shares(0) } } },
  ],

  ['an empty rate budget denies last', 'yesBid 0.48 x 100', 'rateBudget', { state: { tokens: 0.99 } }],
  ['a denial names the first rule that objects', 'yesBid 0.485 x 1', 'priceOnTick', { state: { tokens: 0 } }],
]);

test('numbers that are none, and sizes of nothing, stop at the first rule', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 0.5, 2 ** 60]) {
    const plain = anIntent('yesBid 0.48 x 100', 'new');
    assert.is(verdict({ ...plain, price: bad as Price }, {}), 'validNumbers', `price ${bad}`);
    assert.is(verdict({ ...plain, size: bad as Shares }, {}), 'validNumbers', `size ${bad}`);
  }
});

test('state that is not a number denies instead of passing', () => {
  const nan = new Decimal(Number.NaN);
  assert.is(verdict('yesBid 0.48 x 100', { state: { cash: nan } }), 'cashCover');
  assert.is(verdict('yesBid 0.48 x 100', { state: { tokens: Number.NaN } }), 'rateBudget');
  assert.is(verdict('yesBid 0.48 x 100', { facts: { mark: Number.NaN as Price } }), 'lossPerMarket');
  assert.is(verdict('yesBid 0.48 x 100', { facts: { held: { yes: Number.NaN, no: 0 } } }), 'lossPerMarket');
  assert.is(verdict('yesBid 0.48 x 100', { facts: { tick: Number.NaN as Price } }), 'priceOnTick');
  assert.is(verdict('yesBid 0.48 x 100', { limits: { lossPerMarketMax: nan } }), 'lossPerMarket');
});

test('an order in any live status owns its slot; one that ended does not', () => {
  const statuses: readonly OrderStatus[] = [
    'sent',
    'resting',
    'cancelling',
    'unknown',
    'cancelled',
    'filled',
    'denied',
    'rejected',
  ];
  for (const status of statuses) {
    const live = [aRow('yesBid 0.40 x 5', 'o', { status })];
    assert.is(verdict('yesBid 0.48 x 100', { state: { live } }), isLive(status) ? 'slotOwner' : 'approved', status);
  }
});

test('the same id twice is denied, whatever its slot', () => {
  const live = [aRow('noAsk 0.60 x 5', 'new')];
  assert.is(verdict('yesBid 0.48 x 100', { state: { live } }), 'slotOwner');
});

test('a live order that is partly filled counts with what is left of it', () => {
  const live = [aRow('noBid 0.10 x 100', 'o', { filled: shares(90) })];
  const cash = usd('51');
  assert.is(verdict('yesBid 0.50 x 100', { state: { live, cash } }), 'approved');
  assert.is(verdict('yesBid 0.50 x 100.01', { state: { live, cash } }), 'cashCover');
  const reducing = { facts: holding(50, 0), state: { ...admitted('reduceOnly'), live } };
  assert.is(verdict('yesAsk 0.90 x 40', reducing), 'approved');
  assert.is(verdict('yesAsk 0.90 x 40.01', reducing), 'admission');
});

test('the other market of the wallet competes for cash only where cash covers once', () => {
  const live = [aRow('yesBid 0.50 x 100', 'o', {}, 'other')];
  const scene = { state: { live, cash: usd('60') } };
  assert.is(verdict('yesBid 0.50 x 100', { ...scene, limits: { cover: 'perWallet' } }), 'cashCover');
  assert.is(verdict('yesBid 0.50 x 100', { ...scene, limits: { cover: 'perMarket' } }), 'approved');
});

test('a denial tells the limit and what was found', () => {
  const state = aState([someFacts(market)], { live: [aRow('yesAsk 0.52 x 5', 'o')] });
  const found = review(anIntent('yesBid 0.53 x 100', 'new'), state, ROOMY);
  assert.ok(isDenial(found));
  assert.is(denialText(found), 'selfCross: allowed below our own 0.52 (YES), found 0.53');
});

// ---- losses by outcome, with orders in flight ----

const fifty: Partial<RiskLimits> = { lossPerMarketMax: usd('50') };
table([
  ['a bid may lose up to the limit if NO', 'yesBid 0.50 x 100', 'approved', { limits: fifty }],
  ['and not a hundredth of a share more', 'yesBid 0.50 x 100.01', 'lossPerMarket', { limits: fifty }],
  [
    'a bid in the other slot counts with it',
    'yesBid 0.50 x 100.01',
    'lossPerMarket',
    { limits: fifty, facts: holding(0, 50), state: resting('noAsk 0.50 x 50') },
  ],
  ['what we hold counts at the mark', 'yesBid 0.50 x 50', 'lossPerMarket', { limits: fifty, facts: holding(60, 0) }],
  [
    'the other side is not counted against it',
    'yesBid 0.40 x 100',
    'approved',
    { limits: fifty, state: resting('yesAsk 0.60 x 100') },
  ],
  ['an ask is weighed if YES', 'noBid 0.50 x 100.01', 'lossPerMarket', { limits: fifty }],
  [
    'a position beyond its limit may still be reduced',
    'noBid 0.50 x 100',
    'approved',
    { limits: fifty, facts: holding(500, 0) },
  ],
  ['and may not be added to', 'yesBid 0.01 x 5', 'lossPerMarket', { limits: fifty, facts: holding(500, 0) }],
  ['pairs weigh nothing', 'yesBid 0.50 x 100', 'approved', { limits: fifty, facts: holding(500, 500) }],
  [
    'the total over all markets is limited',
    'yesBid 0.50 x 101',
    'totalExposure',
    { limits: { exposureMax: usd('50') } },
  ],
  [
    'what brings the total down passes beyond it',
    'noBid 0.50 x 100',
    'approved',
    { limits: { exposureMax: usd('50') }, facts: holding(500, 0) },
  ],
]);

const outcomes = ['a', 'b', 'c'].map((name) => aMarket(name, { group: 'race', negRisk: true }));

function race(
  holdings: readonly number[],
  limit: string,
  change: StateChange = {},
): (order: string, at: string) => string {
  const facts = outcomes.map((each, at) => {
    const net = holdings[at] ?? 0;
    return someFacts(each, { mark: price('0.30'), ...holding(Math.max(0, net), Math.max(0, -net)) });
  });
  const state = aState(facts, change);
  return (order, at) => {
    const found = review(anIntent(order, 'new', at), state, { ...ROOMY, lossPerGroupMax: usd(limit) });
    return isDenial(found) ? found.rule : 'approved';
  };
}

test('a position in one outcome of an event uses up the limit of all', () => {
  assert.is(race([100, 0, 0], '50')('yesBid 0.30 x 60', 'b'), 'approved', 'if c wins, 30 + 18 are lost');
  assert.is(race([100, 0, 0], '50')('yesBid 0.30 x 67', 'b'), 'lossPerGroup');
  assert.is(race([100, 50, 0], '50')('yesBid 0.30 x 20', 'c'), 'lossPerGroup', 'none of ours might win');
});

test('where one outcome must win, buying the last of them is no risk', () => {
  const exhaustive = { exhaustiveGroups: new Set(['race']) };
  assert.is(race([100, 100, 0], '60', exhaustive)('yesBid 0.30 x 100', 'c'), 'approved');
  assert.is(race([100, 100, 0], '60')('yesBid 0.30 x 100', 'c'), 'lossPerGroup');
});

test('a short in one outcome covers longs in the others', () => {
  assert.is(race([-100, 0, 0], '60')('noBid 0.70 x 100', 'b'), 'approved', 'only one of them can win');
  assert.is(race([100, 0, -50], '60')('noBid 0.70 x 50', 'c'), 'lossPerGroup', 'c wins: 30 + 70');
});

test('a group of markets that do not exclude each other adds their worst up', () => {
  const loose = outcomes.map((each) => someFacts({ ...each, negRisk: false }, { mark: price('0.50') }));
  const live = [aRow('noBid 0.50 x 100', 'o', {}, 'a')];
  const found = review(anIntent('yesBid 0.50 x 21', 'new', 'b'), aState(loose, { live }), {
    ...ROOMY,
    lossPerGroupMax: usd('60'),
  });
  assert.ok(isDenial(found) && found.rule === 'lossPerGroup');
});

test('a decided member of a group weighs nothing', () => {
  const facts = outcomes.map((each, at) =>
    someFacts(at === 0 ? { ...each, payout: 0 as Price } : each, {
      mark: price('0.30'),
      ...holding(at === 0 ? 1000 : 0, 0),
    }),
  );
  const found = review(anIntent('yesBid 0.30 x 100', 'new', 'b'), aState(facts), {
    ...ROOMY,
    lossPerGroupMax: usd('30'),
  });
  assert.not(isDenial(found));
});

test('every rule of the table has denied something above', () => {
  const names = RULES.map((each) => each.name);
  assert.is(new Set(names).size, names.length);
  const seen = new Set([
    'validNumbers',
    'knownMarket',
    'admission',
    'trustedBook',
    'priceOnTick',
    'size',
    'slotOwner',
    'selfCross',
    'postOnly',
    'cashCover',
    'shareCover',
    'lossPerMarket',
    'lossPerGroup',
    'totalExposure',
    'rateBudget',
  ]);
  for (const name of names) assert.ok(seen.has(name), `a new rule, ${name}, wants its scenario`);
});

// ---- the property: approve, fill and cancel at random, then try every set of fills of what is live ----

const MARKS: Readonly<Record<string, Price>> = { a: price('0.30'), b: price('0.45'), c: price('0.20') };
const LIMITS: RiskLimits = {
  sizeMax: shares(400),
  lossPerMarketMax: usd('60'),
  lossPerGroupMax: usd('90'),
  exposureMax: usd('140'),
  cover: 'perWallet',
};

interface World {
  cash: Usd;
  readonly held: Map<string, { yes: number; no: number }>;
  live: OrderRow[];
}

function stateOf(world: World): RiskState {
  const facts = outcomes.map((each) => {
    const held = world.held.get(each.id) ?? { yes: 0, no: 0 };
    return someFacts(each, {
      mark: MARKS[each.id] ?? null,
      held,
      sellable: { yes: held.yes as Shares, no: held.no as Shares },
    });
  });
  return aState(facts, { live: world.live, cash: world.cash });
}

function fill(world: World, row: OrderRow, part: number): World {
  const size = (part < 1 ? Math.ceil((remaining(row) * part) / 10_000) * 10_000 : remaining(row)) as Shares;
  const { outcome, side } = SLOTS[row.slot];
  const sign = side === 'buy' ? 1 : -1;
  const before = world.held.get(row.market) ?? { yes: 0, no: 0 };
  const filled = (row.filled + size) as Shares;
  const rest = world.live.filter((each) => each.id !== row.id);
  return {
    cash: world.cash.minus(cost(row.price, size).times(sign)),
    held: new Map(world.held).set(row.market, { ...before, [outcome]: before[outcome] + sign * size }),
    live: filled === row.size ? rest : [...rest, { ...row, filled }],
  };
}

/** What the position alone loses, cash aside, against its mark: no order is in flight in a twin's world. */
function naiveLosses(world: World): ReadonlyMap<string, LossByOutcome> {
  return new Map(
    outcomes.map(({ id }) => {
      const { yes, no } = world.held.get(id) ?? { yes: 0, no: 0 };
      const net = new Decimal(yes - no).div(1e6);
      const mark = new Decimal(MARKS[id] ?? 0).div(1e6);
      return [id, { no: net.times(mark), yes: net.times(mark.minus(1)) }];
    }),
  );
}

function checkLimits(world: World): void {
  assert.ok(world.cash.gte(0), `cash ${world.cash}`);
  const losses = [...naiveLosses(world).values()];
  for (const [id, held] of world.held) assert.ok(held.yes >= 0 && held.no >= 0, `${id} sold what it did not hold`);
  for (const loss of losses) assert.ok(Decimal.max(loss.yes, loss.no).lte(LIMITS.lossPerMarketMax), 'per market');
  assert.ok(groupLoss(losses, 'exclusive').lte(LIMITS.lossPerGroupMax), 'per group');
  const total = losses.reduce((sum, loss) => sum.plus(Decimal.max(loss.yes, loss.no, 0)), new Decimal(0));
  assert.ok(total.lte(LIMITS.exposureMax), 'in total');
}

function everySetOfFills(world: World, rows: readonly OrderRow[]): void {
  const [first, ...rest] = rows;
  if (!first) {
    checkLimits(world);
    return;
  }
  everySetOfFills(world, rest);
  everySetOfFills(fill(world, first, 1), rest);
}

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      market: fc.constantFrom('a', 'b', 'c'),
      slot: fc.constantFrom<Slot>(...ALL_SLOTS),
      cents: fc.integer({ min: 1, max: 99 }),
      lots: fc.integer({ min: 1, max: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('fill' as const), pick: fc.nat(), part: fc.constantFrom(0.3, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat() }) },
);

test('whatever is approved, filled and cancelled, no set of fills brings a loss beyond a limit', () => {
  let approvals = 0;
  const law = fc.property(fc.array(act, { minLength: 5, maxLength: 25 }), (acts) => {
    const held = new Map([
      ['a', { yes: shares(80), no: shares(20) }],
      ['b', { yes: 0, no: shares(60) }],
    ]);
    let world: World = { cash: usd('300'), held, live: [] };
    for (const [at, step] of acts.entries()) {
      if (step.kind === 'place') {
        if (world.live.length >= 6) continue; // keeps the twin's 2^n small
        const intent: OrderIntent = {
          ...anIntent('yesBid 0.50 x 5', `o-${at}`, step.market),
          slot: step.slot,
          price: priceOf(step.cents * 10_000),
          size: shares(step.lots * 5),
        };
        const found = review(intent, stateOf(world), LIMITS);
        if (isDenial(found)) continue;
        approvals++;
        world = { ...world, live: [...world.live, rowOf(found, { status: 'sent' })] };
        everySetOfFills(world, world.live);
      } else {
        const row = world.live[step.pick % world.live.length];
        if (!row) continue;
        if (step.kind === 'fill') world = fill(world, row, step.part);
        else world = { ...world, live: world.live.filter((each) => each.id !== row.id) };
      }
      const { markets } = stateOf(world);
      const { live } = world;
      for (const [id, facts] of markets)
        assert.ok(
          exposureOf(new Map([[id, facts]]), live, null).lte(LIMITS.lossPerMarketMax),
          'orders in flight included',
        );
      assert.ok(exposureOf(markets, live, null).lte(LIMITS.exposureMax), 'orders in flight included');
    }
  });
  fc.assert(law, { seed: 42, numRuns: 250 });
  assert.ok(approvals > 300, `the scenes must approve something: ${approvals}`);
});

test('no approved pair of own orders can meet', () => {
  const law = fc.property(fc.array(act, { minLength: 5, maxLength: 25 }), (acts) => {
    let live: OrderRow[] = [];
    for (const [at, step] of acts.entries()) {
      if (step.kind !== 'place') continue;
      const intent = {
        ...anIntent('yesBid 0.50 x 5', `o-${at}`),
        slot: step.slot,
        price: priceOf(step.cents * 10_000),
      };
      const state = aState([someFacts(market, holding(500, 500))], { live });
      if (!isDenial(review(intent, state, ROOMY))) live = [...live, rowOf(intent)];
    }
    const inYes = (side: 'bid' | 'ask') =>
      live.filter((row) => SLOTS[row.slot].economic === side).map((row) => yesPrice(row.slot, row.price));
    assert.ok(Math.max(0, ...inYes('bid')) < Math.min(1e6, ...inYes('ask')));
    assert.is(new Set(live.map((row) => row.slot)).size, live.length);
  });
  fc.assert(law, { seed: 42, numRuns: 300 });
});

test('seen from NO the verdict is the same', () => {
  const mirror: Readonly<Record<Slot, Slot>> = { yesBid: 'noBid', noBid: 'yesBid', yesAsk: 'noAsk', noAsk: 'yesAsk' };
  const cents = fc.integer({ min: 1, max: 99 });
  const slot = fc.constantFrom<Slot>(...ALL_SLOTS);
  const law = fc.property(
    slot,
    cents,
    cents,
    fc.nat(200),
    fc.nat(200),
    slot,
    cents,
    (own, at, mark, yes, no, other, its) => {
      const tight = { ...ROOMY, lossPerMarketMax: usd('40') };
      const seen = (flip: boolean): string => {
        const facts = someFacts(market, {
          mark: flip ? complement(priceOf(mark * 10_000)) : priceOf(mark * 10_000),
          ...(flip ? holding(no, yes) : holding(yes, no)),
        });
        const of = (from: Slot): Slot => (flip ? mirror[from] : from);
        const live = [rowOf({ ...anIntent('yesBid 0.50 x 30', 'o'), slot: of(other), price: priceOf(its * 10_000) })];
        const intent = { ...anIntent('yesBid 0.50 x 50', 'new'), slot: of(own), price: priceOf(at * 10_000) };
        const found = review(intent, aState([facts], { live }), tight);
        return isDenial(found) ? found.rule : 'approved';
      };
      assert.is(seen(true), seen(false));
    },
  );
  fc.assert(law, { seed: 42, numRuns: 500 });
});

test('an approval is the very intent that was reviewed', () => {
  const intent = anIntent('yesBid 0.48 x 100', 'new');
  assert.is(review(intent, aState([someFacts(market)]), ROOMY), intent);
});

test.run();
