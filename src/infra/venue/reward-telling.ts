// One market with rewards from the venue's lists and its book, as facts to choose by: what the others' orders score (F-6.2, F-6.3),
// and where ours would stand.
import { bestPlaced } from '#domain/allocation/placement.ts';
import type { ToldMarket } from '#domain/allocation/rewarded-market.ts';
import type { OutcomeId } from '#domain/ids.ts';
import type { RewardProgramme } from '#domain/market/market.ts';
import { adjustedMidpoint, rewardScore } from '#domain/market/rewards.ts';
import { Decimal, MICRO, type Price } from '#domain/units.ts';
import type { BookMessage } from './wire/books.ts';
import type { GammaMarket } from './wire/gamma.ts';
import type { RewardMarket } from './wire/rewards.ts';

export interface RewardRow {
  readonly reward: RewardMarket;
  /** null: metadata have no such open market. */
  readonly gamma: GammaMarket | null;
}

const DAY_MS = 86_400_000;
const CENT = 10_000 as Price;

/** null: metadata name no outcomes. */
export function yesAsset(gamma: GammaMarket | null): OutcomeId | null {
  return (gamma?.version === 'v2' ? gamma.positions : gamma?.assets)?.[0] ?? null;
}

/** `book`: of YES, as it rests there, orders of ours included. null: there is none. */
export function toldMarket({ reward, gamma }: RewardRow, book: BookMessage | null, nowMs: number): ToldMarket {
  const programme = programmeOf(reward);
  const scene = book && sceneOf(book, programme);
  const days = (ms: number | null | undefined, sign: 1 | -1) =>
    ms === null || ms === undefined ? null : Math.max(0, (sign * (ms - nowMs)) / DAY_MS);
  const told: ToldMarket = {
    slug: gamma?.slug ?? reward.market,
    group: gamma?.events?.[0]?.slug ?? null,
    category: gamma?.category ?? null,
    poolUsd: programme.dailyUsd.toNumber(),
    minShares: programme.minSize / MICRO,
    mid: gamma && gamma.accepting === true ? (scene?.mid ?? null) : null,
    spread: scene?.spread ?? null,
    volumeUsd: gamma?.volume24h ?? null,
    ageDays: days(gamma?.startMs, -1),
    daysToEnd: days(gamma?.endMs, 1),
    maxSpread: programme.maxSpread / MICRO,
    distance: null,
    othersUsd: null,
  };
  return scene ? bestPlaced(told, scene.score, programme, book?.tick ?? gamma?.tick ?? CENT) : told;
}

/** Sponsors' part included. */
function programmeOf({ configs, totalDaily, maxSpread, minSize }: RewardMarket): RewardProgramme {
  const daily = totalDaily ?? configs.reduce((sum, config) => sum.plus(config.daily), new Decimal(0));
  return { dailyUsd: daily, maxSpread, minSize, multiplier: 1 };
}

interface Scene {
  /** Between the best orders that count, and how far these are apart. */
  readonly mid: number;
  readonly spread: number;
  /** What competes for the pool, in weighted shares. */
  readonly score: number;
}

function sceneOf(book: BookMessage, programme: RewardProgramme): Scene | null {
  const mid = adjustedMidpoint(book, programme.minSize);
  if (mid === null) return null;
  const bids = book.bids.filter(({ size }) => size >= programme.minSize).map(({ price }) => price);
  return {
    mid: mid / MICRO,
    spread: (2 * (mid - Math.max(...bids))) / MICRO,
    score: rewardScore(book, mid, programme).scored,
  };
}
