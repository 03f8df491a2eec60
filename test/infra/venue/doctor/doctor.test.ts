// The doctor before our exchange on a real port: everything right, then one thing broken at a time.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exchangeContract, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { type Broken, diagnose, failedIn, json, type Spoil } from './spoiled-venue.ts';

const at =
  (path: string, body: unknown, status = 200): Spoil =>
  (request) =>
    request.path === path ? json(body, status) : null;

/** The answer of the server with some fields changed. */
const amended =
  (
    path: string,
    amend: (body: Record<string, unknown>) => unknown,
    only: (query: URLSearchParams) => boolean = () => true,
  ): Spoil =>
  (request, answer) =>
    request.path.startsWith(path) && only(request.query)
      ? json(amend(JSON.parse(answer.body) as Record<string, unknown>))
      : null;

test('an account that is ready passes every check, and no order is sent for it', async () => {
  const { findings, isWell, patient, asked } = await diagnose();
  assert.equal(failedIn({ findings }), [], JSON.stringify(findings, null, 1));
  assert.ok(isWell);
  assert.equal(
    patient.markets.map(({ slug }) => slug),
    ['ctf', 'negRisk', 'v3'],
  );
  assert.ok(!asked.some((what) => what.startsWith('POST /order') || what.startsWith('DELETE')));
  assert.equal(
    findings.filter(({ verdict }) => verdict === 'skipped'),
    [],
  );
});

test('the retired adapter is missed only by whoever trades exclusive markets', async () => {
  const spoil = amended('/balance-allowance', (body) => ({
    ...body,
    allowances: { ...(body.allowances as object), '0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296': '0' },
  }));
  const { findings, isWell } = await diagnose({ spoil, settings: { venue: { markets: ['ctf', 'v3'] } } });
  assert.ok(isWell, JSON.stringify(failedIn({ findings })));
  const noted = findings.find(({ verdict, sentence }) => verdict === 'noted' && sentence.includes('0xd91E'));
  assert.match(noted?.sentence ?? '', /neg-risk\) markets would be refused/);
});

interface Case {
  readonly name: string;
  readonly check: string;
  readonly broken: Broken;
  /** In its sentence, and in its cure. */
  readonly says: RegExp;
  readonly cure: RegExp;
}

const CASES: readonly Case[] = [
  { name: 'nobody answers', check: 'host', broken: { port: 'nobody' }, says: /nobody answers/, cure: /venue\.host/ },
  { name: 'our clock is ahead', check: 'clock', broken: { aheadMs: 20_000 }, says: /s ahead of/, cure: /timesyncd/ },
  { name: 'our clock is behind', check: 'clock', broken: { aheadMs: -20_000 }, says: /s behind/, cure: /timesyncd/ },
  {
    name: 'we call from a close-only region',
    check: 'region',
    broken: { spoil: at('/api/geoblock', { blocked: false, country: 'DE', region: 'BE', ip: '1.2.3.4' }) },
    says: /DE-BE is a close-only region/,
    cure: /no way around/,
  },
  {
    name: 'we call from a blocked country',
    check: 'region',
    broken: { spoil: at('/api/geoblock', { blocked: true, country: 'KP', region: '', ip: '1.2.3.4' }) },
    says: /closed to KP/,
    cure: /no way around/,
  },
  {
    name: 'nobody says where we call from',
    check: 'region',
    broken: { spoil: at('/api/geoblock', { error: 'no' }, 500) },
    says: /cannot be asked/,
    cure: /do not trade/,
  },
  {
    name: 'orders have another version',
    check: 'version',
    broken: { spoil: at('/version', { version: 3 }) },
    says: /version 3/,
    cure: /newer release/,
  },
  {
    name: 'no API key can be had',
    check: 'key',
    broken: {
      spoil: (request) =>
        request.path.endsWith('api-key') ? json({ error: 'Invalid L1 Request headers' }, 401) : null,
    },
    says: /no API key for 0x/,
    cure: /key of your account/,
  },
  {
    name: 'the API key is of somebody else',
    check: 'key',
    broken: { env: { POLYMARKET_API_KEY: 'aaaa', POLYMARKET_API_SECRET: 'c2VjcmV0', POLYMARKET_API_PASSPHRASE: 'x' } },
    says: /does not open the account/,
    cure: /Unset POLYMARKET_API_KEY/,
  },
  {
    name: 'the account does not list the API key as its own',
    check: 'key',
    broken: { spoil: at('/auth/api-keys', { apiKeys: ['of-somebody-else'] }) },
    says: /owner/,
    cure: /Unset/,
  },
  {
    name: 'the wallet is of somebody else',
    check: 'wallet',
    broken: { wallet: '0x6E28E1990A9b3177e589Bc8f2E7b23de89752957' },
    says: /is no wallet of the key/,
    cure: /deposit wallet/,
  },
  {
    name: 'the account may only sell',
    check: 'restrictions',
    broken: { house: (house, { wallet }) => house.server.closedOnly.add(wallet) },
    says: /closed-only/,
    cure: /support/,
  },
  {
    name: 'the account is barred',
    check: 'restrictions',
    broken: { spoil: at('/auth/ban-status/closed-only', { error: "'0xabc' address banned" }, 400) },
    says: /barred/,
    cure: /support/,
  },
  {
    name: 'there is less money than the bankroll',
    check: 'balance',
    broken: { settings: { bankrollUsd: 5_000 } },
    says: /\$1000 .*\$5000/,
    cure: /bankrollUsd to \$1000/,
  },
  {
    name: 'one spender may take nothing',
    check: 'allowances',
    broken: {
      spoil: amended('/balance-allowance', (body) => ({
        ...body,
        allowances: { ...(body.allowances as object), '0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296': '0' },
      })),
    },
    says: /0xd91E.*old adapter.*only \$0/,
    cure: /Approve 0xd91E/,
  },
  {
    name: 'the exchange of exclusive outcomes may take only a little',
    check: 'allowances',
    broken: {
      spoil: amended('/balance-allowance', (body) => ({
        ...body,
        allowances: { ...(body.allowances as object), [exchangeContract('negRisk', POLYGON).address]: '1000000' },
      })),
    },
    says: /exclusive outcomes\) may take only \$1$/,
    cure: /Approve 0xe222/,
  },
  {
    name: 'a market is not there',
    check: 'markets',
    broken: { settings: { venue: { markets: ['ctf', 'gone'] } } },
    says: /no open market/,
    cure: /venue\.markets/,
  },
  {
    name: 'a market takes no orders',
    check: 'markets',
    broken: { spoil: amended('/clob-markets/', (body) => ({ ...body, ao: false })) },
    says: /takes no orders/,
    cure: /wait until/,
  },
  {
    name: 'our quotes are below the minimum',
    check: 'markets',
    broken: { settings: { quoteShares: 2 } },
    says: /below 5 shares/,
    cure: /quoteShares to 5/,
  },
  {
    name: 'a market says another protocol than its ids',
    check: 'markets',
    broken: { spoil: amended('/clob-markets/', (body) => ({ ...body, v: body.v === 'v2' ? 'v1' : 'v2' })) },
    says: /in doubt: it says protocol/,
    cure: /nothing can be signed/,
  },
  {
    name: 'the heartbeat is refused',
    check: 'heartbeat',
    broken: { spoil: at('/v1/heartbeats', { error: 'not for you' }, 400) },
    says: /not taken/,
    cure: /would not cancel for us/,
  },
  {
    name: 'we would send more than our tier allows',
    check: 'rateTier',
    broken: { settings: { ordersPerSecond: 50 } },
    says: /allows 40/,
    cure: /ordersPerSecond to 40/,
  },
];

for (const { name, check, broken, says, cure } of CASES)
  test(`${name}: the doctor names ${check} and nothing else, and a cure`, async () => {
    const diagnosis = await diagnose(broken);
    assert.equal(failedIn(diagnosis), [check], JSON.stringify(diagnosis.findings, null, 1));
    assert.not(diagnosis.isWell);
    for (const finding of diagnosis.findings.filter(({ verdict }) => verdict === 'failed')) {
      assert.match(finding.sentence, says);
      assert.match(finding.cure ?? '', cure);
    }
  });

test('where orders rest no heartbeat is tried: it would have them cancelled', async () => {
  const { findings, asked } = await diagnose({
    spoil: (request, answer) =>
      request.path === '/data/orders'
        ? { ...answer, body: answer.body.replace('"data":[]', `"data":[${RESTING}]`) }
        : null,
  });
  assert.is(findings.find(({ check }) => check === 'heartbeat')?.verdict, 'noted');
  assert.not.ok(asked.includes('POST /v1/heartbeats'));
});

const RESTING = JSON.stringify({
  id: `0x${'ab'.repeat(32)}`,
  status: 'LIVE',
  market: `0x${'cd'.repeat(32)}`,
  asset_id: '12345',
  side: 'BUY',
  original_size: '10',
  size_matched: '0',
  price: '0.5',
});

test('without keys what is public is looked at, and the rest says so', async () => {
  const { findings, isWell } = await diagnose({ noKeys: true });
  assert.ok(isWell);
  assert.match(findings.find(({ check }) => check === 'key')?.sentence ?? '', 'no keys');
  assert.is(findings.find(({ check }) => check === 'markets')?.verdict, 'passed');
});

test('a close-only country that is not blocked is told before anything else of the region', async () => {
  const { findings } = await diagnose({ spoil: at('/api/geoblock', { blocked: true, country: 'US', ip: 'x' }) });
  assert.match(findings.find(({ check }) => check === 'region')?.sentence ?? '', 'close-only');
});

test.run();
