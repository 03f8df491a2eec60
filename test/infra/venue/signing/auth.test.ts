// Both kinds of authentication: the venue's worked examples, and what is refused.

import { inspect } from 'node:util';
import fc from 'fast-check';
import { pino } from 'pino';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { AMOY, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { checkL1, l1Headers } from '#infra/venue/signing/l1-auth.ts';
import { ApiCredentials, checkL2, type L2Request } from '#infra/venue/signing/l2-auth.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { KEY, OTHER_KEY } from './test-account.ts';

const NOW = 1_795_132_800_000;
const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

test('the proof of holding a key is as the venue has it, on both chains', () => {
  assert.is(
    l1Headers(KEY, { chainId: AMOY, timestamp: 10_000_000, nonce: 23 }).POLY_SIGNATURE,
    '0xf62319a987514da40e57e2f4d7529f7bac38f0355bd88bb5adbb3768d80de6c1682518e0af677d5260366425f4361e7b70c25ae232aff0ab2331e2b164a1aedc1b',
  );
  assert.equal(l1Headers(KEY, { chainId: POLYGON, timestamp: 1_795_132_800, nonce: 0 }), {
    POLY_ADDRESS: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    POLY_SIGNATURE:
      '0xda443988d221a6cd8ecb720f7b4f1ac99a238d330b7187b99eb10eb3db0de31354f72056a307cfe99c51b6b38bd4765d0fe65996967b824eb6fbfb18067a47b01b',
    POLY_TIMESTAMP: '1795132800',
    POLY_NONCE: '0',
  });
});

const PROOF = lower(l1Headers(KEY, { chainId: POLYGON, timestamp: NOW / 1_000, nonce: 5 }));
const l1 = (headers: Readonly<Record<string, string | readonly string[] | undefined>>, nowMs = NOW) => {
  const answer = checkL1(headers, POLYGON, nowMs, 10);
  return answer.ok ? 'fine' : answer.fault;
};

test('a proof is taken for what it says, within its time', () => {
  assert.equal(checkL1(PROOF, POLYGON, NOW + 10_000, 10), { ok: true, address: KEY.address, nonce: 5 });
  assert.is(l1(PROOF, NOW + 10_001), 'expired');
  assert.is(l1(PROOF, NOW - 10_000), 'fine');
  assert.is(l1(PROOF, NOW - 10_001), 'fromTheFuture');
  assert.is(checkL1(PROOF, AMOY, NOW, 10).ok, false);
});

test('a proof without a number is for the first one', () => {
  const { poly_nonce: _, ...headers } = lower(l1Headers(KEY, { chainId: POLYGON, timestamp: NOW / 1_000, nonce: 0 }));
  assert.is(l1(headers), 'fine');
});

test('a proof with anything changed is refused by name', () => {
  assert.is(l1({ ...PROOF, poly_nonce: '6' }), 'wrongSigner');
  assert.is(l1({ ...PROOF, poly_timestamp: String(NOW / 1_000 + 1) }), 'wrongSigner');
  assert.is(l1({ ...PROOF, poly_address: OTHER_KEY.address }), 'wrongSigner');
  assert.is(l1({ ...PROOF, poly_signature: `${PROOF.poly_signature?.slice(0, -2)}1a` }), 'wrongV');
  assert.is(l1({ ...PROOF, poly_signature: PROOF.poly_signature?.slice(0, -2) }), 'wrongLength');
  assert.is(l1({ ...PROOF, poly_signature: 'zz' }), 'notHex');
  for (const nonce of ['-1', '1.5', '0x1', '01', '9'.repeat(17), '1e3', '', ' 5'])
    assert.is(l1({ ...PROOF, poly_nonce: nonce }), 'badHeader', nonce);
  for (const time of ['', 'now', '1795132800.5', undefined])
    assert.is(l1({ ...PROOF, poly_timestamp: time }), 'badHeader');
  assert.is(l1({ ...PROOF, poly_address: '0x0' }), 'badHeader');
  assert.is(l1({ ...PROOF, poly_address: [KEY.address, KEY.address] }), 'badHeader');
  assert.is(l1({}), 'badHeader');
});

const SECRET = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const PHRASE = 'open sesame, said the fox';
const credentials = (secret = SECRET) =>
  new ApiCredentials('key-1', KEY.address, Secret.ofText('the secret', secret), Secret.ofText('the phrase', PHRASE));

for (const [timestamp, method, path, body, wanted] of [
  [1_000_000, 'test-sign', '/orders', '{"hash": "0x123"}', 'ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc='],
  [1_795_132_800, 'GET', '/data/orders', null, 'ezmUM1aoMJ8FpPFp3rn9m0uCI-CRkmxO9Lxta4slw20='],
  [1_795_132_800, 'DELETE', '/order', '{"orderID":"0x01"}', 'c1sLRviLXTIo1Yo8aUFK9RO5KVTAKLEF3pr3VUhpbcE='],
] as const)
  test(`${method} ${path} is signed as the venue signs it`, () => {
    assert.equal(credentials().headers({ method, path, body }, timestamp), {
      POLY_ADDRESS: KEY.address,
      POLY_SIGNATURE: wanted,
      POLY_TIMESTAMP: String(timestamp),
      POLY_API_KEY: 'key-1',
      POLY_PASSPHRASE: PHRASE,
    });
  });

test('both alphabets of base64 are the same secret', () => {
  const request = { method: 'GET', path: '/', body: null };
  const [a, b] = ['_-8_', '/+8/'].map((secret) => credentials(secret).headers(request, 1).POLY_SIGNATURE);
  assert.is(a, b);
});

test('a secret that is no base64 is refused by its source', () => {
  for (const text of ['', 'a b', 'ä', '===', 'abc$'])
    assert.throws(
      () => credentials(text),
      (error: unknown) => error instanceof BadInput && error.message === 'the secret: this is not a base64 text',
    );
});

const REQUEST: L2Request = { method: 'POST', path: '/order', body: '{"x":"ä"}' };
const HEADERS = lower(credentials().headers(REQUEST, NOW / 1_000));
const l2 = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  request = REQUEST,
  nowMs = NOW,
) => {
  const known = credentials();
  const lookup = (apiKey: string) => (apiKey === known.apiKey ? known : undefined);
  const answer = checkL2(headers, request, lookup, { nowMs, toleranceS: 10 });
  return answer.ok ? 'fine' : answer.fault;
};

test('a request is known by its headers, and only that request', () => {
  assert.is(l2(HEADERS), 'fine');
  assert.is(l2(HEADERS, { ...REQUEST, body: '{"x":"a"}' }), 'wrongSignature');
  assert.is(l2(HEADERS, { ...REQUEST, body: null }), 'wrongSignature');
  assert.is(l2(HEADERS, { ...REQUEST, method: 'DELETE' }), 'wrongSignature');
  assert.is(l2(HEADERS, { ...REQUEST, path: '/orders' }), 'wrongSignature');
  assert.is(l2(HEADERS, REQUEST, NOW + 10_001), 'expired');
  assert.is(l2(HEADERS, REQUEST, NOW - 10_001), 'fromTheFuture');
});

test('headers with anything changed are refused by name', () => {
  assert.is(l2({ ...HEADERS, poly_address: OTHER_KEY.address }), 'wrongAddress');
  assert.is(l2({ ...HEADERS, poly_address: undefined }), 'wrongAddress');
  assert.is(l2({ ...HEADERS, poly_passphrase: `${PHRASE}.` }), 'wrongPassphrase');
  assert.is(l2({ ...HEADERS, poly_passphrase: undefined }), 'wrongPassphrase');
  assert.is(l2({ ...HEADERS, poly_timestamp: String(NOW / 1_000 + 1) }), 'wrongSignature');
  assert.is(l2({ ...HEADERS, poly_timestamp: 'soon' }), 'badHeader');
  assert.is(l2({ ...HEADERS, poly_api_key: 'key-2' }), 'unknownKey');
  assert.is(l2({ ...HEADERS, poly_api_key: undefined }), 'badHeader');
  assert.is(l2({ ...HEADERS, poly_api_key: '__proto__' }), 'unknownKey');
  for (const signature of [
    '',
    'x',
    HEADERS.poly_signature?.slice(0, -1),
    `${HEADERS.poly_signature}=`,
    'é'.repeat(22),
    undefined,
  ])
    assert.is(l2({ ...HEADERS, poly_signature: signature }), 'wrongSignature');
});

test('garbage in headers is refused, never thrown', () => {
  const names = Object.keys({ ...HEADERS, ...PROOF });
  const value = fc.oneof(
    fc.string(),
    fc.array(fc.string()),
    fc.constant(undefined),
    fc.constantFrom(...Object.values(HEADERS)),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (headers) => {
      assert.is.not(l1(headers), 'fine');
      assert.ok(l2(headers) !== 'fine' || Object.values(headers).length >= 5);
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('credentials and keys show neither secret nor passphrase', () => {
  const shown = [credentials(), KEY, { deep: [credentials(), KEY] }].flatMap((thing) => [
    inspect(thing, { showHidden: true, depth: null, getters: true }),
    inspect(thing, { showHidden: true, depth: null, customInspect: false }),
    JSON.stringify(thing),
    String(thing),
  ]);
  shown.push(inspect(structuredClone({ ...KEY }), { depth: null }));
  for (const text of shown)
    for (const form of [SECRET, PHRASE, 'ac0974be', Buffer.from(PHRASE).toString('hex')])
      assert.not.ok(text.includes(form), text);
});

test('the service log shows neither secret nor passphrase, whatever is logged', () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (text: string) => void lines.push(text) });
  const account = { key: KEY, credentials: credentials(), secret: Secret.ofText('s', SECRET) };
  log.info(account, 'all of it');
  log.error({ err: Object.assign(new Error(`with ${account.secret}`), account) }, 'in an error');
  log.warn('in a text: %s %o %j', account.secret, account, account);
  const written = lines.join('');
  assert.ok(written.includes('all of it') && written.includes('in an error') && written.includes(KEY.address));
  for (const form of [SECRET, PHRASE, 'ac0974be', '172,9,116']) assert.not.ok(written.includes(form), written);
});

test.run();
