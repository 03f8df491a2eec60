import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type MarketId, marketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { marketOf } from '#infra/venue/client/market-facts.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { GAMMA_MARKET } from '#infra/venue/wire/gamma.ts';
import { compactFacts, gammaFacts, RAIN, SNOW, smallVenue } from './small-venue.ts';

const FOG = marketId(`0x${'c3'.repeat(32)}`);
const named = (markets: readonly Market[]) => markets.map(({ id }) => id);

test('every open market is told with what the CLOB and Gamma know of it', () => {
  const { listed } = smallVenue();
  assert.equal(named(listed), [RAIN, SNOW]);
  const { outcomes, fee, ...rest } = listed[0] as Market;
  assert.equal([outcomes.yes.name, outcomes.no.name], ['Yes', 'No']);
  assert.equal([fee?.rate.toFixed(), fee?.exponent, fee?.rebateRate.toFixed()], ['0.07', 1, '0.2']);
  assert.equal(rest, {
    ...{ id: RAIN, slug: 'market-a1', group: 'weather', category: null, tick: 10_000, minSize: 5_000_000 },
    ...{ negRisk: false, reward: null, endMs: null, gameStartMs: null, clearBookOnStart: false, eventMs: null },
    ...{ takerDelayMs: 0, payout: null },
  });
});

test('pages are followed to the end, and a look that failed changes nothing', () => {
  const { http, listed, run } = smallVenue();
  http.on('GET /markets/keyset', (_, { searchParams }) => {
    if (searchParams.get('after_cursor') !== null) return { status: 200, body: { markets: [gammaFacts(FOG)] } };
    return { status: 200, body: { markets: [gammaFacts(RAIN), gammaFacts(SNOW)], next_cursor: 'next' } };
  });
  run(20_000);
  assert.equal(named(listed), [RAIN, SNOW, FOG]);
  http.on('GET /markets/keyset', { status: 500, body: '' });
  run(60_000);
  assert.equal(named(listed), [RAIN, SNOW, FOG]);
});

test('a market is told again when its facts change, and only then', () => {
  const { http, listed, run } = smallVenue();
  run(200_000);
  assert.is(listed.length, 2);
  http.on(`GET /clob-markets/${RAIN}`, { status: 200, body: { ...compactFacts(RAIN), mts: 0.001, mos: 15 } });
  run(70_000);
  assert.is(listed.length, 3);
  assert.equal([listed[2]?.id, listed[2]?.tick, listed[2]?.minSize], [RAIN, 1_000, 15_000_000]);
});

test('word of a new market makes us look at once', () => {
  const { http, client, sockets, listed, run } = smallVenue();
  client.stream.listen([RAIN], () => {});
  run(1_000);
  http.on('GET /markets/keyset', { status: 200, body: { markets: [RAIN, SNOW, FOG].map(gammaFacts) } });
  sockets.last('/ws/market').say({ event_type: 'new_market', id: '7', market: FOG, assets_ids: [] });
  run(1_500);
  assert.equal(named(listed), [RAIN, SNOW, FOG]);
});

test('a market that is listed no more is asked for by name until it is known what it paid', () => {
  const { http, listed, run } = smallVenue();
  let decided = false;
  http.on('GET /markets/keyset', (_, { searchParams }) => {
    const closed = { ...gammaFacts(RAIN), closed: true, outcomePrices: decided ? '["1", "0"]' : '["0.62", "0.38"]' };
    if (searchParams.get('closed') === 'false') return { status: 200, body: { markets: [gammaFacts(SNOW)] } };
    assert.equal(searchParams.getAll('condition_ids'), [RAIN]);
    return { status: 200, body: { markets: [closed] } };
  });
  run(40_000);
  assert.is(listed.length, 2);
  decided = true;
  run(20_000);
  assert.is(listed.length, 3);
  assert.equal([listed[2]?.id, listed[2]?.payout], [RAIN, 1_000_000]);
  run(60_000);
  const asked = http.of('GET /markets/keyset').filter(({ url }) => url.includes('closed=true')).length;
  assert.ok(asked <= 5, 'and then no more');
});

test('a market that is over when it is first named is told with what it paid, also when the exchange has forgotten it', () => {
  const { http, listed, run } = smallVenue([], { scope: { kind: 'named', markets: [FOG, RAIN] } });
  let tells = false;
  http.on(`GET /clob-markets/${FOG}`, { status: 404, body: { error: 'market not found' } });
  http.on('GET /markets/keyset', (_, { searchParams }) => {
    const names = searchParams.getAll('condition_ids');
    if (searchParams.get('closed') === 'false') return { status: 200, body: { markets: [gammaFacts(RAIN)] } };
    assert.equal(names, [FOG]);
    const over = { ...gammaFacts(FOG), closed: true, enableOrderBook: false, outcomePrices: '["0", "1"]' };
    return tells ? { status: 200, body: { markets: [over] } } : { status: 500, body: '' };
  });
  run(40_000);
  assert.equal(named(listed), [RAIN]);
  tells = true;
  run(20_000);
  assert.equal(named(listed), [RAIN, FOG]);
  assert.is(listed[1]?.payout, 0);
});

test('the stream may say first what a market paid', () => {
  const { client, sockets, listed, run } = smallVenue();
  client.stream.listen([RAIN], () => {});
  run(1_000);
  const { t } = compactFacts(RAIN) as { t: { t: string }[] };
  sockets.last('/ws/market').say({
    ...{ event_type: 'market_resolved', market: RAIN, assets_ids: t.map(({ t }) => t), timestamp: '1795132800000' },
    winning_asset_id: t[1]?.t,
  });
  assert.equal([listed[2]?.id, listed[2]?.payout], [RAIN, 0]);
});

test('whoever listens later hears everything that is listed, never inside the call', () => {
  const { client, run } = smallVenue();
  const later: Market[] = [];
  const stop = client.stream.catalogue((market) => later.push(market));
  assert.is(later.length, 0);
  run(1);
  assert.equal(named(later), [RAIN, SNOW]);
  stop();
});

test('named markets are listed and no others, also by many names', () => {
  const many: MarketId[] = Array.from({ length: 45 }, (_, n) =>
    marketId(`0x${(n + 1).toString(16).padStart(64, '7')}`),
  );
  const { http, listed, run } = smallVenue([], { scope: { kind: 'named', markets: many } });
  http.on('GET /markets/keyset', (_, { searchParams }) => ({
    status: 200,
    body: { markets: (searchParams.getAll('condition_ids') as MarketId[]).map(gammaFacts) },
  }));
  run(20_000);
  assert.equal(named(listed).sort(), [...many].sort());
});

test('further markets may be named while it runs, and the first ones stay', () => {
  const { http, client, listed, run } = smallVenue([], { scope: { kind: 'named', markets: [RAIN] } });
  http.on('GET /markets/keyset', (_, { searchParams }) => ({
    status: 200,
    body: { markets: (searchParams.getAll('condition_ids') as MarketId[]).map(gammaFacts) },
  }));
  run(20_000);
  assert.equal(named(listed), [RAIN]);
  client.list([SNOW, RAIN]);
  run(5_000);
  assert.equal(named(listed), [RAIN, SNOW]);
  run(40_000);
  assert.equal(named(listed), [RAIN, SNOW]);
});

test('hostile metadata lists nothing and breaks nothing', () => {
  const bodies: unknown[] = [
    '',
    'null',
    '[]',
    { markets: null },
    { markets: [null, { id: 1 }] },
    { markets: [{ ...gammaFacts(FOG), conditionId: 7 }] },
    { markets: [gammaFacts(FOG)], next_cursor: 'round' },
  ];
  for (const body of bodies) {
    const { http, listed, run } = smallVenue();
    http.on('GET /markets/keyset', { status: 200, body });
    run(40_000);
    assert.equal(named(listed), [RAIN, SNOW], JSON.stringify(body));
  }
});

test('a closed market pays when it is decided, not while it is proposed or disputed, and halves only in so many words', () => {
  const paid = (prices: readonly string[], more: object) => {
    const closed = { ...gammaFacts(RAIN), closed: true, outcomePrices: JSON.stringify(prices), ...more };
    const read = readWire(GAMMA_MARKET, closed);
    if (!read.ok) throw new Error(read.problem.field);
    return marketOf(read.value, null)?.facts.payout;
  };
  const [won, half] = [
    ['1', '0'],
    ['0.5', '0.5'],
  ] as const;
  for (const more of [{}, { umaResolutionStatus: 'resolved' }, { resolutionStatus: 'RESOLVED' }])
    assert.is(paid(won, more), 1_000_000, JSON.stringify(more));
  for (const more of [
    { umaResolutionStatus: 'proposed' },
    { umaResolutionStatus: 'disputed' },
    { resolutionStatus: 'active' },
  ])
    for (const prices of [won, half]) assert.is(paid(prices, more), null, JSON.stringify(more));
  assert.is(paid(half, {}), null, 'nobody has said anything yet');
  assert.is(paid(half, { umaResolutionStatus: 'resolved' }), 500_000);
  assert.is(paid(['0', '0'], { umaResolutionStatus: 'resolved' }), null);
});

test.run();
