import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Decimal, parsePrice, parseShares } from '#domain/units.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { DESCRIBED_REWARDS, FOUND_REWARDS, OWN_REWARDS } from '#infra/venue/wire/rewards.ts';
import { marketOf, SmallServer } from './small-server.ts';

const paying = (daily: number) => ({
  dailyUsd: new Decimal(daily),
  maxSpread: parsePrice('0.03'),
  minSize: parseShares('50'),
  multiplier: 1,
});
const CTF = marketOf('ctf', { reward: paying(20), category: 'crypto' });
const V3 = marketOf('v3', { reward: paying(50), category: 'sports', group: 'match' });
const PLAIN = marketOf('negRisk');
const DAY = '2026-11-20';
const house = () => new SmallServer({}, {}, [CTF, V3, PLAIN]);

function value<T>(read: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

test('markets with rewards are searched, filtered, sorted and turned over', () => {
  const small = house();
  const found = (query: string) => {
    const { status, body } = small.get(`/rewards/markets/multi?${query}`);
    assert.is(status, 200, JSON.stringify(body));
    return value(readWire(FOUND_REWARDS, body)).rows.map(({ slug }) => slug);
  };
  for (const [query, slugs] of [
    ['', ['ctf', 'v3']],
    ['order_by=rate_per_day&position=DESC', ['v3', 'ctf']],
    ['order_by=rate_per_day&position=ASC', ['ctf', 'v3']],
    ['tag_slug=sports', ['v3']],
    ['q=CTF', ['ctf']],
    ['event_title=match', ['v3']],
    ['event_id=2', ['v3']],
    ['min_price=0.6', []],
    ['max_price=0.5&max_volume_24hr=0', ['ctf', 'v3']],
    ['page_size=1', ['ctf']],
    ['page_size=1&next_cursor=MQ==', ['v3']],
  ] as const)
    assert.equal(found(query), slugs, query);
  for (const [query, error] of [
    ['order_by=luck', 'invalid order_by'],
    ['order_by=__proto__', 'invalid order_by'],
    ['position=UP', 'invalid position'],
    ['page_size=501', 'invalid page_size'],
    ['page_size=0', 'invalid page_size'],
    ['min_spread=x', 'invalid min_spread'],
    ['next_cursor=!', 'invalid next_cursor'],
  ] as const)
    assert.equal(small.get(`/rewards/markets/multi?${query}`).body, { error }, query);
});

test('the rewards of one market come with its facts, and a page that is none is not a market without them', () => {
  const small = house();
  const [row] = value(readWire(DESCRIBED_REWARDS, small.get(`/rewards/markets/${V3.id}`).body)).rows;
  assert.equal([row?.slug, row?.event, row?.outcomes.map(({ name }) => name)], ['v3', 'match', ['Up', 'Down']]);
  assert.equal(small.get(`/rewards/markets/${PLAIN.id}`).body.data, []);
  assert.equal(small.get(`/rewards/markets/0x${'9'.repeat(64)}`).body.data, []);
  assert.is(small.get('/rewards/markets/all').body.error, 'invalid condition id');
});

test('whoever quotes well and long enough has his share of the pool, and nobody sees another’s', () => {
  const small = house();
  const [ann, bob] = [small.trader('ann'), small.trader('bob')];
  const both = (trader: typeof ann, size: string) => {
    trader.place({ price: '0.49', size });
    trader.place({ outcome: 'no', price: '0.49', size });
  };
  both(ann, '100');
  both(bob, '300');
  const own = (trader: typeof ann, query = '') => {
    const { status, body } = trader.get(`/rewards/user/markets?date=${DAY}${query}`);
    assert.is(status, 200, JSON.stringify(body));
    return value(readWire(OWN_REWARDS, body)).rows;
  };
  assert.equal(
    own(ann).map(({ share }) => share),
    [0, 0],
    'orders are too young',
  );
  small.clock.advanceBy(30_000);
  const shares = own(ann, '&order_by=earning_percentage').map(({ slug, share }) => [slug, share]);
  assert.equal(shares, [
    ['ctf', 25],
    ['v3', 0],
  ]);
  assert.equal(ann.get('/rewards/user/percentages').body, { [CTF.id]: 25 });
  assert.equal(bob.get('/rewards/user/percentages').body, { [CTF.id]: 75 });
  assert.equal(ann.get('/rewards/user/percentages?signature_type=3').body, {}, 'another wallet of hers quotes nothing');
  assert.equal(
    own(ann, '&no_competition=true').map(({ slug }) => slug),
    ['v3'],
  );
  small.exchange.operations.credit(ann.wallet as never, 'reward', new Decimal('1.25'), CTF.id);
  const [first, second] = own(ann);
  assert.equal(
    first?.earned.map(({ earned }) => earned.toNumber()),
    [1.25],
  );
  assert.equal(second?.earned, []);
  assert.is(own(bob)[0]?.earned.length, 0);
});

test('what cannot be read is refused, and nothing is told without a key', () => {
  const small = house();
  const ann = small.trader('ann');
  for (const [query, error] of [
    ['', 'invalid date'],
    ['date=today', 'invalid date'],
    [`date=${DAY}&signature_type=9`, 'invalid date'],
    [`date=${DAY}&order_by=luck`, 'invalid order_by'],
    [`date=${DAY}&no_competition=perhaps`, 'invalid no_competition'],
    [`date=${DAY}&page_size=1e9`, 'invalid page_size'],
    [`date=${DAY}&next_cursor=!`, 'invalid next_cursor'],
  ] as const)
    assert.equal(ann.get(`/rewards/user/markets?${query}`).body, { error }, query);
  assert.is(small.get(`/rewards/user/markets?date=${DAY}`).status, 401);
});

test.run();
