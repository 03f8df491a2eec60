// A market's past as it grows: only what came since the last look is asked for, and put behind what is known. Pure.
import type { MarketHistory } from '#domain/operator/market-views.ts';
import { query } from './api.ts';
import type { Growing } from './polled.ts';

export function pastAt(path: string): Growing<MarketHistory> {
  return { pathSince: (known) => query(path, { after: Math.floor(lastLook(known)) }), joined: longer };
}

/** Fills since the last look may have been told before, and are told again. */
export function longer(known: MarketHistory, more: MarketHistory): MarketHistory {
  const lastMs = lastLook(known);
  const points = more.points.filter(([atMs]) => atMs > lastMs);
  if (points.length === 0) return known;
  const before = known.fills.filter(({ atMs }) => atMs <= lastMs);
  return {
    points: [...known.points, ...points],
    fills: [...before, ...more.fills.filter(({ atMs }) => atMs > lastMs)],
  };
}

function lastLook({ points }: MarketHistory): number {
  return points.at(-1)?.[0] ?? 0;
}
