// Markets with rewards from what is told of them to what quoting them is expected to earn, best first.
import { CrowdMemory } from './likely-others.ts';
import { IncomeCurve } from './market-income.ts';
import { lossPerShare, type Survey, surveyOf, type ToldMarket } from './rewarded-market.ts';

/** Of a promised reward the part that is counted on (quant.md section 17: until verified). */
export const REWARD_BELIEVED = 0.7;

export interface Ranking {
  readonly survey: Survey;
  /** Best first; of equal ones the slug that comes first. */
  readonly curves: readonly IncomeCurve[];
}

export function rankMarkets(told: readonly ToldMarket[]): Ranking {
  const survey = surveyOf(told);
  const memory = new CrowdMemory(survey.markets);
  const curves = survey.markets.map(
    (market) => new IncomeCurve(market, memory.othersOf(market), { rewardPart: REWARD_BELIEVED }),
  );
  curves.sort((a, b) => worthOf(b) - worthOf(a) || (a.market.slug < b.market.slug ? -1 : 1));
  return { survey, curves };
}

/** Dollars a day for each dollar that the least size may lose. */
export function worthOf({ leastNet, leastShares, market }: IncomeCurve): number {
  return leastNet / (leastShares * lossPerShare(market));
}
