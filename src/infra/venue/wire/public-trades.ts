// Trades as everybody may read them: what just happened in a market, what a wallet traded, and what came in by a builder. Each
// page has its own spelling; in all of them a row is one side of a trade in that side's own outcome.
import { type Codec, list, type Of } from './codec.ts';
import { envelope } from './data-api.ts';
import { page } from './pages.ts';
import {
  ASSET_ID,
  COUNT,
  choice,
  ID,
  MARKET_ID,
  NUMBER,
  ORDER_ID,
  PRICE,
  SHARES,
  SHARES_ABOUT,
  SIDE,
  TEXT,
  TRADE_ID,
  USD,
} from './scalars.ts';
import { at, maybe, shape, unless } from './shape.ts';
import { REST_TRADE_STATE } from './states.ts';
import { MS_NUMBER, SECONDS_NUMBER, SECONDS_TEXT } from './times.ts';

export type LiveTrade = Of<typeof LIVE_TRADE>;
export type FeedTrade = Of<typeof FEED_TRADE>;
export type BuilderTrade = Of<typeof BUILDER_TRADE>;

/** An outcome that could not be named. */
const UNKNOWN_OUTCOME = 999;

/** A row of `GET /markets/live-activity/{condition_id}`. */
export const LIVE_TRADE = shape('live trade', {
  type: at('event_type', TEXT),
  market: at(
    'market',
    shape('market of a live trade', {
      id: at('condition_id', MARKET_ID),
      asset: at('asset_id', ASSET_ID),
      question: maybe('question', TEXT, ''),
      icon: maybe('icon', TEXT, ''),
      slug: maybe('slug', TEXT, ''),
    }),
  ),
  user: at(
    'user',
    shape('trader of a live trade', {
      address: at('address', ID),
      name: maybe('username', TEXT, ''),
      picture: maybe('profile_picture', TEXT, ''),
      smallPicture: maybe('optimized_profile_picture', TEXT, ''),
      pseudonym: maybe('pseudonym', TEXT, ''),
    }),
  ),
  side: at('side', SIDE),
  size: at('size', SHARES),
  feeRateBps: maybe('fee_rate_bps', TEXT, ''),
  price: at('price', PRICE),
  outcome: maybe('outcome', TEXT, ''),
  outcomeIndex: maybe('outcome_index', COUNT),
  transaction: maybe('transaction_hash', ID, ''),
  atMs: at('timestamp', SECONDS_TEXT),
});
export const LIVE_TRADES = list(LIVE_TRADE) as Codec<readonly LiveTrade[]>;

/** A row of `GET /v2/trades`, when it is on the chain. Everything is always there; what is not known is empty. */
export const FEED_TRADE = shape('feed trade', {
  wallet: at('proxy_wallet', ID),
  side: at('side', SIDE),
  asset: at('token_id', ASSET_ID),
  market: at('condition_id', MARKET_ID),
  size: at('size', SHARES_ABOUT),
  price: at('price', NUMBER),
  atMs: at('timestamp', SECONDS_NUMBER),
  title: maybe('title', TEXT, ''),
  slug: maybe('slug', TEXT, ''),
  icon: maybe('icon', TEXT, ''),
  event: maybe('event_slug', TEXT, ''),
  outcome: maybe('outcome', TEXT, ''),
  outcomeIndex: unless(UNKNOWN_OUTCOME, 'outcome_index', COUNT, UNKNOWN_OUTCOME),
  name: maybe('name', TEXT, ''),
  pseudonym: maybe('pseudonym', TEXT, ''),
  biography: maybe('bio', TEXT, ''),
  picture: maybe('profile_image', TEXT, ''),
  smallPicture: maybe('profile_image_optimized', TEXT, ''),
  transaction: at('transaction_hash', ID),
});
export const FEED_TRADES = envelope(FEED_TRADE as Codec<FeedTrade>);

/** A row of `GET /builder/trades`. Sizes and sums are decimals; whom it came in by stands in `builderCode` alone. */
export const BUILDER_TRADE = shape('builder trade', {
  id: at('id', TRADE_ID),
  role: at('tradeType', choice({ TAKER: 'taker', MAKER: 'maker' })),
  takerOrder: at('takerOrderHash', ORDER_ID),
  builder: maybe('builder', TEXT, ''),
  market: at('market', MARKET_ID),
  asset: at('assetId', ASSET_ID),
  side: at('side', SIDE),
  size: at('size', SHARES),
  cost: at('sizeUsdc', USD),
  price: at('price', PRICE),
  status: at('status', REST_TRADE_STATE),
  outcome: maybe('outcome', TEXT, ''),
  outcomeIndex: maybe('outcomeIndex', COUNT),
  owner: at('owner', ID),
  makerAddress: at('maker', ID),
  transaction: maybe('transactionHash', ID, ''),
  matchMs: at('matchTime', SECONDS_TEXT),
  bucket: maybe('bucketIndex', COUNT),
  /** In shares and in dollars. */
  fee: maybe('fee', TEXT),
  feeCost: maybe('feeUsdc', USD),
  builderFee: maybe('builderFee', TEXT),
  builderCode: maybe('builderCode', ID),
  error: maybe('err_msg', TEXT, null),
  createdMs: maybe('createdAt', MS_NUMBER, null),
  updatedMs: maybe('updatedAt', MS_NUMBER, null),
});
export const BUILDER_TRADES = page(BUILDER_TRADE as Codec<BuilderTrade>);
