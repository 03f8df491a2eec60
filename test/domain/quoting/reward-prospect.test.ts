import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market, RewardProgramme } from '#domain/market/market.ts';
import { Decimal, parsePrice, parseShares, type Shares } from '#domain/units.ts';
import { type Look, QuotedMarket, shown } from './market-scene.ts';

const programme = (change: Partial<RewardProgramme> = {}): RewardProgramme => ({
  dailyUsd: new Decimal(50_000),
  maxSpread: parsePrice('0.03'),
  minSize: parseShares('50'),
  multiplier: 1,
  ...change,
});
const BIDS = '0.49 x 500, 0.48 x 900';
const ASKS = '0.51 x 500, 0.52 x 900';

interface Scene {
  readonly reward?: RewardProgramme | null;
  readonly settings?: Readonly<Record<string, string>>;
  readonly book?: readonly [string, string];
  readonly facts?: Partial<Market>;
  readonly look?: Look;
}

const decide = ({ reward = programme(), settings = {}, book = [BIDS, ASKS], facts = {}, look = {} }: Scene = {}) =>
  new QuotedMarket({ reward, tick: parsePrice('0.001'), ...facts }, settings)
    .book(...book, '0.001')
    .warm(look)
    .look(look);
const aim = (scene: Scene) => {
  const { bid, ask, why } = decide(scene).reward;
  return [bid, ask, why];
};

test('a programme that pays well brings both quotes nearer than trading alone would, inside its band', () => {
  const [paid, plain] = [decide(), decide({ reward: null })];
  assert.equal([paid.reward.bid, paid.reward.ask, paid.reward.why], [true, true, null]);
  assert.ok(paid.reward.perDay > 0);
  const price = (side: 0 | 1, { plan }: typeof paid) => plan?.orders[side]?.price ?? 0;
  assert.ok(price(0, paid) > price(0, plain), `${shown(paid)} / ${shown(plain)}`);
  assert.ok(price(1, paid) > price(1, plain), 'the ask rests as a bid for NO');
  const floor = paid.plan?.guards;
  assert.ok(price(0, paid) / 1e6 <= (floor?.bid.limit ?? 0), 'the floor is never undercut');
  assert.ok(1 - price(1, paid) / 1e6 >= (floor?.ask.limit ?? 1));
});

test('a programme that cannot pay us is none, and says why; the quotes are those of a market without one', () => {
  const plain = shown(decide({ reward: null }));
  for (const [scene, why] of [
    [{ reward: null }, null],
    [{ reward: programme({ dailyUsd: new Decimal(0) }) }, 'the pool is empty'],
    [{ reward: programme({ dailyUsd: new Decimal(Number.NaN) }) }, 'the pool is empty'],
    [{ reward: programme({ maxSpread: parsePrice('0.01'), multiplier: 0 }) }, 'the pool is empty'],
    [{ reward: { ...programme(), maxSpread: 0 as never } }, 'no distance counts: its maximum spread is zero'],
    [{ reward: programme({ minSize: parseShares('201') }) }, 'counts from 201 shares on, more than we may quote'],
    [{ reward: programme({ minSize: parseShares('901') }), settings: { rewardSizeMax: '4' } }, /counts from 901/],
    [{ settings: { rewardChoice: 'ignore' } }, 'rewards are ignored (rewardChoice)'],
  ] as const) {
    const decision = decide(scene as Scene);
    assert.equal([decision.reward.bid, decision.reward.ask], [false, false]);
    if (why instanceof RegExp) assert.match(decision.reward.why ?? '', why);
    else assert.is(decision.reward.why, why);
    assert.equal(shown(decision), plain);
  }
});

test('others that are too small to make a middle leave us nothing to count on', () => {
  const [bid, ask, why] = aim({ book: ['0.49 x 40', ASKS] });
  assert.equal([bid, ask, why], [false, false, 'the others have no two sides of 50 shares']);
});

test('a book with one side only is not quoted, for the reward neither', () => {
  const decision = new QuotedMarket({ reward: programme() }).book(BIDS, '').warm().look();
  assert.is(decision.plan, null);
  assert.equal([decision.reward.bid, decision.reward.ask], [false, false]);
});

test('outside the middle zone it is two sides or nothing', () => {
  const edge: Scene = { book: ['0.939 x 500', '0.941 x 500'], reward: programme({ maxSpread: parsePrice('0.05') }) };
  assert.equal(aim(edge), [true, true, null]);
  // All that may be lost is in YES already: there is no bid.
  const long: Look = { holdings: { yes: 300e6, sellable: { yes: 300e6 as Shares, no: 0 as Shares } } };
  const alone = decide({ ...edge, look: long, settings: { lossPerMarketMaxUsd: '200' } });
  assert.is(alone.plan?.orders.length, 1);
  assert.equal([alone.reward.bid, alone.reward.ask, alone.reward.perDay], [false, false, 0]);
  const middle = decide({ look: long, settings: { lossPerMarketMaxUsd: '120' } });
  assert.equal([middle.plan?.orders.length, middle.reward.ask, middle.reward.why], [1, true, 'the ask alone']);
});

test('a size below the minimum is raised a quarter above it where that pays, within the setting and the loss caps', () => {
  const sizes = (settings: Readonly<Record<string, string>>) =>
    decide({ settings: { quoteShares: '40', ...settings } }).plan?.orders.map(({ size }) => size / 1e6);
  assert.equal(sizes({}), [62.5, 62.5]);
  assert.equal(sizes({ rewardSizeMax: '1.5' }), [60, 60]);
  assert.equal(sizes({ rewardSizeMax: '1.2' }), [40, 40], '48 would not count');
  assert.equal(sizes({ rewardChoice: 'ignore' }), [40, 40]);
  for (const size of sizes({ lossPerMarketMaxUsd: '15' }) ?? []) assert.ok(size <= 40, 'the loss cap comes first');
});

test('others are as strong as the venue’s word about our share has taught', () => {
  // So rich that quotes stand at the floor, whoever the others are.
  const reward = programme({ dailyUsd: new Decimal(5e6) });
  const perDay = (told: number | null) => {
    const market = new QuotedMarket({ reward, tick: parsePrice('0.001') });
    if (told !== null) market.state.rewardRivals.hear(told, 100, 900);
    return market.book(BIDS, ASKS, '0.001').warm().look().reward.perDay;
  };
  // They score a third of what is seen, all of it, eleven times as much. Dollars are K / (1 + factor · others / own).
  const [weak, seen, strong] = [perDay(0.25), perDay(null), perDay(0.01)] as const;
  assert.ok(weak > seen && seen > strong && strong > 0);
  const linear = (1 / strong - 1 / seen) / (1 / seen - 1 / weak);
  assert.ok(Math.abs(linear - (11 - 1) / (1 - 1 / 3)) < 1e-6, `${linear}`);
});

test('who only reduces, or sells off, aims at no reward', () => {
  const held = { yes: 100e6, sellable: { yes: 100e6 as Shares, no: 0 as Shares } };
  for (const holdings of [
    { ...held, reduceOnly: true },
    { ...held, reduceOnly: true, flatten: true },
  ])
    assert.equal(aim({ look: { holdings } }), [false, false, 'only what reduces is quoted']);
});

test.run();
