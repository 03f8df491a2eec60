// Whatever anybody sends: an answer with a code, no defect, and an exchange whose books still add up.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketOf, SmallServer, type Wish } from './small-server.ts';

const CTF = marketOf('ctf');
const IDS = [CTF.id, CTF.outcomes.yes.id, CTF.outcomes.no.id, '0x00', '1', '', '%', '../..', '__proto__', 'é'];
const PATHS = [
  '/book',
  '/books',
  '/price',
  '/prices',
  '/midpoints',
  '/spreads',
  '/last-trades-prices',
  '/prices-history',
  '/markets',
  '/markets/:',
  '/clob-markets/:',
  '/markets-by-token/:',
  '/tick-size',
  '/auth/api-key',
  '/auth/derive-api-key',
  '/auth/api-keys',
  '/auth/readonly-api-key',
  '/auth/builder-api-key',
  '/v1/user/session-signers',
  '/builder/trades',
  '/batch-prices-history',
  '/markets/live-activity/:',
  '/order',
  '/orders',
  '/cancel-all',
  '/cancel-market-orders',
  '/data/orders',
  '/data/order/:',
  '/data/trades',
  '/balance-allowance',
  '/order-scoring',
  '/orders-scoring',
  '/v1/heartbeats',
  '/heartbeats',
  '/rewards/user',
  '/rewards/user/total',
  '/rewards/user/markets',
  '/rewards/user/percentages',
  '/rewards/markets/current',
  '/rewards/markets/multi',
  '/rewards/markets/:',
  '/rebates/current',
  '/notifications',
  '/gamma-api/markets',
  '/gamma-api/markets/keyset',
  '/gamma-api/markets/slug/:',
  '/gamma-api/markets/information',
  '/gamma-api/tags',
  '/gamma-api/tags/:',
  '/gamma-api/public-search',
  '/gamma-api/markets/:/tags',
  '/gamma-api/events',
  '/gamma-api/events/keyset',
  '/gamma-api/events/:',
  '/data-api/v2/positions',
  '/data-api/v2/activity',
  '/data-api/v2/trades',
  '/data-api/v2/value',
  '/data-api/v2/resolutions',
  '/data-api/v2/oi',
] as const;
const NAMES = [
  'token_id',
  'market',
  'asset_id',
  'next_cursor',
  'id',
  'before',
  'after',
  'maker_address',
  'asset_type',
  'signature_type',
  'side',
  'date',
  'limit',
  'offset',
  'after_cursor',
  'closed',
  'condition_ids',
  'user',
  'cursor',
  'order_id',
  'startTs',
  'endTs',
  'interval',
  'fidelity',
  'order',
  'ascending',
  'tag_id',
  'slug',
  'end_date_min',
  'start_date_max',
  'volume_num_min',
  'liquidity_num_max',
  'include_markets',
  'builder_code',
  'condition',
  'event_id',
  'taker_only',
  'filter_type',
  'filter_amount',
  'order_by',
  'position',
  'page_size',
  'no_competition',
  'min_price',
  'q',
];

const json = fc.jsonValue({ maxDepth: 3 });
const value = fc.oneof(
  fc.constantFrom(
    ...IDS,
    '-1',
    '0',
    '1e9',
    '99999999999999999999',
    'MA==',
    'LTE=',
    'COLLATERAL',
    'CONDITIONAL',
    'id,volume24hr',
    '2026-11-20',
    '1w',
    'rate_per_day',
    '0.5',
    'true',
  ),
  fc.string({ maxLength: 20 }),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 4 })
  .map((pairs) => new URLSearchParams(pairs).toString());

test('any request with good credentials is answered, and breaks nothing', () => {
  const house = new SmallServer({ tier: null, limitsVisitors: false });
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  bob.place({ price: '0.4' });
  const method = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', '');
  const body = fc.oneof(
    fc.constant(null),
    fc.string({ maxLength: 40 }),
    json.map((each) => JSON.stringify(each)),
  );
  fc.assert(
    fc.property(
      method,
      fc.constantFrom(...PATHS),
      fc.constantFrom(...IDS),
      query,
      body,
      (how, path, word, asked, sent) => {
        const target = path.replace(':', encodeURIComponent(word));
        // Who deletes his key has none for the next request.
        if (how === 'DELETE' && target === '/auth/api-key') return;
        const { status, body: told } = ann.ask(how, `${target}?${asked}`, sent);
        const isKept = (status >= 200 && status < 500) || told.code === 'not_served';
        assert.ok(isKept, `${how} ${target}?${asked} ${sent}: ${status}`);
        if (status >= 400) assert.ok(typeof (told.error ?? told.error_msg ?? told) === 'string', JSON.stringify(told));
      },
    ),
    { seed: 42, numRuns: 4_000 },
  );
  assert.equal(house.faults, []);
  assert.equal(house.exchange.check(), []);
});

test('an order with any field spoilt is refused or is the order that was signed', () => {
  const house = new SmallServer({ tier: null, limitsVisitors: false });
  const ann = house.trader('ann');
  const wish = fc.record<Wish>({
    contract: fc.constantFrom('ctf', 'negRisk', 'v3'),
    outcome: fc.constantFrom('yes', 'no'),
    side: fc.constantFrom('buy', 'sell'),
    price: fc.integer({ min: 1, max: 99 }).map((cents) => (cents / 100).toFixed(2)),
    size: fc.integer({ min: 1, max: 400 }).map(String),
    kind: fc.constantFrom('GTC', 'GTC', 'FOK', 'FAK'),
  });
  const head = fc.constantFrom('owner', 'orderType', 'postOnly', 'deferExec', 'order', 'extra');
  const field = fc.constantFrom(
    'salt',
    'maker',
    'signer',
    'tokenId',
    'makerAmount',
    'takerAmount',
    'side',
    'signatureType',
    'timestamp',
    'expiration',
    'metadata',
    'builder',
    'signature',
  );
  let taken = 0;
  fc.assert(
    fc.property(
      wish,
      fc.option(head, { freq: 1 }),
      fc.option(field, { freq: 1 }),
      json,
      (wanted, outer, inner, spoilt) => {
        const signed = ann.sign(wanted);
        const posted = JSON.parse(signed.body);
        if (inner !== null) posted.order[inner] = spoilt;
        if (outer !== null) posted[outer] = spoilt;
        const body = JSON.stringify(posted);
        for (const [path, sent] of [
          ['/order', body],
          ['/orders', `[${body}]`],
        ] as const) {
          const answer = ann.ask('POST', path, sent);
          assert.ok(answer.status < 500, body);
          const id = path === '/order' ? answer.body.orderID : answer.body[0]?.orderID;
          if (!id) continue;
          assert.is(id, signed.id, body);
          taken += 1;
        }
        ann.ask('DELETE', '/cancel-all');
      },
    ),
    { seed: 43, numRuns: 700 },
  );
  assert.ok(taken > 20, `${taken} orders were whole`);
  assert.equal(house.faults, []);
  assert.equal(house.exchange.check(), []);
});

test('any frames on any socket leave the others alone', () => {
  const house = new SmallServer({ tier: null, limitsVisitors: false });
  const ann = house.trader('ann');
  const good = house.socket('/ws/market');
  good.send(JSON.stringify({ type: 'market', assets_ids: [CTF.outcomes.yes.id] }));
  const asset = fc.oneof(fc.constantFrom(...IDS), json);
  const frame = fc.oneof(
    fc.string(),
    json.map((each) => JSON.stringify(each)),
    fc.record({ type: fc.constant('market'), assets_ids: fc.array(asset) }).map((each) => JSON.stringify(each)),
    fc
      .record({ operation: asset, assets_ids: fc.array(asset), markets: fc.array(asset) })
      .map((each) => JSON.stringify(each)),
    fc.constant(JSON.stringify({ type: 'user', auth: ann.texts })),
    fc.constant('PING'),
  );
  fc.assert(
    fc.property(fc.constantFrom('/ws/market', '/ws/user'), fc.array(frame, { maxLength: 6 }), (path, frames) => {
      const client = house.socket(path);
      for (const text of frames) client.send(text);
      client.hangUp();
      client.hangUp();
    }),
    { seed: 44, numRuns: 1_000 },
  );
  good.said.length = 0;
  ann.place();
  assert.is(good.said.length, 1);
  assert.equal(house.faults, []);
});

test.run();
