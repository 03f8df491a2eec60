// Liquidity rewards, scoring and maker rebates. Most sums are JSON numbers, so exact only as far as those are.
import { byName, type Codec, list, type Of } from './codec.ts';
import { page } from './pages.ts';
import {
  ASSET_ID,
  BOOL,
  CENTS,
  COUNT,
  ID,
  MARKET_ID,
  NUMBER,
  SHARES_NUMBER,
  TEXT,
  USD,
  USD_NUMBER,
} from './scalars.ts';
import { at, maybe, shape } from './shape.ts';
import { DATE } from './times.ts';

export type RewardMarket = Of<typeof REWARD_MARKET>;
export type RewardEarning = Of<typeof REWARD_EARNING>;
export type DescribedReward = Of<typeof DESCRIBED_REWARD>;
export type FoundReward = Of<typeof FOUND_REWARD>;
export type OwnReward = Of<typeof OWN_REWARD>;
export type Rebate = Of<typeof REBATE>;

export const SCORING = shape('scoring', { scoring: at('scoring', BOOL) });
/** `POST /orders-scoring`, by order id. */
export const SCORINGS = byName(BOOL);

const CONFIG = shape('reward config', {
  id: maybe('id', COUNT),
  asset: at('asset_address', ID),
  start: at('start_date', TEXT),
  end: at('end_date', TEXT),
  daily: at('rate_per_day', USD_NUMBER),
  total: maybe('total_rewards', USD_NUMBER),
});

const CONFIGS = list(CONFIG) as Codec<readonly Of<typeof CONFIG>[]>;

/** A row of `GET /rewards/markets/current`. Days are texts of the calendar in UTC. */
export const REWARD_MARKET = shape('reward market', {
  market: at('condition_id', MARKET_ID),
  maxSpread: at('rewards_max_spread', CENTS),
  minSize: at('rewards_min_size', SHARES_NUMBER),
  configs: at('rewards_config', CONFIGS),
  sponsoredDaily: maybe('sponsored_daily_rate', USD_NUMBER),
  sponsors: maybe('sponsors_count', COUNT),
  nativeDaily: maybe('native_daily_rate', USD_NUMBER),
  totalDaily: maybe('total_daily_rate', USD_NUMBER),
  competitiveness: maybe('market_competitiveness', NUMBER),
});
export const REWARD_MARKETS = page(REWARD_MARKET as Codec<RewardMarket>);

const OUTCOME = shape('rewarded outcome', {
  asset: at('token_id', ASSET_ID),
  name: at('outcome', TEXT),
  price: maybe('price', NUMBER),
});

const DESCRIBED = {
  market: at('condition_id', MARKET_ID),
  question: at('question', TEXT),
  slug: maybe('market_slug', TEXT, ''),
  event: maybe('event_slug', TEXT, ''),
  image: maybe('image', TEXT, ''),
  maxSpread: at('rewards_max_spread', CENTS),
  minSize: at('rewards_min_size', SHARES_NUMBER),
  /** The score of everybody who competes for the pool. */
  competitiveness: maybe('market_competitiveness', NUMBER),
  outcomes: at('tokens', list(OUTCOME) as Codec<readonly Of<typeof OUTCOME>[]>),
  configs: at('rewards_config', CONFIGS),
};

/** A row of `GET /rewards/markets/{condition_id}`. */
export const DESCRIBED_REWARD = shape('described reward', DESCRIBED);
export const DESCRIBED_REWARDS = page(DESCRIBED_REWARD as Codec<DescribedReward>);

/** A row of `GET /rewards/markets/multi`. */
export const FOUND_REWARD = shape('found reward', {
  ...DESCRIBED,
  /** Of the metadata service. */
  number: at('market_id', ID),
  eventNumber: maybe('event_id', ID),
  groupItem: maybe('group_item_title', TEXT, ''),
  listedMs: maybe('created_at', DATE),
  endMs: maybe('end_date', DATE),
  dayChange: maybe('one_day_price_change', NUMBER),
  spread: maybe('spread', NUMBER),
  volume24h: maybe('volume_24hr', NUMBER),
});
export const FOUND_REWARDS = page(FOUND_REWARD as Codec<FoundReward>);

const EARNED = shape('earned asset', {
  asset: at('asset_address', ID),
  earned: at('earnings', USD_NUMBER),
  assetRate: at('asset_rate', USD_NUMBER),
});

/** A row of `GET /rewards/user/markets`: a market, our share of its pool just now in percent, and what it paid on the day. */
export const OWN_REWARD = shape('own reward', {
  ...DESCRIBED,
  maker: at('maker_address', ID),
  share: at('earning_percentage', NUMBER),
  earned: at('earnings', list(EARNED) as Codec<readonly Of<typeof EARNED>[]>),
});
export const OWN_REWARDS = page(OWN_REWARD as Codec<OwnReward>);

/** A row of `GET /rewards/user` and, without a market, of its total. */
export const REWARD_EARNING = shape('reward earning', {
  day: at('date', TEXT),
  market: maybe('condition_id', MARKET_ID),
  asset: at('asset_address', ID),
  maker: at('maker_address', ID),
  earned: at('earnings', USD_NUMBER),
  assetRate: at('asset_rate', USD_NUMBER),
});
export const REWARD_EARNINGS = page(REWARD_EARNING as Codec<RewardEarning>);
export const REWARD_TOTALS = list(REWARD_EARNING) as Codec<readonly RewardEarning[]>;
/** `GET /rewards/user/percentages`: our share of each market's pool, in percent. */
export const REWARD_SHARES = byName(NUMBER);

/** A row of `GET /rebates/current`. */
export const REBATE = shape('rebate', {
  day: at('date', TEXT),
  market: at('condition_id', MARKET_ID),
  asset: at('asset_address', ID),
  maker: at('maker_address', ID),
  rebated: at('rebated_fees_usdc', USD),
});
const REBATE_ROWS = list(REBATE) as Codec<readonly Rebate[]>;
/** Of somebody who has none, null. */
export const REBATES: Codec<readonly Rebate[]> = {
  ...REBATE_ROWS,
  read: (value) => (value === null ? [] : REBATE_ROWS.read(value)),
  write: (rows) => (rows.length === 0 ? null : REBATE_ROWS.write(rows)),
};
