import { secp256k1 } from '@noble/curves/secp256k1';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bestCurve, type Curve } from '#infra/venue/signing/curve.ts';
import { ethersCurve } from '#infra/venue/signing/ethers-curve.ts';
import { hexOf } from '#infra/venue/signing/hex.ts';
import { keccak } from '#infra/venue/signing/keccak.ts';
import { nativeCurve } from '#infra/venue/signing/native-curve.ts';

const ORDER = secp256k1.CURVE.n;
const bytesOf = (value: bigint) => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
const keys = fc.bigInt({ min: 1n, max: ORDER - 1n }).map(bytesOf);
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });

const CURVES: readonly Curve[] = nativeCurve ? [nativeCurve, ethersCurve] : [ethersCurve];

test('what is installed here is what signs', () => {
  assert.is(bestCurve.name, nativeCurve ? 'native' : 'ethers');
});

for (const curve of CURVES) {
  test(`${curve.name}: whoever signed is found again, with a low s and a v of 27 or 28`, () => {
    fc.assert(
      fc.property(keys, digests, (key, digest) => {
        const signature = curve.sign(digest, key);
        assert.is(signature.length, 65);
        assert.ok(signature[64] === 27 || signature[64] === 28);
        assert.ok(BigInt(hexOf(signature.subarray(32, 64))) <= ORDER / 2n);
        assert.equal(hexOf(curve.recover(digest, signature) ?? new Uint8Array()), hexOf(curve.publicKey(key)));
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  test(`${curve.name}: zero, the order of the curve and wrong lengths are no keys`, () => {
    for (const key of [bytesOf(0n), bytesOf(ORDER), bytesOf(2n ** 256n - 1n), new Uint8Array(31), new Uint8Array(33)])
      assert.is(curve.isKey(key), false);
    for (const key of [bytesOf(1n), bytesOf(ORDER - 1n)]) assert.is(curve.isKey(key), true);
  });

  test(`${curve.name}: 65 bytes of anything give a key or null, never an exception`, () => {
    fc.assert(
      fc.property(
        digests,
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        fc.constantFrom(27, 28),
        (digest, rs, v) => {
          const found = curve.recover(digest, Uint8Array.from([...rs, v]));
          assert.ok(found === null || found.length === 64);
        },
      ),
      { seed: 42, numRuns: 60 },
    );
    for (const r of [0n, ORDER, 2n ** 256n - 1n])
      for (const s of [0n, ORDER, 1n]) {
        const found = curve.recover(new Uint8Array(32), Uint8Array.from([...bytesOf(r), ...bytesOf(s), 27]));
        assert.ok(found === null);
      }
  });
}

test('both curves sign alike, to the last byte, and find the same keys', () => {
  if (!nativeCurve) return console.log('SKIPPED the comparison of curves: secp256k1 is not installed here');
  const native = nativeCurve;
  fc.assert(
    fc.property(keys, digests, fc.uint8Array({ minLength: 64, maxLength: 64 }), (key, digest, rs) => {
      assert.is(hexOf(native.sign(digest, key)), hexOf(ethersCurve.sign(digest, key)));
      assert.is(hexOf(native.publicKey(key)), hexOf(ethersCurve.publicKey(key)));
      const garbage = Uint8Array.from([...rs, 27]);
      assert.equal(native.recover(digest, garbage), ethersCurve.recover(digest, garbage));
    }),
    { seed: 42, numRuns: 40 },
  );
});

test('an empty message has the hash that the chain gives it', () => {
  assert.is(hexOf(keccak(new Uint8Array())), '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
});

test.run();
