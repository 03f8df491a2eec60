// The signature of an order as it goes over the wire. Types 0 to 2 are the key's own 65 bytes over the order id. A deposit
// wallet (type 3) is a contract: its owner signs the order inside a statement of the wallet, and the signature carries what the
// contract needs to build that statement again (ERC-7739).
import { invariant } from '#domain/failure.ts';
import { hexOf } from './hex.ts';
import { ORDER_TYPE, type OrderHasher, type OrderHashes, type OrderStruct } from './order-struct.ts';
import type { SigningKey } from './signing-key.ts';

/** Bytes of a signature: r, s, v. */
export const PLAIN_BYTES = 65;
/** The statement's own parts behind it: domain separator, struct hash, type, and the type's length in two bytes. */
export const ORDER_TYPE_HEX = Buffer.from(ORDER_TYPE, 'utf8').toString('hex');
export const ORDER_TYPE_LENGTH_HEX = ORDER_TYPE.length.toString(16).padStart(4, '0');

/** `hashes` are those of `order`, by `hasher`. */
export function orderSignature(
  hasher: OrderHasher,
  order: OrderStruct,
  { id, contents }: OrderHashes,
  key: SigningKey,
): string {
  if (order.signatureType !== 3) {
    invariant(order.signer === key.address, `${key.address} does not sign for ${order.signer}`);
    return hexOf(key.sign(id));
  }
  invariant(order.signer === order.maker, 'a deposit wallet signs for itself');
  const own = hexOf(key.sign(hasher.nestedDigest(contents, order.signer)));
  return own + hasher.contract.separatorHex + hexOf(contents).slice(2) + ORDER_TYPE_HEX + ORDER_TYPE_LENGTH_HEX;
}
