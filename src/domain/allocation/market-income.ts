// What a day in one market is worth by the shares we quote there: reward, spread, expected jump loss. Concave in the shares, so
// that money can be dealt out by its last dollar. What others have may be known, or be a handful of likely cases. Dollars a day.
import { jumpLoss } from './jump-loss.ts';
import { capitalPerShare, type RewardedMarket } from './rewarded-market.ts';

/** What the others may have in a market, in dollars that score as ours; weights add up to 1. */
export interface LikelyOthers {
  readonly usd: number;
  readonly weight: number;
}

export interface MarketIncome {
  readonly reward: number;
  readonly spread: number;
  /** Positive: what is lost. */
  readonly jumpLoss: number;
  readonly net: number;
  /** Of the pool. */
  readonly share: number;
}

export interface IncomeTerms {
  /** Of a promised reward the part that is counted on. */
  readonly rewardPart: number;
  /** `jumpLoss` of the market, by whoever knows it already. */
  readonly jumpLoss?: number;
  /** Neither spread nor jump loss: what data can prove alone. */
  readonly isRewardOnly?: boolean;
}

/** Of what makers earn on a trade, the part that adverse selection leaves them (quant.md section 17: a = 0.8 of it). */
const KEPT_OF_SPREAD = 0.2;
/** A dollar traded moves two shares: both outcomes together cost one [J: traded alike]. */
const SHARES_PER_USD = 2;

export class IncomeCurve {
  readonly market: RewardedMarket;
  readonly capitalPerShare: number;
  readonly jumpLossPerShare: number;
  /** What one enters with, in whole shares, and what it nets. */
  readonly leastShares: number;
  readonly leastNet: number;
  /** Dollars and weights in turn: this is the innermost loop. */
  readonly #others: Float64Array;
  readonly #reward: number;
  readonly #spread: number;

  constructor(market: RewardedMarket, others: readonly LikelyOthers[], terms: IncomeTerms) {
    this.market = market;
    this.capitalPerShare = capitalPerShare(market);
    this.jumpLossPerShare = terms.isRewardOnly ? 0 : (terms.jumpLoss ?? jumpLoss(market));
    this.leastShares = Math.ceil(market.minShares);
    // Nobody stays alone with a pool: one other with the least size comes, if none is there [J].
    const least = this.leastShares * this.capitalPerShare;
    this.#others = new Float64Array(2 * others.length);
    for (const [at, { usd, weight }] of others.entries()) this.#others.set([Math.max(usd, least), weight], 2 * at);
    // A market that ends today pays until then.
    const today = Math.min(1, Math.max(0, market.daysToEnd ?? 1));
    this.#reward = today * terms.rewardPart * market.poolUsd;
    this.#spread = terms.isRewardOnly ? 0 : today * spreadIncome(market);
    this.leastNet = this.net(this.leastShares);
  }

  /** F-6.5 for shares on either side; below the least size nothing scores. Rebates are left out: they need fees. */
  at(shares: number): MarketIncome {
    const share = this.#share(shares);
    const [reward, spread] = [share * this.#reward, share * this.#spread];
    const lost = share > 0 ? shares * this.jumpLossPerShare : 0;
    return { reward, spread, jumpLoss: lost, net: reward + spread - lost, share };
  }

  net(shares: number): number {
    const share = this.#share(shares);
    return share > 0 ? share * (this.#reward + this.#spread) - shares * this.jumpLossPerShare : 0;
  }

  #share(shares: number): number {
    if (!(shares >= this.market.minShares)) return 0;
    const usd = shares * this.capitalPerShare;
    const others = this.#others;
    let share = 0;
    for (let at = 0; at < others.length; at += 2)
      share += ((others[at + 1] as number) * usd) / (usd + (others[at] as number));
    return share;
  }
}

/** What all makers within the rewards keep of a day's trades: the most of a spread that counts is what they may quote. */
function spreadIncome({ volumeUsd, spread, maxSpread }: RewardedMarket): number {
  return SHARES_PER_USD * (volumeUsd ?? 0) * KEPT_OF_SPREAD * Math.min(spread / 2, maxSpread);
}
