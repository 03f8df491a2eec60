// At which distance from the middle to quote a rewarded market: nearer scores more (F-6.1), and is picked off more (F-4.4). What
// others score is turned into dollars that score as ours would there, so that a share of the pool is a share of dollars (F-6.5).
import type { RewardProgramme } from '#domain/market/market.ts';
import { distanceScore } from '#domain/market/rewards.ts';
import { MICRO, type Price } from '#domain/units.ts';
import { IncomeCurve } from './market-income.ts';
import { type RewardedMarket, type ToldMarket, unquotable } from './rewarded-market.ts';

/** `score`: of all others, in weighted shares (F-6.3). Both of our sides stand at `distance`. */
export function placedAt(told: ToldMarket, distance: Price, score: number, programme: RewardProgramme): ToldMarket {
  const each = distanceScore(distance, programme.maxSpread, programme.multiplier);
  const place = distance / MICRO;
  return { ...told, distance: place, othersUsd: each > 0 ? (score / each) * (1 - 2 * place) : null };
}

/** On the tick grid, where the least size earns most (F-6.6); the nearest place where none can be quoted. */
export function bestPlaced(told: ToldMarket, score: number, programme: RewardProgramme, tick: Price): ToldMarket {
  let best: { readonly market: ToldMarket; readonly net: number } | null = null;
  for (let distance = tick; distance < programme.maxSpread; distance = (distance + tick) as Price) {
    const market = placedAt(told, distance, score, programme);
    if (unquotable(market) !== null) continue;
    const others = [{ usd: market.othersUsd ?? 0, weight: 1 }];
    const net = new IncomeCurve(market as RewardedMarket, others, { rewardPart: 1 }).leastNet;
    if (best === null || net > best.net) best = { market, net };
  }
  return best?.market ?? placedAt(told, tick, score, programme);
}
