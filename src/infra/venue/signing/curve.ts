// Arithmetic on secp256k1 behind one door: the native library where it is installed, the JavaScript one where not. Both give the
// same bytes (RFC 6979 nonces, low s, v of 27 or 28) and pass the same suite; they differ in time, 30 µs and 300 µs a signature.
import { ethersCurve } from './ethers-curve.ts';
import { nativeCurve } from './native-curve.ts';

export interface Curve {
  readonly name: 'native' | 'ethers';
  isKey(key: Uint8Array): boolean;
  /** x and y, 64 bytes. `key` must be one. */
  publicKey(key: Uint8Array): Uint8Array;
  /** r, s and v, 65 bytes. `key` must be one, `digest` 32 bytes. */
  sign(digest: Uint8Array, key: Uint8Array): Uint8Array;
  /** The public key, x and y, that made these 65 bytes; null when there is none. Looks neither at s nor at v beyond 27 and 28. */
  recover(digest: Uint8Array, signature: Uint8Array): Uint8Array | null;
}

/** Found out once: the package either loads or does not. */
export const bestCurve: Curve = nativeCurve ?? ethersCurve;
