// Our fills by what may explain them: the rule that held the order, the regime, the queue before it, spread, age, answer time, size,
// side and hour of the day (UTC); and by market and hour. A fold over facts, so that a restart loses none; what the market did
// afterwards is added as it is seen (`Markouts`). A fill whose settlement fails leaves every group again. Everything is bounded.
import type { MarketId } from '#domain/ids.ts';
import { SLOTS } from '#domain/orders/slot.ts';
import { MICRO } from '#domain/units.ts';
import type { Fact, FillFact } from './fact.ts';
import { HORIZONS_S, type HorizonS, type MarkedFill } from './markouts.ts';

export const DIMENSIONS = ['rule', 'regime', 'side', 'queue', 'spread', 'age', 'answer', 'size', 'hour'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
/** Words of one dimension; further ones are counted together as `other`. */
export const WORDS_MAX = 64;
/** Market hours kept apart; fills of further ones are in the other groups alone. */
export const MARKET_HOURS_MAX = 20_000;
/** Fills that may still fail; beyond it the oldest count as good. */
export const UNSETTLED_MAX = 20_000;

/** Dollars, of the fills that were looked at after so many seconds. */
export interface Look {
  readonly shares: number;
  readonly gain: number;
}

export interface FillGroup {
  readonly fills: number;
  readonly shares: number;
  /** Dollars against the mark at the fill. */
  readonly edge: number;
  readonly looks: Readonly<Record<HorizonS, Look>>;
}

interface Sums {
  fills: number;
  shares: number;
  edge: number;
  readonly looks: Record<HorizonS, { shares: number; gain: number }>;
}

interface Place {
  readonly groups: readonly Sums[];
  readonly shares: number;
  readonly edge: number;
}

export class FillGroups {
  readonly #groups = new Map<Dimension, Map<string, Sums>>(DIMENSIONS.map((name) => [name, new Map()]));
  readonly #marketHours = new Map<MarketId, Map<string, Sums>>();
  #marketHourCount = 0;
  readonly #unsettled = new Map<string, Place>();

  apply(fact: Fact): void {
    if (fact.fact === 'fill') this.#add(fact);
    else if (fact.fact === 'settlement') this.#settle(`${fact.trade} ${fact.order}`, fact.status);
  }

  /** What the market did `horizon` seconds after a fill of this life; `mid` in dollars of YES. */
  look({ fact, side, price, size }: MarkedFill, horizon: HorizonS, mid: number): void {
    if (!fact) return;
    const shares = size / MICRO;
    const gain = (side === 'bid' ? 1 : -1) * shares * (mid - price / MICRO);
    for (const { looks } of this.#groupsOf(fact)) {
      looks[horizon].shares += shares;
      looks[horizon].gain += gain;
    }
  }

  /** Words in alphabetical order. */
  of(dimension: Dimension): readonly (readonly [word: string, group: FillGroup])[] {
    return sorted(this.#groups.get(dimension));
  }

  /** Hours of the day, UTC, in order. */
  hoursOf(market: MarketId): readonly (readonly [hour: string, group: FillGroup])[] {
    return sorted(this.#marketHours.get(market));
  }

  #add(fact: FillFact): void {
    const key = `${fact.trade} ${fact.order}`;
    if (this.#unsettled.has(key)) return;
    const { outcome, side } = SLOTS[fact.slot];
    const shares = fact.size / MICRO;
    const own = outcome === 'yes' ? fact.mark : MICRO - fact.mark;
    const edge = ((side === 'buy' ? 1 : -1) * shares * (own - fact.price)) / MICRO;
    const groups = this.#groupsOf(fact);
    for (const sums of groups) count(sums, 1, shares, edge);
    this.#unsettled.set(key, { groups, shares, edge });
    const [oldest] = this.#unsettled.keys();
    if (this.#unsettled.size > UNSETTLED_MAX && oldest !== undefined) this.#unsettled.delete(oldest);
  }

  #settle(key: string, status: string): void {
    const place = this.#unsettled.get(key);
    if (!place || (status !== 'confirmed' && status !== 'failed')) return;
    this.#unsettled.delete(key);
    if (status === 'failed') for (const sums of place.groups) count(sums, -1, -place.shares, -place.edge);
  }

  #groupsOf(fact: FillFact): readonly Sums[] {
    const words = wordsOf(fact);
    const groups = DIMENSIONS.map((name) => groupIn(this.#groups.get(name) as Map<string, Sums>, words[name]));
    const hours = this.#hoursOf(fact.market, words.hour);
    return hours ? [...groups, hours] : groups;
  }

  #hoursOf(market: MarketId, hour: string): Sums | null {
    const hours = this.#marketHours.get(market) ?? new Map<string, Sums>();
    const known = hours.get(hour);
    if (known) return known;
    if (this.#marketHourCount >= MARKET_HOURS_MAX) return null;
    this.#marketHourCount += 1;
    this.#marketHours.set(market, hours);
    return groupIn(hours, hour);
  }
}

/** What each dimension says of one fill; `unknown` where the fact does not tell. */
export function wordsOf({ atMs, slot, size, queueAhead, circumstances }: FillFact): Record<Dimension, string> {
  const { by = 'unknown', regime = null, spread = null, restedMs = null, ackMs = null } = circumstances ?? {};
  return {
    rule: by,
    regime: regime ?? 'unknown',
    side: SLOTS[slot].economic,
    queue: queueAhead === 0 ? 'front' : within(queueAhead, QUEUES),
    spread: within(spread, SPREADS),
    age: within(restedMs, AGES),
    answer: within(ackMs, ANSWERS),
    size: within(size, SIZES),
    hour: hourOf(atMs),
  };
}

/** Days of the epoch have twenty-four hours, always. */
function hourOf(atMs: number): string {
  const hour = Math.floor(atMs / 3_600_000) % 24;
  return String(hour < 0 ? hour + 24 : hour).padStart(2, '0');
}

type Steps = readonly (readonly [below: number, word: string])[];
const QUEUES: Steps = [
  [100 * MICRO, 'under100'],
  [1_000 * MICRO, 'under1000'],
];
const SPREADS: Steps = [
  [10_001, 'upTo1c'],
  [20_001, 'upTo2c'],
  [50_001, 'upTo5c'],
];
const AGES: Steps = [
  [5_000, 'under5s'],
  [30_000, 'under30s'],
  [300_000, 'under5min'],
];
const ANSWERS: Steps = [
  [100, 'under100ms'],
  [500, 'under500ms'],
  [2_000, 'under2s'],
];
const SIZES: Steps = [
  [10 * MICRO, 'under10'],
  [50 * MICRO, 'under50'],
  [200 * MICRO, 'under200'],
];

function within(value: number | null, steps: Steps): string {
  if (value === null) return 'unknown';
  return steps.find(([below]) => value < below)?.[1] ?? 'more';
}

function groupIn(groups: Map<string, Sums>, wanted: string): Sums {
  const word = groups.has(wanted) || groups.size < WORDS_MAX ? wanted : 'other';
  const known = groups.get(word);
  if (known) return known;
  const looks = Object.fromEntries(HORIZONS_S.map((horizon) => [horizon, { shares: 0, gain: 0 }]));
  const sums: Sums = { fills: 0, shares: 0, edge: 0, looks: looks as Sums['looks'] };
  groups.set(word, sums);
  return sums;
}

function count(sums: Sums, fills: number, shares: number, edge: number): void {
  sums.fills += fills;
  sums.shares += shares;
  sums.edge += edge;
}

function sorted(groups: ReadonlyMap<string, Sums> | undefined): readonly (readonly [string, FillGroup])[] {
  return [...(groups ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}
