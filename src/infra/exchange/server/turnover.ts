// What a market has turned over, in micro-dollars: since its listing, and in the last day, to the hour.
const HOUR_MS = 3_600_000;
const HOURS = 24;

export class Turnover {
  /** By hour, the oldest first; no more than a day of them. */
  readonly #hours = new Map<number, number>();
  total = 0;

  add(microUsd: number, atMs: number): void {
    this.total += microUsd;
    const hour = Math.floor(atMs / HOUR_MS);
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + microUsd);
    for (const oldest of this.#hours.keys()) {
      if (oldest > hour - HOURS) break;
      this.#hours.delete(oldest);
    }
  }

  lastDay(nowMs: number): number {
    const since = Math.floor(nowMs / HOUR_MS) - HOURS;
    let sum = 0;
    for (const [hour, microUsd] of this.#hours) if (hour > since) sum += microUsd;
    return sum;
  }
}
