import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { marketOf, SmallServer } from './small-server.ts';

const CTF = marketOf('ctf');

test('a key is made once for each number, told again to its owner alone, listed and removed', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const timestamp = Math.floor(house.clock.now() / 1_000);
  const l1 = (nonce: number, more = {}) => ({ ...l1Headers(ann.key, { chainId: 137, timestamp, nonce }), ...more });
  const again = house.ask('POST', '/auth/api-key', l1(0));
  assert.is(again.status, 400);
  assert.is(again.body.error, 'Could not create api key');
  assert.equal(house.ask('GET', '/auth/derive-api-key', l1(0)).body, ann.texts);
  assert.is(house.ask('GET', '/auth/derive-api-key', l1(5)).body.error, 'Could not derive api key!');
  const second = house.ask('POST', '/auth/api-key', l1(5));
  assert.is(second.status, 200);
  assert.equal(ann.get('/auth/api-keys').body, { apiKeys: [ann.texts.apiKey, second.body.apiKey] });
  for (const more of [{ POLY_NONCE: '1' }, { POLY_SIGNATURE: '0x00' }, { POLY_TIMESTAMP: String(timestamp - 60) }]) {
    const refused = house.ask('GET', '/auth/derive-api-key', l1(0, more));
    assert.is(refused.status, 401);
    assert.is(refused.body.error, 'Invalid L1 Request headers');
  }
  assert.is(ann.ask('DELETE', '/auth/api-key').body, 'OK');
  assert.is(ann.get('/auth/api-keys').status, 401);
  assert.is(house.ask('GET', '/auth/derive-api-key', l1(0)).status, 400);
});

test('a key that is made anew for the same number is the same, with what it traded and what rests for it', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  ann.place({ price: '0.5' });
  bob.place({ outcome: 'no', price: '0.5', size: '20', kind: 'FAK' });
  const [orders, trades] = ['/data/orders', '/data/trades'].map((path) => ann.get(path).body.data);
  assert.equal([orders.length, trades.length], [1, 1]);
  const timestamp = Math.floor(house.clock.now() / 1_000);
  const make = (nonce: number, key = ann.key) =>
    house.ask('POST', '/auth/api-key', l1Headers(key, { chainId: 137, timestamp, nonce })).body;
  const other = make(1);
  assert.is(ann.ask('DELETE', '/auth/api-key').body, 'OK');
  assert.is(ann.get('/data/orders').status, 401);
  assert.equal(make(0), ann.texts);
  assert.equal(ann.get('/data/orders').body.data, orders);
  assert.equal(ann.get('/data/trades').body.data, trades);
  const keys = [ann.texts, bob.texts, other, make(1, bob.key)];
  for (const part of ['apiKey', 'secret', 'passphrase'] as const)
    assert.is(new Set(keys.map((key) => key[part])).size, keys.length, `one ${part} for two`);
});

test('a key that only reads reads, and trades nothing', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const made = ann.ask('POST', '/auth/readonly-api-key');
  assert.is(made.status, 200);
  assert.equal(ann.get('/auth/readonly-api-keys').body, { readonlyApiKeys: [made.body.apiKey] });
  const { apiKey, secret, passphrase } = made.body;
  const auth = new ApiCredentials(apiKey, ann.key.address, Secret.ofText('s', secret), Secret.ofText('p', passphrase));
  const reads = (path: string) =>
    house.ask('GET', path, auth.headers({ method: 'GET', path, body: null }, house.clock.now() / 1_000)).body.data;
  ann.place();
  assert.equal(reads('/data/orders'), ann.get('/data/orders').body.data);
  assert.is(reads('/data/orders').length, 1);
  const bob = house.trader('bob');
  bob.place({ outcome: 'no', price: '0.6' });
  assert.equal(reads('/data/trades'), ann.get('/data/trades').body.data);
  assert.is(ann.ask('DELETE', '/auth/readonly-api-key', JSON.stringify({ key: made.body.apiKey })).body, 'OK');
  assert.is(ann.ask('DELETE', '/auth/readonly-api-key', JSON.stringify({ key: ann.texts.apiKey })).status, 404);
});

test('nothing private is told to forged, old, foreign or missing headers', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const good = ann.headers('GET', '/data/orders');
  const forged: Record<string, string>[] = [
    {},
    { ...good, POLY_SIGNATURE: `${good.POLY_SIGNATURE?.slice(0, -3)}AA=` },
    { ...good, POLY_PASSPHRASE: 'x' },
    { ...good, POLY_API_KEY: bob.texts.apiKey },
    { ...good, POLY_ADDRESS: bob.key.address },
    { ...good, POLY_TIMESTAMP: 'now' },
    { ...good, POLY_TIMESTAMP: String(Number(good.POLY_TIMESTAMP) + 1) },
    ann.headers('GET', '/data/trades') as Record<string, string>,
    ann.auth.headers({ method: 'GET', path: '/data/orders', body: null }, house.clock.now() / 1_000 - 3_600) as never,
  ];
  assert.is(house.ask('GET', '/data/orders?market=x', good).status, 200);
  for (const headers of forged) {
    const answer = house.ask('GET', '/data/orders', headers);
    assert.is(answer.status, 401, JSON.stringify(headers));
    assert.is(answer.body.error, 'Unauthorized/Invalid api key');
  }
  assert.is(house.ask('POST', '/order', ann.headers('POST', '/order', '{"a":1}'), '{"a":2}').status, 401);
});

test('orders and trades come in pages whose cursors lead to the end', () => {
  const house = new SmallServer({ tier: null });
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const placed = Array.from({ length: 250 }, () => ann.place({ price: '0.01', size: '5' }).body.orderID as string);
  const read = (path: string) => {
    const rows: { id: string }[] = [];
    let [cursor, pages] = ['MA==', 0];
    while (cursor !== 'LTE=') {
      const { body } = ann.get(`${path}?next_cursor=${encodeURIComponent(cursor)}`);
      assert.is(body.count, body.data.length);
      rows.push(...body.data);
      cursor = body.next_cursor;
      pages += 1;
    }
    return { ids: rows.map(({ id }) => id), pages };
  };
  assert.equal(read('/data/orders'), { ids: placed, pages: 3 });
  assert.is(ann.get('/data/orders?next_cursor=nonsense').status, 400);
  for (let n = 0; n < 120; n++) bob.place({ outcome: 'no', price: '0.99', size: '5', kind: 'FAK' });
  const { ids, pages } = read('/data/trades');
  assert.is(new Set(ids).size, 120);
  assert.is(pages, 2);
});

test('trades are found by id, market, asset, wallet and time', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob', 2)];
  const startS = house.clock.now() / 1_000;
  for (const contract of ['ctf', 'v3'] as const) {
    ann.place({ contract });
    bob.place({ contract, outcome: 'no', price: '0.48', size: '100', kind: 'FAK' });
    house.clock.advanceBy(10_000);
  }
  const count = (query: string) => ann.get(`/data/trades?${query}`).body.data.length;
  const [newest] = ann.get('/data/trades').body.data;
  assert.is(newest.market, marketOf('v3').id);
  assert.is(count(`id=${newest.id}`), 1);
  assert.is(count(`market=${CTF.id}`), 1);
  assert.is(count(`asset_id=${CTF.outcomes.yes.id}`), 1);
  assert.is(count(`asset_id=${CTF.outcomes.no.id}`), 1);
  assert.is(count(`maker_address=${bob.wallet}`), 0);
  assert.is(count(`maker_address=${ann.wallet.toLowerCase()}`), 2);
  assert.is(count(`after=${startS + 5}`), 1);
  assert.is(count(`before=${startS + 5}`), 1);
  assert.is(count(`after=${startS}&before=${startS + 60}`), 2);
  assert.is(ann.get('/data/trades?after=yesterday').status, 400);
});

test('a balance is what has settled, of the wallet that the signature type means', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob', 3)];
  const balance = (query: string) => ann.get(`/balance-allowance?${query}`).body.balance;
  const shares = `asset_type=CONDITIONAL&token_id=${CTF.outcomes.yes.id}`;
  assert.is(balance('asset_type=COLLATERAL&signature_type=0'), '1000000000');
  ann.place({ price: '0.5' });
  bob.place({ outcome: 'no', price: '0.5', size: '100', kind: 'FAK' });
  assert.is(balance('asset_type=COLLATERAL&signature_type=0'), '1000000000');
  assert.is(balance(shares), '0');
  house.clock.advanceBy(5_000);
  assert.is(balance('asset_type=COLLATERAL&signature_type=0'), '950000000');
  assert.is(balance(`${shares}&signature_type=0`), '100000000');
  assert.is(balance('asset_type=COLLATERAL&signature_type=1'), '1000000000');
  assert.is(bob.get('/balance-allowance/update?asset_type=COLLATERAL&signature_type=3').status, 200);
  for (const query of [
    'asset_type=GOLD',
    'asset_type=COLLATERAL&signature_type=9',
    'asset_type=CONDITIONAL&token_id=1',
  ])
    assert.is(ann.get(`/balance-allowance?${query}`).status, 400, query);
});

test('who may take what a wallet has is told by what it is, and by wallet', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const spenders = (query: string, who = ann): Record<string, string> =>
    who.get(`/balance-allowance?${query}&signature_type=0`).body.allowances;
  const shares = (contract: 'ctf' | 'v3') => `token_id=${marketOf(contract).outcomes.no.id}`;
  assert.equal(
    Object.keys(spenders('asset_type=COLLATERAL')).map((who) => who.slice(0, 6)),
    ['0xE111', '0xe222', '0xd91E', '0xe333'],
  );
  const ofFirst = `asset_type=CONDITIONAL&${shares('ctf')}`;
  const ofSecond = `asset_type=CONDITIONAL-V2&${shares('v3')}`;
  assert.equal(
    Object.keys(spenders(ofFirst)).map((who) => who.slice(0, 6)),
    ['0xE111', '0xe222', '0xd91E'],
  );
  const [exchange = ''] = Object.keys(spenders(ofSecond));
  assert.match(exchange, /^0xe333/);
  house.server.inside.approvals.limit(ann.wallet, 'v2', exchange as never);
  assert.is(spenders(ofSecond)[exchange], '0');
  assert.is(spenders('asset_type=COLLATERAL')[exchange], String(2n ** 256n - 1n));
  assert.is(spenders(ofSecond, bob)[exchange], String(2n ** 256n - 1n));
});

test('who is banned or may only sell is told so', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  house.server.banned.add(ann.wallet);
  house.server.closedOnly.add(bob.wallet);
  assert.is(ann.place().body.error, `'${ann.wallet}' address banned`);
  assert.is(bob.place().body.error, `'${bob.wallet}' address in closed only mode`);
  bob.split(CTF.id, '100');
  assert.is(bob.place({ side: 'sell' }).status, 200);
  assert.equal(ann.get('/auth/ban-status/closed-only').body, { closed_only: false });
  assert.equal(bob.get('/auth/ban-status/closed-only').body, { closed_only: true });
});

test('no input ends the server, and each is answered', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const bodies = [
    '',
    '{',
    'null',
    '[]',
    '[null]',
    '{"order":{}}',
    '{"order":null,"owner":1}',
    '"x"',
    '1e999',
    '['.repeat(50_000),
  ];
  for (const body of bodies)
    for (const [method, path] of [
      ['POST', '/order'],
      ['POST', '/orders'],
      ['DELETE', '/order'],
      ['DELETE', '/orders'],
      ['DELETE', '/cancel-market-orders'],
      ['POST', '/v1/heartbeats'],
      ['POST', '/orders-scoring'],
      ['DELETE', '/auth/readonly-api-key'],
    ] as const) {
      const answer = ann.ask(method, path, body);
      assert.ok(
        answer.status >= 200 && answer.status < 500,
        `${method} ${path} ${body.slice(0, 20)}: ${answer.status}`,
      );
    }
  for (const path of [
    '//',
    '/%',
    '/data/order/',
    '/data/order/%E0%A4%A',
    `/${'x'.repeat(10_000)}`,
    '/__proto__',
    '/constructor',
  ])
    assert.ok([401, 404].includes(house.ask('GET', path).status), path);
  assert.is(house.ask('PUT', '/order').status, 405);
  assert.is(house.ask('DELETE', '/data/order/0x1').status, 405);
  assert.is(house.get('/nowhere').body, '404 page not found');
  assert.equal(house.faults, []);
});

test('orders of a key that is deleted are taken out by the dead-man switch that it had armed', () => {
  const small = new SmallServer();
  const ann = small.trader('ann');
  assert.is(ann.place({ price: '0.3' }).status, 200);
  assert.is(ann.ask('POST', '/v1/heartbeats', JSON.stringify({ heartbeat_id: '' })).status, 200);
  assert.is(ann.ask('DELETE', '/auth/api-key').status, 200);
  small.clock.advanceBy(20_000);
  assert.equal(small.exchange.openOrders(ann.wallet as never), []);
});

test.run();
