// What pair trades say together and one by one: who is where, how long each state lasted, how many came how far, and how soon a
// dollar is free again. Pure.
import type { PairTradesSummary, PairTradeView } from '#domain/operator/views.ts';
import type { Tone } from './market-words.ts';
import { numberOf } from './words.ts';

/** The way of a pair trade that goes well, then the ways out. */
export const PAIR_STATES: readonly string[] = [
  ...['pairPlanned', 'leg1Working', 'leg1Filled', 'leg2Working', 'unwinding', 'bothFilled', 'merging'],
  ...['splitting', 'split', 'selling', 'merged', 'sold', 'abandoned', 'failed'],
];
const TONES: Readonly<Record<string, Tone>> = {
  leg1Filled: 'warn',
  leg2Working: 'warn',
  unwinding: 'bad',
  bothFilled: 'good',
  merging: 'good',
  merged: 'good',
  failed: 'bad',
};
/** From here on money is tied. */
const TIED: readonly string[] = [
  'leg1Filled',
  'leg2Working',
  'unwinding',
  'bothFilled',
  'merging',
  'splitting',
  'split',
];
const ENDS = ['merged', 'sold', 'abandoned', 'failed'] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function pairTone(state: string): Tone {
  return TONES[state] ?? 'calm';
}

/** The later word on each; open ones first, and of each the one that moved last. */
export function joinPairs(
  loaded: readonly PairTradeView[],
  told: ReadonlyMap<string, PairTradeView>,
): readonly PairTradeView[] {
  const joined = new Map(loaded.map((pair) => [pair.id, pair]));
  for (const [id, pair] of told) {
    const known = joined.get(id);
    if (!known || pair.sinceMs >= known.sinceMs) joined.set(id, pair);
  }
  return [...joined.values()].sort(
    (a, b) => Number(a.ended) - Number(b.ended) || b.sinceMs - a.sinceMs || (a.id < b.id ? 1 : -1),
  );
}

/** How many stand in each state, in the order of the way; of the ends all that ever came to them. */
export function standingOf(
  shown: readonly PairTradeView[],
  summary: PairTradesSummary | null,
): readonly (readonly [state: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { state, ended } of shown) if (!ended) counts.set(state, (counts.get(state) ?? 0) + 1);
  if (summary !== null) for (const end of ENDS) counts.set(end, summary[end]);
  return PAIR_STATES.flatMap((state) => (counts.get(state) ? [[state, counts.get(state)!] as const] : []));
}

/** The state in which most of them are; of several the furthest. Of nobody it is ''. */
export function fullest(shown: readonly PairTradeView[]): string {
  const most = standingOf(shown, null).reduceRight<readonly [string, number]>(
    (best, each) => (each[1] > best[1] ? each : best),
    ['', 0],
  );
  return most[0] || (shown[0]?.state ?? '');
}

export interface PairFilter {
  readonly text: string;
  /** '' for all. */
  readonly market: string;
  /** A state, `open`, `ended`, or '' for all. */
  readonly state: string;
}

export function filterPairs(pairs: readonly PairTradeView[], filter: PairFilter): readonly PairTradeView[] {
  const text = filter.text.trim().toLowerCase();
  return pairs.filter(({ id, slug, state, ended }) => {
    if (filter.market !== '' && slug !== filter.market) return false;
    if (filter.state === 'open' || filter.state === 'ended')
      return ended === (filter.state === 'ended') && has(id, slug);
    return (filter.state === '' || state === filter.state) && has(id, slug);
  });

  function has(id: string, slug: string): boolean {
    return text === '' || `${id} ${slug}`.toLowerCase().includes(text);
  }
}

export interface Stretch {
  readonly state: string;
  readonly atMs: number;
  readonly lastedMs: number;
  /** Of the whole life so far, 0 to 1. */
  readonly from: number;
  readonly share: number;
}

/** How long it was in each state; the one it is in goes on until now, the last one of an ended trade takes no time. */
export function stretchesOf({ timeline, ended }: PairTradeView, nowMs: number): readonly Stretch[] {
  const first = timeline[0]?.atMs ?? nowMs;
  const last = timeline.at(-1)?.atMs ?? nowMs;
  const endMs = ended ? last : Math.max(nowMs, last);
  const wholeMs = Math.max(1, endMs - first);
  return timeline.map(({ state, atMs }, at) => {
    const lastedMs = Math.max(0, (timeline[at + 1]?.atMs ?? endMs) - atMs);
    return { state, atMs, lastedMs, from: (atMs - first) / wholeMs, share: lastedMs / wholeMs };
  });
}

export interface FunnelStep {
  readonly name: string;
  readonly count: number;
  /** Of all that were planned, 0 to 1; null: none was. */
  readonly share: number | null;
  readonly way: 'on' | 'out';
}

export function funnelOf(summary: PairTradesSummary): readonly FunnelStep[] {
  const { planned } = summary;
  const step = (name: string, count: number, way: FunnelStep['way']): FunnelStep => {
    return { name, count, way, share: planned > 0 ? Math.min(1, count / planned) : null };
  };
  return [
    step('planned', planned, 'on'),
    step('first leg', summary.firstLeg, 'on'),
    step('both filled', summary.bothFilled, 'on'),
    step('merged', summary.merged, 'on'),
    step('sold', summary.sold, 'out'),
    step('abandoned', summary.abandoned, 'out'),
    step('failed', summary.failed, 'out'),
  ];
}

export interface Velocity {
  /** From the first share held until the cash is free: the median of those merged that are known. */
  readonly tiedMs: number | null;
  /** How often a dollar could come round in a day at that pace. */
  readonly turnsADay: number | null;
  /** Dollars that merges set free in the last hour: one a set. */
  readonly freedHour: number;
  readonly merged: number;
}

export function velocityOf(pairs: readonly PairTradeView[], nowMs: number): Velocity {
  const merged = pairs.filter(({ state }) => state === 'merged');
  const tied = merged.flatMap(({ timeline }) => {
    const began = timeline.find(({ state }) => TIED.includes(state));
    const ended = timeline.at(-1);
    return began && ended ? [Math.max(0, ended.atMs - began.atMs)] : [];
  });
  const tiedMs = median(tied);
  const late = merged.filter(({ sinceMs }) => nowMs - sinceMs <= HOUR_MS);
  return {
    tiedMs,
    turnsADay: tiedMs === null || tiedMs === 0 ? null : DAY_MS / tiedMs,
    freedHour: late.reduce((sum, { size }) => sum + (numberOf(size) ?? 0), 0),
    merged: merged.length,
  };
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
