// The doctor before our exchange on a real port: everything right, then one thing broken at a time.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Approved } from '#infra/exchange/server/approvals.ts';
import { examineMarket } from '#infra/venue/doctor/doctor.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import { type ExchangeName, exchangeContract, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { OLD_ADAPTER } from '#infra/venue/signing/spenders.ts';
import { marketOf } from '../../exchange/server/small-server.ts';
import { type Broken, diagnose, failedIn, json, type Spoil, withPatient } from './spoiled-venue.ts';

const at =
  (path: string, body: unknown, status = 200): Spoil =>
  (request) =>
    request.path === path ? json(body, status) : null;

/** What a server before the venue shows. */
const page =
  (path: string, status: number, words: string): Spoil =>
  (request) =>
    request.path === path
      ? {
          status,
          headers: { 'content-type': 'text/html' },
          body: `<html>\r\n<head><title>${status} ${words}</title><style>h1 { color: red }</style></head>\r\n<body>\r\n<center><h1>${status} ${words}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>`,
        }
      : null;

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

/** This wallet has not approved that spender, or only for so much. */
const without =
  (what: Approved, spender: Address, units = 0n): Broken['house'] & object =>
  (house, { wallet }) =>
    house.server.inside.approvals.limit(wallet, what, spender, units);

const ofShares = (query: URLSearchParams): boolean => query.get('asset_type')?.startsWith('CONDITIONAL') === true;

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

test('an approval that the venue has not heard of yet is looked for on the chain before it is called missing', async () => {
  const cached = new Set<string>();
  const { findings, isWell } = await diagnose({
    spoil(request, answer) {
      if (!ofShares(request.query)) return null;
      const asset = request.query.get('token_id') ?? '';
      if (request.path.endsWith('/update')) cached.add(asset);
      if (cached.has(asset)) return null;
      const { allowances, ...body } = JSON.parse(answer.body) as { allowances: object };
      return json({ ...body, allowances: Object.fromEntries(Object.keys(allowances).map((who) => [who, '0'])) });
    },
  });
  assert.ok(isWell, JSON.stringify(failedIn({ findings })));
  assert.is(cached.size, 6);
});

/** The list of spenders without one of them. */
const unlisted = (name: ExchangeName, only: (query: URLSearchParams) => boolean) =>
  amended(
    '/balance-allowance',
    ({ allowances = {}, ...body }) => {
      const who = exchangeContract(name, POLYGON).address.toLowerCase();
      return {
        ...body,
        allowances: Object.fromEntries(
          Object.entries(allowances as object).filter(([each]) => each.toLowerCase() !== who),
        ),
      };
    },
    only,
  );

test('an exchange that the venue does not check is only told to whoever trades none of its markets', async () => {
  const settings = { venue: { markets: ['ctf', 'v3'] } };
  const spoil = unlisted('negRisk', (query) => !ofShares(query));
  const { findings, isWell } = await diagnose({ spoil, settings });
  assert.ok(isWell, JSON.stringify(failedIn({ findings })));
  const told = findings.filter(({ check, verdict }) => check === 'allowances' && verdict === 'noted');
  assert.equal(
    told.map(({ sentence }) => /^0xe222.*is not in the list that the venue checks$/.test(sentence)),
    [true],
  );
});

const examinedAlone = (name: string, broken: Broken = {}) =>
  withPatient(broken, async (patient, asked) => {
    if (patient.account) await patient.inquiry.obtainKey(patient.account.key);
    asked.length = 0;
    return { ...(await examineMarket(patient, name)), asked: [...asked] };
  });

test('a market that comes later is looked at by itself, as the others were', async () => {
  const good = await examinedAlone(marketOf('v3').id);
  assert.is(good.ok && good.market.slug, 'v3');
  assert.not.ok(
    good.asked.some((what) => /heartbeat|geoblock|auth/.test(what)),
    good.asked.join(),
  );
  const sold = await examinedAlone('v3', { house: without('v2', exchangeContract('v3', POLYGON).address) });
  assert.match(sold.ok ? '' : `${sold.slug}: ${sold.why}`, /^v3: 0xe333.*sales there would be refused\. Approve/);
  const small = await examinedAlone('v3', { settings: { quoteShares: 2 } });
  assert.match(small.ok ? '' : small.why, /below 5 shares.*Set quoteShares/);
  const gone = await examinedAlone('gone');
  assert.match(gone.ok ? '' : gone.why, /no open market/);
  const public_ = await examinedAlone('ctf', { noKeys: true });
  assert.ok(public_.ok && !public_.asked.includes('GET /balance-allowance'));
});

test('the retired adapter is missed only by whoever trades exclusive markets', async () => {
  const { findings, isWell } = await diagnose({
    house(house, account) {
      without('collateral', OLD_ADAPTER)(house, account);
      without('v1', OLD_ADAPTER)(house, account);
    },
    settings: { venue: { markets: ['ctf', 'v3'] } },
  });
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
    says: /cannot be asked: it answered "500 no"/,
    cure: /do not trade/,
  },
  ...(
    [
      ['CA', 'ON', /CA-ON is a close-only region/],
      ['de', '', /DE is a close-only region/],
      ['KP', '', /closed to KP/],
      ['UA', '43', /closed to UA-43/],
      ['CA', '', /CA: some provinces there are close-only, and the venue does not say/],
    ] as const
  ).map(([country, region, says]) => ({
    name: `we call from ${country} ${region} and nobody calls it blocked`.replace('  ', ' '),
    check: 'region',
    broken: { spoil: at('/api/geoblock', { blocked: false, country, region, ip: '1.2.3.4' }) },
    says,
    cure: /no way around|do not trade/,
  })),
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
    name: 'a firewall answers for the venue',
    check: 'restrictions',
    broken: { spoil: page('/auth/ban-status/closed-only', 403, 'Forbidden') },
    says: /^whether we may trade cannot be asked: it says "a web page: 403 Forbidden 403 Forbidden nginx"$/,
    cure: /Nothing is said of the account/,
  },
  {
    name: 'a gateway answers for the venue',
    check: 'version',
    broken: { spoil: page('/version', 502, 'Bad Gateway') },
    says: /it answered "502 a web page: 502 Bad Gateway 502 Bad Gateway nginx"$/,
    cure: /newer release/,
  },
  {
    name: 'the exchange of a chosen market is not among those who may take collateral',
    check: 'allowances',
    broken: { spoil: unlisted('negRisk', (query) => !ofShares(query)) },
    says: /^0xe222.*not in the list of spenders of collateral.*it settles negRisk$/,
    cure: /leave negRisk out of venue\.markets/,
  },
  {
    name: 'the exchange of a chosen market is not among those who may take shares',
    check: 'approvals',
    broken: { spoil: unlisted('v3', ofShares) },
    says: /^Up of v3: the venue lists nobody who may take its shares$/,
    cure: /Ask again/,
  },
  {
    name: 'only strangers are listed who may take shares',
    check: 'approvals',
    broken: {
      spoil: amended(
        '/balance-allowance',
        (body) => ({ ...body, allowances: { '0x0000000000000000000000000000000000000001': '0' } }),
        ofShares,
      ),
    },
    says: /not in the list of spenders of shares that the venue checks, and it settles (ctf|negRisk|v3)$/,
    cure: /leave (ctf|negRisk|v3) out/,
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
    broken: { house: without('collateral', OLD_ADAPTER) },
    says: /0xd91E.*old adapter.*only \$0/,
    cure: /Approve 0xd91E/,
  },
  {
    name: 'the exchange of exclusive outcomes may take only a little',
    check: 'allowances',
    broken: { house: without('collateral', exchangeContract('negRisk', POLYGON).address, 1_000_000n) },
    says: /exclusive outcomes\) may take only \$1$/,
    cure: /Approve 0xe222/,
  },
  {
    name: 'the exchange of plain markets may not take shares',
    check: 'approvals',
    broken: { house: without('v1', exchangeContract('ctf', POLYGON).address) },
    says: /^0xE111.*plain markets\) may not take the shares we sell in ctf: /,
    cure: /setApprovalForAll of 0x4D97.*one trade by hand/,
  },
  {
    name: 'the exchange of the second protocol may not take positions',
    check: 'approvals',
    broken: { house: without('v2', exchangeContract('v3', POLYGON).address) },
    says: /^0xe333.*protocol V2\) may not take the shares we sell in v3: /,
    cure: /setApprovalForAll of 0x006F/,
  },
  {
    name: 'the old adapter may not take shares of exclusive outcomes',
    check: 'approvals',
    broken: { house: without('v1', OLD_ADAPTER) },
    says: /^0xd91E.*may not take the shares we sell in negRisk: /,
    cure: /no longer do it\), or leave exclusive markets out/,
  },
  {
    name: 'nobody is listed who may take shares',
    check: 'approvals',
    broken: { spoil: amended('/balance-allowance', (body) => ({ ...body, allowances: {} }), ofShares) },
    says: /^Up of ctf: the venue lists nobody/,
    cure: /Ask again/,
  },
  {
    name: 'who may take shares cannot be read',
    check: 'approvals',
    broken: {
      spoil: (request) =>
        request.path === '/balance-allowance' && ofShares(request.query) ? json({ error: 'no' }, 500) : null,
    },
    says: /^Up of ctf: .*cannot be read/,
    cure: /Ask again/,
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
    name: 'the heartbeat that the venue asks for is refused again',
    check: 'heartbeat',
    broken: { spoil: at('/v1/heartbeats', { error_msg: 'Invalid Heartbeat ID', heartbeat_id: '7f33' }, 400) },
    says: /not taken: it says "Invalid Heartbeat ID", and that it expects "7f33"$/,
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
