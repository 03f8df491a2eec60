// Signatures as they arrive from anybody: who signed this order? Every malformed one is a refusal with a name, never an
// exception, and the strictness is the contracts': v is 27 or 28, s is the lower one, nothing is left over.
import { timingSafeEqual } from 'node:crypto';
import { type OrderId, orderId } from '#domain/ids.ts';
import type { Address } from './address.ts';
import type { Curve } from './curve.ts';
import type { ChainId, ExchangeName } from './exchange-contract.ts';
import { hexOf, readHex } from './hex.ts';
import { ORDER_TYPE_HEX, ORDER_TYPE_LENGTH_HEX, PLAIN_BYTES } from './order-signature.ts';
import {
  type OrderHasher,
  type OrderHashes,
  type OrderStruct,
  orderHasher,
  type SignatureType,
} from './order-struct.ts';
import { recoverAddress } from './signing-key.ts';
import { isWalletOf } from './wallets.ts';

export type SignatureFault =
  /** No text of whole bytes. */
  | 'notHex'
  | 'wrongLength'
  /** The last byte is neither 27 nor 28. */
  | 'wrongV'
  /** The other of the two signatures that everybody can make from one. */
  | 'highS'
  /** No key can have made it. */
  | 'noSigner'
  | 'wrongSigner'
  /** The signer owns no such wallet, for orders of this type. */
  | 'wrongMaker'
  /** Of a deposit wallet: made for another contract or chain. */
  | 'wrongDomain'
  /** Of a deposit wallet: made for another order. */
  | 'wrongContents'
  /** Of a deposit wallet: the type of order that it carries is none of ours. */
  | 'wrongType'
  /** Signed by a session key, whose rights we cannot look up. */
  | 'sessionKey';

export type SignatureAnswer =
  | { readonly ok: true; readonly id: OrderId; readonly owner: Address }
  | { readonly ok: false; readonly fault: SignatureFault; readonly text: string };

export interface SignedBy {
  readonly exchange: ExchangeName;
  readonly chainId: ChainId;
  /** Whether the key of that address may sign for that wallet; Polymarket's own derivation when left out. */
  readonly owns?: (wallet: Address, owner: Address, type: SignatureType) => boolean;
  readonly curve?: Curve;
}

/** Half of the curve's order: what a lower s does not exceed. */
const HALF_ORDER = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex');
/** How a session key's envelope ends. */
const SESSION_END = Buffer.from('6492'.repeat(16), 'hex');
const WRAPPED_BYTES = PLAIN_BYTES + 64 + ORDER_TYPE_HEX.length / 2 + 2;

/** The order's id and the key behind it, or why it is not signed by one who may. */
export function checkSignature(order: OrderStruct, signature: unknown, by: SignedBy): SignatureAnswer {
  const bytes = readHex(signature);
  if (!bytes) return refuse('notHex');
  if (endsWith(bytes, SESSION_END)) return refuse('sessionKey');
  const hasher = orderHasher(by.exchange, by.chainId);
  const hashes = hasher.hash(order);
  const wanted = order.signatureType === 3 ? unwrap(bytes, hasher, hashes, order) : plain(bytes, hashes);
  if ('fault' in wanted) return wanted;
  const fault = faultOf(wanted.own);
  if (fault) return refuse(fault);
  const owner = recoverAddress(wanted.digest, wanted.own, by.curve);
  if (!owner) return refuse('noSigner');
  const signer = order.signatureType === 3 ? order.maker : owner;
  if (order.signer !== signer) return refuse('wrongSigner', `${owner} signed`);
  const owns = by.owns ?? isWalletOf;
  if (!owns(order.maker, owner, order.signatureType)) return refuse('wrongMaker', `${owner} signed for ${order.maker}`);
  return { ok: true, id: orderId(hexOf(hashes.id)), owner };
}

/** What is wrong with these r, s and v by themselves. */
export function faultOf(own: Uint8Array): SignatureFault | null {
  if (own.length !== PLAIN_BYTES) return 'wrongLength';
  const v = own[PLAIN_BYTES - 1];
  if (v !== 27 && v !== 28) return 'wrongV';
  return Buffer.compare(own.subarray(32, 64), HALF_ORDER) > 0 ? 'highS' : null;
}

type Refusal = Extract<SignatureAnswer, { readonly ok: false }>;
interface Wanted {
  /** r, s, v. */
  readonly own: Uint8Array;
  readonly digest: Uint8Array;
}

function plain(bytes: Uint8Array, { id }: OrderHashes): Wanted | Refusal {
  return bytes.length === PLAIN_BYTES ? { own: bytes, digest: id } : refuse('wrongLength', `${bytes.length} bytes`);
}

/** Of a deposit wallet: r, s, v, domain separator, struct hash, the order's type, and how long that is. */
function unwrap(
  bytes: Uint8Array,
  hasher: OrderHasher,
  { contents }: OrderHashes,
  order: OrderStruct,
): Wanted | Refusal {
  if (bytes.length !== WRAPPED_BYTES) return refuse('wrongLength', `${bytes.length} bytes`);
  const [domainAt, contentsAt, typeAt] = [PLAIN_BYTES, PLAIN_BYTES + 32, PLAIN_BYTES + 64];
  if (Buffer.from(bytes.subarray(typeAt)).toString('hex') !== ORDER_TYPE_HEX + ORDER_TYPE_LENGTH_HEX)
    return refuse('wrongType');
  if (!isEqual(bytes.subarray(domainAt, contentsAt), hasher.contract.separator)) return refuse('wrongDomain');
  if (!isEqual(bytes.subarray(contentsAt, typeAt), contents)) return refuse('wrongContents');
  return { own: bytes.subarray(0, PLAIN_BYTES), digest: hasher.nestedDigest(contents, order.maker) };
}

function refuse(fault: SignatureFault, more = ''): Refusal {
  return { ok: false, fault, text: more ? `${fault}: ${more}` : fault };
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  return bytes.length >= end.length && isEqual(bytes.subarray(bytes.length - end.length), end);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
