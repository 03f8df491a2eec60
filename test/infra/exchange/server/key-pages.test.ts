// Who may see and make what: pages of keys, and every page that asks for one, against strangers, other accounts and readers.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { depositWallet } from '#infra/venue/signing/wallets.ts';
import { SESSION_SIGNERS } from '#infra/venue/wire/account.ts';
import { readWire } from '#infra/venue/wire/codec.ts';
import { SmallServer, type Trader } from './small-server.ts';

const BUILDERS = '/auth/builder-api-key';
const PRIVATE = [
  ['POST', BUILDERS],
  ['GET', BUILDERS],
  ['DELETE', BUILDERS],
  ['GET', '/v1/user/session-signers'],
  ['GET', '/rewards/user/markets'],
  ['GET', '/rewards/user/percentages'],
] as const;
const PUBLIC = [
  ['POST', '/batch-prices-history'],
  ['GET', '/builder/trades'],
  ['GET', `/markets/live-activity/0x${'9'.repeat(64)}`],
  ['GET', '/rewards/markets/multi'],
  ['GET', '/data-api/v2/trades'],
  ['GET', '/data-api/v2/value'],
  ['GET', '/data-api/v2/resolutions'],
  ['POST', '/gamma-api/markets/information'],
  ['GET', '/gamma-api/tags'],
] as const;

/** What a key opens that only reads. */
function readerOf(house: SmallServer, owner: Trader): (method: string, path: string) => number {
  const { apiKey, secret, passphrase } = owner.ask('POST', '/auth/readonly-api-key').body;
  const auth = new ApiCredentials(
    apiKey,
    owner.key.address,
    Secret.ofText('s', secret),
    Secret.ofText('p', passphrase),
  );
  return (method, path) =>
    house.ask(method, path, auth.headers({ method, path, body: null }, house.clock.now() / 1_000)).status;
}

test('pages with keys are closed to strangers, and none of them knows another method', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  for (const [method, path] of PRIVATE) {
    assert.equal(house.ask(method, path).body, { error: 'Unauthorized/Invalid api key' }, `${method} ${path}`);
    const foreign = ann.headers(method, '/data/orders');
    assert.is(house.ask(method, path, foreign).status, 401, 'signed for another page');
  }
  for (const [, path] of [...PRIVATE, ...PUBLIC])
    for (const method of ['PUT', 'PATCH', 'HEAD', ''])
      assert.equal(house.ask(method, path, {}, '{}').body, { error: 'Method Not Allowed' }, `${method} ${path}`);
});

test('a builder key is told once, listed to its owner alone, revoked for good, and opens nothing', () => {
  const house = new SmallServer();
  const [ann, bob] = [house.trader('ann'), house.trader('bob')];
  const [first, second] = [ann.ask('POST', BUILDERS).body, ann.ask('POST', BUILDERS).body];
  assert.is.not(first.key, second.key);
  assert.equal(Object.keys(first), ['key', 'secret', 'passphrase']);
  const listed = () => ann.get(BUILDERS).body as { key: string; createdAt: string; revokedAt?: string }[];
  assert.equal(
    listed().map(({ key }) => key),
    [first.key, second.key],
  );
  assert.is(Date.parse(listed()[0]?.createdAt ?? ''), house.clock.now());
  assert.equal(bob.get(BUILDERS).body, []);
  assert.is(bob.ask('DELETE', BUILDERS, JSON.stringify({ key: first.key })).status, 404, 'it is not his');
  assert.is(ann.ask('DELETE', BUILDERS, JSON.stringify({ key: first.key })).body, 'OK');
  assert.equal(
    listed().map(({ revokedAt }) => revokedAt !== undefined),
    [true, false],
  );
  assert.is(ann.ask('DELETE', BUILDERS).body, 'OK', 'the newest that holds');
  assert.is(ann.ask('DELETE', BUILDERS).status, 404);
  const auth = new ApiCredentials(
    first.key,
    ann.key.address,
    Secret.ofText('s', first.secret),
    Secret.ofText('p', first.passphrase),
  );
  const path = '/data/orders';
  const headers = auth.headers({ method: 'GET', path, body: null }, house.clock.now() / 1_000);
  assert.is(house.ask('GET', path, headers).status, 401);
  for (let n = 2; n < 20; n++) assert.is(ann.ask('POST', BUILDERS).status, 200);
  assert.equal(ann.ask('POST', BUILDERS).body, { error: 'Could not create builder api key' });
});

test('a key that only reads lists, and makes and revokes nothing', () => {
  const house = new SmallServer();
  const ann = house.trader('ann');
  const reads = readerOf(house, ann);
  assert.equal([reads('GET', BUILDERS), reads('GET', '/v1/user/session-signers')], [200, 200]);
  assert.equal([reads('POST', BUILDERS), reads('DELETE', BUILDERS)], [401, 401]);
});

test('a deposit wallet has no session keys here', () => {
  const house = new SmallServer();
  const ann = house.trader('ann', 3);
  const read = readWire(SESSION_SIGNERS, ann.get('/v1/user/session-signers').body);
  assert.equal(read, { ok: true, value: { wallet: depositWallet(ann.key.address), signers: [] } });
});

test.run();
