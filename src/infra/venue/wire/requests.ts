// Bodies of the requests that a client sends: read by our exchange, written by whoever needs no exact bytes. The text of an
// order that is signed and posted is made where it is signed; here is what must be in it.
import { type Codec, list, type Of } from './codec.ts';
import { ASSET_ID, BOOL, COUNT, ID, MARKET_ID, ORDER_ID, ORDER_TYPE, SIDE, TEXT, UNITS } from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { EXPIRATION, MS_TEXT } from './times.ts';

export type SignedOrder = Of<typeof SIGNED_ORDER>;
export type PostOrder = Of<typeof POST_ORDER>;

export const SIGNED_ORDER = shape('signed order', {
  salt: at('salt', COUNT),
  maker: at('maker', ID),
  signer: at('signer', ID),
  asset: at('tokenId', ASSET_ID),
  /** Whole millionths: dollars when buying, shares when selling. */
  makerUnits: at('makerAmount', UNITS),
  takerUnits: at('takerAmount', UNITS),
  side: at('side', SIDE),
  signatureType: at('signatureType', COUNT),
  /** Signed. Missing in orders of version 1. */
  atMs: maybe('timestamp', MS_TEXT),
  /** Not signed in version 2. */
  expiresMs: unless(null, 'expiration', EXPIRATION, '0'),
  metadata: maybe('metadata', TEXT),
  builder: maybe('builder', TEXT),
  signature: at('signature', ID),
  /** Of version 1 only. */
  taker: maybe('taker', TEXT),
  nonce: maybe('nonce', TEXT),
  feeRateBps: maybe('feeRateBps', TEXT),
});

/** `POST /order`, and one of `POST /orders`. */
export const POST_ORDER = shape('order request', {
  deferred: unless(false, 'deferExec', BOOL, false),
  postOnly: unless(false, 'postOnly', BOOL, false),
  order: at('order', SIGNED_ORDER),
  /** The API key, not an address. */
  owner: at('owner', ID),
  orderType: at('orderType', ORDER_TYPE),
});
export const POST_ORDERS = list(POST_ORDER) as Codec<readonly PostOrder[]>;

/** `DELETE /order`. */
export const CANCEL_ONE = shape('cancel request', { order: at('orderID', ORDER_ID) });
/** `DELETE /orders`. */
export const CANCEL_SOME = list(ORDER_ID);
/** `DELETE /cancel-market-orders`: a market, an asset or both. */
export const CANCEL_MARKET = shape('market cancel request', {
  market: maybe('market', MARKET_ID),
  asset: maybe('asset_id', ASSET_ID),
});

/** `POST /books` and its like. */
export const ASSET_QUERY = shape('asset query', { asset: at('token_id', ASSET_ID), side: maybe('side', SIDE) });
export const ASSET_QUERIES = list(ASSET_QUERY) as Codec<readonly Of<typeof ASSET_QUERY>[]>;
/** `POST /orders-scoring`. */
export const SCORING_QUERY = list(ORDER_ID);
