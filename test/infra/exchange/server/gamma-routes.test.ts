import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Market } from '#domain/market/market.ts';
import { Decimal, type Price, parsePrice, parseShares } from '#domain/units.ts';
import { wireNames } from '#infra/exchange/server/wire-names.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { GAMMA_EVENTS_PAGE, GAMMA_MARKETS_PAGE } from '#infra/venue/wire/gamma.ts';
import { COIN } from '../small-exchange.ts';
import { SmallServer } from './small-server.ts';

const NAMES = wireNames(() => 'ctf', 'many');
const REWARD = { dailyUsd: new Decimal(20), maxSpread: parsePrice('0.03'), minSize: parseShares('50'), multiplier: 1 };
const DAY_MS = 86_400_000;
const NOON_MS = Date.parse('2026-12-01T12:00:00Z');

function named(slug: string, more: Partial<Market> = {}): Market {
  const { market, yes, no } = NAMES(slug);
  const outcomes = { yes: { id: yes, name: 'Yes' }, no: { id: no, name: 'No' } };
  return { ...COIN, id: market, slug, outcomes, ...more };
}

/** By number: sports today, politics tomorrow and without an end, two of one event. */
const MARKETS = [
  named('match', { category: 'sports', endMs: NOON_MS }),
  named('vote', { category: 'politics', endMs: NOON_MS + DAY_MS, reward: REWARD }),
  named('war', { category: 'politics', endMs: null }),
  named('red', { category: 'sports', group: 'colours', endMs: NOON_MS + 2 * DAY_MS }),
  named('blue', { category: 'sports', group: 'colours', endMs: NOON_MS + 3 * DAY_MS }),
];
const VOTE = MARKETS[1] as Market;

function house(): SmallServer {
  const small = new SmallServer({}, {}, MARKETS);
  const [ann, bob] = [small.trader('ann'), small.trader('bob')];
  const { yes, no } = VOTE.outcomes;
  ann.ask('POST', '/order', ann.signFor(yes.id, { price: '0.5', size: '100' }).body);
  bob.ask('POST', '/order', bob.signFor(no.id, { price: '0.5', size: '20', kind: 'FAK' }).body);
  return small;
}

const slugs = (small: SmallServer, query: string, path = '/markets') => {
  const { status, body } = small.get(`/gamma-api${path}?${query}`);
  assert.is(status, 200, `${query}: ${JSON.stringify(body)}`);
  return body.map(({ slug }: { slug: string }) => slug);
};

test('markets are found by every filter that a listing knows', () => {
  const small = house();
  const tags = small.get('/gamma-api/tags').body;
  assert.equal(
    tags.map(({ label }: { label: string }) => label),
    ['sports', 'politics'],
  );
  const [sports, politics] = tags.map(({ id }: { id: string }) => id);
  for (const [query, found] of [
    ['', ['match', 'vote', 'war', 'red', 'blue']],
    [`tag_id=${politics}`, ['vote', 'war']],
    [`tag_id=${sports}&exclude_tag_id=${politics}`, ['match', 'red', 'blue']],
    ['tag_id=99', []],
    ['end_date_min=2026-12-02T00:00:00Z', ['vote', 'red', 'blue']],
    ['end_date_min=2026-12-02&end_date_max=2026-12-03T12:00:00Z', ['vote', 'red']],
    ['start_date_min=2027-01-01', []],
    ['slug=war&slug=red', ['war', 'red']],
    ['slug=war,red', ['war', 'red']],
    ['id=1&id=3', ['match', 'war']],
    [`condition_ids=${VOTE.id}`, ['vote']],
    [`clob_token_ids=${VOTE.outcomes.no.id}`, ['vote']],
    ['closed=true', []],
    ['active=false', []],
    ['archived=true', []],
    ['volume_num_min=10', ['vote']],
    ['volume_num_max=9.99', ['match', 'war', 'red', 'blue']],
    ['liquidity_num_min=40', ['vote']],
    ['rewards_min_size=50', ['vote']],
    ['uma_resolution_status=resolved', []],
    ['limit=2&offset=1', ['vote', 'war']],
    ['limit=0', []],
    ['nobody_knows_this=1', ['match', 'vote', 'war', 'red', 'blue']],
  ] as const)
    assert.equal(slugs(small, query), found, query);
  small.exchange.resolve(VOTE.id, 1_000_000 as Price);
  assert.equal(slugs(small, 'closed=true&uma_resolution_status=resolved'), ['vote']);
  assert.equal(slugs(small, 'closed=false'), ['match', 'war', 'red', 'blue']);
});

test('a listing has the order that was asked for, and what has no value comes last', () => {
  const small = house();
  for (const [query, found] of [
    ['order=id&ascending=false', ['blue', 'red', 'war', 'vote', 'match']],
    ['order=endDate', ['match', 'vote', 'red', 'blue', 'war']],
    ['order=endDate&ascending=false', ['blue', 'red', 'vote', 'match', 'war']],
    ['order=volume24hr&ascending=false&limit=1', ['vote']],
    ['order=liquidityNum,slug&ascending=true', ['blue', 'match', 'red', 'war', 'vote']],
    ['order=slug', ['blue', 'match', 'red', 'vote', 'war']],
  ] as const)
    assert.equal(slugs(small, query), found, query);
  assert.equal(slugs(small, 'order=endDate&ascending=false', '/events'), ['colours', 'vote', 'match', 'war']);
});

test('what cannot be read is refused in the words of the service', () => {
  const small = house();
  for (const [path, error] of [
    ['/markets?order=volume_24hr', 'order fields are not valid'],
    ['/markets?order=__proto__', 'order fields are not valid'],
    ['/markets?limit=many', 'limit is invalid'],
    ['/markets?limit=-1', 'limit is invalid'],
    ['/markets?offset=x', 'offset is invalid'],
    ['/markets?offset=2001', 'offset too large, use /markets/keyset for deeper pagination'],
    ['/events?offset=9999', 'offset too large, use /events/keyset for deeper pagination'],
    ['/markets/keyset?offset=0', 'offset is not allowed on keyset endpoints'],
    ['/markets/keyset?after_cursor=77', 'cursor is invalid'],
    ['/markets/keyset?after_cursor=bm8', 'cursor is invalid'],
    ['/markets?ascending=down', 'ascending is invalid'],
    ['/markets?closed=yes', 'closed is invalid'],
    ['/markets?tag_id=politics', 'tag_id is invalid'],
    ['/markets?tag_id=1&exclude_tag_id=1', 'exclude_tag_id overlaps with tag_id'],
    ['/markets?id=0x1', 'id is invalid'],
    ['/markets?end_date_min=soon', 'end_date_min is invalid'],
    ['/markets?end_date_max=1795132800', 'end_date_max is invalid'],
    ['/markets?volume_num_min=1e9', 'volume_num_min is invalid'],
    ['/markets?rewards_min_size=x', 'rewards_min_size is invalid'],
    [`/markets/${VOTE.id}`, 'id is invalid'],
    ['/public-search', 'query argument "q": empty'],
  ] as const) {
    const { status, body } = small.get(`/gamma-api${path}`);
    assert.equal([status, body], [422, { error, type: 'validation error' }], path);
  }
  for (const [path, error] of [
    ['/markets/99', 'id not found'],
    ['/events/99', 'id not found'],
    ['/markets/slug/none', 'slug not found'],
    ['/tags/99', 'id not found'],
  ] as const)
    assert.equal(small.get(`/gamma-api${path}`), {
      ...small.get('/gamma-api/markets/99'),
      body: { error, type: 'not found error' },
    });
});

test('an event has all its markets unless it is asked without, and is found by its words', () => {
  const small = house();
  const [colours] = small.get('/gamma-api/events?slug=colours').body;
  assert.equal(
    colours.markets.map(({ slug }: Market) => slug),
    ['red', 'blue'],
  );
  assert.equal(
    colours.markets.map(({ events }: { events: { id: string }[] }) => events[0]?.id),
    [colours.id, colours.id],
  );
  assert.is(small.get('/gamma-api/events?slug=colours&include_markets=false').body[0].markets, undefined);
  assert.is(small.get(`/gamma-api/events/${colours.id}`).body.slug, 'colours');
  for (const path of ['/events/4/tags', '/markets/5/tags'])
    assert.equal(small.get(`/gamma-api${path}`).body, [small.get('/gamma-api/tags/1').body], path);
  assert.is(small.get('/gamma-api/markets/x/tags').body.error, 'id is invalid');
  assert.is(small.get('/gamma-api/markets/99/tags').body.error, 'id not found');
  assert.is(small.get('/gamma-api/markets//tags').status, 404);
  assert.is(small.ask('POST', '/gamma-api/markets/1/tags').status, 405);
  small.exchange.resolve((MARKETS[3] as Market).id, 0 as Price);
  assert.is(small.get('/gamma-api/events?slug=colours').body[0].markets.length, 2, 'a closed one is still one of them');
  const said = small.get('/gamma-api/public-search?q=BLUE').body;
  assert.equal([said.events.length, said.events[0].slug, said.pagination.totalResults], [1, 'colours', 1]);
  assert.equal(small.get('/gamma-api/public-search?q=green').body, { pagination: { hasMore: false, totalResults: 0 } });
  const info = (body: unknown) => small.ask('POST', '/gamma-api/markets/information', {}, JSON.stringify(body));
  assert.equal(
    info({ slug: ['war'] }).body.map(({ slug }: Market) => slug),
    ['war'],
  );
  assert.equal(info({ clobTokenIds: [VOTE.outcomes.yes.id], limit: 5 }).body.length, 1);
  assert.is(info({ bogus: ['x'] }).body.length, 4);
  assert.is(info([]).status, 422);
  assert.is(info({ slug: [{ toString: 1 }] }).status, 422);
});

test('pages by cursor tell every row once in any order, whatever is traded between them', () => {
  const order = fc.constantFrom('', 'id', 'endDate', 'volume24hr', 'slug', 'liquidityNum,endDate', 'spread');
  fc.assert(
    fc.property(order, fc.boolean(), fc.integer({ min: 1, max: 3 }), fc.boolean(), (by, ascending, limit, events) => {
      const small = house();
      const path = events ? '/events' : '/markets';
      const query = `order=${by}&ascending=${ascending}`;
      const whole = slugs(small, query, path);
      const told: string[] = [];
      for (let cursor = '', pages = 0; pages === 0 || cursor !== ''; pages++) {
        assert.ok(pages <= whole.length, 'pages without an end');
        const { body } = small.get(`/gamma-api${path}/keyset?${query}&limit=${limit}&after_cursor=${cursor}`);
        const read = events ? readWire(GAMMA_EVENTS_PAGE, body) : readWire(GAMMA_MARKETS_PAGE, body);
        assert.ok(read.ok, JSON.stringify(read));
        if (!read.ok) return;
        told.push(...read.value.rows.map(({ slug }) => slug));
        cursor = read.value.next ?? '';
        small.clock.advanceBy(1_000);
      }
      assert.equal(told, whole);
      const { body } = small.get(`/gamma-api${path}/keyset?${query}&limit=1`);
      const other = `order=${by}&ascending=${!ascending}&after_cursor=${body.next_cursor}`;
      assert.is(small.get(`/gamma-api${path}/keyset?${other}`).status, 422, 'a cursor is of one order alone');
    }),
    { seed: 42, numRuns: 60 },
  );
});

test.run();
