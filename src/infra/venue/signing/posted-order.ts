// An order as anybody posts it to our exchange, read strictly: one field that is not what the protocol says refuses it by name.
// Who signed it is the business of `signature-check.ts`; what its amounts mean, of `amounts.ts`.
import { excerpt, isObject, type WireObject } from '../wire-field.ts';
import { type Address, readAddress } from './address.ts';
import { type Bytes32, readBytes32 } from './hex.ts';
import type { OrderKind, Posting } from './order-body.ts';
import { isTokenId, type OrderStruct, type SignatureType } from './order-struct.ts';

export type PostedOrder =
  | { readonly ok: true; readonly value: Posting }
  /** `field` in the wire's words. */
  | { readonly ok: false; readonly field: string; readonly found: string };

class Fault extends Error {
  readonly field: string;
  readonly found: unknown;

  constructor(field: string, found: unknown) {
    super(field);
    this.field = field;
    this.found = found;
  }
}

const KINDS: readonly OrderKind[] = ['GTC', 'GTD', 'FOK', 'FAK'];
const OWNER_MAX = 100;
/** A wrapped one has 636 characters. */
const SIGNATURE_MAX = 5_000;

/** Takes parsed JSON: one element of a batch, or the whole body of a single order. Never throws. */
export function readPostedOrder(body: unknown): PostedOrder {
  try {
    return { ok: true, value: posting(body) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ok: false, field: error.field, found: excerpt(error.found) };
  }
}

function posting(body: unknown): Posting {
  if (!isObject(body)) throw new Fault('body', body);
  if (!isObject(body.order)) throw new Fault('order', body.order);
  const { order } = body;
  const kind = KINDS.find((each) => each === body.orderType);
  if (!kind) throw new Fault('orderType', body.orderType);
  return {
    order: struct(order),
    signature: text(order.signature, 'order.signature', SIGNATURE_MAX),
    kind,
    postOnly: flag(body, 'postOnly'),
    expiration: whole(order.expiration ?? '0', 'order.expiration'),
    owner: text(body.owner, 'owner', OWNER_MAX),
  };
}

function struct(order: WireObject): OrderStruct {
  const { tokenId, side, signatureType } = order;
  if (typeof tokenId !== 'string' || !isTokenId(tokenId)) throw new Fault('order.tokenId', tokenId);
  if (side !== 'BUY' && side !== 'SELL') throw new Fault('order.side', side);
  if (signatureType !== 0 && signatureType !== 1 && signatureType !== 2 && signatureType !== 3)
    throw new Fault('order.signatureType', signatureType);
  return {
    salt: whole(order.salt, 'order.salt'),
    maker: address(order.maker, 'order.maker'),
    signer: address(order.signer, 'order.signer'),
    tokenId,
    makerAmount: whole(order.makerAmount, 'order.makerAmount'),
    takerAmount: whole(order.takerAmount, 'order.takerAmount'),
    side,
    signatureType: signatureType satisfies SignatureType,
    timestamp: whole(order.timestamp, 'order.timestamp'),
    metadata: bytes32(order.metadata, 'order.metadata'),
    builder: bytes32(order.builder, 'order.builder'),
  };
}

/** As text or as a number, because clients differ; zero to 2^53 − 1. */
function whole(value: unknown, field: string): number {
  const number = typeof value === 'string' && /^(?:0|[1-9]\d{0,15})$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw new Fault(field, value);
  return number;
}

function flag(body: WireObject, field: string): boolean {
  const value = body[field] ?? false;
  if (typeof value !== 'boolean') throw new Fault(field, value);
  return value;
}

function text(value: unknown, field: string, max: number): string {
  if (typeof value !== 'string' || value === '' || value.length > max) throw new Fault(field, value);
  return value;
}

function address(value: unknown, field: string): Address {
  const found = readAddress(value);
  if (found === null) throw new Fault(field, value);
  return found;
}

function bytes32(value: unknown, field: string): Bytes32 {
  const found = readBytes32(value);
  if (found === null) throw new Fault(field, value);
  return found;
}
