// Markets and events of Gamma, the metadata service: what a maker uses of them. Lists stand in texts there, numbers are
// numbers, dates come in three spellings, and facts may lag behind the CLOB.
import { type Codec, inText, list, type Of, sparse } from './codec.ts';
import { FEE_SCHEDULE } from './fee-schedules.ts';
import {
  ASSET_ID,
  BOOL,
  CENTS,
  ID,
  MARKET_ID,
  NUMBER,
  NUMBER_TEXT,
  PRICE_NUMBER,
  RATE,
  SHARES_NUMBER,
  TEXT,
} from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { DATE } from './times.ts';

export type GammaMarket = Of<typeof GAMMA_MARKET>;
export type GammaEvent = Of<typeof GAMMA_EVENT>;
export type GammaTag = Of<typeof GAMMA_TAG>;

const REWARD = shape('gamma reward', {
  id: maybe('id', TEXT),
  market: maybe('conditionId', MARKET_ID),
  asset: maybe('assetAddress', TEXT),
  total: maybe('rewardsAmount', RATE),
  daily: maybe('rewardsDailyRate', RATE),
  start: maybe('startDate', TEXT),
  end: maybe('endDate', TEXT),
});

/** An event as a market names it. */
const EVENT_OF_MARKET = shape('event of a market', {
  id: maybe('id', TEXT),
  slug: maybe('slug', TEXT),
  title: maybe('title', TEXT),
  negRisk: maybe('negRisk', BOOL),
  negRiskMarket: maybe('negRiskMarketID', TEXT),
});

export const GAMMA_MARKET = shape('gamma market', {
  id: at('id', ID),
  slug: at('slug', TEXT),
  question: maybe('question', TEXT),
  market: at('conditionId', TEXT),
  questionId: maybe('questionID', TEXT),
  /** Of another age; empty in all but the oldest markets. */
  marketMaker: maybe('marketMakerAddress', TEXT, ''),
  /** `v1` or `v2`: decides whose ids trade, and on which exchange. */
  version: maybe('version', TEXT),
  /** V1 ids; the first is YES. */
  assets: maybe('clobTokenIds', inText(list(ASSET_ID))),
  /** V2 ids. Many V1 markets carry them too: to be used only when the version says so. */
  positions: maybe('positionIds', list(ASSET_ID)),
  outcomes: maybe('outcomes', inText(list(TEXT))),
  outcomePrices: maybe('outcomePrices', inText(list(NUMBER_TEXT))),
  negRisk: maybe('negRisk', BOOL),
  negRiskMarket: maybe('negRiskMarketID', TEXT),
  negRiskRequest: maybe('negRiskRequestID', TEXT),
  negRiskOther: maybe('negRiskOther', BOOL),
  tick: maybe('orderPriceMinTickSize', PRICE_NUMBER),
  minSize: maybe('orderMinSize', SHARES_NUMBER),
  hasBook: maybe('enableOrderBook', BOOL),
  accepting: maybe('acceptingOrders', BOOL),
  acceptingSinceMs: maybe('acceptingOrdersTimestamp', DATE),
  active: maybe('active', BOOL),
  closed: maybe('closed', BOOL),
  archived: maybe('archived', BOOL),
  closedMs: maybe('closedTime', DATE),
  takerDelaySeconds: maybe('secondsDelay', NUMBER),
  gameStartMs: maybe('gameStartTime', DATE),
  gameId: maybe('gameId', TEXT),
  clearsOnStart: maybe('clearBookOnStart', BOOL),
  eventStartMs: maybe('eventStartTime', DATE),
  startMs: maybe('startDate', DATE),
  endMs: maybe('endDate', DATE),
  rewardMinSize: maybe('rewardsMinSize', SHARES_NUMBER),
  rewardMaxSpread: maybe('rewardsMaxSpread', CENTS),
  rewards: maybe('clobRewards', list(REWARD) as Codec<readonly Of<typeof REWARD>[]>),
  holdingRewards: maybe('holdingRewardsEnabled', BOOL),
  feesEnabled: maybe('feesEnabled', BOOL),
  feeType: maybe('feeType', TEXT, null),
  fee: maybe('feeSchedule', FEE_SCHEDULE),
  /** Legacy, not fees. */
  makerBase: maybe('makerBaseFee', NUMBER),
  takerBase: maybe('takerBaseFee', NUMBER),
  rebateShareBps: maybe('makerRebatesFeeShareBps', NUMBER),
  umaStatus: maybe('umaResolutionStatus', TEXT),
  resolutionStatus: maybe('resolutionStatus', TEXT),
  resolutionSource: maybe('resolutionSource', TEXT, ''),
  automaticallyResolved: maybe('automaticallyResolved', BOOL),
  category: maybe('category', TEXT),
  sportsType: maybe('sportsMarketType', TEXT),
  groupItem: maybe('groupItemTitle', TEXT),
  /** Statistics, late: not for quoting. */
  bestBid: maybe('bestBid', NUMBER),
  bestAsk: maybe('bestAsk', NUMBER),
  spread: maybe('spread', NUMBER),
  lastTrade: maybe('lastTradePrice', NUMBER),
  volume: maybe('volumeNum', NUMBER),
  volume24h: maybe('volume24hr', NUMBER),
  liquidity: maybe('liquidityNum', NUMBER),
  events: maybe('events', sparse(EVENT_OF_MARKET) as Codec<readonly Of<typeof EVENT_OF_MARKET>[]>),
});
export const GAMMA_MARKETS = sparse(GAMMA_MARKET) as Codec<readonly GammaMarket[]>;

/** `GET /tags/{id}`, and of an event. */
export const GAMMA_TAG = shape('tag', { id: at('id', TEXT), label: maybe('label', TEXT), slug: maybe('slug', TEXT) });

export const GAMMA_TAGS = sparse(GAMMA_TAG) as Codec<readonly GammaTag[]>;

export const GAMMA_EVENT = shape('gamma event', {
  id: at('id', ID),
  slug: at('slug', TEXT),
  title: maybe('title', TEXT),
  category: maybe('category', TEXT),
  active: maybe('active', BOOL),
  closed: maybe('closed', BOOL),
  archived: maybe('archived', BOOL),
  hasBook: maybe('enableOrderBook', BOOL),
  negRisk: maybe('negRisk', BOOL),
  negRiskMarket: maybe('negRiskMarketID', TEXT),
  enableNegRisk: maybe('enableNegRisk', BOOL),
  negRiskAugmented: maybe('negRiskAugmented', BOOL),
  startMs: maybe('startDate', DATE),
  endMs: maybe('endDate', DATE),
  gameStartMs: maybe('startTime', DATE),
  series: maybe('seriesSlug', TEXT),
  volume: maybe('volume', NUMBER),
  volume24h: maybe('volume24hr', NUMBER),
  liquidity: maybe('liquidity', NUMBER),
  tags: maybe('tags', GAMMA_TAGS),
  markets: maybe('markets', GAMMA_MARKETS),
});
export const GAMMA_EVENTS = sparse(GAMMA_EVENT) as Codec<readonly GammaEvent[]>;

/** `GET /public-search`; its lists may hold null. */
export const GAMMA_SEARCH = shape('gamma search', { events: maybe('events', GAMMA_EVENTS) });

/** `GET /markets/keyset` and `/events/keyset`: on the last page there is no cursor. */
export const GAMMA_MARKETS_PAGE = shape('gamma markets page', {
  rows: at('markets', GAMMA_MARKETS),
  next: maybe('next_cursor', ID),
});
export const GAMMA_EVENTS_PAGE = shape('gamma events page', {
  rows: at('events', GAMMA_EVENTS),
  next: maybe('next_cursor', ID),
});
