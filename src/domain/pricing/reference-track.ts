// One reference price as its streams told it: prices second by second, and averages of the last minute, which are what settles. The
// two come from different sources that differ by a little and steadily, so a price is shifted to where the averages are. Bounded;
// takes times in any order; what is too old, no number or not positive is left out.

interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** Prices are kept for so long. */
const KEPT_MS = 300_000;
/** Prints at the beginnings of windows are strikes: the longest window is four hours. */
const STRIKES_MAX = 96;
const STRIKE_EVERY_MS = 300_000;
/** A hole longer than this is no average. */
const HOLE_MAX_MS = 5_000;
/** Of squared returns. */
const HALF_LIFE_S = 180;
const RETURNS_MIN = 60;
/** Per root second: nothing quotable moves less than this, about 11 % a year. */
const SIGMA_MIN = 2e-5;
/** One step of a price; more is another quote unit or a fault of the source. */
const STEP_MAX = 0.05;

export class ReferenceTrack {
  #prices: Point[] = [];
  #averages: Point[] = [];
  readonly #strikes = new Map<number, number>();
  #variance = 0;
  #weight = 0;
  #returns = 0;

  /** Times are the source's. */
  price(atMs: number, value: number): void {
    if (!isSound(value)) return;
    const last = this.#prices.at(-1);
    if (last && Math.abs(Math.log(value / last.value)) > STEP_MAX && atMs - last.atMs < KEPT_MS) return;
    if (last && atMs > last.atMs) this.#learn(last, { atMs, value });
    insert(this.#prices, { atMs, value });
    this.#prices = recent(this.#prices);
  }

  average(atMs: number, value: number): void {
    if (!isSound(value)) return;
    insert(this.#averages, { atMs, value });
    this.#averages = recent(this.#averages);
    if (atMs % STRIKE_EVERY_MS !== 0) return;
    this.#strikes.set(atMs, value);
    const [oldest] = this.#strikes.keys();
    if (this.#strikes.size > STRIKES_MAX && oldest !== undefined) this.#strikes.delete(oldest);
  }

  /** The average that was told for exactly that moment; null: none was. */
  averageAt(atMs: number): number | null {
    return this.#strikes.get(atMs) ?? null;
  }

  /** Where the settling source stands now, and when that was told; null: one of the streams has not told enough. */
  spot(windowMs: number): Point | null {
    const last = this.#prices.at(-1);
    const shift = this.#shift(windowMs);
    return last && shift !== null ? { atMs: last.atMs, value: last.value + shift } : null;
  }

  /** Of the settling source over (fromMs, toMs]; null: there is a hole. */
  mean(fromMs: number, toMs: number, windowMs: number): number | null {
    const shift = this.#shift(windowMs);
    const mean = meanOf(this.#prices, fromMs, toMs);
    return shift === null || mean === null ? null : mean + shift;
  }

  /** Of log returns, per root second; null while too few were seen. */
  sigma(): number | null {
    return this.#returns < RETURNS_MIN ? null : Math.max(SIGMA_MIN, Math.sqrt(this.#variance / this.#weight));
  }

  /** The settling source less the quick one, by the newest average whose minute we have seen whole. */
  #shift(windowMs: number): number | null {
    for (let index = this.#averages.length - 1; index >= 0; index -= 1) {
      const { atMs, value } = this.#averages[index] as Point;
      const mean = meanOf(this.#prices, atMs - windowMs, atMs);
      if (mean !== null) return value - mean;
    }
    return null;
  }

  #learn(before: Point, now: Point): void {
    const seconds = (now.atMs - before.atMs) / 1_000;
    const fade = 2 ** (-seconds / HALF_LIFE_S);
    this.#variance = this.#variance * fade + Math.log(now.value / before.value) ** 2;
    this.#weight = this.#weight * fade + seconds;
    this.#returns += 1;
  }
}

function isSound(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

/** In order of time; a second word about a moment takes the place of the first. */
function insert(points: Point[], point: Point): void {
  let index = points.length;
  while (index > 0 && (points[index - 1] as Point).atMs > point.atMs) index -= 1;
  const same = points[index - 1]?.atMs === point.atMs;
  points.splice(same ? index - 1 : index, same ? 1 : 0, point);
}

function recent(points: Point[]): Point[] {
  const sinceMs = (points.at(-1)?.atMs ?? 0) - KEPT_MS;
  const [oldest] = points;
  return oldest && oldest.atMs < sinceMs ? points.filter(({ atMs }) => atMs >= sinceMs) : points;
}

/** By time: each price counts until the next one. */
function meanOf(points: readonly Point[], fromMs: number, toMs: number): number | null {
  if (toMs <= fromMs) return null;
  let sum = 0;
  let fromHereMs = fromMs;
  let held: Point | null = null;
  for (const point of points) {
    if (point.atMs > toMs) break;
    if (point.atMs > fromMs) {
      if (!held || point.atMs - held.atMs > HOLE_MAX_MS) return null;
      sum += held.value * (point.atMs - fromHereMs);
      fromHereMs = point.atMs;
    }
    held = point;
  }
  if (!held || toMs - held.atMs > HOLE_MAX_MS) return null;
  return (sum + held.value * (toMs - fromHereMs)) / (toMs - fromMs);
}
