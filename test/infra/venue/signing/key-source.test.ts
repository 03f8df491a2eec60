// Where keys come from. Every refusal is also looked through for what was in the variable or the file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { encryptKeystoreJsonSync } from 'ethers/wallet';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BadInput } from '#domain/failure.ts';
import { readApiCredentials, readSigningKey } from '#infra/venue/signing/key-source.ts';
import { openKeystore } from '#infra/venue/signing/keystore.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { KEY, TEST_KEYS } from './test-account.ts';

const test = suite('key source');
const PRIVATE = TEST_KEYS[0];
const BARE = PRIVATE.slice(2);
const PASSWORD = 'Zauberflöte 1791';
const KEYSTORE = encryptKeystoreJsonSync({ address: KEY.address, privateKey: PRIVATE }, PASSWORD, {
  scrypt: { N: 1_024 },
});
const folder = mkdtempSync(join(tmpdir(), 'bothsides-keys-'));
const file = join(folder, 'key.json');
interface Keystore {
  readonly Crypto: { readonly kdfparams: object };
}

const damaged = (change: (keystore: Keystore) => void): string => {
  const keystore = JSON.parse(KEYSTORE);
  change(keystore);
  return JSON.stringify(keystore);
};

test.before(() => writeFileSync(file, KEYSTORE));
test.after(() => rmSync(folder, { recursive: true }));

/** The message of a BadInput; nothing of the secrets may be in anything of it. */
async function refusal(run: () => unknown, ...secrets: readonly string[]): Promise<string> {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof BadInput, inspect(error));
    const all = inspect(error, { showHidden: true, depth: null }) + JSON.stringify(error) + String(error);
    for (const secret of [BARE, PASSWORD, ...secrets]) assert.not.ok(secret !== '' && all.includes(secret), all);
    return error.message;
  }
  return 'not refused';
}

const ENV = { POLYMARKET_KEYSTORE: file, POLYMARKET_KEYSTORE_PASSWORD: PASSWORD };

test('a private key is read with its prefix or without, and with blanks around it', async () => {
  for (const text of [PRIVATE, BARE, `0x${BARE.toUpperCase()}`, `  ${PRIVATE}\n`])
    assert.is((await readSigningKey({ POLYMARKET_PRIVATE_KEY: text })).address, KEY.address);
});

test('a keystore is opened with its password', async () => {
  assert.is((await readSigningKey(ENV)).address, KEY.address);
});

test('no key at all, and two of them, name the variables', async () => {
  assert.is(
    await refusal(() => readSigningKey({ PATH: '/bin', POLYMARKET_PRIVATE_KEY: ' ' })),
    'no key: set POLYMARKET_PRIVATE_KEY, or POLYMARKET_KEYSTORE (a file) and POLYMARKET_KEYSTORE_PASSWORD',
  );
  assert.is(
    await refusal(() => readSigningKey({ ...ENV, POLYMARKET_PRIVATE_KEY: PRIVATE })),
    'POLYMARKET_PRIVATE_KEY and POLYMARKET_KEYSTORE are both set: leave one',
  );
});

test('what is no private key names the variable and shows nothing of it', async () => {
  for (const text of [BARE.slice(1), `${BARE}0`, `x${BARE.slice(1)}`, 'twelve words of a phrase', `0x0x${BARE}`])
    assert.is(
      await refusal(() => readSigningKey({ POLYMARKET_PRIVATE_KEY: text }), text, text.slice(0, 10)),
      'POLYMARKET_PRIVATE_KEY: a private key is 64 hexadecimal digits',
    );
  for (const text of ['0'.repeat(64), 'f'.repeat(64)])
    assert.is(
      await refusal(() => readSigningKey({ POLYMARKET_PRIVATE_KEY: text }), text),
      'POLYMARKET_PRIVATE_KEY: this is not a private key',
    );
});

test('a keystore without its password, or with a wrong one, names both', async () => {
  assert.is(
    await refusal(() => readSigningKey({ POLYMARKET_KEYSTORE: file })),
    'POLYMARKET_KEYSTORE_PASSWORD is not set: POLYMARKET_KEYSTORE needs it',
  );
  assert.is(
    await refusal(() => readSigningKey({ ...ENV, POLYMARKET_KEYSTORE_PASSWORD: 'guess' }), 'guess'),
    `keystore ${file}: POLYMARKET_KEYSTORE_PASSWORD does not open it`,
  );
});

test('a keystore that cannot be read says why', async () => {
  const missing = join(folder, 'none.json');
  assert.is(
    await refusal(() => readSigningKey({ ...ENV, POLYMARKET_KEYSTORE: missing })),
    `keystore ${missing}: cannot be read (ENOENT)`,
  );
  assert.is(
    await refusal(() => readSigningKey({ ...ENV, POLYMARKET_KEYSTORE: folder })),
    `keystore ${folder}: cannot be read (EISDIR)`,
  );
  const large = join(folder, 'large.json');
  writeFileSync(large, ' '.repeat(200_000));
  assert.is(
    await refusal(() => readSigningKey({ ...ENV, POLYMARKET_KEYSTORE: large })),
    `keystore ${large}: too large for one`,
  );
});

const open = (text: string) => refusal(() => openKeystore('k', text, Secret.ofText('the password', PASSWORD)));

test('what is no keystore, or a damaged one, is refused by name', async () => {
  assert.is(await open(PRIVATE), 'keystore k: this is not JSON');
  assert.is(await open(''), 'keystore k: this is not JSON');
  for (const text of [
    '{}',
    'null',
    '[]',
    '7',
    `"${BARE}"`,
    damaged((keystore) => Object.assign(keystore, { version: 2 })),
  ])
    assert.is(await open(text), 'keystore k: this is not an encrypted keystore of version 3');
  const damages: readonly string[] = [
    damaged((keystore) => Reflect.deleteProperty(keystore, 'Crypto')),
    damaged((keystore) => Object.assign(keystore, { Crypto: PRIVATE })),
    damaged(({ Crypto: crypto }) => Object.assign(crypto, { kdf: 'none' })),
    damaged(({ Crypto: crypto }) => Object.assign(crypto, { ciphertext: 'zz' })),
    damaged(({ Crypto: crypto }) => Object.assign(crypto, { cipher: 'rot13' })),
    damaged(({ Crypto: crypto }) => Object.assign(crypto.kdfparams, { n: 1_000 })),
  ];
  for (const text of damages) assert.is(await open(text), 'keystore k: it is damaged', text);
  assert.is(
    await open(damaged(({ Crypto: crypto }) => Object.assign(crypto, { mac: '00'.repeat(32) }))),
    'keystore k: the password does not open it',
  );
  assert.is(
    await open(damaged((keystore) => Object.assign(keystore, { address: '1'.repeat(40) }))),
    'keystore k: its key is not of the address that it names',
  );
});

test('a keystore that would take all memory to open is refused unopened', async () => {
  for (const change of [
    { n: 2 ** 40 },
    { r: 2 ** 30 },
    { p: 10_000 },
    { n: '1099511627776' },
    { n: null, c: 10 ** 12 },
  ])
    assert.is(
      await open(damaged(({ Crypto: crypto }) => Object.assign(crypto.kdfparams, change))),
      'keystore k: opening it would cost more than a keystore may',
    );
});

const API = {
  POLYMARKET_API_KEY: '9180014b-33c8-9240-a14b-bdca11c0a465',
  POLYMARKET_API_SECRET: 'c2VjcmV0IG9mIGFuIEFQSSBrZXk=',
  POLYMARKET_API_PASSPHRASE: 'a phrase that passes',
};

test('an API key is read whole or not at all', async () => {
  assert.is(readApiCredentials({}, KEY.address), null);
  assert.is(readApiCredentials(API, KEY.address)?.apiKey, API.POLYMARKET_API_KEY);
  const secrets = [API.POLYMARKET_API_SECRET, API.POLYMARKET_API_PASSPHRASE];
  assert.is(
    await refusal(() => readApiCredentials({ ...API, POLYMARKET_API_KEY: undefined }, KEY.address), ...secrets),
    'an API key is three things: POLYMARKET_API_KEY not set',
  );
  assert.is(
    await refusal(() => readApiCredentials({ POLYMARKET_API_KEY: 'x' }, KEY.address), ...secrets),
    'an API key is three things: POLYMARKET_API_SECRET and POLYMARKET_API_PASSPHRASE not set',
  );
  assert.is(
    await refusal(() => readApiCredentials({ ...API, POLYMARKET_API_KEY: 'two words' }, KEY.address), ...secrets),
    'POLYMARKET_API_KEY: this is not an API key',
  );
  assert.is(
    await refusal(() => readApiCredentials({ ...API, POLYMARKET_API_SECRET: 'no $ base64' }, KEY.address), ...secrets),
    'POLYMARKET_API_SECRET: this is not a base64 text',
  );
});

test.run();
