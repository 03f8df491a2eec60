// Liquidity rewards, scoring and maker rebates. Most sums are JSON numbers, so exact only as far as those are.
import { byName, type Codec, list, type Of } from './codec.ts';
import { page } from './pages.ts';
import { BOOL, CENTS, COUNT, ID, MARKET_ID, NUMBER, SHARES_NUMBER, TEXT, USD, USD_NUMBER } from './scalars.ts';
import { at, maybe, shape } from './shape.ts';

export type RewardMarket = Of<typeof REWARD_MARKET>;
export type RewardEarning = Of<typeof REWARD_EARNING>;
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

/** A row of `GET /rewards/markets/current`. Days are texts of the calendar in UTC. */
export const REWARD_MARKET = shape('reward market', {
  market: at('condition_id', MARKET_ID),
  maxSpread: at('rewards_max_spread', CENTS),
  minSize: at('rewards_min_size', SHARES_NUMBER),
  configs: at('rewards_config', list(CONFIG) as Codec<readonly Of<typeof CONFIG>[]>),
  sponsoredDaily: maybe('sponsored_daily_rate', USD_NUMBER),
  sponsors: maybe('sponsors_count', COUNT),
  nativeDaily: maybe('native_daily_rate', USD_NUMBER),
  totalDaily: maybe('total_daily_rate', USD_NUMBER),
  competitiveness: maybe('market_competitiveness', NUMBER),
});
export const REWARD_MARKETS = page(REWARD_MARKET as Codec<RewardMarket>);

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
export const REBATES = list(REBATE) as Codec<readonly Rebate[]>;
