import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketId, TradeId } from '#domain/ids.ts';
import type { FillFact } from '#domain/money/fact.ts';
import type { FillCircumstances } from '#domain/money/fill-circumstances.ts';
import { badCircumstances } from '#domain/money/fill-circumstances.ts';
import { DIMENSIONS, FillGroups, MARKET_HOURS_MAX, WORDS_MAX, wordsOf } from '#domain/money/fill-groups.ts';
import { Markouts } from '#domain/money/markouts.ts';
import { SLOTS, yesPrice } from '#domain/orders/slot.ts';
import type { Price, Shares } from '#domain/units.ts';
import { fill, price, RAIN, SNOW, settlement, shares } from './facts.ts';

const test = suite('fill groups');

const HELD: FillCircumstances = { by: 'target', regime: 'normal', spread: price(0.02), restedMs: 12_000, ackMs: 80 };
const named = (trade: string, change: Partial<FillFact> = {}, held: Partial<FillCircumstances> = {}) =>
  fill({
    slot: 'yesBid',
    price: price(0.48),
    size: shares(100),
    trade: trade as TradeId,
    circumstances: { ...HELD, ...held },
    ...change,
  });

test('a fill says what may explain it, each in a word', () => {
  const at = Date.UTC(2026, 7, 20, 23, 59);
  assert.equal(wordsOf(named('t', { atMs: at, queueAhead: 0 as Shares })), {
    rule: 'target',
    regime: 'normal',
    side: 'bid',
    queue: 'front',
    spread: 'upTo2c',
    age: 'under30s',
    answer: 'under100ms',
    size: 'under200',
    hour: '23',
  });
  const old = fill({ slot: 'yesAsk', price: price(0.48), size: shares(5), atMs: 0 });
  assert.equal(wordsOf(old), {
    ...{ rule: 'unknown', regime: 'unknown', side: 'ask', queue: 'unknown', spread: 'unknown', age: 'unknown' },
    ...{ answer: 'unknown', size: 'under10', hour: '00' },
  });
  assert.is(wordsOf(named('t', {}, { spread: price(0.01) })).spread, 'upTo1c');
  assert.is(wordsOf(named('t', {}, { spread: price(0.2) })).spread, 'more');
  assert.is(wordsOf(named('t', { atMs: -1 })).hour, '23');
});

test('rules are told apart by what the market did after the fills that they brought', () => {
  const groups = new FillGroups();
  const markouts = new Markouts((filled, horizon, mid) => groups.look(filled, horizon, mid));
  const take = (fact: FillFact) => {
    groups.apply(fact);
    const { market, slot, size, mark, atMs } = fact;
    markouts.add({ market, side: SLOTS[slot].economic, price: yesPrice(slot, fact.price), size, mark, atMs, fact });
  };
  take(named('good', { atMs: 0 }));
  take(named('bad', { atMs: 0, market: SNOW, slot: 'noBid', price: price(0.5) }, { by: 'minRest' }));
  markouts.observe(1_000, (market) => (market === RAIN ? 0.5 : 0.53));
  markouts.observe(5_000, () => null);
  const [minRest, target] = groups.of('rule');
  assert.is(minRest?.[0], 'minRest');
  assert.is(target?.[0], 'target');
  // Bought at 0.48 and now 0.50; sold at 0.50 (NO for 0.50) and now 0.53.
  assert.ok(Math.abs((target?.[1].looks[1].gain ?? 0) - 2) < 1e-9);
  assert.ok(Math.abs((minRest?.[1].looks[1].gain ?? 0) + 3) < 1e-9);
  assert.is(target?.[1].looks[5].shares, 0, 'a look without a mid is none');
  assert.ok(Math.abs((target?.[1].edge ?? 0) - 2) < 1e-9);
});

test('a fill whose settlement fails leaves every group, once; a confirmed one stays', () => {
  const groups = new FillGroups();
  const failing = named('t1');
  for (const fact of [failing, failing, named('t2'), settlement(failing, 'mined'), settlement(failing, 'failed')])
    groups.apply(fact);
  groups.apply(settlement(failing, 'failed'));
  groups.apply(settlement(named('t2'), 'confirmed'));
  groups.apply(settlement(named('t2'), 'failed'));
  for (const dimension of DIMENSIONS)
    assert.equal(
      groups.of(dimension).map(([, { fills, shares: sum }]) => [fills, sum]),
      [[1, 100]],
      dimension,
    );
  assert.equal(
    groups.hoursOf(RAIN).map(([hour, { fills }]) => [hour, fills]),
    [['00', 1]],
  );
});

test('folding the facts again gives the same groups, and each dimension adds up to all fills', () => {
  const aFill = fc.record({
    trade: fc.integer({ min: 0, max: 40 }),
    market: fc.constantFrom(RAIN, SNOW),
    slot: fc.constantFrom('yesBid', 'yesAsk', 'noBid', 'noAsk') as fc.Arbitrary<FillFact['slot']>,
    cents: fc.integer({ min: 1, max: 99 }),
    size: fc.integer({ min: 1, max: 900 }),
    by: fc.constantFrom('target', 'leg', 'minRest'),
    atMs: fc.integer({ min: 0, max: 200_000_000 }),
    fate: fc.constantFrom('confirmed', 'failed', null),
  });
  fc.assert(
    fc.property(fc.array(aFill, { maxLength: 40, size: 'max' }), (fills) => {
      const facts = fills.flatMap(({ trade, market, slot, cents, size, by, atMs, fate }) => {
        const fact = named(`t${trade}`, { market, slot, price: price(cents / 100), size: shares(size), atMs }, { by });
        return fate === null ? [fact] : [fact, settlement(fact, fate)];
      });
      const [one, two] = [new FillGroups(), new FillGroups()];
      for (const groups of [one, two]) for (const fact of facts) groups.apply(fact);
      const all = DIMENSIONS.map((name) => one.of(name).reduce((sum, [, group]) => sum + group.fills, 0));
      assert.is(new Set(all).size, 1);
      const hours = [RAIN, SNOW]
        .flatMap((market) => one.hoursOf(market))
        .reduce((sum, [, group]) => sum + group.fills, 0);
      assert.is(hours, all[0]);
      for (const name of DIMENSIONS) assert.equal(one.of(name), two.of(name));
    }),
    { seed: 42, numRuns: 200 },
  );
});

test('words and market hours are bounded, and no fill is lost in the totals', () => {
  const groups = new FillGroups();
  const word = (at: number) => `rule${String.fromCharCode(97 + Math.floor(at / 26), 97 + (at % 26))}`;
  for (let at = 0; at < WORDS_MAX + 20; at += 1) groups.apply(named(`w${at}`, {}, { by: word(at) }));
  const rules = groups.of('rule');
  assert.is(rules.length, WORDS_MAX + 1);
  assert.is(rules.find(([name]) => name === 'other')?.[1].fills, 20);
  for (let at = 0; at <= MARKET_HOURS_MAX; at += 1)
    groups.apply(named(`m${at}`, { market: `m${at}` as MarketId, atMs: 0 }));
  assert.is(groups.hoursOf(`m${MARKET_HOURS_MAX}` as MarketId).length, 0);
  assert.is(groups.of('side')[0]?.[1].fills, WORDS_MAX + 20 + MARKET_HOURS_MAX + 1);
});

test('circumstances that do not read are named by their field; facts without them are fine', () => {
  assert.is(badCircumstances(undefined), null);
  assert.is(badCircumstances(HELD), null);
  assert.is(badCircumstances({ ...HELD, regime: null, spread: null, restedMs: null, ackMs: null }), null);
  for (const [bad, field] of [
    [null, 'circumstances'],
    ['x', 'circumstances'],
    [{ ...HELD, by: 7 }, 'circumstances.by'],
    [{ ...HELD, by: '<b>' }, 'circumstances.by'],
    [{ ...HELD, regime: '' }, 'circumstances.regime'],
    [{ ...HELD, spread: '1' }, 'circumstances.spread'],
    [{ ...HELD, restedMs: -1 }, 'circumstances.restedMs'],
    [{ ...HELD, ackMs: undefined }, 'circumstances.ackMs'],
  ] as const)
    assert.ok(badCircumstances(bad)?.startsWith(`${field}:`), `${badCircumstances(bad)}`);
});

test('a mark at the edges and a size of one lot make finite sums', () => {
  const groups = new FillGroups();
  groups.apply(named('t', { mark: 0 as Price, size: 10_000 as Shares }));
  assert.ok(Math.abs((groups.of('side')[0]?.[1].edge ?? 0) + 0.0048) < 1e-12);
});

test.run();
