// A market with rewards as each page tells it: its programme with the facts around it, with what one may search it by, and with
// what it earns somebody.
import type { RewardProgramme } from '#domain/market/market.ts';
import { MICRO } from '#domain/units.ts';
import type { Address } from '#infra/venue/signing/address.ts';
import type { DescribedReward, FoundReward, OwnReward, RewardEarning } from '#infra/venue/wire/rewards.ts';
import { outcomesOf, priceOf, questionOf, rewardMarket } from './market-pages.ts';
import type { ShownMarket } from './market-register.ts';
import { competition, poolShare } from './reward-shares.ts';
import type { ServerParts } from './server-parts.ts';
import { shownTop } from './wire-books.ts';

export interface RewardedMarket {
  readonly market: ShownMarket;
  readonly reward: RewardProgramme;
}

/** Those that pay and are open. */
export function rewarded(markets: readonly ShownMarket[]): readonly RewardedMarket[] {
  return markets.flatMap((market) => {
    const { reward, payout } = market.facts;
    return reward && payout === null ? [{ market, reward }] : [];
  });
}

export function describedReward(parts: ServerParts, { market, reward }: RewardedMarket): DescribedReward {
  const { facts } = market;
  const { market: id, maxSpread, minSize, configs } = rewardMarket(market, reward);
  return {
    market: id,
    question: questionOf(facts),
    slug: facts.slug,
    event: facts.group ?? facts.slug,
    image: null,
    maxSpread,
    minSize,
    competitiveness: competition(parts, market),
    outcomes: outcomesOf(facts).map(({ id: asset, name }, at) => ({
      asset,
      name,
      price: priceOf(parts.exchange, market, at === 0 ? 'yes' : 'no'),
    })),
    configs,
  };
}

export function foundReward(parts: ServerParts, rewarded: RewardedMarket): FoundReward {
  const { market } = rewarded;
  const { bid, ask } = shownTop(parts.exchange, { market, outcome: 'yes' });
  return {
    ...describedReward(parts, rewarded),
    number: String(market.number),
    eventNumber: String(market.event),
    groupItem: null,
    listedMs: market.listedMs,
    endMs: market.facts.endMs,
    dayChange: null,
    spread: bid === null || ask === null ? null : (ask - bid) / MICRO,
    volume24h: market.turnover.lastDay(parts.clock.now()) / MICRO,
  };
}

/** `earnings`: of the day, in all markets. */
export function ownReward(
  parts: ServerParts,
  rewarded: RewardedMarket,
  owner: Address,
  earnings: readonly RewardEarning[],
): OwnReward {
  const { market } = rewarded;
  return {
    ...describedReward(parts, rewarded),
    maker: owner,
    share: poolShare(parts, market, owner),
    earned: earnings
      .filter((each) => each.market === market.facts.id)
      .map(({ asset, earned, assetRate }) => ({ asset, earned, assetRate })),
  };
}
