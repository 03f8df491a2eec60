// libsecp256k1 through its native binding. Only the binding is asked for: the package's own fallback is a JavaScript library
// that we do not want keys in. Null where the binding does not load (not installed, other processor, no prebuilt file).
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Curve } from './curve.ts';

/** As `secp256k1/API.md` has it; every call throws on input it does not like. */
interface Binding {
  contextRandomize(seed: Uint8Array): void;
  privateKeyVerify(key: Uint8Array): boolean;
  publicKeyCreate(key: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { readonly signature: Uint8Array; readonly recid: number };
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, compressed: boolean): Uint8Array;
}

export const nativeCurve: Curve | null = load();

function load(): Curve | null {
  let binding: Binding;
  try {
    binding = createRequire(import.meta.url)('secp256k1/bindings.js') as Binding;
    // Blinds what others could measure of the arithmetic; signatures stay the same.
    binding.contextRandomize(Uint8Array.from(randomBytes(32)));
  } catch {
    return null;
  }
  return {
    name: 'native',
    isKey: (key) => key.length === 32 && binding.privateKeyVerify(key),
    publicKey: (key) => binding.publicKeyCreate(key, false).subarray(1),
    sign(digest, key) {
      const { signature, recid } = binding.ecdsaSign(digest, key);
      const bytes = new Uint8Array(65);
      bytes.set(signature);
      bytes[64] = 27 + recid;
      return bytes;
    },
    recover(digest, signature) {
      try {
        return binding
          .ecdsaRecover(signature.subarray(0, 64), (signature[64] as number) - 27, digest, false)
          .subarray(1);
      } catch {
        return null;
      }
    },
  };
}
