// What each market shows, without the blink between a cancel and the order that takes its place: a market that quotes shows both
// sides as long as both were seen a moment ago. Whatever forbids it to quote counts at once.
import type { MarketRow } from '#domain/operator/market-views.ts';
import { quoterState, type Showing, showingNow } from './market-words.ts';

/** Cancel, answer and a new order take less. */
const BLINK_MS = 3_000;
/** States in which orders are replaced. */
const QUOTING: readonly string[] = ['quoting', 'widened', 'oneSided', 'microHalt'];
const MORE: readonly Showing[] = ['none', 'one', 'both'];

export type ShowingById = ReadonlyMap<string, Showing>;

export class Steady {
  #seen = new Map<string, { readonly showing: Showing; readonly atMs: number }>();
  #shown: ShowingById = new Map();

  /** By market; the same map as before while nothing changed. */
  look(markets: readonly MarketRow[], nowMs: number): ShowingById {
    const shown = new Map(markets.map((row) => [row.id, this.#showing(row, nowMs)] as const));
    for (const id of this.#seen.keys()) if (!shown.has(id)) this.#seen.delete(id);
    const same =
      shown.size === this.#shown.size && [...shown].every(([id, showing]) => this.#shown.get(id) === showing);
    if (!same) this.#shown = shown;
    return this.#shown;
  }

  #showing(row: MarketRow, nowMs: number): Showing {
    const now = showingNow(row);
    const before = this.#seen.get(row.id);
    const blinks =
      before !== undefined &&
      QUOTING.includes(quoterState(row)) &&
      row.halted === null &&
      MORE.indexOf(before.showing) > MORE.indexOf(now) &&
      nowMs - before.atMs < BLINK_MS;
    if (blinks) return before.showing;
    this.#seen.set(row.id, { showing: now, atMs: nowMs });
    return now;
  }
}
