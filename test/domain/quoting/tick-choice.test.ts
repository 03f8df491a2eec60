import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RewardProgramme } from '#domain/market/market.ts';
import { chooseTicks, type RewardCase, type TickCase } from '#domain/quoting/tick-choice.ts';
import { Decimal, MICRO, type Price, parsePrice, parseShares, type Shares } from '#domain/units.ts';

const programme = (change: Partial<RewardProgramme> = {}): RewardProgramme => ({
  dailyUsd: new Decimal(50),
  maxSpread: parsePrice('0.03'),
  minSize: parseShares('20'),
  multiplier: 1,
  ...change,
});
const paying = (change: Partial<RewardCase> = {}): RewardCase => ({
  programme: programme(),
  pillars: { bid: parsePrice('0.495'), ask: parsePrice('0.505') },
  others: 500,
  raised: { bid: null, ask: null },
  standing: { bid: null, ask: null },
  eligible: 1,
  haircut: 1,
  ...change,
});
/** The case of O-15: k = 100, A = 0.005, a − ρ = 0.0035, so that F-4.2 asks for 0.0135. */
const plain: TickCase = {
  fair: 0.5,
  reservation: 0.5,
  tick: parsePrice('0.005'),
  fills: { rate: 0.005, decay: 100 },
  distance: { bid: 0.0135, ask: 0.0135 },
  floor: { bid: 0.496, ask: 0.504 },
  best: { bid: parsePrice('0.495'), ask: parsePrice('0.505') },
  size: { bid: parseShares('100'), ask: parseShares('100') },
  reward: null,
};
const O15 = { ...plain, reward: paying() };
const stand = (one: TickCase) => {
  const { bid, ask } = chooseTicks(one).stand;
  return [bid === null ? null : bid / MICRO, ask === null ? null : ask / MICRO];
};

test('of the five distances of the example fifteen tenths of a cent earn most (O-15)', () => {
  const choice = chooseTicks(O15);
  assert.equal(choice.stand, { bid: 485_000, ask: 515_000 });
  const hourly = 3_600 * (choice.trading + choice.rewardPerDay / 86_400);
  assert.ok(Math.abs(hourly - 9.336794979) < 1e-8, `${hourly}`);
});

test('without a programme the grid price is the one beside the best distance that earns more', () => {
  assert.equal(stand(plain), [0.485, 0.515]);
  // One cent: 0.0135 lies between one and two, and one cent earns more (g: 0.00239 against 0.00223 a share).
  assert.equal(stand({ ...plain, tick: parsePrice('0.01') }), [0.49, 0.51]);
  assert.equal(stand({ ...plain, tick: parsePrice('0.001') }), [0.486, 0.514]);
});

test('a rich programme pulls quotes in, as far as the floor and never further', () => {
  const rich = paying({ programme: programme({ dailyUsd: new Decimal(5_000) }) });
  assert.equal(stand({ ...plain, reward: rich }), [0.495, 0.505]);
  assert.equal(stand({ ...plain, floor: { bid: 0.4935, ask: 0.5065 }, reward: rich }), [0.49, 0.51]);
  const richest = paying({ programme: programme({ dailyUsd: new Decimal(50_000) }) });
  const inside = { ...plain, floor: { bid: 0.4995, ask: 0.5005 }, tick: parsePrice('0.001'), reward: richest };
  assert.equal(stand(inside), [0.499, 0.501], 'two ticks apart, each a tick from fair');
});

test('nothing is paid at the maximum spread, outside of it, or to sizes that do not count', () => {
  for (const reward of [
    paying({ programme: programme({ maxSpread: parsePrice('0.003'), dailyUsd: new Decimal(5_000) }) }),
    paying({ programme: programme({ minSize: parseShares('101'), dailyUsd: new Decimal(5_000) }) }),
    paying({ programme: programme({ dailyUsd: new Decimal(0) }) }),
  ]) {
    const choice = chooseTicks({ ...plain, reward });
    assert.equal(choice.stand, { bid: 485_000, ask: 515_000 });
    assert.is(choice.rewardPerDay, 0);
  }
});

test('outside the middle zone a side alone is not pulled in; inside it is, for a third', () => {
  const rich = programme({ dailyUsd: new Decimal(200_000) });
  const alone = (fair: number, pillars: readonly [string, string]): TickCase => ({
    ...plain,
    ...{ fair, reservation: fair, tick: parsePrice('0.001'), floor: { bid: fair - 0.001, ask: fair + 0.001 } },
    best: { bid: null, ask: null },
    size: { ...plain.size, ask: null },
    reward: paying({ programme: rich, pillars: { bid: parsePrice(pillars[0]), ask: parsePrice(pillars[1]) } }),
  });
  assert.equal(stand(alone(0.5, ['0.495', '0.505'])), [0.499, null]);
  const edge = chooseTicks(alone(0.95, ['0.945', '0.955']));
  assert.equal([edge.stand.bid, edge.rewardPerDay], [936_000, 0]);
});

test('a size is raised to count when it pays for what more shares lose, and not otherwise', () => {
  const small = { ...plain, size: { bid: parseShares('10'), ask: parseShares('10') } };
  const raised = { bid: parseShares('25'), ask: parseShares('25') };
  assert.equal(chooseTicks({ ...small, reward: paying({ raised }) }).size, raised);
  assert.equal(chooseTicks({ ...small, reward: paying() }).size, small.size);
  // What counts is so near that every fill loses: a dollar a day does not pay for that, a hundred thousand do.
  const near = { ...small, tick: parsePrice('0.001'), floor: { bid: 0.499, ask: 0.501 } };
  const within = (daily: number) =>
    paying({ raised, programme: programme({ dailyUsd: new Decimal(daily), maxSpread: parsePrice('0.002') }) });
  const tops = { bid: parsePrice('0.499'), ask: parsePrice('0.501') };
  const sizeFor = (daily: number) => chooseTicks({ ...near, reward: { ...within(daily), pillars: tops } }).size;
  assert.equal(sizeFor(1), small.size);
  assert.equal(sizeFor(100_000), raised);
});

test('quotes that move often are not pulled in; one that stands there already stays', () => {
  const reward = paying({ programme: programme({ dailyUsd: new Decimal(600) }) });
  assert.equal(stand({ ...plain, reward }), [0.49, 0.51]);
  assert.equal(stand({ ...plain, reward: { ...reward, eligible: 0 } }), [0.485, 0.515]);
  const standing = { bid: parsePrice('0.49'), ask: parsePrice('0.51') };
  assert.equal(stand({ ...plain, reward: { ...reward, eligible: 0, standing } }), [0.49, 0.51]);
});

test('only the part of a reward that is counted on is weighed: half of it pulls as half of the pool would', () => {
  const six = (haircut: number, daily = 600) =>
    chooseTicks({ ...plain, reward: paying({ haircut, programme: programme({ dailyUsd: new Decimal(daily) }) }) });
  assert.equal(six(1).stand, { bid: 490_000, ask: 510_000 });
  assert.equal(six(0.1).stand, { bid: 485_000, ask: 515_000 }, 'a tenth of it is not worth a step inwards');
  assert.ok(Math.abs(six(0.5).rewardPerDay - six(1, 300).rewardPerDay) < 1e-9);
  assert.is(six(0).rewardPerDay, 0);
});

test('a quote of ours that improves the market moves the midpoint away from itself, as it does at the venue', () => {
  const rich = paying({ programme: programme({ dailyUsd: new Decimal(200_000) }) });
  const near = { ...plain, tick: parsePrice('0.001'), floor: { bid: 0.499, ask: 0.501 }, reward: rich };
  // 0.499 against 0.505, or 0.495 against 0.501: the middle is three tenths of a cent away, not one. A third of it, for one side.
  const own = (100 * ((0.03 - 0.003) / 0.03) ** 2) / 3;
  for (const size of [
    { ...plain.size, ask: null },
    { ...plain.size, bid: null },
  ]) {
    const { rewardPerDay } = chooseTicks({ ...near, size });
    assert.ok(Math.abs(rewardPerDay - (200_000 * own) / (own + 500)) < 1e-6, `${rewardPerDay}`);
  }
});

test('one side without room leaves the other to itself', () => {
  const edge: TickCase = {
    ...plain,
    ...{ fair: 0.008, reservation: 0.008, tick: parsePrice('0.01'), floor: { bid: 0.0079, ask: 0.0081 } },
    best: { bid: null, ask: null },
  };
  const [bid, ask] = stand(edge);
  assert.is(bid, null);
  assert.ok((ask ?? 0) >= 0.01);
});

test('whatever the case: on the grid, inside the floors, never taking, the bid below the ask', () => {
  const cents = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 1_000);
  const anyCase = fc.record({
    fair: cents(5, 995),
    lean: cents(-30, 30),
    tick: fc.constantFrom('0.01', '0.005', '0.0025', '0.001', '0.0001'),
    bid: cents(1, 200),
    ask: cents(1, 200),
    floor: cents(0, 20),
    daily: fc.integer({ min: 0, max: 10_000 }),
    spread: fc.integer({ min: 0, max: 60 }),
    others: fc.integer({ min: 0, max: 5_000 }),
    size: fc.integer({ min: 5, max: 200 }),
  });
  fc.assert(
    fc.property(anyCase, ({ fair, lean, tick, bid, ask, floor, daily, spread, others, size }) => {
      const grid = parsePrice(tick);
      const best = {
        bid: (Math.floor((fair * MICRO) / grid) * grid) as Price,
        ask: (Math.floor((fair * MICRO) / grid) * grid + grid) as Price,
      };
      const one: TickCase = {
        ...plain,
        ...{ fair, reservation: fair + lean, tick: grid, distance: { bid, ask }, best },
        floor: { bid: fair - floor, ask: fair + floor },
        size: { bid: parseShares(String(size)), ask: parseShares(String(size)) },
        reward: paying({
          programme: programme({ dailyUsd: new Decimal(daily), maxSpread: (spread * 1_000) as Price }),
          pillars: best,
          others,
          raised: { bid: 30e6 as Shares, ask: null },
        }),
      };
      const { stand: at, size: sizes } = chooseTicks(one);
      for (const price of [at.bid, at.ask])
        if (price !== null) assert.ok(price % grid === 0 && price > 0 && price < MICRO);
      if (at.bid !== null) {
        assert.ok(at.bid / MICRO <= fair - floor + 1e-9 && at.bid / MICRO < fair + lean);
        assert.ok(at.bid < best.ask);
      }
      if (at.ask !== null) {
        assert.ok(at.ask / MICRO >= fair + floor - 1e-9 && at.ask / MICRO > fair + lean);
        assert.ok(at.ask > best.bid);
      }
      assert.ok(at.bid === null || at.ask === null || at.bid < at.ask);
      assert.ok(sizes.ask === one.size.ask);
    }),
    { seed: 42, numRuns: 2_000 },
  );
});

test.run();
