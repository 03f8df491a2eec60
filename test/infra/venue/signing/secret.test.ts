import { inspect } from 'node:util';
import { serialize } from 'node:v8';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Secret } from '#infra/venue/signing/secret.ts';

const TEXT = 'correct horse battery staple';
const FORMS = [
  TEXT,
  Buffer.from(TEXT).toString('hex'),
  Buffer.from(TEXT).toString('base64'),
  [...Buffer.from(TEXT)].join(','),
];
const secret = Secret.ofText('POLYMARKET_SOMETHING', TEXT);

/** Every way in which a value becomes text or leaves the process. */
const PRINTED: Readonly<Record<string, () => string>> = {
  'JSON.stringify': () => JSON.stringify({ secret, list: [secret] }),
  'a template': () => `${secret}`,
  String: () => String(secret),
  'a sum': () => `x${secret}`,
  'util.inspect': () => inspect({ secret }, { showHidden: true, depth: null, getters: true }),
  'inspect without hooks': () => inspect(secret, { showHidden: true, customInspect: false, getters: true }),
  structuredClone: () =>
    inspect(structuredClone({ secret: Object.assign(Object.create(null), { ...secret }) }), { depth: null }),
  'the v8 serializer': () => Buffer.from(serialize({ secret: { ...secret } })).toString('latin1'),
  'its keys and values': () => JSON.stringify([Reflect.ownKeys(secret), Object.values(secret), Object.entries(secret)]),
  'an error': () => inspect(new Error(`no use for ${secret}`, { cause: secret })),
  'an assigned copy': () => inspect(Object.assign({}, secret)),
  'its descriptors': () => inspect(Object.getOwnPropertyDescriptors(secret), { depth: null }),
};

for (const [way, print] of Object.entries(PRINTED))
  test(`a secret does not show in ${way}`, () => {
    const text = print();
    for (const form of FORMS) assert.not.ok(text.includes(form), `${way}: ${text}`);
  });

test('a copy of a secret by structuredClone has nothing in it', () => {
  const copy: unknown = structuredClone(secret);
  assert.equal(Reflect.ownKeys(copy as object), ['source']);
});

test('a secret hands itself to whoever uses it, and says where it came from', () => {
  assert.is(secret.reveal(), TEXT);
  assert.is(
    secret.use((bytes) => bytes.length),
    TEXT.length,
  );
  assert.is(secret.source, 'POLYMARKET_SOMETHING');
});

test('a secret keeps its own copy', () => {
  const bytes = Buffer.from('abc');
  const kept = new Secret('x', bytes);
  bytes.fill(0);
  assert.is(kept.reveal(), 'abc');
});

test.run();
