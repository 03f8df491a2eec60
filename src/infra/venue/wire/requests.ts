// Bodies of the small requests that a client sends. Orders are written and read where they are signed and checked.
import { type Codec, list, type Of } from './codec.ts';
import { ASSET_ID, COUNT, MARKET_ID, ORDER_ID, SIDE, TEXT } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';

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
/** `POST /batch-prices-history`: seconds, minutes, and a window by name. */
export const HISTORY_QUERY = shape('history query', {
  assets: at('markets', list(ASSET_ID)),
  from: maybe('start_ts', COUNT),
  until: maybe('end_ts', COUNT),
  interval: maybe('interval', TEXT),
  fidelity: maybe('fidelity', COUNT),
});
/** `POST /orders-scoring`. */
export const SCORING_QUERY = list(ORDER_ID);
