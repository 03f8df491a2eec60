import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import type { Market, RewardProgramme } from '#domain/market/market.ts';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { COIN, DICE, type SmallExchange, smallExchange } from './small-exchange.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const programme = (change: Partial<RewardProgramme> = {}): RewardProgramme => ({
  dailyUsd: new Decimal(1_440),
  maxSpread: parsePrice('0.03'),
  minSize: parseShares('20'),
  multiplier: 1,
  ...change,
});
const PAYING = { ...COIN, reward: programme() };
const TERMS = { dayMs: DAY_MS, ageMinMs: 30_000, minUsd: new Decimal(1) };
const [ann, bob] = [walletId('ann'), walletId('bob')];

const house = (terms: Partial<typeof TERMS> = {}, markets: readonly Market[] = [PAYING]) =>
  smallExchange({ rewards: { ...TERMS, ...terms } }, markets);

function quote({ send }: SmallExchange, wallet: string, size: string, market = 'coin'): void {
  send(`${wallet} yesBid ${size} @ 0.49 ${market}`);
  send(`${wallet} noBid ${size} @ 0.49 ${market}`);
}

const credits = ({ heard }: SmallExchange) => heard().filter((line) => line.includes('credit'));

test('two makers share the pool of a minute by what they score, both outcomes as one book', () => {
  const small = house();
  quote(small, 'ann', '100');
  quote(small, 'bob', '300');
  small.clock.advanceBy(31 * MINUTE_MS);
  const { rewards } = small.exchange.operations;
  const [own, others] = [rewards.accrued(ann), rewards.accrued(bob)];
  assert.ok(own.gte(7) && own.lte(8), `${own}`); // a dollar a minute, a quarter of it hers
  assert.is(others.div(own).toFixed(3), '3.000');
  assert.is(rewards.share(PAYING.id, ann), 0.25);
});

test('one sample a minute, at an instant that nobody can foresee, the same for the same seed', () => {
  const instants = () => {
    const small = house();
    quote(small, 'ann', '100');
    small.clock.advanceBy(MINUTE_MS);
    const found: number[] = [];
    let last = small.exchange.operations.rewards.accrued(ann);
    for (let second = 0; second < 1_200; second += 1) {
      small.clock.advanceBy(1_000);
      const now = small.exchange.operations.rewards.accrued(ann);
      if (!now.eq(last)) found.push(second);
      last = now;
    }
    return found;
  };
  const found = instants();
  assert.equal(found, instants());
  assert.equal(
    found.map((second) => Math.floor(second / 60)),
    Array.from({ length: 20 }, (_, minute) => minute),
  );
  assert.ok(new Set(found.map((second) => second % 60)).size > 12, `${found}`);
});

test('an order counts from its age on, and anew when it was replaced', () => {
  const small = house();
  const { rewards } = small.exchange.operations;
  const bid = small.send('ann yesBid 100 @ 0.49').id;
  const ask = small.send('ann noBid 100 @ 0.49').id;
  small.clock.advanceBy(29_999);
  assert.is(rewards.share(PAYING.id, ann), 0);
  assert.is(rewards.isScoring({ market: PAYING.id, id: bid }), false);
  small.clock.advanceBy(1);
  assert.is(rewards.share(PAYING.id, ann), 1);
  assert.is(rewards.isScoring({ market: PAYING.id, id: bid }), true);
  small.exchange.cancel(ann, [bid]);
  small.send('ann yesBid 100 @ 0.48');
  assert.is(rewards.isScoring({ market: PAYING.id, id: ask }), true);
  const score = rewards.scores(PAYING.id).get(ann) ?? 0;
  small.clock.advanceBy(30_000);
  assert.ok((rewards.scores(PAYING.id).get(ann) ?? 0) > score, 'one side alone scored a third until then');
});

test('what is too far, too small or filled below the least does not count', () => {
  const small = house({ ageMinMs: 0 });
  const { rewards } = small.exchange.operations;
  quote(small, 'bob', '100');
  const far = small.send('ann yesBid 100 @ 0.47').id;
  const near = small.send('ann yesBid 100 @ 0.48').id;
  const tiny = small.send('ann noBid 19.99 @ 0.48').id;
  const one = small.send('ann noBid 25 @ 0.48').id;
  const counting = () => [far, near, tiny, one].map((id) => rewards.isScoring({ market: PAYING.id, id }));
  assert.equal(counting(), [false, true, false, true]);
  small.send('cat yesBid 100 @ 0.51', 'fak'); // the asks at 0.51
  small.send('cat yesBid 26 @ 0.52', 'fak');
  assert.is(counting()[3], false);
});

test('everything is paid about midnight, as cash from outside that the wallet hears of', () => {
  const small = house();
  quote(small, 'ann', '100');
  quote(small, 'bob', '100');
  small.heard();
  small.clock.advanceBy(14 * 3_600_000 - 1);
  assert.equal(credits(small), [], 'the day is not over');
  const due = small.exchange.operations.rewards.accrued(ann);
  small.clock.advanceBy(MINUTE_MS + 1);
  assert.equal(credits(small), [`ann credit reward ${due}`, `bob credit reward ${due}`]);
  assert.ok(due.gt(419) && due.lte(420), `${due}: half of fourteen hours`);
  assert.equal(small.exchange.check(), []);
});

test('a day that earned less than a dollar is lost, in all markets together', () => {
  const cheap = programme({ dailyUsd: new Decimal(1) });
  const markets = [
    { ...COIN, reward: cheap },
    { ...DICE, reward: cheap, outcomes: DICE.outcomes },
  ];
  const small = house({}, markets);
  quote(small, 'ann', '100');
  quote(small, 'ann', '100', 'dice');
  quote(small, 'bob', '100', 'dice');
  small.heard();
  small.clock.advanceBy(38 * 3_600_000 + MINUTE_MS); // fourteen hours of the first day: 0.58 and half of that
  assert.equal(
    credits(small).map((line) => line.split(' ')[0]),
    ['ann', 'ann'],
    'a whole day is a dollar and a half',
  );
  assert.is(small.exchange.operations.rewards.accrued(bob).gt(0), true);
});

test('a market day may be shorter than a day: the pool, the minute and the age shrink with it', () => {
  const small = house({ dayMs: DAY_MS / 30, ageMinMs: 1_000 });
  quote(small, 'ann', '100');
  small.heard();
  small.clock.advanceBy(2 * (DAY_MS / 30));
  const paid = credits(small).map((line) => Number(line.split(' ').at(-1)));
  assert.ok((paid.at(-1) ?? 0) > 1_439.9 && (paid.at(-1) ?? 0) <= 1_440, `${paid}`);
});

test('programmes that pay nobody: an empty pool, no distance, no other side, a market without one', () => {
  for (const reward of [
    programme({ dailyUsd: new Decimal(0) }),
    programme({ maxSpread: parsePrice('0.000001') }),
    programme({ minSize: parseShares('500') }),
    null,
  ]) {
    const small = house({}, [{ ...COIN, reward }]);
    quote(small, 'ann', '100');
    small.clock.advanceBy(2 * DAY_MS);
    assert.equal(credits(small), []);
  }
  const oneSided = house();
  oneSided.send('ann yesBid 100 @ 0.49');
  oneSided.clock.advanceBy(2 * DAY_MS);
  assert.equal(credits(oneSided), [], 'there is no middle');
});

test('no more than the pool is paid, whoever quotes what', () => {
  const order = fc.record({
    wallet: fc.constantFrom('ann', 'bob', 'cat'),
    slot: fc.constantFrom('yesBid', 'noBid'),
    size: fc.integer({ min: 5, max: 300 }),
    price: fc.integer({ min: 40, max: 49 }),
    waitMs: fc.integer({ min: 0, max: 7_200_000 }),
  });
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 8 }), (orders) => {
      const small = house();
      for (const { wallet, slot, size, price, waitMs } of orders) {
        small.send(`${wallet} ${slot} ${size} @ 0.${price}`);
        small.clock.advanceBy(waitMs);
      }
      small.heard();
      small.clock.advanceBy(DAY_MS);
      const paid = credits(small).reduce((sum, line) => sum.plus(line.split(' ').at(-1) ?? 0), new Decimal(0));
      assert.ok(paid.lte(1_440), `${paid}`);
      assert.equal(small.exchange.check(), []);
    }),
    { seed: 42, numRuns: 25 },
  );
});

test.run();
