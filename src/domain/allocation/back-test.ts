// What the scout's choice would have paid, day by day, beside the best choice in hindsight under the same caps and the same dilution
// by our own money. A snapshot tells single markets at one moment; the history tells all markets in buckets, for days.
//
// A day as the choice sees it: the markets of the snapshot with pools and crowds at the level of the day before. As it pays: at the
// level of the day itself, with the crowd that the snapshot really shows in that market. What the choice reads of that crowd
// differs by game: all of it, half of it wrongly (what it reads is the crowd of a similar market), nothing. What it
// knows of similar markets comes from the other half of the snapshot, never from the markets it chooses among. Nothing of the day
// or after it, and no crowd that the game hides, is handed to `choose`: it is a function of what is known.

import { slugDraw } from '../slug-draw.ts';
import { type Allocation, allocate, allocationOf, upperBound } from './allocation.ts';
import { atRiskMax, type Caps, capsOf, MARKET_PART } from './caps.ts';
import { jumpLoss } from './jump-loss.ts';
import { CrowdMemory } from './likely-others.ts';
import { IncomeCurve } from './market-income.ts';
import { followsOn, type PoolDay, poolFactors } from './pool-history.ts';
import { lossPerShare, PAYOUT_MIN_USD, type RewardedMarket } from './rewarded-market.ts';
import { REWARD_BELIEVED } from './scouting.ts';

export type Game = 'right' | 'half' | 'none';
export const GAMES: readonly Game[] = ['right', 'half', 'none'];

/** What is dealt out by and paid: everything, or rewards alone, which is all that the data can prove. */
export type Measure = 'net' | 'rewards';
export const MEASURES: readonly Measure[] = ['net', 'rewards'];

/** One choice: half of the markets on one day with one capital. Dollars of that day. */
export interface Play {
  readonly measure: Measure;
  readonly game: Game;
  readonly day: string;
  readonly half: 0 | 1;
  readonly capitalUsd: number;
  readonly markets: number;
  readonly usedUsd: number;
  readonly atRiskUsd: number;
  /** Of the markets held, those that may lose more than two percent of the capital: small accounts may (`capsOf`). */
  readonly large: number;
  /** What the choice expected, and what the day paid it: rewards and spread less expected jump loss. */
  readonly expected: number;
  readonly paid: number;
  readonly rewards: number;
  /** What the largest pools would have paid, each with its least size until no more may be at risk. */
  readonly plain: number;
  /** The best in hindsight, without the Kelly bound: no choice in these steps under these loss caps is paid more. */
  readonly best: number;
}

/** A day as somebody sees it: pools and crowds at that level. */
interface Level {
  readonly pools: readonly number[];
  /** Of every crowd, for each dollar of pool. */
  readonly crowd: number;
}

/** `snapshotDay`: from the day after it on a day can be played, if the history has the day before it too; where that is missing
 *  (`daysWithoutBefore`), an older one would be a memory that nobody had. */
export function backTest(
  markets: readonly RewardedMarket[],
  snapshotDay: string,
  days: readonly PoolDay[],
  capitals: readonly number[],
): readonly Play[] {
  const read = markets.filter(({ othersUsd }) => othersUsd !== null);
  const halves = [0, 1].map((half) => read.filter(({ slug }) => slugDraw(slug, 2, 'half') === half));
  const own = days.find(({ day }) => day === snapshotDay) ?? null;
  return halves.flatMap((mine, half) => {
    const others = halves[1 - half] as readonly RewardedMarket[];
    if (mine.length === 0 || others.length === 0) return [];
    const ground = groundOf(mine, new CrowdMemory(others));
    const base = own ? poolFactors(mine, own) : mine.map(() => 1);
    const levels = days.map((day) => levelOf(mine, day, base, medianYield(others)));
    return days.flatMap(({ day }, at) => {
      const [before, now] = [levels[at - 1], levels[at]];
      if (day <= snapshotDay || !before || !now || !followsOn(days[at - 1], day)) return [];
      return MEASURES.flatMap((measure) => {
        const truth = trueCurves(ground, now, measure);
        const aims = capitals.map((capitalUsd) => ({
          capitalUsd,
          plain: netPaid(largestPools(truth, capitalUsd)),
          best: Math.max(0, upperBound(truth, atRiskMax(capitalUsd), hindsightCaps(capitalUsd))),
        }));
        return GAMES.flatMap((game) => {
          const curves = knownCurves(ground, { game, day, level: before, measure });
          return aims.map((aim): Play => {
            const chosen = allocate(curves, aim.capitalUsd);
            return {
              measure,
              game,
              day,
              half: half as 0 | 1,
              ...aim,
              ...paidTo(chosen, curves, truth, aim.capitalUsd),
            };
          });
        });
      });
    });
  });
}

/** Whoever knows the day need not bet as one who does not: the Kelly bound is not his. */
function hindsightCaps(capitalUsd: number): Caps {
  return { ...capsOf(capitalUsd), wealthUsd: Number.POSITIVE_INFINITY };
}

/** What does not change from day to day. Lists go market by market. */
interface Ground {
  readonly markets: readonly RewardedMarket[];
  readonly losses: readonly number[];
  /** Crowds of similar markets of the other half. */
  readonly similar: readonly (readonly number[])[];
}

function groundOf(markets: readonly RewardedMarket[], memory: CrowdMemory): Ground {
  return {
    markets,
    losses: markets.map((market) => jumpLoss(market)),
    similar: markets.map((market) => memory.crowdsLike(market)),
  };
}

/** What the choice may know of a market: without its crowd, with a wrong one, or as it is. */
function readingOf(market: RewardedMarket, similar: readonly number[], game: Game, day: string): RewardedMarket {
  if (game === 'right' || (game === 'half' && slugDraw(market.slug, 2, day) === 0)) return market;
  const wrong = similar[slugDraw(market.slug, Math.max(1, similar.length), `${day} wrong`)] ?? 0;
  return { ...market, othersUsd: game === 'half' ? wrong * market.poolUsd : null };
}

/** The choice's own curves: of the facts that the game shows, at the level of the day before. */
function knownCurves(
  { markets, losses, similar }: Ground,
  {
    game,
    day,
    level,
    measure,
  }: { readonly game: Game; readonly day: string; readonly level: Level; readonly measure: Measure },
): readonly IncomeCurve[] {
  return markets.map((market, at) => {
    const like = similar[at] ?? [];
    const seen = atLevel(readingOf(market, like, game, day), at, level);
    const cases = CrowdMemory.cases(
      seen,
      like.map((crowd) => crowd * level.crowd),
    );
    return new IncomeCurve(seen, cases, {
      rewardPart: REWARD_BELIEVED,
      jumpLoss: losses[at] as number,
      isRewardOnly: measure === 'rewards',
    });
  });
}

function trueCurves({ markets, losses }: Ground, level: Level, measure: Measure): readonly IncomeCurve[] {
  return markets.map((market, at) => {
    const seen = atLevel(market, at, level);
    const terms = { rewardPart: 1, jumpLoss: losses[at] as number, isRewardOnly: measure === 'rewards' };
    return new IncomeCurve(seen, [{ usd: seen.othersUsd ?? 0, weight: 1 }], terms);
  });
}

function atLevel(market: RewardedMarket, at: number, level: Level): RewardedMarket {
  const poolUsd = level.pools[at] as number;
  const grown = (poolUsd / market.poolUsd) * level.crowd;
  return { ...market, poolUsd, othersUsd: market.othersUsd === null ? null : market.othersUsd * grown };
}

function levelOf(
  markets: readonly RewardedMarket[],
  day: PoolDay,
  base: readonly number[],
  baseYield: number | null,
): Level {
  const factors = poolFactors(markets, day);
  return {
    pools: markets.map(({ poolUsd }, at) => (poolUsd * (factors[at] as number)) / (base[at] as number)),
    crowd: baseYield !== null && day.medianYield !== null ? baseYield / day.medianYield : 1,
  };
}

function paidTo(
  chosen: Allocation,
  curves: readonly IncomeCurve[],
  truth: readonly IncomeCurve[],
  capitalUsd: number,
): Pick<Play, 'markets' | 'usedUsd' | 'atRiskUsd' | 'large' | 'expected' | 'paid' | 'rewards'> {
  const at = new Map(curves.map((curve, index) => [curve, index]));
  const paid = allocationOf(
    chosen.holdings.map(({ curve, shares }) => [truth[at.get(curve) ?? -1] as IncomeCurve, shares] as const),
  );
  return {
    markets: chosen.holdings.length,
    usedUsd: chosen.usedUsd,
    atRiskUsd: chosen.atRiskUsd,
    large: chosen.holdings.filter(({ curve, shares }) => shares * lossPerShare(curve.market) > MARKET_PART * capitalUsd)
      .length,
    expected: chosen.net,
    paid: netPaid(paid),
    rewards: paid.reward < PAYOUT_MIN_USD ? 0 : paid.reward,
  };
}

/** Rewards of the day below the least payout are lost. */
function netPaid({ reward, net }: Allocation): number {
  return reward < PAYOUT_MIN_USD ? net - reward : net;
}

/** The rule of thumb to beat. Under the same caps on what a market, and all together, may lose. */
function largestPools(truth: readonly IncomeCurve[], capitalUsd: number): Allocation {
  const { perMarketUsd } = capsOf(capitalUsd);
  const held: [IncomeCurve, number][] = [];
  let leftUsd = atRiskMax(capitalUsd);
  for (const curve of truth.toSorted((a, b) => b.market.poolUsd - a.market.poolUsd)) {
    const loss = curve.leastShares * lossPerShare(curve.market);
    if (loss > Math.min(leftUsd, perMarketUsd)) continue;
    held.push([curve, curve.leastShares]);
    leftUsd -= loss;
  }
  return allocationOf(held);
}

/** Of those with a crowd, dollars a day for $100; null: none has one. */
function medianYield(markets: readonly RewardedMarket[]): number | null {
  const yields = markets.flatMap(({ poolUsd, othersUsd }) => (othersUsd ? [(100 * poolUsd) / othersUsd] : []));
  yields.sort((a, b) => a - b);
  return yields[yields.length >> 1] ?? null;
}
