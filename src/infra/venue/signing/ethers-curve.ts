// The curve of ethers (@noble/curves, the version that ethers itself uses), asked directly: it takes keys as bytes, while ethers
// wants them as texts, which cannot be kept from lying about in memory.
import { secp256k1 } from '@noble/curves/secp256k1';
import type { Curve } from './curve.ts';

export const ethersCurve: Curve = {
  name: 'ethers',
  isKey: (key) => secp256k1.utils.isValidPrivateKey(key),
  publicKey: (key) => secp256k1.getPublicKey(key, false).subarray(1),
  sign(digest, key) {
    const signature = secp256k1.sign(digest, key, { lowS: true });
    const bytes = new Uint8Array(65);
    bytes.set(signature.toCompactRawBytes());
    bytes[64] = 27 + signature.recovery;
    return bytes;
  },
  recover(digest, signature) {
    try {
      const compact = secp256k1.Signature.fromCompact(signature.subarray(0, 64));
      const point = compact.addRecoveryBit((signature[64] as number) - 27).recoverPublicKey(digest);
      return point.toRawBytes(false).subarray(1);
    } catch {
      return null;
    }
  },
};
