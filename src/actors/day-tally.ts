// What of the profit is today's: the whole less what it was at midnight UTC. A day that began in an earlier life is cut where its first
// fact of that day stands.
import { addTo, emptyTally, type Tally } from '#domain/money/tally.ts';
import type { Usd } from '#domain/units.ts';

const DAY_MS = 86_400_000;

export class DayTally {
  #day = Number.NEGATIVE_INFINITY;
  #before: Tally = emptyTally();

  /** Before whatever happened at `atMs` is counted in `whole`. */
  note(whole: Readonly<Tally>, atMs: number): void {
    const day = Math.floor(atMs / DAY_MS);
    // A clock that was set back does not begin a day anew.
    if (day <= this.#day) return;
    this.#day = day;
    this.#before = copied(whole);
  }

  /** Today's part of `whole`, which is marked to now. */
  of(whole: Readonly<Tally>, nowMs: number): Tally {
    this.note(whole, nowMs);
    const today = copied(whole);
    for (const [key, value] of Object.entries(this.#before) as [keyof Tally, Usd | number][]) {
      if (typeof value === 'number') (today as unknown as Record<string, number>)[key] = (today[key] as number) - value;
      else (today as unknown as Record<string, Usd>)[key] = (today[key] as Usd).minus(value);
    }
    return today;
  }
}

function copied(tally: Readonly<Tally>): Tally {
  const copy = emptyTally();
  addTo(copy, tally);
  return copy;
}
