// One private key that signs digests. It proves itself when it is made: a key or a library that cannot sign for its own address
// never gets as far as an order. What it shows of itself is its address.
import { BadInput, InvariantError } from '#domain/failure.ts';
import { type Address, addressOfPublicKey } from './address.ts';
import { bestCurve, type Curve } from './curve.ts';
import { keccakOfText } from './keccak.ts';
import type { Secret } from './secret.ts';

export class SigningKey {
  readonly address: Address;
  /** Which library signs. */
  readonly curve: Curve['name'];
  readonly #secret: Secret;
  readonly #curve: Curve;

  /** Throws BadInput naming the secret's source when it is no private key. */
  constructor(secret: Secret, curve: Curve = bestCurve) {
    if (!secret.use((key) => curve.isKey(key))) throw new BadInput(`${secret.source}: this is not a private key`);
    this.#secret = secret;
    this.#curve = curve;
    this.curve = curve.name;
    this.address = addressOfPublicKey(secret.use((key) => curve.publicKey(key)));
    const digest = keccakOfText('prove yourself');
    if (recoverAddress(digest, this.sign(digest), curve) !== this.address)
      throw new InvariantError(`the ${curve.name} curve does not sign for ${this.address}`);
  }

  /** r, s and v (27 or 28): 65 bytes. `digest` is 32 bytes. */
  sign(digest: Uint8Array): Uint8Array {
    return this.#secret.use((key) => this.#curve.sign(digest, key));
  }
}

/** Who signed; null when nobody can have. `signature` is 65 bytes. */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array, curve: Curve = bestCurve): Address | null {
  const publicKey = curve.recover(digest, signature);
  return publicKey && addressOfPublicKey(publicKey);
}
