// The text of an order as it is posted, put together by hand: every part is of a known shape and needs no escaping, and the
// text is the very one that is signed for the request. It equals what the official client sends, byte for byte.
import type { OrderStruct } from './order-struct.ts';

export type OrderKind = 'GTC' | 'GTD' | 'FOK' | 'FAK';

export interface Posting {
  readonly order: OrderStruct;
  readonly signature: string;
  readonly kind: OrderKind;
  readonly postOnly: boolean;
  /** Unix seconds, not signed; 0: none. */
  readonly expiration: number;
  /** The API key. */
  readonly owner: string;
}

/** One JSON object. */
export function orderBody({ order, signature, kind, postOnly, expiration, owner }: Posting): string {
  return (
    `{"deferExec":false,"postOnly":${postOnly},"order":{"salt":${order.salt},"maker":"${order.maker}",` +
    `"signer":"${order.signer}","tokenId":"${order.tokenId}","makerAmount":"${order.makerAmount}",` +
    `"takerAmount":"${order.takerAmount}","side":"${order.side}","signatureType":${order.signatureType},` +
    `"timestamp":"${order.timestamp}","expiration":"${expiration}","metadata":"${order.metadata}",` +
    `"builder":"${order.builder}","signature":"${signature}"},"owner":${quoted(owner)},"orderType":"${kind}"}`
  );
}

/** Of several bodies: what a batch is posted as. */
export function batchBody(bodies: readonly string[]): string {
  return `[${bodies.join(',')}]`;
}

/** An API key is plain, but it is given to us from outside. */
function quoted(text: string): string {
  return /^[\w-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}
