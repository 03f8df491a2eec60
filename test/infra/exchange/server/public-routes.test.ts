import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Decimal, type Price, parsePrice, parseShares } from '#domain/units.ts';
import { marketOf as clientMarketOf, compactMarketOf } from '#infra/venue/client/market-facts.ts';
import { COMPACT_MARKET } from '#infra/venue/wire/clob-markets.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { ACTIVITIES, POSITIONS } from '#infra/venue/wire/data-api.ts';
import { GAMMA_EVENT, GAMMA_MARKET, GAMMA_MARKETS_PAGE } from '#infra/venue/wire/gamma.ts';
import { REWARD_MARKETS } from '#infra/venue/wire/rewards.ts';
import { marketOf, SmallServer } from './small-server.ts';

const REWARD = { dailyUsd: new Decimal(20), maxSpread: parsePrice('0.03'), minSize: parseShares('50'), multiplier: 1 };
const CTF = marketOf('ctf', { reward: REWARD });
const V3 = marketOf('v3', { group: 'match', takerDelayMs: 150, endMs: Date.parse('2026-12-01T00:00:00Z') });
const NEG_RISK = marketOf('negRisk', { group: 'match', takerDelayMs: 3_000 });
const house = () => new SmallServer({}, {}, [CTF, V3, NEG_RISK]);
const YES = CTF.outcomes.yes.id;

function value<T>(read: { ok: true; value: T } | { ok: false; problem: unknown }): T {
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

test('time, version and health are told to anybody', () => {
  const small = house();
  assert.is(small.get('/ok').body, 'OK');
  assert.is(small.get('/time').body, Math.floor(small.clock.now() / 1_000));
  assert.equal(small.get('/version').body, { version: 2 });
  assert.is(small.get('/api/geoblock').body.blocked, false);
});

test('small facts and prices of an outcome, and of many at once', () => {
  const small = house();
  const ann = small.trader('ann');
  ann.place({ price: '0.5' });
  ann.place({ outcome: 'no', price: '0.44' });
  const no = CTF.outcomes.no.id;
  const tell = (path: string) => small.get(`${path}token_id=${YES}`).body;
  assert.equal(tell('/tick-size?'), { minimum_tick_size: 0.01 });
  assert.equal(tell('/neg-risk?'), { neg_risk: false });
  assert.equal(tell('/fee-rate?'), { base_fee: 1000 });
  for (const path of ['/tick-size', '/neg-risk', '/fee-rate'])
    assert.equal(small.get(`${path}/${YES}`).body, tell(`${path}?`), path);
  assert.equal(tell('/price?side=BUY&'), { price: '0.5' });
  assert.equal(tell('/price?side=SELL&'), { price: '0.56' });
  assert.equal(tell('/midpoint?'), { mid: '0.53' });
  assert.equal(tell('/spread?'), { spread: '0.06' });
  assert.equal(tell('/last-trade-price?'), { price: '0.5', side: '' });
  const many = (path: string, side?: string) =>
    small.ask('POST', path, {}, JSON.stringify([YES, no, '77'].map((token_id) => ({ token_id, side })))).body;
  assert.equal(many('/midpoints'), { [YES]: '0.53', [no]: '0.47' });
  assert.equal(many('/spreads'), { [YES]: '0.06', [no]: '0.06' });
  assert.equal(many('/prices', 'SELL'), { [YES]: { SELL: '0.56' }, [no]: { SELL: '0.5' } });
  assert.equal(
    many('/books').map(({ asset_id }: { asset_id: string }) => asset_id),
    [YES, no],
  );
  assert.is(many('/last-trades-prices').length, 2);
  small.trader('bob').place({ outcome: 'no', price: '0.5', size: '20', kind: 'FAK' });
  assert.equal(tell('/last-trade-price?'), { price: '0.5', side: 'BUY' });
  assert.equal(small.get(`/prices-history?market=${YES}&interval=1d`).body.history.length, 1);
  assert.equal(small.get(`/prices-history?market=${CTF.id}&interval=1d`).body, { history: [] });
});

test('what is not there is said so, and nonsense too', () => {
  const small = house();
  for (const [path, status, text] of [
    ['/book?token_id=77', 404, 'No orderbook exists for the requested token id'],
    ['/book?token_id=x', 400, 'Invalid token id'],
    ['/book', 400, 'Invalid token id'],
    [`/price?token_id=${YES}&side=UP`, 400, 'Invalid side'],
    ['/clob-markets/0x00', 404, 'market not found'],
    ['/markets/0x00', 404, 'market not found'],
    ['/markets-by-token/1', 404, 'market not found'],
    ['/markets?next_cursor=!', 400, 'invalid next_cursor'],
    ['/rebates/current?date=today', 400, 'invalid date'],
  ] as const) {
    const { status: told, body } = small.get(path);
    assert.equal([told, body.error], [status, text], path);
  }
  for (const body of ['', '{}', '[{}]', '[1]']) assert.is(small.ask('POST', '/books', {}, body).status, 400);
  const many = JSON.stringify(Array.from({ length: 501 }, () => ({ token_id: YES })));
  assert.is(small.ask('POST', '/books', {}, many).body.error, 'Payload exceeds the limit');
});

test('a visitor who asks too fast is told to wait', () => {
  const small = house();
  for (let n = 0; n < 100; n++) assert.is(small.get('/ok').status, 200);
  const refused = small.get('/ok');
  assert.is(refused.status, 429);
  assert.is(refused.headers['retry-after'], '1');
  assert.is(small.get('/time').status, 200);
  small.clock.advanceBy(1_000);
  assert.is(small.get('/ok').status, 200);
});

test('both services tell a client the facts of a market, and together they are ours', () => {
  const small = house();
  for (const market of [CTF, V3, NEG_RISK]) {
    const compact = value(readWire(COMPACT_MARKET, small.get(`/clob-markets/${market.id}`).body));
    const [row] = small.get(`/gamma-api/markets?condition_ids=${market.id}`).body;
    assert.is(row.secondsDelay, market === NEG_RISK ? 3 : 0, 'whole seconds, as at the venue');
    assert.is(row.marketMakerAddress, '');
    const known = clientMarketOf(value(readWire(GAMMA_MARKET, row)), compact);
    assert.equal(
      JSON.parse(JSON.stringify(known?.facts)),
      JSON.parse(JSON.stringify({ ...market, group: market.group ?? market.slug })),
    );
    assert.is(known?.protocol, market === V3 ? 'v2' : 'v1');
    assert.is(compactMarketOf(compact)?.facts.id, market.id);
  }
  assert.is(small.get(`/markets/${CTF.id}`).body.tokens[0].token_id, YES);
  const ids = [CTF.outcomes.yes.id, CTF.outcomes.no.id].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  assert.equal(small.get(`/markets-by-token/${YES}`).body, {
    condition_id: CTF.id,
    primary_token_id: String(ids[0]),
    secondary_token_id: String(ids[1]),
  });
  assert.is(small.get('/markets').body.data.length, 3);
  assert.is(small.get('/sampling-markets').body.data.length, 1);
  const rewards = value(readWire(REWARD_MARKETS, small.get('/rewards/markets/current').body));
  assert.is(rewards.rows[0]?.market, CTF.id);
});

test('metadata come in pages, by number, by slug and as events, and closed ones only when asked for', () => {
  const small = house();
  const gamma = (path: string) => small.get(`/gamma-api${path}`);
  const first = value(readWire(GAMMA_MARKETS_PAGE, gamma('/markets/keyset?limit=2').body));
  assert.is(first.rows.length, 2);
  const second = value(readWire(GAMMA_MARKETS_PAGE, gamma(`/markets/keyset?limit=2&after_cursor=${first.next}`).body));
  assert.is(second.rows.length, 1);
  assert.is(second.next, null);
  assert.is(gamma('/markets/keyset?offset=1').status, 422);
  assert.is(gamma('/markets/1').body.slug, 'ctf');
  assert.is(gamma('/markets/slug/v3').body.version, 'v2');
  assert.is(gamma('/markets/slug/none').status, 404);
  const event = value(readWire(GAMMA_EVENT, gamma('/events/slug/match').body));
  assert.is(event.markets?.length, 2);
  assert.is(gamma('/events').body.length, 2);
  small.exchange.resolve(CTF.id, 1_000_000 as Price);
  assert.is(gamma('/markets').body.length, 2);
  const [closed] = gamma('/markets?closed=true').body;
  assert.is(closed.outcomePrices, '["1","0"]');
  assert.is(closed.acceptingOrders, false);
  assert.is(small.get(`/clob-markets/${CTF.id}`).body.ao, undefined, 'what is false is left out');
});

test('positions and what was paid are told of any wallet that ever came', () => {
  const small = house();
  const [ann, bob] = [small.trader('ann', 3), small.trader('bob')];
  ann.place({ price: '0.5', size: '50' });
  bob.place({ outcome: 'no', price: '0.5', size: '100', kind: 'FAK' });
  const data = (path: string) => small.get(`/data-api/v2${path}`).body;
  assert.equal(data(`/positions?user=${ann.wallet}`).data, []);
  small.clock.advanceBy(5_000);
  const { rows } = value(readWire(POSITIONS, data(`/positions?user=${ann.wallet.toLowerCase()}`)));
  assert.is(rows.length, 1);
  assert.is(rows[0]?.size, 50_000_000);
  assert.is(rows[0]?.asset, YES);
  bob.split(CTF.id, '10');
  assert.is(data(`/positions?user=${bob.wallet}&status=MERGEABLE`).data.length, 2);
  assert.is(data(`/positions?user=${bob.wallet}&limit=1`).pagination.has_more, true);
  assert.is(data('/positions').code, 'invalid_request');
  small.exchange.operations.credit(ann.wallet as never, 'reward', new Decimal('1.25'), CTF.id);
  const activity = value(readWire(ACTIVITIES, data(`/activity?user=${ann.wallet}&type=REWARD`)));
  assert.is(activity.rows[0]?.cash?.toString(), '1.25');
  assert.equal(data(`/activity?user=${ann.wallet}&type=DEPOSIT`).data, []);
  const day = '2026-11-20';
  assert.is(ann.get(`/rewards/user?date=${day}&signature_type=3`).body.data[0].earnings, 1.25);
  assert.is(ann.get(`/rewards/user/total?date=${day}&signature_type=3`).body[0].earnings, 1.25);
  assert.equal(ann.get('/rewards/user/percentages').body, {});
  assert.is(small.get(`/rebates/current?date=${day}&maker_address=${ann.wallet}`).body, null);
  small.exchange.payRebates(small.clock.now());
  assert.is(small.get(`/rebates/current?date=${day}&maker_address=${ann.wallet}`).body[0].condition_id, CTF.id);
});

test('an order scores once it is old, large and near enough', () => {
  const small = house();
  const ann = small.trader('ann');
  const near = ann.place({ price: '0.5', size: '50' }).body.orderID;
  const far = ann.place({ price: '0.4', size: '50' }).body.orderID;
  const thin = ann.place({ price: '0.49', size: '49' }).body.orderID;
  ann.place({ outcome: 'no', price: '0.46', size: '50' });
  const scores = () => ann.ask('POST', '/orders-scoring', JSON.stringify([near, far, thin, '0x1'])).body;
  assert.equal(Object.values(scores()), [false, false, false, false]);
  small.clock.advanceBy(30_000);
  assert.equal(Object.values(scores()), [true, false, false, false]);
  assert.equal(ann.get(`/order-scoring?order_id=${near}`).body, { scoring: true });
});

test.run();
