// The Data API: positions and public trades of any wallet, cached and late, so for reconciling only. Sizes are JSON numbers
// and statistics: they are taken to the nearest millionth of a share.
import type { FlowKind } from '#domain/ports.ts';
import { type Codec, list, type Of } from './codec.ts';
import { ASSET_ID, BOOL, COUNT, choice, ID, MARKET_ID, NUMBER, RATE, SHARES_ABOUT, SIDE, TEXT } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { SECONDS_NUMBER } from './times.ts';

export type Activity = Of<typeof ACTIVITY>;
export type Position = Of<typeof POSITION>;
export type OldPosition = Of<typeof OLD_POSITION>;
export type PublicTrade = Of<typeof PUBLIC_TRADE>;

/** A row of `GET /v2/positions`. A query for `REDEEMABLE_LOST` or `MERGEABLE` answers with the other three. */
export const POSITION = shape('position', {
  wallet: at('proxy_wallet', ID),
  asset: at('token_id', ASSET_ID),
  market: at('condition_id', MARKET_ID),
  status: at('status', choice({ OPEN: 'open', REDEEMABLE: 'redeemable', CLOSED: 'closed' })),
  size: at('current_size', SHARES_ABOUT),
  averagePrice: maybe('avg_price', NUMBER),
  price: maybe('current_price', NUMBER),
  value: maybe('current_value', NUMBER),
  entryCost: maybe('entry_cost_usdc', NUMBER),
  redeemable: maybe('redeemable', BOOL),
  mergeable: maybe('mergeable', BOOL),
  outcome: maybe('outcome', TEXT),
  outcomeIndex: maybe('outcome_index', NUMBER),
  oppositeAsset: maybe('opposite_token_id', ASSET_ID),
  negRisk: maybe('negative_risk', BOOL),
  slug: maybe('slug', TEXT),
  title: maybe('title', TEXT),
  event: maybe('event_id', TEXT),
  endDate: maybe('end_date', TEXT),
  lastEventMs: maybe('last_event_at', SECONDS_NUMBER),
});

export const POSITIONS = envelope(POSITION as Codec<Position>);

/** A row of `GET /v2/activity`: everything that moved a wallet's cash or shares. What does not belong to a market has empty
 *  ids. Cash is a JSON number, so exact only as far as that is. */
export const ACTIVITY = shape('activity', {
  wallet: at('proxy_wallet', ID),
  type: at('type', TEXT),
  market: maybe('condition_id', MARKET_ID),
  asset: maybe('token_id', ASSET_ID),
  /** `BUY` or `SELL` of a trade; tips say `IN` and `OUT`. */
  side: maybe('side', TEXT),
  size: maybe('size', SHARES_ABOUT),
  cash: maybe('usdc_size', RATE),
  price: maybe('price', NUMBER),
  atMs: at('timestamp', SECONDS_NUMBER),
  transaction: maybe('transaction_hash', ID),
  outcomeIndex: maybe('outcome_index', NUMBER),
});
export const ACTIVITIES = envelope(ACTIVITY as Codec<Activity>);

const FLOWS: ReadonlyMap<string, FlowKind> = new Map([
  ['REWARD', 'reward'],
  ['MAKER_REBATE', 'rebate'],
  ['TAKER_REBATE', 'rebate'],
  ['YIELD', 'holding'],
  ['DEPOSIT', 'deposit'],
  ['WITHDRAWAL', 'withdrawal'],
]);

/** Which flow of cash outside of trading a row is; null: trading, or something nobody here knows. */
export function flowOf({ type }: Activity): FlowKind | null {
  return FLOWS.get(type) ?? null;
}

/** Refusals of this service. */
export const DATA_ERROR = shape('data error', {
  error: at('error', TEXT),
  code: maybe('code', TEXT),
  retryable: maybe('retryable', BOOL),
  trace: maybe('trace_id', TEXT),
  parameter: maybe('parameter', TEXT),
});

/** A row of the retired `GET /positions`. */
export const OLD_POSITION = shape('old position', {
  wallet: at('proxyWallet', ID),
  asset: at('asset', ASSET_ID),
  market: at('conditionId', MARKET_ID),
  size: at('size', SHARES_ABOUT),
  averagePrice: maybe('avgPrice', NUMBER),
  price: maybe('curPrice', NUMBER),
  value: maybe('currentValue', NUMBER),
  redeemable: maybe('redeemable', BOOL),
  mergeable: maybe('mergeable', BOOL),
  outcome: maybe('outcome', TEXT),
  outcomeIndex: maybe('outcomeIndex', COUNT),
  oppositeAsset: maybe('oppositeAsset', ASSET_ID),
  negRisk: maybe('negativeRisk', BOOL),
});
export const OLD_POSITIONS = list(OLD_POSITION) as Codec<readonly OldPosition[]>;

/** A row of the retired `GET /trades`. The price is an average of what was matched, no price of a book. */
export const PUBLIC_TRADE = shape('public trade', {
  wallet: at('proxyWallet', ID),
  side: at('side', SIDE),
  asset: at('asset', ASSET_ID),
  market: at('conditionId', MARKET_ID),
  size: at('size', SHARES_ABOUT),
  price: at('price', NUMBER),
  atMs: at('timestamp', SECONDS_NUMBER),
  outcome: maybe('outcome', TEXT),
  outcomeIndex: maybe('outcomeIndex', COUNT),
  slug: maybe('slug', TEXT),
  transaction: maybe('transactionHash', ID),
});
export const PUBLIC_TRADES = list(PUBLIC_TRADE) as Codec<readonly PublicTrade[]>;

/** Rows of version 2, and where to go on. */
export function envelope<T>(of: Codec<T>) {
  return shape('envelope', {
    rows: at('data', list(of)),
    pagination: at(
      'pagination',
      shape('pagination', {
        limit: maybe('limit', COUNT),
        offset: maybe('offset', COUNT),
        more: maybe('has_more', BOOL),
        next: maybe('next_cursor', ID, null),
      }),
    ),
  });
}
