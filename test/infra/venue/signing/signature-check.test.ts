import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AMOY, POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { ORDER_TYPE_HEX } from '#infra/venue/signing/order-signature.ts';
import { OrderSigner, type SignedOrder } from '#infra/venue/signing/order-signer.ts';
import type { OrderStruct, SignatureType } from '#infra/venue/signing/order-struct.ts';
import { checkSignature, type SignatureFault, type SignedBy } from '#infra/venue/signing/signature-check.ts';
import { constantly, KEY, OTHER_KEY, PLAN, testAccount, walletOf } from './test-account.ts';

const BY: SignedBy = { exchange: 'ctf', chainId: POLYGON };
const TYPES: readonly SignatureType[] = [0, 1, 2, 3];
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const signed = (type: SignatureType, key = KEY): SignedOrder => {
  const answer = new OrderSigner(testAccount(type, key), constantly(0.5)).sign(PLAN, 1_795_132_800_000);
  if (!answer.ok) throw new Error(answer.text);
  return answer.value;
};
const verdict = (order: OrderStruct, signature: unknown, by = BY): SignatureFault | 'fine' => {
  const answer = checkSignature(order, signature, by);
  return answer.ok ? 'fine' : answer.fault;
};
/** Hexadecimal digits of the signature, by position of bytes. */
const withBytes = (signature: string, at: number, digits: string) =>
  signature.slice(0, 2 + at * 2) + digits + signature.slice(2 + at * 2 + digits.length);
const highS = (signature: string) => {
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130, 132) === '1b' ? '1c' : '1b';
  return signature.slice(0, 66) + (CURVE_ORDER - s).toString(16).padStart(64, '0') + v + signature.slice(132);
};

for (const type of TYPES) {
  const { order, signature } = signed(type);

  test(`type ${type}: our own signature tells whose it is`, () => {
    assert.equal(checkSignature(order, signature, BY), { ok: true, id: signed(type).id, owner: KEY.address });
    assert.is(verdict(order, `0x${signature.slice(2).toUpperCase()}`), 'fine');
  });

  test(`type ${type}: another contract or chain makes it nobody's`, () => {
    const wanted = type === 3 ? 'wrongDomain' : 'wrongSigner';
    assert.is(verdict(order, signature, { ...BY, exchange: 'v3' }), wanted);
    assert.is(verdict(order, signature, { ...BY, exchange: 'negRisk' }), wanted);
    assert.is(verdict(order, signature, { ...BY, chainId: AMOY }), wanted);
  });

  test(`type ${type}: changing anything that was signed is found out`, () => {
    const changes: Partial<OrderStruct>[] = [
      { salt: order.salt + 1 },
      { tokenId: '1' },
      { makerAmount: order.makerAmount - 1 },
      { takerAmount: order.takerAmount + 1 },
      { side: 'SELL' },
      { timestamp: order.timestamp + 1 },
      { metadata: `0x${'1'.repeat(64)}` as never },
      { builder: `0x${'1'.repeat(64)}` as never },
    ];
    for (const change of changes)
      assert.is(verdict({ ...order, ...change }, signature), type === 3 ? 'wrongContents' : 'wrongSigner');
  });

  test(`type ${type}: the twin with the high s, other values of v, and cut ones are refused by name`, () => {
    assert.is(verdict(order, highS(signature)), 'highS');
    for (const v of ['00', '01', '1a', '1d', '1e', 'ff'])
      assert.is(verdict(order, withBytes(signature, 64, v)), 'wrongV');
    for (const text of [
      signature.slice(0, -2),
      `${signature}00`,
      '0x',
      signature.slice(0, 60),
      `0x${'00'.repeat(9_000)}`,
    ])
      assert.is(verdict(order, text), 'wrongLength');
    assert.is(verdict(order, withBytes(signature, 0, '00'.repeat(32))), 'noSigner');
    assert.is(verdict(order, withBytes(signature, 0, 'ff'.repeat(32))), 'noSigner');
    assert.is(verdict(order, withBytes(signature, 32, '00'.repeat(32))), 'noSigner');
  });

  test(`type ${type}: what is no text of bytes is refused by name`, () => {
    for (const text of [
      '',
      signature.slice(2),
      signature.slice(0, -1),
      `${signature.slice(0, -1)}g`,
      ` ${signature}`,
      `${signature}\n`,
      `0x${'00'.repeat(50_000)}`,
      null,
      undefined,
      7,
      {},
      [signature],
    ])
      assert.is(verdict(order, text), 'notHex');
  });

  test(`type ${type}: somebody else's signature does not trade our money`, () => {
    const thief = signed(type, OTHER_KEY);
    const ours = { ...thief.order, maker: order.maker };
    if (type !== 3) assert.is(verdict({ ...ours, signer: OTHER_KEY.address }, thief.signature), 'wrongSigner');
    assert.is.not(verdict(ours, thief.signature), 'fine');
    assert.is.not(verdict(order, thief.signature), 'fine');
  });

  test(`type ${type}: a session key's envelope is told as what it is`, () => {
    assert.is(verdict(order, `${signature}${'6492'.repeat(16)}`), 'sessionKey');
  });
}

test('a wallet of another key is refused even when the signature is good', () => {
  for (const type of [1, 2, 3] as const) {
    const account = { ...testAccount(type), maker: walletOf(OTHER_KEY, type) };
    const answer = new OrderSigner(account, constantly(0.5)).sign(PLAN, 1);
    assert.ok(answer.ok);
    if (answer.ok) {
      assert.is(verdict(answer.value.order, answer.value.signature), 'wrongMaker');
      assert.is(verdict(answer.value.order, answer.value.signature, { ...BY, owns: () => true }), 'fine');
    }
  }
});

test('a key that calls itself a wallet, and a wallet that calls itself a key, are refused', () => {
  const { order, signature } = signed(0);
  for (const type of [1, 2] as const) assert.is.not(verdict({ ...order, signatureType: type }, signature), 'fine');
  const deposit = signed(3);
  assert.is(verdict({ ...deposit.order, signatureType: 0 }, deposit.signature), 'wrongLength');
  assert.is(verdict({ ...order, signatureType: 3 }, signature), 'wrongLength');
});

test('a deposit wallet that names its owner as signer is refused', () => {
  const { order, signature } = signed(3);
  assert.is.not(verdict({ ...order, signer: KEY.address }, signature), 'fine');
});

test('the parts behind a deposit wallet signature are each looked at', () => {
  const { order, signature } = signed(3);
  const type = ORDER_TYPE_HEX.replace(
    Buffer.from('uint8 side').toString('hex'),
    Buffer.from('uint8 sidf').toString('hex'),
  );
  assert.is(verdict(order, withBytes(signature, 65, '00'.repeat(32))), 'wrongDomain');
  assert.is(verdict(order, withBytes(signature, 97, '00'.repeat(32))), 'wrongContents');
  assert.is(verdict(order, withBytes(signature, 129, type)), 'wrongType');
  assert.is(verdict(order, withBytes(signature, 315, '00bb')), 'wrongType');
});

test('an owner who signs the bare order of a deposit wallet has not signed for it', () => {
  const deposit = signed(3);
  const bare = signed(0);
  assert.is.not(verdict(deposit.order, bare.signature.slice(0, 132) + deposit.signature.slice(132)), 'fine');
});

test('garbage of any kind is refused, never thrown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.oneof(
        fc.anything(),
        fc.string(),
        fc.uint8Array({ maxLength: 400 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`),
        fc.uint8Array({ minLength: 65, maxLength: 65 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`),
        fc.tuple(fc.nat(316), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
          const digits = byte.toString(16).padStart(2, '0');
          return withBytes(signed(3).signature, at, digits);
        }),
      ),
      (type, signature) => {
        const { order } = signed(type);
        const answer = checkSignature(order, signature, BY);
        assert.ok(!answer.ok || signature === signed(type).signature);
      },
    ),
    { seed: 42, numRuns: 150 },
  );
});

test.run();
